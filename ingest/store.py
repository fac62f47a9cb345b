"""The raw schema: where deliveries are kept, row by row, for ever; it only grows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import duckdb

from ingest.ahead import AHEAD
from ingest.contract import ENTITIES, Entity
from ingest.migration import is_older, migrate, raw_columns
from ingest.superseded import SUPERSEDED, note_all_superseded

# What every raw row says about where it came from.
PROVENANCE = (
    ("extra", "varchar"),
    ("delivery_id", "bigint"),
    ("row_number", "bigint"),
    ("row_hash", "ubigint"),
)

# `exported_at` is when the source wrote the file, where its mapping says so; `file_columns` are
# those of the file, as JSON.
DELIVERIES = """
create table if not exists raw.deliveries (
    delivery_id bigint primary key,
    file_name varchar not null,
    sha256 varchar not null,
    entity varchar not null,
    mapping varchar,
    has_response_history boolean not null,
    has_restoration_history boolean not null,
    received_at timestamp not null,
    exported_at timestamp,
    rows_read bigint not null,
    rows_loaded bigint not null,
    rows_quarantined bigint not null,
    rows_known bigint not null,
    unknown_columns varchar,
    file_columns varchar,
    check (rows_read = rows_loaded + rows_quarantined + rows_known)
)
"""

# What a delivery brought: of each entity its columns, and of ticket events also each field that
# occurs, as `field=update`. Rules are judged where their columns came.
DELIVERED_COLUMNS = """
create table if not exists raw.delivered_columns (
    delivery_id bigint not null,
    entity varchar not null,
    column_name varchar not null
)
"""

# Deliveries that count as if they had never come: taken back by hand, or replaced by another
# reading of the same file.
SET_ASIDE = """
create table if not exists raw.set_aside (
    delivery_id bigint primary key,
    set_aside_at timestamp not null,
    replaced_by bigint
)
"""

QUARANTINE = """
create table if not exists raw.quarantine (
    delivery_id bigint not null,
    row_number bigint not null,
    entity varchar not null,
    reason varchar not null,
    column_name varchar,
    value varchar,
    record varchar
)
"""

# The rows that came again, saying the very same as a row of raw: should the delivery of that one be
# set aside, they still say it.
REPETITIONS = """
create table if not exists raw.repetitions (
    entity varchar not null,
    delivery_id bigint not null,
    row_number bigint not null,
    row_hash ubigint not null,
    of_delivery_id bigint not null,
    of_row_number bigint not null
)
"""

# The lines of files that a mapping reads row by row: which record each is about, and whether it is
# the one that holds. A line that says what another said before names that one.
LINES = """
create table if not exists raw.lines (
    entity varchar not null,
    record_id varchar not null,
    delivery_id bigint not null,
    row_number bigint not null,
    line_hash uhugeint not null,
    version_at timestamp,
    exported_at timestamp,
    of_delivery_id bigint,
    of_row_number bigint,
    is_current boolean not null
)
"""

# The rows of logs (one row per change, one row per version), as they came: what a later part of
# the same log, by its mapping's name, is read together with.
LOG_ROWS = """
create table if not exists raw.log_rows (
    mapping varchar not null,
    record_id varchar not null,
    record varchar not null,
    delivery_id bigint not null,
    row_number bigint not null,
    row_hash uhugeint not null
)
"""
REPEATED_LOG_ROWS = """
create table if not exists raw.repeated_log_rows (
    mapping varchar not null,
    row_hash uhugeint not null,
    delivery_id bigint not null,
    row_number bigint not null
)
"""

# What the rows of a log led to once and do not any more, since another row came in between.
RETRACTED = """
create table if not exists raw.retracted (
    entity varchar not null,
    delivery_id bigint not null,
    row_number bigint not null,
    row_hash ubigint not null
)
"""

# The texts of the mappings that deliveries were read by, each by its name and the mark of its text.
MAPPINGS = """
create table if not exists raw.mappings (mapping varchar primary key, text varchar not null)
"""

# Tickets that changed otherwise than by a row of a new delivery, until a build has taken them up.
REVISED_TICKETS = """
create table if not exists raw.revised_tickets (ticket_id varchar not null)
"""

# Why the next build is to build all tickets, whatever changed.
WHOLE_BUILD_DUE = "create table if not exists raw.whole_build_due (why varchar not null)"

TABLES = {
    "ahead": AHEAD,
    "deliveries": DELIVERIES,
    "delivered_columns": DELIVERED_COLUMNS,
    "set_aside": SET_ASIDE,
    "quarantine": QUARANTINE,
    "repetitions": REPETITIONS,
    "lines": LINES,
    "log_rows": LOG_ROWS,
    "repeated_log_rows": REPEATED_LOG_ROWS,
    "retracted": RETRACTED,
    "mappings": MAPPINGS,
    "revised_tickets": REVISED_TICKETS,
    "whole_build_due": WHOLE_BUILD_DUE,
}


def columns_ddl(entity: Entity) -> str:
    """Write the columns of an entity's raw table as DDL, provenance last."""
    contract = [f'"{column.name}" {column.sql_type}' for column in entity.columns]
    provenance = [f"{name} {sql_type}" for name, sql_type in PROVENANCE]
    return ", ".join(contract + provenance)


def create_raw(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the raw schema and whichever of its tables are missing."""
    if _is_there(raw_columns(connection)):
        return
    connection.execute("create schema if not exists raw")
    for entity in ENTITIES:
        connection.execute(f"create table if not exists raw.{entity.name} ({columns_ddl(entity)})")
    migrate(connection)
    for statement in TABLES.values():
        connection.execute(statement)
    if "superseded" not in raw_columns(connection):
        _create_superseded(connection)


def _is_there(columns: Mapping[str, Collection[str]]) -> bool:
    """Whether raw is all there, in the form of this release."""
    return (
        {"superseded", *TABLES} <= columns.keys()
        and not is_older(columns)
        and all(
            set(entity.column_names) <= set(columns.get(entity.name, ())) for entity in ENTITIES
        )
    )


def _create_superseded(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the table of the rows out of force, and fill it from what raw holds already."""
    connection.execute("begin transaction")
    try:
        connection.execute(SUPERSEDED)
        for entity in ENTITIES:
            note_all_superseded(connection, entity)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def single(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, object] | None = None
) -> Any:
    """Return the first value of a query's first row; None where it gives no row."""
    rows = connection.execute(sql, parameters or {}).fetchall()
    return rows[0][0] if rows else None
