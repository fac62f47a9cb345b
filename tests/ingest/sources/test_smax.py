"""SMAX and ESM: the ems service's JSON, CSV with its names, the history service."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from tests.ingest.conftest import counts
from tests.ingest.sources.conftest import FILES, Bring, events, tickets, told, unusable

HISTORY = [
    "17201 | 2026-06-01 06:00:00 | priority | P3 | ",
    "17201 | 2026-06-01 06:05:00 | status | in_progress | new",
    "17201 | 2026-06-01 06:10:00 | priority | P1 | P3",
    "17201 | 2026-06-01 08:00:00 | status | awaiting_customer | in_progress",
    "17201 | 2026-06-01 09:30:10 | priority | P2 | P1",
    "17201 | 2026-06-01 09:30:10 | status | restored | awaiting_customer",
    "17201 | 2026-06-01 12:00:00 | status | in_progress | restored",
    "17201 | 2026-06-02 08:00:00 | status | restored | in_progress",
    "17201 | 2026-06-09 08:00:00 | status | closed | ",
    "17202 | 2026-06-02 07:15:00 | priority | P3 | ",
    "17202 | 2026-06-02 08:00:00 | status | in_progress | new",
]


def test_entities_of_the_ems_service_are_incidents_with_their_ends(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (came,) = bring("smax", "smax_incident_2026-06-30.json")

    assert counts(came) == (5, 4, 1, 0)
    assert tickets(warehouse, "product", "summary") == [
        "17001 | Acme Ltd | incident | P1 | 2026-06-01 06:00:00 | Mail | Login fails",
        "17002 | Bröker & Söhne | incident | P3 | 2026-06-02 07:15:00 |  | Bericht leer",
        "17003 | Customer unknown | incident | P2 | 2026-06-03 10:00:00 |  | Kam zurück",
    ]
    assert events(warehouse) == [
        "17001 | 2026-06-01 09:30:10.25 | status | restored",
        "17001 | 2026-06-08 09:31:00 | status | closed",
    ]
    assert unusable(came) == [
        "5 | Priority | Sehr hoch | not among the words that the mapping lists"
    ]


def test_service_level_targets_are_the_verdicts_of_the_source(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    bring("smax", "smax_incident_2026-06-30.json")

    columns = ("ticket_id", "metric", "name", "outcome", "due_at")
    assert told(warehouse, "source_verdicts", *columns) == [
        "17001 | restoration | P1 resolution | met | 2026-06-01 14:00:00"
    ]


def test_a_deleted_record_is_taken_back(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    listed = json.loads((FILES / "smax" / "smax_incident_2026-06-30.json").read_text("utf-8"))
    first = listed["entities"][0]["properties"]
    first |= {"IsDeleted": True, "LastUpdateTime": first["LastUpdateTime"] + 1000}
    (tmp_path / "smax_incident.json").write_text(json.dumps(listed), encoding="utf-8")

    bring("smax", "smax_incident_2026-06-30.json", tmp_path / "smax_incident.json")

    assert [row.split(" | ")[0] for row in tickets(warehouse)] == ["17002", "17003"]


def test_csv_with_the_same_names_says_the_same(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (came,) = bring("smax", "smax_incident.csv")

    assert counts(came) == (2, 2, 0, 0)
    assert tickets(warehouse) == [
        "17001 | Acme Ltd | incident | P1 | 2026-06-01 06:00:00",
        "17002 | Bröker & Söhne | incident | P3 | 2026-06-02 07:15:00",
    ]
    assert events(warehouse) == [
        "17001 | 2026-06-01 09:30:10.25 | status | restored",
        "17001 | 2026-06-08 09:31:00 | status | closed",
    ]


def test_requests_are_fulfilled_or_rejected(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (came,) = bring("smax", "smax_request.json")

    assert counts(came) == (2, 2, 0, 0)
    assert tickets(warehouse, "catalogue_item") == [
        "17100 | Customer unknown | service_request | P4 | 2026-06-01 06:00:00 | New user",
        "17101 | Customer unknown | service_request | P3 | 2026-06-03 06:00:00 | ",
    ]
    assert events(warehouse) == [
        "17100 | 2026-06-02 06:00:00 | status | restored",
        "17101 | 2026-06-03 07:00:00 | status | cancelled",
    ]


def test_the_history_newest_first_tells_waits_reopenings_and_priorities(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    _, came = bring("smax", "smax_incident_with_history.json", "smax_history.json")

    assert counts(came) == (11, 10, 1, 0)
    assert events(warehouse, "from_value") == HISTORY
    assert unusable(came) == [
        "7 | changeProperties.Status.newValue | Parked | not among the words that the mapping lists"
    ]


def test_answers_of_several_records_stand_in_the_lines_of_one_file(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection
) -> None:
    _, came = bring("smax", "smax_incident_with_history.json", "smax_history.jsonl")

    assert counts(came) == (2, 2, 0, 0)
    assert events(warehouse) == [
        "17201 | 2026-06-09 08:00:00 | status | closed",
        "17202 | 2026-06-02 07:15:00 | priority | P3",
        "17202 | 2026-06-02 08:00:00 | status | in_progress",
    ]


def test_a_history_cut_off_at_its_beginning_still_tells_what_a_ticket_was_opened_with(
    bring: Bring, warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    history = json.loads((FILES / "smax" / "smax_history.json").read_text("utf-8"))
    history["results"] = [one for one in history["results"] if one["time"] > 1_780_294_200_000 - 1]
    (tmp_path / "smax_history.json").write_text(json.dumps(history), encoding="utf-8")

    bring("smax", "smax_incident_with_history.json", tmp_path / "smax_history.json")

    assert events(warehouse, "from_value", "sequence")[:4] == [
        "17201 | 2026-06-01 06:00:00 | priority | P3 |  | -1",
        "17201 | 2026-06-01 06:00:00 | status | in_progress |  | -1",
        "17201 | 2026-06-01 06:10:00 | priority | P1 | P3 | 0",
        "17201 | 2026-06-01 08:00:00 | status | awaiting_customer | in_progress | 0",
    ]
