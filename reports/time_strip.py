"""A clock's life as one line of characters: what it did, from its opening to its end (CLK-12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

RUNNING, RESTING, RUNNING_OR_RESTING, OUT_OF_HOURS, STOPPED, HOLIDAY = (
    "running",
    "resting",
    "running_or_resting",
    "out_of_hours",
    "stopped",
    "holiday",
)
MARKS = {
    RUNNING: "#",
    RESTING: "~",
    RUNNING_OR_RESTING: "?",
    OUT_OF_HOURS: ".",
    HOLIDAY: "*",
    STOPPED: "-",
}
# The states whose seconds a clock counts, one way or the other.
COUNTED = (RUNNING, RESTING, RUNNING_OR_RESTING)
NAMES = {
    RUNNING: "running",
    RESTING: "resting",
    RUNNING_OR_RESTING: "running or resting",
    OUT_OF_HOURS: "out of hours",
    HOLIDAY: "holiday",
    STOPPED: "stopped",
}
# A week of business hours fills 45 of 168 hours; a cell in which the clock was at work for a fifth
# shows that work, or a year would look like one long night.
AT_WORK = 0.2


@dataclass(frozen=True)
class Piece:
    """A stretch as the strip draws it: `state` is one of MARKS; instants are UTC."""

    started_at: datetime
    ended_at: datetime
    state: str


def time_strip(pieces: Sequence[Piece], *, width: int) -> str:
    """One character for each of `width` equal parts of the time from the first piece to the last.

    A part shows what fills most of it; business hours go before closed ones from a fifth of it on.
    A clock without length is a single mark; no piece gives an empty line.
    """
    if not pieces:
        return ""
    begins = pieces[0].started_at
    length = (pieces[-1].ended_at - begins).total_seconds()
    if length <= 0:
        return MARKS[pieces[0].state]
    cell = length / width
    filled: list[dict[str, float]] = [{} for _ in range(width)]
    for piece in pieces:
        first = (piece.started_at - begins).total_seconds()
        last = (piece.ended_at - begins).total_seconds()
        for place in range(int(first // cell), min(width, int(-(-last // cell)))):
            share = min(last, (place + 1) * cell) - max(first, place * cell)
            if share > 0:
                filled[place][piece.state] = filled[place].get(piece.state, 0) + share
    return "".join(_mark(shares, cell) for shares in filled)


def legend(pieces: Sequence[Piece]) -> str:
    """`# running, . out of hours`: what the marks of these pieces mean."""
    states = {piece.state for piece in pieces}
    return ", ".join(f"{mark} {NAMES[state]}" for state, mark in MARKS.items() if state in states)


def _mark(shares: dict[str, float], cell: float) -> str:
    at_work = {
        state: share for state, share in shares.items() if state not in (OUT_OF_HOURS, HOLIDAY)
    }
    shown = at_work if sum(at_work.values()) >= AT_WORK * cell else shares
    return MARKS[max(shown, key=lambda state: shown[state])] if shown else " "
