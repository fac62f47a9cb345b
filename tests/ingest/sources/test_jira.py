"""Jira Service Management: CSV, search with changelog, comments, SLA cycles."""

from __future__ import annotations

import duckdb

from ingest.unknown_words import UNLISTED
from tests.ingest.conftest import counts
from tests.ingest.sources.conftest import Bring, events, tickets, told, unusable


def test_csv_of_the_cloud_has_repeated_headers_and_local_times(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (came,) = bring("jira", "Jira 2026-06-30.csv")

    assert counts(came) == (6, 4, 2, 0)
    assert tickets(warehouse, "updated_at", "summary") == [
        "SUP-1 | Acme Ltd | incident | P1 | 2026-06-01 06:00:00 | 2026-06-08 09:31:00 | "
        "Login fails",
        "SUP-2 | Bröker & Söhne | service_request | P3 | 2026-06-02 07:15:00 | "
        "2026-06-02 08:00:00 | Zugang für Jörg",
        "SUP-3 | Customer unknown | incident | P4 | 2026-06-03 10:17:00 | 2026-06-04 09:00:00 | "
        "Came back",
        "SUP-4 | Customer unknown | service_request | P4 | 2026-06-04 10:00:00 | "
        "2026-06-04 10:10:00 | Raised twice",
    ]
    assert events(warehouse) == [
        "SUP-1 | 2026-06-01 09:30:00 | status | closed",
        "SUP-4 | 2026-06-04 10:10:00 | status | cancelled",
    ]
    assert unusable(came) == [
        f"7 | Issue Type | Task | {UNLISTED}",
        f"8 | Status | Ready for pickup | {UNLISTED}",
    ]


def test_csv_of_a_data_center_says_the_same_in_its_own_names(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (came,) = bring("jira", "jira_datacenter.csv")

    assert counts(came) == (2, 2, 0, 0)
    assert tickets(warehouse) == [
        "SUP-1 | Acme Ltd | incident | P1 | 2026-06-01 06:00:00",
        "SUP-2 | Bröker & Söhne | service_request | P3 | 2026-06-02 07:15:00",
    ]
    assert events(warehouse) == ["SUP-1 | 2026-06-01 09:30:00 | status | closed"]


def test_a_search_with_changelog_newest_first_tells_the_whole_course(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (came,) = bring("jira", "jira_search.json")

    assert counts(came) == (12, 11, 1, 0)
    assert tickets(warehouse, "summary") == [
        "SUP-1 | Acme Ltd | incident | P2 | 2026-06-01 06:00:00 | Login fails",
        "SUP-2 | Bröker & Söhne | service_request | P3 | 2026-06-02 07:15:00 | Zugang für Jörg",
    ]
    assert events(warehouse, "from_value", "actor") == [
        "SUP-1 | 2026-06-01 06:00:00 | priority | P3 |  | ",
        "SUP-1 | 2026-06-01 06:00:00 | status | in_progress |  | ",
        "SUP-1 | 2026-06-01 06:05:00 | status | in_progress | in_progress | Bob",
        "SUP-1 | 2026-06-01 06:10:00 | priority | P1 | P3 | Bob",
        "SUP-1 | 2026-06-01 08:00:00 | status | awaiting_customer | in_progress | Bob",
        "SUP-1 | 2026-06-01 09:30:10.25 | priority | P2 | P1 | Bob",
        "SUP-1 | 2026-06-01 09:30:10.25 | status | restored | awaiting_customer | Bob",
        "SUP-1 | 2026-06-01 12:00:00 | status | in_progress | restored | Bob",
        "SUP-1 | 2026-06-02 08:00:00 | status | restored | in_progress | Bob",
        "SUP-1 | 2026-06-09 08:00:00 | status | closed | restored | Automation",
    ]
    assert unusable(came) == [
        f"12 | changelog.histories.items.toString | Ready for pickup | {UNLISTED}"
    ]
    assert warehouse.execute(
        "select has_response_history, has_restoration_history from raw.deliveries"
    ).fetchall() == [(False, True)]


def test_a_public_comment_by_an_agent_is_a_response(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    bring("jira", "jira_search.json", "jira_comments.json")

    assert [row for row in events(warehouse, "actor") if "response" in row] == [
        "SUP-1 | 2026-06-01 06:20:00 | response |  | Bob"
    ]


def test_the_last_cycle_of_each_sla_is_the_verdict_of_the_source(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    _, came = bring("jira", "Jira 2026-06-30.csv", "jira_sla.json")

    assert (came.rows_read, came.rows_loaded, came.rows_quarantined) == (5, 5, 0)
    columns = ("outcome", "target_seconds", "elapsed_seconds", "started_at", "stopped_at", "due_at")
    assert told(warehouse, "source_verdicts", "ticket_id", "metric", *columns) == [
        "SUP-1 | response | met | 3600 | 1200 | 2026-06-01 06:00:00 | 2026-06-01 06:20:00 | "
        "2026-06-01 07:00:00",
        "SUP-1 | restoration | breached | 14400 | 72000 | 2026-06-01 12:00:00 | "
        "2026-06-02 08:00:00 | 2026-06-01 16:00:00",
        "SUP-2 | response | breached | 3600 | 4000 | 2026-06-02 07:15:00 |  | 2026-06-02 08:15:00",
        "SUP-2 | restoration | paused | 14400 | 600 | 2026-06-02 07:15:00 |  | ",
    ]
