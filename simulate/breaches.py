"""The rules that a customer's changes break (CHG-1 to CHG-7, CHG-9)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from simulate.entitlements import Row
from simulate.judgement import judged_priority
from simulate.standing import Standing, holds
from simulate.tickets import Ticket

OPEN = ("new", "in_progress", "awaiting_customer")
BUSINESS_DAYS_OF_NOTICE = 5


@dataclass(frozen=True)
class Breach:
    """A broken rule of one record; `record` is its key, or a ticket's ordinal."""

    rule_id: str
    customer_id: str
    entity: str
    record: str | int
    part: str = ""


@dataclass(frozen=True)
class Told:
    """What a customer's changes are judged by."""

    standing: Standing
    contacts: Sequence[Row]
    tickets: Mapping[int, Ticket]
    as_of: int


def change_breaches(changes: Sequence[Row], told: Told) -> Iterator[Breach]:
    """Each rule that a change breaks; of a cancelled one none."""
    customer = told.standing.customer.customer_id
    for row in changes:
        if row["outcome"] == "cancelled":
            continue
        broken = [*_as_asked_for(row, told), *_in_itself(row, told)]
        yield from (Breach(rule, customer, "changes", row["change_id"]) for rule in broken)
    for year in _years_without_update(changes, told):
        yield Breach("CHG-7", customer, "customers", customer, str(year))


def _as_asked_for(row: Row, told: Told) -> Iterator[str]:
    """What the customer's own wish asks for: request, authority, agreement."""
    if row["reason"] != "customer_request":
        return
    request = told.tickets.get(row["request_ticket"])
    is_request = request is not None and at_last(request, "kind", told.as_of) == "service_request"
    if (
        request is None
        or not is_request
        or (row["approved_at"] and request.opened_at >= row["approved_at"])
    ):
        yield "CHG-1"
    if request is not None and is_request:
        day = told.standing.day(request.opened_at)
        may = [
            one["contact_id"]
            for one in told.contacts
            if one["role"] == "change_authoriser" and holds(one, day)
        ]
        if request.opened_by not in may:
            yield "CHG-2"
    if row["started_at"] and not _before(row, "customer_agreed_at"):
        yield "CHG-9"


def _in_itself(row: Row, told: Told) -> Iterator[str]:
    """What any change asks for: tests, approval, an incident, a notice."""
    started = row["started_at"]
    if started and row["environment"] == "production":
        reviewed = row["reason"] != "customer_request" or _before(row, "customer_reviewed_at")
        if not (_before(row, "tested_at") and reviewed):
            yield "CHG-3"
    if row["type"] == "standard" and not row["template"]:
        yield "CHG-4"
    if row["type"] == "normal" and started and not (row["approved_at"] or started + 1) <= started:
        yield "CHG-4"
    if row["type"] == "emergency" and not _mends(row, told):
        yield "CHG-5"
    if _is_without_notice(row, told):
        yield "CHG-6"


def _before(row: Row, name: str) -> bool:
    return row[name] is not None and row[name] < row["started_at"]


def _mends(row: Row, told: Told) -> bool:
    """Whether the incident named was an open P1 or P2 of production when the change began."""
    ticket = told.tickets.get(row["incident_ticket"])
    at = row["started_at"] or row["planned_start"]
    if ticket is None or ticket.opened_at > at or not ticket.clocks:
        return False
    kind, status = at_last(ticket, "kind", at), at_last(ticket, "status", at)
    environment = ticket.clocks[0].environment
    priority = judged_priority(kind, environment, at_last(ticket, "priority", at))
    urgent = environment == "production" and priority in ("P1", "P2")
    return kind == "incident" and status in OPEN and urgent


def at_last(ticket: Ticket, field: str, at: int) -> str:
    """What a field of a ticket was at an instant."""
    recorded = {"kind": ticket.kind, "priority": ticket.priority, "status": "new"}[field]
    values = [
        event.value
        for event in ticket.events
        if event.field == field and event.value and event.place.at <= at
    ]
    return values[-1] if values else recorded


def _is_without_notice(row: Row, told: Told) -> bool:
    if row["reason"] == "routine_maintenance" and row["interrupts_service"]:
        notice = row["notified_at"] or told.as_of
        days = told.standing.business_days_between(notice, row["planned_start"])
        return days < BUSINESS_DAYS_OF_NOTICE
    if row["reason"] != "agreed_maintenance":
        return False
    if row["started_at"] is None:
        return told.as_of > row["planned_start"] and row["customer_agreed_at"] is None
    return not _before(row, "customer_agreed_at")


def _years_without_update(changes: Sequence[Row], told: Told) -> Iterator[int]:
    """The years, live throughout and over, in which no software was brought up to date."""
    updated = {
        told.standing.day(row["ended_at"]).year
        for row in changes
        if (row["reason"], row["outcome"]) == ("service_update", "successful")
        and row["environment"] == "production"
        and row["ended_at"]
    }
    agreements = told.standing.customer.agreements
    for year in range(agreements[0].starts_on.year, told.standing.day(told.as_of).year):
        first = date(year, 1, 1)
        days = (first + timedelta(days=count) for count in range(366))
        live = all(
            any(
                one.starts_on <= day <= one.last_day and (one.go_live_on or day) <= day
                for one in agreements
            )
            for day in days
            if day.year == year
        )
        if live and year not in updated:
            yield year
