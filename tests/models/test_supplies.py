"""A rule is judged where its data came: what a source never delivers breaks none, and is told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.contract import BY_NAME
from tests.models.loader import Row, deliver, prepare, run_dbt, warehouse

AS_OF = datetime(2026, 6, 30, 16, tzinfo=UTC)
TERMS = {
    "starts_on": "2024-12-01",
    "ends_on": "2026-12-31",
    "time_zone": "Etc/UTC",
    "support_region": "DE",
}
# Two sources tell the same of two customers; one has every column, the other these alone.
CUSTOMERS = {"told": None, "bare": "list@1"}
BARE: dict[str, tuple[str, ...]] = {
    "tickets": (
        *("ticket_id", "customer_id", "kind", "environment", "priority", "opened_at"),
        "request_kind",
    ),
    "ticket_events": ("ticket_id", "occurred_at", "field", "value", "sequence"),
    "changes": (
        *("change_id", "customer_id", "type", "reason", "environment"),
        *("planned_start", "planned_end", "started_at", "request_ticket"),
    ),
    "exits": ("exit_id", "customer_id", "requested_at", "gone_by"),
    "exit_events": ("exit_id", "step", "planned_on"),
}


def tickets(customer: str) -> list[Row]:
    usual = {"customer_id": customer, "environment": "production", "kind": "incident"}
    request = {"kind": "service_request", "priority": "P3", "request_kind": "standard"}
    rows: list[Row] = [
        {"ticket_id": "urgent", "priority": "P1", "opened_at": "2026-06-01T08:00Z"},
        {"ticket_id": "request", **request, "opened_at": "2026-06-01T08:00Z"},
        {
            "ticket_id": "caller",
            "priority": "P3",
            "opened_by": "eve",
            "opened_at": "2026-06-02T08:00Z",
        },
    ]
    return [{**usual, **row, "ticket_id": f"{customer}-{row['ticket_id']}"} for row in rows]


def events(customer: str, *, updates: bool) -> list[Row]:
    """The urgent one is restored and closed after two days, in which nobody heard of it."""
    ends = [("06-03", "status", "restored"), ("06-04", "status", "closed")]
    news = [("06-04", "update", None)] if updates else []
    return [
        {
            "ticket_id": f"{customer}-urgent",
            "occurred_at": f"2026-{day}T08:00Z",
            "field": field,
            "value": value,
            "sequence": place,
        }
        for place, (day, field, value) in enumerate([*ends, *news])
    ]


def changes(customer: str) -> list[Row]:
    begun = {"started_at": "2026-06-10T08:00Z"}
    kinds: dict[str, Row] = {
        "asked": {"type": "normal", "reason": "customer_request", **begun},
        "named": {
            "type": "normal",
            "reason": "customer_request",
            "request_ticket": f"{customer}-request",
        },
        "standard": {"type": "standard", "reason": "other"},
        "urgent": {"type": "emergency", "reason": "other"},
        "routine": {
            "type": "normal",
            "reason": "routine_maintenance",
            "interrupts_service": "true",
        },
        "agreed": {"type": "normal", "reason": "agreed_maintenance", **begun},
    }
    return [
        {
            "change_id": f"{customer}-{name}",
            "customer_id": customer,
            "environment": "production",
            "planned_start": "2026-06-10T08:00Z",
            "planned_end": "2026-06-10T09:00Z",
            **row,
        }
        for name, row in kinds.items()
    ]


def exits(customer: str) -> list[Row]:
    usual = {"customer_id": customer, "requested_at": "2026-06-01T08:00Z", "gone_by": "2026-06-15"}
    return [
        {"exit_id": f"{customer}-leaving", **usual},
        {"exit_id": f"{customer}-deleted", **usual},
    ]


def steps(customer: str) -> list[Row]:
    return [
        {
            "exit_id": f"{customer}-deleted",
            "step": "tenant_deleted",
            "planned_on": "2026-06-05",
            "occurred_at": "2026-06-20T08:00Z",
        }
    ]


def build(
    path: Path,
    artefacts: Path,
    *,
    customers: Collection[str],
    entities: Collection[str],
    unheard: Collection[str] = (),
) -> Path:
    """Deliver the entities of some customers, of those unheard without an update, and build."""
    with warehouse(path) as connection:
        deliver(connection, "customers", [{"customer_id": c, "name": c} for c in customers])
        deliver(
            connection,
            "agreements",
            [{"agreement_id": c, "customer_id": c, **TERMS} for c in customers],
        )
        deliver(
            connection,
            "contacts",
            [
                {
                    "customer_id": c,
                    "contact_id": "ann",
                    "role": "primary",
                    "valid_from": "2024-01-01",
                }
                for c in customers
            ],
        )
        deliver(connection, "catalogue", [{"item": "forms"}])
        for customer in customers:
            mapping = CUSTOMERS[customer]
            rows = {
                "tickets": tickets(customer),
                "ticket_events": events(customer, updates=customer not in unheard),
                "changes": changes(customer),
                "exits": exits(customer),
                "exit_events": steps(customer),
            }
            for name in entities:
                columns = BY_NAME[name].deliverable_names if mapping is None else BARE[name]
                brought = [{key: row.get(key) for key in columns} for row in rows[name]]
                deliver(connection, name, brought, mapping=mapping, columns=columns)
        prepare(connection, as_of=AS_OF)
    failed = run_dbt(path, "build", "--exclude-resource-type", "unit_test", artefacts=artefacts)
    assert failed == []
    return path


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, artefacts: Path) -> Path:
    path = tmp_path_factory.mktemp("supplies") / "warehouse.duckdb"
    return build(
        path, artefacts, customers=("told", "bare"), entities=tuple(BARE), unheard=("bare",)
    )


@pytest.fixture(scope="module")
def tickets_alone(tmp_path_factory: pytest.TempPathFactory, artefacts: Path) -> Path:
    """An installation to which nobody ever delivered a change, an exit or a problem."""
    path = tmp_path_factory.mktemp("tickets alone") / "warehouse.duckdb"
    entities = ("tickets", "ticket_events")
    return build(path, artefacts, customers=("bare",), entities=entities, unheard=("bare",))


def ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def broken(path: Path, customer: str) -> dict[str, int]:
    rows = ask(
        path,
        "select rule_id, count(*) from marts.findings "
        f"where customer_id = '{customer}' group by rule_id order by rule_id",
    )
    return dict(rows)


def test_what_a_source_delivers_is_judged(mixed: Path) -> None:
    assert broken(mixed, "told") == {
        "CHG-1": 1,
        "CHG-2": 1,
        "CHG-3": 2,
        "CHG-4": 3,
        "CHG-5": 1,
        "CHG-6": 2,
        "CHG-7": 1,
        "CHG-9": 1,
        "CON-2": 1,
        "EXI-1": 8,
        "EXI-2": 10,
        "EXI-4": 1,
        "EXI-5": 1,
        "EXI-6": 2,
        "EXI-7": 1,
        "EXI-9": 2,
        "INC-1": 1,
        "PRB-1": 1,
        "PRI-4": 1,
        "QUO-2": 1,
    }


def test_what_it_never_delivers_breaks_no_rule(mixed: Path) -> None:
    # Others deliver changes, and problems are named by others: those two are judged for all.
    assert broken(mixed, "bare") == {
        # The one that names no request: this column the list has.
        "CHG-1": 1,
        "CHG-7": 1,
        "PRB-1": 1,
    }


def test_what_was_not_judged_says_for_whom_and_what_would_have_to_be_delivered(
    mixed: Path,
) -> None:
    rows = ask(
        mixed,
        "select rule_id, customer_id, source, missing_list, records from marts.unjudged_rules "
        "order by all",
    )

    assert rows == [
        ("CHG-2", "bare", "list", "tickets.opened_by", 1),
        ("CHG-3", "bare", "list", "changes.customer_reviewed_at", 1),
        ("CHG-3", "bare", "list", "changes.tested_at", 2),
        ("CHG-4", "bare", "list", "changes.approved_at", 2),
        ("CHG-4", "bare", "list", "changes.template", 1),
        ("CHG-5", "bare", "list", "changes.incident_ticket", 1),
        ("CHG-6", "bare", "list", "changes.customer_agreed_at", 1),
        ("CHG-6", "bare", "list", "changes.interrupts_service", 1),
        ("CHG-9", "bare", "list", "changes.customer_agreed_at", 1),
        ("CON-2", "bare", "list", "tickets.opened_by", 3),
        ("EXI-1", "bare", "list", "exits.channel_closes_on", 2),
        ("EXI-1", "bare", "list", "exits.empty_by", 2),
        ("EXI-1", "bare", "list", "exits.export_wanted", 2),
        ("EXI-1", "bare", "list", "exits.request_ticket", 2),
        ("EXI-2", "bare", "list", "exit_events.occurred_at", 2),
        ("EXI-6", "bare", "list", "exit_events.occurred_at", 2),
        ("EXI-7", "bare", "list", "exit_events.occurred_at", 1),
        ("EXI-9", "bare", "list", "exit_events.occurred_at", 2),
        ("INC-1", "bare", "list", "ticket_events.update", 1),
        ("PRI-4", "bare", "list", "tickets.channel", 1),
        ("QUO-2", "bare", "list", "tickets.catalogue_item", 1),
    ]


def test_changes_and_problems_that_nobody_ever_delivered_are_not_missed(
    tickets_alone: Path,
) -> None:
    rows = ask(
        tickets_alone,
        "select rule_id, customer_id, source, missing_list, records from marts.unjudged_rules "
        "where source is null order by all",
    )
    years = ask(tickets_alone, "select calendar_year, chg_7 from marts.update_years order by 1")

    assert broken(tickets_alone, "bare") == {}
    assert rows == [
        ("CHG-7", "bare", None, "changes", 1),
        ("PRB-1", "bare", None, "tickets.problem_id", 1),
    ]
    assert years == [(2024, None), (2025, None), (2026, None)]


def test_a_log_with_updates_beside_a_list_makes_news_owed(
    tickets_alone: Path, tmp_path: Path, artefacts: Path
) -> None:
    path = tmp_path / "warehouse.duckdb"
    path.write_bytes(tickets_alone.read_bytes())
    late = {
        "ticket_id": "bare-urgent",
        "occurred_at": "2026-06-05T08:00Z",
        "field": "update",
        "sequence": 9,
    }
    with warehouse(path) as connection:
        deliver(connection, "ticket_events", [late], mapping="audit log@1")
        prepare(connection, as_of=AS_OF)

    failed = run_dbt(path, "build", "--exclude-resource-type", "unit_test", artefacts=artefacts)

    assert failed == []
    assert broken(path, "bare") == {"INC-1": 1}
