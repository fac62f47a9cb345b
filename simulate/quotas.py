"""The true use of every quota: contract years counted from what was lived (QUO-1 to QUO-5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from simulate.agreements import Agreement
from simulate.business_time import local_date
from simulate.customers import Customer
from simulate.entitlements import Row
from simulate.tickets import Ticket

WORK: frozenset[str | None] = frozenset({"in_progress", "restored", "closed"})
KINDS = ("standard", "nonstandard")


@dataclass(frozen=True)
class Rights:
    """What decides beside the tickets: the catalogue, purchases, and the requests of exits."""

    items: Sequence[Row]
    top_ups: Sequence[Row]
    exit_requests: frozenset[int]


def contract_years(
    customer: Customer, tickets: Sequence[Ticket], rights: Rights, *, as_of: int
) -> list[Row]:
    """A row for each agreement, contract year begun by `as_of` and kind, as the mart names it.

    `tickets` are all of the customer's.
    """
    consumed = [
        (_kind(ticket, day, rights.items), day, agreement.agreement_id, ticket.units or 1)
        for ticket in tickets
        if _consumes(ticket, rights.exit_requests)
        for day, agreement in _under(customer, ticket)
    ]
    bought = [
        (row["kind"], row["purchased_on"], agreement.agreement_id, row["units"])
        for row in rights.top_ups
        for agreement in [_in_force(customer, row["purchased_on"])]
        if agreement and row["purchased_on"] <= local_date(as_of, agreement.time_zone)
    ]
    return [
        _counted(agreement, kind, year, consumed, bought)
        for agreement in customer.agreements
        for year in _years(agreement, local_date(as_of, agreement.time_zone))
        for kind in KINDS
    ]


Movement = tuple[str, date, str, int]


def _counted(
    agreement: Agreement,
    kind: str,
    year: tuple[date, date],
    consumed: Sequence[Movement],
    bought: Sequence[Movement],
) -> Row:
    quota = agreement.standard_quota if kind == "standard" else agreement.nonstandard_quota
    used, topped = (
        sum(
            units
            for of_kind, day, agreement_id, units in movements
            if of_kind == kind
            and agreement_id == agreement.agreement_id
            and year[0] <= day <= year[1]
        )
        for movements in (consumed, bought)
    )
    left = None if quota is None else quota + topped - used
    return {
        "customer_id": agreement.customer_id,
        "kind": kind,
        "agreement_id": agreement.agreement_id,
        "starts_on": year[0],
        "ends_on": year[1],
        "quota_units": quota,
        "top_up_units": topped,
        "used_units": used,
        "remaining_units": None if left is None else max(0, left),
        "overage_units": max(0, -(left or 0)),
    }


def _years(agreement: Agreement, today: date) -> Iterator[tuple[date, date]]:
    """First and last day of each contract year that has begun."""
    last = agreement.last_day
    for year in range(agreement.starts_on.year, today.year + 1):
        first = _anniversary(agreement.starts_on, year)
        if first <= min(today, last):
            yield first, min(last, _anniversary(agreement.starts_on, year + 1) - timedelta(days=1))


def _anniversary(day: date, year: int) -> date:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if (day.month, day.day) == (2, 29) and not leap:
        return date(year, 2, 28)
    return day.replace(year=year)


def _consumes(ticket: Ticket, exit_requests: frozenset[int]) -> bool:
    """Whether it ended as a request, was not cancelled untouched, and starts no exit (QUO-3)."""
    kinds = [ticket.kind, *(event.value for event in ticket.events if event.field == "kind")]
    statuses = [event.value for event in ticket.events if event.field == "status"]
    dropped = bool(statuses) and statuses[-1] == "cancelled" and not WORK & set(statuses)
    is_request = kinds[-1] == "service_request"
    return is_request and not dropped and ticket.ordinal not in exit_requests


def _under(customer: Customer, ticket: Ticket) -> Iterator[tuple[date, Agreement]]:
    """The local day of the opening and the agreement in force on it, if one is."""
    found = [
        (day, agreement)
        for agreement in customer.agreements
        for day in [local_date(ticket.opened_at, agreement.time_zone)]
        if agreement.starts_on <= day <= agreement.last_day
    ]
    yield from sorted(found, key=lambda one: one[1].starts_on)[-1:]


def _in_force(customer: Customer, day: date) -> Agreement | None:
    agreed = [one for one in customer.agreements if one.starts_on <= day <= one.last_day]
    return max(agreed, key=lambda one: one.starts_on, default=None)


def _kind(ticket: Ticket, day: date, items: Sequence[Row]) -> str:
    """Standard where the item stood in the catalogue that day (QUO-2); every customer has one."""
    return next(
        (
            "standard"
            for row in items
            if row["item"] == ticket.catalogue_item
            and (row["valid_from"] or day) <= day <= (row["valid_to"] or day)
        ),
        "nonstandard",
    )
