"""Which incoming rows cannot be used, and why: noted in `refused`, and put into quarantine."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

from ingest.contract import BY_NAME, CUSTOMERS, WITHDRAWN, Entity
from ingest.refusal_words import (
    DID_YOU_MEAN,
    NOTHING_YET,
    differences_sql,
    same_key_sql,
    say_which_parent,
)
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
        brought = _brought(parent, is_incoming=BY_NAME[parent] in incoming)
        reason = f"{ORPHAN} {parent} with this {own_key}; deliver them first"
        already = _count(connection, "refused")
        connection.execute(
            f"""
            insert into refused
            select row_number, $entity, $column_name, {column}, $reason, {_as_json(entity)}
            from incoming_{entity.name} as incoming
            where {USABLE} and not coalesce({WITHDRAWN.name}, false) and not exists (
                select 1 from ({brought}) as parents where parents.parent = incoming.{column}
            )
            """,
            {"entity": entity.name, "column_name": column, "reason": reason},
        )
        if _count(connection, "refused") > already:
            say_which_parent(connection, parent, brought, reason)
    return _count(connection, "refused") - before


def explain_left_out(connection: duckdb.DuckDBPyConnection, about: Entity) -> None:
    """Say of orphans that the mapping itself makes no parent of their row, but others of it.

    Not where the parent may be one that was refused itself, or one of another spelling.
    """
    key = about.key[0]
    connection.execute(
        f"""
        update refused set reason = $orphaned || ', and the mapping makes none of this row, for '
            || 'its conditions (when, unless) leave it out; give ' || entity
            || ' the same conditions, or deliver the {about.name} first'
        where (starts_with(reason, $orphaned) or reason = $nothing_yet)
            and row_number not in (select row_number from incoming_{about.name})
            and value not in (select {key} from incoming_{about.name})
            and not exists (
                select 1 from refused as other where other.entity = '{about.name}'
                    and other.row_number not in (select row_number from incoming_{about.name})
            )
            and not contains(reason, '{DID_YOU_MEAN}')
        """,
        {
            "orphaned": f"{ORPHAN} {about.name} with this {key}",
            "nothing_yet": NOTHING_YET[about.name],
        },
    )


def _brought(parent: str, *, is_incoming: bool) -> str:
    """Write a query for the keys of the parents that are there or come in now."""
    own_key = BY_NAME[parent].key[0]
    title = "name" if parent == CUSTOMERS.name else "cast(null as varchar)"
    brought = (
        f"select {own_key} as parent, {title} as title from raw.{parent} as brought "
        f"where {COUNTS.format('brought')}"
    )
    if is_incoming:
        brought += (
            f" union all select {own_key}, {title} from incoming_{parent} as incoming "
            f"where {USABLE}"
        )
    return brought


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
    connection.execute(
        f"""
        create or replace temp table contradicting as
        with
            lines as ({rows}),
            contents as (
                select record, version_at, content, min(row_number) as first
                from lines group by record, version_at, content
            ),
            records as (
                select record, version_at, arg_min(content, first) as first_content,
                    list_sort(list(first)) as rows_in_order
                from contents group by record, version_at having count(*) > 1
            )
        select lines.row_number,
            rows_in_order[case lines.content when first_content then 2 else 1 end] as other_row
        from lines
        inner join records
            on lines.record = records.record
            and lines.version_at is not distinct from records.version_at
        """
    )
    if not _count(connection, "contradicting"):
        return
    key = " and ".join(entity.key) if len(entity.key) < 3 else f"key ({', '.join(entity.key)})"
    newer = (
        "neither has a later updated_at" if entity.has_updated_at else "nothing says which is newer"
    )
    connection.execute(
        f"""
        insert into refused
        select incoming.row_number, $entity, $column_name, incoming."{entity.key[0]}",
            'contradicts row ' || {row_place_sql("other_row")} || ': the same {key}, other '
                || 'values' || coalesce(any_value({differences_sql(entity)}), '')
                || ', and {newer}; correct the source so that one of the two is left',
            any_value({_as_json(entity)})
        from incoming_{entity.name} as incoming
        inner join contradicting on incoming.row_number = contradicting.row_number
        left join incoming_{entity.name} as other
            on contradicting.other_row = other.row_number and {same_key_sql(entity)}
        group by incoming.row_number, other_row, incoming."{entity.key[0]}"
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
