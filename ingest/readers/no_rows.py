"""Lines of an export that stand where rows do and are none: its header again, a total, a count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ingest.readers.blocks import ROW, UNNAMED, Block, Broken

FOOTER = (
    r"(?i)^\s*\(?\s*(?:(?:(?:grand |sub)?totals?|sum|summe|gesamt(?:summe)?)[\s:]*[\d.,]*"
    r"|[\d.,]+ (?:rows?|records?|zeilen|datens.tze)\b[\w ]*)\s*\)?\.?\s*$"
)
NUMBER = re.compile(r"^[+-]?\d[\d.,]*$")
REPEATS_HEADER = "repeats the header; delete it"
IS_FOOTER = (
    "looks like a total or a footer and no row; delete it, or let a mapping leave it out. If it is "
    "a row, let another column come first"
)


def without_headers_and_footers(block: Block, *, joint: str) -> Block:
    """Take out of a block the rows that are its header again, or a footer; each is a broken line.

    `joint` stands between the cells of a row's text.
    """
    names = [name for name in block.rows.columns if name != ROW]
    if len(names) < 2 or block.rows.is_empty():
        return block
    first = pl.col(names[0])
    suspects = block.rows.filter(
        (first.str.strip_chars() == names[0]) | first.str.contains(FOOTER)
    ).with_columns(pl.all().exclude(ROW).fill_null(""))
    broken = [
        Broken(number, reason, joint.join(cells), sum(bool(cell.strip()) for cell in cells))
        for number, *cells in suspects.iter_rows()
        if (reason := _reason(names, cells))
    ]
    if not broken:
        return block
    numbers = [one.row_number for one in broken]
    every = sorted((*block.broken, *broken), key=lambda one: one.row_number)
    rows = block.rows.filter(~pl.col(ROW).is_in(numbers))
    return replace(block, rows=rows, broken=tuple(every))


def is_footer(cells: Sequence[str]) -> bool:
    """Whether the first cell says that this is a total or a count of rows, and no other more."""
    others = [cell.strip() for cell in cells[1:]]
    return bool(re.match(FOOTER, cells[0])) and all(
        not cell or NUMBER.match(cell) for cell in others
    )


def _reason(names: Sequence[str], cells: Sequence[str]) -> str:
    """Say what a row is that is none; empty for a row."""
    pairs = zip(names, map(str.strip, cells), strict=True)
    if all(cell == name or (not cell and UNNAMED.match(name)) for name, cell in pairs):
        return REPEATS_HEADER
    # Where every cell is filled it may be a row of its own: `Total` is a company, too.
    is_full = all(map(str.strip, cells))
    return IS_FOOTER if is_footer(cells) and not is_full else ""
