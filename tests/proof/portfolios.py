"""Portfolios: customers with their terms and tickets, laid out as the deliveries they come in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from tests.proof.chance import Chance, Seeded
from tests.proof.lives import BOTH, HISTORIES, Life, make_life
from tests.proof.records import (
    KEYS,
    Agreement,
    Customer,
    Delivery,
    Holiday,
    Override,
    Portfolio,
    Record,
)
from tests.proof.terms import FRAMES, Frame, Terms, make_terms

# So many customers share a large portfolio's tickets: each calendar costs as much as its tickets.
MOST_CUSTOMERS = 300
FEWEST_TICKETS = 5


@dataclass(frozen=True)
class Story:
    """One customer: what was promised, and what became of its tickets."""

    customer_id: str
    terms: Terms
    lives: tuple[Life, ...]


def make_story(chance: Chance, number: int, frame: Frame, tickets: int) -> Story:
    customer_id = f"C{number:04}"
    terms = make_terms(chance, customer_id, frame)
    lives = [
        make_life(chance, f"{customer_id}-T{place:05}", customer_id, terms)
        for place in range(tickets)
    ]
    return Story(customer_id, terms, tuple(lives))


def seeded_portfolio(seed: int, tickets: int) -> Portfolio:
    """A portfolio of so many tickets, the same for the same seed; seeds go through the frames."""
    chance = Seeded(seed)
    frame = FRAMES[seed % len(FRAMES)]
    customers = max(1, min(MOST_CUSTOMERS, tickets // FEWEST_TICKETS))
    stories = [
        make_story(chance, number, frame, tickets // customers + (number < tickets % customers))
        for number in range(customers)
    ]
    return portfolio(frame, stories)


def portfolio(frame: Frame, stories: Sequence[Story]) -> Portfolio:
    """Lay stories out as deliveries: everything first as it was known, then what was corrected."""
    terms = [story.terms for story in stories]
    lives = [life for story in stories for life in story.lives]
    first = [
        delivery([Customer(story.customer_id, story.customer_id) for story in stories]),
        delivery([row for one in terms for row in one.agreements]),
        delivery([row for one in terms for row in one.overrides]),
        delivery(without_contradictions(row for one in terms for row in one.holidays)),
        *tickets_of(lives, version=0),
        *events_of(lives, "events"),
    ]
    again = [
        *(
            delivery(
                without_contradictions(
                    row for one in terms for row in one.corrected if isinstance(row, kind)
                )
            )
            for kind in (Agreement, Override, Holiday)
        ),
        *tickets_of(lives, version=1),
        *events_of(lives, "later"),
    ]
    return Portfolio(frame.as_of, [*first, *again])


def without_contradictions(rows: Iterable[Record]) -> list[Record]:
    """Drop what a later row of the same key says otherwise: customers share regions, and one file
    may not say of a day both that it is a holiday and that it is none.
    """
    given = list(rows)
    last = {key_of(row): row for row in given}
    return [row for row in given if last[key_of(row)] == row]


def key_of(row: Record) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in KEYS[type(row)])


def tickets_of(lives: Iterable[Life], *, version: int) -> list[Delivery]:
    """The rows of tickets in their first or second version, one file for each kind of source."""
    rows = [life.versions[version] for life in lives if len(life.versions) > version]
    return [
        delivery([ticket for ticket, known in rows if known == histories], histories)
        for histories in HISTORIES
    ]


def events_of(lives: Iterable[Life], name: Literal["events", "later"]) -> list[Delivery]:
    """The events that come first, or later, one file for each kind of source."""
    told = [(life.log, getattr(life, name)) for life in lives]
    return [
        delivery([row for log, rows in told if log == histories for row in rows], histories)
        for histories in HISTORIES
    ]


def delivery(rows: Sequence[Record], histories: frozenset[str] = BOTH) -> Delivery:
    return Delivery(tuple(rows), histories)
