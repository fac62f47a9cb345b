from __future__ import annotations

from pathlib import Path

import pytest

from tests.models.loader import (
    CASES,
    deliver,
    latest_instant,
    prepare,
    read_case,
    run_dbt,
    warehouse,
)


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
