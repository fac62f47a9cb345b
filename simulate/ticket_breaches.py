"""The rules that tickets, contacts and the onboarding break (CLK-S, CON, DRC-1, ONB-1, PRB)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import time
from math import sqrt

from simulate.breaches import Breach, Told, at_last
from simulate.business_time import instant_of
from simulate.standing import holds
from simulate.tickets import Ticket

DAY = 86_400
RECENT_DAYS, PAST_DAYS = 91, 365
# One in a thousand of a standard normal deviation lies above.
BEYOND_CHANCE = 3.09
FEWEST_DAYS = 5


def ticket_breaches(told: Told) -> Iterator[Breach]:
    """Each rule that a customer's tickets break."""
    customer = told.standing.customer.customer_id
    for ticket in told.tickets.values():
        for rule in (*_of_a_problem(ticket, told), *_of_a_disaster(ticket, told)):
            yield Breach(rule, customer, "tickets", ticket.ordinal)
        if ticket.lost_before is not None:
            yield Breach("CLK-S", customer, "tickets", ticket.ordinal)
        if not _may_log(ticket, told):
            yield Breach("CON-2", customer, "tickets", ticket.ordinal)
    for category in returning_categories(told):
        yield Breach("PRB-2", customer, "customers", customer, category)


def terms_breaches(told: Told) -> Iterator[Breach]:
    """Each rule that a customer's contacts (today) and agreements break."""
    customer = told.standing.customer
    today = told.standing.day(told.as_of)
    agreement = told.standing.agreement(told.as_of)
    valid = [row for row in told.contacts if holds(row, today)]
    points = {row["contact_id"] for row in valid if row["role"] in ("primary", "contact")}
    primaries = {row["contact_id"] for row in valid if row["role"] == "primary"}
    limit = 3 if agreement.contact_limit is None else agreement.contact_limit
    if today <= agreement.last_day and (len(points) > limit or len(primaries) != 1):
        yield Breach("CON-1", customer.customer_id, "customers", customer.customer_id)
    for one in customer.agreements:
        dates = [one.access_enabled_on, one.handed_off_on, one.go_live_on]
        given = [day for day in dates if day]
        if given != sorted(given):
            yield Breach("ONB-1", customer.customer_id, "agreements", one.agreement_id)


def _of_a_problem(ticket: Ticket, told: Told) -> Iterator[str]:
    problem = told.tickets.get(_named_problem(ticket))
    clock = ticket.restoration
    critical = clock is not None and (clock.kind, clock.priority) == ("incident", "P1")
    if critical and clock is not None and clock.stopped_at is not None and problem is None:
        yield "PRB-1"
    if ticket.kind == "incident" and problem is not None:
        before = ticket.opened_at - 1
        if problem.opened_at <= before and at_last(problem, "status", before) == "closed":
            yield "PRB-2"


def _named_problem(ticket: Ticket) -> int:
    values = [event.value for event in ticket.events if event.field == "problem" and event.value]
    if values:
        return int(values[-1])
    return -1 if ticket.problem is None else ticket.problem


def _of_a_disaster(ticket: Ticket, told: Told) -> Iterator[str]:
    declared, clock = ticket.disaster_declared_at, ticket.restoration
    if declared is None:
        return
    terms = told.standing.agreement(ticket.opened_at)
    stop = clock.stopped_at if clock and clock.stopped_at is not None else told.as_of
    late = terms.rto_hours is not None and stop - declared > terms.rto_hours * 3_600
    minutes = ticket.content_lost_minutes
    lost = terms.rpo_hours is not None and minutes is not None and minutes > terms.rpo_hours * 60
    if late or lost:
        yield "DRC-1"


def _may_log(ticket: Ticket, told: Told) -> bool:
    if ticket.opened_by is None or ticket.kind == "problem":
        return True
    roles = {"primary", "contact"}
    if ticket.kind == "service_request":
        roles.add("change_authoriser")
    day = told.standing.day(ticket.opened_at)
    return any(
        row["contact_id"] == ticket.opened_by and row["role"] in roles and holds(row, day)
        for row in told.contacts
    )


def returning_categories(told: Told) -> list[str]:
    """The categories that keep coming back: more days lately than the year before makes likely."""
    first = told.standing.customer.agreements[0]
    known_from = instant_of(first.starts_on, time(0), first.time_zone)
    if known_from > told.as_of - (RECENT_DAYS + PAST_DAYS) * DAY:
        return []
    days = {
        (ticket.category, (told.as_of - ticket.opened_at) // DAY)
        for ticket in told.tickets.values()
        if ticket.kind == "incident" and ticket.category
    }
    recent = Counter(category for category, ago in days if ago < RECENT_DAYS)
    past = Counter(
        category for category, ago in days if RECENT_DAYS <= ago < RECENT_DAYS + PAST_DAYS
    )
    return sorted(
        category
        for category, number in recent.items()
        if number >= FEWEST_DAYS and deviation(number, past[category]) > BEYOND_CHANCE
    )


def deviation(recent: int, past: int) -> float:
    """How far a count lies above what the one before makes likely, in standard deviations."""
    ratio = RECENT_DAYS / PAST_DAYS
    return 2 * (sqrt(recent + 0.375) - sqrt((past + 0.375) * ratio)) / sqrt(1 + ratio)
