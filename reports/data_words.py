"""What was delivered, in the words and columns that people read: rows in, rows of text out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from reports import quota_words, unjudged_words, wording
from reports.local_time import instant_texts, offset_texts
from reports.status_words import span

Row = Mapping[str, Any]

OWN_FORM = "contract form"
# What a delivery of tickets shows of their clocks (CLK-13).
HISTORIES = {
    "both": "answers and waits",
    "response": "answers, no waits",
    "restoration": "waits, no answers",
    "neither": "neither answers nor waits",
}
# Why the desk's own verdict or time is another than ours.
DIFFERENCES = {
    "agrees": "nothing differs",
    "rounding": "rounded, within 60 s",
    "target": "another target",
    "start": "another start",
    "stop": "another stop",
    "rests": "waiting counted otherwise",
    "calendar": "other hours counted",
    "unexplained": "not explained",
}
OUTCOMES = {"breached": "missed", "not_measurable": "not measurable", None: "no verdict"}
LONGEST_VALUE = 80


def arithmetic(row: Row) -> str:
    """`6 read = 2 loaded + 4 refused + 0 known already`."""
    return (
        f"{wording.number(row['rows_read'])} read = {wording.number(row['rows_loaded'])} loaded + "
        f"{wording.number(row['rows_quarantined'])} refused + "
        f"{wording.number(row['rows_known'])} known already"
    )


def delivery_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`data_deliveries.sql` as the page lists it, times local."""
    received, exported, set_aside = (
        instant_texts(rows[name], time_zone)
        for name in ("received_at", "exported_at", "set_aside_at")
    )
    return _table(
        {
            "Delivery": wording.number(row["delivery_id"]),
            "Taken in": received_at,
            "File": row["file_name"],
            "Brings": entity(row["entity"]),
            "Read as": row["mapping"] or OWN_FORM,
            "Shows": HISTORIES.get(row["history"]),
            "Exported": exported_at,
            "Counts": in_force(row, set_aside_at),
            "Rows": arithmetic(row) if row["adds_up"] else f"{arithmetic(row)}: does not add up",
            "Columns not known": row["unknown_columns"],
        }
        for row, received_at, exported_at, set_aside_at in zip(
            rows.to_dicts(), received, exported, set_aside, strict=True
        )
    )


def in_force(row: Row, set_aside_at: str) -> str:
    """Whether a delivery counts, or by which it was replaced, or since when it was taken back."""
    if row["set_aside_at"] is None:
        return "yes"
    if row["replaced_by"] is None:
        return f"no: taken back {set_aside_at}"
    return f"no: replaced by delivery {wording.number(row['replaced_by'])}, {set_aside_at}"


