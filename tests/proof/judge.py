"""The rules once more, as a person would apply them: through each ticket's life, day by day.

Nothing is shared with the models, neither code nor method: no cumulative counts, no tables of
calendars, no intervals of instants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import accumulate, pairwise
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
        answers = story.answers(self.readings)
        stop = next(iter(answers), None) if metric == "response" else story.restoration()
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
            "least_elapsed_seconds": None,
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
        most = least = sum(seconds_in(hours, *run) for run in course.spans("running"))
        if story.is_by_day:
            most, least = course.extremes(hours, max), course.extremes(hours, min)
        known_least = None if ticket.ticket_id in self.world.hidden[metric] else least
        reason = self.reason(ticket, metric, kind, priority, story)
        outcome = verdict(reason=reason, most=most, least=known_least, target=target, course=course)
        due = None
        if outcome not in ("excluded", "not_measurable"):
            wait = due_by_days if story.is_by_day else due_instant
            due = wait(hours, course, target)
        fell = {
            "met": stopped,
            "breached": due,
            "excluded": story.opened,
            "not_measurable": unrested_due(hours, course, target) if stopped is None else stopped,
        }.get(outcome)
        return row | {
            "calendar": calendar,
            "target_seconds": target,
            "elapsed_seconds": most,
            "least_elapsed_seconds": known_least,
            "paused_seconds": sum(seconds_in(hours, *rest) for rest in course.spans("resting")),
            "remaining_seconds": target - most,
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
    """An event at the instant at which it counts, and the status that it found.

    `earliest` is the first instant at which it can have happened (CLK-15).
    """

    instant: int
    earliest: int
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
            earliest = min(
                instant, max(self.opened, seconds(event.occurred_from or event.occurred_at))
            )
            self.events.append(Happening(instant, earliest, status, event))
            status = self.events[-1].status
        until = seconds(ticket.opened_until or ticket.opened_at)
        reported = [one[0] for one in told]
        self.opened_latest = max(self.opened, min([until, as_of, *reported]))
        self.is_by_day = ticket.opened_until is not None or any(
            one.event.occurred_from is not None for one in self.events
        )

    def answers(self, readings: Readings) -> list[int]:
        """The events that answer; the first stops the response clock (CLK-2)."""
        stopping = {"awaiting_customer", "restored", "closed"}
        if readings.response_rests:
            stopping.remove("awaiting_customer")
        return [
            number
            for number, one in enumerate(self.events)
            if one.event.field == "response"
            or (one.event.field == "status" and one.event.value in stopping)
        ]

    def earliest_end(self, number: int) -> int:
        """The first instant at which the ticket can have come to stand still, by any of its ends.

        Of an end some time in a day and another at a known instant of it nobody knows which was
        first.
        """
        ends = [self.events[number].earliest]
        for one in self.events[number + 1 :]:
            if one.status in RUNNING_OR_RESTING:
                break
            if one.event.field == "status" and one.status in ("restored", "closed"):
                ends.append(one.earliest)
        return min(ends)

    def earliest_step(self, number: int) -> int:
        one = self.events[number]
        stands_still = one.status not in RUNNING_OR_RESTING
        if one.status_before in RUNNING_OR_RESTING and stands_still:
            return self.earliest_end(number)
        return one.earliest

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

    def last_reclassified(self, environment: str, stop: int | None) -> int | None:
        """The event that last changed the judged priority before the stop."""
        kind, recorded, since = self.ticket.kind, self.ticket.priority, None
        for number, happening in enumerate(self.events[:stop]):
            before = judged_priority(environment, kind, recorded)
            if happening.event.field == "kind":
                kind = happening.event.value or kind
            if happening.event.field == "priority":
                recorded = happening.event.value or recorded
            if judged_priority(environment, kind, recorded) != before:
                since = number
        return since


class Course:
    """What one clock did, stretch by stretch, from the opening to its stop or `as_of`.

    `ranges` are the first and the last instant at which each stretch can have begun, and the last
    one ended; the stretches take the last of each, but for the opening.
    """

    def __init__(
        self, story: Story, metric: str, kind: str, stop: int | None, readings: Readings
    ) -> None:
        self.story, self.is_stopped = story, stop is not None
        self.steps = [
            number for number, one in enumerate(story.events[:stop]) if one.event.field == "status"
        ]
        statuses = ["new", *(story.events[number].status for number in self.steps)]
        self.doings = [doing(status, metric, kind, readings) for status in statuses]
        if readings.reopening == "elapse":
            last = max(place for place, one in enumerate(self.doings) if one != "standing")
            self.doings[:last] = [
                "running" if one == "standing" else one for one in self.doings[:last]
            ]
        # An answer some time in a day need not have come after the steps of that day.
        while metric == "response" and self.doings[-2:-1] == self.doings[-1:]:
            self.doings.pop()
            self.steps.pop()
        self.is_resting = self.doings[-1] == "resting" and not self.is_stopped
        self.ranges = [
            (story.opened, story.opened_latest),
            *((story.earliest_step(number), story.events[number].instant) for number in self.steps),
            self._end(metric, stop, readings),
        ]
        self.start, self.end = story.opened, self.ranges[-1][1]

    def _end(self, metric: str, stop: int | None, readings: Readings) -> Span:
        if stop is None:
            return self.story.as_of, self.story.as_of
        instant = self.story.events[stop].instant
        if metric == "restoration":
            return self.story.earliest_step(stop), instant
        answers = self.story.answers(readings)
        return min(self.story.events[number].earliest for number in answers), instant

    def begin_again(self, since: int | None) -> None:
        """Forget what was before an event."""
        if since is None:
            return
        before = sum(number < since for number in self.steps)
        self.start = self.story.events[since].instant
        self.doings = self.doings[before:]
        self.ranges = [(self.start, self.start), *self.ranges[before + 1 :]]

    def spans(self, wanted: str) -> list[Span]:
        bounds = [self.start, *(latest for _, latest in self.ranges[1:])]
        stretches = zip(pairwise(bounds), self.doings, strict=True)
        return [span for span, doing in stretches if doing == wanted]

    def extremes(
        self, hours: Hours, best: Callable[[Iterable[int]], int], *, until: int | None = None
    ) -> int:
        """The most or the least that can have run by an instant, in all courses the days allow.

        Each stretch begins at any of the ends told, within its own range and not before the one
        before it: what lies between two ends next to each other is the same for all.
        """
        limit = self.end if until is None else until
        ranges = [(min(first, limit), min(last, limit)) for first, last in self.ranges]
        ends = sorted({end for one in ranges for end in one})
        between = [seconds_in(hours, *gap) for gap in pairwise(ends)]
        passed = dict(zip(ends, accumulate(between, initial=0), strict=True))
        first, last = ranges[0]
        ran = {end: 0 for end in ends if first <= end <= last}
        for (first, last), doing in zip(ranges[1:], self.doings, strict=True):
            runs = doing == "running"
            ran = {
                end: best(
                    before + runs * (passed[end] - passed[begun])
                    for begun, before in ran.items()
                    if begun <= end
                )
                for end in ends
                if first <= end <= last and any(begun <= end for begun in ran)
            }
        return best(ran.values())


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
    *, reason: str | None, most: int, least: int | None, target: int, course: Course
) -> str:
    """The outcome (CLK-7); nobody knows the least where rests are hidden (CLK-13, CLK-15)."""
    if reason is not None:
        return "excluded"
    if most > target:
        return "breached" if least is not None and least > target else "not_measurable"
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


def due_by_days(hours: Hours, course: Course, target: int) -> int | None:
    """When the target was reached in whatever course, or would be after the longest (CLK-15)."""
    if target == 0:
        return course.start
    if course.extremes(hours, min) > target:
        before, after = course.start, course.end
        while after - before > 1:
            instant = (before + after) // 2
            if course.extremes(hours, min, until=instant) >= target:
                after = instant
            else:
                before = instant
        return after
    left = target - course.extremes(hours, max)
    passed = seconds_in(hours, course.start, course.end)
    return None if course.is_resting else reach(hours, course.start, passed + left)


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
