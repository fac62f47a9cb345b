"""ServiceNow: lists as CSV, Excel and Table API JSON, sys_audit, task_sla."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
import xlsxwriter

from tests.ingest.conftest import counts
from tests.ingest.sources.conftest import FILES, Bring, events, tickets, told, unusable

LIST = "incident-2026-06-30.csv"
TICKETS = [
    "INC0010001 | Acme Ltd | incident | P1 | 2026-06-01 06:00:00 | phone | PRB0000012",
    "INC0010002 | Bröker & Söhne | incident | P3 | 2026-06-02 07:15:00 | portal | ",
    "INC0010003 | Bröker & Söhne | incident | P4 | 2026-03-28 22:30:00 | email | ",
    "INC0010004 | Acme Ltd | incident | P2 | 2026-06-03 10:00:00 | chat | ",
    "INC0010005 | Customer unknown | incident | P4 | 2026-06-04 12:00:00 |  | ",
    "INC0010006 | Acme Ltd | incident | P2 | 2026-06-05 12:00:00 | phone | ",
]
EVENTS = [
    "INC0010001 | 2026-06-01 09:30:10 | status | restored",
    "INC0010001 | 2026-06-08 09:31:00 | status | closed",
    "INC0010003 | 2026-03-29 01:30:00 | status | restored",
    "INC0010005 | 2026-06-04 12:10:00 | status | cancelled",
    "INC0010006 | 2026-06-06 12:00:00 | status | closed",
]
LABELS = {
    "number": "Number",
    "state": "State",
    "hold_reason": "On hold reason",
    "priority": "Priority",
    "company": "Company",
    "opened_at": "Opened",
    "resolved_at": "Resolved",
    "closed_at": "Closed",
    "sys_updated_on": "Updated",
    "short_description": "Short description",
    "category": "Category",
    "contact_type": "Channel",
    "caller_id": "Caller",
    "problem_id": "Problem",
    "caused_by": "Caused by Change",
    "assignment_group": "Assignment group",
}


def test_a_list_as_csv_says_when_each_incident_ended(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (came,) = bring("servicenow", LIST)

    assert counts(came) == (8, 6, 2, 0)
    assert tickets(warehouse, "channel", "problem_id") == TICKETS
    assert events(warehouse) == EVENTS
    assert unusable(came) == [
        "9 | state | Parked | not among the words that the mapping lists",
        "10 | priority | Sky high | not among the words that the mapping lists",
    ]
    assert warehouse.execute(
        "select has_response_history, has_restoration_history from raw.deliveries"
    ).fetchall() == [(False, False)]


@pytest.mark.parametrize("is_typed", [True, False])
def test_excel_in_the_users_zone_says_what_csv_in_utc_says(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, is_typed: bool
) -> None:
    path = tmp_path / "incident-2026-06-30.xlsx"
    _as_excel(FILES / "servicenow" / LIST, path, ZoneInfo("Europe/Berlin"), is_typed=is_typed)

    (came,) = bring("servicenow", path)

    assert counts(came) == (8, 6, 2, 0)
    assert tickets(warehouse, "channel", "problem_id") == TICKETS
    assert events(warehouse) == EVENTS


def test_pairs_of_the_table_api_are_read_by_their_stored_value(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (came,) = bring("servicenow", "incident_pairs.json")

    assert counts(came) == (2, 2, 0, 0)
    assert tickets(warehouse, "channel", "problem_id") == TICKETS[:2]
    assert events(warehouse) == EVENTS[:2]


def test_the_plain_table_api_names_customers_by_their_sys_id(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (came,) = bring("servicenow", "incident.json")

    assert counts(came) == (2, 2, 0, 0)
    assert tickets(warehouse) == [
        "INC0010001 | 81f9 | incident | P1 | 2026-06-01 06:00:00",
        "INC0010002 | 82aa | incident | P3 | 2026-06-02 07:15:00",
    ]
    assert events(warehouse) == EVENTS[:2]


def test_request_items_are_service_requests(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (came,) = bring("servicenow", "sc_req_item.csv")

    assert counts(came) == (3, 3, 0, 0)
    assert tickets(warehouse, "catalogue_item") == [
        "RITM0010001 | Acme Ltd | service_request | P4 | 2026-06-01 06:00:00 | New user",
        "RITM0010002 | Bröker & Söhne | service_request | P4 | 2026-06-03 06:00:00 | New laptop",
        "RITM0010003 | Bröker & Söhne | service_request | P3 | 2026-06-03 06:00:00 | New laptop",
    ]
    assert events(warehouse) == [
        "RITM0010001 | 2026-06-02 06:00:00 | status | closed",
        "RITM0010003 | 2026-06-03 07:00:00 | status | cancelled",
    ]


def test_sys_audit_tells_the_course_of_a_list_that_carries_sys_ids(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    listed, audited = bring("servicenow", "incident_with_history.csv", "sys_audit.csv")

    first, second = "9c573169c611228700193229fff72401", "a1b2c3d4c611228700193229fff72402"
    assert (counts(listed), counts(audited)) == ((2, 2, 0, 0), (13, 11, 2, 0))
    assert tickets(warehouse, "summary") == [
        f"{first} | Acme Ltd | incident | P2 | 2026-06-01 06:00:00 | "
        "INC0010001: Login fails for all",
        f"{second} | Bröker & Söhne | incident | P3 | 2026-06-02 07:15:00 | "
        "INC0010002: Bericht leer",
    ]
    assert events(warehouse, "from_value", "actor") == [
        f"{first} | 2026-06-01 06:00:00 | priority | P3 |  | ",
        f"{first} | 2026-06-01 06:05:00 | status | in_progress | new | bob",
        f"{first} | 2026-06-01 06:10:00 | priority | P1 | P3 | bob",
        f"{first} | 2026-06-01 09:30:10 | priority | P2 | P1 | bob",
        f"{first} | 2026-06-01 09:30:10 | status | restored | in_progress | bob",
        f"{first} | 2026-06-01 12:00:00 | status | in_progress | restored | ada",
        f"{first} | 2026-06-02 08:00:00 | status | restored | in_progress | bob",
        f"{first} | 2026-06-09 08:00:00 | status | closed | restored | system",
        f"{second} | 2026-06-02 08:00:00 | status | awaiting_customer | new | bob",
    ]
    assert unusable(audited) == [
        "13 | newvalue | -4 | not among the words that the mapping lists",
        "14 | ticket_id | ffffffffc611228700193229fff72499 | no delivery ever brought tickets "
        "with this ticket_id; deliver them first",
    ]


def test_versions_tell_a_hold_and_its_reason_together(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (came,) = bring("servicenow", "incident_versions.csv")

    assert counts(came) == (12, 11, 1, 0)
    assert tickets(warehouse) == [
        "INC0010021 | Bröker & Söhne | incident | P3 | 2026-06-01 06:00:00",
        "INC0010022 | Customer unknown | incident | P4 | 2026-06-01 06:00:00",
    ]
    assert events(warehouse, "sequence") == [
        "INC0010021 | 2026-06-01 06:05:00 | status | in_progress | 1",
        "INC0010021 | 2026-06-01 08:00:00 | priority | P2 | 3",
        "INC0010021 | 2026-06-01 08:00:00 | status | awaiting_customer | 2",
        "INC0010021 | 2026-06-01 08:00:00 | status | in_progress | 3",
        "INC0010021 | 2026-06-01 09:00:00 | status | awaiting_customer | 4",
        "INC0010021 | 2026-06-01 10:00:00 | status | in_progress | 5",
        "INC0010021 | 2026-06-01 12:00:00 | status | restored | 6",
        "INC0010021 | 2026-06-02 06:00:00 | status | in_progress | 7",
        "INC0010021 | 2026-06-02 07:00:00 | status | restored | 8",
        "INC0010021 | 2026-06-09 07:00:00 | status | closed | 9",
    ]
    assert unusable(came) == [
        "13 | state / hold_reason | Parked /  | not among the words that the mapping lists"
    ]


def test_task_slas_are_the_verdicts_of_the_source(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    _, came = bring("servicenow", LIST, "task_sla.csv")

    assert counts(came) == (5, 4, 1, 0)
    assert _verdicts(warehouse) == [
        "INC0010001 | response | P1 response | met | 1200 | 2026-06-01 06:20:00 | "
        "2026-06-01 07:00:00",
        "INC0010001 | restoration | P1 resolution | breached | 12610 | 2026-06-01 09:30:10 | "
        "2026-06-01 09:00:00",
        "INC0010002 | restoration | P3 resolution | paused |  |  | 2026-06-09 07:15:00",
        "INC0010002 | restoration | P4 resolution | cancelled |  | 2026-06-02 07:20:00 | "
        "2026-06-09 07:15:00",
    ]
    assert unusable(came) == ["6 | sla.target | None | not among the words that the mapping lists"]


def test_task_slas_of_the_table_api_count_from_1970_on(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    bring("servicenow", LIST, "task_sla.json")

    assert _verdicts(warehouse) == [
        "INC0010001 | response | P1 response | met | 1200 | 2026-06-01 06:20:00 | "
        "2026-06-01 07:00:00"
    ]


def test_task_slas_beside_a_history_go_by_the_sys_id(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    _, came = bring("servicenow", "incident_with_history.csv", "task_sla_with_history.json")

    assert counts(came) == (1, 1, 0, 0)
    assert _verdicts(warehouse) == [
        "9c573169c611228700193229fff72401 | restoration | P1 resolution | breached | 93600 | "
        "2026-06-02 08:00:00 | 2026-06-01 14:00:00"
    ]


def _verdicts(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    columns = ("metric", "name", "outcome", "elapsed_seconds", "stopped_at", "due_at")
    return told(warehouse, "source_verdicts", "ticket_id", *columns)


def _as_excel(listed: Path, path: Path, zone: ZoneInfo, *, is_typed: bool) -> None:
    """Write the list as the instance exports it to Excel: labels above, times in a user's zone."""
    with listed.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Page 1")
        shown = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for column, name in enumerate(rows[0]):
            sheet.write_string(0, column, LABELS[name])
            for row, cells in enumerate(rows, start=1):
                cell = cells[name]
                if not cell:
                    continue
                if name.endswith(("_at", "_on")):
                    stored = datetime.fromisoformat(cell).replace(tzinfo=UTC)
                    local = stored.astimezone(zone).replace(tzinfo=None)
                    if is_typed:
                        sheet.write_datetime(row, column, local, shown)
                        continue
                    cell = str(local)
                sheet.write_string(row, column, cell)
