"""Why a section of a page has nothing to show, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from reports.quota_words import day_text


def no_change(known: Mapping[str, Any], name: str, none: str) -> str:
    """`changes_ever.sql`: why a section has none, where that is more than the time it shows."""
    if not known["changes_of_all"]:
        return f"{none} No changes were ever delivered, of any customer."
    if not known["changes"]:
        return f"{none} No change of {name} was ever delivered."
    return none


def not_live(
    name: str,
    when: str,
    *,
    starts_on: date | None,
    go_live_on: date | None,
    as_of_on: date,
) -> str:
    """Why production was not live in a time, `in June 2026`, by the terms that hold."""
    if starts_on is None:
        return f"No agreement of {name} was ever delivered, so production is live under none."
    if go_live_on is not None and go_live_on > as_of_on:
        return f"{name} is not live yet: Go-Live is on {day_text(go_live_on)}."
    if starts_on > as_of_on:
        return f"{name} is not live yet: its agreement starts on {day_text(starts_on)}."
    return f"{name} was not live under an agreement {when}."


def no_problem(known: Mapping[str, Any], name: str) -> str:
    """`problem_totals.sql`: no problem of all, or none of the customer."""
    if not known["problems_of_all"]:
        return "No problems were ever delivered, of any customer."
    return f"No problem of {name} was ever delivered."


def none_unexplained(known: Mapping[str, Any], name: str, month: str) -> str:
    """`problem_totals.sql`: no P1 restored, or each with its problem (PRB-1)."""
    if not known["p1_restored"]:
        return f"No P1 incident of {name} was ever restored, so no problem is owed (PRB-1)."
    return f"Every P1 incident restored up to {month} names a known problem (PRB-1)."


def no_category(known: Mapping[str, Any], name: str) -> str:
    """`problem_totals.sql`: why no category could be tested (PRB-2)."""
    if not known["incidents_with_category"]:
        return f"No incident of {name} names a category, so there is none to test."
    return (
        f"No category of {name} could be tested: that needs an agreement in force for the last "
        "456 days, and an incident in them."
    )
