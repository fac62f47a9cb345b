"""When agreements end, and with which day an exit ends them (QUO-6)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from tests.models.loader import deliver, prepare, run_dbt, warehouse

AS_OF = datetime(2026, 6, 30, 16, tzinfo=UTC)
CUSTOMERS = ("stays", "ended", "agreed", "planned", "passed", "revoked", "asked", "back")
SELECTED = ("--select", "+agreement_ends", "--indirect-selection", "cautious")
USUAL = {
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "time_zone": "America/Los_Angeles",
    "support_region": "US-CA",
}
EXITS = {
    "agreed": {"empty_by": "2026-09-15", "channel_closes_on": "2026-09-30"},
    "planned": {"empty_by": "2026-09-15"},
    "passed": {"empty_by": "2026-06-29"},
    "revoked": {"empty_by": "2026-09-15"},
    "asked": {"requested_at": "2026-07-01T08:00:00Z", "empty_by": "2026-09-15"},
    "back": {"requested_at": "2025-11-01T08:00:00Z", "empty_by": "2026-07-15"},
}
STEPS = (
    {"exit_id": "planned", "step": "access_revoked", "planned_on": "2026-08-31"},
    # 22:30 on 20 June in Los Angeles.
    {"exit_id": "revoked", "step": "access_revoked", "occurred_at": "2026-06-21T05:30:00Z"},
    {"exit_id": "agreed", "step": "tenant_deleted", "occurred_at": "2026-07-02T05:30:00Z"},
)


@pytest.fixture(scope="module")
def ends(
    tmp_path_factory: pytest.TempPathFactory, artefacts: Path
) -> dict[str, tuple[object, ...]]:
    path = tmp_path_factory.mktemp("ends") / "warehouse.duckdb"
    with warehouse(path) as connection:
        deliver(connection, "customers", [{"customer_id": n, "name": n} for n in CUSTOMERS])
        deliver(
            connection,
            "agreements",
            [
                {**USUAL, "agreement_id": name, "customer_id": name}
                | ({"terminated_on": "2026-08-15"} if name == "ended" else {})
                for name in CUSTOMERS
            ],
        )
        deliver(
            connection,
            "exits",
            [
                {"exit_id": name, "customer_id": name, "requested_at": "2026-06-01T08:00:00Z"}
                | told
                for name, told in EXITS.items()
            ],
        )
        deliver(connection, "exit_events", STEPS)
        prepare(connection, as_of=AS_OF)
    assert run_dbt(path, "build", *SELECTED, artefacts=artefacts) == []
    with duckdb.connect(path) as connection:
        rows = connection.sql("from marts.agreement_ends").fetchall()
    return {row[0]: row[2:] for row in rows}


def test_an_agreement_ends_with_its_last_day_or_its_termination(
    ends: dict[str, tuple[object, ...]],
) -> None:
    assert ends["stays"] == (date(2026, 12, 31), False, False, None)
    assert ends["ended"] == (date(2026, 8, 15), True, False, None)


def test_an_exit_ends_it_with_its_first_day_agreed_or_planned(
    ends: dict[str, tuple[object, ...]],
) -> None:
    # What occurs after as_of has not occurred: the day agreed stands.
    assert ends["agreed"][1:] == (False, True, date(2026, 9, 15))
    assert ends["planned"][1:] == (False, True, date(2026, 8, 31))


def test_a_step_that_occurred_ends_it_on_its_local_day(ends: dict[str, tuple[object, ...]]) -> None:
    assert ends["revoked"][1:] == (False, True, date(2026, 6, 20))


def test_a_day_that_passed_without_its_step_is_no_end(ends: dict[str, tuple[object, ...]]) -> None:
    assert ends["passed"][1:] == (False, True, None)


def test_an_exit_not_asked_for_yet_or_of_an_agreement_before_is_none(
    ends: dict[str, tuple[object, ...]],
) -> None:
    assert ends["asked"][1:] == (False, False, None)
    assert ends["back"][1:] == (False, False, None)
