"""Service review: one customer's month in the order of the meeting (CSS 5.2, MTG-1)."""

from __future__ import annotations

from reports.pages.review import (
    availability,
    changes,
    deciding,
    demand,
    kept,
    leaving,
    missed,
    opening,
    quotas,
    remark,
    rules,
    unmeasured,
    urgent,
)
from reports.pages.scope import Scope

SECTIONS = (opening, remark, kept, missed, unmeasured, urgent, demand, quotas, changes,
            availability, leaving, rules, deciding)  # fmt: skip


def show(scope: Scope) -> None:
    """Every section of the meeting; one that has nothing to show says so."""
    for section in SECTIONS:
        section.show(scope)
