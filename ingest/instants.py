"""Text becomes instants, days and dates, by the rules that a source declares.

Each function takes a series of text without empty cells (they are null) and gives a series of the
same length; a null where there was text means that the value is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from ingest.time_formats import full_hours, offset_seconds, time_format, wall_times
from ingest.zones import utc_seconds

DayOrder = Literal["year-month-day", "day-month-year", "month-day-year"]
DateMeans = Literal["start_of_day", "end_of_day", "unknown"]

ISO_INSTANT = (
    r"^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})[T ](?<hour>\d{2}):(?<minute>\d{2})"
    r"(?::(?<second>[0-5]\d))?(?:[.,](?<fraction>\d{1,9}))?"
    r"(?:Z|(?<sign>[+-])(?<hours>[01]\d|2[0-3]):?(?<minutes>[0-5]\d)?|(?<local>))$"
)
COMMONEST_INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:[0-5]\dZ$"
ISO_DATE = r"^\d{4}-\d{2}-\d{2}$"
# Spreadsheets write a day as its midnight.
SPREADSHEET_DATE = r"^(\d{4}-\d{2}-\d{2}) 00:00:00$"
ORDERED = (
    r"^(?<first>\d{1,2})[/.\-](?<second_part>\d{1,2})[/.\-](?<year>\d{4})"
    r"(?:[ T](?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2}))?(?: ?(?<half>[AaPp])[Mm])?)?$"
)

# The first and the last instant that every part of the product can write down, in microseconds.
ERA = (-62_135_596_800_000_000, 253_402_300_799_999_999)
LAST_SECOND = pl.duration(hours=23, minutes=59, seconds=59)


@dataclass(frozen=True)
class Reading:
    """How a source writes its values.

    `time_zone` is that of times without offset, `day_order` the order of day and month, `formats`
    further forms of time in the order in which they are tried, `date_means` the instant that a day
    without a time stands for, `decimal` the mark before a number's fraction.
    """

    time_zone: str = "UTC"
    day_order: DayOrder = "year-month-day"
    formats: tuple[str, ...] = ()
    date_means: DateMeans | None = None
    decimal: str = "."


def instants(values: pl.Series, reading: Reading) -> pl.Series:
    """Read instants: the reading's formats, its order of day and month, and ISO 8601 always.

    Gives Datetime in UTC, to the microsecond. A time without an offset is wall time of the
    reading's zone (CAL-5); 24:00 is the end of its day. A day without a time is no instant, unless
    `date_means` says which: 00:00:00 or 23:59:59 of it (`unknown`: the latter, its last second).
    The years 1 to 9999 are known.
    """
    if isinstance(values.dtype, pl.Datetime):
        return _of_our_era(_typed_instants(values, reading))
    exact = _exact(values.cast(pl.String), reading)
    if reading.date_means is None or exact.null_count() == values.null_count():
        return exact
    means_start = reading.date_means == "start_of_day"
    bound = day_starts(values, reading) if means_start else day_ends(values, reading)
    return pl.select(pl.coalesce(exact, bound)).to_series()


def day_starts(values: pl.Series, reading: Reading) -> pl.Series:
    """Give the instant at which each day begins, where the value is a day without a time."""
    return _to_utc(days(values, reading).cast(pl.Datetime("us")), reading)


def day_ends(values: pl.Series, reading: Reading) -> pl.Series:
    """Give the last second of each day, where the value is a day without a time."""
    starts = days(values, reading).cast(pl.Datetime("us"))
    return _to_utc(pl.select(starts + LAST_SECOND).to_series(), reading)


def days(values: pl.Series, reading: Reading) -> pl.Series:
    """Give the day where a value names a day and no time; null for instants and for what is none.

    Such a value says when something happened to the day, which is not enough for a clock.
    """
    if values.dtype == pl.Date:
        return values
    if isinstance(values.dtype, pl.Datetime):
        return pl.Series(values.name, [None], dtype=pl.Date).new_from_index(0, len(values))
    text = values.cast(pl.String)
    found = [time_format(written).read(text).day for written in reading.formats]
    if reading.day_order != "year-month-day":
        ordered = _ordered_wall(text, reading.day_order).dt.date()
        found.append(ordered.set(text.str.contains(":"), None))
    found.append(_iso_dates(text))
    return pl.select(pl.coalesce(found)).to_series()


def dates(values: pl.Series, reading: Reading) -> pl.Series:
    """Read local dates: YYYY-MM-DD, or as the reading says; a midnight is its day."""
    if values.dtype == pl.Date:
        return values
    if isinstance(values.dtype, pl.Datetime):
        return values.set(values.dt.truncate("1d") != values, None).dt.date()
    text = values.cast(pl.String).str.replace(SPREADSHEET_DATE, "$1")
    read = days(text, reading)
    if read.null_count() == text.null_count():
        return read
    walls = [time_format(written).read(text).wall for written in reading.formats]
    if reading.day_order != "year-month-day":
        walls.append(_ordered_wall(text, reading.day_order))
    midnights = [wall.set(wall.dt.truncate("1d") != wall, None).dt.date() for wall in walls]
    return pl.select(pl.coalesce([read, *midnights])).to_series()


def _exact(text: pl.Series, reading: Reading) -> pl.Series:
    """Read what names an instant, in UTC."""
    if reading.formats:
        return _of_our_era(_by_formats(text, reading))
    fast = _plain_utc(text)
    if fast.null_count() == text.null_count():
        return fast
    rest = text.is_not_null() & fast.is_null()
    return _of_our_era(fast.scatter(rest.arg_true(), _by_default(text.filter(rest), reading)))


def _by_formats(text: pl.Series, reading: Reading) -> pl.Series:
    """Try the reading's formats in their order, then its order of day and month and ISO 8601."""
    read = pl.Series(text.name, [None], dtype=pl.Datetime("us")).new_from_index(0, len(text))
    for written in (*reading.formats, None):
        rest = text.is_not_null() & read.is_null()
        if not rest.any():
            break
        left = text.filter(rest)
        found = _by_format(left, written, reading) if written else _by_default(left, reading)
        read = read.scatter(rest.arg_true(), found)
    return read


