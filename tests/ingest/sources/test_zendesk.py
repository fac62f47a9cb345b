"""Zendesk: CSV, tickets with their metrics, organizations, audits, metric events."""

from __future__ import annotations

import duckdb

from ingest.unknown_words import UNLISTED
from tests.ingest.conftest import counts
from tests.ingest.sources.conftest import Bring, events, tickets, told, unusable


def test_csv_tells_the_first_reply_and_the_solution(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (came,) = bring("zendesk", "zendesk_2026-06-30.csv")

    assert counts(came) == (6, 5, 1, 0)
    assert tickets(warehouse, "channel", "summary") == [
        "101 | Acme Ltd | incident | P1 | 2026-06-01 06:00:00 | email | Login fails",
        "102 | Bröker & Söhne | service_request | P3 | 2026-06-02 07:15:00 | portal | "
        'Zugang für Jörg,\nbitte "bald"',
        "103 | Customer unknown | incident | P2 | 2026-06-03 10:00:00 | api | Kam zurück",
        "104 | Acme Ltd | incident | P4 | 2026-06-04 10:00:00 | email | Nobody said what it is",
    ]
    assert events(warehouse) == [
        "101 | 2026-06-01 06:20:00 | response | ",
        "101 | 2026-06-01 09:30:10 | status | restored",
        "101 | 2026-06-08 09:31:00 | status | closed",
        "102 | 2026-06-02 08:00:00 | response | ",
    ]
    assert unusable(came) == [f"8 | Priority | Sky high | {UNLISTED}"]


def test_tickets_of_the_api_go_by_organizations_that_came_before(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    _, came = bring("zendesk", "zendesk_organizations.json", "zendesk_tickets.json")

    assert counts(came) == (7, 5, 2, 0)
    assert told(warehouse, "customers", "customer_id", "name") == [
        "509974 | Acme Ltd",
        "509975 | Bröker & Söhne",
        "Customer unknown | Customer unknown",
    ]
    assert tickets(warehouse) == [
        "101 | 509974 | incident | P1 | 2026-06-01 06:00:00",
        "102 | 509975 | service_request | P3 | 2026-06-02 07:15:00",
        "103 | Customer unknown | incident | P2 | 2026-06-03 10:00:00",
        "104 | 509974 | incident | P4 | 2026-06-04 10:00:00",
    ]
    assert events(warehouse) == [
        "101 | 2026-06-01 06:20:15 | response | ",
        "101 | 2026-06-01 09:30:10 | status | restored",
        "101 | 2026-06-08 09:31:00 | status | closed",
        "102 | 2026-06-02 08:00:00 | response | ",
    ]
    assert unusable(came) == [
        f"6 | type | complaint | {UNLISTED}",
        "7 | organization_id | 999999 | no delivery ever brought customers with this customer_id; "
        "deliver them first",
    ]


def test_audits_newest_first_tell_the_whole_course(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    listed = ("zendesk_organizations.json", "zendesk_tickets_with_history.json")
    *_, came = bring("zendesk", *listed, "zendesk_audits.json")

    assert counts(came) == (22, 21, 1, 0)
    assert events(warehouse, "from_value") == [
        "201 | 2026-06-01 06:00:00 | kind | incident | ",
        "201 | 2026-06-01 06:00:00 | priority | P3 | ",
        "201 | 2026-06-01 06:00:00 | status | new | ",
        "201 | 2026-06-01 06:05:00 | status | in_progress | new",
        "201 | 2026-06-01 06:10:00 | priority | P1 | P3",
        "201 | 2026-06-01 06:20:00 | response |  | ",
        "201 | 2026-06-01 06:20:00 | status | awaiting_customer | in_progress",
        "201 | 2026-06-01 07:00:00 | status | in_progress | awaiting_customer",
        "201 | 2026-06-01 09:30:10 | priority | P2 | P1",
        "201 | 2026-06-01 09:30:10 | status | restored | in_progress",
        "201 | 2026-06-01 12:00:00 | status | in_progress | restored",
        "201 | 2026-06-02 08:00:00 | status | restored | in_progress",
        "201 | 2026-06-09 08:00:00 | status | closed | restored",
        "202 | 2026-06-02 07:15:00 | kind | service_request | ",
        "202 | 2026-06-02 07:15:00 | priority | P3 | ",
        "202 | 2026-06-02 07:15:00 | status | in_progress | ",
    ]
    assert unusable(came) == [f"1 | events.value | parked | {UNLISTED}"]


def test_each_fulfilled_reply_time_is_a_public_reply_of_an_agent(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    listed = ("zendesk_organizations.json", "zendesk_tickets_with_history.json")
    *_, came = bring("zendesk", *listed, "zendesk_metric_events.json")

    assert (came.rows_read, came.rows_quarantined) == (2, 0)
    assert events(warehouse) == [
        "201 | 2026-06-01 06:20:00 | response | ",
        "201 | 2026-06-01 12:30:00 | response | ",
    ]
