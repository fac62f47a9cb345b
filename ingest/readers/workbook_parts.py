"""The parts of an `.xlsx` workbook, an archive of XML: its sheets, what each cell style shows."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat  # expat 2.4.1 and later bounds what entities expand to

from ingest.readers.sheet_formats import Shown, shown_by_style

# What comes of an archive or of XML that is not as it should be.
DAMAGED = (
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    NotImplementedError,  # raised by zipfile: packed in a way that it does not know
    RuntimeError,
    ValueError,
)
Begun = Callable[[str, dict[str, str]], None]


def cell_styles(archive: zipfile.ZipFile) -> dict[int, Shown]:
    """Tell what each cell style shows; those that show a value as it is are left out."""
    codes: dict[int, str] = {}
    numbers: list[int] = []
    section = ""

    def begun(name: str, attributes: dict[str, str]) -> None:
        nonlocal section
        if name in {"cellXfs", "cellStyleXfs"}:
            section = name
        elif name == "numFmt":
            codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif name == "xf" and section == "cellXfs":
            numbers.append(int(attributes.get("numFmtId", "0")))

    if "xl/styles.xml" in archive.namelist():
        _follow(archive, "xl/styles.xml", begun)
    return shown_by_style(numbers, codes)


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Find the part of the archive that holds each sheet, by the sheet's name."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            ids = [value for key, value in attributes.items() if key.endswith(":id")]
            sheets[attributes["name"]] = ids[0]

    _follow(archive, "xl/_rels/workbook.xml.rels", relation)
    _follow(archive, "xl/workbook.xml", sheet)
    return {
        name: f"xl/{targets[identifier].lstrip('/').removeprefix('xl/')}"
        for name, identifier in sheets.items()
    }


def _follow(archive: zipfile.ZipFile, part: str, begun: Begun) -> None:
    """Call for the beginning of each element of a part, by its name without prefix."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: begun(name.rpartition(":")[2], attributes)
    with archive.open(part) as stream:
        parser.ParseFile(stream)
