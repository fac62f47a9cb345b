"""Forms of time that a mapping names: written in the way of `strptime`, or as a count of something.

Nothing here guesses: a text fits a form, or it does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import polars as pl

from ingest.time_letters import by_place, like_letter, no_form
from ingest.time_words import BLANK, COMBINED, DIRECTIVES, MONTH_OF, SAME_AS

# A two-digit year from here on belongs to the last century (POSIX).
FIRST_OF_LAST_CENTURY = 69
SERIAL_DAY_ZERO = -25_569  # 1899-12-30, days from 1970-01-01
# Before it a spreadsheet counts a day that never was: 29 February 1900.
FIRST_SERIAL = 61


@dataclass(frozen=True)
class Times:
    """What texts say by one form, each a series as long as the texts, null where they do not fit.

    `wall` (Datetime) is what a clock showed, `shift` (Int64, seconds east of UTC) its offset where
    the text says one; `day` (Date) is set instead of `wall` where the text names a day alone.
    """

    wall: pl.Series
    shift: pl.Series
    day: pl.Series


@dataclass(frozen=True)
class TimeFormat:
    """One form: its name or pattern as written, and how texts of it are read."""

    written: str
    read: Callable[[pl.Series], Times]
    names: frozenset[str] = frozenset()


def _missing(names: frozenset[str]) -> list[str]:
    """Name what a pattern lacks that tells a day."""
    return [
        what
        for what, ways in {
            "a year (%Y or %y)": {"year", "short_year"},
            "a month (%m or %b)": {"month", "month_name"},
            "a day (%d)": {"day"},
        }.items()
        if not names & ways
    ]


def _is_whole(written: str) -> bool:
    """Whether a text is a pattern of a day, or of a time of one."""
    try:
        return not _missing(compiled(written)[1])
    except ValueError:
        return False


@cache
def time_format(written: str) -> TimeFormat:
    """Understand a form: one of NAMED, or a pattern such as `%d/%b/%y %H:%M`.

    Raises ValueError that says what is wrong with it.
    """
    if written in NAMED:
        return TimeFormat(written, NAMED[written])
    likely = by_place(written)
    if likely != written and _is_whole(likely):
        raise ValueError(f"{written!r}: %M is the minute and %m the month; did you mean {likely}?")
    pattern, names = compiled(written)
    missing = _missing(names)
    if missing and "%" in written:
        raise ValueError(
            f"{written!r} lacks {' and '.join(missing)}; a pattern is written like %d.%m.%Y %H:%M"
        )
    if missing:
        raise ValueError(no_form(written, NAMED))
    return TimeFormat(written, lambda text: _written(text, pattern, names), names)


def compiled(written: str) -> tuple[str, frozenset[str]]:
    """Turn a pattern into a regular expression and the names of its groups; ValueError if bad."""
    for short, long in COMBINED.items():
        written = written.replace(f"%{short}", long)
    parts: list[str] = []
    for blank, no_padding, letter, literal in re.findall(r"(\s+)|%(-?)(.)|(.)", written):
        if blank:
            parts.append(f"{BLANK}+")
        elif letter:
            known = SAME_AS.get(letter, letter)
            if known not in DIRECTIVES:
                every = ", ".join(f"%{one}" for one in (*DIRECTIVES, *SAME_AS, *COMBINED))
                raise ValueError(
                    f"{written!r}: %{no_padding}{letter} is not known; known are {every}"
                    f"{like_letter(letter)}"
                )
            parts.append(DIRECTIVES[known])
        elif literal == "%":
            raise ValueError(f"{written!r} ends in a lone %; for the sign itself write %%")
        else:
            parts.append(re.escape(literal))
    pattern = f"(?i)^{''.join(parts)}$"
    names = re.findall(r"\(\?<(\w+)>", pattern)
    _check_parts(written, names)
    return pattern, frozenset(names)


def _check_parts(written: str, names: list[str]) -> None:
    if len(set(names)) < len(names):
        raise ValueError(f"{written!r} has the same part of a time twice")
    if {"year", "short_year"} <= set(names) or {"month", "month_name"} <= set(names):
        raise ValueError(f"{written!r} has the same part of a time twice")
    if ("half_hour" in names) != ("half" in names):
        raise ValueError(f"{written!r}: %I and %p go together; %H counts to 24")
    if "hour" in names and "half_hour" in names:
        raise ValueError(f"{written!r} has the same part of a time twice")
    for finer, coarser in (
        ({"minute"}, {"hour", "half_hour"}),
        ({"second"}, {"minute"}),
        ({"fraction"}, {"second"}),
    ):
        if finer & set(names) and not coarser & set(names):
            raise ValueError(f"{written!r} has a {min(finer)}, but no {max(coarser)}")


def wall_times(parts: pl.DataFrame) -> pl.Series:
    """Put year, month, day, hour, minute and second (text, no nulls) together; Datetime.

    24:00 is the end of its day.
    """
    midnight = (
        (pl.col("hour") == "24")
        & (pl.col("minute").str.zfill(2) == "00")
        & (pl.col("second") == "00")
        & (pl.col("fraction").str.strip_chars("0") == "")
    )
    hour = pl.when(midnight).then(pl.lit("00")).otherwise(pl.col("hour").str.zfill(2))
    text = pl.concat_str(
        "year",
        pl.lit("-"),
        pl.col("month").str.zfill(2),
        pl.lit("-"),
        pl.col("day").str.zfill(2),
        pl.lit(" "),
        hour,
        pl.lit(":"),
        "minute",
        pl.lit(":"),
        "second",
    )
    microseconds = pl.col("fraction").str.pad_end(6, "0").str.head(6).cast(pl.Int64)
    return parts.select(
        # A leap second is a second too much: chrono would take it for a fraction.
        pl.when(pl.col("second") < "60")
        .then(text)
        .str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
        + pl.duration(microseconds=microseconds)
        + pl.duration(days=midnight.cast(pl.Int64))
    ).to_series()


def full_hours(half_hour: pl.Expr, half: pl.Expr) -> pl.Expr:
    """Count the hours of a clock of twelve to 24; 12 AM is 0, 12 PM is 12, 0 and 13 are none."""
    hour = half_hour.cast(pl.Int64)
    evening = pl.when(half.str.to_lowercase() == "p").then(12).otherwise(0)
    return pl.when(hour.is_between(1, 12)).then(hour % 12 + evening).cast(pl.String)


def _written(text: pl.Series, pattern: str, names: frozenset[str]) -> Times:
    groups = text.str.extract_groups(pattern).struct.unnest()
    parts = groups.select(
        year=_year(names),
        month=_month(names),
        day=pl.col("day"),
        hour=_hour(names),
        minute=pl.col("minute") if "minute" in names else pl.lit("00"),
        second=pl.col("second") if "second" in names else pl.lit("00"),
        fraction=pl.col("fraction") if "fraction" in names else pl.lit("0"),
    )
    wall = wall_times(parts)
    if not names & {"hour", "half_hour"}:
        return _times(text, day=wall.dt.date())
    return _times(text, wall=wall, shift=_shift(groups, names))


def _year(names: frozenset[str]) -> pl.Expr:
    if "year" in names:
        return pl.col("year")
    short = pl.col("short_year")
    last = short.cast(pl.Int64) >= FIRST_OF_LAST_CENTURY
    return pl.when(last).then("19" + short).otherwise("20" + short)


def _month(names: frozenset[str]) -> pl.Expr:
    if "month" in names:
        return pl.col("month")
    spelled = {name: str(number) for name, number in MONTH_OF.items()}
    return pl.col("month_name").str.to_lowercase().replace_strict(spelled, default=None)


def _hour(names: frozenset[str]) -> pl.Expr:
    if "hour" in names:
        return pl.col("hour")
    if "half_hour" in names:
        return full_hours(pl.col("half_hour"), pl.col("half"))
    return pl.lit("00")


def _shift(groups: pl.DataFrame, names: frozenset[str]) -> pl.Series | None:
    """Seconds east of UTC; None where the form has no place for an offset."""
    if "sign" in names:
        return groups.select(offset_seconds("zone_hours", "zone_minutes")).to_series()
    return _zeros(len(groups)) if "utc" in names else None


def offset_seconds(hours: str, minutes: str) -> pl.Expr:
    """Write an offset's seconds east of UTC from columns with its sign, hours and minutes."""
    seconds = (
        pl.col(hours).cast(pl.Int64).fill_null(0) * 3600
        + pl.col(minutes).cast(pl.Int64).fill_null(0) * 60
    )
    return seconds * pl.when(pl.col("sign") == "-").then(-1).otherwise(1)


