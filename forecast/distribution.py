"""The total of the months to come: one of two negative binomials, in closed form.

With mean m and size r, X reaches R with probability I(m / (r + m); R, r), the regularised
incomplete beta function.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammaln

from forecast.parameters import HORIZON, Floats, Parameters, weighed

LOG_MEAN_RANGE = (-8.0, 16.0)
LOG_SIZE_RANGE = (-5.0, 7.0)
# Up to this mean a quantile is found by counting upwards, which is faster; beyond by halving.
COUNTED_UP_TO = 2_000.0


@dataclass(frozen=True)
class Total:
    """The distribution of a total of units; each array has one entry per forecast (n)."""

    mean: Floats
    size: Floats
    other_mean: Floats
    other_size: Floats
    other_weight: Floats

    def expected(self) -> Floats:
        """The mean of the total (n)."""
        return (1.0 - self.other_weight) * self.mean + self.other_weight * self.other_mean

    def exceedance(self, units: Floats) -> Floats:
        """The probability (n) that the total reaches `units` (n); certain at 0 and below."""
        return (1.0 - self.other_weight) * _reaches(
            self.mean, self.size, units
        ) + self.other_weight * _reaches(self.other_mean, self.other_size, units)

    def only(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> Total:
        """The same for some of the forecasts, by a mask or by their places."""
        return Total(
            self.mean[which],
            self.size[which],
            self.other_mean[which],
            self.other_size[which],
            self.other_weight[which],
        )

    def quantiles(self, shares: Floats) -> Floats:
        """The least whole totals (n x k) that the total keeps to with the given shares (k)."""
        largest = np.maximum(self.mean, self.other_mean)
        counted = largest <= COUNTED_UP_TO
        found = np.zeros((len(self.mean), len(shares)))
        found[counted] = _by_counting(self.only(counted), shares)
        for place, share in enumerate(shares):
            found[~counted, place] = _by_halving(self.only(~counted), float(share))
        return found

    def quantiles_between(self, shares: Floats) -> Floats:
        """Quantiles (n x k) of the total spread over half a unit to both sides, not below 0."""
        whole = self.quantiles(shares)
        found = np.zeros_like(whole)
        for place, share in enumerate(shares):
            units = whole[:, place]
            below = 1.0 - self.exceedance(units)
            within = (share - below) / np.maximum(probability_of(self, units), 1e-300)
            found[:, place] = units - 0.5 + np.clip(within, 0.0, 1.0)
        return np.maximum(found, 0.0)


def total(features: Floats, months: Floats, parameters: Parameters) -> Total:
    """The total (n) of the next `months` (n, 0 allowed) for features without horizon (n x 17)."""
    ahead = np.maximum(months, 1e-6)
    log_ahead = np.log(ahead)
    known = features.copy()
    known[:, HORIZON] = log_ahead - np.log(6.0)
    log_mean = weighed(known, parameters.part("mean")) + log_ahead
    none = months <= 0
    return Total(
        np.where(none, 0.0, np.exp(np.clip(log_mean, *LOG_MEAN_RANGE))),
        np.exp(np.clip(weighed(known, parameters.part("size")), *LOG_SIZE_RANGE)),
        np.where(
            none,
            0.0,
            np.exp(
                np.clip(log_mean + weighed(known, parameters.part("other_mean")), *LOG_MEAN_RANGE)
            ),
        ),
        np.exp(np.clip(weighed(known, parameters.part("other_size")), *LOG_SIZE_RANGE)),
        1.0
        / (1.0 + np.exp(-np.clip(weighed(known, parameters.part("other_weight")), -10.0, 10.0))),
    )


def _reaches(mean: Floats, size: Floats, units: Floats) -> Floats:
    wanted = np.ceil(np.maximum(units, 1.0))
    return np.where(units <= 0, 1.0, betainc(wanted, size, mean / (size + mean)))


def _log_none(mean: Floats, size: Floats) -> Floats:
    return -size * np.log1p(mean / size)


def _by_counting(total: Total, shares: Floats) -> Floats:
    """Add up the chances of 0, 1, 2, ... until the largest share is reached."""
    found = np.zeros((len(total.mean), len(shares)))
    going = np.arange(len(total.mean))
    weight, sizes = total.other_weight, [total.size, total.other_size]
    means = [total.mean, total.other_mean]
    so_far = np.zeros(len(going))
    units = 0
    with np.errstate(divide="ignore"):
        logs = [_log_none(mean, size) for mean, size in zip(means, sizes, strict=True)]
        log_odds = [np.log(mean / (size + mean)) for mean, size in zip(means, sizes, strict=True)]
        while len(going):
            so_far = so_far + (1.0 - weight) * np.exp(logs[0]) + weight * np.exp(logs[1])
            short = so_far[:, None] < np.minimum(shares, 1.0 - 1e-9)[None, :]
            found[going] += short
            logs = [
                log + np.log((units + size) / (units + 1.0)) + odds
                for log, size, odds in zip(logs, sizes, log_odds, strict=True)
            ]
            units += 1
            still = np.asarray(short.any(axis=1))
            if not still.all():
                going, so_far, weight = going[still], so_far[still], weight[still]
                logs, sizes, log_odds = (
                    [each[still] for each in part] for part in (logs, sizes, log_odds)
                )
    return found


def _by_halving(total: Total, share: float) -> Floats:
    """Double until the share is reached, then halve; exact for whole totals."""
    wanted = 1.0 - min(share, 1.0 - 1e-9)
    low = np.full(len(total.mean), -1.0)
    high = np.ceil(np.maximum(total.mean, total.other_mean)) + 1.0
    while (short := total.exceedance(high + 1.0) > wanted).any():
        low, high = np.where(short, high, low), np.where(short, 2.0 * high, high)
    while (high - low > 1.0).any():
        middle = np.floor((low + high) / 2.0)
        short = total.exceedance(middle + 1.0) > wanted
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return high


def probability_of(total: Total, units: Floats) -> Floats:
    """The probability (n) that the total is just `units` (n), for the likelihood."""
    logs = [
        gammaln(units + size) - gammaln(size) - gammaln(units + 1.0) + _log_none(mean, size)
        + units * np.log(np.maximum(mean, 1e-300) / (size + mean))
        for mean, size in ((total.mean, total.size), (total.other_mean, total.other_size))
    ]  # fmt: skip
    weight = total.other_weight
    return np.asarray((1.0 - weight) * np.exp(logs[0]) + weight * np.exp(logs[1]))
