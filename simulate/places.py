"""Places in a ticket's life: an instant, and the order among what happens at it."""

from __future__ import annotations

from dataclasses import dataclass

from simulate.courses import State

# What comes first of one instant: turns, the response, the taking up, other turns; then the
# segments, ten places each, so that something fits right before and right after a step.
TURN, RESPONSE, TAKEN_UP, LATER_TURN, EXCLUSION, UPDATE, PROBLEM = 1, 2, 3, 5, 6, 8, 9
AT_THE_END = 1 << 20


@dataclass(frozen=True, order=True)
class Place:
    """A place in a ticket's life: the instant, and the order among events of that instant."""

    at: int
    order: int


def step_place(at: int, number: int) -> Place:
    """The place of the step into a segment of that number; the first is the opening."""
    return Place(at, 10 * number + 5 if number else 0)


@dataclass(frozen=True)
class Event:
    """One event at its place; `stamped_at` is what the record says (CLK-1)."""

    place: Place
    stamped_at: int
    field: str
    value: str | None
    actor: str | None


@dataclass(frozen=True)
class Stretch:
    """A segment placed in time; without an end it lasts beyond the portfolio.

    `seconds` are those of the restoration's calendar, as planned.
    """

    status: str
    state: State
    began: Place
    ended_at: int | None
    seconds: int


@dataclass(frozen=True)
class Marks:
    """What the other events of a life are placed by.

    `answered` is the response event, `responded` what stops the response clock, `stop` the last
    planned step into a restoration (None where the portfolio's end comes before it).
    """

    answered: Place | None
    responded: Place | None
    stop: Place | None
    as_of: int
