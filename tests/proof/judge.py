"""The rules once more, as a person would apply them: through each ticket's life, day by day.

Nothing is shared with the models, neither code nor method: no cumulative counts, no tables of
calendars, no intervals of instants.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from tests.proof.hours import (
    BusinessHours,
    EverySecond,
    Hours,
    Span,
    local_date,
    reach,
    seconds_in,
)
from tests.proof.readings import DEFAULT, HANDBOOK, Readings
from tests.proof.records import Agreement, Event, Ticket, World

RUNNING_OR_RESTING = ("new", "in_progress", "awaiting_customer")
Row = dict[str, Any]


class Judge:
    """Judges the tickets of one world by one reading of the rules."""

    def __init__(self, world: World, readings: Readings = DEFAULT) -> None:
        self.world, self.readings = world, readings
        self.as_of = seconds(world.as_of)
        self.hours: dict[str, BusinessHours] = {}

    def all_clocks(self) -> Iterator[Row]:
        for ticket in self.world.tickets:
            yield from self.clocks(ticket)

    def clocks(self, ticket: Ticket) -> Iterator[Row]:
        """The rows of sla_clocks for one ticket: two, or fewer for what was judged a problem."""
        opened = seconds(ticket.opened_at)
        if opened > self.as_of:
            return
        agreement = self.agreement_of(ticket)
        story = Story(ticket, self.world, self.as_of)
        for metric in ("response", "restoration"):
            row = self.clock(ticket, metric, agreement, story)
            if row is not None:
                yield row

    def agreement_of(self, ticket: Ticket) -> Agreement | None:
        """The one in force on the local date of the opening; of two the later one (AGR-1)."""
        opened = seconds(ticket.opened_at)
        in_force = [
            one
            for one in self.world.agreements.get(ticket.customer_id, ())
            if one.starts_on
            <= local_date(opened, one.time_zone)
            <= min(one.ends_on, one.terminated_on or one.ends_on)
        ]
        return max(in_force, key=lambda one: (one.starts_on, one.agreement_id), default=None)

    def clock(
        self, ticket: Ticket, metric: str, agreement: Agreement | None, story: Story
    ) -> Row | None:
        stop = story.answer(self.readings) if metric == "response" else story.restoration()
        kind = story.last("kind", stop) or ticket.kind
        if kind == "problem":
            return None
        environment = environment_of(ticket, agreement)
        recorded = story.last("priority", stop) or ticket.priority
        if self.readings.reclassified == "at_opening":
            recorded = ticket.priority
        priority = judged_priority(environment, kind, recorded)
        stopped = None if stop is None else story.events[stop].instant
        row: Row = {
            "ticket_id": ticket.ticket_id,
            "customer_id": ticket.customer_id,
            "metric": metric,
            "kind": kind,
            "environment": environment,
            "recorded_priority": recorded,
            "priority": priority,
            "calendar": None,
            "target_seconds": None,
            "started_at": instant(story.opened),
            "stopped_at": instant(stopped),
            "elapsed_seconds": None,
            "paused_seconds": None,
            "remaining_seconds": None,
            "due_at": None,
            "outcome": "excluded",
            "excluded_reason": "no_agreement",
            "month": None,
            "reopenings": story.reopenings(),
            "agreement_id": None,
            "time_zone": None,
        }
        if agreement is None:
            return row
        target, calendar = self.target(agreement, metric, priority, story.opened)
        hours = EverySecond() if calendar == "24x7" else self.hours_of(agreement)
        course = Course(story, metric, kind, stop, self.readings)
        if self.readings.reclassified == "restarts":
            course.begin_again(story.last_reclassified(environment, stop))
        elapsed = sum(seconds_in(hours, *run) for run in course.spans("running"))
        reason = self.reason(ticket, metric, kind, priority, story)
        outcome = verdict(
            reason=reason,
            elapsed=elapsed,
            target=target,
            is_hidden=ticket.ticket_id in self.world.hidden[metric],
            course=course,
        )
        due = None
        if outcome not in ("excluded", "not_measurable"):
            due = due_instant(hours, course, target)
        fell = {
            "met": stopped,
            "breached": due,
            "excluded": story.opened,
            "not_measurable": unrested_due(hours, course, target) if stopped is None else stopped,
        }.get(outcome)
        return row | {
            "calendar": calendar,
            "target_seconds": target,
            "elapsed_seconds": elapsed,
            "paused_seconds": sum(seconds_in(hours, *rest) for rest in course.spans("resting")),
            "remaining_seconds": target - elapsed,
            "due_at": instant(due),
            "outcome": outcome,
            "excluded_reason": reason,
            "month": local_month(fell, agreement),
            "agreement_id": agreement.agreement_id,
            "time_zone": agreement.time_zone,
        }

    def hours_of(self, agreement: Agreement) -> BusinessHours:
        if agreement.agreement_id not in self.hours:
            self.hours[agreement.agreement_id] = BusinessHours(
                agreement,
                self.world.holidays.get(agreement.support_region, {}),
                self.readings.business_day,
            )
        return self.hours[agreement.agreement_id]

    def target(
        self, agreement: Agreement, metric: str, priority: str, opened: int
    ) -> tuple[int, str]:
        """The override in force at the opening, else the handbook's (TGT-1, TGT-2)."""
        opened_on = local_date(opened, agreement.time_zone)
        agreed = [
            override
            for override in self.world.overrides.get(agreement.agreement_id, ())
            if (override.metric, override.priority) == (metric, priority)
            and override.valid_from <= opened_on
        ]
        if agreed:
            latest = max(agreed, key=lambda override: override.valid_from)
            return latest.target_seconds, latest.calendar
        return self.readings.targets.get((metric, priority), HANDBOOK[metric, priority])

    def reason(
        self, ticket: Ticket, metric: str, kind: str, priority: str, story: Story
    ) -> str | None:
        """Why the clock is excluded, if it is: the first reason of CLK-7, PRI-4 and CLK-9."""
        if story.is_cancelled():
            return "cancelled"
        must_be_phoned = kind == "incident" and priority in ("P1", "P2")
        excludes = self.readings.phone_rule == "exclude"
        if excludes and must_be_phoned and ticket.channel != "phone":
            return "not_logged_by_phone"
        exclusion = story.last("exclusion", None)
        if metric == "restoration" and exclusion in self.readings.exclusions:
            return exclusion
        return None


