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
from ingest.superseded import in_force, key_column, note_superseded, version_at

REFUSED_DDL = """
create or replace temp table refused (
    row_number bigint, entity varchar, column_name varchar, value varchar, reason varchar,
    record varchar
)
"""
# What is unknown in a row, without the unknown columns that only other rows fill.
EXTRA = "case when extra is not null then json_merge_patch('{}', extra) end"
USABLE = "not exists (select 1 from refused where refused.row_number = incoming.row_number)"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Start with nothing refused."""
    connection.execute(REFUSED_DDL)


def with_extra(rows: pl.DataFrame, extra: pl.DataFrame | None) -> pl.DataFrame:
    """Add what a canonical file says beyond the contract (row_number, extra) to checked rows."""
    if extra is None:
        return rows.with_columns(extra=pl.lit(None, dtype=pl.String))
    return rows.join(extra, on="row_number", how="left", maintain_order="left")


def with_record(refused: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Add to refusals the whole row that each is about, as JSON, from the rows as delivered."""
    if refused.is_empty():
        return refused.with_columns(record=pl.lit(None, dtype=pl.String))
    cells = [pl.col(name).cast(pl.String) for name in rows.columns if name != "row_number"]
    wanted = rows.filter(pl.col("row_number").is_in(refused["row_number"].implode()))
    records = wanted.select("row_number", record=pl.struct(cells).struct.json_encode())
    return refused.join(records, on="row_number", how="left", maintain_order="left")


def refuse(connection: duckdb.DuckDBPyConnection, entity: str, refused: pl.DataFrame) -> None:
    """Note rows (row_number, column_name, value, reason, record) that cannot be used."""
    if refused.is_empty():
        return
    connection.register("refusals", refused.to_arrow())
    connection.execute(
        "insert into refused "
        "select row_number, $entity, column_name, value, reason, record from refusals",
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
    members = ", ".join(f'"{name}" := incoming."{name}"' for name in entity.column_names)
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
            select row_number, $entity, $column_name, {column}, $reason,
                to_json(struct_pack({members}))
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
    """Append what is new of an entity's incoming rows, and note what it puts out of force.

    A row is known where it says what the version of its key in force says already, or where a row
    with its very `updated_at` is known; so an older state that comes back is a new row.
    """
    _find_contested(connection, entity, delivery_id)
    _judge_contested(connection, entity)
    connection.execute(
        f"""
        insert into raw.{entity.name} by name
        select {_quoted(entity.column_names)}, {EXTRA} as extra, $delivery_id as delivery_id,
            row_number, {row_hash(entity)} as row_hash
        from incoming_{entity.name} as incoming
        where {USABLE} and not exists (
            select 1 from contested
            where contested.place = incoming.place
                and contested.place not in (select place from kept where place is not null)
        )
        """,
        {"delivery_id": delivery_id},
    )
    note_superseded(connection, entity, "(select * from kept where is_in_force)")


def _find_contested(
    connection: duckdb.DuckDBPyConnection, entity: Entity, delivery_id: int
) -> None:
    """List all rows, known and incoming, of keys that are seen more than once.

    Only these need a look at their versions; on a first delivery there are hardly any. `place` is
    null for rows in raw. Of rows the very same from one line the last stands for all.
    """
    key = ", ".join(key_column(entity, name) for name in entity.key)
    named_key = ", ".join(f'{key_column(entity, name)} as "{name}"' for name in entity.key)
    raw, incoming = f"raw.{entity.name}", f"incoming_{entity.name} as incoming"
    connection.execute(
        f"""
        create or replace temp table contested_keys as
        select key_hash
        from (
            select hash({key}) as key_hash from {incoming} where {USABLE}
            union all
            select distinct hash({key}) as key_hash from {raw}
            where hash({key}) in (select hash({key}) from {incoming})
        )
        group by key_hash
        having count(*) > 1
        """
    )
    connection.execute(
        f"""
        create or replace temp table contested as
        select {named_key}, {version_at(entity)} as version_at, delivery_id, row_number, row_hash,
            cast(null as bigint) as place, {in_force(entity)} as is_in_force
        from {raw} where hash({key}) in (select key_hash from contested_keys)
        union all
        select {key}, {version_at(entity)}, cast($delivery_id as bigint), row_number,
            {row_hash(entity)}, place, true
        from {incoming} where hash({key}) in (select key_hash from contested_keys) and {USABLE}
        """,
        {"delivery_id": delivery_id},
    )


def _judge_contested(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Keep of the contested rows those in raw and those incoming that are new."""
    own_key = _quoted(entity.key)
    connection.execute(
        f"""
        create or replace temp table kept as
        with
            told_once as (
                select *, row_number() over (
                    partition by {own_key}, delivery_id, row_number, row_hash order by place desc
                ) as telling
                from contested
            ),
            generations as (
                select *,
                    count(*) filter (where version_at is null) over in_order as generation,
                    coalesce(lag(row_hash) over in_order = row_hash, false) as is_repeated
                from told_once
                where telling = 1
                window in_order as (
                    partition by {own_key}
                    order by delivery_id, row_number, is_in_force, place, row_hash
                    rows between unbounded preceding and current row
                )
            ),
            judged as (
                select *,
                    row_number() over (
                        partition by {own_key}, generation, row_hash
                        order by delivery_id, row_number, place
                    ) > 1 as was_seen
                from generations
            )
        select * from judged
        where place is null or not (is_repeated or (was_seen and version_at is not null))
        """
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
        select $delivery_id, row_number, arg_min(entity, rowid), arg_min(reason, rowid),
            arg_min_null(column_name, rowid), arg_min_null(value, rowid), arg_min(record, rowid)
        from refused group by row_number order by row_number
        """,
        {"delivery_id": delivery_id},
    )
    return _count(connection, "(select distinct row_number from refused)")


def row_hash(entity: Entity) -> str:
    """Write the hash of what a row says: half an MD5 over its values, compared within one key.

    A later column counts, with its name, only where it has a value: so a row of before has the hash
    that it had before.
    """
    first = [column.name for column in entity.columns if not column.is_later]
    later = [column.name for column in entity.columns if column.is_later]
    values = [f"coalesce(cast({name} as varchar), chr(1))" for name in (*_names(first), EXTRA)]
    values += [f"'{name}' || chr(29) || cast(\"{name}\" as varchar)" for name in later]
    return f"md5_number_lower(concat_ws(chr(31), {', '.join(values)}))"


def _names(columns: Iterable[str]) -> list[str]:
    return [f'"{column}"' for column in columns]


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(_names(columns))


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(single(connection, f"select count(*) from {table}"))
