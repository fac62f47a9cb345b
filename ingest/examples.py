"""Example rows: a workbook to be filled has one in each sheet, and no such row is ever loaded."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from ingest.readers.blocks import EXAMPLE, ROW, Block, LeftOut

# The first cell of an example row begins with this word, in capitals.
MARK = "EXAMPLE"
MARKED = rf"^\s*{MARK}(?:\s|$)"
# The sheets that help to fill a workbook, and hold no rows: what it is, and the words allowed.
GUIDE_SHEET = "Read me"
WORDS_SHEET = "Words"
HELPING_SHEETS = (GUIDE_SHEET, WORDS_SHEET)


def marked(text: str) -> str:
    """Mark the first cell of a row as that of an example: `EXAMPLE C-1001`."""
    return f"{MARK} {text}"


def without_examples(block: Block, first_column: str) -> Block:
    """Take the rows out of a block whose cell in that column marks them as examples."""
    if first_column not in block.rows.columns:
        return block
    is_example = pl.col(first_column).cast(pl.String).str.contains(MARKED).fill_null(value=False)
    examples = block.rows.filter(is_example)
    if examples.is_empty():
        return block
    number, text = examples.row(0, named=True)[ROW], str(examples[first_column][0])
    said = LeftOut(EXAMPLE, len(examples), number, text)
    return replace(block, rows=block.rows.filter(~is_example), left_out=(*block.left_out, said))
