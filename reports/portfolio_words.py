"""The portfolio in words and columns that people read: rows in, text out; nothing is computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from reports import exit_readable, quota_words, wording

Row = Mapping[str, Any]

KIND_NAMES = {"incident": "Incidents", "service_request": "Service requests"}
# Standings of `portfolio_funnel.sql`; any other is `within` or `not known`.
OUTSIDE = ("below 99.8 %", "below 95 %", "above 95 %", "above 99.8 %")


def metric_sentence(row: Row, month: date) -> str:
    """`Response: 90 of 100 clocks met (90.0 %), 1.2 points more than before`, for example."""
    name = str(row["metric"]).capitalize()
    if not row["decided"] + row["not_measurable"]:
        return f"{name}: no clock was decided in {wording.month_name(month)}."
    met = f"{wording.n_of_n(row['met'], row['decided'], row['not_measurable'])} clocks met"
    share = wording.share_range(row["attainment_least"], row["attainment_most"])
    return f"{name}: {met} ({share}){_compared(row)}."


def _compared(row: Row) -> str:
    """How it stands beside the month before; no claim where what was not measured decides."""
    least, most = row["change_least"], row["change_most"]
    if least is None:
        return "; nothing was decided in the month before"
    low, high = (f"{points:.1f}" for points in sorted(abs(one) * 100 for one in (least, most)))
    if low == high == "0.0":
        return ", as in the month before"
    if low != high and not least * most > 0:
        return f"; it cannot be compared with the month before: {_why_not_compared(row)}"
    points = low if low == high else f"{low} to {high}"
    return f", {points} points {'more' if most > 0 else 'less'} than in the month before"


def _why_not_compared(row: Row) -> str:
    now, before = row["not_measurable"], row["not_measurable_before"]
    then = f"{wording.number(before)} of that month could not be measured"
    if not now:
        return then
    return f"{wording.number(now)} {f'and {then}' if before else 'could not be measured'}"


def harm_sentence(rows: pl.DataFrame, missed: int, month: date) -> str:
    """How many customers were harmed, and who most; what could not be measured beside it."""
    harmed = rows.filter(pl.col("missed") > 0)
    if rows.is_empty():
        return f"No customer has a missed clock in {wording.month_name(month)}."
    if harmed.is_empty():
        return f"No missed clock is known of in {wording.month_name(month)}.{_unmeasured(rows)}"
    first = harmed.row(0, named=True)
    missed_by = wording.counted(harmed.height, "customer")
    return (
        f"{wording.counted(missed, 'clock')} missed, of {missed_by}; "
        f"most harm: {first['name']} ({_missed_of(first, 'p1')} P1, {_missed_of(first, 'p2')} P2)."
        f"{_unmeasured(rows)}"
    )


def _unmeasured(rows: pl.DataFrame) -> str:
    unmeasured = rows.filter(pl.col("not_measurable") > 0)
    if unmeasured.is_empty():
        return ""
    customers = wording.counted(unmeasured.height, "customer")
    return (
        f" {wording.counted(int(unmeasured['not_measurable'].sum()), 'clock')} of {customers} "
        "could not be measured."
    )


def _missed_of(row: Row, priority: str) -> str:
    return wording.count_range(row[f"missed_{priority}"], row[f"not_measurable_{priority}"])


def chance_sentence(rows: pl.DataFrame) -> str:
    """How many stand outside the limits, and how many would by chance alone."""
    first = rows.row(0, named=True)
    unknown = rows.filter(standing="not known").height
    if unknown == rows.height:
        return f"No customer can be compared: {_unknown_because(unknown)}."
    outside = rows.filter(pl.col("standing").is_in(OUTSIDE)).height
    far = rows.filter(pl.col("standing").str.contains("99.8")).height
    more = f" {wording.number(unknown)} cannot be compared: {_unknown_because(unknown)}."
    return (
        f"Of {wording.counted(rows.height, 'customer')} {wording.number(outside)} "
        f"{'stands' if outside == 1 else 'stand'} outside the limits of 95 %, and of these "
        f"{wording.number(far)} outside those of 99.8 %; chance alone would put "
        f"{first['expected_outside_95']:.1f} and {first['expected_outside_998']:.1f} there."
        f"{more if unknown else ''}"
    )


def _unknown_because(customers: int) -> str:
    whose = "its" if customers == 1 else "their"
    return f"not all of {whose} clocks could be measured"


def coming_sentence(rows: pl.DataFrame) -> str:
    """What the next months bring, of one kind of `portfolio_volumes.sql`."""
    coming = rows.filter(pl.col("opened_p50").is_not_null()).to_dicts()
    if not coming:
        return "Too few months are known to say what the next ones bring: ten are needed."
    months = "; ".join(
        f"{wording.month_name(row['month'])} {row['opened_p50']:,.0f} "
        f"({row['opened_p10']:,.0f} to {row['opened_p90']:,.0f})"
        for row in coming
    )
    return f"To come: {months}."


def held_sentences(rows: pl.DataFrame) -> list[str]:
    """How often past forecasts of volumes held, a sentence a kind of `volume_scores.sql`."""
    if rows.is_empty():
        return ["No forecast of a month that is over could have been made, so none is scored."]
    return [
        f"{KIND_NAMES[row['kind']]}: made again with only what was known then, the range of four "
        f"in five held in {wording.number(row['held'])} of "
        f"{wording.counted(row['forecasts'], 'past forecast')} "
        f"({wording.share(row['coverage_80'])}); its middle was off by "
        f"{wording.share(row['error'])} on average, the last month told again by "
        f"{wording.share(row['error_of_last_month'])}."
        for row in rows.to_dicts()
    ]


def places(first: int, many: int, of: int) -> str:
    """`25 to 48 of 394`."""
    return f"{first} to {min(first + many - 1, of)} of {wording.number(of)}"


def outside_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """Customers of `portfolio_funnel.sql` outside the limits, numbered by their order."""
    return _table(
        {
            "No.": str(number),
            "Customer": row["name"],
            "Met": wording.n_of_n(row["met"], row["decided"], row["not_measurable"]),
            "Standing": row["standing"],
        }
        for number, row in enumerate(rows.to_dicts(), start=1)
    )


def funnel_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """Customers of `portfolio_funnel.sql` with the limits at their sizes."""
    return _table(
        {
            "Clock": row["metric"],
            "Customer": row["name"],
            "Met": wording.n_of_n(row["met"], row["decided"], row["not_measurable"]),
            "Share met": wording.share_range(row["attainment_least"], row["attainment_most"]),
            "Limits of 95 %": wording.interval(row["low_95"], row["high_95"]),
            "Limits of 99.8 %": wording.interval(row["low_998"], row["high_998"]),
            "Standing": row["standing"],
        }
        for row in rows.to_dicts()
    )


def month_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`portfolio_months.sql`: a line a customer and metric, a column a month."""
    lines: dict[tuple[str, str], dict[str, str | None]] = {}
    for row in rows.to_dicts():
        key = row["customer_id"], row["metric"]
        line = lines.setdefault(key, {"Customer": row["name"], "Clock": row["metric"]})
        line[row["month"].strftime("%b %Y")] = met_of_clocks(row)
    return _table(lines.values())


