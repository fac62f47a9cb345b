"""Workbooks: what a cell shows is what comes in, and every row has the number its sheet shows."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
import xlsxwriter

from ingest.deliveries import take_in
from ingest.dialect import Dialect
from ingest.errors import RefusedError
from ingest.mapping_file import parsed_mapping
from ingest.plan import plan
from ingest.readers import Unread, opened
from ingest.readers.sheet_formats import shown_by

AT = datetime(2026, 6, 10, 9, 5, 7)
MIDNIGHT = datetime(2026, 6, 10)


def book(path: Path, *, first: tuple[int, int] = (0, 0), **sheets: list[list[Any]]) -> Path:
    """Write sheets; a cell may be a value, or (value, number format)."""
    with xlsxwriter.Workbook(path) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, cells in enumerate(rows, start=first[0]):
                for place, cell in enumerate(cells, start=first[1]):
                    value, code = cell if isinstance(cell, tuple) else (cell, None)
                    form = workbook.add_format({"num_format": code}) if code else None
                    if code == "error":
                        sheet.write_formula(number, place, "=1/0", None, value)
                    elif isinstance(value, datetime):
                        sheet.write_datetime(number, place, value, form)
                    elif value is not None:
                        sheet.write(number, place, value, form)
    return path


def read(path: Path, **form: Any) -> pl.DataFrame:
    with opened(path, Dialect.model_validate(form)) as (source, _):
        return pl.concat([block.rows for block in source.blocks], how="diagonal")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ((MIDNIGHT, "yyyy-mm-dd"), "2026-06-10"),
        ((MIDNIGHT, "dd.mm.yyyy;@"), "2026-06-10"),
        ((MIDNIGHT, "[$-407]d. mmmm yyyy"), "2026-06-10"),
        ((MIDNIGHT, 'd "hours" mmm'), "2026-06-10"),
        ((MIDNIGHT, 14), "2026-06-10"),
        ((MIDNIGHT, "dd.mm.yyyy hh:mm"), "2026-06-10 00:00:00"),
        ((MIDNIGHT, 22), "2026-06-10 00:00:00"),
        ((AT, "yyyy-mm-dd"), "2026-06-10 09:05:07"),
        ((AT, "dd.mm.yyyy hh:mm"), "2026-06-10 09:05:07"),
        ("2026-06-10 00:00:00", "2026-06-10 00:00:00"),
        ("10.06.2026", "10.06.2026"),
        ((46183.0, None), "46183"),
        ((46183.375, "0.00"), "46183.375"),
        ((0.375, "hh:mm"), "09:00:00"),
        ((1.5, "[h]:mm:ss"), "36:00:00"),
        ((1.5, 46), "36:00:00"),
        (("#DIV/0!", "error"), "#DIV/0!"),
        (True, "true"),
        (1001, "1001"),
        ("007", "007"),
    ],
)
@pytest.mark.parametrize("first", [(0, 0), (3, 2)])
def test_a_cell_comes_in_as_it_shows(
    tmp_path: Path, cell: Any, text: str, first: tuple[int, int]
) -> None:
    path = book(tmp_path / "t.xlsx", first=first, Sheet=[["a", "b"], ["x", cell], ["y", None]])

    assert read(path).rows() == [(first[0] + 2, "x", text), (first[0] + 3, "y", None)]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", "other"),
        ("0.00", "other"),
        ("mm:ss", "time"),
        ("m/d", "day"),
        ("[mm]:ss", "duration"),
        ("[Red]yyyy", "day"),
        ("yyyy\\-mm\\-dd\\Th", "other"),
        ('"day"0', "other"),
        ("@", "other"),
    ],
)
def test_a_number_format_shows_a_day_a_time_a_duration_or_all_else(code: str, shown: str) -> None:
    assert shown_by(code) == shown


HEADER = ["Nr", "Text"]
MONTHS = {
    "2026-05": [HEADER, ["1", "a"]],
    "2026-06": [HEADER, ["2", "b"], ["3", "c"]],
    "Notes": [["Who", "What"], ["me", "this"]],
    "Empty": [],
}


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ({"sheet": "2026-06"}, ["2", "3"]),
        ({"sheets": "2026-*"}, ["1", "2", "3"]),
        ({"sheets": ["2026-06", "2026-05"]}, ["1", "2", "3"]),
        ({"sheets": ["2026-06", "Empty"]}, ["2", "3"]),
        ({}, ["1"]),
    ],
)
def test_the_sheets_that_are_named_are_read(
    tmp_path: Path, form: dict[str, object], numbers: list[str]
) -> None:
    path = book(tmp_path / "t.xlsx", **MONTHS)

    assert read(path, **form)["Nr"].to_list() == numbers


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"sheet": "Juni"}, "no sheet is named Juni; it has 2026-05, 2026-06, Notes, Empty"),
        ({"sheet": "2026-*"}, r"no sheet is named 2026-\*"),
        ({"sheets": ["2026-*", "Juni"]}, "no sheet is named Juni"),
        (
            {"sheet": "Empty"},
            r"nothing in its sheet Empty\. Rows stand in its sheets 2026-05 \(1 row\), 2026-06 \(2",
        ),
        ({"sheet": "Empty"}, r"Notes \(1 row\): correct format\.sheet in the mapping\."),
        ({"sheets": ["Empt*"]}, r"Notes \(1 row\): correct format\.sheets in the mapping\."),
        ({"header": 9}, "row 9 of sheet 2026-05 is blank; it must name the columns"),
    ],
)
def test_a_sheet_that_is_not_as_declared_is_refused(
    tmp_path: Path, form: dict[str, object], message: str
) -> None:
    path = book(tmp_path / "t.xlsx", **MONTHS)

    with pytest.raises(RefusedError, match=message):
        read(path, **form)


@pytest.mark.parametrize("mapped", [False, True])
def test_an_identifier_that_is_a_number_with_a_fraction_is_quarantined_and_a_text_is_not(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, mapped: bool
) -> None:
    # A number of another column says nothing of the identifier, though it be the same.
    own = [[7.5, "Ada", 1], ["7.5", "Bo", 7.5], [1.1, "Cy", 1], [8, 2.5, 1]]
    rows = [["customer_id", "name", "hours"], *own]
    path = book(tmp_path / "customers.xlsx", first=(1, 1), customers=rows)
    mapping = parsed_mapping(
        "name: m\nsources: [{files: 'c*', records: {customers: {customer_id: customer_id, name: "
        "{column: name}}}}]",
        name="m",
    )

    take_in(warehouse, plan(path, mapping if mapped else None))

    assert warehouse.execute(
        "select customer_id, name from raw.customers order by 1"
    ).fetchall() == [
        ("7.5", "Bo"),
        ("8", "2.5"),
    ]
    reasons = warehouse.execute(
        "select row_number, reason from raw.quarantine order by 1"
    ).fetchall()
    assert [row for row, _ in reasons] == [3, 5]
    assert reasons[0][1].startswith(
        "customer_id holds the number 7.5, where an identifier is meant; deliver identifiers as"
    )


def test_a_number_of_the_second_sheet_is_no_identifier_either(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = [["customer_id", "name"], ["7.5", "Bo"]]
    path = book(tmp_path / "c.xlsx", May=rows, June=[rows[0], [7.5, "Ada"]])
    mapping = parsed_mapping(
        "name: m\nsources: [{files: 'c*', format: {sheets: all}, records: {customers: "
        "{customer_id: customer_id, name: name}}}]",
        name="m",
    )

    take_in(warehouse, plan(path, mapping))

    found = warehouse.execute("select row_number from raw.quarantine").fetchall()
    assert found == [(10_000_002,)]


def test_a_sheet_without_the_columns_of_the_others_is_known_by_name(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", **MONTHS)
    with opened(path, Dialect(sheets=("all",))) as (source, _):
        parts = [(part.name, part.columns) for part in source.parts]

    assert parts == [
        ("2026-05", ("Nr", "Text")),
        ("2026-06", ("Nr", "Text")),
        ("Notes", ("Who", "What")),
    ]


@pytest.mark.parametrize(
    ("form", "columns"),
    [({}, ("Who", "What", "column 3")), ({"header": 2}, ("me", "this", "too"))],
)
def test_a_sheet_that_is_not_read_is_known_by_its_columns(
    tmp_path: Path, form: dict[str, object], columns: tuple[str, ...]
) -> None:
    notes = [["Who", "What"], ["me", "this", "too"]]
    path = book(tmp_path / "t.xlsx", Cover=[HEADER, HEADER, ["1", "a"]], Notes=notes)
    with opened(path, Dialect.model_validate(form)) as (source, _):
        unread = source.unread

    assert unread == (Unread("Notes", 1, columns),)


@pytest.mark.parametrize("ending", ["xlsx", "xlsm"])
def test_where_the_styles_cannot_be_read_a_midnight_is_taken_for_a_day(
    tmp_path: Path, ending: str
) -> None:
    path = book(tmp_path / "t.xlsx", Sheet=[["a"], [(MIDNIGHT, "dd.mm.yyyy hh:mm")]])
    odd = tmp_path / f"odd.{ending}"
    with zipfile.ZipFile(path) as good, zipfile.ZipFile(odd, "w") as bad:
        for one in good.namelist():
            content = good.read(one)
            is_styles = one == "xl/styles.xml"
            bad.writestr(one, content + b"<more/>" if is_styles else content)

    assert read(path)["a"].to_list() == ["2026-06-10 00:00:00"]
    assert read(odd)["a"].to_list() == ["2026-06-10"]


ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.2"
  xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
  xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="S">{}</table:table></office:spreadsheet>
</office:body></office:document-content>"""
ODS_HEADER = (
    '<table:table-row><table:table-cell office:value-type="string">'
    "<text:p>a</text:p></table:table-cell></table:table-row>"
)
ODS_ROW = (
    '<table:table-row><table:table-cell office:value-type="date" office:date-value="{}">'
    "<text:p>x</text:p></table:table-cell></table:table-row>"
)


def test_a_sheet_of_open_document_tells_days_from_instants(tmp_path: Path) -> None:
    path = tmp_path / "t.ods"
    cells = ["2026-06-10", "2026-06-10T00:00:00", "2026-06-10T09:05:00"]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            ODS.format(ODS_HEADER + "".join(map(ODS_ROW.format, cells))).replace("\n", " "),
        )

    assert read(path)["a"].to_list() == cells


def test_repeated_headers_and_left_out_rows_hold_for_sheets_too(tmp_path: Path) -> None:
    rows = [["Title"], ["Nr", "Tag", "Tag"], ["1", "x", "y"], [None, None, None], ["Sum", "1"]]
    path = book(tmp_path / "t.xlsx", Sheet=rows)
    form = {
        "header": 2,
        "repeats": {"join": "+"},
        "leave_out": {"line": "^Sum"},
    }
    with opened(path, Dialect.model_validate(form)) as (source, _):
        (block,) = source.blocks

    assert block.rows.rows() == [(3, "1", "x+y")]
    assert [(one.reason, one.rows, one.first_row) for one in block.left_out] == [
        ("blank", 1, 4),
        ("the line matches ^Sum", 1, 5),
    ]
