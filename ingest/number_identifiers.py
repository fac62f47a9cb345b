"""Identifiers that a workbook holds as numbers with a fraction: no text says how they were meant.

`7.5` may be 7.50, or a date. A text `7.5` is an identifier as any other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from ingest.contract import BY_NAME
from ingest.form import plain_name
from ingest.mapping import SourceRule
from ingest.readers import ROW, Block, Broken
from ingest.readers.sheet_cells import rows_with_numbers
from ingest.row_places import ROWS_A_SHEET

FRACTION = r"^-?\d+\.\d+$"


def identifier_columns(entity: str, source: SourceRule | None) -> list[str]:
    """Name the columns of a file whose cells are identifiers as they stand there."""
    if source is None:
        return [one.name for one in BY_NAME[entity].columns if one.kind == "identifier"]
    named = [plain_name(source.log.record)] if source.log is not None else []
    for of, rules in source.records.items():
        for rule in rules:
            for name, one in rule.columns.items():
                is_identifier = BY_NAME[of].column(name).kind == "identifier"
                if is_identifier and one.words is None and one.extract is None:
                    named += map(plain_name, one.first_of or filter(None, [one.column]))
    return list(dict.fromkeys(named))


def without_number_identifiers(
    block: Block, columns: Collection[str], path: Path, sheets: Sequence[str]
) -> Block:
    """Take out of a block of a workbook the rows with such an identifier; each is a broken line.

    `sheets` are those that are read, in their order.
    """
    broken: dict[int, Broken] = {}
    for name in columns:
        if name not in block.rows.columns:
            continue
        suspects = block.rows.filter(pl.col(name).str.contains(FRACTION))
        column = [one for one in block.rows.columns if one != ROW].index(name)
        numbers = _numbers_among(suspects.select(ROW, name), path, sheets, column)
        for row in suspects.filter(pl.col(ROW).is_in(numbers)).iter_rows(named=True):
            reason = (
                f"{name} holds the number {row[name]}, where an identifier is meant; deliver "
                "identifiers as text (in Excel: format the column as text, write them anew)"
            )
            cells = [str(cell or "") for column, cell in row.items() if column != ROW]
            broken.setdefault(row[ROW], Broken(row[ROW], reason, " ".join(cells)))
    if not broken:
        return block
    every = sorted((*block.broken, *broken.values()), key=lambda one: one.row_number)
    rows = block.rows.filter(~pl.col(ROW).is_in(list(broken)))
    return replace(block, rows=rows, broken=tuple(every))


def _numbers_among(
    suspects: pl.DataFrame, path: Path, sheets: Sequence[str], column: int
) -> list[int]:
    """Tell which rows hold a number in a column where their text spells one."""
    found: list[int] = []
    for place, sheet in enumerate(sheets):
        before = place * ROWS_A_SHEET
        texts = {
            number - before: text
            for number, text in suspects.iter_rows()
            if before < number < before + ROWS_A_SHEET
        }
        if texts:
            found += [before + row for row in rows_with_numbers(path, sheet, column, texts)]
    return found
