"""What is said of the figures, on tickets that one can follow with a pencil."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.proof.built import build, built_clocks
from tests.proof.comparison import Clock, compare
from tests.proof.records import Agreement, Customer, Delivery, Event, Portfolio, Ticket

# Berlin is two hours ahead of UTC in summer and one in winter; business hours are 08:00 to 17:00.
AGREEMENT = Agreement("A", "C", date(2026, 1, 1), date(2026, 12, 31), "Europe/Berlin", "DE-BE")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def incident(ticket_id: str, priority: str, opened_at: str) -> Ticket:
    return Ticket(ticket_id, "C", "incident", "production", priority, at(opened_at), "phone")


TICKETS = (
    incident("answered after the close", "P2", "2026-06-16T15:00+02:00"),
    incident("over the autumn change", "P1", "2026-10-24T22:00+02:00"),
    incident("over the spring change", "P1", "2026-03-28T22:00+01:00"),
    incident("answered on a Saturday", "P3", "2026-06-20T10:00+02:00"),
    incident("cancelled", "P1", "2026-05-05T10:00+02:00"),
)
EVENTS = (
    Event("answered after the close", at("2026-06-16T20:30+02:00"), "response"),
    Event("over the autumn change", at("2026-10-25T05:00:01+01:00"), "status", "restored"),
    Event("over the spring change", at("2026-03-29T07:00:00+02:00"), "status", "restored"),
    Event("answered on a Saturday", at("2026-06-20T11:00+02:00"), "response"),
    Event("cancelled", at("2026-05-05T10:30+02:00"), "status", "cancelled"),
)
PORTFOLIO = Portfolio(
    datetime(2026, 11, 6, tzinfo=UTC),
    [Delivery([Customer("C", "C")]), Delivery([AGREEMENT]), Delivery(TICKETS), Delivery(EVENTS)],
)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory, artefacts: Path) -> Path:
    return build(PORTFOLIO, tmp_path_factory.mktemp("statements"), artefacts=artefacts)


@pytest.fixture(scope="module")
def clocks(warehouse: Path) -> Mapping[Clock, Mapping[str, Any]]:
    return built_clocks(warehouse)


def test_the_judge_says_the_same(clocks: Mapping[Clock, Mapping[str, Any]]) -> None:
    assert compare(PORTFOLIO, clocks).differences == ()


def test_a_target_reached_at_17_00_and_answered_at_20_30_is_met(
    clocks: Mapping[Clock, Mapping[str, Any]],
) -> None:
    clock = clocks["answered after the close", "response"]

    assert (clock["elapsed_seconds"], clock["target_seconds"]) == (7_200, 7_200)
    assert clock["due_at"] == datetime(2026, 6, 16, 15, 0)
    assert clock["stopped_at"] == datetime(2026, 6, 16, 18, 30)
    assert clock["outcome"] == "met"


@pytest.mark.parametrize(
    ("ticket_id", "elapsed_seconds", "outcome"),
    [
        # The wall clock shows 7 hours and a second, and 9 hours.
        ("over the autumn change", 28_801, "breached"),
        ("over the spring change", 28_800, "met"),
    ],
)
def test_a_24x7_clock_over_a_clock_change_is_right_to_the_second(
    clocks: Mapping[Clock, Mapping[str, Any]], ticket_id: str, elapsed_seconds: int, outcome: str
) -> None:
    clock = clocks[ticket_id, "restoration"]

    assert (clock["elapsed_seconds"], clock["outcome"]) == (elapsed_seconds, outcome)


def test_a_ticket_answered_out_of_hours_has_0_seconds_and_a_row(
    clocks: Mapping[Clock, Mapping[str, Any]],
) -> None:
    clock = clocks["answered on a Saturday", "response"]

    assert (clock["elapsed_seconds"], clock["outcome"]) == (0, "met")
    assert clock["stopped_at"] == datetime(2026, 6, 20, 9, 0)


def test_a_month_without_a_decided_p1_has_no_figure(warehouse: Path) -> None:
    query = (
        "select month, decided, attainment, attainment_low, attainment_high, excluded "
        "from marts.sla_attainment where priority = 'P1' and metric = 'restoration' order by month"
    )
    with duckdb.connect(warehouse, read_only=True) as connection:
        rows = connection.sql(query).fetchall()

    assert [row[:3] for row in rows] == [
        (date(2026, 3, 1), 1, 1.0),
        (date(2026, 5, 1), 0, None),
        (date(2026, 10, 1), 1, 0.0),
    ]
    assert rows[1][3:] == (None, None, 1)
