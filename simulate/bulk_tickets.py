"""The tickets of a bulk portfolio, by the hundred thousand: arrays with one element a ticket."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from ingest.contract import ENVIRONMENTS, PRIORITIES, TICKET_KINDS
from simulate.bulk_parties import CALLERS, DAY, Parties, Shares, Whole
from simulate.parameters import Parameters
from simulate.vocabulary import GENERAL_ITEMS, INCIDENTS

INCIDENT, REQUEST, PROBLEM = range(3)
PRODUCTION, NON_PRODUCTION = range(2)
P1, P2, P3, P4 = range(4)
KIND_WEIGHTS = (0.60, 0.35, 0.05)
PRIORITY_WEIGHTS = (0.04, 0.16, 0.50, 0.30)
CHANNELS = ("portal", "email", "phone")
TITLES = tuple((category, product, title) for category, product, titles in INCIDENTS
               for title in titles)  # fmt: skip
# Local time of day of those opened in office hours: a quantile every sixth.
OFFICE_HOURS = np.array([7.0, 9.0, 10.3, 11.8, 14.0, 15.7, 19.0]) * 3600


@dataclass(frozen=True)
class Tickets:
    """Tickets in the order of their numbers; codes are places in the contract's lists of words."""

    numbers: Whole
    customer: Whole
    opened_at: Whole
    kind: Whole
    environment: Whole
    priority: Whole

    @property
    def judged_priority(self) -> Whole:
        """The priority that a rule makes of the recorded one, as a code (PRI-1)."""
        ruled = np.where(self.kind == REQUEST, P3, self.priority)
        return np.where(self.environment == NON_PRODUCTION, P4, ruled)


def tickets_opened(
    opened_at: Whole, customer: Whole, *, first: int, chance: np.random.Generator
) -> Tickets:
    """Make tickets of openings, numbered from `first` on in the order of opening."""
    size = len(opened_at)
    order = np.argsort(opened_at, kind="stable")
    kind = coded(KIND_WEIGHTS, chance.random(size))
    environment = np.where(chance.random(size) < 0.85, PRODUCTION, NON_PRODUCTION)
    priority = coded(PRIORITY_WEIGHTS, chance.random(size))
    # Most desks record what the rule says; the rest contradicts it (PRI-2).
    follows = chance.random(size) < 0.97
    priority = np.where(follows & (kind == REQUEST), P3, priority)
    priority = np.where(follows & (environment == NON_PRODUCTION), P4, priority)
    return Tickets(
        numbers=np.arange(first, first + size, dtype=np.int64),
        customer=customer[order],
        opened_at=opened_at[order],
        kind=kind,
        environment=environment,
        priority=priority,
    )


def openings(
    numbers: Whole, *, total: int, who: Parties, parameters: Parameters, chance: np.random.Generator
) -> tuple[Whole, Whole]:
    """When the tickets of these numbers (from 1 to `total`) were opened, and by which customer.

    The volume doubles over the portfolio; most tickets come on weekdays in local office hours.
    """
    size = len(numbers)
    share = (numbers - chance.random(size)) / total
    span = parameters.as_of - parameters.starts_at
    drawn = parameters.starts_at + ((np.sqrt(1 + 3 * share) - 1) * span).astype(np.int64)
    customer = customers_at(drawn, who, chance)
    opened = _in_office_hours(drawn, who.offsets[customer], chance)
    return np.where(opened < parameters.as_of, opened, opened - 7 * DAY), customer


def customers_at(instants: Whole, who: Parties, chance: np.random.Generator) -> Whole:
    """A customer for each instant, by weight; nearly all of them had an agreement then."""
    customer = np.searchsorted(who.weights, chance.random(len(instants)), side="right")
    for _ in range(5):
        outside = (instants < who.first_epoch[customer]) | (instants >= who.until_epoch[customer])
        again = chance.random(int(outside.sum()))
        customer[outside] = np.searchsorted(who.weights, again, side="right")
    return customer.astype(np.int64)


def _in_office_hours(drawn: Whole, offsets: Whole, chance: np.random.Generator) -> Whole:
    size = len(drawn)
    day = (drawn + offsets) // DAY
    weekday = (day + 3) % 7
    moved = (weekday > 4) & (chance.random(size) < 0.85)
    day = np.where(moved, day + 7 - weekday, day)
    office = np.interp(chance.random(size), np.linspace(0, 1, len(OFFICE_HOURS)), OFFICE_HOURS)
    any_hour = chance.random(size) * DAY
    second = np.where(chance.random(size) < 0.9, office, any_hour).astype(np.int64)
    return np.asarray(day * DAY + second - offsets, dtype=np.int64)


