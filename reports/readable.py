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
            "Met": wording.n_of_n(row["met"], row["decided"], row["not_measurable"]),
            "Share met": wording.share_range(row["attainment_least"], row["attainment_most"]),
            "95 % interval": wording.interval(row["attainment_low"], row["attainment_high"]),
            "Missed": wording.count_range(row["breached"], row["not_measurable"]),
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
        has_share = row["attainment_least"] is not None
        reading = _met_and_share(row) if has_share else None
        by_month.setdefault(month, {"Month": month})[row["priority"]] = reading
    return _table(by_month.values())


def _met_and_share(row: Mapping[str, Any]) -> str:
    met = wording.n_of_n(row["met"], row["decided"], row["not_measurable"])
    return f"{met} ({wording.share_range(row['attainment_least'], row['attainment_most'])})"


def target_use_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`target_use.sql`: a line a clock."""
    return _table(
        {
            "Ticket": row["ticket_id"],
            "Clock": row["metric"],
            "Priority": row["priority"],
            "Verdict": "met" if row["outcome"] == "met" else "missed",
            "Took": wording.time_taken(row["elapsed_seconds"], row["least_elapsed_seconds"]),
            "Target": wording.target(row["target_seconds"], row["calendar"]),
            "Share of target": _share_of_target(row),
        }
        for row in rows.to_dicts()
    )


def _share_of_target(row: Mapping[str, Any]) -> str:
    most, least = row["target_use"], row["least_target_use"]
    if least is None:
        return f"at most {wording.share_of_target(most)}"
    if least == most:
        return wording.share_of_target(most)
    return f"{wording.share_of_target(least)} to {wording.share_of_target(most)}"


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
            "How late": _how_late(row),
            "Due": due_text,
            "Stopped": "still open" if row["stopped_at"] is None else stopped_text,
            "Summary": row["summary"],
        }
        for row, due_text, stopped_text in zip(rows.to_dicts(), due, stopped, strict=True)
    )


def _how_late(row: Mapping[str, Any]) -> str:
    return wording.lateness(row["late_seconds"], row["calendar"], row["least_late_seconds"])


def not_measured_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`not_measured.sql` as the pages list it, times local."""
    opened = instant_texts(rows["started_at"], time_zone)
    stopped = instant_texts(rows["stopped_at"], time_zone)
    return _table(
        {
            "Ticket": row["ticket_id"],
            "Priority": row["priority"],
            "Clock": f"{row['metric']} within "
            + wording.target(row["target_seconds"], row["calendar"]),
            "Took": wording.time_taken(row["elapsed_seconds"], row["least_elapsed_seconds"]),
            "What is not known": _not_known(row),
            "Opened": opened_text,
            "Stopped": "still open" if row["stopped_at"] is None else stopped_text,
            "Summary": row["summary"],
        }
        for row, opened_text, stopped_text in zip(rows.to_dicts(), opened, stopped, strict=True)
    )


def _not_known(row: Mapping[str, Any]) -> str:
    if row["least_elapsed_seconds"] is not None:
        return "the time of day"
    return "when it was answered" if row["metric"] == "response" else "when it waited"


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
            [_how_late(row) for row in rows.to_dicts()],
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
            **_open_not_measurable(row, rows),
            "Next due": next_due_text,
        }
        for row, next_due_text in zip(rows.to_dicts(), next_due, strict=True)
    )


def _open_not_measurable(row: Mapping[str, Any], rows: pl.DataFrame) -> dict[str, str]:
    """A column of its own, where there is one at all."""
    if not rows["not_measurable"].sum():
        return {}
    return {"Open, not measurable": wording.number(row["not_measurable"])}


def _table(rows: Iterable[Mapping[str, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), infer_schema_length=None)