def _by_format(text: pl.Series, written: str, reading: Reading) -> pl.Series:
    times = time_format(written).read(text)
    if times.shift.null_count() == len(text):
        return _to_utc(times.wall, reading)
    shift = (times.shift * 1_000_000).cast(pl.Duration("us"))
    return times.wall - shift


def _by_default(text: pl.Series, reading: Reading) -> pl.Series:
    read = _iso_instants(text, reading)
    if reading.day_order == "year-month-day":
        return read
    wall = _ordered_wall(text, reading.day_order)
    other = _to_utc(wall.set(~text.str.contains(":"), None), reading)
    return pl.select(pl.coalesce(read, other)).to_series()


def _plain_utc(text: pl.Series) -> pl.Series:
    """Read the one commonest form quickly: 2026-06-16T12:59:00Z."""
    likely = text.set(~text.str.contains(COMMONEST_INSTANT), None)
    return likely.str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us", strict=False)


def _iso_instants(text: pl.Series, reading: Reading) -> pl.Series:
    parts = text.str.extract_groups(ISO_INSTANT).struct.unnest()
    wall = wall_times(
        parts.with_columns(pl.col("second").fill_null("00"), pl.col("fraction").fill_null("0"))
    )
    shift = parts.select(pl.duration(seconds=offset_seconds("hours", "minutes"))).to_series()
    offset = wall - shift
    local = parts["local"].is_not_null()
    if not local.any():
        return offset
    return offset.scatter(local.arg_true(), _to_utc(wall.filter(local), reading))


def _iso_dates(text: pl.Series) -> pl.Series:
    likely = text.set(~text.str.contains(ISO_DATE), None)
    return likely.str.to_date("%Y-%m-%d", strict=False)


def _ordered_wall(text: pl.Series, order: DayOrder) -> pl.Series:
    """Read 16.6.2026 9:05, or its day alone as its midnight, in the order declared."""
    parts = text.str.extract_groups(ORDERED).struct.unnest()
    day, month = ("first", "second_part") if order == "day-month-year" else ("second_part", "first")
    hour = pl.col("hour").fill_null("00")
    half = pl.col("half")
    return wall_times(
        parts.select(
            "year",
            month=pl.col(month),
            day=pl.col(day),
            hour=pl.when(half.is_null()).then(hour).otherwise(full_hours(hour, half)),
            minute=pl.col("minute").fill_null("00"),
            second=pl.col("second").fill_null("00"),
            fraction=pl.lit("0"),
        )
    )


def _typed_instants(values: pl.Series, reading: Reading) -> pl.Series:
    typed = values.dt.cast_time_unit("us")
    if isinstance(values.dtype, pl.Datetime) and values.dtype.time_zone is not None:
        return typed.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    return _to_utc(typed, reading)


def _to_utc(wall: pl.Series, reading: Reading) -> pl.Series:
    if reading.time_zone == "UTC":
        return wall
    known = wall.is_not_null()
    seconds, microseconds = np.divmod(
        wall.filter(known).dt.epoch("us").to_numpy().astype(np.int64), 1_000_000
    )
    utc = utc_seconds(seconds, zone=reading.time_zone) * 1_000_000 + microseconds
    return wall.scatter(known.arg_true(), pl.Series(utc, dtype=pl.Int64).cast(pl.Datetime("us")))


def _of_our_era(found: pl.Series) -> pl.Series:
    return found.set(~found.dt.epoch("us").is_between(*ERA), None)
