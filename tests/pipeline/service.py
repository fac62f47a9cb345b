"""A day's rows by chance about changes, problems, contacts, disasters and an exit's steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from tests.proof.chance import Seeded
from tests.proof.records import Agreement, Portfolio, Ticket

Row = dict[str, str]

CHANGES = tuple(f"C{number}" for number in range(24))
PROBLEMS = tuple(f"PRB{number}" for number in range(4))
CONTACTS = ("ann", "ben", "cem")
REASONS = (
    *("customer_request", "service_update", "routine_maintenance", "agreed_maintenance"),
    *("emergency_maintenance", "other"),
)
STEPS = (
    *("contact_named", "support_told", "billing_told", "account_told", "cloud_told"),
    *("termination_notified", "export_done", "access_revoked", "tenant_deleted", "data_gone"),
    *("compliance_checked", "channel_closed", "materials_returned"),
)


def service_rows(portfolio: Portfolio, day: int, chance: Seeded) -> dict[str, list[Row]]:
    """What comes in on a day, some of it anew in a later version.

    Incidents may name a problem or a change before it is delivered, and either may come with a
    correction of what it was.
    """
    rows = [row for one in portfolio.deliveries for row in one.rows]
    tickets = [row for row in rows if isinstance(row, Ticket)]
    customers = sorted({row.customer_id for row in rows if isinstance(row, Agreement)})
    incidents = [_incident(number, day, tickets, customers, chance) for number in range(16)]
    problems = [
        _problem(name, day, tickets, customers, chance) for name in chosen(PROBLEMS, chance)
    ]
    found = {
        "tickets": [*incidents, *problems],
        "ticket_events": [
            event for row in (*incidents, *problems) for event in _events(row, day, chance)
        ],
        "changes": [
            _change(name, day, tickets, customers, chance) for name in chosen(CHANGES, chance)
        ],
        "contacts": [_contact(customer, day, chance) for customer in chosen(customers, chance)],
        "exit_events": [_step(step, day, tickets, chance) for step in chosen(STEPS, chance)],
    }
    return {entity: told for entity, told in found.items() if told}


def chosen(names: Sequence[str], chance: Seeded) -> list[str]:
    return [name for name in names if chance.likely(50)]


def _some_instant(tickets: Sequence[Ticket], chance: Seeded) -> datetime:
    return chance.pick(tickets).opened_at + timedelta(minutes=chance.whole(0, 60 * 24 * 3))


def _maybe(text: str, chance: Seeded, percent: int = 70) -> str:
    return text if chance.likely(percent) else ""


def _incident(
    number: int, day: int, tickets: Sequence[Ticket], customers: Sequence[str], chance: Seeded
) -> Row:
    # Every third one is delivered again each day, in a new version.
    name = f"X{number}" if number % 3 == 0 else f"X{day}-{number}"
    opened_at = _some_instant(tickets, chance)
    return {
        "ticket_id": name,
        "customer_id": customers[number % len(customers)],
        "kind": "incident",
        "environment": chance.pick(("production", "production", "non_production")),
        "priority": chance.pick(("P1", "P1", "P2", "P3")),
        "opened_at": opened_at.isoformat(),
        "opened_by": _maybe(chance.pick(CONTACTS), chance),
        "category": chance.pick(("Printer", "Cable")),
        "problem_id": _maybe(chance.pick((*PROBLEMS, "nowhere")), chance),
        "caused_by_change": _maybe(chance.pick(CHANGES), chance, 40),
        "disaster_declared_at": _maybe(opened_at.isoformat(), chance, 15),
        "updated_at": (opened_at + timedelta(days=day)).isoformat(),
    }


def _problem(
    name: str, day: int, tickets: Sequence[Ticket], customers: Sequence[str], chance: Seeded
) -> Row:
    return {
        "ticket_id": name,
        "customer_id": customers[0],
        "kind": chance.pick(("problem", "problem", "problem", "incident")),
        "environment": "production",
        "priority": "P2",
        "opened_at": min(ticket.opened_at for ticket in tickets).isoformat(),
        "updated_at": (_some_instant(tickets, chance) + timedelta(days=day)).isoformat(),
    }


def _events(row: Row, day: int, chance: Seeded) -> list[Row]:
    told = [
        *(("status", "restored"), ("status", "closed"), ("status", "in_progress")),
        *(("priority", "P1"), ("priority", "P3"), ("problem", chance.pick(PROBLEMS))),
        ("update", ""),
    ]
    opened_at = datetime.fromisoformat(row["opened_at"])
    return [
        {
            "ticket_id": row["ticket_id"],
            "occurred_at": (opened_at + timedelta(minutes=chance.whole(1, 9_000))).isoformat(),
            "field": field,
            "value": value,
            "sequence": str(day),
        }
        for field, value in told
        if chance.likely(40)
    ]


def _change(
    name: str, day: int, tickets: Sequence[Ticket], customers: Sequence[str], chance: Seeded
) -> Row:
    planned = _some_instant(tickets, chance)

    def around(percent: int) -> str:
        moved = planned + timedelta(minutes=chance.whole(-9_000, 300))
        return _maybe(moved.isoformat(), chance, percent)

    began = planned + timedelta(minutes=chance.whole(-30, 30))
    ended = began + timedelta(minutes=chance.whole(1, 500))
    is_over = chance.likely(75)
    return {
        "change_id": name,
        "customer_id": customers[CHANGES.index(name) % len(customers)],
        "type": chance.pick(("standard", "normal", "emergency")),
        "reason": chance.pick(REASONS),
        "environment": chance.pick(("production", "production", "non_production")),
        "planned_start": planned.isoformat(),
        "planned_end": (planned + timedelta(minutes=chance.whole(30, 600))).isoformat(),
        "request_ticket": _maybe(chance.pick(tickets).ticket_id, chance),
        "incident_ticket": _maybe(f"X{chance.pick((0, 3, 6, 9))}", chance),
        "interrupts_service": chance.pick(("true", "false", "")),
        "notified_at": around(70),
        "customer_agreed_at": around(70),
        "approved_at": around(80),
        "tested_at": around(80),
        "customer_reviewed_at": around(70),
        "started_at": began.isoformat() if is_over else "",
        "ended_at": ended.isoformat() if is_over else "",
        "outcome": chance.pick(("successful", "rolled_back", "failed")) if is_over else "",
        "updated_at": (ended + timedelta(days=day)).isoformat(),
    }


def _contact(customer_id: str, day: int, chance: Seeded) -> Row:
    return {
        "customer_id": customer_id,
        "contact_id": chance.pick(CONTACTS),
        "role": chance.pick(("primary", "contact", "change_authoriser")),
        "valid_to": _maybe(f"20{25 + day}-06-30", chance, 50),
        "trained_on": _maybe("2025-01-01", chance, 50),
    }


def _step(step: str, day: int, tickets: Sequence[Ticket], chance: Seeded) -> Row:
    return {
        "exit_id": "E",
        "step": step,
        "planned_on": _maybe(str(_some_instant(tickets, chance).date()), chance),
        "occurred_at": _maybe(_some_instant(tickets, chance).isoformat(), chance),
        "updated_at": (max(one.opened_at for one in tickets) + timedelta(days=day)).isoformat(),
    }
