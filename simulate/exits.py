"""Customers who leave: one has left, one is leaving, some break a rule on purpose (EXI)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from simulate.business_time import instant_of, local_date
from simulate.chance import Chance
from simulate.customers import Customer
from simulate.entitlements import Row
from simulate.exit_breaches import TEAMS, Breach, breach_of, broken_row
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
# Of a customer whose agreement goes on, the days are counted from the request.
EARLY_TERM, EARLY_RETRIEVAL = 19, 20
QUESTIONS = ("request_ticket", "export_wanted", "empty_by", "gone_by", "channel_closes_on")
WITHOUT_EXPORT = ("CMS", "HCMX", "OO", "PCS")


@dataclass(frozen=True)
class Exit:
    """The rows of one exit, the customer's tickets with the request that started it, and its truth.

    `findings` are the rules that it breaks, each with the part of the exit that does.
    """

    exits: list[Row]
    steps: list[Row]
    tickets: list[Ticket]
    findings: list[Row]


def exit_of(customer: Customer, tickets: Sequence[Ticket], parameters: Parameters) -> Exit:
    """The exit of a customer who leaves, or gives up a tenant; nothing for every other."""
    breach = breach_of(customer, parameters)
    if customer.role not in ("left", "leaving") and breach is None:
        return Exit([], [], list(tickets), [])
    zone = customer.agreements[-1].time_zone
    wanted = _wanted_on(customer, breach, parameters)
    wanted_at = instant_of(wanted, time(10), zone)
    latest = wanted_at if breach else None
    requested = _request(tickets, wanted_at, latest=latest)
    at = wanted_at if requested is None else tickets[requested].opened_at
    steps = _steps(customer, at, breach, parameters)
    row = _row(customer, requested, at, steps)
    if breach:
        row = broken_row(row, breach)
    done = [step["occurred_at"] for step in steps if step["occurred_at"]]
    row = {**row, "updated_at": max([at, *done])}
    findings = _planted(row, breach) if breach else _known(row, steps, zone, parameters.as_of)
    kept = [_renamed(ticket, requested) for ticket in tickets]
    return Exit([row], [_recorded(step, breach) for step in steps], kept, findings)


def _wanted_on(customer: Customer, breach: Breach | None, parameters: Parameters) -> date:
    """The day on which the exit should be asked for."""
    if breach:
        return parameters.ends_on - timedelta(days=breach.days_before)
    before = 30 if customer.role == "left" else 70
    return customer.agreements[-1].last_day - timedelta(days=before)


def _row(customer: Customer, requested: int | None, at: int, steps: Sequence[Row]) -> Row:
    planned = {step["step"]: step["planned_on"] for step in steps}
    products = {"left": "SMAX ESM CMS", "leaving": "SMAX HCMX"}
    return {
        "exit_id": _exit_id(customer),
        "customer_id": customer.customer_id,
        "request_ticket": requested,
        "requested_at": at,
        "products": products.get(customer.role, "SMAX"),
        "export_wanted": True,
        "empty_by": planned["tenant_deleted"],
        "gone_by": None if customer.role == "leaving" else planned["data_gone"],
        "channel_closes_on": planned["channel_closed"],
        "early_deletion_requested": {"left": None, "leaving": False}.get(customer.role, True),
        "owner": customer.csm_email,
    }


def _exit_id(customer: Customer) -> str:
    return f"EXIT-{customer.customer_id[5:]}"


def _planted(row: Row, breach: Breach) -> list[Row]:
    """The rules broken on purpose; and that a customer without any request cannot name one."""
    found = [*breach.findings, *([] if row["request_ticket"] is not None else [REQUESTLESS])]
    return [_finding(row, rule_id, part) for rule_id, part in found]


REQUESTLESS = ("EXI-1", "request_ticket")


def _known(row: Row, steps: Sequence[Row], zone: str, as_of: int) -> list[Row]:
    """What is wrong with the two exits that are told as a story: late steps, questions, exports."""
    today = local_date(as_of, zone)
    done = {step["step"]: step["occurred_at"] is not None for step in steps}
    planned = {step["step"]: step["planned_on"] for step in steps}
    found = [("EXI-1", question) for question in QUESTIONS if row[question] is None]
    if not done["channel_closed"]:
        found += [("EXI-2", team) for team in TEAMS if not done[team]]
    found += [("EXI-3", one) for one in row["products"].split() if one in WITHOUT_EXPORT]
    found += [("EXI-7", step) for step in LATE_DAYS if planned[step] < today]
    return [_finding(row, rule_id, part) for rule_id, part in found]


def _finding(row: Row, rule_id: str, part: str) -> Row:
    named = {name: row[name] for name in ("customer_id", "exit_id")}
    return {"rule_id": rule_id, **named, "part": part}


def _request(tickets: Sequence[Ticket], wanted_at: int, *, latest: int | None) -> int | None:
    """The service request nearest to an instant: it becomes the one that starts the exit (EXI-1).

    None is opened after `latest`, where that is told.
    """
    requests = [
        ticket
        for ticket in tickets
        if ticket.kind == "service_request" and (latest is None or ticket.opened_at <= latest)
    ]
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
    customer: Customer, requested_at: int, breach: Breach | None, parameters: Parameters
) -> list[Row]:
    """Every step as planned, and as done where its day has come (EXI-7)."""
    chance = Chance(parameters.seed, customer.index, 10)
    zone = customer.agreements[-1].time_zone
    base = _bases(customer, local_date(requested_at, zone), breach)
    shifts = LATE_DAYS if breach is None else breach.moved
    rows: list[Row] = []
    for step, after, days in PLAN:
        planned = base[after] + timedelta(days=days)
        done = planned + timedelta(days=shifts.get(step, 0))
        at = instant_of(done, time(11 + len(rows) // 3, chance.whole(0, 59)), zone)
        occurred = max(at, requested_at + 3_600)
        is_done = occurred <= parameters.as_of and not (breach and step in breach.undone)
        late = shifts.get(step, 0) > 0 and is_done
        rows.append(
            {
                "exit_id": _exit_id(customer),
                "step": step,
                "planned_on": planned,
                "occurred_at": occurred if is_done else None,
                "note": "Later than planned" if late else None,
                "updated_at": occurred if is_done else requested_at,
            }
        )
    return rows


def _bases(customer: Customer, asked_on: date, breach: Breach | None) -> dict[str, date]:
    """The days from which the plan counts: nobody's access ends before the export was planned."""
    if breach:
        term = asked_on + timedelta(days=EARLY_TERM)
        return {REQUEST: asked_on, TERM: term, RETRIEVAL: asked_on + timedelta(EARLY_RETRIEVAL)}
    agreement = customer.agreements[-1]
    term = max(agreement.last_day, asked_on + timedelta(days=14))
    retrieval = max(agreement.last_day + timedelta(days=agreement.retrieval_days or 30), term)
    return {REQUEST: asked_on, TERM: term, RETRIEVAL: retrieval}


def _recorded(step: Row, breach: Breach | None) -> Row:
    """The step as the desk has it: without a plan where nobody made one."""
    return step if breach is None or breach.is_planned else {**step, "planned_on": None}
