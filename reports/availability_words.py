"""Availability, problems and disasters in the words and columns that people read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from reports import wording
from reports.local_time import instant_text, instant_texts

# PRB-2's test: docs/decisions.md says how it was found.
FALSE_ALARM = (
    "Told is a category whose last 91 days have more days with an incident than its own year "
    "before makes likely; one that keeps its pace is told wrongly in 0.06 % of tests at most."
)


def outage_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`outages.sql` as the page lists it, times local."""
    starts, ends = (instant_texts(rows[name], time_zone) for name in ("started_at", "ended_at"))
    return _table(
        {
            "First ticket": first_ticket(row["tickets"]),
            "Tickets": row["tickets"],
            "From": start,
            "To": end,
            "Lasted": wording.exact_duration(row["seconds"]),
            "Taken out": wording.exact_duration(row["excluded_seconds"]),
            "Down": wording.exact_duration(row["downtime_seconds"]),
            "Why taken out": row["excluded_for"] or wording.NONE,
        }
        for row, start, end in zip(rows.to_dicts(), starts, ends, strict=True)
    )


def first_ticket(tickets: str) -> str:
    """The first of an outage's tickets."""
    return tickets.split(", ", 1)[0]


def problem_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`problems.sql` as the page lists it, times local."""
    return _table(
        {
            "Problem": row["ticket_id"],
            "Status": row["status"].replace("_", " "),
            "Category": row["category"] or wording.NONE,
            "First incident": instant_text(row["first_incident_at"], time_zone),
            "Closed": instant_text(row["closed_at"], time_zone),
            "Incidents": wording.number(row["incidents"]),
            "Came back after": wording.number(row["recurrences"]),
            "Summary": row["summary"],
        }
        for row in rows.to_dicts()
    )


def finding_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`problem_findings.sql` as the page lists it, times local."""
    return _table(
        {
            "Record": row["entity_id"],
            "When": instant_text(row["occurred_at"], time_zone),
            "What is wrong": row["message"],
        }
        for row in rows.to_dicts()
    )


def category_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`recurring_categories.sql` as the page lists it."""
    return _table(
        {
            "Category": row["category"],
            "Verdict": "keeps coming back" if row["is_recurring"] else "not told",
            "Days in the last 91": wording.number(row["recent_days"]),
            "Days in the 365 before": wording.number(row["past_days"]),
            "Deviations": wording.NONE if row["deviation"] is None else f"{row['deviation']:.2f}",
        }
        for row in rows.to_dicts()
    )


def _table(rows: Iterable[Mapping[str, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), infer_schema_length=None)
