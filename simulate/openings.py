"""What a ticket is when it is logged: its kind, environment and priority as first recorded."""

from __future__ import annotations

from dataclasses import dataclass

from simulate.business_time import local_date
from simulate.chance import Chance
from simulate.judgement import Terms, in_force


@dataclass(frozen=True)
class Opening:
    """A ticket at its opening.

    `terms` is the agreement by whose hours it is worked; where none is in force
    (`is_under_agreement` false) the last one begun before it.
    """

    opened_at: int
    burst: int
    terms: Terms
    is_under_agreement: bool
    kind: str
    environment: str
    priority: str


def draw_opening(opened_at: int, burst: int, terms: tuple[Terms, ...], chance: Chance) -> Opening:
    """Draw kind, environment and priority of one ticket."""
    current = in_force(terms, opened_at)
    worked_by = current or _last_begun(terms, opened_at)
    in_hours = worked_by.hours.between(opened_at, opened_at + 1) == 1
    kind = "incident" if burst >= 0 else _kind(in_hours, chance)
    rarely = burst < 0 and chance.happens(0.13)
    environment = "non_production" if rarely else "production"
    return Opening(
        opened_at=opened_at,
        burst=burst,
        terms=worked_by,
        is_under_agreement=current is not None,
        kind=kind,
        environment=environment,
        priority=_priority(kind, environment, in_hours, chance),
    )


def _last_begun(terms: tuple[Terms, ...], opened_at: int) -> Terms:
    begun = [
        one
        for one in terms
        if one.agreement.starts_on <= local_date(opened_at, one.agreement.time_zone)
    ]
    return begun[-1] if begun else terms[0]


def _kind(in_hours: bool, chance: Chance) -> str:
    """Requests come in the daytime."""
    return "service_request" if chance.happens(0.38 if in_hours else 0.15) else "incident"


def _priority(kind: str, environment: str, in_hours: bool, chance: Chance) -> str:
    """The priority as first recorded; not always the one that PRI-1 asks for (PRI-2)."""
    if kind == "incident":
        share_p1 = 0.055 if in_hours else 0.22
        drawn = chance.weighted((("P1", share_p1), ("P2", 0.3), ("P3", 0.42), ("P4", 0.2)))
        follows = environment == "production" or chance.happens(0.3)
        return drawn if follows else "P4"
    right = "P3" if environment == "production" else "P4"
    return right if chance.happens(0.93) else chance.one_of(("P2", "P3", "P4"))
