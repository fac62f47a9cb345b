"""Text becomes values, by rule: what does not parse is null, and the check says so.

Each function takes a series of text without empty cells (they are null) and gives a series of the
same length; a null where there was text means that the value is refused.
"""

from __future__ import annotations

import re

import polars as pl

SPREADSHEET_TIME = r"^1899-12-3[01] "
# How an object, or a list of them, is spelled out; no source names its records so.
OBJECT = r"^(?:\{.*:.*\}|\[\s*\{.*\])$"
# How an array is spelled out: of texts, numbers, or arrays, or of nothing.
ARRAY = r'^\[\s*(?:["\[].*|(?:-?\d[\d.]*|null|true|false)\s*(?:,.*)?)?\]$'
# Line breaks, tabs and other signs that nobody sees; an identifier is a text of one line.
CONTROLS = [*map(chr, (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029))]
# What Excel shows in place of a value: of a long number, of a formula, in a narrow column.
SHORTENED = r"^[+-]?\d(?:[.,]\d+)?E\+\d{1,3}$"
FORMULA_ERROR = r"^#(?:N/A|NV|[A-Z0/]+[!?])$"
NARROW = r"^#{2,}$"
TIME = r"^(?:[01]\d|2[0-3]):[0-5]\d$"


def times(values: pl.Series) -> pl.Series:
    """Read wall times of a day, HH:MM; seconds are allowed where they are zero."""
    if values.dtype == pl.Time:
        values = values.dt.to_string("%H:%M:%S")
    text = values.cast(pl.String).str.replace(SPREADSHEET_TIME, "")
    short = text.str.replace(r"^(\d{2}:\d{2}):00$", "$1")
    return short.set(~short.str.contains(TIME), None)


def wholes(values: pl.Series, decimal: str = ".") -> pl.Series:
    """Read whole numbers of up to 18 digits; 1.0 is one, too, but 1.000 may be a thousand."""
    if values.dtype.is_integer():
        return values.cast(pl.Int64, strict=False)
    if values.dtype.is_float():
        return values.set(values != values.round(), None).cast(pl.Int64, strict=False)
    text = values.cast(pl.String)
    whole = rf"^\+?(-?\d{{1,18}})(?:{re.escape(decimal)}0+)?$"
    read = text.str.extract(whole).cast(pl.Int64, strict=False)
    if not text.str.ends_with(f"{decimal}000").any():
        return read
    return read.set(text.str.contains(one_or_thousand(decimal)), None)


def one_or_thousand(decimal: str) -> str:
    """Write the form of numbers such as 1.000, which is one or a thousand, by who wrote it."""
    return rf"^[+-]?[1-9]\d{{0,2}}{re.escape(decimal)}000$"


def numbers(values: pl.Series, decimal: str = ".") -> pl.Series:
    """Read decimal numbers; `decimal` is the mark before the fraction."""
    if values.dtype.is_numeric():
        read = values.cast(pl.Float64)
    else:
        text = values.cast(pl.String)
        mark = re.escape(decimal)
        plain = text.set(~text.str.contains(rf"^[+-]?\d+(?:{mark}\d+)?$"), None)
        read = plain.str.replace(decimal, ".", literal=True).cast(pl.Float64, strict=False)
    return read.set(~read.is_finite(), None)


def identifiers(values: pl.Series, *, needed: bool = False) -> pl.Series:
    """Read identifiers: text as it is; whole numbers of a typed file as their digits.

    An object or an array is none, though it can be spelled out as text, and neither is what holds
    a control character. Where a row is `needed` to be found by it, neither is what Excel shows in
    place of a value: many rows would have the same one.
    """
    if values.dtype.is_float() or values.dtype.is_decimal():
        return (
            values.set(values != values.round(), None).cast(pl.Int64, strict=False).cast(pl.String)
        )
    if values.dtype == pl.String:
        # Looked for all at once: next to no identifier holds any of these.
        if not values.str.contains_any([*CONTROLS, "{", "[", "#", "E+"]).any():
            return values
        is_none = objects(values) | with_controls(values)
        if needed:
            is_none |= _in_place_of_value(values)
        return values.set(is_none, None)
    if values.dtype.is_integer():
        return values.cast(pl.String)
    return pl.Series(values.name, [None] * len(values), dtype=pl.String)


def objects(values: pl.Series) -> pl.Series:
    """Mark the texts that spell an object out, or an array."""
    may_be = values.str.starts_with("{") | values.str.starts_with("[")
    if not may_be.any():
        return may_be.fill_null(value=False)
    return values.str.contains(OBJECT) | values.str.contains(ARRAY)


def with_controls(values: pl.Series) -> pl.Series:
    """Mark the texts that hold a control character."""
    return values.str.contains_any(CONTROLS)


def _in_place_of_value(values: pl.Series) -> pl.Series:
    """Mark what Excel shows in place of a value."""
    may_be = values.str.starts_with("#") | values.str.contains("E+", literal=True)
    if not may_be.any():
        return may_be.fill_null(value=False)
    return values.str.contains(f"{SHORTENED}|{FORMULA_ERROR}|{NARROW}")


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
