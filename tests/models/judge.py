"""The rules once more, as a person would apply them: day by day and second by second.

Nothing is shared with the models: no cumulative counts, no tables of calendars, no intervals of
instants. Local time is the standard library's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import holidays

from ingest.zones import zone_info

HANDBOOK = {
    ("response", "P1"): (3_600, "24x7"),
    ("response", "P2"): (7_200, "business"),
    ("response", "P3"): (14_400, "business"),
    ("response", "P4"): (28_800, "business"),
    ("restoration", "P1"): (28_800, "24x7"),
    ("restoration", "P2"): (43_200, "business"),
    ("restoration", "P3"): (172_800, "business"),
    ("restoration", "P4"): (172_800, "business"),
}
ACTIVE = ("new", "in_progress", "awaiting_customer")
DAY = timedelta(days=1)

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Agreement:
    agreement_id: str
    customer_id: str
    starts_on: date
    ends_on: date
    time_zone: str
    support_region: str
    terminated_on: date | None = None
    opens_at: str | None = None
    closes_at: str | None = None
    working_days: str | None = None
    go_live_on: date | None = None

    def local_date(self, instant: datetime) -> date:
        return instant.astimezone(zone_info(self.time_zone)).date()

    def is_live(self, day: date) -> bool:
        return day >= (self.go_live_on or self.starts_on)

    def is_in_force(self, day: date) -> bool:
        return self.starts_on <= day <= min(self.ends_on, self.terminated_on or self.ends_on)


@dataclass(frozen=True)
class Override:
    agreement_id: str
    metric: str
    priority: str
    target_seconds: int
    calendar: str
    valid_from: date


@dataclass(frozen=True)
class Event:
    ticket_id: str
    occurred_at: datetime
    field: str
    value: str | None
    sequence: int | None
    line: int


@dataclass(frozen=True)
class Ticket:
    ticket_id: str
    customer_id: str
    kind: str
    environment: str
    priority: str
    opened_at: datetime
    has_status_history: bool = True


@dataclass(frozen=True)
class World:
    """All that is known: `delivered` maps (region, date) to whether the day was added."""

    as_of: datetime
    agreements: Sequence[Agreement]
    overrides: Sequence[Override]
    delivered: Mapping[tuple[str, date], bool]
    events: Mapping[str, Sequence[Event]] = field(default_factory=dict)


def judge(ticket: Ticket, world: World) -> Iterator[dict[str, Any]]:
    """The rows of sla_clocks for one ticket."""
    if ticket.opened_at > world.as_of:
        return
    agreement = agreement_of(ticket, world)
    story = Story(ticket, world)
    for metric in ("response", "restoration"):
        row = judge_clock(ticket, metric, agreement=agreement, story=story, world=world)
        if row is not None:
            yield row


def agreement_of(ticket: Ticket, world: World) -> Agreement | None:
    mine = [
        agreement
        for agreement in world.agreements
        if agreement.customer_id == ticket.customer_id
        and agreement.is_in_force(agreement.local_date(ticket.opened_at))
    ]
    return max(mine, key=lambda one: (one.starts_on, one.agreement_id), default=None)


class Story:
    """What happened to a ticket, in the order that counts (CLK-1)."""

    def __init__(self, ticket: Ticket, world: World) -> None:
        known = [e for e in world.events.get(ticket.ticket_id, ()) if e.occurred_at <= world.as_of]
        self.events = sorted(
            ((max(e.occurred_at, ticket.opened_at), e.sequence or 0, e.line, e) for e in known),
            key=lambda item: item[:3],
        )
        self.as_of = world.as_of
        self.pieces: list[tuple[datetime, datetime, str]] = []
        self.answer: int | None = None
        self.restoration: int | None = None
        self.is_cancelled = False
        self.reopenings = 0
        status, since = "new", ticket.opened_at
        for place, (instant, _, _, event) in enumerate(self.events):
            if event.field == "response" and self.answer is None:
                self.answer = place
            if event.field != "status":
                continue
            assert event.value is not None
            self.pieces.append((since, instant, status))
            if event.value in ("awaiting_customer", "restored", "closed") and self.answer is None:
                self.answer = place
            if event.value in ACTIVE:
                self.restoration = None
                self.is_cancelled = False
                self.reopenings += status not in ACTIVE
            elif event.value == "cancelled":
                self.is_cancelled = True
            elif status in ACTIVE:
                self.restoration = place
            status, since = event.value, instant
        self.pieces.append((since, world.as_of, status))
        self.status = status

    def instant(self, place: int | None) -> datetime | None:
        return None if place is None else self.events[place][0]

    def last(self, name: str, before: int | None, default: str | None) -> str | None:
        found = default
        for *_, event in self.events[:before]:
            if event.field == name:
                found = event.value
        return found

    def spans(self, *statuses: str) -> list[Span]:
        return [(start, end) for start, end, status in self.pieces if status in statuses]


def judge_clock(
    ticket: Ticket, metric: str, *, agreement: Agreement | None, story: Story, world: World
) -> dict[str, Any] | None:
    place = story.answer if metric == "response" else story.restoration
    stop = story.instant(place)
    kind = story.last("kind", place, ticket.kind)
    recorded = story.last("priority", place, ticket.priority)
    if kind == "problem":
        return None
    environment = ticket.environment
    if agreement and not agreement.is_live(agreement.local_date(ticket.opened_at)):
        environment = "non_production"
    priority = recorded
    if environment == "non_production":
        priority = "P4"
    elif kind == "service_request":
        priority = "P3"
    row: dict[str, Any] = {
        "ticket_id": ticket.ticket_id,
        "customer_id": ticket.customer_id,
        "metric": metric,
        "kind": kind,
        "environment": environment,
        "recorded_priority": recorded,
        "priority": priority,
        "calendar": None,
        "target_seconds": None,
        "started_at": ticket.opened_at,
        "stopped_at": stop,
        "elapsed_seconds": None,
        "paused_seconds": None,
        "remaining_seconds": None,
        "due_at": None,
        "outcome": "excluded",
        "excluded_reason": "no_agreement",
        "month": None,
        "reopenings": story.reopenings,
        "agreement_id": None,
        "time_zone": None,
    }
    if agreement is None:
        return row
    assert priority is not None
    target, calendar = target_of(ticket, metric, priority, agreement=agreement, world=world)
    hours = Hours(agreement, calendar, world)
    if metric == "response":
        runs: list[Span] = [(ticket.opened_at, stop or world.as_of)]
        rests: list[Span] = []
        is_resting = False
    else:
        runs = story.spans("new", "in_progress")
        rests = story.spans("awaiting_customer")
        is_resting = story.status == "awaiting_customer"
    elapsed = sum(hours.seconds(*run) for run in runs)
    reason = story.last("exclusion", None, None) if metric == "restoration" else None
    if story.is_cancelled:
        reason = "cancelled"
    outcome = verdict(
        ticket, elapsed=elapsed, target=target, reason=reason, stop=stop, is_resting=is_resting
    )
    due = None
    if outcome not in ("excluded", "not_measurable"):
        due = due_instant(
            hours, runs=runs, target=target, last=None if is_resting else stop or world.as_of
        )
    judged_at = {
        "met": stop,
        "breached": due,
        "excluded": ticket.opened_at,
        "not_measurable": stop,
    }.get(outcome)
    return row | {
        "calendar": calendar,
        "target_seconds": target,
        "elapsed_seconds": elapsed,
        "paused_seconds": sum(hours.seconds(*rest) for rest in rests),
        "remaining_seconds": target - elapsed,
        "due_at": due,
        "outcome": outcome,
        "excluded_reason": reason,
        "month": judged_at and agreement.local_date(judged_at).replace(day=1),
        "agreement_id": agreement.agreement_id,
        "time_zone": agreement.time_zone,
    }


def verdict(
    ticket: Ticket,
    *,
    elapsed: int,
    target: int,
    reason: str | None,
    stop: datetime | None,
    is_resting: bool,
) -> str:
    if reason:
        return "excluded"
    if elapsed > target:
        return "breached" if ticket.has_status_history else "not_measurable"
    if stop:
        return "met"
    return "paused" if is_resting else "running"


def target_of(
    ticket: Ticket, metric: str, priority: str, *, agreement: Agreement, world: World
) -> tuple[int, str]:
    opened_on = agreement.local_date(ticket.opened_at)
    agreed = [
        override
        for override in world.overrides
        if (override.agreement_id, override.metric, override.priority)
        == (agreement.agreement_id, metric, priority)
        and override.valid_from <= opened_on
    ]
    if not agreed:
        return HANDBOOK[metric, priority]
    latest = max(agreed, key=lambda override: override.valid_from)
    return latest.target_seconds, latest.calendar


def due_instant(
    hours: Hours, *, runs: Sequence[Span], target: int, last: datetime | None
) -> datetime | None:
    """Walk through the runs, then on from `last` without a rest (CLK-6)."""
    if target == 0:
        return runs[0][0]
    left = target
    for start, end in runs:
        for opens, closes in hours.windows(start, end):
            seconds = round((closes - opens).total_seconds())
            if seconds >= left:
                return opens + timedelta(seconds=left)
            left -= seconds
    if last is None:
        return None
    for opens, closes in hours.windows(last, last + timedelta(days=4_000)):
        seconds = round((closes - opens).total_seconds())
        if seconds >= left:
            return opens + timedelta(seconds=left)
        left -= seconds
    return None


class Hours:
    """The time that counts for one agreement and calendar (CAL-1 to CAL-5)."""

    def __init__(self, agreement: Agreement, calendar: str, world: World) -> None:
        self.agreement, self.calendar, self.world = agreement, calendar, world

    def seconds(self, start: datetime, end: datetime) -> int:
        spans = self.windows(start, end)
        return round(sum((closes - opens).total_seconds() for opens, closes in spans))

    def windows(self, start: datetime, end: datetime) -> Iterator[Span]:
        if self.calendar == "24x7":
            yield start, end
            return
        day = (start - 3 * DAY).date()
        while day <= (end + 3 * DAY).date():
            opens, closes = day_window(self.agreement, day)
            if opens >= end + 3 * DAY:
                return
            if self.is_worked(day) and max(opens, start) < min(closes, end):
                yield max(opens, start), min(closes, end)
            day += DAY

    def is_worked(self, day: date) -> bool:
        names = (self.agreement.working_days or "Mon Tue Wed Thu Fri").split()
        if day.strftime("%a") not in names:
            return False
        region = self.agreement.support_region
        added = self.world.delivered.get((region, day))
        return not added if added is not None else day not in statutory(region)


@cache
def statutory(region: str) -> holidays.HolidayBase:
    country, _, subdivision = region.partition("-")
    return holidays.country_holidays(country, subdiv=subdivision or None, years=range(2025, 2032))


@cache
def day_window(agreement: Agreement, day: date) -> Span:
    opens_at, closes_at = agreement.opens_at or "08:00", agreement.closes_at or "17:00"
    info = zone_info(agreement.time_zone)
    closing_day = day if closes_at > opens_at else day + DAY
    opens = datetime.fromisoformat(f"{day}T{opens_at}").replace(tzinfo=info)
    closes = datetime.fromisoformat(f"{closing_day}T{closes_at}").replace(tzinfo=info)
    return opens.astimezone(UTC), closes.astimezone(UTC)
