"""Cells of a file that hold what is hardly meant, looked for column by column."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl

from ingest.readers import ROW


@dataclass(frozen=True)
class OddCells:
    """Cells that hold what is hardly meant: how many, and where the first is."""

    cells: int
    row_number: int
    column: str
    text: str


def odd_cells(
    rows: pl.DataFrame, columns: Iterable[str], marked: Callable[[pl.Series], pl.Series | None]
) -> list[OddCells]:
    """Find such cells in some columns of a block (row_number, and text as delivered).

    `marked` marks the odd ones of a column; None where it can tell at a glance that there is none.
    """
    found = []
    for name in columns:
        if rows.schema.get(name) != pl.String:
            continue
        cells = rows[name]
        odd = marked(cells)
        if odd is None:
            continue
        places = odd.fill_null(value=False).arg_true()
        if len(places):
            first = places[0]
            found.append(OddCells(len(places), rows[ROW][first], name, cells[first]))
    return found
