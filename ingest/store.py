"""The raw schema: where deliveries are kept, row by row, for ever; it only grows."""

from __future__ import annotations

from typing import Any

import duckdb

from ingest.contract import ENTITIES, Entity
from ingest.migration import migrate
from ingest.superseded import SUPERSEDED, note_all_superseded

# What every raw row says about where it came from.
PROVENANCE = (
    ("extra", "varchar"),
    ("delivery_id", "bigint"),
    ("row_number", "bigint"),
    ("row_hash", "ubigint"),
)

# `exported_at` is when the source wrote the file, where its mapping says so.
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

# The rows of logs (one row per change, one row per version), as they came: what a later part of
# the same log is compared with.
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


def columns_ddl(entity: Entity) -> str:
    """Write the columns of an entity's raw table as DDL, provenance last."""
    contract = [f'"{column.name}" {column.sql_type}' for column in entity.columns]
    provenance = [f"{name} {sql_type}" for name, sql_type in PROVENANCE]
    return ", ".join(contract + provenance)


def create_raw(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the raw schema and whichever of its tables are missing."""
    connection.execute("create schema if not exists raw")
    for entity in ENTITIES:
        connection.execute(f"create table if not exists raw.{entity.name} ({columns_ddl(entity)})")
    migrate(connection)
    for statement in (DELIVERIES, DELIVERED_COLUMNS, SET_ASIDE, QUARANTINE, LOG_ROWS):
        connection.execute(statement)
    if not _has_superseded(connection):
        _create_superseded(connection)


def _has_superseded(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(
        single(
            connection,
            "select count(*) from duckdb_tables() where database_name = current_database() "
            "and schema_name = 'raw' and table_name = 'superseded'",
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
