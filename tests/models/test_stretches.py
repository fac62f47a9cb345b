"""Clocks cut into stretches, row by row (CLK-12)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.models.loader import deliver, prepare, run_dbt, warehouse

AS_OF = datetime(2026, 6, 30, 16, tzinfo=UTC)
USUAL = {
    "customer_id": "home",
    "kind": "incident",
    "environment": "production",
    "priority": "P3",
}
TICKETS = (
    {"ticket_id": "easter", "opened_at": "2026-04-02T14:00:00Z"},
    {"ticket_id": "clock-change", "opened_at": "2026-03-28T22:00:00Z", "priority": "P1"},
    {"ticket_id": "reopened", "opened_at": "2026-06-15T06:00:00Z"},
    {"ticket_id": "at-once", "opened_at": "2026-06-15T20:00:00Z"},
    {"ticket_id": "cancelled", "opened_at": "2026-06-30T06:00:00Z", "priority": "P1"},
    {"ticket_id": "nobody", "opened_at": "2026-06-15T06:00:00Z", "customer_id": "none"},
    {
        "ticket_id": "barely",
        "opened_at": "2026-06-15T06:00:00Z",
        "environment": "non_production",
        "priority": "P2",
    },
)
EVENTS = (
    ("easter", "2026-04-07T07:00:00Z", "status", "restored"),
    ("clock-change", "2026-03-30T00:00:00Z", "status", "restored"),
    ("reopened", "2026-06-15T07:00:00Z", "status", "in_progress"),
    ("reopened", "2026-06-15T08:00:00Z", "priority", "P2"),
    ("reopened", "2026-06-15T09:00:00Z", "status", "awaiting_customer"),
    ("reopened", "2026-06-15T16:00:00Z", "status", "in_progress"),
    ("reopened", "2026-06-16T07:00:00Z", "status", "restored"),
    ("reopened", "2026-06-17T07:00:00Z", "status", "in_progress"),
    ("reopened", "2026-06-17T08:00:00Z", "status", "closed"),
    ("at-once", "2026-06-15T20:00:00Z", "status", "closed"),
    ("cancelled", "2026-06-30T07:00:00Z", "status", "cancelled"),
    # P4: 8 business hours, a tenth of which are 48 minutes.
    ("barely", "2026-06-15T13:12:01Z", "response", None),
    ("barely", "2026-06-15T13:12:01Z", "status", "restored"),
)


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory, artefacts: Path) -> Path:
    path = tmp_path_factory.mktemp("stretches") / "warehouse.duckdb"
    names = ("ticket_id", "occurred_at", "field", "value")
    with warehouse(path) as connection:
        deliver(connection, "customers", [{"customer_id": c, "name": c} for c in ("home", "none")])
        deliver(
            connection,
            "agreements",
            [
                {
                    "agreement_id": "H",
                    "customer_id": "home",
                    "time_zone": "Europe/Berlin",
                    "support_region": "DE-BY",
                    "starts_on": "2026-01-01",
                    "ends_on": "2026-12-31",
                }
            ],
        )
        deliver(connection, "tickets", [USUAL | one for one in TICKETS])
        deliver(
            connection,
            "ticket_events",
            [dict(zip(names, event, strict=True)) for event in EVENTS],
        )
        prepare(connection, as_of=AS_OF)
    failed = run_dbt(path, "build", "--exclude-resource-type", "unit_test", artefacts=artefacts)
    assert failed == []
    return path


def stretches(path: Path, ticket_id: str, metric: str, *columns: str) -> list[tuple[Any, ...]]:
    shown = ", ".join(("strftime(started_at, '%d %H:%M')", "strftime(ended_at, '%d %H:%M')"))
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(
            f"select {shown}, {', '.join(columns)} from marts.sla_clock_stretches "
            "where ticket_id = $ticket_id and metric = $metric order by stretch",
            {"ticket_id": ticket_id, "metric": metric},
        ).fetchall()


def test_closed_hours_are_one_stretch_up_to_a_holiday_which_is_named(cut: Path) -> None:
    rows = stretches(cut, "easter", "response", "state", "seconds", "local_date", "holiday")

    closed = ("out_of_hours", 0)
    assert rows == [
        ("02 14:00", "02 15:00", "running", 3_600, date(2026, 4, 2), None),
        ("02 15:00", "02 22:00", *closed, date(2026, 4, 2), None),
        ("02 22:00", "03 22:00", *closed, date(2026, 4, 3), "Good Friday"),
        ("03 22:00", "05 22:00", *closed, date(2026, 4, 4), None),
        ("05 22:00", "06 22:00", *closed, date(2026, 4, 6), "Easter Monday"),
        ("06 22:00", "07 06:00", *closed, date(2026, 4, 7), None),
        ("07 06:00", "07 07:00", "running", 3_600, date(2026, 4, 7), None),
    ]


def test_a_24x7_clock_is_cut_by_local_day_and_right_over_a_clock_change(cut: Path) -> None:
    rows = stretches(cut, "clock-change", "restoration", "state", "seconds", "local_date")

    assert rows == [
        ("28 22:00", "28 23:00", "running", 3_600, date(2026, 3, 28)),
        ("28 23:00", "29 22:00", "running", 82_800, date(2026, 3, 29)),
        ("29 22:00", "30 00:00", "running", 7_200, date(2026, 3, 30)),
    ]


def test_each_stretch_has_the_status_and_priority_in_force_then(cut: Path) -> None:
    rows = stretches(cut, "reopened", "restoration", "status", "priority", "state", "seconds")

    assert rows == [
        ("15 06:00", "15 07:00", "new", "P3", "running", 3_600),
        ("15 07:00", "15 08:00", "in_progress", "P3", "running", 3_600),
        ("15 08:00", "15 09:00", "in_progress", "P2", "running", 3_600),
        ("15 09:00", "15 15:00", "awaiting_customer", "P2", "resting", 21_600),
        ("15 15:00", "15 16:00", "awaiting_customer", "P2", "out_of_hours", 0),
        ("15 16:00", "16 06:00", "in_progress", "P2", "out_of_hours", 0),
        ("16 06:00", "16 07:00", "in_progress", "P2", "running", 3_600),
        # A day of nine business hours between the restoration and the reopening.
        ("16 07:00", "17 07:00", "restored", "P2", "stopped", 32_400),
        ("17 07:00", "17 08:00", "in_progress", "P2", "running", 3_600),
    ]


def test_a_response_clock_never_rests_and_ends_at_its_stop(cut: Path) -> None:
    rows = stretches(cut, "reopened", "response", "status", "state")

    assert rows == [
        ("15 06:00", "15 07:00", "new", "running"),
        ("15 07:00", "15 08:00", "in_progress", "running"),
        ("15 08:00", "15 09:00", "in_progress", "running"),
    ]


def test_a_clock_stopped_at_its_opening_has_one_stretch_without_length(cut: Path) -> None:
    rows = stretches(cut, "at-once", "restoration", "status", "state", "seconds")

    assert rows == [("15 20:00", "15 20:00", "new", "out_of_hours", 0)]


def test_after_a_cancellation_a_restoration_stands_and_a_response_runs(cut: Path) -> None:
    restoration = stretches(cut, "cancelled", "restoration", "status", "state", "seconds")
    response = stretches(cut, "cancelled", "response", "status", "state", "seconds")

    assert restoration == [
        ("30 06:00", "30 07:00", "new", "running", 3_600),
        ("30 07:00", "30 16:00", "cancelled", "stopped", 32_400),
    ]
    assert response == [
        ("30 06:00", "30 07:00", "new", "running", 3_600),
        ("30 07:00", "30 16:00", "cancelled", "running", 32_400),
    ]


def test_without_an_agreement_nothing_is_counted(cut: Path) -> None:
    rows = stretches(cut, "nobody", "response", "state", "seconds", "local_date")

    assert rows == [("15 06:00", "30 16:00", "running", None, None)]


def test_the_rule_s_priority_and_the_recorded_one_stand_side_by_side(cut: Path) -> None:
    rows = stretches(cut, "barely", "response", "priority", "recorded_priority")

    assert rows == [("15 06:00", "15 13:12", "P4", "P2")]


def test_met_with_less_than_a_tenth_left_is_a_near_miss(cut: Path) -> None:
    with duckdb.connect(cut, read_only=True) as connection:
        rows = connection.sql(
            "select ticket_id, metric, remaining_seconds from marts.near_misses"
        ).fetchall()

    assert rows == [("barely", "response", 2_879)]


def test_a_target_says_where_it_comes_from(cut: Path) -> None:
    with duckdb.connect(cut, read_only=True) as connection:
        rows = connection.sql(
            "select distinct source, count(*) from marts.sla_targets group by source"
        ).fetchall()

    assert rows == [("handbook", 8)]
