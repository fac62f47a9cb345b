"""The courses that a ticket's statuses can take, as segments of running, resting and standing."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from simulate.chance import Chance

State = Literal["running", "resting", "standing"]
Ending = Literal["restored", "closed", "cancelled", "left_running", "left_resting"]
Response = Literal["event", "question", "restored", "none"]

STATES: dict[str, State] = {
    "new": "running",
    "in_progress": "running",
    "awaiting_customer": "resting",
    "restored": "standing",
    "closed": "standing",
    "cancelled": "standing",
}
DAY = 86_400

# How often each comes.
CANCELLED = {"incident": 0.035, "service_request": 0.06, "problem": 0.05}
RESTS = ((0, 0.6), (1, 0.28), (2, 0.09), (3, 0.03))
REOPENINGS = ((0, 0.955), (1, 0.04), (2, 0.005))
RESPONSES: tuple[tuple[Response, float], ...] = (
    ("event", 0.83),
    ("question", 0.08),
    ("restored", 0.09),
)


@dataclass(frozen=True)
class Course:
    """How a ticket ends, what stops its response clock (CLK-2), its rests and reopenings."""

    ending: Ending
    response: Response
    rests: int
    reopenings: int

    @property
    def is_finished(self) -> bool:
        """Whether it comes to a restoration."""
        return self.ending in ("restored", "closed")


@dataclass(frozen=True)
class Segment:
    """A span in one status.

    `seconds` count by the restoration's calendar while running and resting, by every second while
    standing; None lasts for ever. `is_into_the_evening` stretches it past the close of the day.
    """

    status: str
    seconds: int | None
    is_into_the_evening: bool = False

    @property
    def state(self) -> State:
        """Whether the restoration clock runs, rests or stands still (CLK-3)."""
        return STATES[self.status]


def draw_course(kind: str, chance: Chance) -> Course:
    """Draw one course."""
    endings: tuple[tuple[Ending, float], ...] = (
        ("restored", 0.91),
        ("closed", 0.045),
        ("cancelled", CANCELLED[kind]),
        ("left_running", 0.003),
        ("left_resting", 0.003),
    )
    ending = chance.weighted(endings)
    rests, reopenings = chance.weighted(RESTS), chance.weighted(REOPENINGS)
    if ending in ("restored", "closed"):
        response = chance.weighted(RESPONSES)
        if response == "restored":
            return Course(ending, response, rests=0, reopenings=0)
        return Course(ending, response, max(rests, response == "question"), reopenings)
    # Without an answer there is no rest either: a question would be the answer.
    answered = 0.45 if ending == "cancelled" else 0.85
    if ending == "left_resting" or chance.happens(answered):
        return Course(ending, "event", min(rests, 1), reopenings=0)
    return Course(ending, "none", rests=0, reopenings=0)


def segments(
    course: Course, response_seconds: int, total: int, calendar: str, chance: Chance
) -> tuple[Segment, ...]:
    """The statuses of a course, whose running segments take `total` seconds together.

    The first one takes at least the seconds of the response, exactly those where a question to the
    customer is the response.
    """
    pauses: list[tuple[Segment, ...]] = [(_rest(calendar, chance),) for _ in range(course.rests)]
    pauses += [_reopening(calendar, chance) for _ in range(course.reopenings)]
    ends_at_rest = course.ending == "restored" and course.reopenings == 0 and course.rests > 1
    ends_at_rest = ends_at_rest and chance.happens(0.2)
    runs = len(pauses) + (not ends_at_rest)
    shares = _parts(course, response_seconds, total, runs, chance)
    spans = [_run("new", shares[0], chance)]
    for number, pause in enumerate(pauses, 1):
        spans += pause
        if number < runs:
            spans.append(_run("in_progress", shares[number], chance))
    return (*_before_the_end(course, spans), *_ending(course, chance))


def _parts(
    course: Course, response_seconds: int, total: int, runs: int, chance: Chance
) -> list[int]:
    """Split the running seconds; the first part holds the response."""
    if runs == 1:
        return [total]
    first = response_seconds
    if course.response == "event":
        first += int(max(0, total - first) * chance.share())
    left = max(0, total - first)
    cuts = sorted(chance.whole(0, left) for _ in range(runs - 2))
    bounds = [0, *cuts, left]
    return [first, *(end - start for start, end in pairwise(bounds))]


def _run(status: str, seconds: int, chance: Chance) -> Segment:
    return Segment(status, seconds, is_into_the_evening=chance.happens(0.06))


def _rest(calendar: str, chance: Chance) -> Segment:
    """A wait for the customer, whose answer often comes in the evening or over the weekend."""
    longest = 36_000 if calendar == "24x7" else 190_000
    return Segment("awaiting_customer", chance.small(300, longest), chance.happens(0.25))


def _reopening(calendar: str, chance: Chance) -> tuple[Segment, ...]:
    """What lies between a restoration and the work that goes on after it (CLK-4)."""
    pause = chance.small(600, 12 * DAY)
    shape = chance.weighted((("restored", 0.6), ("closed", 0.2), ("cancelled", 0.1), ("rest", 0.1)))
    if shape == "restored":
        return (Segment("restored", pause),)
    if shape == "closed":
        return (Segment("restored", pause), Segment("closed", chance.small(600, 6 * DAY)))
    if shape == "cancelled":
        return (Segment("cancelled", pause),)
    return (Segment("restored", pause), _rest(calendar, chance))


def _before_the_end(course: Course, spans: list[Segment]) -> list[Segment]:
    """A ticket that is left stays in its last status for ever, so that one loses its length."""
    if course.ending == "left_running":
        return [*spans[:-1], Segment(spans[-1].status, None)]
    return spans


def _ending(course: Course, chance: Chance) -> tuple[Segment, ...]:
    """What comes after the last running or resting segment."""
    if course.ending == "restored":
        # A few are withdrawn after their restoration.
        withdrawn = chance.happens(0.004)
        restored = Segment("restored", chance.whole(DAY // 2, 9 * DAY))
        return (restored, Segment("cancelled" if withdrawn else "closed", None))
    if course.ending == "cancelled" and chance.happens(0.2):
        return (Segment("cancelled", chance.whole(DAY, 5 * DAY)), Segment("closed", None))
    last = {"left_resting": "awaiting_customer", "left_running": None}
    status = last.get(course.ending, course.ending)
    return () if status is None else (Segment(status, None),)