@dataclass(frozen=True)
class Happening:
    """An event at the instant at which it counts, and the status that it found."""

    instant: int
    status_before: str
    event: Event

    @property
    def status(self) -> str:
        """The status that it left."""
        if self.event.field == "status" and self.event.value is not None:
            return self.event.value
        return self.status_before

    @property
    def is_restoration(self) -> bool:
        """Whether it is a step from a running or resting status into restored or closed."""
        return self.status_before in RUNNING_OR_RESTING and self.status in ("restored", "closed")

    @property
    def is_reopening(self) -> bool:
        return self.status_before not in RUNNING_OR_RESTING and self.status in RUNNING_OR_RESTING


class Story:
    """What happened to a ticket up to `as_of`, in the order that counts (CLK-1)."""

    def __init__(self, ticket: Ticket, world: World, as_of: int) -> None:
        self.ticket, self.as_of, self.opened = ticket, as_of, seconds(ticket.opened_at)
        told = [
            (max(seconds(event.occurred_at), self.opened), event.sequence or 0, place, event)
            for place, event in world.events.get(ticket.ticket_id, ())
            if seconds(event.occurred_at) <= as_of
        ]
        self.events: list[Happening] = []
        status = "new"
        for instant, _, _, event in sorted(told, key=lambda one: one[:3]):
            self.events.append(Happening(instant, status, event))
            status = self.events[-1].status

    def answer(self, readings: Readings) -> int | None:
        """The event that stops the response clock (CLK-2)."""
        stopping = {"awaiting_customer", "restored", "closed"}
        if readings.response_rests:
            stopping.remove("awaiting_customer")
        for number, happening in enumerate(self.events):
            event = happening.event
            if event.field == "response" or (event.field == "status" and event.value in stopping):
                return number
        return None

    def restoration(self) -> int | None:
        """The event that stops the restoration clock, unless it was taken back (CLK-4)."""
        for number in reversed(range(len(self.events))):
            if self.events[number].is_restoration:
                return number
            if self.events[number].status in RUNNING_OR_RESTING:
                return None
        return None

    def is_cancelled(self) -> bool:
        """Whether it has been cancelled since it last ran or rested (CLK-7)."""
        for happening in reversed(self.events):
            if happening.status in RUNNING_OR_RESTING:
                return False
            if happening.status == "cancelled":
                return True
        return False

    def reopenings(self) -> int:
        return sum(happening.is_reopening for happening in self.events)

    def last(self, field: str, stop: int | None) -> str | None:
        """The value of a field before the stop, or in the end (PRI-3, CLK-10)."""
        values = [one.event.value for one in self.events[:stop] if one.event.field == field]
        return values[-1] if values else None

    def last_reclassified(self, environment: str, stop: int | None) -> int:
        """When the judged priority last changed before the stop; else the opening."""
        kind, recorded, since = self.ticket.kind, self.ticket.priority, self.opened
        for happening in self.events[:stop]:
            before = judged_priority(environment, kind, recorded)
            if happening.event.field == "kind":
                kind = happening.event.value or kind
            if happening.event.field == "priority":
                recorded = happening.event.value or recorded
            if judged_priority(environment, kind, recorded) != before:
                since = happening.instant
        return since


