"""The workbook: the sheet that explains, a sheet for each entity, and the lists."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

import xlsxwriter

from ingest.contract import Entity
from ingest.examples import GUIDE_SHEET
from ingest.template.entity_sheet import add_entity_sheet
from ingest.template.guide import Line, guide
from ingest.template.lists import add_lists_sheet, long_lists

# Written into every workbook, so that the same contract gives the same file.
CREATED = datetime(2026, 1, 1)
GUIDE_WIDTHS = (20, 60, 40, 60, 16)
GUIDE_LOOKS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "title": {"bold": True, "font_size": 16},
        "heading": {"bold": True, "font_size": 12},
        "text": {},
        "table_head": {"bold": True, "bottom": 1},
        "table": {"text_wrap": True, "valign": "top"},
    }
)


def template_workbook(entities: Sequence[Entity]) -> bytes:
    """Write a workbook to be filled, a sheet for each of the entities; gives the bytes of `.xlsx`.

    Each sheet has the contract's columns as its head, and an example row that is marked as one.
    The same entities give the same bytes.
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": "service-review", "created": CREATED})
        _add_guide(book, guide(entities))
        kept = long_lists(entities)
        for entity in entities:
            add_entity_sheet(book, entity, kept)
        add_lists_sheet(book, kept)
    return stream.getvalue()


def _add_guide(book: xlsxwriter.Workbook, lines: Sequence[Line]) -> None:
    sheet = book.add_worksheet(GUIDE_SHEET)
    sheet.hide_gridlines(2)
    for place, width in enumerate(GUIDE_WIDTHS):
        sheet.set_column(place, place, width)
    looks = {style: book.add_format(dict(look)) for style, look in GUIDE_LOOKS.items()}
    for number, line in enumerate(lines):
        for place, text in enumerate(line.cells):
            sheet.write_string(number, place, text, looks[line.style])
