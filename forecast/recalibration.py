"""How often what was said came true, as a map from the probability said to the one that held."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BINS = 20
# A portfolio's own past counts as much as its series; nothing to mend counts as a hundred.
SERIES_OF_NOTHING_TO_MEND = 100.0


@dataclass(frozen=True)
class Recalibration:
    """A rising, piecewise straight map of [0, 1] onto itself; `shares` are its values at the knots.

    The knots lie evenly: with n shares the k-th belongs to k / (n - 1).
    """

    shares: tuple[float, ...] = (0.0, 1.0)

    def of_share(self, said: Floats) -> Floats:
        """What share of outcomes lay at or below the quantile said (G)."""
        return np.interp(said, np.linspace(0.0, 1.0, len(self.shares)), self.shares)

    def of_exceedance(self, said: Floats) -> Floats:
        """The mended probability to reach a value: 1 - G(1 - P)."""
        return 1.0 - self.of_share(1.0 - said)

    def share_to_ask(self, wanted: float) -> float:
        """Which quantile to read so that it holds with the share wanted (G's inverse)."""
        return float(np.interp(wanted, self.shares, np.linspace(0.0, 1.0, len(self.shares))))


def recalibration(pit: Floats, *, series: int) -> Recalibration:
    """The distribution of out-of-fold PIT values (n), drawn towards the even one.

    Forecasts of one series err together, so the weight is the number of series, not of values.
    """
    if len(pit) == 0:
        return Recalibration()
    counted, _ = np.histogram(pit, bins=BINS, range=(0.0, 1.0))
    own = series / (series + SERIES_OF_NOTHING_TO_MEND)
    share = own * counted / len(pit) + (1.0 - own) / BINS
    knots = np.concatenate([[0.0], np.cumsum(share)])
    return Recalibration(tuple(float(knot) for knot in knots / knots[-1]))
