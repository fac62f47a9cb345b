"""What belongs to an agreement besides its terms: overrides, top-ups, catalogue, contacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from simulate.business_time import statutory_holidays
from simulate.chance import Chance
from simulate.customers import Customer
from simulate.parameters import Parameters
from simulate.vocabulary import FIRST_NAMES, GENERAL_ITEMS, LAST_NAMES, OWN_ITEMS

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Override:
    """One row of `sla_overrides`, by the contract's names (TGT-2)."""

    agreement_id: str
    metric: str
    priority: str
    target_seconds: int
    calendar: str
    valid_from: date


def overrides(customer: Customer, parameters: Parameters) -> tuple[Override, ...]:
    """The targets that the customer with an override has; none for every other."""
    if customer.role != "override":
        return ()
    halfway = parameters.day(0.5)
    return tuple(
        Override(agreement.agreement_id, metric, priority, seconds, calendar, day)
        for agreement in customer.agreements
        for metric, priority, seconds, calendar, day in (
            ("response", "P1", 1_800, "24x7", agreement.starts_on),
            ("response", "P2", 5_400, "24x7", agreement.starts_on),
            ("restoration", "P2", 36_000, "24x7", agreement.starts_on),
            ("restoration", "P3", 129_600, "business", agreement.starts_on),
            ("restoration", "P3", 97_200, "business", halfway),
        )
        if agreement.starts_on <= day <= agreement.last_day
        and (day != halfway or halfway != agreement.starts_on)
    )


def delivered_holidays(customers: tuple[Customer, ...], parameters: Parameters) -> list[Row]:
    """Days added to and struck from the holidays of exactly one region (CAL-2).

    The first two regions, and each country some of whose parts are regions of their own, lose
    their first public holiday on a weekday in the middle of the portfolio and get a Wednesday;
    the days of a country are not those of its parts. Days that change nothing are there as well.
    """
    every = list(dict.fromkeys(a.support_region for c in customers for a in c.agreements))
    parts = {region.partition("-")[0] for region in every if "-" in region}
    regions = [*every[:2], *(region for region in every[2:] if region in parts)]
    rows: list[Row] = []
    for region in regions:
        middle = parameters.day(0.4)
        public = sorted(statutory_holidays(region, middle, middle + timedelta(days=400)))
        struck = next(day for day in public if day.weekday() < 5)
        wednesday = parameters.day(0.3) + timedelta(days=(2 - parameters.day(0.3).weekday()) % 7)
        saturday = wednesday + timedelta(days=17)
        rows += [
            _holiday(region, struck, "Worked by agreement", observed=False),
            _holiday(region, wednesday, "Day of mourning", observed=True),
            _holiday(region, saturday, "Company day", observed=True),
        ]
    return rows


def _holiday(region: str, day: date, name: str, *, observed: bool) -> Row:
    return {"support_region": region, "date": day, "name": name, "observed": observed}


def top_ups(customer: Customer, parameters: Parameters) -> list[Row]:
    """Purchases of further units, for about half of the customers with a quota (QUO-4)."""
    chance = Chance(parameters.seed, customer.index, 2)
    always = customer.role in ("steady", "moves")
    if customer.role == "no_quota" or not (always or chance.happens(0.5)):
        return []
    days = sorted(chance.whole(1, parameters.days - 1) for _ in range(chance.whole(1, 3)))
    first, last = customer.agreements[0].starts_on, customer.agreements[-1].last_day
    kinds = (("standard", 0.7), ("nonstandard", 0.3))
    return [
        {
            "top_up_id": f"TOP-{customer.customer_id[5:]}-{number}",
            "customer_id": customer.customer_id,
            "kind": chance.weighted(kinds),
            "units": chance.one_of((5, 10, 10, 20, 25)),
            "purchased_on": min(max(parameters.starts_on + timedelta(days=day), first), last),
        }
        for number, day in enumerate(days, 1)
    ]


def planned_requests(customer: Customer, parameters: Parameters) -> list[Row]:
    """What every fifth customer told beforehand: a rollout in the month after the end (QUO-6)."""
    if customer.index % 5:
        return []
    month = (parameters.ends_on.replace(day=28) + timedelta(days=4)).replace(day=1)
    return [
        {
            "customer_id": customer.customer_id,
            "kind": "standard",
            "month": month,
            "units": 10 + customer.index,
            "note": "Rollout to another site",
        }
    ]


def general_catalogue() -> list[Row]:
    """The catalogue rows that hold for every customer (QUO-2)."""
    return [
        _item(None, item, title, self_service=self_service)
        for item, title, self_service in GENERAL_ITEMS
    ]


def own_catalogue(customer: Customer, parameters: Parameters) -> list[Row]:
    """The rows of one customer's own catalogue; some came later, some have ended (QUO-2)."""
    chance = Chance(parameters.seed, customer.index, 3)
    rows: list[Row] = []
    for item, title, self_service in OWN_ITEMS:
        if not chance.happens(0.5):
            continue
        begun = parameters.day(0.3) if chance.happens(0.25) else None
        ended = parameters.day(0.75) if chance.happens(0.25) else None
        row = _item(customer.customer_id, item, title, self_service=self_service)
        rows.append({**row, "valid_from": begun, "valid_to": ended})
    return rows


def _item(customer_id: str | None, item: str, title: str, *, self_service: bool) -> Row:
    return {
        "customer_id": customer_id,
        "item": item,
        "title": title,
        "self_service": self_service,
        "valid_from": None,
        "valid_to": None,
    }


def contacts(customer: Customer, parameters: Parameters) -> list[Row]:
    """Who may act for a customer, for which days (CON-1, CON-2, CHG-2).

    A contact is followed by another on the next day halfway; every ninth customer has too many.
    """
    chance = Chance(parameters.seed, customer.index, 4)
    people = _people(customer, 6, chance)
    start = customer.agreements[0].starts_on
    handover = max(parameters.day(0.5), start + timedelta(days=1))
    spans: list[tuple[str, str, date | None, date | None]] = [
        (people[0], "primary", None, None),
        (people[1], "contact", start, handover),
        (people[2], "contact", handover + timedelta(days=1), None),
        (people[3], "contact", start, None),
        (people[0], "change_authoriser", None, None),
        (people[4], "change_authoriser", start, None),
    ]
    if customer.index % 9 == 8:
        spans += [(people[5], "contact", start, None), (people[4], "contact", start, None)]
    return [
        {
            "customer_id": customer.customer_id,
            "contact_id": person,
            "role": role,
            "valid_from": first,
            "valid_to": last,
            "trained_on": start + timedelta(days=chance.whole(5, 60))
            if chance.happens(0.9)
            else None,
        }
        for person, role, first, last in spans
    ]


def _people(customer: Customer, count: int, chance: Chance) -> list[str]:
    """That many different people of a customer, by identifier."""
    people: dict[str, None] = {}
    while len(people) < count:
        name = f"{chance.one_of(FIRST_NAMES)}.{chance.one_of(LAST_NAMES)}"
        people[f"{customer.slug}.{name}"] = None
    return list(people)
