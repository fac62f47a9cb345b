"""Freshdesk: CSV, tickets with their stats, companies, activities, conversations."""

from __future__ import annotations

import duckdb

from tests.ingest.conftest import counts
from tests.ingest.sources.conftest import Bring, events, tickets, told, unusable

UNLISTED = "not among the words that the mapping lists"
EVENTS = [
    "101 | 2026-06-01 06:20:15 | response | ",
    "101 | 2026-06-01 09:30:10 | status | restored",
    "101 | 2026-06-08 09:31:00 | status | closed",
    "102 | 2026-06-02 08:00:00 | response | ",
]


def test_csv_tells_first_responses_and_ends(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (came,) = bring("freshdesk", "freshdesk_2026-06-30.csv")

    assert counts(came) == (5, 4, 1, 0)
    assert tickets(warehouse, "channel", "summary") == [
        "101 | Acme Ltd | incident | P1 | 2026-06-01 06:00:00 | phone | Login fails",
        "102 | Bröker & Söhne | service_request | P3 | 2026-06-02 07:15:00 | portal | "
        "Zugang für Jörg",
        "103 | Customer unknown | incident | P4 | 2026-03-29 00:30:00 | email | Kam zurück",
        "104 | Acme Ltd | incident | P2 | 2026-06-04 10:00:00 | email | Nobody said what it is",
    ]
    assert events(warehouse) == EVENTS
    assert unusable(came) == [f"7 | Type | Complaint | {UNLISTED}"]


def test_csv_tells_what_the_desk_says_of_its_own_slas(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    bring("freshdesk", "freshdesk_2026-06-30.csv")

    columns = ("ticket_id", "name", "outcome", "elapsed_seconds", "stopped_at", "due_at")
    assert told(warehouse, "source_verdicts", *columns) == [
        "101 | First response | met | 1215 | 2026-06-01 06:20:15 | ",
        "101 | Resolution | met | 12610 | 2026-06-01 09:30:10 | 2026-06-01 14:00:00",
        "102 | First response | breached | 2700 | 2026-06-02 08:00:00 | ",
    ]


def test_tickets_of_the_api_say_the_same_and_take_back_what_was_deleted(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    _, came = bring("freshdesk", "freshdesk_companies.json", "freshdesk_tickets.json")

    assert counts(came) == (7, 6, 1, 0)
    assert tickets(warehouse, "channel") == [
        "101 | 8800 | incident | P1 | 2026-06-01 06:00:00 | phone",
        "102 | 8801 | service_request | P3 | 2026-06-02 07:15:00 | portal",
        "103 | Customer unknown | incident | P4 | 2026-03-29 00:30:00 | email",
        "104 | 8800 | incident | P2 | 2026-06-04 10:00:00 | email",
    ]
    assert events(warehouse) == EVENTS
    assert unusable(came) == [f"7 | priority | 9 | {UNLISTED}"]


def test_activities_tell_the_whole_course(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    listed = ("freshdesk_companies.json", "freshdesk_tickets_with_history.json")
    *_, came = bring("freshdesk", *listed, "activities_3748365_30_6_2026.json")

    assert counts(came) == (11, 10, 1, 0)
    assert events(warehouse) == [
        "201 | 2026-06-01 06:00:00 | priority | P3",
        "201 | 2026-06-01 06:00:00 | status | in_progress",
        "201 | 2026-06-01 06:10:00 | priority | P1",
        "201 | 2026-06-01 06:20:00 | response | ",
        "201 | 2026-06-01 08:00:00 | status | awaiting_customer",
        "201 | 2026-06-01 09:00:00 | status | in_progress",
        "201 | 2026-06-01 09:30:10 | priority | P2",
        "201 | 2026-06-01 09:30:10 | status | restored",
        "201 | 2026-06-01 12:00:00 | status | in_progress",
        "201 | 2026-06-02 08:00:00 | status | restored",
        "201 | 2026-06-09 08:00:00 | status | closed",
        "202 | 2026-06-02 07:15:00 | priority | P3",
        "202 | 2026-06-02 07:15:00 | status | in_progress",
    ]
    assert unusable(came) == [f"11 | activity.status | Ready for Production | {UNLISTED}"]


def test_a_public_reply_of_an_agent_is_a_response(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    listed = ("freshdesk_companies.json", "freshdesk_tickets_with_history.json")
    bring("freshdesk", *listed, "freshdesk_conversations.json")

    assert events(warehouse) == [
        "201 | 2026-06-01 06:20:00 | response | ",
        "201 | 2026-06-01 07:30:00 | response | ",
    ]
