"""What happened to the tickets of a bulk portfolio: each kind of event is an array of instants.

No ticket has all of them: those that did not happen stand at NEVER and are left out at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from ingest.contract import EXCLUSIONS, PRIORITIES, STATUSES, TICKET_KINDS
from simulate.bulk_parties import DAY, Parties, Shares, Whole
from simulate.bulk_tickets import (
    INCIDENT,
    P1,
    P2,
    PROBLEM,
    REQUEST,
    Tickets,
    instants,
    numbered_ids,
)
from simulate.vocabulary import ENGINEERS

HOUR = 3_600
NEVER = np.iinfo(np.int64).max
RESPONSE_TARGETS = np.array([1, 2, 4, 8]) * HOUR
RESTORATION_TARGETS = np.array([8, 12, 48, 48]) * HOUR
FIELDS = ("status", "response", "update", "priority", "kind", "exclusion")
VALUES = (*STATUSES, *PRIORITIES, *TICKET_KINDS, *EXCLUSIONS, None)
NO_VALUE = len(VALUES) - 1

# Quantiles of lognormal spans, so that no logarithm is drawn, whose last bit differs by processor:
# shares of the target that the work takes (one in twelve takes more than all of it), and waits.
LEVELS = np.array([0.0, 0.05, 0.25, 0.5, 0.75, 0.92, 0.98, 1.0])
WORK = np.array([0.005, 0.05, 0.14, 0.28, 0.52, 1.0, 1.7, 4.0])
WAIT = np.array([0.1, 0.7, 3.0, 9.0, 26.0, 80.0, 200.0, 500.0]) * HOUR


@dataclass(frozen=True)
class Pace:
    """How working time passes for each ticket: by its customer's week, or always."""

    shifts: Whole
    window_seconds: Whole
    days_a_week: Whole
    is_always: np.typing.NDArray[np.bool_]

    def after(self, instants: Whole, seconds: Shares) -> Whole:
        """About the instant by which so many working seconds have passed: holidays are worked."""
        place = instants + self.shifts
        week, second_of_week = place // (7 * DAY), place % (7 * DAY)
        day, second = second_of_week // DAY, second_of_week % DAY
        worked = np.where(day < self.days_a_week, np.minimum(second, self.window_seconds), 0)
        days = week * self.days_a_week + np.minimum(day, self.days_a_week)
        whole = seconds.astype(np.int64)
        done = days * self.window_seconds + worked + whole
        day_number, rest = done // self.window_seconds, done % self.window_seconds
        weeks, day_of_week = day_number // self.days_a_week, day_number % self.days_a_week
        reached = weeks * 7 * DAY + day_of_week * DAY + rest - self.shifts
        return np.where(self.is_always, instants + whole, np.maximum(reached, instants))


@dataclass(frozen=True)
class Step:
    """One kind of event: its field, the value's code, and when it happened to each ticket."""

    field: str
    value: Whole | int
    at: Whole


def events_of(
    lot: Tickets, who: Parties, *, until: int, chance: np.random.Generator
) -> tuple[pl.DataFrame, Whole]:
    """The rows of `ticket_events` up to an instant, by ticket and time; and each ticket's last one.

    A ticket without an event was last touched at its opening.
    """
    pace = Pace(
        who.shifts[lot.customer],
        who.window_seconds[lot.customer],
        who.days_a_week[lot.customer],
        lot.judged_priority == P1,
    )
    draw = _drawing(chance, len(lot.numbers))
    work = np.interp(draw(), LEVELS, WORK) * RESTORATION_TARGETS[lot.judged_priority]
    steps = [*_course(lot, pace, work, until, draw), *_remarks(lot, pace, work, draw)]
    return _laid_out(lot, steps, until, chance)


def _drawing(chance: np.random.Generator, size: int) -> Callable[[], Shares]:
    return lambda: chance.random(size)


def _course(
    lot: Tickets, pace: Pace, work: Shares, until: int, draw: Callable[[], Shares]
) -> list[Step]:
    """The chain of statuses: taken up, resting once or twice or never, restored, closed."""
    rests = draw()
    once, twice = rests < 0.30, rests < 0.07
    taken = pace.after(lot.opened_at, work * 0.1 * draw()) + 30
    asked = pace.after(taken, work * 0.4 * draw()) + 60
    answered = np.where(once, asked + _waited(draw), taken)
    asked_again = pace.after(answered, work * 0.2 * draw()) + 60
    answered_again = np.where(twice, asked_again + _waited(draw), answered)
    ended = pace.after(answered_again, work * np.where(once, 0.55, 0.95)) + 60
    early = draw() < 0.003
    stamped = np.where(early, lot.opened_at - 60 - (1_740 * draw()).astype(np.int64), taken)
    return [
        Step("status", _value("in_progress"), stamped),
        Step("status", _value("awaiting_customer"), _where(once, asked)),
        Step("status", _value("in_progress"), _where(once, answered)),
        Step("status", _value("awaiting_customer"), _where(twice, asked_again)),
        Step("status", _value("in_progress"), _where(twice, answered_again)),
        *_ending(lot, pace, work, ended, until, draw),
    ]


