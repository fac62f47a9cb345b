from __future__ import annotations

from pathlib import Path

import pytest

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
