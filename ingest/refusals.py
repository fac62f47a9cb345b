"""Which incoming rows cannot be used, and why: noted in `refused`, and put into quarantine."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

from ingest.contract import BY_NAME, WITHDRAWN, Entity
from ingest.row_places import row_place_sql
from ingest.store import single
from ingest.superseded import COUNTS

REFUSED_DDL = """
create or replace temp table refused (
    row_number bigint, entity varchar, column_name varchar, value varchar, reason varchar,
    record varchar
)
"""
# How the reason of an orphan begins, before the entity that was never brought.
ORPHAN = "no delivery ever brought"
USABLE = "not exists (select 1 from refused where refused.row_number = incoming.row_number)"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Start with nothing refused."""
    connection.execute(REFUSED_DDL)


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
    for column, parent in entity.parents.items():
        own_key = BY_NAME[parent].key[0]
        brought = (
            f"select {own_key} as parent from raw.{parent} as brought "
            f"where {COUNTS.format('brought')}"
        )
        if BY_NAME[parent] in incoming:
            brought += (
                f" union all select {own_key} from incoming_{parent} as incoming where {USABLE}"
            )
        connection.execute(
            f"""
            insert into refused
            select row_number, $entity, $column_name, {column}, $reason, {_as_json(entity)}
            from incoming_{entity.name} as incoming
            where {USABLE} and not coalesce({WITHDRAWN.name}, false) and not exists (
                select 1 from ({brought}) as parents where parents.parent = incoming.{column}
            )
            """,
            {
                "entity": entity.name,
                "column_name": column,
                "reason": f"{ORPHAN} {parent} with this {own_key}; deliver them first",
            },
        )
    return _count(connection, "refused") - before


def explain_left_out(connection: duckdb.DuckDBPyConnection, about: Entity) -> None:
    """Say of orphans that the mapping itself makes no parent of their row, but others of it."""
    key = about.key[0]
    connection.execute(
        f"""
        update refused set reason = $orphaned || ', and the mapping makes none of this row, for '
            || 'its conditions (when, unless) leave it out; give ' || entity
            || ' the same conditions, or deliver the {about.name} first'
        where starts_with(reason, $orphaned)
            and row_number not in (select row_number from incoming_{about.name})
        """,
        {"orphaned": f"{ORPHAN} {about.name} with this {key}"},
    )


def refuse_contradictions(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Refuse the rows of one key that say different things, none of them later by `updated_at`."""
    _refuse_contradicting(
        connection,
        entity,
        "select row_number, key_hash as record, version_at, content from contested",
    )


def refuse_contradicting_lines(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Refuse the lines of a mapped file about one record that make different things of it."""
    _refuse_contradicting(
        connection,
        entity,
        "select row_number, record_id as record, version_at, line_hash as content "
        "from incoming_lines",
    )


def _refuse_contradicting(connection: duckdb.DuckDBPyConnection, entity: Entity, rows: str) -> None:
    key = " and ".join(entity.key) if len(entity.key) < 3 else f"key ({', '.join(entity.key)})"
    newer = (
        "neither has a later updated_at" if entity.has_updated_at else "nothing says which is newer"
    )
    connection.execute(
        f"""
        insert into refused
        with
            told as ({rows}),
            contradicting as (
                select record, version_at, min(row_number) as first, max(row_number) as last
                from told group by record, version_at having min(content) <> max(content)
            ),
            lines as (
                select told.row_number,
                    case told.row_number when first then last else first end as other
                from told
                inner join contradicting
                    on told.record = contradicting.record
                    and told.version_at is not distinct from contradicting.version_at
            )
        select incoming.row_number, $entity, $column_name, incoming."{entity.key[0]}",
            'contradicts row ' || {row_place_sql("lines.other")} || ': the same {key}, other '
                || 'values, and {newer}; correct the source so that one of the two is left',
            {_as_json(entity)}
        from incoming_{entity.name} as incoming
        inner join lines on incoming.row_number = lines.row_number
        """,
        {"entity": entity.name, "column_name": entity.key[0]},
    )


def quarantine(connection: duckdb.DuckDBPyConnection, delivery_id: int) -> int:
    """Put the refused rows into quarantine, one entry a row; returns how many.

    A row number below 0 is none of this delivery's (`ingest/logs.py`).
    """
    connection.execute("delete from refused where row_number < 0")
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


def _as_json(entity: Entity) -> str:
    members = ", ".join(f'"{name}" := incoming."{name}"' for name in entity.column_names)
    return f"to_json(struct_pack({members}))"


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(single(connection, f"select count(*) from {table}"))
