"""How many tickets the next months bring: monthly counts in, a range out, and how ranges held.

A month is seen as tickets a weekday, on a log scale, so that long months and growth do not pass for
noise. Each forecast is made by the way that was nearest so far, with only what was known then; its
range is as wide as that way's own past errors were (conformal: no shape of error is assumed).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from math import ceil

import numpy as np

from forecast.parameters import Floats

# The running month is one ahead of the last whole one; the three after it are told.
MONTHS_AHEAD = (2, 3, 4)
SHARE_HELD = 0.8
# Fewer whole months say too little of a level; fewer past errors give no range of four in five.
LEAST_MONTHS = 6
LEAST_ERRORS = 4
# Older errors were made knowing less, before two years gave a season: they would widen the range.
# Of 14 and the one to come, the twelfth is four in five.
ERRORS_REMEMBERED = 14
# A trend told months ahead is trusted a little less with each of them.
DAMPING = 0.9


@dataclass(frozen=True)
class Way:
    """How fast level and trend follow, and how far the year before is repeated."""

    level: float
    trend: float
    seasonal: float


WAYS = tuple(
    Way(level, trend, seasonal)
    for level, trend, seasonal in product((0.3, 0.6, 0.9), (0.0, 0.1), (0.0, 0.5, 1.0))
)


@dataclass(frozen=True)
class VolumeForecast:
    """Tickets of a month some `months_ahead` of the last known: the middle, and four in five."""

    months_ahead: int
    p10: float
    p50: float
    p90: float


@dataclass(frozen=True)
class PastVolume:
    """A forecast made again with what was known then, beside what came."""

    known_months: int
    forecast: VolumeForecast
    came: float
    last_known: float

    @property
    def held(self) -> bool:
        """Whether the month lay within the range."""
        return self.forecast.p10 <= self.came <= self.forecast.p90


def volume_forecasts(counts: Floats, first_month: date) -> list[VolumeForecast]:
    """The next months of one series, none where too little is known.

    `counts`: the tickets of each whole month, oldest first, the first that of `first_month`.
    """
    series = _Series.of(counts, first_month)
    return [made for ahead in MONTHS_AHEAD for made in series.forecast(len(counts), ahead)]


def past_volumes(counts: Floats, first_month: date) -> list[PastVolume]:
    """Every forecast that could have been made and whose month is known by now."""
    series = _Series.of(counts, first_month)
    return [
        PastVolume(known, made, float(counts[known + ahead - 1]), float(counts[known - 1]))
        for known in range(LEAST_MONTHS, len(counts))
        for ahead in MONTHS_AHEAD
        if known + ahead <= len(counts)
        for made in series.forecast(known, ahead)
    ]


def weekdays(month: date) -> int:
    """Mondays to Fridays of a month: what most of its tickets come in on."""
    days = (month + timedelta(days=day) for day in range(31))
    return sum(day.month == month.month and day.weekday() < 5 for day in days)


def month_after(month: date, months: int) -> date:
    """The first day of the month so many later."""
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


@dataclass(frozen=True)
class _Series:
    """Log tickets a weekday (months), weekdays (months and those ahead), and what each way says.

    `said[way][ahead]` holds, by the number of months known, the log rate that it says.
    """

    rates: Floats
    days: Floats
    said: Sequence[dict[int, Floats]]

    @classmethod
    def of(cls, counts: Floats, first_month: date) -> _Series:
        months = range(len(counts) + max(MONTHS_AHEAD))
        days = np.array([weekdays(month_after(first_month, one)) for one in months], dtype=float)
        rates = np.log((counts + 0.5) / days[: len(counts)])
        return cls(rates, days, [_said(way, rates) for way in WAYS])

    def forecast(self, known: int, ahead: int) -> Iterator[VolumeForecast]:
        """The forecast from so many months known, where there is enough to make one."""
        if known < LEAST_MONTHS:
            return
        errors = [self._errors(way, known, ahead) for way in range(len(WAYS))]
        if len(errors[0]) < LEAST_ERRORS:
            return
        nearest = int(np.argmin([error.mean() for error in errors]))
        middle = self.said[nearest][ahead][known]
        half = _half_width(errors[nearest])
        days = self.days[known + ahead - 1]
        p10, p50, p90 = (
            max(0.0, float(np.exp(middle + shift) * days - 0.5)) for shift in (-half, 0.0, half)
        )
        yield VolumeForecast(ahead, p10, p50, p90)

    def _errors(self, way: int, known: int, ahead: int) -> Floats:
        """How far a way was off, of what it last said so far ahead and that came by then."""
        origins = np.arange(LEAST_MONTHS, known - ahead + 1)[-ERRORS_REMEMBERED:]
        came = self.rates[origins + ahead - 1]
        return np.asarray(np.abs(self.said[way][ahead][origins] - came))


def _half_width(errors: Floats) -> float:
    """The error that four in five forecasts keep to, the next one counted as one of them."""
    place = min(ceil(SHARE_HELD * (len(errors) + 1)), len(errors))
    return float(np.sort(errors)[place - 1])


def _said(way: Way, rates: Floats) -> dict[int, Floats]:
    """By months ahead, what a way says from each number of known months (0 to all)."""
    level, trend = np.zeros(len(rates) + 1), np.zeros(len(rates) + 1)
    if len(rates):
        level[1] = rates[0]
    for known in range(2, len(rates) + 1):
        before = level[known - 1] + DAMPING * trend[known - 1]
        level[known] = before + way.level * (rates[known - 1] - before)
        trend[known] = DAMPING * trend[known - 1] + way.trend * (
            level[known] - level[known - 1] - DAMPING * trend[known - 1]
        )
    return {
        ahead: _with_season(
            level + trend * sum(DAMPING**step for step in range(1, ahead + 1)),
            rates,
            ahead=ahead,
            weight=way.seasonal,
        )
        for ahead in MONTHS_AHEAD
    }


def _with_season(smooth: Floats, rates: Floats, *, ahead: int, weight: float) -> Floats:
    """Drawn to the same month a year before, moved by what the last year's level has grown by.

    From 24 known months on: two whole years are needed to part growth from season.
    """
    said = smooth.copy()
    for known in range(24, len(rates) + 1):
        grown = rates[known - 12 : known].mean() - rates[known - 24 : known - 12].mean()
        said[known] += weight * (rates[known + ahead - 13] + grown - smooth[known])
    return said
