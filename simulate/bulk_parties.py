"""The customers of a bulk portfolio: their terms as rows, and what their tickets need as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import polars as pl

from simulate.agreements import Agreement, Party, agreements_of
from simulate.business_time import HANDBOOK_DAYS, WEEKDAYS
from simulate.chance import Chance
from simulate.customers import MANAGERS, Customer
from simulate.entitlements import Row, contacts, delivered_holidays, general_catalogue, overrides
from simulate.frames import entity_frame
from simulate.homes import HOMES, Home, home
from simulate.parameters import Parameters

Whole = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]

DAY = 86_400
# Seconds from 1970-01-01, a Thursday, to the first Monday.
FIRST_MONDAY = 4 * DAY
ROLES = (
    ("usual", 0.86),
    ("override", 0.03),
    ("overnight", 0.02),
    ("own_days", 0.02),
    ("new_hours", 0.02),
    ("left", 0.02),
    ("goes_live", 0.01),
    ("open_all_night", 0.01),
    ("gap", 0.01),
)
CALLERS = 2


@dataclass(frozen=True)
class Parties:
    """The customers, and beside them arrays with one element a customer.

    `weights` sum up to 1 in order; `offsets` are the zone's standard seconds east of UTC; `shifts`
    are the seconds that put the opening of a week's first working day at a multiple of a week,
    `window_seconds` and `days_a_week` say how it is worked from there; tickets are opened from
    `first_epoch` up to `until_epoch`. `callers` holds two contacts each.
    """

    customers: tuple[Customer, ...]
    weights: Shares
    offsets: Whole
    shifts: Whole
    window_seconds: Whole
    days_a_week: Whole
    first_epoch: Whole
    until_epoch: Whole
    callers: pl.Series


def parties(parameters: Parameters, *, zones: int) -> Parties:
    """Make the customers of a bulk portfolio, in so many of the listed zones."""
    people = tuple(_customer(index, zones, parameters) for index in range(parameters.customers))
    first = [person.agreements[0] for person in people]
    offsets = np.array([_offset(one.time_zone, parameters.ends_on) for one in first])
    days = [(one.working_days or HANDBOOK_DAYS).split() for one in first]
    begins = np.array([_first_working_day(names) * DAY + _second(one.opening)
                       for names, one in zip(days, first, strict=True)])  # fmt: skip
    tickets = np.array([person.tickets_a_month for person in people])
    return Parties(
        customers=people,
        weights=np.cumsum(tickets) / tickets.sum(),
        offsets=offsets,
        shifts=offsets - FIRST_MONDAY - begins,
        window_seconds=np.array([_window_seconds(one) for one in first]),
        days_a_week=np.array([len(names) for names in days]),
        first_epoch=np.array([_epoch(one.starts_on) + DAY for one in first]),
        until_epoch=np.array([_epoch(person.agreements[-1].last_day) for person in people]),
        callers=_callers(people, parameters),
    )


def term_frames(who: Parties, parameters: Parameters) -> Mapping[str, pl.DataFrame]:
    """The frames of everything that is not a ticket or an event, by entity."""
    people = who.customers
    rows: dict[str, list[Row]] = {
        "customers": [vars(person) for person in people],
        "agreements": [vars(one) for person in people for one in person.agreements],
        "sla_overrides": [vars(one) for person in people for one in overrides(person, parameters)],
        "holidays": delivered_holidays(people, parameters),
        "catalogue": general_catalogue(),
        "contacts": [row for person in people for row in contacts(person, parameters)],
    }
    frames = {name: entity_frame(name, found) for name, found in rows.items()}
    return {name: frame for name, frame in frames.items() if frame.height}


def _customer(index: int, zones: int, parameters: Parameters) -> Customer:
    chance = Chance(parameters.seed, index, 21)
    place = HOMES[index % min(zones, len(HOMES))]
    where = Home(home(index, chance).name, place.time_zone, place.support_region)
    role = chance.weighted(ROLES)
    share = chance.share()
    # A few customers ask for most of the work.
    tickets = 2 + 60 * share * share * share
    customer_id = f"CUST-{index + 1:05}"
    return Customer(
        index=index,
        customer_id=customer_id,
        name=where.name,
        csm_email=f"{MANAGERS[index % len(MANAGERS)]}@csm.example",
        role=role,
        agreements=agreements_of(Party(customer_id, role, where, tickets), parameters, chance),
        tickets_a_month=tickets,
        growth=0.0,
        share_met=1.0,
        share_met_lately=1.0,
    )


def _callers(people: tuple[Customer, ...], parameters: Parameters) -> pl.Series:
    """The primary contact of each customer and one who was valid from its first day on."""
    names = []
    for person in people:
        rows = contacts(person, parameters)
        names += [rows[0]["contact_id"], rows[3]["contact_id"]]
    return pl.Series("opened_by", names, dtype=pl.String)


def _first_working_day(names: list[str]) -> int:
    """The first day of the longest stretch of working days, 0 for Monday."""
    worked = [WEEKDAYS.index(name) for name in names]
    return next((day for day in worked if (day - 1) % 7 not in worked), 0)


def _window_seconds(one: Agreement) -> int:
    return (_second(one.closing) - _second(one.opening)) % DAY or DAY


def _second(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60


def _offset(zone: str, day: date) -> int:
    noon = datetime.combine(day, time(12), ZoneInfo(zone))
    return int((noon.utcoffset() or timedelta()).total_seconds())


def _epoch(day: date) -> int:
    return int(datetime.combine(day, time(0), UTC).timestamp())
