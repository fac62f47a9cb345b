"""Text becomes values, by rule: what does not parse is null, and the check says so.

Each function takes a series of text without empty cells (they are null) and gives a series of the
same length; a null where there was text means that the value is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from ingest.zones import utc_seconds

DayOrder = Literal["year-month-day", "day-month-year", "month-day-year"]

ISO_INSTANT = (
    r"^(?<date>\d{4}-\d{2}-\d{2})[T ](?<time>\d{2}:\d{2})(?<seconds>:[0-5]\d)?"
    r"(?:[.,](?<fraction>\d{1,9}))?"
    r"(?:Z|(?<sign>[+-])(?<hours>[01]\d|2[0-3]):?(?<minutes>[0-5]\d)?|(?<local>))$"
)
COMMONEST_INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:[0-5]\dZ$"
ISO_DATE = r"^\d{4}-\d{2}-\d{2}$"
# Spreadsheets write a day as its midnight.
SPREADSHEET_DATE = r"^(\d{4}-\d{2}-\d{2}) 00:00:00$"
SPREADSHEET_TIME = r"^1899-12-3[01] "
TIME = r"^(?:[01]\d|2[0-3]):[0-5]\d$"
ORDERED = (
    r"^(?<first>\d{1,2})[/.\-](?<second>\d{1,2})[/.\-](?<year>\d{4})"
    r"(?:[ T](?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<seconds>\d{2}))?(?: ?(?<half>[AaPp][Mm]))?)?$"
)


# The first and the last instant that every part of the product can write down, in microseconds.
ERA = (-62_135_596_800_000_000, 253_402_300_799_999_999)


@dataclass(frozen=True)
class Reading:
    """How a source writes times: the zone of those without offset, the order of day and month."""

    time_zone: str = "UTC"
    day_order: DayOrder = "year-month-day"


def instants(values: pl.Series, reading: Reading) -> pl.Series:
    """Read instants: ISO 8601, or the reading's own order; Datetime in UTC, to the microsecond.

    One without an offset is wall time of the reading's zone (CAL-5). The years 1 to 9999 are known.
    """
    if isinstance(values.dtype, pl.Datetime):
        return _of_our_era(_typed_instants(values, reading))
    text = values.cast(pl.String)
    fast = _plain_utc(text)
    if fast.null_count() == text.null_count():
        return fast
    rest = text.is_not_null() & fast.is_null()
    read = _iso_instants(text.filter(rest), reading)
    if reading.day_order != "year-month-day":
        other = _to_utc(_ordered_wall(text.filter(rest), reading.day_order), reading)
        read = pl.select(pl.coalesce(read, other)).to_series()
    return _of_our_era(fast.scatter(rest.arg_true(), read))


def _plain_utc(text: pl.Series) -> pl.Series:
    """Read the one commonest form quickly: 2026-06-16T12:59:00Z."""
    likely = text.set(~text.str.contains(COMMONEST_INSTANT), None)
    return likely.str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us", strict=False)


def _iso_instants(text: pl.Series, reading: Reading) -> pl.Series:
    parts = text.str.extract_groups(ISO_INSTANT).struct.unnest()
    fraction = pl.col("fraction").fill_null("0").str.pad_end(6, "0").str.head(6)
    wall = (
        parts.select(pl.concat_str("date", pl.lit(" "), "time", pl.col("seconds").fill_null(":00")))
        .to_series()
        .str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    ) + parts.select(pl.duration(microseconds=fraction.cast(pl.Int64))).to_series()
    shift = parts.select(
        pl.duration(
            hours=pl.col("hours").cast(pl.Int64).fill_null(0),
            minutes=pl.col("minutes").cast(pl.Int64).fill_null(0),
        )
        * pl.when(pl.col("sign") == "-").then(-1).otherwise(1)
    ).to_series()
    offset = wall - shift
    local = parts["local"].is_not_null()
    if not local.any():
        return offset
    return offset.scatter(local.arg_true(), _to_utc(wall.filter(local), reading))


def _ordered_wall(text: pl.Series, order: DayOrder) -> pl.Series:
    parts = text.str.extract_groups(ORDERED).struct.unnest()
    day, month = ("first", "second") if order == "day-month-year" else ("second", "first")
    hour = pl.col("hour").cast(pl.Int64).fill_null(0)
    half = pl.col("half").str.to_uppercase()
    hour_of_day = (
        pl.when(half.is_null())
        .then(hour)
        .when(hour.is_between(1, 12))
        .then(hour % 12 + pl.when(half == "PM").then(12).otherwise(0))
    )
    return (
        parts.select(
            pl.concat_str(
                "year",
                pl.lit("-"),
                pl.col(month).str.zfill(2),
                pl.lit("-"),
                pl.col(day).str.zfill(2),
                pl.lit(" "),
                hour_of_day.cast(pl.String).str.zfill(2),
                pl.lit(":"),
                pl.col("minute").fill_null("00"),
                pl.lit(":"),
                pl.col("seconds").fill_null("00"),
            )
        )
        .to_series()
        .str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    )


def _typed_instants(values: pl.Series, reading: Reading) -> pl.Series:
    instants = values.dt.cast_time_unit("us")
    if values.dtype.time_zone is not None:  # type: ignore[attr-defined]  # a Datetime, see above
        return instants.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    return _to_utc(instants, reading)


def _to_utc(wall: pl.Series, reading: Reading) -> pl.Series:
    if reading.time_zone == "UTC":
        return wall
    known = wall.is_not_null()
    seconds, microseconds = np.divmod(
        wall.filter(known).dt.epoch("us").to_numpy().astype(np.int64), 1_000_000
    )
    utc = utc_seconds(seconds, zone=reading.time_zone) * 1_000_000 + microseconds
    return wall.scatter(known.arg_true(), pl.Series(utc, dtype=pl.Int64).cast(pl.Datetime("us")))


def _of_our_era(instants: pl.Series) -> pl.Series:
    return instants.set(~instants.dt.epoch("us").is_between(*ERA), None)


def dates(values: pl.Series, reading: Reading) -> pl.Series:
    """Read local dates: YYYY-MM-DD, or the reading's own order."""
    if values.dtype == pl.Date:
        return values
    if isinstance(values.dtype, pl.Datetime):
        return values.set(values.dt.truncate("1d") != values, None).dt.date()
    text = values.cast(pl.String).str.replace(SPREADSHEET_DATE, "$1")
    iso = text.set(~text.str.contains(ISO_DATE), None).str.to_date("%Y-%m-%d", strict=False)
    if reading.day_order == "year-month-day":
        return iso
    wall = _ordered_wall(text, reading.day_order)
    other = wall.set(wall.dt.truncate("1d") != wall, None).dt.date()
    return pl.select(pl.coalesce(iso, other)).to_series()


