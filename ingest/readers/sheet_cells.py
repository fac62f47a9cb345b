"""What the cells of a workbook show, beside their values.

The library that reads them gives a day and its midnight as one text, a duration as a date and an
error as nothing. An `.xlsx` or `.xlsm` file is an archive of XML; where its styles or an error in a
sheet make it worth while, the sheet is read once more.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat  # expat 2.4.1 and later bounds what entities expand to

from ingest.readers.sheet_formats import Shown, shown_by_style

ENDINGS = (".xlsx", ".xlsm")
PART_BYTES = 1 << 20
# What comes of an archive or of XML that is not as it should be.
DAMAGED = (
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
Attributes = dict[str, str]
Place = tuple[int, int]


@dataclass
class Cells:
    """The cells of a sheet that show less or other than their value; (row, column) from 0.

    `first_column` is the leftmost column with a value, where the text of a sheet begins.
    """

    days: list[Place] = field(default_factory=list)
    numbers: dict[Place, tuple[Shown, str]] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    first_column: int = 1 << 20


def cells_of(path: Path, sheets: Sequence[str]) -> dict[str, Cells]:
    """Look at the cells of some sheets; a kind of file that does not tell has none.

    A sheet that cannot be looked at is left out: of it no more is known than its texts say.
    """
    if not path.name.lower().endswith(ENDINGS):
        return {}
    try:
        with zipfile.ZipFile(path) as archive:
            styles = _styles(archive)
            parts = _parts_of_sheets(archive)
            return {name: _cells(archive, parts[name], styles) for name in sheets if name in parts}
    except DAMAGED:
        return {}


def _styles(archive: zipfile.ZipFile) -> dict[int, Shown]:
    """Tell what each cell style shows."""
    codes: dict[int, str] = {}
    numbers: list[int] = []
    is_cell_style = False

    def begun(name: str, attributes: Attributes) -> None:
        nonlocal is_cell_style
        if name == "cellXfs":
            is_cell_style = True
        elif name == "numFmt":
            codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif name == "xf" and is_cell_style:
            numbers.append(int(attributes.get("numFmtId", "0")))

    def ended(name: str) -> None:
        nonlocal is_cell_style
        if name == "cellXfs":
            is_cell_style = False

    if "xl/styles.xml" in archive.namelist():
        with archive.open("xl/styles.xml") as stream, _parser(begun) as parser:
            parser.EndElementHandler = lambda name: ended(_local(name))
            parser.ParseFile(stream)
    return shown_by_style(numbers, codes)


def _parts_of_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Find the part of the archive that holds each sheet."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    def sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            ids = [value for key, value in attributes.items() if key.endswith(":id")]
            sheets[attributes["name"]] = ids[0]

    for part, handler in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        with archive.open(part) as stream, _parser(handler) as parser:
            parser.ParseFile(stream)
    return {
        name: f"xl/{targets[identifier].lstrip('/').removeprefix('xl/')}"
        for name, identifier in sheets.items()
    }


def _cells(archive: zipfile.ZipFile, part: str, styles: dict[int, Shown]) -> Cells:
    if not styles and not _has_error(archive, part):
        return Cells()
    reader = _SheetReader(styles)
    with archive.open(part) as stream, _parser(reader.begun) as parser:
        reader.listen(parser)
        parser.ParseFile(stream)
    return reader.cells


def _has_error(archive: zipfile.ZipFile, part: str) -> bool:
    with archive.open(part) as stream:
        left = b""
        while chunk := stream.read(PART_BYTES):
            if b't="e"' in left + chunk or b"t='e'" in left + chunk:
                return True
            left = chunk[-4:]
    return False


class _SheetReader:
    """Follows the elements of a sheet, which say where they stand or follow one another."""

    def __init__(self, styles: dict[int, Shown]) -> None:
        self.cells = Cells()
        self._styles = {str(style): shown for style, shown in styles.items()}
        self._columns: dict[str, int] = {}
        self._row = -1
        self._column = -1
        self._shown: Shown | None = None
        self._is_error = False
        self._text: list[str] = []
        self._parser: expat.XMLParserType | None = None

    def listen(self, parser: expat.XMLParserType) -> None:
        self._parser = parser
        parser.EndElementHandler = self._ended

    def begun(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name == "v":
            self._begin_value()
        elif name == "is":
            self.cells.first_column = min(self.cells.first_column, self._column)
        elif name == "row":
            number = attributes.get("r")
            self._row = int(number) - 1 if number else self._row + 1
            self._column = -1

    def _begin_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.rstrip("0123456789")
            if letters not in self._columns:
                self._columns[letters] = _column_number(letters)
            self._column = self._columns[letters]
        kind = attributes.get("t", "n")
        self._is_error = kind == "e"
        self._shown = self._styles.get(attributes.get("s", "0")) if kind == "n" else None

    def _begin_value(self) -> None:
        self.cells.first_column = min(self.cells.first_column, self._column)
        if self._shown == "day":
            self.cells.days.append((self._row, self._column))
        elif (self._shown is not None or self._is_error) and self._parser is not None:
            self._text = []
            self._parser.CharacterDataHandler = self._text.append

    def _ended(self, name: str) -> None:
        if self._parser is None or self._parser.CharacterDataHandler is None:
            return
        if _local(name) == "v":
            self._parser.CharacterDataHandler = None
            place, text = (self._row, self._column), "".join(self._text)
            if self._is_error:
                self.cells.errors[place] = text
            elif self._shown is not None:
                self.cells.numbers[place] = (self._shown, text)


@contextmanager
def _parser(begun: Callable[[str, Attributes], None]) -> Iterator[expat.XMLParserType]:
    """Give a parser that calls for the beginning of each element, by its name without prefix."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: begun(_local(name), attributes)
    yield parser


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter.upper()) - ord("A") + 1
    return number - 1
