"""Durations: how long something took, in the units and forms that exports write."""

from __future__ import annotations

from typing import Literal, get_args

import polars as pl

from ingest.instants import Reading, instants
from ingest.values import numbers

Unit = Literal[
    "milliseconds",
    "seconds",
    "minutes",
    "hours",
    "days",
    "HH:MM:SS",
    "HH:MM",
    "mm:ss",
    "ISO 8601",
    "since_1970",
]
UNITS: tuple[str, ...] = get_args(Unit)
SECONDS_OF = {"milliseconds": 0.001, "seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400}
CLOCKS = {
    "HH:MM:SS": r"^(?<sign>-?)(?<hours>\d{1,6}):(?<minutes>[0-5]?\d):(?<seconds>[0-5]\d)$",
    "HH:MM": r"^(?<sign>-?)(?<hours>\d{1,6}):(?<minutes>[0-5]\d)$",
    "mm:ss": r"^(?<sign>-?)(?<minutes>\d{1,8}):(?<seconds>[0-5]\d)$",
    # Years and months have no length of their own; without a part it is no duration.
    "ISO 8601": (
        r"^(?<sign>-?)P(?:(?<weeks>\d{1,6})W)?(?:(?<days>\d{1,6})D)?"
        r"(?:T(?:(?<hours>\d{1,7})H)?(?:(?<minutes>\d{1,8})M)?"
        r"(?:(?<seconds>\d{1,10})(?:[.,](?<fraction>\d{1,9}))?S)?)?$"
    ),
}
PARTS = {"weeks": 604_800, "days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}


def durations(values: pl.Series, unit: Unit, decimal: str = ".") -> pl.Series:
    """Read durations as whole microseconds (Int64); null where a value is none of that unit."""
    if unit == "since_1970":
        # How ServiceNow keeps a duration: as the instant that long after 1970 began.
        return instants(values, Reading()).dt.epoch("us")
    if unit in SECONDS_OF:
        counted = numbers(values, decimal) * (SECONDS_OF[unit] * 1_000_000)
        return counted.round().cast(pl.Int64, strict=False)
    text = values.cast(pl.String)
    groups = text.str.extract_groups(CLOCKS[unit]).struct.unnest()
    present = [name for name in PARTS if name in groups.columns]
    total = pl.sum_horizontal(
        pl.col(name).cast(pl.Int64) * (PARTS[name] * 1_000_000) for name in present
    )
    if "fraction" in groups.columns:
        total += pl.col("fraction").fill_null("0").str.pad_end(6, "0").str.head(6).cast(pl.Int64)
    says_something = pl.any_horizontal(pl.col(name).is_not_null() for name in present)
    return groups.select(
        pl.when(says_something).then(pl.when(pl.col("sign") == "-").then(-total).otherwise(total))
    ).to_series()