def met_of_clocks(row: Row) -> str | None:
    """`3/4`; `0 to 3/3` where three could not be measured; none without a clock."""
    clocks = row["decided"] + row["not_measurable"]
    if not clocks:
        return None
    return f"{wording.count_range(row['met'], row['not_measurable'])}/{clocks:,}"


def trend_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`portfolio_trend.sql`: a line a metric and month, the latest first."""
    return _table(
        {
            "Clock": row["metric"],
            "Month": wording.month_name(row["month"]),
            "Met": wording.n_of_n(row["met"], row["decided"], row["not_measurable"]),
            "Share met": wording.share_range(row["attainment_least"], row["attainment_most"]),
            "95 % interval": wording.interval(row["attainment_low"], row["attainment_high"]),
        }
        for row in rows.sort("month", "metric", descending=[True, False]).to_dicts()
    )


def volume_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`portfolio_volumes.sql`: a line a kind and month, the latest first."""
    return _table(
        {
            "Kind": KIND_NAMES[row["kind"]],
            "Month": wording.month_name(row["month"]) + ("" if row["is_over"] else _not_over(row)),
            "Opened": None if row["opened"] is None else wording.number(row["opened"]),
            "Middle": None if row["opened_p50"] is None else f"{row['opened_p50']:,.0f}",
            "Four in five": None
            if row["opened_p50"] is None
            else f"{row['opened_p10']:,.0f} to {row['opened_p90']:,.0f}",
        }
        for row in rows.sort("kind", "month", descending=[False, True]).to_dicts()
    )


def _not_over(row: Row) -> str:
    return ", so far" if row["opened_p50"] is None else ", to come"


def customer_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`portfolio_customers.sql` as the page lists it."""
    return pl.DataFrame(
        [
            {
                "Customer": row["name"],
                "Missed P1": _missed_of(row, "p1"),
                "Missed P2": _missed_of(row, "p2"),
                "Missed": wording.count_range(row["missed"], row["not_measurable"]),
                "Late in all": _late_in_all(row),
                "Met": wording.n_of_n(row["met"], row["decided"], row["not_measurable"]),
                "Share met": wording.share_range(row["attainment_least"], row["attainment_most"]),
                "Major findings": wording.number(row["major_findings"]),
                "Likely misses": wording.number(row["likely_misses"]),
                "Quota runs out": quota_words.chance(row["quota_chance"]),
                "Exit": wording.NONE if row["exit_stage"] is None else stage(row["exit_stage"]),
            }
            for row in rows.to_dicts()
        ],
        infer_schema_length=None,
    )


def _late_in_all(row: Row) -> str:
    """Of the misses that are known; at least so long where there may be more."""
    late = wording.time_taken(row["late_seconds"], row["least_late_seconds"])
    return f"{late} or more" if row["not_measurable"] else late


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
    """`exits.sql` as the page lists those under way."""
    return _table(
        {
            "Customer": row["name"],
            "Exit": row["exit_id"],
            "Waits for": stage(row["stage"]),
            "Asked for": exit_readable.day(row["requested_on"]),
            "All gone by": exit_readable.day(row["gone_by"]),
            "Late steps": wording.number(row["late_steps"]),
        }
        for row in rows.to_dicts()
    )


def _table(rows: Iterable[Mapping[str, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), infer_schema_length=None)
