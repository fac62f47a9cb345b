"""Keys that a delivery takes back: what goes with them, and those that nobody ever brought."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb

from ingest.contract import ENTITIES, WITHDRAWN, Entity
from ingest.named import counted, first_of
from ingest.record_words import counted_records, listed, noun
from ingest.row_places import row_place
from ingest.store import single
from ingest.superseded import key_hash

NAMED = 5


def taken_back(connection: duckdb.DuckDBPyConnection, entity: Entity, delivery_id: int) -> str:
    """Say which keys the rows of a delivery have just taken back, and what went with them.

    Empty where nothing went out of force. To be asked before anything else is settled.
    """
    gone = gone_records(connection)
    if entity.name not in gone:
        return ""
    names = [
        _name(entity, row)
        for row in connection.execute(
            f"""
            select distinct {", ".join(entity.key)} from raw.{entity.name}
            where delivery_id = $id and {WITHDRAWN.name} and {key_hash(entity)} in (
                select key_hash from gone where entity = '{entity.name}'
            )
            order by all
            """,
            {"id": delivery_id},
        ).fetchall()
    ]
    if not names:
        return ""
    one = len(names) == 1
    what = (
        f"{noun(entity.name)} {names[0]} is"
        if one
        else f"{counted_records(len(names), entity.name)} ({first_of(names, NAMED)}) are"
    )
    others = {name: count for name, count in gone.items() if name != entity.name}
    more = f", and with {'it' if one else 'them'} {records_words(others)}" if others else ""
    return f"{what} taken back{more}."


def gone_records(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Count by entity the records that the last settling put out of force, parents first."""
    counted = "select entity, count(distinct key_hash) from gone group by entity"
    counts = dict(connection.execute(counted).fetchall())
    return {one.name: int(counts[one.name]) for one in ENTITIES if one.name in counts}


def records_words(counts: dict[str, int]) -> str:
    """`1 agreement, 2 tickets and 4 ticket events`."""
    return listed([counted_records(count, name) for name, count in counts.items()])


def taken_back_in_vain(
    connection: duckdb.DuckDBPyConnection, deliveries: Sequence[int]
) -> tuple[str, ...]:
    """Say which rows of some deliveries take back a key that no delivery ever brought."""
    found = (_taken_back_in_vain(connection, entity, deliveries) for entity in ENTITIES)
    return tuple(sentence for sentences in found for sentence in sentences)


def _taken_back_in_vain(
    connection: duckdb.DuckDBPyConnection, entity: Entity, deliveries: Sequence[int]
) -> Iterable[str]:
    in_question: dict[str, object] = {"deliveries": list(deliveries)}
    some = f"""
        select exists (
            select 1 from raw.{entity.name}
            where {WITHDRAWN.name} and delivery_id in (select unnest($deliveries))
        )
    """
    # The keys of all deliveries are read only where such a row is.
    if not single(connection, some, in_question):
        return
    key = ", ".join(f"cast(taking.{name} as varchar)" for name in entity.key)
    rows = connection.execute(
        f"""
        select deliveries.file_name, count(*), min(taking.row_number),
            arg_min([{key}], taking.row_number)
        from raw.{entity.name} as taking
        inner join raw.deliveries on taking.delivery_id = deliveries.delivery_id
        where taking.delivery_id in (select unnest($deliveries)) and taking.{WITHDRAWN.name}
            and {key_hash(entity, "taking")} not in (
                select {key_hash(entity)} from raw.{entity.name}
                where not coalesce({WITHDRAWN.name}, false)
            )
        group by deliveries.delivery_id, file_name order by deliveries.delivery_id
        """,
        in_question,
    ).fetchall()
    for file_name, count, row_number, values in rows:
        first = _with_columns(entity, values)
        take = "takes back a key" if count == 1 else "take back keys"
        yield (
            f"{file_name}: {counted(count, 'row')} {take} that no delivery brought, so nothing "
            f"changes; the first is row {row_place(row_number)}: {first}. Is the key spelt "
            "right?"
        )


def _name(entity: Entity, values: Sequence[object]) -> str:
    return str(values[0]) if len(entity.key) == 1 else _with_columns(entity, values)


def _with_columns(entity: Entity, values: Sequence[object]) -> str:
    return ", ".join(
        f"{name} {value}" for name, value in zip(entity.key, values, strict=True) if value
    )
