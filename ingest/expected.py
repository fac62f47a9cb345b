"""What a cell should have been: the reason that a refused row carries, with the way out.

Only refused cells come here. A reason does not repeat the value, which stands beside it, so that
rows refused for one reason can be counted together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

import polars as pl

from ingest.contract import FIRST_DAY, LAST_DAY, PRIORITIES, Column
from ingest.expected_times import Case, not_a_time, of_times
from ingest.instants import Reading
from ingest.named import likely
from ingest.near_places import near_regions, near_zones
from ingest.values import (
    ARRAY,
    CONTROLS,
    FORMULA_ERROR,
    NARROW,
    OBJECT,
    SHORTENED,
    one_or_thousand,
    with_controls,
)

# How people and programs write that there is no value.
NO_VALUE = (
    r"(?i)^(?:n/?a|n\.a\.|[-\u{2013}\u{2014}]+|\.+|\?+|none|null|nil|nan|nat|tbd|tba|unknown|open|"
    r"present|ongoing|unlimited|indefinite|never|unbekannt|offen|keine?|unbegrenzt|unbefristet)$"
)
# What the description of a column says of an empty cell.
EMPTY_MEANS = re.compile(r"empty: ([^.(]+?)(?: \(.*\))?\.$")
YES = r"(?i)^(?:1|y|yes|on|x|j|ja|wahr|oui|vrai|s[i\u{ed}]|verdadero)$"
NO = r"(?i)^(?:0|n|no|off|nein|falsch|non|faux|falso)$"
DECIMAL_COMMA = r"^[+-]?\d+,\d+$"
COMMA_AND_THREE = r"^[+-]?\d{1,3},\d{3}$"
TOO_LARGE = r"^[+-]?(?:[1-9]\d{18,}|\d(?:\.\d+)?[eE]\+?[1-9]\d+)$"
# One number with a unit, a sign or a word beside it.
WITH_UNIT = r"^(?:[^\d.,+\-]+[+-]?\d[\d.,]*\D*|[+-]?\d[\d.,]*[^\d.,]\D*)$"
SHORTENED_BY_EXCEL = "Excel has shortened a number here: format the column"
# The signs that no identifier holds, by what they are called; of several the first is named.
HIDDEN_SIGNS = {
    "a line break": ["\n", "\r", "\x85", "\u2028", "\u2029"],
    "a tab": ["\t"],
    "a NUL byte": ["\0"],
    "a control character": CONTROLS,
}
# How like two words must be for one to be meant by the other.
LIKENESS = 0.75
# So many different words are looked at for one that was meant; beyond them the list must do.
MOST_WORDS = 1_000
# Where a word may stand for more names than these, none is named.
MOST_MEANT = 3


def expected(cells: pl.Series, column: Column, reading: Reading) -> pl.Series:
    """Say of cells that are no value of a column what each is not; text, one for each cell."""
    text = cells.cast(pl.String)
    head = _head(column, reading)
    cases = [*_of_sheets(text, head), *_near(text, column, head), *_empty(text, column, head)]
    if column.kind == "identifier":
        cases += _of_identifiers(cells, text, head)
    if column.kind in {"instant", "date"}:
        cases += of_times(cells, column, reading)
    cases += [(text.str.contains(form), said) for form, said in _ways_out(column, reading, head)]
    reasons = [pl.when(pl.lit(holds)).then(pl.lit(reason)) for holds, reason in cases]
    return pl.select(pl.coalesce(*reasons, pl.lit(head))).to_series()


def out_of_range(column: Column) -> str:
    """Say between what the values of a column lie."""
    if column.kind in {"whole", "number"}:
        return f"not between {column.least:,} and {column.most:,}"
    return f"not between {FIRST_DAY} and {LAST_DAY}"


def _head(column: Column, reading: Reading) -> str:
    """Say what every refused cell of a column is not."""
    if column.kind in {"instant", "date"}:
        return not_a_time(column, reading)
    number = "4.5" if reading.decimal == "." else f"4{reading.decimal}5"
    words = ", ".join(column.words)
    if column.words == PRIORITIES:
        words = words.replace("P1", "P1 (the most urgent)")
    return {
        "word": f"not one of {words}",
        "words": f"not made of the words {words}, with blanks between them",
        "identifier": "not an identifier",
        "time": "not a time of day such as 08:00 (two digits each)",
        "whole": "not a whole number such as 12",
        "number": f"not a number such as {number}",
        "flag": "neither true nor false",
        "zone": "not a time zone such as Europe/Berlin",
        "region": "not a region whose holidays are known, such as DE or DE-BY",
    }.get(column.kind, "not text")


def _of_sheets(text: pl.Series, head: str) -> list[Case]:
    """Find what stands in a cell in place of its value."""
    formula = "mend the formula in the workbook, or format the column as text, and export again"
    narrow = "Excel shows this where a column is too narrow: widen it and save again"
    return [
        (text.str.contains(FORMULA_ERROR), f"{head}, but the error of a formula; {formula}"),
        (text.str.contains(NARROW), f"{head}; {narrow}"),
    ]


def _of_identifiers(cells: pl.Series, text: pl.Series, head: str) -> list[Case]:
    """Find what no text of one line is: a number of a typed file, or one with more lines."""
    if cells.dtype != pl.String:
        return [(text.is_not_null(), f"{head}; deliver identifiers as text")]
    holds = pl.lit(f"{head}; it holds ")
    controls = [
        pl.when(text.str.contains_any(signs)).then(holds + pl.lit(called))
        for called, signs in HIDDEN_SIGNS.items()
    ]
    named = pl.select(pl.coalesce(*controls) + pl.lit("; take it out at the source")).to_series()
    return [(with_controls(text), named)]


def _empty(text: pl.Series, column: Column, head: str) -> list[Case]:
    """Find the words for no value, and say what an empty cell would mean."""
    is_none = text.str.contains(NO_VALUE)
    if column.kind in {"whole", "number"}:
        is_none |= ~text.str.contains(r"\d")
    if column.required:
        return [(is_none, f"{head}; {column.hint}")] if column.hint else []
    said = EMPTY_MEANS.search(column.description)
    default = None if column.default is None else str(column.default).lower()
    means = said[1] if said else default
    way = f"an empty cell means: {means}" if means else "leave the cell empty where there is none"
    return [(is_none, f"{head}; {way}")]


def _ways_out(column: Column, reading: Reading, head: str) -> list[tuple[str, str]]:
    """List forms that cells have, as regular expressions, and what is said of each."""
    if column.kind == "identifier":
        part = f"let a mapping name the part of it that is one, such as {column.name}.id"
        return [
            (OBJECT, f"an object, where an identifier is meant; {part}"),
            (ARRAY, "an array, where an identifier is meant; deliver one text there"),
            (SHORTENED, f"{head}; {SHORTENED_BY_EXCEL} as text and export again"),
        ]
    if column.kind == "time":
        return [
            (r"^24:00(?::00)?$", f"{head}; write 00:00"),
            (r"^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$", f"{head}; write hours and minutes alone"),
            (r"^\d{2}:\d{2}(?::\d{2})?$", "there is no such time of day; it has 00:00 to 23:59"),
        ]
    if column.kind == "flag":
        return [(YES, f"{head}; write true"), (NO, f"{head}; write false")]
    return _of_numbers(column, reading, head) if column.kind in {"whole", "number"} else []


def _of_numbers(column: Column, reading: Reading, head: str) -> list[tuple[str, str]]:
    mark, other = reading.decimal, "," if reading.decimal == "." else "."
    escaped = re.escape(mark)
    parted = rf"^[+-]?\d{{1,3}}(?:(?:[{other}'\u{{2019}} ]\d{{3}})+|(?:{escaped}\d{{3}}){{2,}})"
    forms = [
        (SHORTENED, f"{head}; {SHORTENED_BY_EXCEL} as a number and export again"),
        (TOO_LARGE, out_of_range(column)),
        (rf"{parted}(?:{escaped}\d+)?$", f"{head}; write 1000 for a thousand, without a mark"),
        (WITH_UNIT, f"{head}; write the number alone, without a sign or unit"),
    ]
    if column.kind == "whole":
        doubt = f"1{mark}000 can mean one or a thousand; write 1 or 1000"
        return [(one_or_thousand(mark), doubt), *forms]
    if mark == ".":
        comma = "or let decimal of a mapping say that a comma is meant"
        doubt = f"{head}; write 1000 for a thousand, 4.5 for a fraction, {comma}"
        forms = [(COMMA_AND_THREE, doubt), (DECIMAL_COMMA, f"{head}; write 4.5, {comma}"), *forms]
    return forms


def meant(text: pl.Series, words: Sequence[str]) -> pl.Series:
    """Name, for each text that is none of some words, those that were probably meant.

    Gives text such as ` (did you mean closed?)`, empty where none is like it.
    """
    return _hints(text, partial(likely, names=words, likeness=LIKENESS))


def _near(text: pl.Series, column: Column, head: str) -> list[Case]:
    """Find the cells whose word is near to one that is known."""
    near = {"zone": near_zones, "region": near_regions}.get(column.kind)
    if near is None and column.kind != "word":
        return []
    hints = _hints(text, near) if near else meant(text, column.words)
    return [(hints != "", pl.select(pl.lit(head) + pl.lit(hints)).to_series())]


def _hints(text: pl.Series, near: Callable[[str], list[str]]) -> pl.Series:
    written = text.drop_nulls().unique()
    if len(written) > MOST_WORDS:
        return pl.Series([""]).new_from_index(0, len(text))
    hints = {word: _question(near(word)) for word in written}
    return text.replace_strict(
        list(hints), list(hints.values()), default="", return_dtype=pl.String
    )


def _question(names: list[str]) -> str:
    if not 0 < len(names) <= MOST_MEANT:
        return ""
    *first, last = names
    return f" (did you mean {', '.join(first)}{' or ' if first else ''}{last}?)"
