"""Where a table's columns are named: the header line, what stands above it, names that repeat."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO

import polars as pl

from ingest.dialect import Dialect, RepeatsRule
from ingest.errors import RefusedError
from ingest.readers.blocks import Block, column_names, refuse_many, refuse_repeats
from ingest.readers.encodings import likely_encoding
from ingest.readers.streams import BYTE_ORDER_MARK

# Excel writes and reads it: the first line declares the delimiter of those below.
DECLARED_DELIMITER = re.compile(rb'^"?sep=(.)"?\r?\n?$', re.IGNORECASE)
REPEATS_WAY_OUT = (
    "Rename or delete one of them, or let a mapping say what becomes of them: format: {repeats: "
    'first} takes the first value, format: {repeats: {join: ", "}} all of them.'
)
EMPTY = "the file is empty; its first line must name the columns."


@dataclass(frozen=True)
class Head:
    """What stands above a text table's rows: `columns` as they are read, each name once.

    `merged` names, for each column that repeats, the columns it is read as; `next_line` is the
    number of the first line of rows; `has_delimiter_line` is whether line 1 says the delimiter.
    """

    columns: tuple[str, ...]
    merged: dict[str, tuple[str, ...]]
    delimiter: str
    next_line: int
    has_delimiter_line: bool = False


def read_head(stream: BinaryIO, dialect: Dialect, *, default_delimiter: str, name: str) -> Head:
    """Read the lines down to the first row; raises RefusedError where they name no columns."""
    first = stream.readline()
    if not first.removeprefix(BYTE_ORDER_MARK):
        raise RefusedError(name, EMPTY, way_out="Export it again.")
    declared = _declared_delimiter(first, dialect, name)
    number = max(dialect.header or 1, 2 if declared else 1)
    line = first
    for _ in range(1, number):
        line = stream.readline()
    if not line:
        _refuse_carriage_returns(first, name)
        raise RefusedError(
            name,
            f"it ends before line {number}, which must name the columns.",
            way_out="Correct format.header in the mapping.",
        )
    delimiter = declared or dialect.delimiter or default_delimiter
    if not line.removeprefix(BYTE_ORDER_MARK).strip():
        raise _blank(stream, number, dialect, name)
    written = _names(line, number, delimiter, dialect.quote, name)
    columns, merged = named_once(written, dialect.repeats, name=name, where=f"line {number}")
    for _ in range(dialect.skip):
        stream.readline()
    next_line = number + 1 + dialect.skip
    return Head(columns, merged, delimiter, next_line, has_delimiter_line=declared is not None)


def _declared_delimiter(first: bytes, dialect: Dialect, name: str) -> str | None:
    found = DECLARED_DELIMITER.match(first.removeprefix(BYTE_ORDER_MARK))
    if found is None:
        return None
    declared = found[1].decode("utf-8", "replace")
    if dialect.delimiter not in {None, declared}:
        raise RefusedError(
            name,
            f"line 1 declares the delimiter {declared!r}, the mapping {dialect.delimiter!r}.",
            way_out="One of the two is wrong: correct line 1, or leave format.delimiter out.",
        )
    return declared


def _names(line: bytes, number: int, delimiter: str, quote: str, name: str) -> list[str]:
    """Read a line as column names; raises RefusedError where it cannot be one."""
    try:
        text = line.removeprefix(BYTE_ORDER_MARK).decode("utf-8")
        record = next(csv.reader([text], delimiter=delimiter, quotechar=quote, strict=True))
    except UnicodeDecodeError:
        raise RefusedError(
            name,
            f"line {number}, which names the columns, is not in UTF-8.",
            way_out="Save the file as UTF-8 (in Excel: CSV UTF-8), or name its encoding in a "
            f"mapping: format: {{encoding: {likely_encoding(line)}}}.",
        ) from None
    except csv.Error:
        _refuse_carriage_returns(line, name)
        raise RefusedError(
            name,
            f"line {number}, which names the columns, has a quote ({quote}) in the wrong place.",
            way_out="A name with a quote in it stands in quotes, and the one in it is doubled.",
        ) from None
    return [cell.strip() for cell in record]


def _blank(stream: BinaryIO, number: int, dialect: Dialect, name: str) -> RefusedError:
    """Say that nothing stands on the line that must name the columns, and where the next text is.

    Of a file in which nothing stands at all, say that.
    """
    filled = (place for place, line in enumerate(stream, start=number + 1) if line.strip())
    first = next(filled, None)
    if first is None and dialect.header is None:
        return RefusedError(
            name,
            "the file holds nothing but blank lines; its first line must name the columns.",
            way_out="Export it again.",
        )
    way_out = (
        "Correct format.header in the mapping."
        if first is None or dialect.header is not None
        else "Delete the blank lines above the names, or let a mapping say where they stand, such "
        f"as format: {{header: {first}}}."
    )
    return RefusedError(name, f"line {number} is blank; it must name the columns.", way_out=way_out)


def _refuse_carriage_returns(line: bytes, name: str) -> None:
    """Refuse a text whose lines end with a carriage return alone: it comes as one long line."""
    if b"\r" in line.rstrip(b"\r\n"):
        raise RefusedError(
            name,
            "its lines end with a carriage return alone, as on old Macs.",
            way_out="Save it as CSV UTF-8 (in Excel), or with line feeds at the ends of its lines.",
        )


def named_once(
    written: Sequence[str], repeats: RepeatsRule | None, *, name: str, where: str
) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Give each column a name of its own, and for names that repeat those of their columns.

    Without a rule for them repeats are refused (RefusedError).
    """
    names = column_names(written)
    if repeats is None:
        refuse_repeats(names, name=name, where=where, way_out=REPEATS_WAY_OUT)
        return tuple(names), {}
    refuse_many(len(names), name=name, where=where)
    counts = Counter(names)
    single: list[str] = []
    merged: dict[str, list[str]] = {one: [] for one, count in counts.items() if count > 1}
    for one in names:
        if one not in merged:
            single.append(one)
            continue
        single.append(f"{one}\x01{len(merged[one])}")
        merged[one].append(single[-1])
    return tuple(single), {one: tuple(own) for one, own in merged.items()}


def merged_names(columns: Sequence[str]) -> list[str]:
    """Name the columns as a mapping does: those that repeat once."""
    return list(dict.fromkeys(column.split("\x01")[0] for column in columns))


def as_one(block: Block, merged: dict[str, tuple[str, ...]], repeats: RepeatsRule | None) -> Block:
    """Make one column of those that repeat: the first value of each row, or all joined."""
    if not merged or repeats is None:
        return block
    columns = {}
    for name, parts in merged.items():
        values = [pl.when(pl.col(part) != "").then(pl.col(part)) for part in parts]
        one = (
            pl.coalesce(values)
            if repeats.join is None
            else pl.concat_str(values, separator=repeats.join, ignore_nulls=True)
        )
        columns[name] = one.fill_null("")
    spare = [part for parts in merged.values() for part in parts]
    return replace(block, rows=block.rows.with_columns(**columns).drop(spare))
