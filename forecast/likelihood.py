"""How likely past totals were under some parameters, with its slope, and the best parameters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

from forecast.distribution import total
from forecast.parameters import HORIZON, Floats, Parameters

MOST_STEPS = 100


def best_parameters(  # noqa: PLR0913  # what was seen, and what it is drawn to
    features: Floats,
    months: Floats,
    units: Floats,
    *,
    start: Parameters,
    ridge: float,
    fitted: NDArray[np.bool_],
    weights: Floats | None = None,
) -> Parameters:
    """Maximise the mean log likelihood of `units` (n), drawn by `ridge` towards `start`.

    `features` (n x 17) come without the horizon; `months` (n) is how far each looked ahead;
    `fitted` (5 x 17) says which parameters may move.
    """
    shares = np.ones(len(units)) if weights is None else weights
    shares = shares / shares.sum()
    free = fitted.ravel()
    origin = start.values.ravel()

    def loss(values: Floats) -> tuple[float, Floats]:
        likelihood, slope = _likelihood(
            features, months, units, Parameters(values.reshape(start.values.shape)), shares
        )
        away = values - origin
        return (
            ridge * float(np.sum(away**2)) - likelihood,
            (2.0 * ridge * away - slope.ravel()) * free,
        )

    found = minimize(
        loss, origin, jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS}
    )  # fmt: skip
    return Parameters(np.asarray(found.x, dtype=np.float64).reshape(start.values.shape))


def _likelihood(
    features: Floats, months: Floats, units: Floats, parameters: Parameters, shares: Floats
) -> tuple[float, Floats]:
    """The weighted log likelihood and its slope by each parameter (5 x 17)."""
    ahead = total(features, months, parameters)
    log_mostly, by_mean, by_size = _one(ahead.mean, ahead.size, units)
    log_other, by_other_mean, by_other_size = _one(ahead.other_mean, ahead.other_size, units)
    joint = np.log1p(-ahead.other_weight) + log_mostly
    other_joint = np.log(ahead.other_weight) + log_other
    log_all = np.logaddexp(joint, other_joint)
    other = np.exp(other_joint - log_all)
    known = features.copy()
    known[:, HORIZON] = np.log(months / 6.0)
    by_part = np.stack(
        [
            (1.0 - other) * by_mean + other * by_other_mean,
            (1.0 - other) * by_size,
            other * by_other_mean,
            other * by_other_size,
            other - ahead.other_weight,
        ]
    )
    slope = np.einsum("pn,nk->pk", by_part * shares, known)
    return float(np.sum(shares * log_all)), np.asarray(slope)


def _one(mean: Floats, size: Floats, units: Floats) -> tuple[Floats, Floats, Floats]:
    """Log likelihood of a negative binomial, its slopes by log mean and by log size (each n)."""
    log_none_of_size = np.log(size / (size + mean))
    log_likelihood = (
        gammaln(units + size)
        - gammaln(size)
        - gammaln(units + 1.0)
        + size * log_none_of_size
        + units * np.log(mean / (size + mean))
    )
    by_mean = (units - mean) * size / (size + mean)
    by_size = size * (
        digamma(units + size) - digamma(size) + log_none_of_size + (mean - units) / (size + mean)
    )
    return log_likelihood, by_mean, by_size
