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
from forecast.parameters import Floats

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
    rows: list[Floats] = []
    months: list[float] = []
    units: list[float] = []
    numbers: list[int] = []
    for number, row in enumerate(series):
        last_start = len(row) - MONTHS_OF_A_YEAR
        for start in range(int(draws.integers(0, EVERY_MONTHS)), last_start + 1, EVERY_MONTHS):
            for over in draws.choice(np.arange(1, MONTHS_OF_A_YEAR), ORIGINS, replace=False):
                before = min(start, int(draws.choice(MONTHS_BEFORE)))
                rows.append(row[start - before : start + over])
                months.append(MONTHS_OF_A_YEAR - float(over))
                units.append(float(row[start + over : start + MONTHS_OF_A_YEAR].sum()))
                numbers.append(number)
    return PastYears(
        History.of_rows(rows), np.array(months), np.array(units), np.array(numbers, dtype=np.int64)
    )


def some_of(years: PastYears, most: int) -> PastYears:
    """At most so many, drawn evenly and by a fixed seed."""
    if len(years) <= most:
        return years
    return years.only(np.sort(np.random.default_rng(0).permutation(len(years))[:most]))
