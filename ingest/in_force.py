"""Which version of a row is in force, asked of raw itself."""

from __future__ import annotations

from datetime import datetime

import duckdb

from ingest.contract import Column, Entity
from ingest.store import key_column, single

# Among so many of the latest values the newest in force is looked for first: it is nearly always
# there.
FIRST_LOOK = 1_000


def latest_in_force(
    connection: duckdb.DuckDBPyConnection, entity: Entity, column: Column
) -> datetime | None:
    """The latest value of an instant column among the rows in force; None where there is none.

    A row replaces the one before of its key where its `updated_at` is later; without one, where its
    delivery is.
    """
    floor = single(
        connection,
        f"select min(instant) from (select {column.name} as instant from raw.{entity.name} "
        f"where {column.name} is not null order by instant desc limit {FIRST_LOOK})",
    )
    if floor is None:
        return None
    found: datetime | None = _latest(connection, entity, column, floor=floor)
    return found if found is not None else _latest(connection, entity, column, floor=None)


def _latest(
    connection: duckdb.DuckDBPyConnection, entity: Entity, column: Column, *, floor: datetime | None
) -> datetime | None:
    """The latest value in force, at least `floor`; None where no row in force is as late."""
    key = ", ".join(key_column(entity, name) for name in entity.key)
    updated_at = "updated_at" if entity.has_updated_at else "cast(null as timestamp)"
    latest: datetime | None = single(
        connection,
        f"""
        with
            looked_at as (
                select {column.name} as instant, {updated_at} as changed_at, delivery_id,
                    row_number, md5(concat_ws(chr(31), {key})) as row_key
                from raw.{entity.name}
                where cast($floor as timestamp) is null or hash({key}) in (
                    select hash({key}) from raw.{entity.name} where {column.name} >= $floor
                )
            ),
            generations as (
                select *, count(*) filter (where changed_at is null) over (
                    partition by row_key order by delivery_id, row_number
                ) as generation
                from looked_at
            ),
            ranked as (
                select instant, row_number() over (
                    partition by row_key
                    order by generation desc, changed_at desc nulls last,
                        delivery_id desc, row_number desc
                ) as version
                from generations
            )
        select max(instant) from ranked
        where version = 1 and (cast($floor as timestamp) is null or instant >= $floor)
        """,
        {"floor": floor},
    )
    return latest
