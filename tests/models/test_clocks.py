from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.models.judge import judge
from tests.models.loader import deliver, prepare, run_dbt, warehouse
from tests.models.portfolio import AGREEMENTS, CUSTOMERS, tickets_and_world

SEED = 20261106


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory, artefacts: Path) -> Path:
    """A warehouse of made-up tickets, built with every test of the data."""
    path = tmp_path_factory.mktemp("portfolio") / "warehouse.duckdb"
    tickets, world = tickets_and_world(SEED)
    held = [
        {"support_region": region, "date": day, "observed": added}
        for (region, day), added in world.delivered.items()
    ]
    with warehouse(path) as connection:
        deliver(connection, "customers", [{"customer_id": c, "name": c} for c in CUSTOMERS])
        deliver(connection, "agreements", map(vars, AGREEMENTS))
        deliver(connection, "sla_overrides", map(vars, world.overrides))
        deliver(connection, "holidays", held)
        for history in (True, False):
            chosen = [vars(t) for t in tickets if t.has_status_history is history]
            deliver(connection, "tickets", chosen, has_status_history=history)
        told = [event for events in world.events.values() for event in events]
        deliver(connection, "ticket_events", map(vars, told))
        prepare(connection, as_of=world.as_of)

    failed = run_dbt(path, "build", "--exclude-resource-type", "unit_test", artefacts=artefacts)
    assert failed == []
    return path


def test_every_clock_is_judged_as_a_walk_through_its_days_judges_it(portfolio: Path) -> None:
    tickets, world = tickets_and_world(SEED)
    with duckdb.connect(portfolio) as connection:
        relation = connection.sql("from marts.sla_clocks")
        rows = [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]
    found = {(row["ticket_id"], row["metric"]): in_utc(row) for row in rows}

    expected = {
        (row["ticket_id"], row["metric"]): row for ticket in tickets for row in judge(ticket, world)
    }

    assert found.keys() == expected.keys()
    differing = [
        {name: (row[name], expected[key][name]) for name in row if row[name] != expected[key][name]}
        | {"clock": key}
        for key, row in found.items()
        if row != expected[key]
    ]
    assert differing == []


def in_utc(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def test_the_made_up_tickets_reach_every_outcome(portfolio: Path) -> None:
    query = "select outcome, count(*) from marts.sla_clocks group by outcome"
    with duckdb.connect(portfolio) as connection:
        counts = dict(connection.sql(query).fetchall())

    assert {name for name, count in counts.items() if count >= 10} == {
        "met",
        "breached",
        "running",
        "paused",
        "excluded",
        "not_measurable",
    }