class Course:
    """What one clock did, stretch by stretch, from the opening to its stop or `as_of`."""

    def __init__(
        self, story: Story, metric: str, kind: str, stop: int | None, readings: Readings
    ) -> None:
        self.start, self.is_stopped = story.opened, stop is not None
        self.end = story.as_of if stop is None else story.events[stop].instant
        steps = [one for one in story.events[:stop] if one.event.field == "status"]
        statuses = ["new", *(one.status for one in steps)]
        bounds = [self.start, *(one.instant for one in steps), self.end]
        doings = [doing(status, metric, kind, readings) for status in statuses]
        if readings.reopening == "elapse":
            last = max(place for place, one in enumerate(doings) if one != "standing")
            doings[:last] = ["running" if one == "standing" else one for one in doings[:last]]
        self.is_resting = doings[-1] == "resting" and not self.is_stopped
        self.stretches = list(zip(bounds, bounds[1:], doings, strict=False))

    def begin_again(self, since: int) -> None:
        """Forget what was before an instant."""
        self.start = since
        self.stretches = [
            (max(start, since), end, doing) for start, end, doing in self.stretches if end > since
        ]

    def spans(self, wanted: str) -> list[Span]:
        return [(start, end) for start, end, doing in self.stretches if doing == wanted]


def doing(status: str, metric: str, kind: str, readings: Readings) -> str:
    """What a clock does in a status, before its stop (CLK-2, CLK-3)."""
    if metric == "response":
        rests = readings.response_rests
        return "resting" if rests and status == "awaiting_customer" else "running"
    if status == "awaiting_customer":
        rests = readings.requests_rest or kind != "service_request"
        return "resting" if rests else "running"
    return "running" if status in RUNNING_OR_RESTING else "standing"


def environment_of(ticket: Ticket, agreement: Agreement | None) -> str:
    """Production is use after Go-Live (AGR-2)."""
    if agreement is not None and agreement.go_live_on is not None:
        opened_on = local_date(seconds(ticket.opened_at), agreement.time_zone)
        if opened_on < agreement.go_live_on:
            return "non_production"
    return ticket.environment


def judged_priority(environment: str, kind: str, recorded: str) -> str:
    """The priority that PRI-1 allows."""
    if environment == "non_production":
        return "P4"
    return "P3" if kind == "service_request" else recorded


def verdict(
    *, reason: str | None, elapsed: int, target: int, is_hidden: bool, course: Course
) -> str:
    """The outcome (CLK-7, CLK-13)."""
    if reason is not None:
        return "excluded"
    if elapsed > target:
        return "not_measurable" if is_hidden else "breached"
    if course.is_stopped:
        return "met"
    return "paused" if course.is_resting else "running"


def due_instant(hours: Hours, course: Course, target: int) -> int | None:
    """Walk through the runs, then on from where the clock last stood, without a rest (CLK-6)."""
    if target == 0:
        return course.start
    left = target
    for start, end in course.spans("running"):
        for opens, closes in hours.open_time(start, end):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
    return None if course.is_resting else reach(hours, course.end, left)


def unrested_due(hours: Hours, course: Course, target: int) -> int | None:
    """When the target is reached without a rest (CLK-13)."""
    return reach(hours, course.start, target) if target else course.start


def local_month(fell: int | None, agreement: Agreement) -> date | None:
    """The local month in which a verdict fell (CLK-8)."""
    return None if fell is None else local_date(fell, agreement.time_zone).replace(day=1)


def seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def instant(seconds: int | None) -> datetime | None:
    """An instant as the marts write it: UTC, without saying so."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
