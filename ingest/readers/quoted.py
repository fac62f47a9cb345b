"""Text tables with quotes in them, read strictly by the standard library's reader.

It alone notices a quote in the wrong place.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ingest.readers.blocks import BLANK, ROW, Block, Broken, LeftOut
from ingest.readers.broken_lines import fault_of, legible, misplaced_quote
from ingest.readers.run_on_cells import RunOnCells


def quoted(
    part: bytes, columns: Sequence[str], run_on: RunOnCells, line: int
) -> tuple[Block, int, int]:
    """Read a block strictly; returns it, the bytes used, and the lines used.

    A record that is not finished at the block's end is left for the next one.
    """
    lines = list(io.StringIO(part.decode("utf-8", "surrogateescape"), newline=""))
    delimiter = run_on.delimiter
    dialect: dict[str, Any] = {"delimiter": delimiter, "quotechar": run_on.quote, "strict": True}
    reader, skipped, begun = csv.reader(lines, **dialect), 0, 0
    records = Records(columns)
    while begun < len(lines):
        number = line + begun
        try:
            record, misplaced = next(reader), ""
        except csv.Error as error:
            record, misplaced = [], str(error)
        ended = skipped + reader.line_num
        if ended == len(lines) and "unexpected end" in misplaced:
            break
        rows_within = run_on.rows_in(lines[begun:ended]) if ended > begun + 1 else []
        if misplaced:
            text = legible(lines[begun].strip())
            fault: Broken | None = Broken(number, misplaced_quote(misplaced, run_on.quote), text)
        else:
            fault = fault_of(record, columns, number, delimiter)
        records.add(number, record, fault)
        if misplaced or (fault is not None and rows_within):
            # The lines that a misplaced quote swallowed are rows of their own: they are read again.
            ended = skipped = begun + 1
            reader = csv.reader(_from(lines, skipped), **dialect)
        elif rows_within:
            run_on.note(number, lines[begun:ended], rows_within)
        begun = ended
    return records.block(), _size(lines[:begun], len(part), len(lines)), begun


def _from(lines: Sequence[str], place: int) -> Iterator[str]:
    """Give the lines from a place on; to come there costs nothing."""
    return (lines[at] for at in range(place, len(lines)))


def _size(lines: Sequence[str], whole: int, in_all: int) -> int:
    """Count the bytes of the lines used, of a part of so many bytes and lines."""
    if len(lines) == in_all:
        return whole
    return sum(len(text.encode("utf-8", "surrogateescape")) for text in lines)


@dataclass
class Records:
    """What the records of a block are: rows, lines that are none, and blank lines."""

    columns: Sequence[str]
    cells: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)

    def add(self, number: int, record: list[str], fault: Broken | None) -> None:
        """Add a record: a row, what is wrong with it, or a blank line."""
        if fault is not None:
            self.broken.append(fault)
        elif record:
            self.cells.append(record)
            self.numbers.append(number)
        else:
            self.blank.append(number)

    def block(self) -> Block:
        """Give the records as a block."""
        by_column = list(zip(*self.cells, strict=True)) or [()] * len(self.columns)
        rows = pl.DataFrame(
            {ROW: self.numbers, **dict(zip(self.columns, by_column, strict=True))},
            schema={ROW: pl.Int64, **dict.fromkeys(self.columns, pl.String)},
        )
        return Block(rows, tuple(self.broken), blank_left_out(self.blank))


def blank_left_out(blank: Sequence[int]) -> tuple[LeftOut, ...]:
    """Say that lines with nothing on them were left out, by their numbers."""
    return (LeftOut(BLANK, len(blank), blank[0]),) if blank else ()