def _ending(  # noqa: PLR0913, PLR0917
    lot: Tickets, pace: Pace, work: Shares, ended: Whole, until: int, draw: Callable[[], Shares]
) -> list[Step]:
    """Restored and closed, or cancelled, or taken up again, or never ended so far."""
    forgotten = (draw() < 0.02) & (lot.opened_at > until - 150 * DAY)
    cancelled = ~forgotten & (draw() < 0.02)
    restored = ~forgotten & ~cancelled
    reopened = restored & (draw() < 0.03)
    again = ended + HOUR + (20 * HOUR * draw()).astype(np.int64)
    restored_again = pace.after(again, work * 0.3 * draw()) + 60
    last = np.where(reopened, restored_again, ended)
    closed = last + DAY + (5 * DAY * draw()).astype(np.int64)
    final = np.where(cancelled, _value("cancelled"), _value("restored"))
    return [
        Step("status", final, _where(~forgotten, ended)),
        Step("status", _value("in_progress"), _where(reopened, again)),
        Step("status", _value("restored"), _where(reopened, restored_again)),
        Step("status", _value("closed"), _where(restored, closed)),
    ]


def _remarks(lot: Tickets, pace: Pace, work: Shares, draw: Callable[[], Shares]) -> list[Step]:
    """What is not a status: answers, updates, reclassifications, exclusions."""
    spans = np.interp(draw(), LEVELS, WORK) * RESPONSE_TARGETS[lot.judged_priority]
    told = pace.after(lot.opened_at, work * draw()) + 60
    told_again = told + 600 + (6 * HOUR * draw()).astype(np.int64)
    often = np.where(lot.judged_priority <= P2, 0.6, 0.12)
    reclassified = draw()
    other_priority = (lot.priority + 1 + (3 * draw()).astype(np.int64)) % 4
    other_kind = np.where(lot.kind == REQUEST, INCIDENT, REQUEST)
    moved = pace.after(lot.opened_at, work * 0.6 * draw()) + 300
    reason = (len(EXCLUSIONS) * draw()).astype(np.int64)
    none = NO_VALUE
    return [
        Step("response", none, _where(draw() < 0.97, pace.after(lot.opened_at, spans))),
        Step("update", none, _where(draw() < often, told)),
        Step("update", none, _where(draw() < often, told_again)),
        Step("priority", _value(PRIORITIES[0]) + other_priority,
             _where(reclassified < 0.03, moved)),
        Step("kind", _value(TICKET_KINDS[0]) + other_kind,
             _where((reclassified > 0.99) & (lot.kind != PROBLEM), moved)),
        Step("exclusion", _value(EXCLUSIONS[0]) + reason, _where(draw() < 0.01, moved + 60)),
    ]  # fmt: skip


def _laid_out(
    lot: Tickets, steps: list[Step], until: int, chance: np.random.Generator
) -> tuple[pl.DataFrame, Whole]:
    size = len(lot.numbers)
    at = np.stack([step.at for step in steps], axis=1)
    at[at > until] = NEVER
    order = np.argsort(at, axis=1, kind="stable")
    happened = np.take_along_axis(at, order, axis=1)
    took_place = happened < NEVER
    values = np.stack([np.broadcast_to(step.value, size) for step in steps], axis=1)
    value = np.take_along_axis(values, order, axis=1)[took_place]
    field = np.array([FIELDS.index(step.field) for step in steps])[order][took_place]
    ticket = np.repeat(np.arange(size), took_place.sum(axis=1))
    actor = chance.integers(0, len(ENGINEERS), len(ticket))
    frame = pl.select(
        ticket_id=numbered_ids(lot.numbers).gather(pl.Series(ticket)),
        occurred_at=instants(happened[took_place]),
        field=pl.Series(FIELDS).gather(pl.Series(field)),
        value=pl.Series(VALUES, dtype=pl.String).gather(pl.Series(value)),
        sequence=pl.lit(None, pl.Int64),
        actor=pl.Series(ENGINEERS).gather(pl.Series(actor)),
        from_value=pl.lit(None, pl.String),
    )
    last = np.where(took_place, happened, lot.opened_at[:, None]).max(axis=1)
    return frame, np.maximum(last, lot.opened_at)


def _where(chosen: np.typing.NDArray[np.bool_], at: Whole) -> Whole:
    return np.where(chosen, at, NEVER)


def _waited(draw: Callable[[], Shares]) -> Whole:
    return np.asarray(np.interp(draw(), LEVELS, WAIT), dtype=np.int64)


def _value(word: str) -> int:
    return VALUES.index(word)
