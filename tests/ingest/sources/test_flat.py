"""One row per ticket, with English or German headers."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.ingest.conftest import counts
from tests.ingest.sources.conftest import Bring, events, tickets, told, unusable

EVENTS = [
    "INC-1 | 2026-06-01 08:20:00 | response | ",
    "INC-1 | 2026-06-01 11:00:00 | status | restored",
    "INC-1 | 2026-06-08 11:00:00 | status | closed",
    "INC-5 | 2026-06-05 12:00:00 | status | cancelled",
    "INC-6 | 2026-06-06 13:00:00 | status | cancelled",
    "REQ-3 | 2026-06-03 09:00:00 | response | ",
    "REQ-3 | 2026-06-04 09:00:00 | status | restored",
]


def test_a_list_in_english_brings_tickets_and_their_times(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (came,) = bring("flat", "flat_2026-06-30.csv")

    assert counts(came) == (9, 6, 3, 0)
    assert tickets(warehouse, "environment", "channel") == [
        "INC-1 | Acme Ltd | incident | P1 | 2026-06-01 08:00:00 | production | phone",
        "INC-2 | Acme Ltd | incident | P2 | 2026-06-02 09:30:15 | non_production | portal",
        "INC-4 | Bröker & Söhne | incident | P4 | 2026-06-04 10:00:00 | production | other",
        "INC-5 | Customer unknown | incident | P3 | 2026-06-05 10:00:00 | production | ",
        "INC-6 | Acme Ltd | incident | P3 | 2026-06-06 10:00:00 | production | ",
        "REQ-3 | Bröker & Söhne | service_request | P4 | 2026-06-03 07:00:00 | production | email",
    ]
    assert events(warehouse) == EVENTS
    assert told(warehouse, "agreements", "agreement_id", "customer_id", "support_region") == [
        "Acme Ltd | Acme Ltd | DE",
        "Bröker & Söhne | Bröker & Söhne | DE",
        "Customer unknown | Customer unknown | DE",
    ]


def test_words_and_days_that_a_list_leaves_open_are_named(bring: Bring) -> None:
    (came,) = bring("flat", "flat_2026-06-30.csv")

    assert unusable(came) == [
        "9 | Priority | Mighty | not among the words that the mapping lists",
        "10 | Status | Parked | not among the words that the mapping lists",
        "11 | Opened | 2026-06-09 | a day without a time; write the time too, such as "
        "2026-06-16T12:59:00Z, or let date_means of a mapping say which time of the day is meant",
    ]


def test_a_list_in_german_says_what_the_same_in_english_says(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (came,) = bring("flat", "flat_de_2026-06-30.csv")

    assert counts(came) == (6, 6, 0, 0)
    assert events(warehouse) == EVENTS
    assert tickets(warehouse, "summary") == [
        "INC-1 | Acme Ltd | incident | P1 | 2026-06-01 08:00:00 | Anmeldung geht nicht",
        "INC-2 | Acme Ltd | incident | P2 | 2026-06-02 09:30:15 | "
        "Bericht ist leer,\naber nur im März",
        "INC-4 | Bröker & Söhne | incident | P4 | 2026-06-04 10:00:00 | Kam zurück",
        "INC-5 | Kunde unbekannt | incident | P3 | 2026-06-05 10:00:00 | Doppelt",
        "INC-6 | Acme Ltd | incident | P3 | 2026-06-06 10:00:00 | Nicht unseres",
        "REQ-3 | Bröker & Söhne | service_request | P4 | 2026-06-03 07:00:00 | Neuer Benutzer",
    ]


def test_a_flat_list_knows_responses_and_hides_rests(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    bring("flat", "flat_de_2026-06-30.csv", "flat_2026-06-30.csv")

    assert warehouse.execute(
        "select has_response_history, has_restoration_history from raw.deliveries"
    ).fetchall() == [(True, False), (True, False)]


def test_a_later_list_corrects_what_an_earlier_one_said(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    head = "Number,Customer,Type,Priority,Opened,First response,Resolved,Closed,Status,Updated\n"
    row = "INC-1,Acme,Incident,{},2026-06-01 08:00,,,,{},{}\n"
    for day, text in {
        "2026-06-02": row.format("P3", "New", "2026-06-01 08:00"),
        "2026-06-03": row.format("P2", "In progress", "2026-06-02 09:00"),
    }.items():
        (tmp_path / f"flat_{day}.csv").write_text(head + text, encoding="utf-8")
    bring("flat", tmp_path / "flat_2026-06-03.csv", tmp_path / "flat_2026-06-02.csv")

    assert tickets(warehouse) == ["INC-1 | Acme | incident | P2 | 2026-06-01 08:00:00"]
