"""What the rows in force say, and what put others out of force, asked of raw itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from ingest.contract import BY_NAME, WITHDRAWN, Column, Entity
from ingest.store import single
from ingest.superseded import in_force, key_hash


def latest_in_force(
    connection: duckdb.DuckDBPyConnection, entity: Entity, column: Column
) -> datetime | None:
    """The latest value of an instant column among the rows in force; None where there is none.

    What lies after the receipt of its own delivery is a slip (`ingest/ahead.py`), and no value is
    later than that receipt.
    """
    latest: datetime | None = single(
        connection,
        f"""
        select max(least(latest, deliveries.received_at))
        from (
            select delivery_id, max({column.name}) as latest
            from raw.{entity.name}
            where {in_force(entity)} and not exists (
                select 1 from raw.ahead
                where ahead.entity = '{entity.name}' and ahead.column_name = '{column.name}'
                    and ahead.delivery_id = {entity.name}.delivery_id
                    and ahead.row_number = {entity.name}.row_number
            )
            group by delivery_id
        )
        inner join raw.deliveries using (delivery_id)
        where latest is not null
        """,
    )
    return latest


@dataclass(frozen=True)
class GivenWay:
    """Rows of a delivery that gave way to another's; to nothing where their key was taken back."""

    delivery_id: int
    file_name: str
    rows: int
    by_delivery_id: int | None
    by_file_name: str | None


def given_way(
    connection: duckdb.DuckDBPyConnection, deliveries: Sequence[int]
) -> tuple[GivenWay, ...]:
    """Say of some deliveries which of the rows they loaded are out of force by now, and by what."""
    counted: Counter[tuple[int, int | None]] = Counter()
    for entities, number in _delivered(connection, deliveries):
        is_of_lines = bool(
            single(
                connection,
                "select exists (from raw.lines where delivery_id = $id)",
                {"id": number},
            )
        )
        counts = (
            _lines_given_way(connection, number)
            if is_of_lines
            else _rows_given_way(connection, BY_NAME[entities], number)
            if entities in BY_NAME
            else {}
        )
        counted.update({(number, by): rows for by, rows in counts.items()})
    names = dict(connection.execute("select delivery_id, file_name from raw.deliveries").fetchall())
    return tuple(
        GivenWay(number, names[number], rows, by, names.get(by))
        for (number, by), rows in sorted(counted.items(), key=lambda one: (one[0][0], -one[1]))
    )


def _delivered(
    connection: duckdb.DuckDBPyConnection, deliveries: Sequence[int]
) -> list[tuple[str, int]]:
    return connection.execute(
        "select entity, delivery_id from raw.deliveries "
        "where delivery_id in (select unnest($deliveries)) order by delivery_id",
        {"deliveries": list(deliveries)},
    ).fetchall()


def _lines_given_way(connection: duckdb.DuckDBPyConnection, number: int) -> dict[int | None, int]:
    rows = connection.execute(
        """
        select current.delivery_id, count(distinct own.row_number)
        from raw.lines as own
        left join raw.lines as current
            on current.entity = own.entity and current.record_id = own.record_id
            and current.is_current
        where own.delivery_id = $id and not own.is_current
        group by all
        """,
        {"id": number},
    ).fetchall()
    return {by: int(count) for by, count in rows}


def _rows_given_way(
    connection: duckdb.DuckDBPyConnection, entity: Entity, number: int
) -> dict[int | None, int]:
    rows = connection.execute(
        f"""
        with
            own as (
                select {key_hash(entity)} as key_hash, coalesce({WITHDRAWN.name}, false) as takes
                from raw.{entity.name} where delivery_id = $id and not {in_force(entity)}
            ),
            standing as (
                select {key_hash(entity)} as key_hash, delivery_id from raw.{entity.name}
                where {key_hash(entity)} in (select key_hash from own) and {in_force(entity)}
            )
        select standing.delivery_id, count(*) from own left join standing using (key_hash)
        -- What a row that takes its key back did is said by `ingest/taken_back.py`.
        where standing.delivery_id is not null or not own.takes
        group by all
        """,
        {"id": number},
    ).fetchall()
    return {by: int(count) for by, count in rows}
