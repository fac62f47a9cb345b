"""When tickets come in: weekdays, hours of the day, seasons, growth and bursts, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta

import numpy as np
import numpy.typing as npt

from simulate.business_time import WEEKDAYS, instant_of
from simulate.chance import generator
from simulate.customers import Customer
from simulate.parameters import Parameters

# Tickets of each month against the year's mean: summer and the turn of the year are quiet, spring
# and autumn are not. South of the equator the year is turned round.
SEASON = np.array((0.92, 1.04, 1.16, 1.06, 1.02, 0.94, 0.80, 0.74, 1.12, 1.22, 1.16, 0.82))
SOUTHERN = ("Africa/Johannesburg", "America/Santiago", "America/Sao_Paulo", "Australia/",
            "Pacific/Auckland", "Pacific/Chatham")  # fmt: skip
WEEKEND = 0.12
OUT_OF_HOURS = 0.13
ON_THE_HOUR = 0.03
SLOTS = 12
LAST_ARRIVAL_SECONDS = 900

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Arrivals:
    """Openings in order, seconds since 1970, and for each the number of its burst or -1."""

    opened_at: Whole
    burst: Whole


def arrivals(customer: Customer, parameters: Parameters) -> Arrivals:
    """Every opening of a customer's tickets, from its first agreement to the end of its last."""
    draw = generator(parameters.seed, customer.index, 5)
    first = max(parameters.starts_on, customer.agreements[0].starts_on)
    last = min(parameters.ends_on, customer.agreements[-1].last_day)
    if last < first:
        return Arrivals(np.empty(0, np.int64), np.empty(0, np.int64))
    days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    zone = customer.agreements[0].time_zone
    midnights = np.array([instant_of(day, time(0), zone) for day in days], dtype=np.int64)
    months = np.array([day.month - 1 for day in days], dtype=np.int64)
    weekdays = np.array([day.weekday() for day in days], dtype=np.int64)
    expected = _expected(
        customer, months, weekdays, (first - parameters.starts_on).days, parameters
    )
    usual = _usual(customer, midnights, expected, draw)
    bursts, numbers = _bursts(customer, midnights, draw)
    opened = np.concatenate((usual, bursts))
    burst = np.concatenate((np.full(len(usual), -1, dtype=np.int64), numbers))
    # Clock changes may push an opening past the last day, and nothing comes after the end.
    end = min(parameters.as_of - LAST_ARRIVAL_SECONDS, int(midnights[-1]) + 80_000)
    kept = (opened >= parameters.starts_at) & (opened <= end)
    order = np.argsort(opened[kept], kind="stable")
    return Arrivals(opened[kept][order], burst[kept][order])


def _expected(
    customer: Customer, months: Whole, weekdays: Whole, offset: int, parameters: Parameters
) -> npt.NDArray[np.float64]:
    """The expected tickets of each day."""
    southern = customer.agreements[0].time_zone.startswith(SOUTHERN)
    season = SEASON[(months + 6 * southern) % 12]
    passed = (np.arange(len(months)) + offset) / parameters.days
    growth = 1 + customer.growth * (passed - 0.5)
    working = (customer.agreements[0].working_days or "Mon Tue Wed Thu Fri").split()
    busy = np.array([1.0 if day in working else WEEKEND for day in WEEKDAYS])
    share: npt.NDArray[np.float64] = busy[weekdays] * season * growth
    return share * (customer.tickets_a_month * 12 / (365 * (5 + 2 * WEEKEND) / 7))


def _usual(
    customer: Customer,
    midnights: Whole,
    expected: npt.NDArray[np.float64],
    draw: np.random.Generator,
) -> Whole:
    """Openings day by day: so many slots a day, each taken or not."""
    taken = draw.random((len(midnights), SLOTS)) < (expected / SLOTS)[:, None]
    starts = np.repeat(midnights, taken.sum(axis=1))
    opening = customer.agreements[0].opening
    begins = opening.hour * 3_600 + opening.minute * 60 - 900
    middle = (draw.random(len(starts)) + draw.random(len(starts))) / 2
    inside = begins + (middle * 34_200).astype(np.int64)
    anywhere = (draw.random(len(starts)) * 86_400).astype(np.int64)
    seconds = np.where(draw.random(len(starts)) < OUT_OF_HOURS, anywhere, inside)
    on_the_hour = draw.random(len(starts)) < ON_THE_HOUR
    opened: Whole = starts + np.where(on_the_hour, seconds // 3_600 * 3_600, seconds)
    return opened


def _bursts(customer: Customer, midnights: Whole, draw: np.random.Generator) -> tuple[Whole, Whole]:
    """Days on which one fault brings many tickets within a few hours."""
    count = 1 + len(midnights) // 240
    sizes = 4 + (draw.random(count) * customer.tickets_a_month / 3).astype(np.int64)
    days = (draw.random(count) * len(midnights)).astype(np.int64)
    starts = midnights[days] + 28_800 + (draw.random(count) * 18_000).astype(np.int64)
    numbers = np.repeat(np.arange(count, dtype=np.int64), sizes)
    share = draw.random(len(numbers))
    return np.repeat(starts, sizes) + (share * share * 14_400).astype(np.int64), numbers