def _epoch(text: pl.Series, pattern: str, microseconds_each: int) -> Times:
    """Read a count since 1970-01-01 UTC; a fraction of seconds to the microsecond."""
    groups = text.str.extract_groups(pattern).struct.unnest()
    counted = groups.select(
        pl.col("count").cast(pl.Int64) * microseconds_each
        + pl.col("fraction").str.pad_end(6, "0").str.head(6).cast(pl.Int64).fill_null(0)
        if "fraction" in groups.columns
        else pl.col("count").cast(pl.Int64) * microseconds_each
    ).to_series()
    return _times(text, wall=counted.cast(pl.Datetime("us")), shift=_zeros(len(text)))


def _serial(text: pl.Series) -> Times:
    """Read a spreadsheet's serial: days since 1899-12-30, to the second; a whole one is a day."""
    days = text.set(~text.str.contains(r"^\d{1,7}(?:\.\d+)?$"), None).cast(pl.Float64)
    days = days.set((days < FIRST_SERIAL) | (days >= 2_958_466), None)
    is_day = (days == days.floor()).fill_null(value=False)
    seconds = ((days + SERIAL_DAY_ZERO) * 86_400).round().cast(pl.Int64)
    wall = (seconds * 1_000_000).cast(pl.Datetime("us"))
    return _times(text, wall=wall.set(is_day, None), day=wall.dt.date().set(~is_day, None))


def _times(
    text: pl.Series,
    *,
    wall: pl.Series | None = None,
    shift: pl.Series | None = None,
    day: pl.Series | None = None,
) -> Times:
    def nothing(kind: pl.DataType) -> pl.Series:
        return pl.Series([None], dtype=kind).new_from_index(0, len(text))

    return Times(
        nothing(pl.Datetime("us")) if wall is None else wall,
        nothing(pl.Int64()) if shift is None else shift,
        nothing(pl.Date()) if day is None else day,
    )


def _zeros(length: int) -> pl.Series:
    return pl.Series([0], dtype=pl.Int64).new_from_index(0, length)


NAMED: Mapping[str, Callable[[pl.Series], Times]] = MappingProxyType(
    {
        "epoch_seconds": lambda text: _epoch(
            text, r"^(?<count>-?\d{1,12})(?:\.(?<fraction>\d{1,9}))?$", 1_000_000
        ),
        "epoch_milliseconds": lambda text: _epoch(text, r"^(?<count>-?\d{1,15})(?:\.0+)?$", 1_000),
        "epoch_microseconds": lambda text: _epoch(text, r"^(?<count>-?\d{1,18})(?:\.0+)?$", 1),
        "excel_serial": _serial,
        "json_date": lambda text: _epoch(
            text, r"^/Date\((?<count>-?\d{1,15})(?:[+-]\d{4})?\)/$", 1_000
        ),
    }
)
