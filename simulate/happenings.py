"""The events of a life around its stretches: steps, answers, turns, exclusions, news."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulate.chance import Chance
from simulate.places import (
    EXCLUSION,
    LATER_TURN,
    RESPONSE,
    TAKEN_UP,
    TURN,
    UPDATE,
    Event,
    Marks,
    Place,
    Stretch,
)
from simulate.plans import Plan
from simulate.turns import Turn
from simulate.vocabulary import ENGINEERS

DAY = 86_400
# How long a customer waits for news of an open P1 or P2 (INC-1), now and then twice as long.
SILENCE_SECONDS = {"P1": 13_000, "P2": 80_000}
MOST_UPDATES = 25


def happenings(
    plan: Plan, stretches: Sequence[Stretch], marks: Marks, chance: Chance
) -> Iterator[Event]:
    """Every event of a life, in no order; some may lie past the portfolio's end."""
    yield from _steps(stretches)
    yield from _responses(plan, stretches, marks, chance)
    yield from _taken_up(plan, stretches[0], marks, chance)
    for turn in plan.turns:
        place = _turn_place(plan, turn, marks, chance)
        if place is not None:
            yield _event(place, turn.field, turn.value)
    yield from _exclusions(plan, marks, chance)
    yield from _updates(plan, marks, chance)


def _event(place: Place, field: str, value: str | None) -> Event:
    return Event(place, place.at, field, value, ENGINEERS[place.at % len(ENGINEERS)])


def _steps(stretches: Sequence[Stretch]) -> Iterator[Event]:
    """The steps from status to status; the first stretch is the opening itself."""
    for stretch in stretches[1:]:
        yield _event(stretch.began, "status", stretch.status)


def _responses(
    plan: Plan, stretches: Sequence[Stretch], marks: Marks, chance: Chance
) -> Iterator[Event]:
    """The response, stamped early now and then (CLK-1); a later one stops nothing (CLK-2)."""
    if marks.answered is not None:
        stamped = marks.answered.at - plan.stamped_early_seconds
        yield Event(marks.answered, stamped, "response", None, ENGINEERS[stamped % 8])
    if plan.course.rests and len(stretches) > 2 and chance.happens(0.3):
        again = stretches[2].began
        yield _event(Place(again.at, again.order + 1), "response", None)


def _taken_up(plan: Plan, first: Stretch, marks: Marks, chance: Chance) -> Iterator[Event]:
    """The step into `in_progress`, mostly with the response; it stops no clock (CLK-2)."""
    answered = marks.answered
    untouched = 0.6 if plan.course.ending == "cancelled" and answered is None else 0.06
    if chance.happens(untouched):
        return
    opened = first.began.at
    if answered is not None and chance.happens(0.6):
        at = answered.at
    else:
        until = answered.at if answered else first.ended_at or opened + 3_600
        at = opened + int((until - opened) * chance.share())
    yield _event(Place(at, TAKEN_UP), "status", "in_progress")
    if chance.happens(0.02):
        yield _event(Place(at, TAKEN_UP + 1), "update", "assignment")


def _turn_place(plan: Plan, turn: Turn, marks: Marks, chance: Chance) -> Place | None:
    """Where a change of priority or kind comes, by its moment; None past the portfolio's end."""
    opened = plan.opening.opened_at
    reply = marks.responded or Place(min(marks.as_of, opened + 7_200), RESPONSE)
    if turn.moment == "before_response":
        return Place(opened + int((reply.at - opened) * chance.share()), TURN)
    if turn.moment == "with_response":
        return Place(reply.at, reply.order - 1)
    if turn.moment == "between":
        # After a status that stopped the response, one second later is surely after it.
        first = reply.at + (reply.order != RESPONSE)
        last = marks.stop.at if marks.stop else marks.as_of + DAY
        return Place(first + int(max(0, last - first) * chance.share()), LATER_TURN)
    return _place_at_stop(turn, marks.stop, chance)


def _place_at_stop(turn: Turn, stop: Place | None, chance: Chance) -> Place | None:
    """Right before the stop, right after it in the same instant, or some time after it."""
    if stop is None:
        return None
    if turn.moment == "with_stop":
        return Place(stop.at, stop.order - 1)
    if turn.moment == "right_after_stop":
        return Place(stop.at, stop.order + 1)
    return Place(stop.at + chance.small(60, 3 * DAY), LATER_TURN)


def _exclusions(plan: Plan, marks: Marks, chance: Chance) -> Iterator[Event]:
    """The exclusion events in their order; the last one counts (CLK-10)."""
    middle = marks.stop.at if marks.stop else marks.as_of
    at = plan.opening.opened_at
    for number, (value, when) in enumerate(plan.exclusions):
        last = middle if when == "early" else middle + 5 * DAY
        at += int(max(0, last - at) * chance.share())
        yield _event(Place(at, EXCLUSION + 100 * number), "exclusion", value)


def _updates(plan: Plan, marks: Marks, chance: Chance) -> Iterator[Event]:
    """What the customer hears while a P1 or P2 is open (INC-1); now and then it is forgotten."""
    silence = SILENCE_SECONDS.get(plan.restoration.priority)
    if silence is None or plan.opening.kind != "incident":
        return
    end = min(marks.stop.at if marks.stop else marks.as_of, marks.as_of)
    at = plan.opening.opened_at + silence
    for _ in range(MOST_UPDATES):
        if at >= end:
            return
        yield _event(Place(at, UPDATE), "update", "progress")
        at += int(silence * (0.6 + 0.5 * chance.share())) + silence * chance.happens(0.04)
