"""Rows that a mapping declares to be none: totals, footers, rows of another kind. They are said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ingest.conditions import Condition, holds
from ingest.form import plain_name
from ingest.readers.blocks import ROW, Block, Broken, LeftOut

LONGEST_EXAMPLE = 80


def without_left_out(block: Block, conditions: Sequence[Condition], *, joint: str) -> Block:
    """Take out of a block each row, and each line that is no row, for which a condition holds.

    `joint` stands between the cells of a row's text. What is taken out is summed up by condition.
    """
    left_out = list(block.left_out)
    for condition in conditions:
        block, taken = _parted(block, condition, joint)
        left_out += taken
    return replace(block, left_out=tuple(left_out))


def _parted(block: Block, condition: Condition, joint: str) -> tuple[Block, list[LeftOut]]:
    rows = block.rows
    is_out = _rows_out(rows, condition, joint)
    is_line_out = _lines_out(block.broken, condition)
    taken = rows.filter(is_out)
    lines = [one for one, out in zip(block.broken, is_line_out, strict=True) if out]
    kept = [one for one, out in zip(block.broken, is_line_out, strict=True) if not out]
    found = [(one.row_number, one.text) for one in lines]
    if len(taken):
        text = taken.head(1).select(_text(taken, " ")).item()
        found.append((taken[ROW][0], " ".join(str(text).split())))
    if not found:
        return block, []
    number, text = min(found)
    said = LeftOut(condition.said, len(taken) + len(lines), number, text[:LONGEST_EXAMPLE])
    return replace(block, rows=rows.filter(~is_out), broken=tuple(kept)), [said]


def _rows_out(rows: pl.DataFrame, condition: Condition, joint: str) -> pl.Series:
    """Find the rows for which a condition holds."""
    if condition.line is not None:
        return rows.select(_text(rows, joint)).to_series().str.contains(condition.line)
    cells = [pl.col(name).cast(pl.String) for name in rows.columns if name != ROW]
    if condition.cells is not None:
        filled = pl.sum_horizontal(cell.str.strip_chars().fill_null("") != "" for cell in cells)
        return rows.select(filled == condition.cells).to_series()
    absent = {plain_name(name) for name in condition.source_columns} - set(rows.columns)
    known = rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)
    return known.select(holds(condition, trim=True)).to_series()


def _lines_out(broken: Sequence[Broken], condition: Condition) -> list[bool]:
    """Find the lines, none of them a row, for which a condition on lines holds."""
    if condition.cells is not None:
        return [one.cells == condition.cells for one in broken]
    if condition.line is None or not broken:
        return [False] * len(broken)
    texts = pl.Series([one.text for one in broken], dtype=pl.String)
    return texts.str.contains(condition.line).to_list()


def _text(rows: pl.DataFrame, joint: str) -> pl.Expr:
    cells = [pl.col(name).cast(pl.String).fill_null("") for name in rows.columns if name != ROW]
    return pl.concat_str(cells, separator=joint) if cells else pl.lit("")
