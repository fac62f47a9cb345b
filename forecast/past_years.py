"""Contract years that have been: any twelve months of a series, each forecast from three origins.

A customer's record may be short or long when a forecast is made, so of the months before the year
some are left out by turns. What is drawn follows from a fixed seed: the same
series, the same years.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecast.level import History
from forecast.parameters import MONTHS_REMEMBERED, Floats

MONTHS_OF_A_YEAR = 12
ORIGINS = 3
EVERY_MONTHS = 2
# How many months before the year are known: new customers are as frequent as old ones.
MONTHS_BEFORE = np.array([0, 0, 1, 3, 3, 6, 6, 12, 12, 24, 36])


@dataclass(frozen=True)
class PastYears:
    """Forecasts whose outcome is known (n): history, months to come, units that came, series."""

    history: History
    months: Floats
    units: Floats
    series: NDArray[np.int64]

    def only(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> PastYears:
        """Some of them."""
        return PastYears(
            History(self.history.units[which], self.history.exposure[which]),
            self.months[which],
            self.units[which],
            self.series[which],
        )

    def __len__(self) -> int:
        return len(self.months)


def past_years(series: Sequence[Floats], *, seed: int = 1) -> PastYears:
    """Cut contract years out of series of whole months (each oldest first)."""
    draws = np.random.default_rng(seed)
    lengths = np.array([len(row) for row in series], dtype=np.int64)
    first = draws.integers(0, EVERY_MONTHS, len(lengths))
    years = np.maximum(0, (lengths - MONTHS_OF_A_YEAR - first) // EVERY_MONTHS + 1)
    number = np.repeat(np.arange(len(lengths)), years)
    turn = np.arange(len(number)) - np.repeat(np.cumsum(years) - years, years)
    start = np.repeat(first[number] + EVERY_MONTHS * turn, ORIGINS)
    number = np.repeat(number, ORIGINS)
    months_over = np.tile(np.arange(1, MONTHS_OF_A_YEAR), (years.sum(), 1))
    over = draws.permuted(months_over, axis=1)[:, :ORIGINS].ravel()
    known = over + np.minimum(start, draws.choice(MONTHS_BEFORE, len(start)))
    all_units = np.concatenate([*series, np.zeros(0)])
    begun = (np.cumsum(lengths) - lengths)[number] + start
    so_far = np.concatenate([[0.0], np.cumsum(all_units)])
    return PastYears(
        _histories(all_units, begun + over, known),
        (MONTHS_OF_A_YEAR - over).astype(np.float64),
        so_far[begun + MONTHS_OF_A_YEAR] - so_far[begun + over],
        number,
    )


def _histories(units: Floats, end: NDArray[np.int64], known: NDArray[np.int64]) -> History:
    """The months before each `end` (n, a place in `units`), as many as are `known` (n)."""
    back = np.arange(MONTHS_REMEMBERED)
    there = back < known[:, None]
    place = np.where(there, end[:, None] - 1 - back, 0)
    return History(np.where(there, units[place] if len(units) else 0.0, 0.0), there.astype(float))


def some_of(years: PastYears, most: int) -> PastYears:
    """At most so many, drawn evenly and by a fixed seed."""
    if len(years) <= most:
        return years
    return years.only(np.sort(np.random.default_rng(0).permutation(len(years))[:most]))
