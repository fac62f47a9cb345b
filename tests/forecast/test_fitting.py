"""Fitting on portfolios whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import approx_fprime

from forecast import fitting
from forecast.distribution import total
from forecast.level import features, portfolio_level
from forecast.likelihood import _likelihood
from forecast.parameters import Parameters
from forecast.past_years import past_years
from forecast.scoring import calibration_error, cover
from forecast.shipped import SHIPPED


def invented(seed: int, customers: int, months: int = 36) -> list[np.ndarray]:
    draws = np.random.default_rng(seed)
    levels = draws.lognormal(1.5, 0.8, customers)
    return [draws.poisson(draws.gamma(2.0, level / 2.0, months)).astype(float) for level in levels]


def test_the_slope_of_the_likelihood_is_its_slope() -> None:
    years = past_years(invented(1, 6))
    known = features(years.history, np.full(len(years), 4.0), np.full(len(years), 2.0))
    shares = np.full(len(years), 1.0 / len(years))

    def value(flat: np.ndarray) -> float:
        return _likelihood(
            known, years.months, years.units, Parameters(flat.reshape(SHIPPED.values.shape)), shares
        )[0]

    _, slope = _likelihood(known, years.months, years.units, SHIPPED, shares)

    assert slope.ravel() == pytest.approx(
        approx_fprime(SHIPPED.values.ravel(), value, 1e-6), abs=1e-3
    )


def test_a_fitted_portfolio_holds_what_it_says_on_customers_never_seen() -> None:
    fitted = fitting.fit({"one": invented(1, 80)}).portfolios["one"]
    new = past_years(invented(2, 150))
    known = features(
        new.history, np.full(len(new), fitted.level), np.full(len(new), fitted.dispersion)
    )
    pit = fitting.randomised_pit(total(known, new.months, fitted.parameters), new.units)

    assert cover(fitted.recalibration.of_share(pit), 0.8) == pytest.approx(0.8, abs=0.04)


def test_too_few_past_years_fall_back_to_what_is_shipped() -> None:
    short = [row[:12] for row in invented(3, 4)]
    fitted = fitting.fit({"young": short})

    assert fitted.together is SHIPPED
    assert fitted.portfolios["young"].parameters is SHIPPED
    assert fitted.portfolios["young"].series == 0
    assert fitted.portfolios["young"].level == portfolio_level(short)[0]


def test_the_same_series_give_the_same_parameters() -> None:
    first, again = (fitting.fit({"one": invented(4, 12)}) for _ in range(2))

    assert np.array_equal(
        first.portfolios["one"].parameters.values, again.portfolios["one"].parameters.values
    )
    assert first.portfolios["one"].recalibration == again.portfolios["one"].recalibration


def test_a_calibration_error_weighs_its_bands() -> None:
    said = np.array([0.05, 0.05, 0.95, 0.95])
    happened = np.array([False, False, True, False])

    assert calibration_error(said, happened) == pytest.approx(0.5 * 0.05 + 0.5 * 0.45)
