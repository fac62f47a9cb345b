"""Volumes of months to come: what is told, from when on, and that nothing later is known."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from forecast.volumes import month_after, past_volumes, volume_forecasts, weekdays

JANUARY = date(2023, 1, 1)


def counts_of(
    months: int, *, seed: int = 3, growth: float = 0.0, season: float = 0.0
) -> np.ndarray:
    """Poisson counts at 20 tickets a weekday, with growth a month and a yearly swing."""
    dice = np.random.default_rng(seed)
    place = np.arange(months)
    days = np.array([weekdays(month_after(JANUARY, int(one))) for one in place])
    rate = 20 * np.exp(growth * place + season * np.sin(2 * np.pi * place / 12))
    return dice.poisson(rate * days).astype(float)


def test_a_month_is_told_by_its_weekdays_and_a_year_goes_on() -> None:
    assert weekdays(date(2026, 2, 1)) == 20
    assert weekdays(date(2024, 2, 1)) == 21
    assert month_after(date(2025, 11, 1), 3) == date(2026, 2, 1)


def test_the_same_in_every_month_is_told_again_with_no_range() -> None:
    months = [weekdays(month_after(JANUARY, one)) * 10 - 0.5 for one in range(18)]

    told = volume_forecasts(np.array(months), JANUARY)

    expected = [weekdays(month_after(JANUARY, 18 + ahead - 1)) * 10 - 0.5 for ahead in (2, 3, 4)]
    assert [one.months_ahead for one in told] == [2, 3, 4]
    assert [one.p50 for one in told] == pytest.approx(expected)
    assert [one.p90 - one.p10 for one in told] == pytest.approx([0, 0, 0], abs=1e-6)


@pytest.mark.parametrize(("months", "told"), [(0, 0), (10, 0), (11, 1), (12, 2), (13, 3)])
def test_nothing_is_told_before_four_past_errors_are_known(months: int, told: int) -> None:
    assert len(volume_forecasts(counts_of(months), JANUARY)) == told


def test_a_past_forecast_knows_nothing_of_what_came_later() -> None:
    counts = counts_of(30)
    later = counts.copy()
    later[20:] *= 5

    early = [one.forecast for one in past_volumes(counts, JANUARY) if one.known_months <= 16]

    assert early == [one.forecast for one in past_volumes(later, JANUARY) if one.known_months <= 16]
    assert early[-1] == volume_forecasts(counts[:16], JANUARY)[-1]


def test_a_yearly_swing_is_told_nearer_than_by_the_last_month() -> None:
    past = past_volumes(counts_of(60, season=0.4), JANUARY)
    late = [one for one in past if one.known_months >= 36]

    off = np.mean([abs(one.forecast.p50 - one.came) / one.came for one in late])
    off_by_last = np.mean([abs(one.last_known - one.came) / one.came for one in late])

    assert off < 0.4 * off_by_last


def test_four_in_five_hold_about_as_often_as_they_say() -> None:
    held = [
        one.held
        for seed in range(30)
        for one in past_volumes(counts_of(48, seed=seed, growth=0.01, season=0.1), JANUARY)
        if one.known_months >= 24
    ]

    assert len(held) == 30 * 66
    assert 0.77 <= np.mean(held) <= 0.84


def test_no_ticket_at_all_is_told_as_none() -> None:
    told = volume_forecasts(np.zeros(20), JANUARY)

    assert all(0 <= one.p10 <= one.p50 <= one.p90 < 1 for one in told)
