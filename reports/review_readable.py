"""The tables of the service review: rows in, rows of text out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import polars as pl

from reports import change_words, review_words, unjudged_words, wording
from reports.local_time import instant_texts
from reports.quota_words import day_text
from reports.status_words import KINDS, REASONS

Row = Mapping[str, Any]

OUTCOMES = {
    "met": "met",
    "breached": "✗ missed",
    "running": "running",
    "paused": "resting",
    "excluded": "not owed",
    "not_measurable": "not measurable",
}
TARGET_MET = {"met": "yes", "missed": "✗ no", "not known": "not known"}
DIMENSIONS = {"kind": "Kind", "environment": "Environment", "category": "Category"}


def urgent_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`review_urgent.sql`, times local."""
    opened = instant_texts(rows["opened_at"], time_zone)
    restored = instant_texts(rows["restored_at"], time_zone)
    return _table(
        {
            "Ticket": row["ticket_id"],
            "Priority": row["priority"],
            "Opened": opened_text,
            "Restored": "still open" if row["restored_at"] is None else restored_text,
            "Response": OUTCOMES.get(row["response"], wording.NONE),
            "Restoration": OUTCOMES[row["restoration"]],
            "Problem": problem(row),
            "Summary": row["summary"],
        }
        for row, opened_text, restored_text in zip(rows.to_dicts(), opened, restored, strict=True)
    )


def problem(row: Row) -> str:
    """The problem that an incident names, or the gap where it should be (PRB-1)."""
    if row["is_known"]:
        return f"{row['problem_id']}, {row['problem_status'].replace('_', ' ')}"
    if row["problem_unjudged_for"] is not None:
        return f"not judged: {unjudged_words.lacks(row['problem_unjudged_for'])}"
    named = "none" if row["problem_id"] is None else f"{row['problem_id']} is not known"
    if not row["lacks_problem"]:
        return named
    return f"✗ {named}: owed since it was restored, {wording.days_ago(row['age_days'])} (PRB-1)"


def demand_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`review_demand.sql`, the latest month first."""
    return _table(
        {
            "Month": wording.month_name(row["month"]),
            "Opened": wording.number(row["opened"]),
            "Incidents": wording.number(row["incidents"]),
            "Requests": wording.number(row["requests"]),
            "Restored": wording.number(row["restored"]),
            "Cancelled": wording.number(row["cancelled"]),
            **_backlog(row),
        }
        for row in rows.sort("month", descending=True).to_dicts()
    )


def group_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`review_demand_groups.sql`."""
    return _table(
        {
            "By": DIMENSIONS[row["dimension"]],
            "Which": _group(row),
            "Opened": wording.number(row["opened"]),
            "Restored": wording.number(row["restored"]),
            "Cancelled": wording.number(row["cancelled"]),
            **_backlog(row),
        }
        for row in rows.to_dicts()
    )


def _group(row: Row) -> str:
    if row["name"] is None:
        return "none recorded"
    if row["dimension"] == "category":
        return str(row["name"])
    return str(KINDS.get(row["name"], row["name"])).replace("_", "-")


def _backlog(row: Row) -> dict[str, str]:
    age = row["mean_age_days"]
    return {
        "Open at the end": wording.number(row["backlog"]),
        "Mean age": wording.NONE if age is None else f"{age:.1f} days",
        "Oldest since": day_text(row["oldest_opened_on"]),
    }


def change_rows(rows: pl.DataFrame, time_zone: str, unjudged: Collection[str] = ()) -> pl.DataFrame:
    """Those of `changes_of_month.sql` that began, times local; `unjudged`: rules not judged."""
    started = instant_texts(rows["started_at"], time_zone)
    return _table(
        {
            "Change": row["change_id"],
            "Began": started_text,
            "Type": f"{row['type']}, {row['environment'].replace('_', '-')}",
            "Why": REASONS[row["reason"]],
            "Became": change_words.outcome(row["outcome"]),
            "In its window": {True: "yes", False: "✗ no", None: wording.NONE}[row["on_time"]],
            "Notice": _notice(row),
            "Broken rules": _broken_rules(row, unjudged),
            "Incidents caused": wording.number(row["incidents_caused"]),
            "Summary": row["summary"],
        }
        for row, started_text in zip(rows.to_dicts(), started, strict=True)
    )


def _broken_rules(row: Row, unjudged: Collection[str]) -> str:
    broken = ", ".join(change_words.broken_rules(row))
    not_judged = ", ".join(unjudged_words.of_change(row, unjudged))
    if not not_judged:
        return broken or "none"
    return f"{broken}; {not_judged} not judged" if broken else f"{not_judged} not judged"


def _notice(row: Row) -> str:
    if row["reason"] != "routine_maintenance" or not row["interrupts_service"]:
        return "not owed"
    days = row["notice_business_days"]
    given = "none given" if days is None else wording.counted(days, "business day")
    return f"✗ {given}: too late (CHG-6)" if row["chg_6"] == "broken" else given


def availability_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`review_availability.sql`."""
    return _table(
        {
            "Month": wording.month_name(row["month"]),
            "Available": review_words.availability_share(row),
            "Target": wording.NONE
            if row["target"] is None
            else review_words.availability(row["target"]),
            "Target met": wording.NONE
            if row["target"] is None
            else TARGET_MET[review_words.target_standing(row)],
            "Down": at_most(row, row["downtime_seconds"]),
            "Not counted as down": wording.exact_duration(row["excluded_downtime_seconds"]),
            "Outages": wording.number(row["outages"]),
        }
        for row in rows.to_dicts()
    )


def at_most(row: Row, seconds: int) -> str:
    """`1:30:00`, `at most 1:30:00` where an outage may have been shorter (CLK-13)."""
    lasted = wording.exact_duration(seconds)
    return f"at most {lasted}" if row["rests_on_bounds"] else lasted


def _table(rows: Iterable[Mapping[str, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), infer_schema_length=None)
