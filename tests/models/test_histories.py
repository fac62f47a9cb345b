"""What a source hides: rests without a history of statuses, instants known by their day alone.

Nobody is told to have kept or missed what cannot be measured (CLK-13, CLK-15), and a chain of
statuses with a hole is a finding (CLK-S).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.models.loader import Row, deliver, prepare, run_dbt, warehouse

AS_OF = datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC)
# Business hours 08:00 to 17:00; in summer London is an hour ahead of UTC.
HOME = {"time_zone": "Europe/London", "support_region": "GB-ENG"}
CUSTOMERS = ("desk", "flat", "days")
USUAL = {"kind": "incident", "environment": "production", "priority": "P2", "channel": "phone"}
# All rows are of one source: a list that tells first responses, or nothing but ends.
LIST_OF_ANSWERS = frozenset({"response"})
LIST: frozenset[str] = frozenset()


def ticket(name: str, opened_at: str, **columns: object) -> Row:
    return {"ticket_id": name, "opened_at": f"2026-{opened_at}Z", **USUAL, **columns}


def event(name: str, at: str, field: str, value: str | None = None, **columns: object) -> Row:
    told = {"ticket_id": name, "occurred_at": f"2026-{at}Z", "field": field, "value": value}
    return {**told, "sequence": 0, **columns}


def some_time_on(name: str, day: str, value: str, field: str = "status") -> Row:
    """An event of which the local day alone is known: from 23:00 UTC of the day before on."""
    began = datetime.fromisoformat(f"2026-{day}T00:00:00+01:00")
    return {
        "ticket_id": name,
        "occurred_at": f"2026-{day}T23:59:59+01:00",
        "occurred_from": began.isoformat(),
        "field": field,
        "value": value,
    }


# Four P1 of a list that tells first responses alone (one hour, 24x7; restoration eight hours).
FLAT_TICKETS = [
    *(ticket(str(n), "05-04T09:00:00", customer_id="flat", priority="P1") for n in (1, 2, 3)),
    ticket("4", "06-30T09:00:00", customer_id="flat", priority="P1"),
]
FLAT_EVENTS = [
    event("2", "05-04T09:10:00", "response"),
    event("3", "05-06T09:10:00", "response"),
    event("3", "05-20T09:00:00", "status", "restored"),
    event("4", "06-30T09:10:00", "response"),
    event("4", "06-30T10:00:00", "status", "restored"),
]
# The same list, whose last ticket an audit log tells of beside.
LOGGED = ticket("logged", "05-04T09:00:00", customer_id="flat", priority="P1")
LOG = [
    event("logged", "05-04T09:30:00", "status", "awaiting_customer", from_value="new"),
    event("logged", "05-20T08:00:00", "status", "in_progress", from_value="awaiting_customer"),
    event("logged", "05-20T09:00:00", "status", "restored", from_value="in_progress"),
]
# P2: two business hours to the response, twelve to the restoration.
DAY_TICKETS = [
    ticket("600101", "06-10T08:15:00", customer_id="days"),
    ticket("600102", "06-10T08:15:00", customer_id="days"),
    ticket("600103", "06-16T14:00:00", customer_id="days"),
    # Closed at a known instant of the day on which it was restored some time.
    ticket("closed-then", "06-10T08:15:00", customer_id="days", priority="P1"),
    # Opened some time on 30 April, restored on 1 May: due in April or in May.
    ticket(
        "opened-some-time",
        "04-29T23:00:00",
        customer_id="days",
        priority="P1",
        opened_until="2026-04-30T22:59:59Z",
    ),
    ticket("lowered", "06-10T07:00:00", customer_id="days", priority="P1"),
]
DAY_EVENTS = [
    some_time_on("600101", "06-10", "restored"),
    some_time_on("600102", "06-12", "restored"),
    some_time_on("600103", "06-17", "restored"),
    some_time_on("closed-then", "06-10", "restored"),
    event("closed-then", "06-10T18:00:00", "status", "closed"),
    event("opened-some-time", "05-02T12:00:00", "status", "restored"),
    event("lowered", "06-10T16:00:00", "priority", "P2"),
    some_time_on("lowered", "06-10", "restored"),
]
# Chains: what a step says it came from, and what was in force.
DESK_TICKETS = [
    ticket(name, "06-15T08:00:00", customer_id="desk")
    for name in ("J1", "J2", "J3", "first-page", "twice", "priorities", "words", "silent")
]
DESK_EVENTS = [
    event("J1", "06-15T08:00:00", "status", "new"),
    event("J1", "06-15T08:30:00", "status", "in_progress", from_value="new"),
    event("J1", "06-17T08:00:00", "status", "in_progress", from_value="awaiting_customer"),
    event("J1", "06-17T10:00:00", "status", "restored", from_value="in_progress"),
    event("J2", "06-15T08:00:00", "status", "new"),
    event("J2", "06-15T08:30:00", "status", "in_progress", from_value="new"),
    event("J2", "06-15T09:00:00", "status", "awaiting_customer", from_value="in_progress"),
    event("J2", "06-17T08:00:00", "status", "in_progress", from_value="awaiting_customer"),
    event("J2", "06-17T10:00:00", "status", "restored", from_value="in_progress"),
    event("J3", "06-15T08:00:00", "status", "in_progress", from_value="new"),
    event("J3", "06-15T10:00:00", "status", "restored", from_value="in_progress"),
    # Nothing but steps whose first and last tell all: the missing page shows in their sum.
    event("first-page", "06-15T09:00:00", "status", "in_progress", from_value="awaiting_customer"),
    event("first-page", "06-15T10:00:00", "status", "restored", from_value="in_progress"),
    event("twice", "06-15T09:00:00", "status", "in_progress", from_value="awaiting_customer"),
    event("twice", "06-15T10:00:00", "status", "restored", from_value="awaiting_customer"),
    event("priorities", "06-15T09:00:00", "priority", "P3", from_value="P2"),
    event("priorities", "06-15T09:30:00", "priority", "P1", from_value="P4"),
    event("priorities", "06-15T10:00:00", "status", "closed", from_value="new"),
    # A word that is no status says nothing.
    event("words", "06-15T10:00:00", "status", "closed", from_value="Waiting"),
    event("silent", "06-15T10:00:00", "status", "closed"),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, artefacts: Path) -> Path:
    path = tmp_path_factory.mktemp("histories") / "warehouse.duckdb"
    with warehouse(path) as connection:
        deliver(connection, "customers", [{"customer_id": c, "name": c} for c in CUSTOMERS])
        year = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}
        deliver(
            connection,
            "agreements",
            [{"agreement_id": c, "customer_id": c, **HOME, **year} for c in CUSTOMERS],
        )
        deliver(connection, "tickets", [*FLAT_TICKETS, LOGGED], histories=LIST_OF_ANSWERS)
        deliver(connection, "ticket_events", FLAT_EVENTS, histories=LIST_OF_ANSWERS)
        deliver(connection, "tickets", [*DESK_TICKETS, *DAY_TICKETS])
        deliver(connection, "ticket_events", [*DESK_EVENTS, *DAY_EVENTS, *LOG])
        prepare(connection, as_of=AS_OF)
    failed = run_dbt(path, "build", "--exclude-resource-type", "unit_test", artefacts=artefacts)
    assert failed == []
    return path


def ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def clocks(path: Path, customer: str) -> Mapping[tuple[str, str], tuple[Any, ...]]:
    rows = ask(
        path,
        "select ticket_id, metric, outcome, elapsed_seconds, least_elapsed_seconds, month "
        f"from marts.sla_clocks where customer_id = '{customer}'",
    )
    return {(row[0], row[1]): row[2:] for row in rows}


MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
HOUR, DAY = 3_600, 86_400


def test_a_list_that_tells_first_responses_judges_them_and_measures_few_restorations(
    built: Path,
) -> None:
    found = clocks(built, "flat")

    never = 57 * DAY + 12 * HOUR + 59 * 60 + 59
    assert found == {
        ("1", "response"): ("breached", never, never, MAY),
        ("2", "response"): ("met", 600, 600, MAY),
        ("3", "response"): ("breached", 48 * HOUR + 600, 48 * HOUR + 600, MAY),
        ("4", "response"): ("met", 600, 600, JUNE),
        # When it would have been due without a rest, for want of a stop.
        ("1", "restoration"): ("not_measurable", never, None, MAY),
        ("2", "restoration"): ("not_measurable", never, None, MAY),
        ("3", "restoration"): ("not_measurable", 384 * HOUR, None, MAY),
        ("4", "restoration"): ("met", HOUR, None, JUNE),
        # An audit log beside the list tells its rests: half an hour, and the last.
        ("logged", "response"): ("met", 1_800, 1_800, MAY),
        ("logged", "restoration"): ("met", 5_400, 5_400, MAY),
    }


def test_a_share_with_what_cannot_be_measured_is_a_range(built: Path) -> None:
    rows = ask(
        built,
        "select month, met, breached, not_measurable, attainment, attainment_least, "
        "attainment_most from marts.sla_attainment where customer_id = 'flat' "
        "and metric = 'restoration' order by month",
    )

    assert rows == [(MAY, 1, 0, 3, 1.0, 0.25, 1.0), (JUNE, 1, 0, 0, 1.0, 1.0, 1.0)]


def test_downtime_of_a_source_that_hides_rests_is_an_upper_bound(built: Path) -> None:
    rows = ask(
        built,
        "select customer_id, month, rests_on_bounds from marts.availability "
        "where month >= '2026-05-01' order by all",
    )

    assert rows == [
        *(("days", MAY, True), ("days", JUNE, True)),
        *(("desk", MAY, False), ("desk", JUNE, False)),
        *(("flat", MAY, True), ("flat", JUNE, True)),
    ]


def test_a_day_is_met_by_both_ends_breached_by_both_or_not_measurable(built: Path) -> None:
    found = clocks(built, "days")

    at_most, at_least = 7 * HOUR + 45 * 60, 16 * HOUR + 45 * 60
    assert found["600101", "restoration"] == ("met", at_most, 0, JUNE)
    assert found["600101", "response"] == ("not_measurable", at_most, 0, JUNE)
    assert found["600102", "restoration"] == ("breached", at_least + 9 * HOUR, at_least, JUNE)
    assert found["600102", "response"] == ("breached", at_least + 9 * HOUR, at_least, JUNE)
    assert found["600103", "restoration"] == ("met", 11 * HOUR, 2 * HOUR, JUNE)
    assert found["600103", "response"] == ("not_measurable", 11 * HOUR, 2 * HOUR, JUNE)
    # The closing tells that it ended by then, not that it had not before.
    closed = (9 * HOUR + 45 * 60, 0, JUNE)
    assert found["closed-then", "restoration"] == ("not_measurable", *closed)


def test_what_was_missed_by_both_ends_belongs_to_the_later_month(built: Path) -> None:
    rows = ask(
        built,
        "select metric, outcome, elapsed_seconds, least_elapsed_seconds, cast(due_at as varchar), "
        "month from marts.sla_clocks where ticket_id = 'opened-some-time' order by metric",
    )

    most, least = 61 * HOUR, 37 * HOUR + 1
    assert rows == [
        ("response", "breached", most, least, "2026-04-30 23:59:59", MAY),
        ("restoration", "breached", most, least, "2026-05-01 06:59:59", MAY),
    ]


def test_stretches_show_a_day_s_events_at_its_end(built: Path) -> None:
    rows = ask(
        built,
        "select cast(started_at as varchar), cast(ended_at as varchar), state, seconds "
        "from marts.sla_clock_stretches where ticket_id = '600101' and metric = 'restoration' "
        "order by stretch",
    )

    assert rows == [
        ("2026-06-10 08:15:00", "2026-06-10 16:00:00", "running", 27_900),
        ("2026-06-10 16:00:00", "2026-06-10 22:59:59", "out_of_hours", 0),
    ]


def test_nothing_is_told_of_a_clock_that_nobody_could_measure(built: Path) -> None:
    rows = ask(
        built,
        "select rule_id, entity_id from marts.findings "
        "where rule_id in ('PRI-5', 'CLK-1', 'CLK-10') order by all",
    )
    downgrades = ask(
        built,
        "select metric, verdict_before, verdict_after, is_too_late from marts.downgrades "
        "where ticket_id = 'lowered' order by metric",
    )
    near = ask(built, "select ticket_id from marts.near_misses where customer_id <> 'desk'")

    assert rows == []
    # Of nine hours by then nobody knows that any ran.
    assert downgrades == [
        ("response", "not_measurable", "not_measurable", False),
        ("restoration", "not_measurable", "met", False),
    ]
    assert near == []


def test_a_step_from_what_was_not_in_force_is_a_hole(built: Path) -> None:
    rows = ask(
        built,
        "select entity_id, cast(occurred_at as varchar), message from marts.findings "
        "where rule_id = 'CLK-S' order by entity_id",
    )

    end = " in between is missing, or this one is wrong. The clocks follow what is recorded."
    said = "The {0} is said to go from {1} to {2}, but it was {3}{4}: a {0}" + end
    waits = ("status", "awaiting customer", "in progress")
    assert rows == [
        ("J1", "2026-06-17 08:00:00", said.format(*waits, "in progress", "")),
        ("first-page", "2026-06-15 09:00:00", said.format(*waits, "new", "")),
        (
            "priorities",
            "2026-06-15 09:30:00",
            said.format("priority", "P4", "P1", "P3", ""),
        ),
        ("twice", "2026-06-15 09:00:00", said.format(*waits, "new", ", and 1 more like it")),
    ]


def test_a_hole_changes_no_clock(built: Path) -> None:
    found = clocks(built, "desk")

    # 15 June from 09:00, 16 June, 17 June to 11:00 local.
    assert found["J1", "restoration"][:2] == ("breached", 8 * HOUR + 9 * HOUR + 3 * HOUR)
    assert found["J2", "restoration"][:2] == ("met", HOUR + 2 * HOUR)
