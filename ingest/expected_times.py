"""What a time or a day should have been, and which form of it a mapping could name.

Only refused cells come here. No value is read by a form that is found here: it is named, and
whoever reads the reason decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

import polars as pl

from ingest.contract import Column
from ingest.instants import ORDERED, Reading, dates, days, instants
from ingest.proposals.times import COUNTS, DAY_FIRST, MONTH_FIRST, forms_of, order_of

One = TypeVar("One")
# A reason, and the cells that it holds for; of several the first holds.
Case = tuple[pl.Series, str | pl.Series]

DAY_ALONE = (
    "a day without a time; write the time too, such as 2026-06-16T12:59:00Z, or let date_means of "
    "a mapping say which time of the day is meant"
)
TIME_NOT_DAY = "a time, where a date is expected; write the day alone, such as 2026-06-16"
NO_SUCH_DAY = "there is no such day or time"
ISO_LIKE = (
    r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?:Z|[+-]\d{2}:?(?:\d{2})?)?)?$"
)
# A time that ends in the letters or the name of a zone, or in an offset of other than two digits.
ZONE_IN_WORDS = (
    r"\d:\d{2}(?:[.,]\d+)? ?"
    r"(?:[A-Z]{3,5}|[A-Z][A-Za-z]+(?:/[A-Za-z_]+)+|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)$"
)
TIME_OF_DAY = r"^(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:[.,]\d+)?(?: ?[AaPp][Mm])?$"
# A time that ends in an offset of more than a day, or of more minutes than an hour has.
NO_OFFSET = r"\d:\d{2}(?:[.,]\d+)? ?([+-](?:(?:2[4-9]|[3-9]\d)(?::?\d{2})?|\d{2}:?[6-9]\d))$"
# Two numbers of a pattern that stand for day and month.
PAIR = re.compile(r"^%d([./-])%m")
# So many different cells tell which forms to try.
LOOKED_AT = 1000
# No time is longer: what is, is not held against any form.
LONGEST = 60
IN_EXCEL = " (in Excel: format the cells as YYYY-MM-DD)"


def of_times(cells: pl.Series, column: Column, reading: Reading) -> list[Case]:
    """Say what is wrong with times, or days, that cannot be read, and how they could be."""
    text = cells.cast(pl.String)
    is_instant = column.kind == "instant"
    cases: list[Case] = [
        *(_in_part(text, column, reading) if is_instant else ()),
        (days(cells, reading).is_not_null(), DAY_ALONE)
        if is_instant
        else (instants(cells, reading).is_not_null(), TIME_NOT_DAY),
        (text.str.contains(ISO_LIKE), NO_SUCH_DAY),
    ]
    if reading.day_order != "year-month-day":
        cases.append(
            (text.str.contains(ORDERED), f"{NO_SUCH_DAY} in the order {reading.day_order}")
        )
    cases += _readable(text, column, reading)
    cases.append((text.str.contains(ORDERED), NO_SUCH_DAY))
    if is_instant:
        offset = (
            f"{not_a_time(column, reading)}; write the zone as an offset, such as +01:00 (UTC as Z)"
        )
        cases.append((text.str.contains(ZONE_IN_WORDS), offset))
    return cases


def _in_part(text: pl.Series, column: Column, reading: Reading) -> Iterator[Case]:
    """Find the times without a day, and those whose offset is none."""
    yield (
        text.str.contains(TIME_OF_DAY),
        f"{not_a_time(column, reading)}, but a time without its day; write the day too, or let a "
        'mapping join the columns that hold them: {template: "{day} {time}"}',
    )
    offset = text.str.extract(NO_OFFSET)
    named = pl.select(pl.lit(offset) + pl.lit(" is no offset; write one such as +02:00"))
    yield offset.is_not_null(), named.to_series()


def not_a_time(column: Column, reading: Reading) -> str:
    """Say that something is no time, or no date, and in which forms it would be one."""
    ways = [*reading.formats]
    if reading.day_order != "year-month-day":
        ways.append(reading.day_order)
    also = f" (or {', '.join(ways)})" if ways else ""
    if column.kind == "instant":
        return f"not a time such as 2026-06-16T12:59:00Z{also}"
    return f"not a date such as 2026-06-16{also}"


def _readable(text: pl.Series, column: Column, reading: Reading) -> Iterator[Case]:
    """Find what a mapping could read, and say by which key of it."""
    head = (
        f"{not_a_time(column, reading)}; write it so{'' if column.kind == 'instant' else IN_EXCEL}"
    )
    for way, readings in _ways(text, reading):
        days_of = days if column.kind == "instant" else dates
        timed = _all_read(instants, text, readings)
        of_day = _all_read(days_of, text, readings)
        mapped = f"{head}, or let a mapping read it ({way}"
        if column.kind == "instant":
            yield timed, f"{mapped})"
            yield of_day, f"{mapped}, with date_means for the time)"
        else:
            yield of_day, f"{mapped})"
            yield timed, TIME_NOT_DAY


def _all_read(
    read: Callable[[pl.Series, Reading], pl.Series], text: pl.Series, readings: Sequence[Reading]
) -> pl.Series:
    """Mark the texts that each of these readings could read; a count only where it is of our days.

    Any number could be any count: each is to be named by the one that it is likely to be.
    """
    found = pl.Series([True]).new_from_index(0, len(text))
    for one in readings:
        found &= read(text, one).is_not_null()
        for count in COUNTS.keys() & one.formats:
            found &= text.str.contains(COUNTS[count])
    return found


def _ways(text: pl.Series, reading: Reading) -> Iterator[tuple[str, list[Reading]]]:
    """Name the keys of a mapping that some texts could be read by, and how each would read them.

    Where the texts do not decide which of two numbers is the day, both orders are named for those
    that either could read, and the one that could for the others.
    """
    every = text.filter((text.str.len_chars() <= LONGEST) & text.str.contains(r"\d"))
    likely = every.unique(maintain_order=True).head(LOOKED_AT)
    exact = replace(reading, date_means=None, formats=())
    declared = None if reading.day_order == "year-month-day" else reading.day_order
    order = declared or order_of(likely).decided
    orders = [order] if order else [DAY_FIRST, MONTH_FIRST]
    if declared is None and order != "year-month-day":
        for those in _together_and_alone(orders):
            way = f"day_order: {' or '.join(those)}"
            yield way, [replace(exact, day_order=one) for one in those]
    for pattern in forms_of(likely, orders[0]).formats:
        patterns = [pattern] if order else list(dict.fromkeys((pattern, _turned(pattern))))
        for several in _together_and_alone(patterns):
            written = " or ".join(f'"{one}"' if "%" in one else one for one in several)
            yield f"time_formats: {written}", [replace(exact, formats=(one,)) for one in several]


def _together_and_alone(each: Sequence[One]) -> list[Sequence[One]]:
    """Give all together first, and then each alone, where they are several."""
    return [each, *([one] for one in each if len(each) > 1)]


def _turned(pattern: str) -> str:
    """Let day and month change places, where the two are numbers side by side."""
    return PAIR.sub(r"%m\1%d", pattern)
