"""Changes of priority and of kind, by the moment at which they come (PRI-3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulate.chance import Chance
from simulate.courses import Course
from simulate.openings import Opening

Moment = Literal[
    "before_response",
    "with_response",
    "between",
    "with_stop",
    "right_after_stop",
    "after_stop",
]
# `with_...` is the same instant, earlier in sequence; `right_after_stop` the same instant, later.
BEFORE_RESPONSE: frozenset[str] = frozenset(("before_response", "with_response"))
BEFORE_STOP: frozenset[str] = BEFORE_RESPONSE | {"between", "with_stop"}

NEIGHBOURS = {
    "P1": ("P2", "P2", "P3"),
    "P2": ("P3", "P3", "P1", "P4"),
    "P3": ("P2", "P2", "P1", "P4"),
    "P4": ("P3", "P3", "P2"),
}


@dataclass(frozen=True)
class Turn:
    """One change of a field that judges."""

    field: Literal["priority", "kind"]
    value: str
    moment: Moment


def draw_turns(opening: Opening, course: Course, chance: Chance) -> tuple[Turn, ...]:
    """At most one change of priority and one of kind."""
    turns: list[Turn] = []
    if chance.happens(0.09 if opening.kind == "incident" else 0.02):
        value = chance.one_of(NEIGHBOURS[opening.priority])
        turns.append(Turn("priority", value, _moment(course, chance)))
    becomes = _other_kind(opening.kind, chance)
    if becomes:
        turns.append(Turn("kind", becomes, _moment(course, chance)))
    return tuple(turns)


def _other_kind(kind: str, chance: Chance) -> str | None:
    if chance.happens(0.02):
        return "incident" if kind == "service_request" else "service_request"
    return None


def _moment(course: Course, chance: Chance) -> Moment:
    """When a change comes; a life without a restoration, or with nothing else, offers less."""
    if not course.is_finished:
        return "before_response"
    if course.response == "restored":
        return chance.weighted(
            (
                ("before_response", 0.5),
                ("with_response", 0.2),
                ("right_after_stop", 0.1),
                ("after_stop", 0.2),
            )
        )
    return chance.weighted(
        (
            ("before_response", 0.25),
            ("with_response", 0.06),
            ("between", 0.34),
            ("with_stop", 0.08),
            ("right_after_stop", 0.07),
            ("after_stop", 0.2),
        )
    )
