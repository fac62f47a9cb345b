"""A few hundred tickets made to hit the edges: closes of days, clock changes, one instant twice."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from tests.models.judge import Agreement, Event, Override, Ticket, World, day_window

AS_OF = datetime(2026, 11, 6, 15, 30, tzinfo=UTC)
LATEST = AS_OF + timedelta(days=10)
FIRST = datetime(2026, 2, 20, tzinfo=UTC)
RECENT = AS_OF - timedelta(days=10)
TICKETS = 700
FIELDS = ("priority", "response", "exclusion", "kind", "update", *["status"] * 7)
VALUES: dict[str, tuple[str | None, ...]] = {
    "status": (
        *("new", "in_progress", "awaiting_customer", "restored", "closed", "cancelled"),
        *("in_progress", "awaiting_customer", "in_progress", "restored", "closed") * 3,
    ),
    "priority": ("P1", "P2", "P3", "P4"),
    "kind": ("incident", "incident", "service_request", "problem"),
    "response": (None, "by phone"),
    "exclusion": ("third_party_product", "customer_caused", None),
    "update": ("We are working on it.",),
}


def agreement(number: int, zone: str, region: str, **terms: object) -> Agreement:
    first_year = {"starts_on": date(2025, 1, 1), "ends_on": date(2027, 12, 31)}
    return Agreement(
        **{
            "agreement_id": f"A{number:02}",
            "customer_id": f"C{number:02}",
            "time_zone": zone,
            "support_region": region,
            **first_year,
            **terms,
        }  # type: ignore[arg-type]
    )


AGREEMENTS = (
    agreement(1, "Europe/Berlin", "DE-BY", go_live_on=date(2026, 4, 1)),
    agreement(2, "Asia/Kathmandu", "NP"),
    agreement(3, "Australia/Lord_Howe", "AU-NSW", opens_at="01:00", closes_at="03:30"),
    agreement(4, "Pacific/Chatham", "NZ", opens_at="20:15", closes_at="04:45"),
    agreement(5, "America/New_York", "US-NY", working_days="Sat Sun Mon"),
    agreement(6, "Africa/Cairo", "EG", opens_at="00:00", closes_at="09:00"),
    agreement(7, "Pacific/Honolulu", "US-HI", opens_at="09:00", closes_at="09:00"),
    agreement(8, "Africa/Casablanca", "MA", opens_at="02:30", closes_at="11:00"),
    # One after another, with another zone: some hours lie between them, on neither.
    agreement(9, "Europe/London", "GB-ENG", ends_on=date(2026, 6, 30)),
    agreement(10, "America/New_York", "US-NY", customer_id="C09", starts_on=date(2026, 7, 1)),
    # Two at once, and one that ended early.
    agreement(11, "Europe/London", "GB-SCT", terminated_on=date(2026, 9, 15)),
    agreement(
        12,
        "Australia/Adelaide",
        "AU-SA",
        customer_id="C11",
        starts_on=date(2026, 3, 10),
        ends_on=date(2026, 8, 31),
    ),
    agreement(
        13, "America/St_Johns", "CA-NL", starts_on=date(2026, 5, 1), ends_on=date(2999, 12, 31)
    ),
    agreement(14, "Asia/Kolkata", "IN-MH", customer_id="C13", starts_on=date(2026, 5, 1)),
)
OVERRIDES = (
    Override("A02", "response", "P3", 0, "business", date(2026, 5, 1)),
    Override("A02", "restoration", "P2", 32_400, "business", date(1900, 1, 1)),
    Override("A02", "restoration", "P2", 64_800, "business", date(2026, 6, 15)),
    Override("A05", "restoration", "P1", 86_400, "business", date(2026, 4, 1)),
    Override("A07", "restoration", "P3", 172_800, "24x7", date(2026, 4, 1)),
    Override("A09", "restoration", "P2", 3_000_000, "business", date(2026, 1, 1)),
    Override("A10", "response", "P4", 600, "24x7", date(2999, 1, 1)),
)
DELIVERED = {
    ("DE-BY", date(2026, 6, 4)): False,
    ("DE-BY", date(2026, 6, 5)): True,
    ("DE", date(2026, 6, 8)): True,
    ("NP", date(2026, 7, 15)): True,
}
CUSTOMERS = sorted({one.customer_id for one in AGREEMENTS} | {"C99"})


def tickets_and_world(seed: int) -> tuple[list[Ticket], World]:
    """Make the tickets and all that is known about them."""
    chance = random.Random(seed)  # noqa: S311 - made up, and the same every time
    tickets = [make_ticket(chance, number) for number in range(TICKETS)]
    events = {ticket.ticket_id: make_events(chance, ticket) for ticket in tickets}
    lines = iter(range(2, 100_000))
    numbered = {
        ticket_id: [Event(ticket_id, *told, line=next(lines)) for told in told_events]
        for ticket_id, told_events in events.items()
    }
    return tickets, World(AS_OF, AGREEMENTS, OVERRIDES, DELIVERED, numbered)


def make_ticket(chance: random.Random, number: int) -> Ticket:
    customer_id = chance.choice(CUSTOMERS)
    return Ticket(
        ticket_id=f"T{number:04}",
        customer_id=customer_id,
        kind=chance.choice(["incident"] * 6 + ["service_request"] * 3 + ["problem"]),
        environment=chance.choice(["production"] * 4 + ["non_production"]),
        priority=chance.choice(["P1", "P2", "P2", "P3", "P4"]),
        opened_at=an_instant(chance, customer_id, chance.choice([FIRST, FIRST, RECENT]), LATEST),
        has_status_history=chance.random() < 0.85,
    )


def an_instant(
    chance: random.Random, customer_id: str, earliest: datetime, latest: datetime
) -> datetime:
    """Pick an instant: often the opening or the close of a day, or one second beside it."""
    seconds = round((latest - earliest).total_seconds())
    instant = earliest + timedelta(seconds=chance.randrange(max(1, seconds)))
    mine = [one for one in AGREEMENTS if one.customer_id == customer_id]
    if mine and chance.random() < 0.5:
        window = day_window(chance.choice(mine), instant.date())
        edge = chance.choice(window) + timedelta(seconds=chance.choice([-1, 0, 0, 1]))
        return max(edge, earliest)
    if chance.random() < 0.3:
        return instant.replace(minute=0, second=0)
    return instant


def make_events(
    chance: random.Random, ticket: Ticket
) -> list[tuple[datetime, str, str | None, int | None]]:
    """Tell a ticket's story; some of it at one instant, before the opening or after `as_of`."""
    instant = ticket.opened_at - timedelta(hours=chance.choice([0, 0, 0, 5]))
    told: dict[tuple[datetime, str, int], tuple[datetime, str, str | None, int | None]] = {}
    for _ in range(chance.randrange(10)):
        if chance.random() < 0.8:
            reach = timedelta(hours=chance.choice([1, 9, 30, 200, 900]))
            instant = an_instant(chance, ticket.customer_id, instant, instant + reach)
        name, value = make_step(chance)
        sequence = chance.choice([None, 1, 2, 3])
        told[instant, name, sequence or 0] = (instant, name, value, sequence)
    events = list(told.values())
    chance.shuffle(events)
    return events


def make_step(chance: random.Random) -> tuple[str, str | None]:
    name = chance.choice(FIELDS)
    return name, chance.choice(VALUES[name])
