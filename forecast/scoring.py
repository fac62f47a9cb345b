"""How good forecasts were, once the contract years are over (QUO-7)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecast.forecasting import Forecasts
from forecast.parameters import Floats
from forecast.top_up import top_up

BINS_OF_CALIBRATION = 10


@dataclass(frozen=True)
class Score:
    """Figures over some forecasts; shares run 0 to 1.

    `brier` of the probability that the quota runs out; `crps` of the year-end total, in the quota;
    covers of the 80 % and 95 % ranges by randomised PIT, and of the whole numbers told for 80 %,
    both ends included; `calibration_error` in ten bands; `top_up_held` where one was advised.
    """

    forecasts: int
    brier: float
    crps: float
    cover_80: float
    cover_95: float
    plain_cover_80: float
    calibration_error: float
    top_up_held: float


def brier(probability: Floats, happened: NDArray[np.bool_]) -> float:
    """The mean squared distance of probabilities (n) from what happened."""
    return float(np.mean((probability - happened) ** 2))


def calibration_error(
    probability: Floats, happened: NDArray[np.bool_], *, bins: int = BINS_OF_CALIBRATION
) -> float:
    """The mean distance of said from seen over even bands of probability, by their size."""
    band = np.minimum((probability * bins).astype(np.int64), bins - 1)
    size = np.bincount(band, minlength=bins)
    apart = np.bincount(band, probability - happened, minlength=bins)
    return float(np.abs(apart).sum() / size.sum())


def cover(pit: Floats, share: float) -> float:
    """How often the middle `share` of the distribution held (randomised PIT values, n)."""
    edge = (1.0 - share) / 2.0
    return float(np.mean((pit > edge) & (pit < 1.0 - edge)))


def pit_of(forecasts: Forecasts, rest_units: Floats, *, seed: int = 1) -> Floats:
    """Where the units that came (n) fell in each mended distribution; ties drawn by the seed."""
    reached = forecasts.chance_to_reach(rest_units)
    passed = forecasts.chance_to_reach(rest_units + 1.0)
    drawn = np.random.default_rng(seed).random(len(rest_units))
    return np.asarray(1.0 - reached + drawn * (reached - passed))


def pinball(quantiles: Floats, shares: Floats, units: Floats) -> Floats:
    """The mean pinball loss (n) of `quantiles` (n x k) that belong to `shares` (k), in units."""
    beyond = units[:, None] - quantiles
    return np.asarray(np.maximum(shares * beyond, (shares - 1.0) * beyond).mean(axis=1))


def crps(quantiles: Floats, shares: Floats, units: Floats) -> Floats:
    """The continuous ranked probability score (n), as twice the mean pinball loss over quantiles.

    `quantiles` (n x k) belong to `shares` (k), which should lie evenly over (0, 1).
    """
    return 2.0 * pinball(quantiles, shares, units)


def score(forecasts: Forecasts, year_units: Floats, quota_units: Floats) -> Score:
    """Score forecasts (n) against the units of the whole contract years (n)."""
    pit = pit_of(forecasts, year_units - forecasts.used_units)
    shares: Floats = np.linspace(0.05, 0.95, 19)
    quantiles = forecasts.year_end_quantiles(*shares)
    low, high = forecasts.year_end_quantiles(0.1, 0.9).T
    more = top_up(forecasts, 0.9)
    advised = more > 0
    happened = year_units >= quota_units
    return Score(
        forecasts=len(year_units),
        brier=brier(forecasts.exhaustion_probability, happened),
        crps=float(np.mean(crps(quantiles, shares, year_units) / quota_units)),
        cover_80=cover(pit, 0.8),
        cover_95=cover(pit, 0.95),
        plain_cover_80=float(np.mean((year_units >= low) & (year_units <= high))),
        calibration_error=calibration_error(forecasts.exhaustion_probability, happened),
        top_up_held=float(np.mean(year_units[advised] <= (quota_units + more)[advised])),
    )
