from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import polars as pl
import pytest

from reports import readable
from reports.downloads import excel_book, spreadsheet_csv
from reports.queries import ask
from reports.snapshot import Snapshot
from reports.tables import html_table

FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
UNSEEN = ' "\u200b\ufeff\u2060\u00ad\u200e\ufe0f\x00\x1b'
HOSTILE = [
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1",
    "\uff1d1+1",
    '"=1',
    "harmless; =cmd|' /C calc'!A0",
    "harmless,=1",
    "harmless\n=1",
    "harmless\t+1",
    "\u200b=1",
    "\ufeff\u2060\u00ad=1",
    "\x00\x1b=1",
    "harmless;\u200e\ufe0f@SUM(A1)",
]


def test_a_workbook_holds_the_rows_as_text_numbers_and_dates_and_no_formula() -> None:
    rows = pl.DataFrame(
        {
            "summary": [*HOSTILE, "http://spy.invalid/x", "plain"],
            "units": range(len(HOSTILE) + 2),
            "opened_on": [date(2026, 6, 1)] * (len(HOSTILE) + 2),
        }
    )

    content = excel_book(rows)

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    assert "<f>" not in parts["xl/worksheets/sheet1.xml"]
    assert "<hyperlink" not in parts["xl/worksheets/sheet1.xml"]
    assert not [name for name in parts if "externalLink" in name]
    read = pl.read_excel(io.BytesIO(content))
    assert read["units"].to_list() == rows["units"].to_list()
    assert read["opened_on"].to_list() == rows["opened_on"].to_list()
    texts = [text.replace("\r", "\n") for text in rows["summary"]]
    assert [(one or "").replace("\r", "\n") for one in read["summary"]] == texts


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_download_is_a_formula(text: str, separator: str) -> None:
    content = spreadsheet_csv(pl.DataFrame({"ticket_id": [text], "summary": [text]}))

    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator)
    cells = [cell.lstrip(UNSEEN) for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(FORMULA_MARKS)]


def test_a_download_keeps_what_is_harmless_as_it_is() -> None:
    rows = pl.DataFrame(
        {"summary": ["a-b = c; d", "Söhne, 50 %", None], "late_seconds": [-5, 0, 7]}
    )

    content = spreadsheet_csv(rows).decode("utf-8")

    assert content.startswith("\ufeff")
    assert content[1:].splitlines() == [
        "summary,late_seconds",
        "a-b = c; d,-5",
        '"Söhne, 50 %",0',
        ",7",
    ]


def test_the_download_of_the_misses_holds_each_with_local_times(snapshot: Snapshot) -> None:
    misses = ask(snapshot, "misses", customer_id="brightwater", month=date(2026, 6, 1))

    content = spreadsheet_csv(readable.miss_record(misses, "America/New_York"))

    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [(row["ticket_id"], row["how_late"], row["due_at"]) for row in rows] == [
        ("B-1", "2 h 13 min late, 24x7", "2026-06-09T16:00:00-04:00"),
        ("B-4", "1 h 30 min late, business hours", "2026-06-09T12:00:00-04:00"),
        ("B-5", "40 s late, business hours", "2026-06-11T08:00:00-04:00"),
    ]
    assert rows[1]["summary"].startswith("'=HYPERLINK(")


def test_a_table_shows_markup_as_text() -> None:
    html = html_table(
        pl.DataFrame({"Summary": ['<img src="http://spy.invalid/p">', None]}), caption="<b>"
    )

    assert "<img" not in html
    assert "<b>" not in html
    assert "&lt;img src=&quot;http://spy.invalid/p&quot;&gt;" in html
    assert '<td class="">—</td>' in html
