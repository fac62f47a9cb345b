"""Salesforce: a report with its footer; Case, CaseHistory, CaseMilestone, EmailMessage."""

from __future__ import annotations

import duckdb

from ingest.unknown_words import UNLISTED
from tests.ingest.conftest import counts
from tests.ingest.sources.conftest import Bring, events, tickets, told, unusable

REPORT = "report1782806400000.csv"
FIRST, SECOND = "500A0000001aaaaAAA", "500A0000002bbbbBBB"


def test_a_report_comes_in_without_its_footer(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (came,) = bring("salesforce", REPORT)

    assert counts(came) == (5, 4, 1, 0)
    assert came.remarks == (
        "2 blank rows left out.",
        "5 rows left out where 1 of its cells has a value; the first is row 10: Cases, June 2026.",
    )
    assert tickets(warehouse, "channel", "summary") == [
        "00001001 | Acme Ltd | incident | P1 | 2026-06-01 06:00:00 | phone | Login fails",
        "00001002 | Bröker & Söhne | service_request | P3 | 2026-06-02 07:15:00 | portal | "
        'Zugang für Jörg,\nbitte "bald"',
        "00001003 | Customer unknown | incident | P4 | 2026-06-03 10:00:00 | email | Came back",
        "00001004 | Acme Ltd | incident | P2 | 2026-06-04 10:00:00 | email | Raised twice",
    ]
    assert events(warehouse) == [
        "00001001 | 2026-06-01 09:30:00 | status | closed",
        "00001004 | 2026-06-04 10:10:00 | status | cancelled",
    ]
    assert unusable(came) == [f"7 | Priority | Sky high | {UNLISTED}"]


def test_cases_alone_go_by_their_id_and_are_taken_back_when_deleted(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    _, came = bring("salesforce", "Account.csv", "Case.csv")

    assert counts(came) == (4, 4, 0, 0)
    assert told(warehouse, "customers", "customer_id", "name") == [
        "001A000001aaaaAAAA | Acme Ltd",
        "001A000001bbbbBBBB | Bröker & Söhne",
        "Customer unknown | Customer unknown",
    ]
    assert tickets(warehouse, "summary") == [
        f"{FIRST} | 001A000001aaaaAAAA | incident | P1 | 2026-06-01 06:00:00 | "
        "00001001: Login fails",
        f"{SECOND} | 001A000001bbbbBBBB | service_request | P3 | 2026-06-02 07:15:00 | "
        "00001002: Zugang für Jörg",
        "500A0000003ccccCCC | Customer unknown | incident | P4 | 2026-06-03 10:00:00 | "
        "00001003: Came back",
    ]
    assert events(warehouse) == [f"{FIRST} | 2026-06-01 09:30:10 | status | closed"]


def test_case_history_newest_first_tells_the_whole_course(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    *_, came = bring("salesforce", "Account.csv", "Case_with_history.json", "CaseHistory.csv")

    assert counts(came) == (11, 10, 1, 0)
    assert events(warehouse, "from_value") == [
        f"{FIRST} | 2026-06-01 06:00:00 | priority | P3 | ",
        f"{FIRST} | 2026-06-01 06:05:00 | status | in_progress | new",
        f"{FIRST} | 2026-06-01 06:10:00 | priority | P1 | P3",
        f"{FIRST} | 2026-06-01 08:00:00 | status | awaiting_customer | in_progress",
        f"{FIRST} | 2026-06-01 09:30:10 | priority | P2 | P1",
        f"{FIRST} | 2026-06-01 09:30:10 | status | restored | awaiting_customer",
        f"{FIRST} | 2026-06-01 12:00:00 | status | in_progress | restored",
        f"{FIRST} | 2026-06-02 08:00:00 | status | restored | in_progress",
        f"{FIRST} | 2026-06-09 08:00:00 | status | closed | restored",
    ]
    assert unusable(came) == [f"12 | NewValue | With the vendor | {UNLISTED}"]


def test_milestones_are_the_verdicts_of_the_source(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    *_, came = bring("salesforce", "Account.csv", "Case.csv", "CaseMilestone.csv")

    assert counts(came) == (4, 3, 1, 0)
    columns = ("outcome", "target_seconds", "elapsed_seconds", "stopped_at", "due_at")
    assert told(warehouse, "source_verdicts", "ticket_id", "metric", *columns) == [
        f"{FIRST} | response | met | 3600 | 1200 | 2026-06-01 06:20:00 | 2026-06-01 07:00:00",
        f"{FIRST} | restoration | breached | 28800 | 93600 | 2026-06-02 08:00:00 | "
        "2026-06-01 14:00:00",
        f"{SECOND} | restoration | running | 172800 | 2700 |  | 2026-06-09 07:15:00",
    ]
    assert unusable(came) == [f"5 | MilestoneType.Name | Weekly call | {UNLISTED}"]


def test_a_mail_that_went_out_is_a_response(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    bring("salesforce", "Account.csv", "Case_with_history.json", "EmailMessage.csv")

    assert events(warehouse) == [f"{FIRST} | 2026-06-01 06:20:00 | response | "]
