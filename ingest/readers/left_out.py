"""Rows that a mapping declares to be none: totals, footers, rows of another kind. They are said."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ingest.conditions import Condition, holds
from ingest.form import plain_name
from ingest.readers.blocks import ROW, Block, LeftOut

LONGEST_EXAMPLE = 80


def without_left_out(block: Block, conditions: Sequence[Condition], *, joint: str) -> Block:
    """Take out of a block each row, and each line that is no row, for which a condition holds.

    `joint` stands between the cells of a row's text. What is taken out is summed up by condition.
    """
    left_out = list(block.left_out)
    for condition in conditions:
        block, taken = _parted(block, condition, joint)
        left_out += taken
    return Block(block.rows, block.broken, tuple(left_out))


def _parted(block: Block, condition: Condition, joint: str) -> tuple[Block, list[LeftOut]]:
    rows = block.rows
    if condition.line is None:
        column = plain_name(condition.column or "")
        absent = [] if column in rows.columns else [pl.lit(None, dtype=pl.String).alias(column)]
        is_out = rows.with_columns(absent).select(holds(condition, trim=True)).to_series()
        broken_out = [False] * len(block.broken)
    else:
        is_out = rows.select(_text(rows, joint)).to_series().str.contains(condition.line)
        texts = pl.Series([one.text for one in block.broken], dtype=pl.String)
        broken_out = texts.str.contains(condition.line).to_list()
    taken = rows.filter(is_out)
    lines = [one for one, out in zip(block.broken, broken_out, strict=True) if out]
    kept = [one for one, out in zip(block.broken, broken_out, strict=True) if not out]
    found = [(one.row_number, one.text) for one in lines]
    if len(taken):
        text = taken.head(1).select(_text(taken, " ")).item()
        found.append((taken[ROW][0], " ".join(str(text).split())))
    if not found:
        return block, []
    number, text = min(found)
    said = LeftOut(condition.said, len(taken) + len(lines), number, text[:LONGEST_EXAMPLE])
    return Block(rows.filter(~is_out), tuple(kept), block.left_out), [said]


def _text(rows: pl.DataFrame, joint: str) -> pl.Expr:
    cells = [pl.col(name).cast(pl.String).fill_null("") for name in rows.columns if name != ROW]
    return pl.concat_str(cells, separator=joint) if cells else pl.lit("")
