"""The instant that a build looks from: why there is none, and what looks wrong about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import duckdb

from ingest.contract import CUSTOMERS, TICKETS, WITHDRAWN
from ingest.store import single
from ingest.superseded import in_force
from pipeline.errors import StoppedError

# So far ahead of the machine's time an instant may be meant: the end of the day, in any zone.
A_DAY = timedelta(days=1)


def no_instant(connection: duckdb.DuckDBPyConnection) -> StoppedError:
    """Say why nothing in force says when anything happened."""
    ((delivered, of_customers),) = connection.execute(
        f"""
        select count(distinct ticket_id), count(distinct ticket_id) filter (
            customer_id in (select customer_id from raw.customers where {in_force(CUSTOMERS)})
        )
        from raw.tickets where not coalesce({WITHDRAWN.name}, false)
        """
    ).fetchall()
    if not delivered:
        return StoppedError(
            "The data holds no instant to look at it from: no ticket, no change, no exit.",
            way_out="Say one with --as-of.",
        )
    tickets, none, they = (
        ("1 ticket was", "it is not", "it")
        if delivered == 1
        else (f"{delivered:,} tickets were", "none of them is", "they")
    )
    why, again = (
        (f"{they} or the delivery was taken back", "the tickets")
        if of_customers
        else ("the customers were taken back", "the customers")
    )
    return StoppedError(
        f"There is nothing to build: {tickets} delivered, but {none} in force, since {why}.",
        way_out=f"Deliver {again} again, or undo what took them back: `service-review status "
        "--deliveries` lists the deliveries, `service-review withdraw NUMBER` takes one back, and "
        "with --undo lets it count again.",
    )


def doubts_of(
    connection: duckdb.DuckDBPyConnection, as_of: datetime, *, now: datetime
) -> Iterable[str]:
    """Say in sentences what looks wrong about an instant that somebody asked for."""
    first = single(connection, f"select min(opened_at) from raw.tickets where {in_force(TICKETS)}")
    if first is not None and as_of < first:
        yield (
            f"No ticket had been opened by {as_of:%Y-%m-%d %H:%M:%S} UTC; the first was opened on "
            f"{first:%Y-%m-%d}. Say a later instant with --as-of."
        )
    if as_of > now + A_DAY:
        # How far ahead is said with the instant that is built from.
        yield (
            f"{as_of:%Y-%m-%d %H:%M:%S} UTC lies ahead: every open clock runs until then. "
            "For the figures of today say --as-of now."
        )
