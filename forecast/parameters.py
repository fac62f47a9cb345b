"""What a forecast is made with: the features, the parameters on them, and what a portfolio adds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from forecast.recalibration import Recalibration

Floats = NDArray[np.float64]

# Each month back counts 0.95 of the next; a customer's own record weighs against two and a half
# months of the portfolio's level.
MONTHLY_DECAY = 0.95
PRIOR_MONTHS = 2.5
# Further back than five years nothing is looked at: it would weigh less than a twentieth.
MONTHS_REMEMBERED = 60

# What is known of a forecast besides the horizon; levels are logarithms of units a month.
FEATURES = (
    "always",  # 1
    "level",  # the level, drawn to the portfolio's
    "half_year",  # a faster level, less the level
    "last_months",  # a still faster one, less the level
    "whole_record",  # the plain mean, less the level
    "horizon",  # months to come, against six
    "record",  # how much is known, against eight months
    "dispersion",  # variance over mean around the level
    "quiet",  # months since the last request
    "empty_months",  # share of months without any
    "portfolio",  # the portfolio's level
    "largest_month",  # the largest month, less the level
    "typical_month",  # mean of the logarithms, less the level
    "level_squared",
    "level_by_empty_months",
    "level_by_largest_month",
    "level_by_typical_month",
)
# The total is drawn from one of two negative binomials: what mostly comes, or something else.
PARTS = ("mean", "size", "other_mean", "other_size", "other_weight")
FEATURES_OF_OTHER = ("always", "level", "horizon", "dispersion", "record")
# What portfolios have in common is told without the products: these do not carry over.
FEATURES_OF_ITS_OWN = tuple(name for name in FEATURES if name.startswith("level_"))
HORIZON = FEATURES.index("horizon")


def weighed(columns: Floats, weights: NDArray[np.floating[Any]]) -> Floats:
    """The weighted sum of the columns (n x k) of each row (n).

    Without a matrix library: its threads take ten times as long on arrays as narrow as these, and
    add in another order on another machine, so that the parameters fitted would not be the same.
    """
    return np.asarray(np.einsum("ij,j->i", columns, weights))


@dataclass(frozen=True)
class Parameters:
    """One row per part, one column per feature (5 x 17); what is not used is zero."""

    values: Floats

    def part(self, name: str) -> Floats:
        """The coefficients (17) of one part."""
        row: Floats = self.values[PARTS.index(name)]
        return row


@dataclass(frozen=True)
class Portfolio:
    """What a portfolio's own past says about each of its customers.

    `level` is in units a month, `dispersion` variance over mean; `series` is the number of
    customers and kinds that the parameters were fitted on (0: as shipped).
    """

    level: float
    dispersion: float
    parameters: Parameters
    recalibration: Recalibration
    series: int = 0


def used() -> NDArray[np.bool_]:
    """Which parameters are fitted at all (5 x 17)."""
    mask = np.ones((len(PARTS), len(FEATURES)), dtype=np.bool_)
    mask[2:] = [name in FEATURES_OF_OTHER for name in FEATURES]
    return mask


def in_common() -> NDArray[np.bool_]:
    """Which parameters are fitted on all portfolios together (5 x 17)."""
    own = np.array([name in FEATURES_OF_ITS_OWN for name in FEATURES])
    return np.asarray(used() & ~own)


def plain() -> Parameters:
    """What all fitting starts from: the level goes on, and two sizes of the same shape."""
    values = np.zeros((len(PARTS), len(FEATURES)))
    level, dispersion = FEATURES.index("level"), FEATURES.index("dispersion")
    values[0, level] = 1.0
    values[1, [0, level, dispersion]] = 0.5, 0.8, -1.0
    values[2, 0] = -0.7
    values[3, [0, level, dispersion]] = -0.5, 0.8, -1.0
    values[4, 0] = -0.8
    return Parameters(values)
