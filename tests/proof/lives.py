"""Lives of tickets: openings at every edge, courses of statuses, events in every order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter

from tests.proof.chance import Chance
from tests.proof.hours import EverySecond, instant_of, local_date, reach
from tests.proof.judge import seconds
from tests.proof.readings import EXCLUSIONS, HANDBOOK
from tests.proof.records import METRICS, Event, Ticket
from tests.proof.terms import Terms

HOUR = 3_600
DAY = 86_400
KINDS = (*("incident",) * 6, *("service_request",) * 3, "problem")
ENVIRONMENTS = (*("production",) * 4, "non_production")
PRIORITIES = ("P1", "P2", "P2", "P3", "P4")
CHANNELS = ("phone", "portal", "email", None)
SEQUENCES = (None, None, None, 0, 1, 2, 3)
FIELDS = (*("status",) * 8, *("priority",) * 2, "kind", "response", "exclusion", "update")
VALUES: dict[str, Sequence[str | None]] = {
    "status": (
        *("in_progress", "awaiting_customer", "restored") * 4,
        *("closed", "closed", "cancelled", "new"),
    ),
    "priority": ("P1", "P2", "P3", "P4"),
    "kind": ("incident", "incident", "service_request", "service_request", "problem"),
    "response": (None, "by phone"),
    "exclusion": (None, None, *EXCLUSIONS),
    "update": ("working on it",),
}

BOTH = frozenset(METRICS)
HISTORIES = (BOTH, frozenset({"response"}), frozenset({"restoration"}), frozenset[str]())


@dataclass(frozen=True)
class Life:
    """One ticket: the versions of its row, each with the metrics its source tells all of; events.

    Events come in two deliveries, `later` with the second, both from a source that tells all of the
    metrics in `log`.
    """

    versions: tuple[tuple[Ticket, frozenset[str]], ...]
    log: frozenset[str]
    events: tuple[Event, ...]
    later: tuple[Event, ...] = ()

    @property
    def ticket_id(self) -> str:
        return self.versions[0][0].ticket_id


def make_life(chance: Chance, ticket_id: str, customer_id: str, terms: Terms) -> Life:
    ticket = Ticket(
        ticket_id=ticket_id,
        customer_id=customer_id,
        kind=chance.pick(KINDS),
        environment=chance.pick(ENVIRONMENTS),
        priority=chance.pick(PRIORITIES),
        opened_at=an_opening(chance, terms),
        channel=chance.pick(CHANNELS),
    )
    events = list(make_events(chance, ticket, terms))
    zone_name = chance.pick(terms.hours).zone_name
    is_by_day = chance.likely(20)
    if is_by_day:
        events = [known_by_day(chance, one, place, zone_name) for place, one in enumerate(events)]
    later = [one for one in events if chance.likely(10)]
    first = [one for one in events if one not in later]
    if chance.likely(10):
        first = first[::-1]
    exact = [one for one in first if one.occurred_from is None]
    if exact and chance.likely(8):
        later.append(replace(chance.pick(exact), sequence=None))
    if first and chance.likely(8):
        wrong = chance.pick(first)
        later.append(replace(wrong, value=chance.pick(VALUES[wrong.field])))
    versions = [
        (opened_some_day(chance, one, zone_name) if is_by_day else one, histories)
        for one, histories in make_versions(chance, ticket, terms)
    ]
    log = versions[0][1] if chance.likely(70) else a_history(chance)
    return Life(tuple(versions), log, unlike(first), unlike(later))


def unlike(events: Iterable[Event]) -> tuple[Event, ...]:
    """No two of one key: in one file they would contradict each other."""
    key = attrgetter("occurred_at", "field")
    return tuple({(*key(one), one.sequence or 0): one for one in events}.values())


def known_by_day(chance: Chance, event: Event, place: int, zone_name: str) -> Event:
    """The event as a source tells it that knows its day alone, now and then (CLK-15)."""
    numbered = replace(event, sequence=100 + place)
    if chance.likely(40):
        return numbered
    began, ended = day_of(event.occurred_at, zone_name)
    return replace(numbered, occurred_from=began, occurred_at=ended)


def opened_some_day(chance: Chance, ticket: Ticket, zone_name: str) -> Ticket:
    if chance.likely(60):
        return ticket
    began, ended = day_of(ticket.opened_at, zone_name)
    return replace(ticket, opened_at=began, opened_until=ended)


def day_of(at: datetime, zone_name: str) -> tuple[datetime, datetime]:
    """The first and the last second of the local day of an instant."""
    day = local_date(seconds(at), zone_name)
    began, ended = (instant_of(one, "00:00", zone_name) for one in (day, day + timedelta(days=1)))
    return moment(began), moment(ended - 1)


def a_history(chance: Chance) -> frozenset[str]:
    """Of which metrics a source tells all: mostly of both."""
    return BOTH if chance.likely(70) else chance.pick(HISTORIES)


def make_versions(
    chance: Chance, ticket: Ticket, terms: Terms
) -> Iterator[tuple[Ticket, frozenset[str]]]:
    """The ticket's row, and now and then another version of it, newer or older."""
    histories = a_history(chance)
    if not chance.likely(10):
        yield ticket, histories
        return
    known_at = chance.pick([None, terms.frame.as_of])
    yield replace(ticket, updated_at=known_at), histories
    changed = replace(
        ticket,
        kind=chance.pick(KINDS),
        environment=chance.pick(ENVIRONMENTS),
        priority=chance.pick(PRIORITIES),
        opened_at=chance.pick([ticket.opened_at, an_opening(chance, terms)]),
    )
    when = known_at and known_at + timedelta(hours=chance.pick([-1, 0, 1]))
    yield replace(changed, updated_at=when), a_history(chance)


