"""Workbooks: which sheets are read, which row of each names the columns, what its cells say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

import polars as pl

from ingest.dialect import Dialect
from ingest.errors import NothingInItError, RefusedError
from ingest.readers.blocks import (
    BLANK,
    ROW,
    Block,
    LeftOut,
    Part,
    Source,
    Unread,
    column_names,
    with_rows,
)
from ingest.readers.heads import as_one, merged_names, named_once
from ingest.readers.sheet_cells import cells_of
from ingest.readers.sheet_days import as_shown, doubts_of, is_of
from ingest.readers.workbooks import Workbook, open_workbook
from ingest.row_places import ROWS_A_SHEET
from ingest.yaml_text import scalar

ROWS_A_BLOCK = 100_000
ALL = "all"
# Its days are written as days, and the library gives them so.
TELLS_DAYS = ".ods"


@dataclass(frozen=True)
class _Sheet:
    """A sheet that is read: its columns as they are read, and its rows (row_number and text).

    `begun` is the place of the first row below the header, from 0 on.
    """

    name: str
    columns: tuple[str, ...]
    merged: dict[str, tuple[str, ...]]
    rows: pl.DataFrame
    left_out: tuple[LeftOut, ...]
    begun: int
    doubts: tuple[str, ...] = ()
    is_hidden: bool = False

    @property
    def written(self) -> list[str]:
        """The columns as the sheet names them, those that repeat each in its place."""
        names = {part: name for name, parts in self.merged.items() for part in parts}
        return [names.get(column, column) for column in self.columns]


def excel(path: Path, dialect: Dialect, *, default_sheet: str, with_others: bool = True) -> Source:
    """Read sheets of a workbook, every cell as the text that stands for its value.

    A row's number is that of its sheet, plus ROWS_A_SHEET for each sheet read before. The sheets
    that are not read are looked at for rows, unless `with_others` is false.
    Raises RefusedError where a sheet that the mapping names is not there.
    """
    workbook = open_workbook(path)
    wanted = _wanted(workbook.sheet_names, dialect, default_sheet, path.name)
    cells = cells_of(path, None if with_others else wanted)
    sheets: list[_Sheet] = []
    for name in wanted:
        frame, is_hidden = workbook.sheet(name)
        own = cells.get(name)
        own = own if own is not None and is_of(frame, own) else None
        if not path.name.lower().endswith(TELLS_DAYS):
            frame = as_shown(frame, own)
        sheet = _sheet(frame, name, dialect, place=len(sheets), file_name=path.name)
        if sheet is not None and own is not None:
            where = f"in sheet {name}, " if len(wanted) > 1 else ""
            places = range(sheet.begun, len(frame))
            doubts = doubts_of(own, frame, sheet.written, places, sheet=where)
            sheet = replace(sheet, doubts=doubts)
        sheets += [replace(sheet, is_hidden=is_hidden)] if sheet is not None else []
    others = [one for one in workbook.sheet_names if one not in wanted] if with_others else []
    unread = tuple(_unread(workbook, others, dialect.header))
    if not sheets:
        which = "sheet" if len(wanted) == 1 else "sheets"
        raise NothingInItError(
            path.name,
            f"there is nothing in its {which} {', '.join(wanted)}.",
            way_out=_way_to_rows(unread, dialect, default_sheet),
        )
    parts = tuple(
        Part(one.name, tuple(merged_names(one.columns)), is_hidden=one.is_hidden) for one in sheets
    )
    return Source(parts, _blocks(sheets, dialect), unread)


def _way_to_rows(filled: Sequence[Unread], dialect: Dialect, default_sheet: str) -> str:
    """Say which sheets hold rows where those that were to be read hold none, and how to read one.

    `default_sheet` is the name of the sheet that is read without a word.
    """
    if not filled:
        return "No other sheet of it holds rows: export it again."
    there = f"Rows stand in its sheet{'s' if len(filled) > 1 else ''} {with_rows(filled)}:"
    key = "sheet" if dialect.sheets is None else "sheets"
    if dialect.sheet or dialect.sheets:
        return f"{there} correct format.{key} in the mapping."
    return (
        f"{there} name the right one {default_sheet}, or let a mapping say so, format: "
        f"{{sheet: {scalar(filled[0].name)}}}."
    )


def sheet_names(path: Path) -> tuple[str, ...]:
    """Name the sheets of a workbook, in its order."""
    return open_workbook(path).sheet_names


def sheets_with_rows(path: Path, names: Sequence[str]) -> tuple[Unread, ...]:
    """Count the rows below the first of some sheets; one without any is left out.

    Raises RefusedError for a sheet that reaches too far to be laid out.
    """
    cells_of(path, names)
    return tuple(_unread(open_workbook(path), names))


def _wanted(names: Sequence[str], dialect: Dialect, default: str, file_name: str) -> list[str]:
    """Choose the sheets to read, in the workbook's order."""
    if not names:
        raise RefusedError(file_name, "the workbook has no sheet.")
    if dialect.sheet is None and dialect.sheets is None:
        return [default if default in names else names[0]]
    patterns = dialect.sheets if dialect.sheet is None else (dialect.sheet,)
    if patterns == (ALL,):
        return list(names)
    chosen: set[str] = set()
    for pattern in patterns or ():
        fitting = {pattern} & set(names)
        if dialect.sheets is not None:
            fitting |= {name for name in names if fnmatchcase(name, pattern)}
        if not fitting:
            raise RefusedError(
                file_name,
                f"no sheet is named {pattern}; it has {', '.join(names)}.",
                way_out=f"Correct format.{'sheets' if dialect.sheet is None else 'sheet'} in the "
                "mapping, or the name of the sheet.",
            )
        chosen |= fitting
    return [name for name in names if name in chosen]


