"""Files as people have them, each with its mapping: what comes in, and what is said of the rest."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from ingest.deliveries import take_in
from ingest.delivery_register import Delivery
from ingest.errors import RefusedError
from ingest.mapping import Mapping
from ingest.mapping_file import load_mapping
from ingest.plan import plan
from ingest.yaml_file import checked
from tests.ingest.conftest import counts

FILES = Path(__file__).parent / "files"


def mapping(name: str, *changes: tuple[str, str]) -> Mapping:
    """A case's mapping, with changes to its text."""
    text = (FILES / name).read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return checked(text, Mapping, name=name)


def test_repeated_headers_and_times_with_month_names_of_two_jiras(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    declared = mapping("jira_repeated_headers/jira.yml")
    folder = FILES / "jira_repeated_headers"
    tickets = []
    for name in ("jira_june.csv", "cloud_june.csv"):
        came = take_in(warehouse, plan(folder / name, declared))
        tickets.append(
            warehouse.execute(
                "select ticket_id, opened_at, category, priority from raw.tickets "
                "where delivery_id = (select max(delivery_id) from raw.deliveries) order by 1"
            ).fetchall()
        )
        assert came.rows_read == 3
        assert came.rows_quarantined == 0

    assert tickets[0] == [
        ("SUP-101", datetime(2026, 6, 3, 10, 17), "vpn", "P2"),
        ("SUP-102", datetime(2026, 6, 10, 7, 5), None, "P3"),
        ("SUP-103", datetime(2026, 6, 24, 15, 55), None, "P4"),
    ]
    assert tickets[1] == tickets[0]
    assert warehouse.execute(
        "select distinct ticket_id, occurred_at, value from raw.ticket_events order by 1"
    ).fetchall() == [
        ("SUP-101", datetime(2026, 6, 3, 12, 30), "restored"),
        ("SUP-102", datetime(2026, 6, 10, 14, 40), "restored"),
    ]


def test_repeated_headers_without_a_word_on_them_are_refused_with_the_way_out() -> None:
    declared = mapping(
        "jira_repeated_headers/jira.yml", ('format: {repeats: {join: " "}}', "fold: false")
    )
    path = FILES / "jira_repeated_headers" / "jira_june.csv"

    with (
        duckdb.connect() as connection,
        pytest.raises(
            RefusedError, match=r"names a column twice: Comment, Labels, Sprint\..*repeats: first"
        ),
    ):
        take_in(connection, plan(path, declared))


@pytest.mark.parametrize(
    ("declared", "name"), [("osticket.yml", "osticket_june.csv"), ("isodays.yml", "isodays.csv")]
)
def test_a_day_in_whatever_order_is_quarantined_or_what_date_means_says(
    declared: str, name: str, tmp_path: Path
) -> None:
    path = FILES / "date_only" / name
    column = (
        "occurred_at: Date Resolved",
        "occurred_at: {{column: Date Resolved, date_means: {}}}",
    )
    ends = {}
    for means in (None, "start_of_day", "end_of_day", "unknown"):
        change = [] if means is None else [(column[0], column[1].format(means))]
        with duckdb.connect(str(tmp_path / f"{means}.duckdb")) as connection:
            came = take_in(connection, plan(path, mapping(f"date_only/{declared}", *change)))
            ends[means] = (
                came.rows_quarantined,
                connection.execute(
                    "select occurred_from, occurred_at from raw.ticket_events "
                    "where ticket_id = '600101'"
                ).fetchall(),
            )
            opened = connection.execute("select min(opened_at) from raw.tickets").fetchall()
        if means is not None:
            assert opened == [(datetime(2026, 6, 10, 8, 15),)]

    first, last = datetime(2026, 6, 9, 23), datetime(2026, 6, 10, 22, 59, 59)
    assert ends == {
        None: (3, []),
        "start_of_day": (0, [(None, first)]),
        "end_of_day": (0, [(None, last)]),
        "unknown": (0, [(first, last)]),
    }


def test_a_state_and_its_reason_make_a_status_together(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    path = FILES / "hold_reason" / "snow_log.csv"
    came = take_in(warehouse, plan(path, mapping("hold_reason/both.yml")))
    as_template = _statuses(warehouse)
    columns = (
        'template: "{incident_state}/{hold_reason}"\n'
        "          words: {New/: new, In Progress/: in_progress, "
        "On Hold/Awaiting Caller: awaiting_customer, On Hold/Awaiting Vendor: in_progress, "
        "Resolved/: restored}",
        "columns: [incident_state, hold_reason]\n"
        "          words: {New / *: new, In Progress / *: in_progress, "
        "On Hold / Awaiting Caller: awaiting_customer, On Hold / *: in_progress, "
        "Resolved / *: restored}",
    )
    take_in(
        warehouse,
        plan(path, mapping("hold_reason/both.yml", columns, ("name: snow", "name: snow2"))),
    )

    assert counts(came) == (14, 14, 0, 0)
    assert as_template == _statuses(warehouse)
    assert as_template == [
        ("INC1", datetime(2026, 6, 15, 6, 30), "in_progress"),
        ("INC1", datetime(2026, 6, 15, 7), "awaiting_customer"),
        ("INC1", datetime(2026, 6, 16, 7), "in_progress"),
        ("INC1", datetime(2026, 6, 17, 7), "restored"),
        ("INC2", datetime(2026, 6, 15, 6, 30), "in_progress"),
        ("INC2", datetime(2026, 6, 17, 7), "restored"),
        ("INC3", datetime(2026, 6, 15, 7), "in_progress"),
        ("INC3", datetime(2026, 6, 15, 14), "awaiting_customer"),
        ("INC3", datetime(2026, 6, 17, 14), "restored"),
    ]


def _statuses(warehouse: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return warehouse.execute(
        "select distinct ticket_id, occurred_at, value from raw.ticket_events "
        "where field = 'status' order by 1, 2"
    ).fetchall()


def test_a_changelog_says_what_each_status_was_before(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    path = FILES / "lost_transition" / "jira_changelog.csv"
    came = take_in(warehouse, plan(path, mapping("lost_transition/jc.yml")))

    assert counts(came) == (11, 11, 0, 0)
    assert warehouse.execute(
        "select from_value, value from raw.ticket_events where ticket_id = 'J1' order by sequence"
    ).fetchall() == [
        (None, "new"),
        ("new", "in_progress"),
        ("awaiting_customer", "in_progress"),
        ("in_progress", "restored"),
    ]


def excel(warehouse: duckdb.DuckDBPyConnection, name: str) -> Delivery:
    return take_in(warehouse, plan(FILES / "excel" / name, mapping("excel/xl.yml")))


@pytest.mark.parametrize(
    ("name", "read", "remarks"),
    [
        ("Plain_Juni.xlsx", 20, ()),
        (
            "Report_Juni.xlsx",
            20,
            ("1 row left out where Nr is Summe; the first is row 24: Summe 20.",),
        ),
        (
            "Total_Juni.xlsx",
            20,
            (
                "1 blank row left out.",
                "1 row left out where Nr is Summe; the first is row 23: Summe 20.",
            ),
        ),
        ("Drei_Juni.xlsx", 3, ()),
    ],
)
def test_a_list_in_a_workbook_comes_in_whole_and_what_is_left_out_is_said(
    warehouse: duckdb.DuckDBPyConnection, name: str, read: int, remarks: tuple[str, ...]
) -> None:
    came = excel(warehouse, name)

    assert counts(came) == (read, read, 0, 0)
    assert came.remarks == remarks
    assert warehouse.execute("select count(*) from raw.tickets").fetchall() == [(read,)]


def test_rows_of_several_sheets_tell_their_sheet_by_their_number(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    excel(warehouse, "Drei_Juni.xlsx")

    assert warehouse.execute(
        "select row_number, ticket_id, opened_at from raw.tickets order by 1"
    ).fetchall() == [
        (2, "400", datetime(2026, 4, 5, 7)),
        (10_000_002, "500", datetime(2026, 5, 5, 7)),
        (20_000_002, "600", datetime(2026, 6, 5, 7)),
    ]


def test_sheets_that_are_not_read_are_named_with_their_rows(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    path = FILES / "excel" / "Drei_Juni.xlsx"
    came = take_in(warehouse, plan(path, mapping("excel/xl.yml", ("sheets: all", "sheet: Mai"))))

    assert counts(came) == (1, 1, 0, 0)
    assert came.remarks == (
        "its sheet Mai was read; sheets not read that hold rows: April (1 row), Juni (1 row). If "
        "another is meant, correct format.sheet in the mapping: format: {sheet: April}.",
    )


def test_cells_of_dates_texts_days_and_numbers_in_one_column(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    came = excel(warehouse, "Mixed_Juni.xlsx")

    assert counts(came) == (7, 6, 1, 0)
    ((_, row, column, value, reason, _),) = came.complaints
    assert (row, column, value) == (4, "Eröffnet", "2026-06-03")
    assert "a day without a time" in reason
    assert warehouse.execute(
        "select ticket_id, opened_at from raw.tickets order by 1"
    ).fetchall() == [
        ("1", datetime(2026, 6, 1, 7)),
        ("2", datetime(2026, 6, 2, 7)),
        ("4", datetime(2026, 6, 4, 7)),
        ("5", datetime(2026, 6, 5, 7)),
        ("6", datetime(2026, 6, 8, 7)),
        ("7", datetime(2026, 6, 9, 7)),
    ]


def test_a_title_above_the_header_is_refused_with_the_way_out(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    undeclared = mapping("excel/xl.yml", ("header: 3, ", ""))

    with pytest.raises(
        RefusedError, match=r"reads the columns 'Kunde', .*it has 'Ticketreport.*header: 3"
    ):
        take_in(warehouse, plan(FILES / "excel" / "Report_Juni.xlsx", undeclared))


def test_an_old_workbook_does_not_say_whether_a_midnight_is_a_day(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = """
name: old
sources:
  - files: "*.xls"
    records:
      customers: {customer_id: {constant: C1}, name: {constant: Ada}}
      tickets:
        ticket_id: No
        customer_id: {constant: C1}
        kind: {constant: incident}
        environment: {constant: production}
        priority: {column: Priority, words: {"2": P2, "3": P3}}
        opened_at: Opened
      ticket_events:
        ticket_id: No
        occurred_at: {column: Solved, date_means: end_of_day}
        field: {constant: status}
        value: {constant: restored}
"""
    (tmp_path / "old.yml").write_text(text)
    came = take_in(warehouse, plan(FILES / "list.xls", load_mapping(str(tmp_path / "old.yml"))))

    assert counts(came) == (2, 1, 1, 0)
    assert came.complaints[0][2:4] == ("Opened", "2026-06-10")
    assert warehouse.execute("select occurred_at from raw.ticket_events").fetchall() == [
        (datetime(2026, 6, 10, 23, 59, 59),)
    ]
