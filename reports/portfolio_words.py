"""The portfolio in words and columns that people read: rows in, text out; nothing is computed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

import polars as pl

from reports import exit_readable, quota_words, wording

Row = Mapping[str, Any]


def address(page: str, customer_id: str, month: date) -> str:
    """A page's address for a customer and month; the default page has no name of its own."""
    query = urlencode({"customer": customer_id, "month": wording.month_address(month)})
    return f"./{page}?{query}"


def metric_sentence(row: Row, month: date) -> str:
    """`Response: 90 of 100 clocks met (90.0 %), 1.2 points more than before`, for example."""
    name = str(row["metric"]).capitalize()
    if not row["decided"]:
        return f"{name}: no clock was decided in {wording.month_name(month)}."
    met = f"{wording.n_of_n(row['met'], row['decided'])} clocks met"
    return f"{name}: {met} ({wording.share(row['attainment'])}){_compared(row['change'])}."


def _compared(change: float | None) -> str:
    if change is None:
        return "; nothing was decided in the month before"
    points = f"{abs(change) * 100:.1f}"
    if points == "0.0":
        return ", as in the month before"
    return f", {points} points {'more' if change > 0 else 'less'} than in the month before"


def harm_sentence(rows: pl.DataFrame, missed: int, month: date) -> str:
    """How many customers were harmed, and who most."""
    if rows.is_empty():
        return f"No customer has a missed clock in {wording.month_name(month)}."
    first = rows.row(0, named=True)
    missed_by = "1 customer" if rows.height == 1 else f"{wording.number(rows.height)} customers"
    return (
        f"{wording.counted(missed, 'clock')} missed, of {missed_by}; "
        f"most harm: {first['name']} ({wording.number(first['missed_p1'])} P1, "
        f"{wording.number(first['missed_p2'])} P2)."
    )


def outside_sentence(rows: pl.DataFrame) -> str:
    """Who of `portfolio_funnel.sql` stands outside the limits of 95 %; at most ten by name."""
    if rows.is_empty():
        return "No customer stands outside the 95 % limits."
    named = ", ".join(f"{row['name']} ({row['standing']})" for row in rows.head(10).to_dicts())
    more = f" and {rows.height - 10} more" if rows.height > 10 else ""
    return f"Outside the limits: {named}{more}."


def customer_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`portfolio_customers.sql` as the page lists it."""
    return pl.DataFrame(
        [
            {
                "Customer": row["name"],
                "Missed P1": wording.number(row["missed_p1"]),
                "Missed P2": wording.number(row["missed_p2"]),
                "Missed": wording.number(row["missed"]),
                "Late in all": wording.duration(row["late_seconds"]),
                "Met": wording.n_of_n(row["met"], row["decided"]),
                "Share met": wording.share(row["attainment"]),
                "95 % interval": wording.interval(row["attainment_low"], row["attainment_high"]),
                "Major findings": wording.number(row["major_findings"]),
                "Likely misses": wording.number(row["likely_misses"]),
                "Quota runs out": quota_words.chance(row["quota_chance"]),
                "Exit": wording.NONE if row["exit_stage"] is None else stage(row["exit_stage"]),
            }
            for row in rows.to_dicts()
        ],
        infer_schema_length=None,
    )


def stage(name: str) -> str:
    """What an exit waits for, in words."""
    return exit_readable.WAITS_FOR.get(name, name)


def quota_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`portfolio_quotas.sql` as the page lists it."""
    return pl.DataFrame(
        [
            {
                "Customer": row["name"],
                "Quota": quota_words.KIND_NAMES[row["kind"]],
                "Chance": quota_words.chance(row["exhaustion_probability"]),
                "Runs out": quota_words.outlook(row),
                "To buy": quota_words.advice(row),
            }
            for row in rows.to_dicts()
        ]
    )


def finding_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`portfolio_findings.sql` as the page lists it."""
    return pl.DataFrame(
        [
            {
                "Severity": row["severity"],
                "Rule": row["rule_id"],
                "What is checked": row["title"],
                "Findings": wording.number(row["findings"]),
                "Customers": wording.number(row["customers"]),
            }
            for row in rows.to_dicts()
        ]
    )


def exit_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`portfolio_exits.sql` as the page lists it."""
    return pl.DataFrame(
        [
            {
                "Waits for": stage(row["stage"]),
                "Exits": wording.number(row["exits"]),
                "With late steps": wording.number(row["late"]),
            }
            for row in rows.to_dicts()
        ]
    )
