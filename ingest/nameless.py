"""A first line that names no columns: blank in places, or a row as those below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.readers.blocks import UNNAMED

# What a cell of a row looks like, and no name of a column does.
VALUE = re.compile(r"^(?:[+-]?\d[\d.,:/\-TZ ]*|[^@\s]+@[^@\s]+\.\w+|\w+(?:-\w+)*-\d+|\w{1,4}\d+)$")
DIGITS = re.compile(r"\d+")
LETTERS = re.compile(r"[^\W\d_]+")
NAME_THEM = "put a line above it that names the columns."


def is_nameless(columns: Sequence[str]) -> bool:
    """Whether a column has no name of its own."""
    return any(UNNAMED.match(name) for name in columns)


def values_for_names(columns: Sequence[str], row: Sequence[str]) -> str:
    """Say that a first line seems to hold values, by its cells or by the row below; else empty."""
    values = sum(bool(VALUE.match(name)) for name in columns)
    if 2 * values >= len(columns):
        return f"Its first line seems to hold values and no names: {NAME_THEM}"
    if _is_like(columns, row):
        return f"Its first line looks like the one below it: if it holds values, {NAME_THEM}"
    return ""


def _is_like(columns: Sequence[str], row: Sequence[str]) -> bool:
    """Whether two lines have cells of the same shapes: those with digits tell more than words."""
    pairs = [(name, cell) for name, cell in zip(columns, row, strict=False) if cell.strip()]
    telling = [(name, cell) for name, cell in pairs if DIGITS.search(name)] or pairs
    return bool(telling) and all(_shape(name) == _shape(cell) for name, cell in telling)


def _shape(text: str) -> str:
    """Write a cell with one sign for each run of digits and of letters: `AB-12` as `a-9`."""
    return LETTERS.sub("a", DIGITS.sub("9", text.strip()))
