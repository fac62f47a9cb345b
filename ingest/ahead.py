"""Instants that lie ahead of their delivery's receipt: slips, which nothing is looked at from.

A ticket "opened in 2062" would move the instant that a build looks from, and with it every open
clock. Such instants are noted as they come in, and said with their file and line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb

from ingest.contract import BY_NAME, Entity
from ingest.superseded import in_force

AHEAD = """
create table if not exists raw.ahead (
    entity varchar not null,
    column_name varchar not null,
    delivery_id bigint not null,
    row_number bigint not null,
    value timestamp not null
)
"""
# The clocks of a desk and of this machine may differ by so much.
TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Slip:
    """An instant that lies ahead of the receipt of the delivery that says it."""

    file_name: str
    row_number: int
    entity: str
    column_name: str
    value: datetime
    received_at: datetime


def note_ahead(
    connection: duckdb.DuckDBPyConnection,
    brought: Sequence[Entity],
    *,
    delivery_id: int,
    received_at: datetime,
) -> None:
    """Note which instants of a delivery's rows lie ahead of its receipt; planned ones may."""
    for entity in brought:
        for column in recorded_instants(entity):
            connection.execute(
                f"""
                insert into raw.ahead
                select distinct $entity, $column, delivery_id, row_number, {column}
                from raw.{entity.name}
                where delivery_id = $delivery_id and {column} > $latest
                """,
                {
                    "entity": entity.name,
                    "column": column,
                    "delivery_id": delivery_id,
                    "latest": received_at + TOLERANCE,
                },
            )


def slips(connection: duckdb.DuckDBPyConnection, *, most: int) -> tuple[int, list[Slip]]:
    """Count the instants in force that lie ahead of their receipt, and give the first of them."""
    count, found = 0, []
    noted = connection.execute("select distinct entity from raw.ahead").fetchall()
    for entity in (BY_NAME[name] for (name,) in noted):
        rows = connection.execute(
            f"""
            select distinct deliveries.file_name, ahead.row_number, ahead.entity,
                ahead.column_name, ahead.value, deliveries.received_at
            from raw.ahead
            inner join raw.deliveries on ahead.delivery_id = deliveries.delivery_id
            inner join raw.{entity.name} as row
                on ahead.delivery_id = row.delivery_id and ahead.row_number = row.row_number
            where ahead.entity = '{entity.name}' and {in_force(entity, "row")}
            order by all
            """
        ).fetchall()
        count += len(rows)
        found += [Slip(*row) for row in rows]
    return count, found[:most]


def recorded_instants(entity: Entity) -> list[str]:
    """Name the columns of an entity that say when something happened or was recorded."""
    return [
        column.name
        for column in entity.columns
        if column.kind == "instant" and not column.planned and not column.internal
    ]
