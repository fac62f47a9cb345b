"""What is delivered, and what is known of it: the last version of every row, in its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, TypeVar


@dataclass(frozen=True)
class Customer:
    customer_id: str
    name: str


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
    standard_quota: int | None = None
    nonstandard_quota: int | None = None


@dataclass(frozen=True)
class Override:
    agreement_id: str
    metric: str
    priority: str
    target_seconds: int
    calendar: str
    valid_from: date


@dataclass(frozen=True)
class Holiday:
    """A day added to a region's statutory holidays (observed) or struck from them."""

    support_region: str
    date: date
    observed: bool


@dataclass(frozen=True)
class Ticket:
    ticket_id: str
    customer_id: str
    kind: str
    environment: str
    priority: str
    opened_at: datetime
    channel: str | None = None
    updated_at: datetime | None = None
    catalogue_item: str | None = None
    request_kind: str | None = None
    units: int | None = None
    opened_until: datetime | None = None


@dataclass(frozen=True)
class Event:
    ticket_id: str
    occurred_at: datetime
    field: str
    value: str | None = None
    sequence: int | None = None
    occurred_from: datetime | None = None


Record = Customer | Agreement | Override | Holiday | Ticket | Event
R = TypeVar("R", Customer, Agreement, Override, Holiday, Ticket, Event)

METRICS = ("response", "restoration")
# The events with which a source that tells all of a metric supplies what a list hides.
TELLING = {"response": ("response", "status"), "restoration": ("status",)}

# Where an instant is known by its day alone (CLK-15): a mapping says so, a file cannot.
DAYS: Mapping[type[Record], str] = {Ticket: "opened_until", Event: "occurred_from"}

# Where a row lies: the number of its delivery, and its line.
Place = tuple[int, int]
FIRST_LINE = 2

ENTITIES: Mapping[type[Record], str] = {
    Customer: "customers",
    Agreement: "agreements",
    Override: "sla_overrides",
    Holiday: "holidays",
    Ticket: "tickets",
    Event: "ticket_events",
}
KEYS: Mapping[type[Record], tuple[str, ...]] = {
    Customer: ("customer_id",),
    Agreement: ("agreement_id",),
    Override: ("agreement_id", "metric", "priority", "valid_from"),
    Holiday: ("support_region", "date"),
    Ticket: ("ticket_id",),
    Event: ("ticket_id", "occurred_at", "field", "sequence"),
}


@dataclass(frozen=True)
class Delivery:
    """One file: rows of one kind; of which metrics its source tells all (CLK-13)."""

    rows: Sequence[Record]
    histories: frozenset[str] = frozenset(METRICS)

    @property
    def entity(self) -> str:
        return ENTITIES[type(self.rows[0])]


@dataclass(frozen=True)
class Portfolio:
    """Deliveries in the order in which they arrive, looked at from one instant."""

    as_of: datetime
    deliveries: Sequence[Delivery]


@dataclass(frozen=True)
class World:
    """All that is known: agreements by customer, events by ticket with their places.

    `hidden` names, by metric, the tickets of whose clock no source tells all (CLK-13).
    """

    as_of: datetime
    tickets: Sequence[Ticket]
    hidden: Mapping[str, frozenset[str]]
    agreements: Mapping[str, Sequence[Agreement]]
    overrides: Mapping[str, Sequence[Override]]
    holidays: Mapping[str, Mapping[date, bool]]
    events: Mapping[str, Sequence[tuple[Place, Event]]]


def known(portfolio: Portfolio) -> World:
    """What the deliveries say in the end."""
    tickets = in_force(portfolio, Ticket)
    agreements = [agreement for _, agreement in in_force(portfolio, Agreement)]
    overrides = [override for _, override in in_force(portfolio, Override)]
    events: dict[str, list[tuple[Place, Event]]] = defaultdict(list)
    for place, event in in_force(portfolio, Event):
        events[event.ticket_id].append((place, event))
    holidays: dict[str, dict[date, bool]] = defaultdict(dict)
    for _, holiday in in_force(portfolio, Holiday):
        holidays[holiday.support_region][holiday.date] = holiday.observed
    return World(
        as_of=portfolio.as_of,
        tickets=[ticket for _, ticket in tickets],
        hidden={
            metric: frozenset(
                ticket.ticket_id
                for place, ticket in tickets
                if not is_known(portfolio, metric, place, events[ticket.ticket_id])
            )
            for metric in METRICS
        },
        agreements=grouped(agreements, "customer_id"),
        overrides=grouped(overrides, "agreement_id"),
        holidays=holidays,
        events=events,
    )


def is_known(
    portfolio: Portfolio, metric: str, place: Place, events: Sequence[tuple[Place, Event]]
) -> bool:
    """Whether its row, or an event beside it, came from a source that tells all (CLK-13)."""
    telling = [
        at
        for at, event in events
        if event.field in TELLING[metric] and event.occurred_at <= portfolio.as_of
    ]
    return any(metric in portfolio.deliveries[number].histories for number, _ in (place, *telling))


def in_force(portfolio: Portfolio, kind: type[R]) -> list[tuple[Place, R]]:
    """The last version of each row: a later `updated_at` replaces, without one a later delivery.

    A row that says what is known already changes nothing, not even its place.
    """
    found: dict[tuple[Any, ...], tuple[Place, R]] = {}
    for number, delivery in enumerate(portfolio.deliveries):
        for line, row in enumerate(delivery.rows, FIRST_LINE):
            if not isinstance(row, kind):
                break
            key = tuple(getattr(row, name) or 0 for name in KEYS[kind])
            before = found.get(key)
            if before is None or replaces(row, before[1]):
                found[key] = (number, line), row
    return list(found.values())


def replaces(row: Record, before: Record) -> bool:
    if row == before:
        return False
    updated_at = getattr(row, "updated_at", None)
    known_at = getattr(before, "updated_at", None)
    return updated_at is None or known_at is None or updated_at >= known_at


def grouped(rows: Iterable[R], name: str) -> dict[str, list[R]]:
    groups: dict[str, list[R]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups


def column_names(kind: type[Record]) -> list[str]:
    """The columns that a file can bring."""
    return [field.name for field in fields(kind) if field.name != DAYS.get(kind)]
