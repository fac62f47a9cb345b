"""The page Data: deliveries that add up, what was refused, how fresh it is, what it rests on."""

from __future__ import annotations

from io import BytesIO

import polars as pl

from reports.downloads import excel_book, spreadsheet_csv
from reports.queries import ask
from reports.snapshot import Snapshot
from tests.reports import operations
from tests.reports.test_app import texts
from tests.reports.test_status_page import idle, under_way
from tests.reports.test_ticket_page import page

__all__ = ["idle", "under_way"]


def test_rows_read_are_those_loaded_refused_and_known(under_way: Snapshot) -> None:
    app = page(under_way, "data")

    said = texts(app)
    assert not app.exception
    assert [metric.value for metric in app.metric] == ["2", "12", "3", "1", "1"]
    assert "12 read = 8 loaded + 3 refused + 1 known already" in said
    assert "4 read = 3 loaded + 1 refused + 0 known already" in said
    assert "does not add up" not in said
    assert "&lt;b&gt;ticket_events&lt;/b&gt;.csv" in said


def test_each_entity_says_how_far_it_reaches(under_way: Snapshot) -> None:
    said = texts(page(under_way, "data"))

    assert "never delivered" in said
    assert ">2 days<" in said
    assert ">up to date<" in said


def test_reasons_are_counted_and_numbered(under_way: Snapshot) -> None:
    rows = ask(under_way, "data_quarantine_reasons").select("place", "entity", "reasons")

    assert rows.rows() == [(1, "ticket_events", 2), (2, "tickets", 1)]


def test_a_refused_row_stays_text_on_the_page_and_in_its_files(under_way: Snapshot) -> None:
    said = texts(page(under_way, "data"))
    refused = ask(under_way, "data_quarantine")

    assert "<script>" not in said
    assert "x" * 81 not in said
    book = pl.read_excel(BytesIO(excel_book(refused)))
    assert book["value"].to_list() == [operations.HOSTILE, "x" * 300, "P9"]
    assert "'=1+1" in spreadsheet_csv(refused).decode("utf-8-sig")


def test_readings_that_differ_come_first_and_are_counted(under_way: Snapshot) -> None:
    said = texts(page(under_way, "data"))

    assert "1 reading of 2 differs from the default." in said
    assert said.index(">phone rule<") < said.index(">reopening<")


def test_what_could_not_be_judged_and_what_it_was_made_with_is_told(under_way: Snapshot) -> None:
    said = texts(page(under_way, "data"))

    assert "For these customers a list was never delivered that the rule needs." in said
    assert "Points of contact" in said
    assert "the range of four in five held" in said
    assert "Zones of tzdata a, holidays of holidays b, rules of service-review c." in said


def test_nothing_delivered_is_said_in_sentences(idle: Snapshot) -> None:
    app = page(idle, "data")

    said = texts(app)
    assert not app.exception
    assert "Nothing was delivered." in said
    assert "No row was refused" in said
    assert "Every rule could be judged for every customer" in said
    assert "No contract year has ended yet" in said