def tickets_frame(
    lot: Tickets, updated_at: Whole, who: Parties, chance: np.random.Generator
) -> pl.DataFrame:
    """The rows of `tickets`, by the contract's columns and types."""
    size = len(lot.numbers)
    title = chance.integers(0, len(TITLES), size)
    asked = lot.kind == REQUEST
    listed = chance.random(size) < 0.7
    item = pl.Series(chance.integers(0, len(GENERAL_ITEMS), size))
    caller = lot.customer * CALLERS + chance.integers(0, CALLERS, size)
    return pl.select(
        ticket_id=numbered_ids(lot.numbers),
        customer_id=_words([one.customer_id for one in who.customers], lot.customer),
        kind=_words(TICKET_KINDS, lot.kind),
        environment=_words(ENVIRONMENTS, lot.environment),
        priority=_words(PRIORITIES, lot.priority),
        requested_priority=_words(PRIORITIES, _requested(lot, chance)),
        opened_at=instants(lot.opened_at),
        product=_words([product for _, product, _ in TITLES], title),
        channel=_words(CHANNELS, _channel(lot, chance)),
        opened_by=who.callers.gather(pl.Series(caller)),
        category=_words([category for category, _, _ in TITLES], title),
        summary=_words([text for _, _, text in TITLES], title),
        catalogue_item=_only(asked & listed, pl.Series([name for name, _, _ in GENERAL_ITEMS])
                             .gather(item)),
        request_kind=_only(asked, _words(("nonstandard", "standard"), listed.astype(np.int64))),
        units=_only(asked, pl.Series(1 + coded((0.9, 0.07, 0.03), chance.random(size)))),
        problem_id=_problems(lot, chance),
        caused_by_change=pl.lit(None, pl.String),
        disaster_declared_at=pl.lit(None, pl.Datetime("us", "UTC")),
        content_lost_minutes=pl.lit(None, pl.Float64),
        updated_at=instants(updated_at),
    )  # fmt: skip


def _requested(lot: Tickets, chance: np.random.Generator) -> Whole:
    """One ticket in eight was asked for one step more urgently than it was recorded (PRI-6)."""
    dearer = (chance.random(len(lot.numbers)) < 0.12) & (lot.priority > P1)
    return np.asarray(lot.priority - dearer, dtype=np.int64)


def _channel(lot: Tickets, chance: np.random.Generator) -> Whole:
    urgent = (lot.judged_priority <= P2) & (lot.kind == INCIDENT)
    drawn = coded((0.6, 0.25, 0.15), chance.random(len(lot.numbers)))
    by_phone = urgent & (chance.random(len(lot.numbers)) < 0.96)
    return np.where(by_phone, CHANNELS.index("phone"), drawn)


def _problems(lot: Tickets, chance: np.random.Generator) -> pl.Series:
    """For most critical incidents a problem of the same customer opened about then (PRB-1)."""
    places = np.flatnonzero(lot.kind == PROBLEM)
    if not len(places):
        return pl.Series([None] * len(lot.numbers), dtype=pl.String)
    ordered = places[np.argsort(lot.customer[places], kind="stable")]
    near = np.searchsorted(lot.customer[ordered], lot.customer)
    found = ordered[np.minimum(near, len(ordered) - 1)]
    critical = (lot.kind == INCIDENT) & (lot.judged_priority == P1)
    named = critical & (lot.customer[found] == lot.customer)
    named &= chance.random(len(lot.numbers)) < 0.8
    return _only(named, numbered_ids(lot.numbers[found]))


def numbered_ids(numbers: Whole) -> pl.Series:
    """Identifiers of ten characters: T000000001."""
    text = pl.Series("ticket_id", numbers).cast(pl.String).str.zfill(9)
    return pl.select(pl.lit("T") + text).to_series()


def instants(epochs: Whole) -> pl.Series:
    """Epoch seconds as the contract's instants."""
    return (pl.Series(epochs) * 1_000_000).cast(pl.Datetime("us", "UTC"))


def coded(weights: tuple[float, ...], shares: Shares) -> Whole:
    """The place in a list of weights that each share (0 up to 1) falls on."""
    up_to = np.cumsum(weights)[:-1]
    return np.searchsorted(up_to, shares, side="right").astype(np.int64)


def _words(words: tuple[str, ...] | list[str], codes: Whole) -> pl.Series:
    return pl.Series(words, dtype=pl.String).gather(pl.Series(codes))


def _only(chosen: np.typing.NDArray[np.bool_], values: pl.Series) -> pl.Series:
    return values.set(~pl.Series(chosen), None)
