from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pipeline.policy import Policy
from tests.models import change_cases
from tests.models.loader import (
    CASES,
    deliver,
    latest_instant,
    prepare,
    read_case,
    run_dbt,
    warehouse,
)
from tests.models.outages import outages

# They have well over 200 customer months.
OUTAGES_SEED, OUTAGES_CUSTOMERS = 7, 45
# The readings of changes and of availability that are not the defaults, and what they pardon.
OTHERWISE = {
    "customer_review": "shown",
    "maintenance_downtime": "counts",
    "emergency_maintenance": "excluded",
}
PARDONING_OTHERWISE = frozenset(("customer_request", "emergency_maintenance"))


@pytest.fixture(scope="session")
def cases(tmp_path_factory: pytest.TempPathFactory, artefacts: Path) -> Path:
    """The warehouse of the shared cases, built with every test of the models."""
    if not CASES.exists():
        pytest.skip(f"the shared cases are not beside the project: {CASES} is missing")
    path = tmp_path_factory.mktemp("cases") / "warehouse.duckdb"
    with warehouse(path) as connection:
        for name in ("customers", "agreements", "tickets", "ticket_events"):
            deliver(connection, name, read_case(name).iter_rows(named=True))
        prepare(connection, as_of=latest_instant(connection))

    assert run_dbt(path, "build", artefacts=artefacts) == []
    return path


@pytest.fixture(scope="session")
def changed(tmp_path_factory: pytest.TempPathFactory, artefacts: Path) -> Path:
    """The warehouse of worked changes and of generated outages, built with every test."""
    path = tmp_path_factory.mktemp("changed") / "warehouse.duckdb"
    down = outages(OUTAGES_SEED, OUTAGES_CUSTOMERS).rows
    rows = {
        "customers": [{"customer_id": one, "name": one} for one in change_cases.CUSTOMERS],
        "agreements": change_cases.AGREEMENTS,
        "contacts": [{"valid_from": "2024-01-01"} | one for one in change_cases.CONTACTS],
        "tickets": change_cases.TICKETS,
        "ticket_events": change_cases.EVENTS,
        "changes": change_cases.CHANGES,
    }
    with warehouse(path) as connection:
        for name, worked in rows.items():
            deliver(connection, name, [*worked, *down.get(name, [])])
        prepare(connection, as_of=change_cases.AS_OF)
    failed = run_dbt(path, "build", "--exclude-resource-type", "unit_test", artefacts=artefacts)
    assert failed == []
    return path


@pytest.fixture(scope="session")
def changed_otherwise(
    changed: Path, tmp_path_factory: pytest.TempPathFactory, artefacts: Path
) -> Path:
    """The same deliveries under the other reading of each choice about changes."""
    path = tmp_path_factory.mktemp("changed otherwise") / "warehouse.duckdb"
    shutil.copy(changed, path)
    policy = Policy().changed(OTHERWISE)
    with warehouse(path) as connection:
        prepare(connection, as_of=change_cases.AS_OF, policy=policy)
    told = ("--full-refresh", "--vars", json.dumps(policy.variables))
    chosen = ("+changes", "+findings", "+availability", "+outages", "+planned_changes")
    failed = run_dbt(
        path,
        *("build", "--exclude-resource-type", "unit_test", *told, "--select", *chosen),
        artefacts=artefacts / "changed otherwise",
    )
    assert failed == []
    return path
