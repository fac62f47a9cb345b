"""What a customer's record says, drawn to the portfolio: its level, and the features of a forecast.

A history is two arrays, one row per customer and kind, the newest month first: units, and the
exposure of each month (1; the part of a month its part; 0 before the customer was known).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecast.parameters import (
    FEATURES,
    MONTHLY_DECAY,
    MONTHS_REMEMBERED,
    PRIOR_MONTHS,
    Floats,
    weighed,
)

# What each month back counts for the faster levels and the plain mean.
DECAYS_BESIDE = {"half_year": 0.8, "last_months": 0.5, "whole_record": 1.0}
PRIOR_MONTHS_OF_DISPERSION = 6.0
LEAST_DISPERSION = 0.3


@dataclass(frozen=True)
class History:
    """Units and exposure (each n x months, newest first); more than five years is cut off."""

    units: Floats
    exposure: Floats

    def __post_init__(self) -> None:
        if self.units.shape != self.exposure.shape or self.units.ndim != 2:
            raise ValueError("units and exposure must be two arrays of the same rows and months")
        if (self.units < 0).any() or (self.exposure < 0).any() or (self.exposure > 1).any():
            raise ValueError("units must not be below 0, and exposure must lie between 0 and 1")

    @classmethod
    def of_rows(cls, rows: Sequence[Floats]) -> History:
        """Put records of whole months (each oldest first) side by side."""
        units = np.zeros((len(rows), MONTHS_REMEMBERED))
        exposure = np.zeros_like(units)
        for place, row in enumerate(rows):
            newest = row[::-1][:MONTHS_REMEMBERED]
            units[place, : len(newest)] = newest
            exposure[place, : len(newest)] = 1.0
        return cls(units, exposure)

    def seen(self) -> tuple[Floats, Floats]:
        """What is looked at; a month without exposure counts for nothing."""
        exposure = self.exposure[:, :MONTHS_REMEMBERED]
        return np.where(exposure > 0, self.units[:, :MONTHS_REMEMBERED], 0.0), exposure


def portfolio_level(series: Sequence[Floats]) -> tuple[float, float]:
    """The level (units a month) and dispersion of a portfolio, from its series (each its months).

    Raises:
        ValueError: without any series.

    """
    if len(series) == 0:
        raise ValueError("a portfolio without any series has no level")
    means = np.array([row.mean() for row in series])
    ratios = np.array([row.var() / row.mean() if row.any() else 1.0 for row in series])
    return (
        float(np.exp(np.mean(np.log(means + 0.05)))),
        float(np.exp(np.mean(np.log(np.maximum(ratios, LEAST_DISPERSION))))),
    )


def levels(history: History, level: Floats, *, decay: float = MONTHLY_DECAY) -> Floats:
    """Units a month (n), drawn to the portfolio's `level` (n) by two and a half months of it."""
    units, exposure = history.seen()
    weights = decay ** np.arange(units.shape[1])
    own, known = weighed(units, weights), weighed(exposure, weights)
    return (PRIOR_MONTHS * level + own) / (PRIOR_MONTHS + known)


def months_known(history: History) -> Floats:
    """How many months the record weighs (n), the older ones less."""
    _, exposure = history.seen()
    return weighed(exposure, MONTHLY_DECAY ** np.arange(exposure.shape[1]))


def portfolio_share(history: History) -> Floats:
    """How far the level is drawn to the portfolio's (n): 1 for a new customer, then less."""
    return PRIOR_MONTHS / (PRIOR_MONTHS + months_known(history))


def dispersions(history: History, level: Floats, dispersion: Floats) -> Floats:
    """Variance over mean around each level (n), drawn to the portfolio's by six months of it."""
    units, exposure = history.seen()
    expected = level[:, None] * exposure
    scatter = ((units - expected) ** 2 / (expected + 0.1)).sum(axis=1)
    prior = PRIOR_MONTHS_OF_DISPERSION
    drawn: Floats = (prior * dispersion + scatter) / (prior + exposure.sum(axis=1))
    return drawn


def features(history: History, level: Floats, dispersion: Floats) -> Floats:
    """All features but the horizon, which is left 0 (n x 17), from the portfolio's level (n)."""
    units, exposure = history.seen()
    own = levels(history, level)
    log_own = np.log(own)
    found = {
        "always": np.ones(len(own)),
        "level": log_own,
        "horizon": np.zeros(len(own)),
        "record": np.log((months_known(history) + PRIOR_MONTHS) / 8.0),
        "dispersion": np.log(dispersions(history, own, dispersion)),
        "quiet": np.log1p(_months_quiet(units, exposure)) - 0.5,
        "empty_months": _empty_share(units, exposure, level) - 0.5,
        "portfolio": np.log(level),
        "largest_month": np.log(np.maximum(units.max(axis=1, initial=0.0), 0.5)) - log_own,
        "typical_month": _typical(units, exposure, level) - log_own,
        "level_squared": log_own**2,
    }
    for name, decay in DECAYS_BESIDE.items():
        found[name] = np.log(levels(history, level, decay=decay)) - log_own
    for name in ("empty_months", "largest_month", "typical_month"):
        found[f"level_by_{name}"] = log_own * found[name]
    return np.column_stack([found[name] for name in FEATURES])


def _months_quiet(units: Floats, exposure: Floats) -> Floats:
    """Months since the last unit (n); the whole record where there was none."""
    some = units > 0
    since = np.cumsum(exposure, axis=1) - exposure
    first = some.argmax(axis=1) if units.shape[1] else np.zeros(len(units), dtype=np.int64)
    quiet = since[np.arange(len(units)), first] if units.shape[1] else np.zeros(len(units))
    return np.where(some.any(axis=1), quiet, exposure.sum(axis=1))


def _empty_share(units: Floats, exposure: Floats, level: Floats) -> Floats:
    """The share of months without any unit (n), with one month as the portfolio has them."""
    empty = (exposure * (units == 0)).sum(axis=1)
    return np.asarray((empty + np.exp(-level)) / (exposure.sum(axis=1) + 1.0))


def _typical(units: Floats, exposure: Floats, level: Floats) -> Floats:
    """The mean of the logarithms of the months (n), older ones less, drawn to the portfolio."""
    rate = np.divide(units, exposure, out=np.zeros_like(units), where=exposure > 0)
    weights = exposure * MONTHLY_DECAY ** np.arange(units.shape[1])
    prior = np.log(level + 0.5) - 0.3
    total = (weights * np.log(rate + 0.5)).sum(axis=1) + PRIOR_MONTHS * prior
    return np.asarray(total / (weights.sum(axis=1) + PRIOR_MONTHS))
