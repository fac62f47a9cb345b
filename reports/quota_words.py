"""Quotas in the words and columns that people read: rows in, text out; nothing is computed here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from reports import wording

KIND_NAMES = {"standard": "Standard requests", "nonstandard": "Non-standard requests"}
DECIDED_BY = {
    "in_catalogue": "in the catalogue that day",
    "not_in_catalogue": "not in the catalogue that day",
    "as_recorded": "no catalogue; as recorded",
    "nothing_recorded": "no catalogue, no kind recorded",
}
MOVEMENTS = {"opening": "quota of the year", "top_up": "top-up", "request": "request"}

# A smaller risk is not told apart from none.
LEAST_RISK = 0.01


def day_text(day: date | None) -> str:
    """`30 Jun 2026`; a dash for none."""
    return wording.NONE if day is None else f"{day.day} {day:%b %Y}"


def chance(probability: float | None) -> str:
    """`63 %`; never certain where it is not; a dash for none."""
    if probability is None:
        return wording.NONE
    if 0 < probability < 0.01:
        return "less than 1 %"
    if 0.99 < probability < 1:
        return "more than 99 %"
    return f"{probability * 100:.0f} %"


def used_of(year: Mapping[str, Any]) -> str:
    """`31 of 48 units`, or that there is no limit."""
    used = wording.number(year["used_units"])
    if year["quota_units"] is None:
        return f"{wording.counted(year['used_units'], 'unit')}, not limited"
    return f"{used} of {wording.number(year['quota_units'])} units"


def quota_made_of(year: Mapping[str, Any]) -> str:
    """How the quota came about, and what of it is left or passed."""
    if year["quota_units"] is None:
        return "The agreement sets no quota of this kind (QUO-5)."
    agreed = f"{wording.number(year['agreed_units'])} agreed"
    if year["top_up_units"]:
        agreed += f" and {wording.number(year['top_up_units'])} bought"
    if year["overage_units"]:
        return f"{agreed}; {wording.counted(year['overage_units'], 'unit')} used beyond it."
    return f"{agreed}; {wording.counted(year['remaining_units'], 'unit')} left."


def outlook(year: Mapping[str, Any]) -> str:
    """When the quota runs out, in a few words, for a year that is forecast."""
    if year["quota_units"] is None:
        return "not limited"
    if year["remaining_units"] == 0:
        return f"ran out on {day_text(year['exhausted_on_p50'])}"
    if year["exhausted_on_p50"] is not None:
        return f"likely by {day_text(year['exhausted_on_p50'])}"
    if year["exhausted_on_p10"] is not None:
        return f"one in ten by {day_text(year['exhausted_on_p10'])}"
    return "likely to last"


def advice(year: Mapping[str, Any]) -> str:
    """How much to buy, in a few words, for a year that is forecast."""
    units = year["recommended_top_up_units"]
    if year["leaves"]:
        return "none: this customer leaves"
    if units is None:
        return "nothing to buy"
    return wording.counted(units, "unit") if units else "none needed"


def run_rate(year: Mapping[str, Any]) -> str:
    """What the plain run rate says, beside the forecast (QUO-6)."""
    if year["run_rate_units"] is None:
        return ""
    return (
        f"The plain run rate, used / elapsed x 12, would say {year['run_rate_units']:,.0f} units: "
        "shown for comparison, it takes no account of chance."
    )


def worth_telling(rows: pl.DataFrame) -> pl.DataFrame:
    """`quota_top_ups.sql` of one kind, up to the first size that leaves less than one in 100."""
    enough = rows.filter(pl.col("overage_probability") < LEAST_RISK)["more_units"].min()
    return rows if enough is None else rows.filter(pl.col("more_units") <= enough)


def left_over(rows: pl.DataFrame, units: int) -> tuple[int, float]:
    """Of the sizes that are told the largest up to `units`, and the chance it leaves."""
    told = rows.filter(pl.col("more_units") <= units).sort("more_units").row(-1, named=True)
    return int(told["more_units"]), float(told["overage_probability"])


def size_rows(year: Mapping[str, Any]) -> pl.DataFrame:
    """The size that holds with each confidence."""
    sizes = {
        "1 in 2": year["top_up_units_50"],
        "4 in 5": year["top_up_units_80"],
        "9 in 10": year["recommended_top_up_units"],
        "19 in 20": year["top_up_units_95"],
    }
    return pl.DataFrame(
        {
            "To hold in": list(sizes),
            "Units to buy": [wording.NONE if one is None else f"{one:,}" for one in sizes.values()],
        }
    )


def pack_rows(rows: pl.DataFrame, price: float | None) -> pl.DataFrame:
    """The packs that are usually sold, to the first that surely does: its price, and its risk."""
    packs = worth_telling(rows.filter(pl.col("is_pack") | (pl.col("more_units") == 0)))
    return pl.DataFrame(
        [
            {
                "Units bought": f"{pack['more_units']:,}",
                **({} if price is None else {"Price": f"{pack['more_units'] * price:,.2f}"}),
                "Chance of using more than there is": chance(pack["overage_probability"]),
            }
            for pack in packs.to_dicts()
        ]
    )


def ledger_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`quota_ledger.sql` of one kind as the page lists it."""
    return pl.DataFrame(
        [
            {
                "Day": day_text(row["moved_on"]),
                "Movement": MOVEMENTS[row["movement"]],
                "Record": row["record_id"],
                "Units": f"{row['units']:+,}",
                "Balance": wording.NONE
                if row["balance_units"] is None
                else f"{row['balance_units']:,}",
                "Beyond the quota": f"{row['overage_units']:,}" if row["overage_units"] else "",
                "Why of this kind": DECIDED_BY.get(row["decided_by"], ""),
                "Summary": row["summary"] or "",
            }
            for row in rows.to_dicts()
        ],
        infer_schema_length=None,
    )


def project_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """`quota_projects.sql` of one kind."""
    return pl.DataFrame(
        [
            {
                "Month": wording.month_name(row["month"]),
                "Units": wording.number(int(row["units"])),
                "Project": row["note"] or wording.NONE,
            }
            for row in rows.to_dicts()
        ]
    )


def score(row: Mapping[str, Any]) -> str:
    """How often "four times in five" held, and how far the chances were off (QUO-7)."""
    words = (
        f"{KIND_NAMES[row['kind']]}: of {wording.counted(row['forecasts'], 'past forecast')} the "
        f"range of four in five held {chance(row['coverage_80'])} of the time."
    )
    if row["brier"] is None:
        return words
    return (
        f"{words} Chances were off by a Brier score of {row['brier']:.3f} "
        f"(run rate: {row['brier_run_rate']:.3f}; lower is better)."
    )