def times(values: pl.Series) -> pl.Series:
    """Read wall times of a day, HH:MM; seconds are allowed where they are zero."""
    if values.dtype == pl.Time:
        values = values.dt.to_string("%H:%M:%S")
    text = values.cast(pl.String).str.replace(SPREADSHEET_TIME, "")
    short = text.str.replace(r"^(\d{2}:\d{2}):00$", "$1")
    return short.set(~short.str.contains(TIME), None)


def wholes(values: pl.Series) -> pl.Series:
    """Read whole numbers of up to 18 digits."""
    if values.dtype.is_integer():
        return values.cast(pl.Int64, strict=False)
    if values.dtype.is_float():
        return values.set(values != values.round(), None).cast(pl.Int64, strict=False)
    text = values.cast(pl.String)
    return (
        text.set(~text.str.contains(r"^[+-]?\d{1,18}$"), None)
        .str.replace(r"^\+", "")
        .cast(pl.Int64, strict=False)
    )


def numbers(values: pl.Series) -> pl.Series:
    """Read decimal numbers; the point is the decimal mark."""
    if values.dtype.is_numeric():
        read = values.cast(pl.Float64)
    else:
        text = values.cast(pl.String)
        plain = text.set(~text.str.contains(r"^[+-]?\d+(?:\.\d+)?$"), None)
        read = plain.cast(pl.Float64, strict=False)
    return read.set(~read.is_finite(), None)


def identifiers(values: pl.Series) -> pl.Series:
    """Read identifiers: text as it is; whole numbers of a typed file as their digits."""
    if values.dtype.is_float() or values.dtype.is_decimal():
        return (
            values.set(values != values.round(), None).cast(pl.Int64, strict=False).cast(pl.String)
        )
    if values.dtype == pl.String or values.dtype.is_integer():
        return values.cast(pl.String)
    return pl.Series(values.name, [None] * len(values), dtype=pl.String)


def texts(values: pl.Series) -> pl.Series:
    """Read text; what a typed file holds otherwise is spelled out."""
    return values.cast(pl.String)


def flags(values: pl.Series) -> pl.Series:
    """Read yes and no: `true` or `false`, in any case."""
    if values.dtype == pl.Boolean:
        return values
    return (
        values.cast(pl.String)
        .str.to_lowercase()
        .replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean)
    )
