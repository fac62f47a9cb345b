"""The sheet of an entity: its head with notes, its cells with formats and lists, its example."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import xlsxwriter

from ingest.contract import Column, Entity
from ingest.examples import marked
from ingest.template.columns import note, number_format, validation, width
from ingest.template.examples import EXAMPLES
from ingest.template.lists import Lists, source

LAST_ROW = 1_048_575
GREY, DARK, PALE = "#808080", "#1F3864", "#D9E2F3"
HEAD = {"bold": True, "border": 1, "num_format": "@"}
NEEDED = {**HEAD, "bg_color": DARK, "font_color": "#FFFFFF"}
OPTIONAL = {**HEAD, "bg_color": PALE}
NOTE = {"author": "service-review", "x_scale": 2.5, "y_scale": 1.8, "font_size": 9}
EXAMPLE_NOTE = (
    "An example: it is left out when the workbook is taken in. Write your rows below it, or over "
    "all of it."
)


def add_entity_sheet(book: xlsxwriter.Workbook, entity: Entity, kept: Lists) -> None:
    """Add the sheet of an entity, with the columns that can be delivered."""
    sheet = book.add_worksheet(entity.name)
    sheet.freeze_panes(1, 0)
    looks = {True: book.add_format(NEEDED), False: book.add_format(OPTIONAL)}
    formats = {code: book.add_format({"num_format": code}) for code in _codes(entity)}
    columns = [entity.column(name) for name in entity.deliverable_names]
    for place, column in enumerate(columns):
        sheet.set_column(place, place, width(column), formats[number_format(column)])
        sheet.write_string(0, place, column.name, looks[column.required])
        sheet.write_comment(0, place, note(column, entity), NOTE)
        rule = validation(column, words=source(column, kept))
        if rule is not None:
            sheet.data_validation(1, place, LAST_ROW, place, rule)
    _write_example(book, sheet, entity, columns)


def _codes(entity: Entity) -> list[str]:
    return sorted({number_format(column) for column in entity.columns})


def _write_example(
    book: xlsxwriter.Workbook, sheet: Any, entity: Entity, columns: list[Column]
) -> None:
    """Write the example row, its first cell marked, in grey."""
    values = EXAMPLES[entity.name]
    for place, column in enumerate(columns):
        text = values.get(column.name)
        if text is None:
            continue
        look = book.add_format(
            {"italic": True, "font_color": GREY, "num_format": number_format(column)}
        )
        if place == 0:
            sheet.write_string(1, place, marked(text), look)
            sheet.write_comment(1, place, EXAMPLE_NOTE, NOTE)
        elif column.kind == "date":
            sheet.write_datetime(1, place, datetime.combine(date.fromisoformat(text), time()), look)
        elif column.kind in {"whole", "number"}:
            sheet.write_number(1, place, float(text), look)
        else:
            sheet.write_string(1, place, text, look)
