"""Which incoming rows cannot be used, and why: noted in `refused`, and put into quarantine."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import duckdb
import polars as pl

from ingest.contract import BY_NAME, CUSTOMERS, WITHDRAWN, Entity
from ingest.refusal_words import DID_YOU_MEAN, NOTHING_YET, say_which_parent
from ingest.store import single
from ingest.superseded import COUNTS

REFUSED_DDL = """
create or replace temp table refused (
    row_number bigint, entity varchar, column_name varchar, value varchar, reason varchar,
    faulty_columns varchar[], record varchar
)
"""
# Which records the faulty rows name, which are not among the incoming ones: their own, and parents.
NAMED_BY_FAULTY_DDL = """
create or replace temp table named_by_faulty (
    row_number bigint, entity varchar, column_name varchar, named varchar
)
"""
# How the reason of an orphan begins, before the entity that was never brought.
ORPHAN = "no delivery ever brought"
# Names the place of the file that a column of an entity comes from.
Called = Callable[[Entity, str], str]
USABLE = "not exists (select 1 from refused where refused.row_number = incoming.row_number)"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Start with nothing refused."""
    connection.execute(REFUSED_DDL)
    connection.execute(NAMED_BY_FAULTY_DDL)


def by_row(faults: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Make one refusal of the faults of each row: the first, and the columns of all of them.

    Adds the whole row as JSON, from the rows as delivered.
    """
    refused = faults.group_by("row_number", maintain_order=True).agg(
        pl.col("column_name", "value", "reason").first(),
        faulty_columns=pl.col("column_name").drop_nulls(),
    )
    if refused.is_empty():
        return refused.with_columns(record=pl.lit(None, dtype=pl.String))
    cells = [pl.col(name).cast(pl.String) for name in rows.columns if name != "row_number"]
    wanted = rows.filter(pl.col("row_number").is_in(refused["row_number"].implode()))
    records = wanted.select("row_number", record=pl.struct(cells).struct.json_encode())
    return refused.join(records, on="row_number", how="left", maintain_order="left")


def refuse(connection: duckdb.DuckDBPyConnection, entity: str, refused: pl.DataFrame) -> None:
    """Note rows (row_number, column_name, value, reason, faulty_columns, record) as refused."""
    if refused.is_empty():
        return
    connection.register("refusals", refused.to_arrow())
    connection.execute(
        "insert into refused "
        "select row_number, $entity, column_name, value, reason, faulty_columns, record "
        "from refusals",
        {"entity": entity},
    )
    connection.unregister("refusals")


def note_named(connection: duckdb.DuckDBPyConnection, entity: Entity, faulty: pl.DataFrame) -> None:
    """Note which records the unusable rows of an entity name, but those that take theirs back."""
    if faulty.is_empty():
        return
    named = faulty.filter(~pl.col(WITHDRAWN.name).fill_null(value=False)).unpivot(
        list(dict.fromkeys([entity.key[0], *entity.parents])),
        index="row_number",
        variable_name="column_name",
        value_name="named",
    )
    connection.register("of_faulty", named.to_arrow())
    connection.execute(
        "insert into named_by_faulty "
        "select row_number, $entity, column_name, named from of_faulty where named is not null",
        {"entity": entity.name},
    )
    connection.unregister("of_faulty")


def refuse_orphans(
    connection: duckdb.DuckDBPyConnection,
    incoming: Sequence[Entity],
    *,
    called: Called = lambda _, column: column,
) -> None:
    """Refuse rows that name a parent which no delivery ever brought, and all that hangs on them.

    Of rows that are refused already, the unknown parent is a further fault.
    """
    while sum(_refuse_orphans_of(connection, entity, incoming, called) for entity in incoming):
        pass
    if _count(connection, "refused"):
        for entity in incoming:
            _add_unknown_parents(connection, entity, incoming, called)


def _refuse_orphans_of(
    connection: duckdb.DuckDBPyConnection,
    entity: Entity,
    incoming: Sequence[Entity],
    called: Called,
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
            select row_number, $entity, $column_name, {column}, $reason, [$column_name],
                {_as_json(entity)}
            from incoming_{entity.name} as incoming
            where {USABLE} and not coalesce({WITHDRAWN.name}, false) and not exists (
                select 1 from ({brought}) as parents where parents.parent = incoming.{column}
            )
            """,
            {"entity": entity.name, "column_name": called(entity, column), "reason": reason},
        )
        if _count(connection, "refused") > already:
            say_which_parent(connection, parent, brought, reason)
    return _count(connection, "refused") - before


def _add_unknown_parents(
    connection: duckdb.DuckDBPyConnection,
    entity: Entity,
    incoming: Sequence[Entity],
    called: Called,
) -> None:
    """Add to the faults of refused rows the parents that they name and nobody brought.

    Not those that the same file brings: their rows may be refused with the ones that name them.
    """
    for column, parent in entity.parents.items():
        brought = _brought(parent, is_incoming=False)
        if BY_NAME[parent] in incoming or not single(connection, f"select exists ({brought})"):
            continue
        connection.execute(
            f"""
            insert into refused by name
            select row_number, $entity as entity, [$called] as faulty_columns
            from (
                select row_number, named from named_by_faulty
                where entity = $entity and column_name = $column_name
                union all
                select row_number, {column} from incoming_{entity.name} as incoming
                where not {USABLE} and not coalesce({WITHDRAWN.name}, false)
            ) as naming
            where named not in (select parent from ({brought}))
            """,
            {"entity": entity.name, "column_name": column, "called": called(entity, column)},
        )


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
            and value not in (
                select named from named_by_faulty
                where entity = '{about.name}' and column_name = '{key}'
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


def quarantine(connection: duckdb.DuckDBPyConnection, delivery_id: int) -> int:
    """Put the refused rows into quarantine, each with its first reason; returns how many.

    The columns of a row's other faults are named behind it: all are mended in one go.

    A row number below 0 is none of this delivery's (`ingest/logs.py`).
    """
    connection.execute("delete from refused where row_number < 0")
    connection.execute(
        """
        insert into raw.quarantine
        with
            rows as (
                select row_number, arg_min(entity, rowid) as entity,
                    arg_min(reason, rowid) as reason,
                    arg_min_null(column_name, rowid) as column_name,
                    arg_min_null(value, rowid) as value, arg_min(record, rowid) as record,
                    flatten(list(faulty_columns order by rowid)) as faulty_columns
                from refused group by row_number
            ),
            with_others as (
                select * replace (
                    list_filter(
                        faulty_columns,
                        lambda one, place: list_position(faulty_columns, one) = place
                    )[2:] as faulty_columns
                )
                from rows
            )
        select $delivery_id, row_number, entity,
            reason || case when len(faulty_columns) > 0
                then '; further faults in ' || array_to_string(faulty_columns, ', ') else '' end,
            column_name, value, record
        from with_others order by row_number
        """,
        {"delivery_id": delivery_id},
    )
    return _count(connection, "(select distinct row_number from refused)")


def _as_json(entity: Entity) -> str:
    members = ", ".join(f'"{name}" := incoming."{name}"' for name in entity.column_names)
    return f"to_json(struct_pack({members}))"


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(single(connection, f"select count(*) from {table}"))
