"""What the cells of a sheet show, beside their values, and how far they reach.

The library that reads workbooks gives a day and its midnight as one text, a duration as a date and
an error as nothing, and it lays a sheet out whole, from the first cell to the last. So the XML of a
sheet of `.xlsx` or `.xlsm` is looked at before, by its marks alone, which costs little.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ingest.errors import RefusedError
from ingest.readers.sheet_formats import Shown
from ingest.readers.workbook_parts import DAMAGED, cell_styles, sheet_parts

ENDINGS = (".xlsx", ".xlsm")
PORTION_BYTES = 4 << 20
MOST_COLUMNS = 16_384
# As many cells as a sheet of a million rows and sixty columns.
MOST_CELLS = 60_000_000

# Cells beyond column ZZ or row 99,999; a sheet without them has fewer cells than that.
FAR = re.compile(rb' r="(?:[A-Z]{3}|[A-Z]+\d{6})')
COLUMN = re.compile(rb' r="([A-Z]+)\d')
ROW = re.compile(rb' r="[A-Z]+(\d+)"')
CELL = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]+)(\d+)"[^>]*>')
KIND = re.compile(rb' t="(\w+)"')
STYLE = re.compile(rb' s="(\d+)"')
VALUE = re.compile(
    rb"\s*(?:<(?:\w+:)?f\b[^>]*/>|<(?:\w+:)?f\b[^>]*>[^<]*</(?:\w+:)?f>)?\s*<(?:\w+:)?v>([^<]*)<"
)
# A whole number of sixteen digits or more: a workbook keeps fifteen, and writes naughts after them.
LONG_NUMBER = re.compile(rb"v>-?(?:\d{16,}|\d(?:\.\d+)?[eE]\+?0*(?:1[5-9]|[2-9]\d|[1-9]\d\d))</")
FRACTION = re.compile(rb"v>-?\d+\.\d+(?:[eE][-+]?\d+)?</")
Place = tuple[int, int]


@dataclass
class Cells:
    """The cells of a sheet that show less or other than their value; (row, column) from 0.

    `rounded` are numbers with more digits than a workbook keeps. `first_column` is the leftmost
    column with a value, where the text of a sheet begins.
    """

    days: list[Place] = field(default_factory=list)
    numbers: dict[Place, tuple[Shown, str]] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    rounded: dict[Place, str] = field(default_factory=dict)
    first_column: int = 1 << 20


def cells_of(path: Path, sheets: Collection[str] | None = None) -> dict[str, Cells]:
    """Look at the cells of a workbook's sheets [all]; a kind of file that does not tell has none.

    A sheet that cannot be looked at is left out: of it no more is known than its texts say. Raises
    RefusedError for one that reaches too far to be laid out.
    """
    if not path.name.lower().endswith(ENDINGS):
        return {}
    found: dict[str, Cells] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            styles = cell_styles(archive)
            for name, part in sheet_parts(archive).items():
                if sheets is not None and name not in sheets:
                    continue
                cells, is_far = _look_at(archive, part, styles)
                if is_far:
                    _refuse_far(archive, part, where=(path.name, name))
                found[name] = cells
    except DAMAGED:
        return {}
    return found


def rows_with_numbers(path: Path, sheet: str, column: int, texts: Mapping[int, str]) -> list[int]:
    """Tell in which rows (from 1 on) a column holds a number where a text spells one.

    Columns count from 0, the first that has a value; `texts` are numbers with a fraction, by their
    rows. A kind of file that does not tell has none.
    """
    if not path.name.lower().endswith(ENDINGS):
        return []
    cells = Cells()
    found: dict[Place, None] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for portion in _portions(archive, sheet_parts(archive)[sheet]):
                _note_first_column(cells, portion)
                for fraction in FRACTION.finditer(portion):
                    number = _number_at(portion, fraction.start())
                    row = number[0][0] + 1 if number else 0
                    if number and row in texts and float(number[1]) == float(texts[row]):
                        found[number[0]] = None
    except DAMAGED:
        return []
    return [row + 1 for row, at in found if at - cells.first_column == column]


def _look_at(
    archive: zipfile.ZipFile, part: str, styles: Mapping[int, Shown]
) -> tuple[Cells, bool]:
    """Look at a sheet: what its cells show, and whether one of them stands far out."""
    cells = Cells()
    is_far = False
    names = "|".join(map(str, styles)).encode()
    marks = [re.compile(rb' t="e"'), *([re.compile(rb' s="(?:%s)"' % names)] if styles else [])]
    for portion in _portions(archive, part):
        is_far = is_far or FAR.search(portion) is not None
        for mark in marks:
            for found in mark.finditer(portion):
                _note_cell(cells, portion, found.start(), styles)
        for number in LONG_NUMBER.finditer(portion):
            _note_long_number(cells, portion, number.start())
        _note_first_column(cells, portion)
    return cells, is_far


def _note_cell(cells: Cells, portion: bytes, place: int, styles: Mapping[int, Shown]) -> None:
    """Note the cell in whose tag a mark stands, where it is one with a value."""
    cell = CELL.match(portion, portion.rfind(b"<", 0, place))
    value = VALUE.match(portion, cell.end()) if cell else None
    if cell is None or value is None:
        return
    at = (int(cell[2]) - 1, _column_number(cell[1]))
    kind, style = KIND.search(cell[0]), STYLE.search(cell[0])
    shown = styles.get(int(style[1])) if style else None
    if kind is not None and kind[1] == b"e":
        cells.errors[at] = value[1].decode()
    elif kind is not None and kind[1] != b"n":
        return
    elif shown == "day":
        cells.days.append(at)
    elif shown is not None:
        cells.numbers[at] = (shown, value[1].decode())


def _note_long_number(cells: Cells, portion: bytes, place: int) -> None:
    """Note a cell with a number that is too long to be kept; a text may be of any length."""
    if found := _number_at(portion, place):
        at, number = found
        cells.rounded[at] = number


def _number_at(portion: bytes, place: int) -> tuple[Place, str] | None:
    """Give the cell in whose value a place lies, and its number; None where it is a text."""
    named = portion.rfind(b' r="', 0, place)
    cell = CELL.match(portion, portion.rfind(b"<", 0, named))
    value = VALUE.match(portion, cell.end()) if cell else None
    kind = KIND.search(cell[0]) if cell else None
    if cell is None or value is None or (kind is not None and kind[1] != b"n"):
        return None
    return (int(cell[2]) - 1, _column_number(cell[1])), value[1].decode()


def _note_first_column(cells: Cells, portion: bytes) -> None:
    """Find the leftmost column in which a cell has a value; a cell may be there for its looks."""
    for number in range(min(cells.first_column, MOST_COLUMNS)):
        filled = rb' r="%s\d+"(?:[^>]*[^/>])?>' % _column_letters(number)
        if re.search(filled, portion):
            cells.first_column = number
            return


def _refuse_far(archive: zipfile.ZipFile, part: str, *, where: tuple[str, str]) -> None:
    """Raise RefusedError where down to its last row a sheet that reaches far has too many cells."""
    letters: set[bytes] = set()
    last_row = 0
    for portion in _portions(archive, part):
        letters.update(COLUMN.findall(portion))
        last_row = max(last_row, *map(int, ROW.findall(portion)), 0)
    columns = list(map(_column_number, letters)) or [0]
    width = max(columns) - min(columns) + 1
    if width * last_row > MOST_CELLS:
        file_name, sheet = where
        raise RefusedError(
            file_name,
            f"its sheet {sheet} reaches over {width:,} columns down to row {last_row:,}: that is "
            f"more than {MOST_CELLS:,} cells.",
            way_out="Clear what stands far from the table, or save the sheet as CSV.",
        )


def _portions(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Give a sheet's XML in portions that end with a row."""
    with archive.open(part) as stream:
        left = b""
        while chunk := stream.read(PORTION_BYTES):
            left += chunk
            cut = left.rfind(b"row>") + 4
            if cut > 4:
                yield _plainly_quoted(left[:cut])
                left = left[cut:]
        yield _plainly_quoted(left)


def _plainly_quoted(portion: bytes) -> bytes:
    """Bring attributes to the one form that all programs write; ValueError where it is another."""
    if b"='" in portion:
        portion = portion.replace(b"'", b'"')
    if b"row>" in portion and b' r="' not in portion:
        raise ValueError("cells do not say where they stand")
    return portion


@cache
def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _column_letters(number: int) -> bytes:
    letters = b""
    while number >= 0:
        letters = bytes([ord("A") + number % 26]) + letters
        number = number // 26 - 1
    return letters
