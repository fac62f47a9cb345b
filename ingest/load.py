"""Checked rows enter raw: parents looked up, rows already known left out, the rest appended.

Everything happens in temporary tables of one transaction: `incoming_<entity>` holds the rows of the
delivery, `refused` the rows that cannot be used. Identifiers in the SQL come from the contract.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import polars as pl

from ingest.contract import BY_NAME, ENTITIES, Entity
from ingest.store import columns_ddl, single

REFUSED_DDL = """
create or replace temp table refused (
    row_number bigint, entity varchar, column_name varchar, value varchar, reason varchar
)
"""


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Start with nothing incoming and nothing refused."""
    for entity in ENTITIES:
        connection.execute(f"drop table if exists incoming_{entity.name}")
    connection.execute("drop table if exists incoming_log")
    connection.execute(REFUSED_DDL)


def stage(
    connection: duckdb.DuckDBPyConnection, entity: Entity, rows: pl.DataFrame, delivery_id: int
) -> None:
    """Put checked rows (row_number, the contract's columns typed, extra) aside for loading."""
    connection.execute(
        f"create temp table if not exists incoming_{entity.name} ({columns_ddl(entity)})"
    )
    columns = _quoted(entity.column_names)
    connection.register("checked_rows", rows.to_arrow())
    connection.execute(
        f"insert into incoming_{entity.name} "
        f"select {columns}, extra, $delivery_id, row_number, {_row_hash(entity)} from checked_rows",
        {"delivery_id": delivery_id},
    )
    connection.unregister("checked_rows")


def is_staged(connection: duckdb.DuckDBPyConnection, entity: Entity) -> bool:
    """Tell whether any row of the entity was put aside."""
    return _exists(connection, f"incoming_{entity.name}")


def with_extra(rows: pl.DataFrame, extra: pl.DataFrame | None) -> pl.DataFrame:
    """Add what a canonical file says beyond the contract (row_number, extra) to checked rows."""
    if extra is None:
        return rows.with_columns(extra=pl.lit(None, dtype=pl.String))
    return rows.join(extra, on="row_number", how="left", maintain_order="left")


def refuse(connection: duckdb.DuckDBPyConnection, entity: str, refused: pl.DataFrame) -> None:
    """Note rows (row_number, column_name, value, reason) that cannot be used."""
    if refused.is_empty():
        return
    connection.register("refusals", refused.to_arrow())
    connection.execute(
        "insert into refused select row_number, $entity, column_name, value, reason from refusals",
        {"entity": entity},
    )
    connection.unregister("refusals")


def refuse_orphans(connection: duckdb.DuckDBPyConnection, staged: Iterable[Entity]) -> None:
    """Refuse rows that name a parent which no delivery ever brought, and all that hangs on them."""
    entities = list(staged)
    found = True
    while found:
        _drop_refused(connection, entities)
        found = sum(_refuse_orphans_of(connection, entity) for entity in entities) > 0
    _drop_refused(connection, entities)


def _refuse_orphans_of(connection: duckdb.DuckDBPyConnection, entity: Entity) -> int:
    before = _count(connection, "refused")
    for column, parent in entity.parents.items():
        own_key = BY_NAME[parent].key[0]
        incoming = f"incoming_{parent}"
        also = (
            f"union all select {own_key} from {incoming}" if _exists(connection, incoming) else ""
        )
        connection.execute(
            f"""
            insert into refused
            select row_number, $entity, $column_name, {column}, $reason
            from incoming_{entity.name} as incoming
            where not exists (
                select 1 from (select {own_key} as parent from raw.{parent} {also}) as parents
                where parents.parent = incoming.{column}
            )
            """,
            {
                "entity": entity.name,
                "column_name": column,
                "reason": f"no delivery ever brought {parent} with this {own_key}",
            },
        )
    return _count(connection, "refused") - before


