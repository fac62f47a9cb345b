"""Checked rows enter raw: parents looked up, rows already known left out, the rest appended.

`incoming_<entity>` are the spooled rows of the delivery, `refused` the rows that cannot be used.
Identifiers in the SQL come from the contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb
import polars as pl

from ingest.contract import BY_NAME, Entity
from ingest.store import single

REFUSED_DDL = """
create or replace temp table refused (
    row_number bigint, entity varchar, column_name varchar, value varchar, reason varchar
)
"""
USABLE = "not exists (select 1 from refused where refused.row_number = incoming.row_number)"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Start with nothing refused."""
    connection.execute(REFUSED_DDL)


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


def refuse_orphans(connection: duckdb.DuckDBPyConnection, incoming: Sequence[Entity]) -> None:
    """Refuse rows that name a parent which no delivery ever brought, and all that hangs on them."""
    while sum(_refuse_orphans_of(connection, entity, incoming) for entity in incoming):
        pass


def _refuse_orphans_of(
    connection: duckdb.DuckDBPyConnection, entity: Entity, incoming: Sequence[Entity]
) -> int:
    before = _count(connection, "refused")
    for column, parent in entity.parents.items():
        own_key = BY_NAME[parent].key[0]
        brought = f"select {own_key} as parent from raw.{parent}"
        if BY_NAME[parent] in incoming:
            brought += (
                f" union all select {own_key} from incoming_{parent} as incoming where {USABLE}"
            )
        connection.execute(
            f"""
            insert into refused
            select row_number, $entity, $column_name, {column}, $reason
            from incoming_{entity.name} as incoming
            where {USABLE} and not exists (
                select 1 from ({brought}) as parents where parents.parent = incoming.{column}
            )
            """,
            {
                "entity": entity.name,
                "column_name": column,
                "reason": f"no delivery ever brought {parent} with this {own_key}",
            },
        )
    return _count(connection, "refused") - before


def append(connection: duckdb.DuckDBPyConnection, entity: Entity, delivery_id: int) -> None:
    """Append what is new of an entity's incoming rows.

    A row is known where it says what the version of its key in force says already, or where a row
    with its very `updated_at` is known; so an older state that comes back is a new row.
    """
    key, of_key = _quoted(entity.key), _key_values(entity)
    raw, incoming = f"raw.{entity.name}", f"incoming_{entity.name} as incoming"
    # Only keys seen more than once need a look at their versions; on a first delivery, hardly any.
    connection.execute(
        f"""
        create or replace temp table contested as
        select key_hash
        from (
            select hash({of_key}) as key_hash from {incoming} where {USABLE}
            union all
            select distinct hash({of_key}) as key_hash from {raw}
            where hash({of_key}) in (select hash({of_key}) from {incoming})
        )
        group by key_hash
        having count(*) > 1
        """
    )
    version_at = "updated_at" if entity.has_updated_at else "cast(null as timestamp)"
    connection.execute(
        f"""
        create or replace temp table known as
        with
            versions ({key}, version_at, delivery_id, row_number, row_hash, place) as (
                select {of_key}, {version_at}, delivery_id, row_number, row_hash,
                    cast(null as bigint)
                from {raw} where hash({of_key}) in (select key_hash from contested)
                union all
                select {of_key}, {version_at}, cast($delivery_id as bigint), row_number,
                    {_row_hash(entity)}, place
                from {incoming}
                where hash({of_key}) in (select key_hash from contested) and {USABLE}
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
        """,
        {"delivery_id": delivery_id},
    )
    connection.execute(
        f"""
        insert into {raw}
        select {_quoted(entity.column_names)}, extra, $delivery_id, row_number, {_row_hash(entity)}
        from {incoming}
        where {USABLE} and not exists (select 1 from known where known.place = incoming.place)
        """,
        {"delivery_id": delivery_id},
    )


def rows_loaded(
    connection: duckdb.DuckDBPyConnection, brought: Sequence[Entity], delivery_id: int
) -> int:
    """Count the rows of the delivery that brought something new."""
    several = "distinct " if len(brought) > 1 else ""
    parts = " union all ".join(
        f"select row_number from raw.{entity.name} where delivery_id = $delivery_id"
        for entity in brought
    )
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


def _key_values(entity: Entity) -> str:
    """Write the values of an entity's key; an empty cell is its default, as staging has it."""
    columns = (entity.column(name) for name in entity.key)
    return ", ".join(
        f'"{column.name}"'
        if column.default is None
        else f'coalesce("{column.name}", {column.default!r})'
        for column in columns
    )


def _names(columns: Iterable[str]) -> list[str]:
    return [f'"{column}"' for column in columns]


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(_names(columns))


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(single(connection, f"select count(*) from {table}"))
