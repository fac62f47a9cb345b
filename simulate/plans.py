"""What shall become of a ticket, decided before any instant of it is placed.

A plan says: this restoration shall take 9,417 business seconds, in these runs and rests, the
response comes after 1,200 of them, and the priority turns in between. `lives` then places it in
time. The outcome is drawn first, the seconds from the outcome, the instants from the seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from simulate.chance import Chance
from simulate.courses import Course, Segment, draw_course, segments
from simulate.judgement import RESPONSE, RESTORATION, Judgement, judge
from simulate.openings import Opening
from simulate.turns import BEFORE_RESPONSE, BEFORE_STOP, Turn, draw_turns

UNLIMITED = 1 << 40
ON_TARGET = 0.015
ONE_SECOND_LATE = 0.03

ExclusionStep = tuple[str | None, Literal["early", "late"]]

EXCLUSIONS = ("third_party_product", "not_our_cloud", "customer_caused", "updates_not_authorised",
              "not_used_as_specified", "contact_untrained", "information_missing")  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """The decided life of a ticket.

    `response_seconds` and the seconds of running and resting segments are those of the calendars
    that judge the clocks. `spare_seconds` is what evenings may add to a clock without turning a
    hit into a miss. `stamped_early_seconds` is how far before the opening the response is stamped.
    """

    opening: Opening
    course: Course
    turns: tuple[Turn, ...]
    response: Judgement
    restoration: Judgement
    response_seconds: int
    segments: tuple[Segment, ...]
    spare_seconds: int
    response_in_the_evening: bool
    stamped_early_seconds: int
    exclusions: tuple[ExclusionStep, ...]


def draw_plan(opening: Opening, share_met: float, chance: Chance) -> Plan:
    """Decide the life of one ticket; `share_met` is how often its targets shall be kept."""
    course = draw_course(opening.kind, chance)
    turns = draw_turns(opening, course, chance)
    if _is_endless_outage(opening, course, turns):
        course = replace(course, ending="closed", response="event")
    response = _judged(opening, RESPONSE, turns, BEFORE_RESPONSE)
    restoration = _judged(opening, RESTORATION, turns, BEFORE_STOP)
    early = chance.whole(30, 900) if course.response == "event" and chance.happens(0.004) else 0
    seconds, total = _intended(response, restoration, share_met, chance)
    if early:
        seconds = 0
    if course.response == "restored":
        total = seconds
    if response.hours is restoration.hours and course.response != "none":
        total = max(total, seconds)
    return Plan(
        opening=opening,
        course=course,
        turns=turns,
        response=response,
        restoration=restoration,
        response_seconds=seconds,
        segments=segments(course, seconds, total, restoration.calendar, chance),
        spare_seconds=_spare(response, seconds, restoration, total),
        response_in_the_evening=not early and chance.happens(0.05),
        stamped_early_seconds=early,
        exclusions=_exclusions(opening.kind, chance),
    )


def _is_endless_outage(opening: Opening, course: Course, turns: Iterable[Turn]) -> bool:
    """Whether production would be out of service for ever, which nobody leaves unrestored."""
    priorities = {opening.priority, *(turn.value for turn in turns if turn.field == "priority")}
    is_left = course.ending in ("left_running", "left_resting")
    return is_left and opening.environment == "production" and "P1" in priorities


def _judged(
    opening: Opening, metric: str, turns: Iterable[Turn], moments: frozenset[str]
) -> Judgement:
    """What a clock will be judged by: turns before its stop count, later ones do not (PRI-3)."""
    before = {turn.field: turn.value for turn in turns if turn.moment in moments}
    return judge(
        opening.terms,
        metric,
        opened_at=opening.opened_at,
        kind=before.get("kind", opening.kind),
        environment=opening.environment,
        priority=before.get("priority", opening.priority),
    )


def _intended(
    response: Judgement, restoration: Judgement, share_met: float, chance: Chance
) -> tuple[int, int]:
    """The seconds that the response and the whole restoration shall take."""
    ease = 0.3 * (1 - share_met)
    seconds = _seconds(response.target_seconds, chance.happens(share_met + ease), chance)
    total = _seconds(restoration.target_seconds, chance.happens(share_met - ease / 2), chance)
    if response.hours is restoration.hours:
        seconds = min(seconds, restoration.target_seconds * 3 // 5)
    return seconds, total


def _seconds(target: int, met: bool, chance: Chance) -> int:
    """The elapsed seconds of a hit or a miss; some stand on the very boundary (CLK-5)."""
    if met:
        if chance.happens(ON_TARGET):
            return target
        share = chance.share()
        return int(target * (0.01 + 0.97 * (share + 2 * share * share) / 3))
    if chance.happens(ONE_SECOND_LATE):
        return target + 1
    share = chance.share()
    return target + 1 + int(target * (0.02 + 1.6 * share * share * share))


def _spare(response: Judgement, seconds: int, restoration: Judgement, total: int) -> int:
    """How many seconds both clocks can take more while a hit stays a hit."""
    spare = UNLIMITED
    for judgement, elapsed in ((response, seconds), (restoration, total)):
        if elapsed <= judgement.target_seconds:
            spare = min(spare, judgement.target_seconds - elapsed)
    return spare


def _exclusions(kind: str, chance: Chance) -> tuple[ExclusionStep, ...]:
    """Exclusions set, lifted, set again or changed, early in the life or late (CLK-9, CLK-10)."""
    if kind != "incident" or not chance.happens(0.035):
        return ()
    first: ExclusionStep = (chance.one_of(EXCLUSIONS), "early" if chance.happens(0.7) else "late")
    shape = chance.weighted((("set", 0.66), ("lifted", 0.2), ("changed", 0.08), ("again", 0.06)))
    lifted: ExclusionStep = (None, "late")
    other: ExclusionStep = (chance.one_of(EXCLUSIONS), "late")
    steps = {"set": (), "lifted": (lifted,), "changed": (other,), "again": (lifted, other)}
    return (first, *steps[shape])
