"""The demonstration's demand, counted again ticket by ticket with another library's zones."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipeline.workspace import Workspace
from reports.snapshot import Snapshot, current

RESTING = {"restored", "closed", "cancelled"}
TICKETS = """
select clocks.ticket_id, clocks.customer_id, clocks.kind, clocks.started_at, clocks.stopped_at,
    coalesce(clocks.time_zone, customers.time_zone, 'UTC')
from sla_clocks as clocks
inner join customers on clocks.customer_id = customers.customer_id
where clocks.metric = 'restoration'
"""
STATUSES = """
select ticket_id, occurred_at, value from ticket_events where field = 'status'
order by ticket_id, occurred_at, sequence
"""
TOLD = """
select customer_id, month, kind, cast(sum(opened) as bigint), cast(sum(restored) as bigint),
    cast(sum(cancelled) as bigint), cast(sum(backlog) as bigint),
    cast(sum(backlog_from_before) as bigint), cast(sum(backlog_days) as bigint),
    min(oldest_opened_on)
from demand group by all
"""


@pytest.fixture(scope="module")
def published(demo_workspace: Workspace) -> Snapshot:
    found = current(demo_workspace.published)
    assert found is not None
    return found


def test_demand_is_what_counting_ticket_by_ticket_gives(published: Snapshot) -> None:
    told = {row[:3]: row[3:] for row in published.frame(TOLD).rows()}

    assert told == recounted(published)
    assert sum(row[2] for row in told.values()) > 100
    assert sum(row[4] for row in told.values()) > 100


def recounted(published: Snapshot) -> dict[tuple[object, ...], tuple[object, ...]]:
    cancelled = cancellations(published)
    counts: dict[tuple[str, date, str], Counter[str]] = defaultdict(Counter)
    oldest: dict[tuple[str, date, str], date] = {}
    for ticket_id, customer_id, kind, started_at, stopped_at, zone in published.frame(
        TICKETS
    ).rows():
        opened_on = local(started_at, zone)
        today = local(published.as_of, zone)
        counts[customer_id, first(opened_on), kind]["opened"] += 1
        ended_at = stopped_at or cancelled.get(ticket_id)
        ended_on = None if ended_at is None else local(ended_at, zone)
        if ended_on is not None:
            end = "restored" if stopped_at else "cancelled"
            counts[customer_id, first(ended_on), kind][end] += 1
        month = first(opened_on)
        while month < first(ended_on or following(first(today))):
            key = (customer_id, month, kind)
            last = min(following(month) - timedelta(days=1), today)
            counts[key]["backlog"] += 1
            counts[key]["from_before"] += month > first(opened_on)
            counts[key]["days"] += (last - opened_on).days
            oldest[key] = min(oldest.get(key, opened_on), opened_on)
            month = following(month)
    names = ("opened", "restored", "cancelled", "backlog", "from_before", "days")
    return {
        key: (*(counted[name] for name in names), oldest.get(key))
        for key, counted in counts.items()
    }


def cancellations(published: Snapshot) -> dict[str, datetime]:
    """When a ticket last left running or resting, by its own statuses."""
    left: dict[str, datetime] = {}
    standing: dict[str, bool] = {}
    for ticket_id, occurred_at, status in published.frame(STATUSES).rows():
        if status in RESTING and not standing.get(ticket_id, False):
            left[ticket_id] = occurred_at
        standing[ticket_id] = status in RESTING
    return {ticket_id: at for ticket_id, at in left.items() if standing[ticket_id]}


def local(instant: datetime, zone: str) -> date:
    return instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()


def first(day: date) -> date:
    return day.replace(day=1)


def following(month: date) -> date:
    return first(month + timedelta(days=32))
