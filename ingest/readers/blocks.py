"""What every reader gives: blocks of rows, what is no row, and what was left out on purpose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from ingest.errors import RefusedError
from ingest.named import counted

ROW = "row_number"
# A record longer than this is no record: a quote or a bracket was opened and never closed.
LONGEST_RECORD_BYTES = 64 << 20
# As many as a sheet of Excel has.
MOST_COLUMNS = 16_384
# What a column without a name of its own is called, by its place.
UNNAMED = re.compile(r"^column \d+$")
BLANK = "blank"
EXAMPLE = "example"


@dataclass(frozen=True)
class Broken:
    """A line that is no row: its number, what is wrong, its text, and its cells with a value."""

    row_number: int
    reason: str
    text: str
    cells: int | None = None


@dataclass(frozen=True)
class LeftOut:
    """Rows that are none by the mapping's own words, or blank: why, how many, and the first."""

    reason: str
    rows: int
    first_row: int
    text: str = ""


@dataclass(frozen=True)
class Block:
    """A part of a file: `rows` (row_number Int64 and the file's columns), and what is no row.

    `doubts` are sentences on what was read and may not be what the source meant.
    """

    rows: pl.DataFrame
    broken: tuple[Broken, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A part of a file with columns of its own: a sheet, or, without a name, the whole."""

    name: str
    columns: tuple[str, ...]
    is_hidden: bool = False


@dataclass(frozen=True)
class Unread:
    """A sheet that was not read: how many rows stand below its first, and what its columns are.

    They are those that would be read; none where they cannot be told.
    """

    name: str
    rows: int
    columns: tuple[str, ...] = ()
    is_hidden: bool = False


def with_rows(sheets: Iterable[Unread]) -> str:
    """Name sheets with their rows: `April (1 row), June (2 rows, hidden)`."""
    return ", ".join(
        f"{one.name} ({counted(one.rows, 'row')}{', hidden' if one.is_hidden else ''})"
        for one in sheets
    )


@dataclass(frozen=True)
class Source:
    """An opened file: its parts with their columns, its blocks, and the sheets passed over.

    `delimiter` is what parts the cells of a text table; empty for a file of another kind.
    `has_delimiter_line` is whether the first line of the table says so (`sep=;`).
    A file of JSON without any row has no part: it names no columns, and so lacks none.
    """

    parts: tuple[Part, ...]
    blocks: Iterator[Block]
    unread: tuple[Unread, ...] = field(default=())
    delimiter: str = ""
    has_delimiter_line: bool = False

    @property
    def columns(self) -> list[str]:
        """All columns that a part of the file has."""
        return list(dict.fromkeys(name for part in self.parts for name in part.columns))


def whole(columns: Iterable[str], blocks: Iterator[Block]) -> Source:
    """Give a file that has its columns throughout."""
    return Source((Part("", tuple(columns)),), blocks)


def no_rows() -> pl.DataFrame:
    """Return the rows of a block that has none."""
    return pl.DataFrame(schema={ROW: pl.Int64})


def column_names(written: Sequence[str]) -> list[str]:
    """Name columns: one without a name by its place, one named as our line number otherwise."""
    named = [column or f"column {place}" for place, column in enumerate(written, start=1)]
    return ["row_number of the file" if column == ROW else column for column in named]


def refuse_repeats(names: Sequence[str], *, name: str, where: str, way_out: str = "") -> None:
    """Raise RefusedError where a column's name stands there twice, or too many columns do."""
    refuse_many(len(names), name=name, where=where)
    repeated = sorted(column for column, count in Counter(names).items() if count > 1)
    if repeated:
        raise RefusedError(
            name, f"{where} names a column twice: {', '.join(repeated)}.", way_out=way_out
        )


def refuse_many(columns: int, *, name: str, where: str) -> None:
    """Raise RefusedError where a file has more columns than can be meant."""
    if columns > MOST_COLUMNS:
        raise RefusedError(
            name,
            f"{where} names {columns:,} columns; a file may have {MOST_COLUMNS:,}.",
            way_out="Look at the file: is another delimiter meant, or do names stand for values? "
            "Otherwise export fewer columns.",
        )


def summed(left_out: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    """Add up what was left out for the same reason; the first of each stays the example."""
    by_reason: dict[str, LeftOut] = {}
    for one in left_out:
        known = by_reason.get(one.reason)
        rows = one.rows + (known.rows if known else 0)
        first = known or one
        by_reason[one.reason] = LeftOut(one.reason, rows, first.first_row, first.text)
    return tuple(by_reason.values())
