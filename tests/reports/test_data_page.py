"""The page Data: deliveries that add up, what was refused, how fresh it is, what it rests on."""

from __future__ import annotations

import re
from io import BytesIO

import duckdb
import polars as pl
import pytest

from reports import data_words
from reports.downloads import excel_book, spreadsheet_csv
from reports.queries import ask
from reports.snapshot import Snapshot, opened
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


def test_a_date_in_the_future_is_listed_with_file_and_row(under_way: Snapshot) -> None:
    said = texts(page(under_way, "data"))
    rows = ask(under_way, "data_instants_ahead")

    assert "1 time lies after the moment at which the file was received" in said
    assert re.search(r">1 Jun 2062,? 04:00", said), re.findall(r".{9}2062.{12}", said)
    assert rows.select("file_name", "row_number", "column_name").rows() == [
        ("tickets.csv", 7, "opened_at")
    ]


def test_readings_that_differ_come_first_and_are_counted(under_way: Snapshot) -> None:
    said = texts(page(under_way, "data"))

    assert "1 reading of 2 differs from the default." in said
    assert said.index(">phone rule<") < said.index(">reopening<")


def test_what_could_not_be_judged_and_what_it_was_made_with_is_told(under_way: Snapshot) -> None:
    said = texts(page(under_way, "data"))

    assert "For these customers something was never delivered that the rule needs." in said
    assert ">Points of contact<" in said
    assert ">contacts (contacts.csv)<" in said
    assert "the range of four in five held" in said
    assert "Zones of tzdata a, holidays of holidays b, rules of service-review c." in said


@pytest.fixture(scope="module")
def reconciled(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """With verdicts of the desk's own, a delivery taken back and one that was replaced."""
    path = operations.publish(tmp_path_factory.mktemp("reconciled") / "published")
    with duckdb.connect(str(path)) as connection:
        connection.execute(MORE_DELIVERIES)
        for number, (ticket, ours, theirs, agrees, reason, seconds) in enumerate(VERDICTS):
            connection.execute(
                "insert into reconciliation (ticket_id, customer_id, metric, name, priority,"
                " outcome, source_outcome, agrees, reason, elapsed_seconds,"
                " least_elapsed_seconds, source_elapsed_seconds, target_seconds,"
                " source_target_seconds) values (?, 'brightwater', 'restoration', ?, 'P1', ?, ?, ?,"
                " ?, 7200, ?, ?, 28800, 14400)",
                [ticket, f"SLA <{number}>", ours, theirs, agrees, reason,
                 None if ours == "not_measurable" else 7200, seconds],
            )  # fmt: skip
    return opened(path.parent, path.name)


MORE_DELIVERIES = """
insert into deliveries values
    (3, 'list.csv', 'c', 'customers, agreements, tickets, ticket_events', '2026-07-03 20:02', 1, 1,
     0, 0, 'desk@1', 'desk', true, false, '2026-07-02 20:00', null, '2026-07-03 20:10', 4),
    (4, 'list.csv', 'c', 'tickets', '2026-07-03 20:10', 1, 1, 0, 0, 'desk@2', 'desk', false, false,
     null, null, null, null),
    (5, 'contacts.csv', 'd', 'contacts', '2026-07-03 20:11', 1, 1, 0, 0, null, 'data contract',
     true, true, null, null, '2026-07-03 20:12', null)
"""
VERDICTS = (
    # ticket, ours, theirs, agrees, reason, their seconds
    ("B-1", "breached", "met", False, "rests", 3600),
    ("B-2", "met", "met", True, "agrees", 7200),
    ("B-3", "met", "met", True, "rounding", 7210),
    ("B-4", "not_measurable", "breached", None, "rests", 90_000),
    ("B-5", "met", None, None, "agrees", None),
)


def test_a_delivery_says_what_it_shows_and_whether_it_counts(reconciled: Snapshot) -> None:
    rows = data_words.delivery_rows(ask(reconciled, "data_deliveries"), "UTC")

    assert rows.select("Delivery", "Shows", "Exported", "Counts").rows() == [
        ("5", None, "—", "no: taken back 3 Jul 2026, 20:12"),
        ("4", "neither answers nor waits", "—", "yes"),
        ("3", "answers, no waits", "2 Jul 2026, 20:00",
         "no: replaced by delivery 4, 3 Jul 2026, 20:10"),
        ("2", "answers and waits", "—", "yes"),
        ("1", "answers and waits", "—", "yes"),
    ]  # fmt: skip


def test_ours_stand_beside_the_desk_s_own(reconciled: Snapshot) -> None:
    (counts,) = ask(reconciled, "data_reconciliation").to_dicts()
    reasons = ask(reconciled, "data_reconciliation_reasons")
    clocks = ask(reconciled, "data_reconciliation_clocks")

    assert counts == {"verdicts": 5, "tickets": 5, "compared": 3, "alike": 2,
                      "share_alike": 2 / 3}  # fmt: skip
    assert reasons.rows() == [
        ("rests", 2, 2, 1, 1),
        ("rounding", 1, 1, 0, 0),
        ("agrees", 2, 2, 0, 1),
    ]
    assert clocks["ticket_id"].to_list() == ["B-1", "B-3", "B-2", "B-4", "B-5"]


def test_the_page_tells_why_they_differ_with_each_ticket(reconciled: Snapshot) -> None:
    app = page(reconciled, "data")

    said = texts(app)
    assert not app.exception
    for sentence in (
        "Of 3 clocks that can be compared, 2 have the same verdict as the desk&#x27;s own "
        "(66.7 %).",
        "2 more clocks cannot: ours could not be measured, or the desk gives no verdict.",
        ">waiting counted otherwise<",
        '<a href="ticket?ticket=B-1&amp;customer=brightwater&amp;month=2026-06">B-1</a>',
        ">at most 2:00:00<",
        ">no verdict<",
        "SLA &lt;0&gt;",
    ):
        assert sentence in said
    assert [drawer.label for drawer in app.expander if drawer.label.startswith("The tickets")] == [
        "The tickets: waiting counted otherwise",
        "The tickets: rounded, within 60 s",
        "The tickets: nothing differs",
    ]


@pytest.mark.parametrize(
    ("counts", "sentences"),
    [
        ((1, 1, 1, 1.0), ["The one clock that can be compared has the same verdict as the desk's "
                          "own."]),
        ((2, 1, 0, 0.0), ["The one clock that can be compared has another verdict than the desk's "
                          "own.",
                          "1 more clock cannot: ours could not be measured, or the desk gives no "
                          "verdict."]),
        ((1, 0, 0, None), ["No clock can be compared.",
                           "1 more clock cannot: ours could not be measured, or the desk gives no "
                           "verdict."]),
    ],
)  # fmt: skip
def test_few_comparisons_are_told_without_a_share(
    counts: tuple[int, int, int, float | None], sentences: list[str]
) -> None:
    row = dict(zip(("verdicts", "compared", "alike", "share_alike"), counts, strict=True))

    assert data_words.reconciliation_sentences(row) == sentences


def test_nothing_delivered_is_said_in_sentences(idle: Snapshot) -> None:
    app = page(idle, "data")

    said = texts(app)
    assert not app.exception
    assert "Nothing was delivered." in said
    assert "No row was refused" in said
    assert "Times in the future" not in said
    assert "Every rule could be judged for every customer" in said
    assert "No contract year has ended yet" in said
    assert "To see ours beside them, deliver source_verdicts.csv" in said
