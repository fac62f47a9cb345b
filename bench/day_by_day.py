"""The same totals by a Python library that counts business time ticket by ticket, on a sample.

Hours over midnight are left out: around the clock from 00:00 to 00:00 it would never end.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

import businesstimedelta
import pytz

from bench import totals
from bench.measure import cpu_seconds
from bench.place import Place
from ingest.contract import WORKING_DAYS

SAMPLED = 1_000
STRETCHES = """
with
    sampled as (
        select ticket_id, calendar_id, opened_epoch
        from ticket_calendars
        where calendar_id in (
            select calendar_id from warehouse.raw.calendars where closes_at > opens_at
        )
        order by hash(ticket_id) limit $sampled
    ),
    statuses as (
        select ticket_id, cast(epoch(occurred_at) as bigint) as starts_epoch, value, 1 as place
        from warehouse.raw.ticket_events
        where field = 'status' and ticket_id in (select ticket_id from sampled)
        union all
        select ticket_id, opened_epoch, 'new', 0 from sampled
    ),
    followed as (
        select
            statuses.ticket_id, calendar_id, value, greatest(starts_epoch, opened_epoch) as starts,
            coalesce(
                lead(starts_epoch) over (partition by ticket_id order by starts_epoch, place),
                (select epoch(as_of) from warehouse.raw.build)
            ) as ends
        from statuses inner join sampled using (ticket_id)
    )
select ticket_id, time_zone, opens_at, closes_at, working_days, starts, cast(ends as bigint)
from followed inner join warehouse.raw.calendars using (calendar_id)
where value in ('new', 'in_progress') and ends > starts
"""

Found = Mapping[str, Any]


def library(place: Place) -> Found:
    """Count the running stretches of sampled tickets one by one, by businesstimedelta."""
    with totals.session(place.totals, place) as connection:
        rows = connection.execute(STRETCHES, {"sampled": SAMPLED}).fetchall()
        counted = dict(connection.execute("select * from telescoped").fetchall())
    begun = cpu_seconds()
    elapsed: dict[str, int] = {}
    for ticket, zone, opens, closes, days, starts, ends in rows:
        rules = _rules(zone, opens, closes, days)
        found = rules.difference(
            datetime.fromtimestamp(starts, UTC), datetime.fromtimestamp(ends, UTC)
        )
        elapsed[ticket] = elapsed.get(ticket, 0) + found.hours * 3_600 + round(found.seconds)
    spent = cpu_seconds() - begun
    equal = sum(seconds == counted[ticket] for ticket, seconds in elapsed.items())
    return {"rows": len(elapsed), "equal": equal, "sample_cpu_seconds": round(spent, 3)}


def _rules(zone: str, opens: str, closes: str, days: str) -> businesstimedelta.Rules:
    working = [WORKING_DAYS.index(day) for day in days.split()]
    day = businesstimedelta.WorkDayRule(
        start_time=time.fromisoformat(opens),
        end_time=time.fromisoformat(closes),
        working_days=working,
        tz=pytz.timezone(zone),
    )
    return businesstimedelta.Rules([day])