def an_opening(chance: Chance, terms: Terms) -> datetime:
    as_of = seconds(terms.frame.as_of)
    if chance.likely(3):
        return moment(as_of + chance.pick([-1, 0, 1, DAY]))
    first = seconds(terms.frame.first) if chance.likely(70) else as_of - 10 * DAY
    return moment(an_instant(chance, terms, first, as_of + DAY))


def make_events(chance: Chance, ticket: Ticket, terms: Terms) -> Iterator[Event]:
    opened = seconds(ticket.opened_at)
    now = opened - chance.pick([0, 0, 0, 0, 1, 5 * HOUR, 40 * DAY])
    latest = seconds(terms.frame.as_of) + 10 * DAY
    for _ in range(chance.whole(0, 9)):
        now = min(next_instant(chance, terms, opened, now), latest)
        field = chance.pick(FIELDS)
        yield Event(
            ticket.ticket_id,
            moment(now),
            field,
            chance.pick(VALUES[field]),
            chance.pick(SEQUENCES),
        )


def next_instant(chance: Chance, terms: Terms, opened: int, now: int) -> int:
    """The same again, a while later, at an edge, or just where a target is reached."""
    later: Callable[[], int] = chance.pick(
        [
            lambda: now,
            lambda: max(now, at_a_target(chance, terms, opened)),
            lambda: an_instant(chance, terms, now, now + 30 * HOUR),
            lambda: an_instant(chance, terms, now, now + chance.pick([60, HOUR, 200 * HOUR])),
            lambda: now + chance.whole(0, chance.pick([HOUR, 9 * HOUR, 30 * HOUR, 900 * HOUR])),
        ]
    )
    return later()


def at_a_target(chance: Chance, terms: Terms, opened: int) -> int:
    """An instant at which some target is reached, or a second beside it."""
    target, calendar = chance.pick(
        [*HANDBOOK.values(), *((one.target_seconds, one.calendar) for one in terms.overrides)]
    )
    hours = EverySecond() if calendar == "24x7" else chance.pick(terms.hours)
    reached = reach(hours, opened, min(target, 200_000)) if target else opened
    return (opened if reached is None else reached) + chance.pick([-1, 0, 0, 1])


def an_instant(chance: Chance, terms: Terms, earliest: int, latest: int) -> int:
    """An instant in between: often the opening or close of a day, midnight, or a turning point."""
    instant = chance.whole(earliest, latest)
    if chance.likely(35):
        return instant
    hours = chance.pick(terms.hours)
    day = local_date(instant, hours.zone_name)
    window = hours.window(day.toordinal()) or (instant, instant)
    edges = [*window, instant_of(day, "00:00", hours.zone_name), instant - instant % HOUR]
    near = [one for one in terms.turning_points if earliest <= one <= latest]
    edge = chance.pick(near) if near and chance.likely(50) else chance.pick(edges)
    return max(earliest, edge + chance.pick([-1, 0, 0, 1]))


def moment(instant: int) -> datetime:
    return datetime.fromtimestamp(instant, UTC)
