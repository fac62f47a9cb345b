"""Errors of a spreadsheet's formulas that came along as text: `#REF!`, `#N/A`.

A workbook says which of its cells hold one (`ingest/readers/sheet_days.py`); of all else it shows
by the text alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ingest.named import counted
from ingest.odd_cells import OddCells, odd_cells
from ingest.plan import Plan
from ingest.readers import kind_of
from ingest.values import FORMULA_ERROR


def find_formula_errors(one: Plan, rows: pl.DataFrame) -> list[OddCells]:
    """Find them in a block (row_number, and text as delivered) of what is no workbook.

    Of a mapped file in the columns that it reads; what the mapping takes for no value is none.
    """
    if kind_of(one.path) == "excel":
        return []
    missing = one.source.missing if one.source else ()

    def marked(cells: pl.Series) -> pl.Series | None:
        may_be = cells.str.starts_with("#")
        if not may_be.any():
            return None
        return may_be & cells.str.contains(FORMULA_ERROR) & ~cells.is_in(list(missing))

    return odd_cells(rows, rows.columns if one.source is None else one.columns_read, marked)


def formula_error_words(found: Sequence[OddCells]) -> list[str]:
    """Say how many cells hold one, the first of them, and the way out."""
    if not found:
        return []
    first = min(found, key=lambda one: one.row_number)
    cells = sum(one.cells for one in found)
    them, formulas = ("It is", "formula") if cells == 1 else ("They are", "formulas")
    contain = "contains" if cells == 1 else "contain"
    return [
        f"{counted(cells, 'cell')} {contain} an error of a spreadsheet"
        f"{':' if cells == 1 else '; the first is'} {first.text} in row {first.row_number:,}, "
        f"column {first.column}. {them} read as text: correct the {formulas} where the file was "
        "made, export it again and deliver that."
    ]
