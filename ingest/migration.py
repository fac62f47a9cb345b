"""Raw of an earlier release is brought to the form of this one; its rows stay as they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import duckdb

from ingest.contract import ENTITIES

COLUMNS = """
select table_name, column_name from duckdb_columns()
where database_name = current_database() and schema_name = 'raw'
"""

# Until the history of statuses was said by metric, one word held for both.
HISTORY_BY_METRIC = """
create table raw.deliveries_by_metric (
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
);
insert into raw.deliveries_by_metric
select
    delivery_id, file_name, sha256, entity, mapping, has_status_history, has_status_history,
    received_at, null, rows_read, rows_loaded, rows_quarantined, rows_known, unknown_columns,
    null
from raw.deliveries;
drop table raw.deliveries;
alter table raw.deliveries_by_metric rename to deliveries;
"""


# A log went by the version of its mapping; now it goes by the mapping's name.
LOGS_BY_NAME = """
create or replace table raw.log_rows as
select distinct on (split_part(mapping, '@', 1), row_hash)
    split_part(mapping, '@', 1) as mapping, record_id, record, delivery_id, row_number, row_hash
from raw.log_rows
order by split_part(mapping, '@', 1), row_hash, delivery_id desc
"""


def raw_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """Name the columns that each table of raw has."""
    present: dict[str, set[str]] = {}
    for table, column in connection.execute(COLUMNS).fetchall():
        present.setdefault(table, set()).add(column)
    return present


def is_older(columns: Mapping[str, Collection[str]]) -> bool:
    """Whether raw has the form of a release that said the history of statuses in one word."""
    return "has_status_history" in columns.get("deliveries", ())


def migrate(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the columns that the raw tables of an earlier release lack."""
    present = raw_columns(connection)
    missing = [
        (entity.name, column)
        for entity in ENTITIES
        if entity.name in present
        for column in entity.columns
        if column.name not in present[entity.name]
    ]
    for table, column in missing:
        connection.execute(f'alter table raw.{table} add column "{column.name}" {column.sql_type}')
    if is_older(present):
        connection.execute("begin transaction")
        try:
            connection.execute(HISTORY_BY_METRIC)
            if "log_rows" in present:
                connection.execute(LOGS_BY_NAME)
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise
