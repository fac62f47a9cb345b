"""What a portfolio's own past contract years teach: parameters, and how often they held.

Portfolios learn from each other first, then each for itself, the more so the more series it has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from forecast.distribution import Total, probability_of, total
from forecast.level import features, portfolio_level
from forecast.likelihood import best_parameters
from forecast.parameters import Floats, Parameters, Portfolio, in_common, used
from forecast.past_years import PastYears, past_years, some_of
from forecast.recalibration import Recalibration, recalibration
from forecast.shipped import SHIPPED

Tell = Callable[[str, int, int], None]

# How strongly parameters are drawn to those fitted on all portfolios: with n series of its own
# a portfolio's are drawn by 0.1 / n, with few series by still more.
RIDGE_OF_ALL = 0.03
RIDGE_OF_ONE_SERIES = 0.1
FEW_SERIES = 100.0
# With fewer series, or fewer past contract years, the parameters of all portfolios serve.
LEAST_SERIES = 5
LEAST_YEARS = 50
MOST_YEARS = 8_000
MOST_YEARS_OF_EACH = 3_000
FOLDS = 3


@dataclass(frozen=True)
class Fitted:
    """Each portfolio by its name, and the parameters that serve one that is not among them."""

    portfolios: dict[str, Portfolio]
    together: Parameters


def fit(
    portfolios: Mapping[str, Sequence[Floats]],
    *,
    origin: Parameters = SHIPPED,
    each_for_itself: bool = True,
    most_years: int = MOST_YEARS,
    tell: Tell = lambda what, done, total: None,
) -> Fitted:
    """Fit each portfolio on its series (whole months, oldest first).

    Where none has enough past years, `origin` serves all of them. Without `each_for_itself` only
    what they have in common is fitted. Of a portfolio's past years at most `most_years` are used.
    """
    years = {name: past_years(series) for name, series in sorted(portfolios.items())}
    levels = {name: portfolio_level(portfolios[name]) for name in years}
    shared = min(most_years, MOST_YEARS_OF_EACH)
    together = fit_together(years, levels, origin=origin, most_years=shared)
    fitted = {}
    for done, (name, own) in enumerate(years.items() if each_for_itself else ()):
        tell("fitting on past contract years", done, len(years))
        some = some_of(own, most_years)
        fitted[name] = fit_one(some, *levels[name], together=together)
    return Fitted(fitted, together)


def fit_together(
    years: Mapping[str, PastYears],
    levels: Mapping[str, tuple[float, float]],
    *,
    origin: Parameters = SHIPPED,
    most_years: int = MOST_YEARS_OF_EACH,
) -> Parameters:
    """What all portfolios with enough past years share, each heard by the root of its size."""
    enough = {name: own for name, own in years.items() if has_enough(own)}
    if not enough:
        return origin
    parts = {name: some_of(own, most_years) for name, own in enough.items()}
    return best_parameters(
        np.vstack([_features(own, *levels[name]) for name, own in parts.items()]),
        np.concatenate([own.months for own in parts.values()]),
        np.concatenate([own.units for own in parts.values()]),
        start=origin,
        ridge=RIDGE_OF_ALL,
        fitted=in_common(),
        weights=np.concatenate([np.full(len(own), len(own) ** -0.5) for own in parts.values()]),
    )


def fit_one(
    years: PastYears, level: float, dispersion: float, *, together: Parameters
) -> Portfolio:
    """One portfolio's parameters and, from years left out of the fitting, how often they held."""
    if not has_enough(years):
        return Portfolio(level, dispersion, together, Recalibration())
    known = _features(years, level, dispersion)
    series = len(np.unique(years.series))
    pit = np.zeros(len(years))
    for fold in range(FOLDS):
        out = years.series % FOLDS == fold
        inner = _fitted(known[~out], years.only(~out), together)
        pit[out] = randomised_pit(total(known[out], years.months[out], inner), years.units[out])
    return Portfolio(
        level,
        dispersion,
        _fitted(known, years, together),
        recalibration(pit, series=series),
        series,
    )


def has_enough(years: PastYears) -> bool:
    """Whether past years are enough to fit on."""
    return len(years) >= LEAST_YEARS and len(np.unique(years.series)) >= LEAST_SERIES


def ridge_of(series: int) -> float:
    """How strongly a portfolio with so many series is drawn to what all have in common."""
    return RIDGE_OF_ONE_SERIES / series * (1.0 + FEW_SERIES / series)


def randomised_pit(ahead: Total, units: Floats, *, seed: int = 1) -> Floats:
    """Where in its distribution each outcome fell (n): even over [0, 1] where the forecast holds.

    A count has a whole step of the distribution; where in it is drawn by the seed.
    """
    above = ahead.exceedance(units + 1.0)
    drawn = np.random.default_rng(seed).random(len(units))
    return np.clip(1.0 - above - drawn * probability_of(ahead, units), 0.0, 1.0)


def _fitted(known: Floats, years: PastYears, together: Parameters) -> Parameters:
    series = len(np.unique(years.series))
    return best_parameters(
        known,
        years.months,
        years.units,
        start=together,
        ridge=ridge_of(series),
        fitted=used(),
    )


def _features(years: PastYears, level: float, dispersion: float) -> Floats:
    everyone = np.ones(len(years))
    return features(years.history, level * everyone, dispersion * everyone)
