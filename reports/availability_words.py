"""Availability, problems and disasters in the words and columns that people read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from reports import review_readable, wording
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
            "Tickets": row["tickets"],
            "From": start,
            "To": end,
            "Lasted": review_readable.at_most(row, row["seconds"]),
            "Taken out": wording.exact_duration(row["excluded_seconds"]),
            "Down": review_readable.at_most(row, row["downtime_seconds"]),
            "Why taken out": row["excluded_for"] or wording.NONE,
        }
        for row, start, end in zip(rows.to_dicts(), starts, ends, strict=True)
    )


def tickets_of(outage_tickets: str) -> list[str]:
    """Each of an outage's tickets."""
    return outage_tickets.split(", ")


def disaster_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`disasters.sql` as the page lists it, times local."""
    return _table(
        {
            "Ticket": row["ticket_id"],
            "Declared": instant_text(row["declared_at"], time_zone),
            "Restored": "still down"
            if row["restored_at"] is None
            else instant_text(row["restored_at"], time_zone),
            "Took": wording.duration(row["recovery_seconds"]),
            "RTO": _agreed(row["rto_seconds"]),
            "Restored in time": _verdict(row["rto_verdict"], row["rto_seconds"]),
            "Content lost": "not recorded"
            if row["content_lost_seconds"] is None
            else wording.duration(row["content_lost_seconds"]),
            "RPO": _agreed(row["rpo_seconds"]),
            "Content kept": _verdict(row["rpo_verdict"], row["rpo_seconds"]),
        }
        for row in rows.to_dicts()
    )


def _agreed(seconds: int | None) -> str:
    return "none agreed" if seconds is None else wording.duration(seconds)


def _verdict(verdict: str | None, agreed_seconds: int | None) -> str:
    if verdict is None:
        return "nothing agreed" if agreed_seconds is None else "not recorded"
    return {"kept": "kept", "broken": "✗ broken", "open": "time left"}[verdict]


def disaster_words(rows: pl.DataFrame) -> str:
    """`disasters.sql` in a sentence: how many, and how many broke what was agreed."""
    broken = rows.filter(
        pl.any_horizontal(pl.col("rto_verdict", "rpo_verdict").eq_missing("broken"))
    ).height
    declared = wording.counted(rows.height, "disaster")
    if rows.height == 1:
        verdict = "it broke" if broken else "it did not break"
        return f"{declared} was declared; {verdict} what was agreed (DRC-1)."
    verdict = "none" if not broken else wording.number(broken)
    return f"{declared} were declared, of which {verdict} broke what was agreed (DRC-1)."


def unexplained_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`unexplained_incidents.sql` as the page lists it, times local."""
    return _table(
        {
            "Ticket": row["ticket_id"],
            "Restored": instant_text(row["restored_at"], time_zone),
            "Age": wording.counted(row["age_days"], "day"),
            "Problem": "none named"
            if row["problem_id"] is None
            else f"{row['problem_id']} is not known",
            "Summary": row["summary"],
        }
        for row in rows.to_dicts()
    )


def problem_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`problems.sql` as the page lists it, times local."""
    return _table(
        {
            "Problem": row["ticket_id"],
            "Category": row["category"] or wording.NONE,
            "First incident": instant_text(row["first_incident_at"], time_zone),
            "Closed": row["status"].replace("_", " ")
            if row["closed_at"] is None
            else instant_text(row["closed_at"], time_zone),
            "Incidents": wording.number(row["incidents"]),
            "Latest incidents": None,
            "Came back": wording.number(row["recurrences"]),
            "Summary": row["summary"],
        }
        for row in rows.to_dicts()
    )


def incidents_named(incidents: pl.DataFrame, most: int) -> dict[str, list[str]]:
    """`problem_incidents.sql`: by problem the first of its incidents, the last is how many more."""
    named: dict[str, list[str]] = {}
    for problem_id, ticket_id in incidents.select("problem_id", "ticket_id").iter_rows():
        named.setdefault(problem_id, []).append(ticket_id)
    return {
        problem_id: tickets
        if len(tickets) <= most
        else [*tickets[:most], f"{wording.number(len(tickets) - most)} more"]
        for problem_id, tickets in named.items()
    }


def incident_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`problem_incidents.sql` as the page lists it, times local."""
    return _table(
        {
            "Problem": row["problem_id"],
            "Incident": row["ticket_id"],
            "Opened": instant_text(row["opened_at"], time_zone),
            "Came back": "✗ after the problem was closed" if row["came_back"] else "no",
            "Summary": row["summary"],
        }
        for row in rows.to_dicts()
    )


def recurring_words(told: int, tested: int) -> str:
    """Of so many categories how many keep coming back, in a sentence without its end."""
    if tested == 1:
        return f"The one category tested {'keeps' if told else 'does not keep'} coming back"
    if told == 0:
        return f"None of {wording.number(tested)} categories tested keeps coming back"
    verb = "keeps" if told == 1 else "keep"
    return (
        f"{wording.number(told)} of {wording.number(tested)} categories tested {verb} coming back"
    )


def finding_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`recurrences.sql` as the page lists it, times local."""
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