def delivery_record(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`data_deliveries.sql` for a file, instants local with their offset."""
    instants = ("received_at", "exported_at", "set_aside_at")
    return rows.with_columns(*(offset_texts(rows[name], time_zone) for name in instants))


def reason_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`data_quarantine_reasons.sql` as a table."""
    return _table(
        {
            "No.": wording.number(row["place"]),
            "Brings": entity(row["entity"]),
            "Column": row["column_name"],
            "Why": row["reason"],
            "Rows": wording.number(row["reasons"]),
            "Last in delivery": wording.number(row["last_delivery_id"]),
        }
        for row in rows.to_dicts()
    )


def refused_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`data_quarantine.sql` as the page lists it; a long value is cut, the file holds it whole."""
    return _table(
        {
            "Delivery": wording.number(row["delivery_id"]),
            "File": row["file_name"],
            "Row": wording.row_place(row["row_number"]),
            "Column": row["column_name"],
            "Value": cut(row["value"]),
            "Why": row["reason"],
        }
        for row in rows.to_dicts()
    )


def ahead_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`data_instants_ahead.sql` as the page lists it, times local."""
    values = instant_texts(rows["value"], time_zone)
    received = instant_texts(rows["received_at"], time_zone)
    return _table(
        {
            "Delivery": wording.number(row["delivery_id"]),
            "File": row["file_name"],
            "Row": wording.row_place(row["row_number"]),
            "Entity": entity(row["entity"]),
            "Column": row["column_name"],
            "Time": value,
            "Taken in": taken_in,
        }
        for row, value, taken_in in zip(rows.to_dicts(), values, received, strict=True)
    )


def ahead_record(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`data_instants_ahead.sql` for a file, instants local with their offset."""
    return rows.with_columns(
        *(offset_texts(rows[name], time_zone) for name in ("value", "received_at"))
    )


def freshness_rows(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`data_freshness.sql` as the page lists it, times local."""
    received = instant_texts(rows["last_received_at"], time_zone)
    latest = instant_texts(rows["latest_at"], time_zone)
    return _table(
        {
            "What": entity(row["entity"]),
            "Read as": (row["mapping"] or OWN_FORM) if row["deliveries"] else "never delivered",
            "Files": wording.number(row["deliveries"]),
            "Rows in force": wording.number(row["rows_in_force"]),
            "Last taken in": received_at,
            "Last file": row["last_file_name"],
            "Reaches": latest_at,
            "Before “as of”": _behind(row),
        }
        for row, received_at, latest_at in zip(rows.to_dicts(), received, latest, strict=True)
    )


def freshness_record(rows: pl.DataFrame, time_zone: str) -> pl.DataFrame:
    """`data_freshness.sql` for a file, instants local with their offset."""
    return rows.with_columns(
        *(offset_texts(rows[name], time_zone) for name in ("last_received_at", "latest_at"))
    )


def reading_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`data_readings.sql` as the page lists it."""
    return _table(
        {
            "Rule": row["rule_id"],
            "Reading": row["name"].replace("_", " "),
            "Chosen": row["value"],
            "Default": row["default_value"],
            "Differs": "" if row["is_default"] else "✗ differs",
        }
        for row in rows.to_dicts()
    )


def unjudged_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`data_unjudged_rules.sql` as the page lists it."""
    return _table(
        {
            "Rule": row["rule_id"],
            "About": row["title"],
            "For": unjudged_words.whose(row),
            "To be judged, deliver": unjudged_words.to_deliver(row["missing_list"]),
            "Records not judged": wording.number(row["records"]),
        }
        for row in rows.to_dicts()
    )


def reconciliation_sentences(row: Row) -> list[str]:
    """`data_reconciliation.sql`: how often both say the same, and what could not be compared."""
    share = (
        f"Of {wording.counted(row['compared'], 'clock')} that can be compared, "
        f"{wording.number(row['alike'])} have the same verdict as the desk's own "
        f"({wording.share(row['share_alike'])})."
    )
    if row["compared"] == 1:
        same = "the same verdict as" if row["alike"] else "another verdict than"
        share = f"The one clock that can be compared has {same} the desk's own."
    if not row["compared"]:
        share = "No clock can be compared."
    rest = row["verdicts"] - row["compared"]
    if not rest:
        return [share]
    return [
        share,
        f"{wording.counted(rest, 'more clock')} cannot: ours could not be measured, or the desk "
        "gives no verdict.",
    ]


def difference_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`data_reconciliation_reasons.sql` as the page lists it."""
    return _table(
        {
            "What differs": DIFFERENCES[row["reason"]],
            "Clocks": wording.number(row["clocks"]),
            "Another verdict": wording.number(row["differing"]),
            "Cannot be compared": wording.number(row["not_compared"]),
            "Tickets": wording.number(row["tickets"]),
        }
        for row in rows.to_dicts()
    )


def reconciled_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`data_reconciliation_clocks.sql` as the page lists it: ours, and theirs."""
    return _table(
        {
            "Ticket": row["ticket_id"],
            "Customer": row["customer_name"],
            "Clock": f"{row['priority']} {row['metric']}",
            "Its name there": row["name"],
            "Ours": _ours(row),
            "The desk's": OUTCOMES.get(row["source_outcome"], row["source_outcome"]),
            "Took, ours": wording.time_taken(
                row["elapsed_seconds"], row["least_elapsed_seconds"], wording.exact_duration
            ),
            "Took, the desk's": wording.exact_duration(row["source_elapsed_seconds"]),
            "Target, ours": wording.exact_duration(row["target_seconds"]),
            "Target, the desk's": wording.exact_duration(row["source_target_seconds"]),
        }
        for row in rows.to_dicts()
    )


def _ours(row: Row) -> str:
    outcome = str(OUTCOMES.get(row["outcome"], row["outcome"]))
    if row["excluded_reason"] is None:
        return outcome
    return f"{outcome} ({wording.reason(row['excluded_reason'])})"


def coverage_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`data_forecast_coverage.sql` as a table."""
    return _table(
        {
            "Kind": quota_words.KIND_NAMES[row["kind"]],
            "Months known": wording.number(row["months_known"]),
            "Forecasts": wording.number(row["forecasts"]),
            "80 % held": wording.share(row["coverage_80"]),
        }
        for row in rows.to_dicts()
    )


def build_words(row: Row, published_at: str) -> str:
    """What the snapshot was made with."""
    return (
        f"Snapshot {row['snapshot_id'].removesuffix('.duckdb')}, published {published_at}. Zones "
        f"of tzdata {row['tzdata_version']}, holidays of holidays {row['holidays_version']}, rules "
        f"of service-review {row['service_review_version']}."
    )


def entity(names: str) -> str:
    """`ticket events` for `ticket_events`."""
    return names.replace("_", " ")


def _behind(row: Row) -> str:
    if row["behind_seconds"] is None:
        return "holds dates alone" if row["deliveries"] else wording.NONE
    return span(row["behind_seconds"]) if row["behind_seconds"] else "up to date"


def cut(value: str | None) -> str | None:
    """The beginning of a value that is too long for a table."""
    if value is None or len(value) <= LONGEST_VALUE:
        return value
    return f"{value[:LONGEST_VALUE]}…"


def _table(rows: Iterable[Mapping[str, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), infer_schema_length=None)
