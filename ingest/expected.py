"""What a cell should have been: the reason that a refused row carries, with the way out.

Only refused cells come here. A reason does not repeat the value, which stands beside it, so that
rows refused for one reason can be counted together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import polars as pl

from ingest import instants
from ingest.calendars import is_region
from ingest.contract import Column
from ingest.instants import Reading
from ingest.named import nearest
from ingest.values import objects
from ingest.zones import zone_names

DAY_ALONE = (
    "a day without a time; write the time too, such as 2026-06-16T12:59:00Z, or let date_means of "
    "a mapping say which time of the day is meant"
)
NO_SUCH_DAY = "no day or time that exists"
ISO_LIKE = (
    r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?:Z|[+-]\d{2}:?(?:\d{2})?)?)?$"
)
ORDERED_LIKE = r"^\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}(?:[T ,].*)?$"
# How times look that a mapping can read, what they are, and what the mapping then says.
WRITTEN: tuple[tuple[str, str, str], ...] = (
    (ORDERED_LIKE, "a time with its year last", "day_order: day-month-year or month-day-year"),
    (
        r"^\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2}\b",
        "a time with a short year",
        'time_formats: "%d.%m.%y %H:%M"',
    ),
    (r"^[3-6]\d{4}(?:[.,]\d+)?$", "a day counted by a spreadsheet", "time_formats: excel_serial"),
    (r"^\d{10}$", "a count of seconds", "time_formats: epoch_seconds"),
    (r"^\d{13}$", "a count of milliseconds", "time_formats: epoch_milliseconds"),
    (r"^\d{16}$", "a count of microseconds", "time_formats: epoch_microseconds"),
    (
        r"\d.*\p{L}{3,}|\p{L}{3,}.*\d",
        "a time with words in it",
        'time_formats: "%d %b %Y %H:%M"',
    ),
    (r"\d:\d", "a time in another form", 'time_formats: "%d.%m.%Y %H:%M"'),
)
DECIMAL_COMMA = r"^[+-]?\d+,\d+$"
# How like two words must be for one to be meant by the other.
LIKENESS = 0.75
# So many different words are looked at for one that was meant; beyond them the list must do.
MOST_WORDS = 1_000


def expected(cells: pl.Series, column: Column, reading: Reading) -> pl.Series:
    """Say of cells that are no value of a column what each is not; text, one for each cell."""
    if column.kind in {"instant", "date"}:
        return _of_times(cells, column, reading)
    plain = pl.Series([_plain(column, reading)]).new_from_index(0, len(cells))
    if column.kind in {"word", "zone", "region"}:
        return plain + _near_words(cells.cast(pl.String), column)
    if column.kind == "identifier":
        hint = (
            "an object, where an identifier is meant; let a mapping name the part of it that is "
            f"one, such as {column.name}.id"
        )
        return plain.set(objects(cells.cast(pl.String)), hint)
    if column.kind == "number" and reading.decimal == "." and cells.dtype == pl.String:
        hint = f"{plain[0]}; write 4.5, or let decimal of a mapping say that a comma is meant"
        return plain.set(cells.str.contains(DECIMAL_COMMA), hint)
    return plain


def _plain(column: Column, reading: Reading) -> str:
    number = "4.5" if reading.decimal == "." else f"4{reading.decimal}5"
    return {
        "word": f"not one of {', '.join(column.words)}",
        "words": f"not made of the words {', '.join(column.words)}, with blanks between them",
        "identifier": "neither text nor a whole number",
        "time": "not a time of day such as 08:00",
        "whole": "not a whole number such as 12",
        "number": f"not a number such as {number}",
        "flag": "neither true nor false",
        "zone": "not an IANA time zone such as Europe/Berlin",
        "region": "not a country or subdivision with known holidays, such as DE or DE-BY",
    }.get(column.kind, "not text")


def _of_times(cells: pl.Series, column: Column, reading: Reading) -> pl.Series:
    """Say what is wrong with times, or days, that cannot be read, and how they could be."""
    is_instant = column.kind == "instant"
    example = "a time such as 2026-06-16T12:59:00Z" if is_instant else "a date such as 2026-06-16"
    ways = [*reading.formats]
    if reading.day_order != "year-month-day":
        ways.append(reading.day_order)
    also = f" (or {', '.join(ways)})" if ways else ""
    is_day_alone = instants.days(cells, reading).is_not_null() & is_instant
    text = pl.lit(cells.cast(pl.String))
    cases = [(pl.lit(is_day_alone), DAY_ALONE), (text.str.contains(ISO_LIKE), NO_SUCH_DAY)]
    if reading.day_order != "year-month-day":
        no_day = f"{NO_SUCH_DAY} in the order {reading.day_order}"
        cases.append((text.str.contains(ORDERED_LIKE), no_day))
    for form, what, way in WRITTEN:
        said = f"not {example}{also}; it looks like {what}, which a mapping can read ({way})"
        cases.append((text.str.contains(form), said))
    reasons = [pl.when(case).then(pl.lit(reason)) for case, reason in cases]
    return pl.select(pl.coalesce(*reasons, pl.lit(f"not {example}{also}"))).to_series()


def meant(text: pl.Series, words: Sequence[str]) -> pl.Series:
    """Name, for each text that is none of some words, the one that was probably meant.

    Gives text such as ` (did you mean closed?)`, empty where none is like it.
    """
    return _hints(text, partial(nearest, names=words, likeness=LIKENESS))


def _near_words(text: pl.Series, column: Column) -> pl.Series:
    if column.kind == "region":
        return _hints(text, _near_region)
    return meant(text, tuple(zone_names()) if column.kind == "zone" else column.words)


def _hints(text: pl.Series, near: Callable[[str], str | None]) -> pl.Series:
    written = text.drop_nulls().unique()
    if len(written) > MOST_WORDS:
        return pl.Series([""]).new_from_index(0, len(text))
    hints = {word: f" (did you mean {one}?)" if (one := near(word)) else "" for word in written}
    return text.replace_strict(
        list(hints), list(hints.values()), default="", return_dtype=pl.String
    )


def _near_region(word: str) -> str | None:
    code = word.strip().upper().replace("_", "-")
    return code if is_region(code) else None
