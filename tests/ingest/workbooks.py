"""Workbooks as tests write them and look into them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import xlsxwriter

from ingest.contract import ENTITIES, Column
from ingest.examples import MARK

BY_HAND = tuple(entity for entity in ENTITIES if entity.is_by_hand)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def unmarked(template: bytes, path: Path, *, instead: str = "") -> Path:
    """Write a template as if somebody had deleted the mark of each example."""
    path.write_bytes(template)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    # One text stands there without its mark: the guide's sentence on the word itself.
    strings = parts["xl/sharedStrings.xml"].decode()
    parts["xl/sharedStrings.xml"] = strings.replace(f">{MARK} ", f">{instead}").encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def write_sheets(path: Path, *, hidden: str = "", **sheets: list[list[str]]) -> Path:
    """Write sheets of text, each from its first row on; `hidden` is the name of one to hide."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.hide() if name == hidden else sheet.activate()
            for number, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    if cell:
                        sheet.write_string(number, place, cell)
    return path


def part_of(path: Path, sheet: str) -> ElementTree.Element:
    """Parse the XML of a sheet."""
    with zipfile.ZipFile(path) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314  # our own file
        names = [one.attrib["name"] for one in book.iter(f"{MAIN}sheet")]
        content = archive.read(f"xl/worksheets/sheet{names.index(sheet) + 1}.xml")
    return ElementTree.fromstring(content)  # noqa: S314  # our own file


def lists_of(path: Path, sheet: str, columns: list[Column]) -> dict[str, str]:
    """Give the list of each column as its rule names it: the words, or where they stand."""
    rules = part_of(path, sheet).iter(f"{MAIN}dataValidation")
    found = {
        rule.attrib["sqref"]: rule.findtext(f"{MAIN}formula1", "")
        for rule in rules
        if rule.attrib["type"] == "list"
    }
    return {columns[_place(where)].name: words for where, words in found.items()}


def _place(reference: str) -> int:
    (letters,) = re.findall(r"^([A-Z]+)2:", reference)
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
