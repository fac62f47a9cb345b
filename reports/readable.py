"""Answers in the words and columns that people read: rows in, rows of text out.

Nothing is computed here; instants become local times, seconds become hours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from reports import wording
from reports.local_time import instant_texts, offset_texts


def attainment_rows(rows: pl.DataFrame, targets: dict[str, dict[str, str]]) -> pl.DataFrame:
    """`attainment.sql` with the promise of each metric and priority."""
    return _table(
        {
            "Clock": row["metric"],
            "Priority": wording.PRIORITY_NAMES[row["priority"]],
            "Target": targets[row["metric"]].get(row["priority"]),
            "Met": wording.n_of_n(row["met"], row["decided"]),
            "Share met": wording.share(row["attainment"]),
            "95 % interval": wording.interval(row["attainment_low"], row["attainment_high"]),
            "Missed": wording.number(row["breached"]),
            "Excluded": wording.number(row["excluded"]),
            "Not measurable": wording.number(row["not_measurable"]),
        }
        for row in rows.to_dicts()
    )


def trend_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`trend.sql` of one metric: a line a month, the latest first, and "n of N" by priority."""
    by_month: dict[str, dict[str, str | None]] = {}
    for row in rows.sort("month", "priority", descending=[True, False]).to_dicts():
        month = wording.month_name(row["month"])
        reading = (
            f"{wording.n_of_n(row['met'], row['decided'])} ({wording.share(row['attainment'])})"
            if row["decided"]
            else None
        )
        by_month.setdefault(month, {"Month": month})[row["priority"]] = reading
    return _table(by_month.values())


def target_use_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`target_use.sql`: a line a clock."""
    return _table(
        {
            "Ticket": row["ticket_id"],
            "Clock": row["metric"],
            "Priority": row["priority"],
            "Verdict": "met" if row["outcome"] == "met" else "missed",
            "Took": wording.duration(row["elapsed_seconds"]),
            "Target": wording.target(row["target_seconds"], row["calendar"]),
            "Share of target": wording.share_of_target(row["target_use"]),
        }
        for row in rows.to_dicts()
    )


def miss_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`misses.sql` as the page lists it, times local."""
    due = instant_texts(rows["due_at"], time_zone)
    stopped = instant_texts(rows["stopped_at"], time_zone)
    return _table(
        {
            "Ticket": row["ticket_id"],
            "Priority": row["priority"],
            "Clock": f"{row['metric']} within "
            + wording.target(row["target_seconds"], row["calendar"]),
            "How late": wording.lateness(row["late_seconds"], row["calendar"]),
            "Due": due_text,
            "Stopped": "still open" if row["stopped_at"] is None else stopped_text,
            "Summary": row["summary"],
        }
        for row, due_text, stopped_text in zip(rows.to_dicts(), due, stopped, strict=True)
    )


def reasoned_miss_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`misses.sql` with what its clock says about why, before the summary."""
    why = pl.Series("What happened", [_what_happened(row) for row in rows.to_dicts()])
    listed = miss_rows(rows, time_zone)
    return listed.insert_column(listed.columns.index("Summary"), why)


def _what_happened(row: Mapping[str, Any]) -> str:
    if row["metric"] == "response":
        return "no answer yet" if row["stopped_at"] is None else "answered late"
    parts = ["not restored yet" if row["stopped_at"] is None else "restored late"]
    if row["reopenings"]:
        parts.append(f"reopened {wording.counted(row['reopenings'], 'time')}")
    if row["paused_seconds"]:
        waited = wording.duration(row["paused_seconds"])
        parts.append(f"{waited} of waiting for the customer do not count")
    return ", ".join(parts)


def miss_record(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`misses.sql` for a file: the seconds as they are, instants local with their offset."""
    return rows.with_columns(
        *(offset_texts(rows[name], time_zone) for name in ("started_at", "due_at", "stopped_at")),
        pl.Series(
            "how_late",
            [
                wording.lateness(late_seconds, calendar)
                for late_seconds, calendar in rows.select("late_seconds", "calendar").iter_rows()
            ],
            dtype=pl.String,
        ),
        pl.lit(time_zone).alias("time_zone"),
    )


def left_out_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`left_out.sql`: a line a clock and reason."""
    return _table(
        {
            "Clock": row["metric"],
            "Why it does not count": wording.reason(row["excluded_reason"]),
            "Clocks": wording.number(row["clocks"]),
        }
        for row in rows.to_dicts()
    )


def left_out_ticket_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`left_out_tickets.sql`, times local."""
    opened = instant_texts(rows["started_at"], time_zone)
    return _table(
        {
            "Ticket": row["ticket_id"],
            "Clock": row["metric"],
            "Priority": row["priority"],
            "Why it does not count": wording.reason(row["excluded_reason"]),
            "Opened": opened_text,
            "Summary": row["summary"],
        }
        for row, opened_text in zip(rows.to_dicts(), opened, strict=True)
    )


def open_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`open_clocks.sql`, times local."""
    next_due = instant_texts(rows["next_due_at"], time_zone)
    return _table(
        {
            "Clock": row["metric"],
            "Running": wording.number(row["running"]),
            "Paused": wording.number(row["paused"]),
            "Open, already missed": wording.number(row["late"]),
            "Next due": next_due_text,
        }
        for row, next_due_text in zip(rows.to_dicts(), next_due, strict=True)
    )


def _table(rows: Iterable[Mapping[str, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), infer_schema_length=None)
