"""A plan is lived: business time is walked forward and every instant of the ticket is placed."""

from __future__ import annotations

from dataclasses import dataclass

from simulate.business_time import Hours
from simulate.chance import Chance
from simulate.courses import Segment
from simulate.happenings import happenings
from simulate.places import RESPONSE, Event, Marks, Place, Stretch, step_place
from simulate.plans import UNLIMITED, Plan

# The statuses that stop the response clock (CLK-2).
RESPONDS = ("awaiting_customer", "restored", "closed")


@dataclass(frozen=True)
class Life:
    """A plan in time. Nothing of it is later than the portfolio's end.

    `response` is the place at which the response clock stopped; `response_seconds` its planned
    seconds where a response event stopped it.
    """

    plan: Plan
    stretches: tuple[Stretch, ...]
    response: Place | None
    response_seconds: int | None
    events: tuple[Event, ...]


def live(plan: Plan, *, as_of: int, chance: Chance) -> Life:
    """Place every event of a plan up to `as_of`."""
    answered, seconds, spare = _response(plan, chance)
    stretches = _stretches(plan, answered, spare, as_of, chance)
    responded = _responded(answered, stretches)
    marks = Marks(answered, responded, _planned_stop(plan, stretches), as_of)
    events = happenings(plan, stretches, marks, chance)
    known = sorted((e for e in events if e.place.at <= as_of), key=lambda event: event.place)
    stopped = responded if responded and responded.at <= as_of else None
    return Life(
        plan=plan,
        stretches=tuple(stretch for stretch in stretches if stretch.began.at <= as_of),
        response=stopped,
        response_seconds=seconds if stopped and stopped == answered else None,
        events=tuple(known),
    )


def _response(plan: Plan, chance: Chance) -> tuple[Place | None, int, int]:
    """Where the response event is, its seconds, and what is left for other evenings."""
    if plan.course.response != "event":
        return None, 0, plan.spare_seconds
    hours, seconds = plan.response.hours, plan.response_seconds
    at = hours.after(plan.opening.opened_at, seconds)
    more = 0
    if plan.response_in_the_evening:
        at, more = _into_the_evening(hours, at, plan.spare_seconds, chance)
    return Place(at, RESPONSE), seconds + more, plan.spare_seconds - more


def _into_the_evening(hours: Hours, at: int, spare: int, chance: Chance) -> tuple[int, int]:
    """Move an instant past the close of its day; with the open seconds that this adds."""
    more, closed = hours.rest_of_day(at)
    if more > spare or closed == 0:
        return at, 0
    return at + more + chance.whole(0, closed - 1), more


def _stretches(
    plan: Plan, answered: Place | None, spare: int, as_of: int, chance: Chance
) -> list[Stretch]:
    """Walk the segments forward until the last or until `as_of` is passed."""
    hours = plan.restoration.hours
    stretches: list[Stretch] = []
    at = plan.opening.opened_at
    for number, segment in enumerate(plan.segments):
        least = answered.at if answered and number == 0 else at
        end, seconds = _walk(segment, at, hours, least)
        if segment.is_into_the_evening and end is not None:
            running = segment.state == "running"
            end, more = _into_the_evening(hours, end, spare if running else UNLIMITED, chance)
            seconds += more
            spare -= more * running
        stretches.append(
            Stretch(segment.status, segment.state, step_place(at, number), end, seconds)
        )
        if end is None or end > as_of:
            break
        at = end
    return stretches


def _walk(segment: Segment, at: int, hours: Hours, least: int) -> tuple[int | None, int]:
    """The end of a segment that starts at an instant and lasts to `least` at the least."""
    if segment.seconds is None:
        return None, 0
    if segment.state == "standing":
        return at + segment.seconds, 0
    seconds = max(segment.seconds, hours.between(at, least))
    return max(hours.after(at, seconds), least), seconds


def _planned_stop(plan: Plan, stretches: list[Stretch]) -> Place | None:
    """The last step into a restoration that was planned; None where the end came before it."""
    states = [segment.state for segment in plan.segments]
    moving = max(number for number, state in enumerate(states) if state != "standing")
    if plan.course.is_finished and moving + 1 < len(stretches):
        return stretches[moving + 1].began
    return None


def _responded(answered: Place | None, stretches: list[Stretch]) -> Place | None:
    """What stops the response clock: the response event or the first status that is one (CLK-2).

    The end of the first stretch is known even where it lies past the portfolio's end.
    """
    places = [stretch.began for stretch in stretches if stretch.status in RESPONDS]
    if answered:
        places.append(answered)
    elif len(stretches) == 1 and stretches[0].ended_at is not None:
        places.append(step_place(stretches[0].ended_at, 1))
    return min(places, default=None)
