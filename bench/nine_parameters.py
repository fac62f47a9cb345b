"""The method that forecasts started from: one negative binomial, nine parameters a portfolio.

Level and dispersion are drawn to the portfolio's; the mean is a power of the level; the size
follows from what is known. `bench.forecast` measures beside it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betainc, gammaln

from forecast.level import History
from forecast.past_years import PastYears

Floats = NDArray[np.float64]

# w, beta, b0, b1, c0, cA, ch, cD, cl
PUBLISHED = np.array([0.944, 2.48, -0.022, 1.017, -0.230, 0.348, -0.162, -1.209, 0.497])
RIDGE = 0.02


def mean_and_size(
    values: Floats, history: History, months: Floats, level: float, dispersion: float
) -> tuple[Floats, Floats]:
    decay, weight, b0, b1, c0, c_known, c_months, c_dispersion, c_mean = values
    units, exposure = history.seen()
    weights = decay ** np.arange(units.shape[1])
    known = units @ weights
    own = (weight * level + known) / (weight + exposure @ weights)
    expected = own[:, None] * exposure
    scatter = ((units - expected) ** 2 / (expected + 0.1)).sum(axis=1)
    around = (6.0 * dispersion + scatter) / (6.0 + exposure.sum(axis=1))
    mean = np.exp(b0) * own**b1 * months
    log_size = (
        c0
        + c_known * np.log(known + weight * level)
        + c_months * np.log(months)
        + c_dispersion * np.log(around)
        + c_mean * np.log(mean + 0.3)
    )
    return mean, np.exp(np.clip(log_size, -5.0, 7.0))


def fitted(years: PastYears, level: float, dispersion: float) -> Floats:
    origin = _free(PUBLISHED)

    def loss(free: Floats) -> float:
        mean, size = mean_and_size(_bound(free), years.history, years.months, level, dispersion)
        units = years.units
        likelihood = (
            gammaln(units + size)
            - gammaln(size)
            - gammaln(units + 1.0)
            + size * np.log(size / (size + mean))
            + units * np.log(mean / (size + mean))
        )
        return float(RIDGE * ((free - origin) ** 2).sum() - likelihood.mean())

    return _bound(minimize(loss, origin, method="L-BFGS-B", options={"maxiter": 40}).x)


def exceedance(mean: Floats, size: Floats, units: Floats) -> Floats:
    reached = betainc(np.maximum(units, 1.0), size, mean / (size + mean))
    return np.where(units <= 0, 1.0, reached)


def _free(values: Floats) -> Floats:
    return np.concatenate([[np.log(values[0] / (1 - values[0])), np.log(values[1])], values[2:]])


def _bound(free: Floats) -> Floats:
    return np.concatenate([[1.0 / (1.0 + np.exp(-free[0])), np.exp(free[1])], free[2:]])