def _drop_refused(connection: duckdb.DuckDBPyConnection, entities: Iterable[Entity]) -> None:
    for entity in entities:
        connection.execute(
            f"delete from incoming_{entity.name} "
            "where row_number in (select row_number from refused)"
        )


def append(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Append what is new of an entity's incoming rows.

    A row is known where it says what the version of its key in force says already, or where a row
    with its very `updated_at` is known; so an older state that comes back is a new row.
    """
    key = _quoted(entity.key)
    raw, incoming = f"raw.{entity.name}", f"incoming_{entity.name}"
    columns = f"{_quoted(entity.column_names)}, extra, delivery_id, row_number, row_hash"
    # Only keys seen more than once need a look at their versions; on a first delivery, hardly any.
    connection.execute(
        f"""
        create or replace temp table contested as
        select key_hash
        from (
            select hash({key}) as key_hash from {incoming}
            union all
            select distinct hash({key}) as key_hash from {raw}
            where hash({key}) in (select hash({key}) from {incoming})
        )
        group by key_hash
        having count(*) > 1
        """
    )
    versions = "updated_at" if entity.has_updated_at else "cast(null as timestamp)"
    connection.execute(
        f"""
        create or replace temp table known as
        with
            versions as (
                select {key}, {versions} as version_at, delivery_id, row_number, row_hash,
                    cast(null as bigint) as place
                from {raw} where hash({key}) in (select key_hash from contested)
                union all
                select {key}, {versions}, delivery_id, row_number, row_hash, rowid
                from {incoming} where hash({key}) in (select key_hash from contested)
            ),
            generations as (
                select *,
                    count(*) filter (where version_at is null) over in_order as generation,
                    coalesce(lag(row_hash) over in_order = row_hash, false) as is_repeated
                from versions
                window in_order as (partition by {key} order by delivery_id, row_number)
            ),
            judged as (
                select *,
                    row_number() over (
                        partition by {key}, generation, row_hash order by delivery_id, row_number
                    ) > 1 as was_seen
                from generations
            )
        select place from judged
        where place is not null and (is_repeated or (was_seen and version_at is not null))
        """
    )
    connection.execute(
        f"""
        insert into {raw}
        select {columns} from {incoming} as incoming
        where not exists (select 1 from known where known.place = incoming.rowid)
        """
    )


def rows_loaded(
    connection: duckdb.DuckDBPyConnection, staged: Iterable[Entity], delivery_id: int
) -> int:
    """Count the rows of the delivery that brought something new."""
    parts = " union all ".join(
        f"select row_number from raw.{entity.name} where delivery_id = $delivery_id"
        for entity in staged
    )
    several = "distinct " if "union all" in parts else ""
    return int(
        single(
            connection,
            f"select count({several}row_number) from ({parts})",
            {"delivery_id": delivery_id},
        )
    )


def quarantine(connection: duckdb.DuckDBPyConnection, delivery_id: int) -> int:
    """Put the refused rows into quarantine, one entry a row; returns how many."""
    connection.execute(
        """
        insert into raw.quarantine
        select $delivery_id, row_number, first(entity), first(reason), first(column_name),
            first(value), null
        from refused group by row_number order by row_number
        """,
        {"delivery_id": delivery_id},
    )
    return _count(connection, "(select distinct row_number from refused)")


def _row_hash(entity: Entity) -> str:
    """Write the hash of what a row says: half an MD5 over its values, compared within one key."""
    values = ", ".join(
        f"coalesce(cast({name} as varchar), chr(1))"
        for name in (*_names(entity.column_names), "extra")
    )
    return f"md5_number_lower(concat_ws(chr(31), {values}))"


def _names(columns: Iterable[str]) -> list[str]:
    return [f'"{column}"' for column in columns]


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(_names(columns))


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(single(connection, f"select count(*) from {table}"))


def _exists(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    sql = "select count(*) from duckdb_tables() where table_name = $table"
    return bool(single(connection, sql, {"table": table}))
