"""Customers who leave: one who has left, one who is leaving (EXI)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from simulate.business_time import instant_of, local_date
from simulate.chance import Chance
from simulate.customers import Customer
from simulate.entitlements import Row
from simulate.parameters import Parameters
from simulate.tickets import Ticket

# Days after the request, or after the end of the term where `TERM` says so, or after the end of
# the retrieval period; in the order of the process (EXI-4).
REQUEST, TERM, RETRIEVAL = "request", "term", "retrieval"
PLAN = (
    ("contact_named", REQUEST, 1),
    ("support_told", REQUEST, 2),
    ("billing_told", REQUEST, 2),
    ("account_told", REQUEST, 3),
    ("cloud_told", REQUEST, 3),
    ("termination_notified", REQUEST, 7),
    ("export_done", REQUEST, 14),
    ("access_revoked", TERM, 1),
    ("materials_returned", TERM, 10),
    ("tenant_deleted", RETRIEVAL, 1),
    ("data_gone", RETRIEVAL, 8),
    ("compliance_checked", RETRIEVAL, 10),
    ("channel_closed", RETRIEVAL, 12),
)
LATE_DAYS = {"termination_notified": 2, "compliance_checked": 1, "cloud_told": 1}


@dataclass(frozen=True)
class Exit:
    """The rows of one exit, and the customer's tickets with the request that started it."""

    exits: list[Row]
    steps: list[Row]
    tickets: list[Ticket]


def exit_of(customer: Customer, tickets: Sequence[Ticket], parameters: Parameters) -> Exit:
    """The exit of a customer who leaves; nothing for every other."""
    if customer.role not in ("left", "leaving"):
        return Exit([], [], list(tickets))
    chance = Chance(parameters.seed, customer.index, 10)
    agreement = customer.agreements[-1]
    wanted = agreement.last_day - timedelta(days=30 if customer.role == "left" else 70)
    requested = _request(tickets, instant_of(wanted, time(10), agreement.time_zone))
    at = instant_of(wanted, time(10), agreement.time_zone)
    asked_on = wanted
    if requested is not None:
        at = tickets[requested].opened_at
        asked_on = local_date(at, agreement.time_zone)
    steps = _steps(customer, asked_on, at, parameters.as_of, chance)
    planned = {step["step"]: step["planned_on"] for step in steps}
    row = {
        "exit_id": _exit_id(customer),
        "customer_id": customer.customer_id,
        "request_ticket": requested,
        "requested_at": at,
        "products": "SMAX ESM CMS" if customer.role == "left" else "SMAX HCMX",
        "export_wanted": True,
        "empty_by": planned["tenant_deleted"],
        "gone_by": planned["data_gone"] if customer.role == "left" else None,
        "channel_closes_on": planned["channel_closed"],
        "early_deletion_requested": None if customer.role == "left" else False,
        "owner": customer.csm_email,
        "updated_at": max([at, *(step["occurred_at"] or at for step in steps)]),
    }
    return Exit([row], steps, [_renamed(ticket, requested) for ticket in tickets])


def _exit_id(customer: Customer) -> str:
    return f"EXIT-{customer.customer_id[5:]}"


def _request(tickets: Sequence[Ticket], wanted_at: int) -> int | None:
    """The service request nearest to the day: it becomes the one that starts the exit (EXI-1)."""
    requests = [ticket for ticket in tickets if ticket.kind == "service_request"]
    if not requests:
        return None
    return min(requests, key=lambda ticket: abs(ticket.opened_at - wanted_at)).ordinal


def _renamed(ticket: Ticket, requested: int | None) -> Ticket:
    if ticket.ordinal != requested:
        return ticket
    return replace(
        ticket,
        category="Customer exit",
        summary="Request to end the service",
        catalogue_item=None,
        request_kind="nonstandard",
        units=None,
    )


def _steps(
    customer: Customer, asked_on: date, requested_at: int, as_of: int, chance: Chance
) -> list[Row]:
    """Every step as planned, and as done where its day has come (EXI-7)."""
    agreement = customer.agreements[-1]
    retrieval = agreement.last_day + timedelta(days=agreement.retrieval_days or 30)
    base = {REQUEST: asked_on, TERM: agreement.last_day, RETRIEVAL: retrieval}
    rows: list[Row] = []
    for step, after, days in PLAN:
        planned = base[after] + timedelta(days=days)
        done = planned + timedelta(days=LATE_DAYS.get(step, 0))
        minutes = chance.whole(0, 59)
        at = instant_of(done, time(11 + len(rows) // 3, minutes), agreement.time_zone)
        occurred = max(at, requested_at + 3_600)
        happened = occurred if occurred <= as_of else None
        rows.append(
            {
                "exit_id": _exit_id(customer),
                "step": step,
                "planned_on": planned,
                "occurred_at": happened,
                "note": "Later than planned" if step in LATE_DAYS and happened else None,
                "updated_at": happened or requested_at,
            }
        )
    return rows