def _sheet(
    frame: pl.DataFrame, name: str, dialect: Dialect, *, place: int, file_name: str
) -> _Sheet | None:
    """Take a sheet apart into its header and its rows; None where there is nothing in it."""
    filled = frame.select(pl.any_horizontal(pl.all().fill_null("") != "")).to_series()
    if frame.is_empty() or not filled.any():
        return None
    first = int(filled.arg_true()[0])
    header = first if dialect.header is None else dialect.header - 1
    where = f"row {header + 1} of sheet {name}"
    if header >= len(frame) or not filled[header]:
        raise RefusedError(
            file_name,
            f"{where} is blank; it must name the columns.",
            way_out="Correct format.header in the mapping.",
        )
    written = [(cell or "").strip() for cell in frame.row(header)]
    columns, merged = named_once(written, dialect.repeats, name=file_name, where=where)
    begun = header + 1 + dialect.skip
    numbers = pl.int_range(begun + 1, len(frame) + 1, dtype=pl.Int64) + place * ROWS_A_SHEET
    below = frame.slice(begun)
    below.columns = list(columns)
    rows = below.insert_column(0, pl.select(numbers.alias(ROW)).to_series())
    is_row = filled.slice(begun)
    blank = rows.filter(~is_row)[ROW]
    left_out = (LeftOut(BLANK, len(blank), blank[0]),) if len(blank) else ()
    return _Sheet(name, columns, merged, rows.filter(is_row), left_out, begun)


def _unread(
    workbook: Workbook, names: Sequence[str], header: int | None = None
) -> Iterator[Unread]:
    """Count the rows below the first of sheets that are not read; one without any is not told.

    `header` is the row that is declared to name the columns [the first that is filled].
    """
    for name in names:
        frame, is_hidden = workbook.sheet(name)
        rows = frame.filter(pl.any_horizontal(pl.all().fill_null("") != ""))
        if len(rows) > 1:
            head = (
                rows.row(0) if header is None else next(frame.slice(header - 1, 1).iter_rows(), ())
            )
            columns = column_names([(cell or "").strip() for cell in head])
            yield Unread(name, len(rows) - 1, tuple(columns), is_hidden=is_hidden)


def _blocks(sheets: Sequence[_Sheet], dialect: Dialect) -> Iterator[Block]:
    for sheet in sheets:
        for place, rows in enumerate(sheet.rows.iter_slices(ROWS_A_BLOCK)):
            said = (sheet.left_out, sheet.doubts) if place == 0 else ()
            yield as_one(Block(rows, (), *said), sheet.merged, dialect.repeats)
        if sheet.rows.is_empty():
            yield Block(sheet.rows, (), sheet.left_out, sheet.doubts)
