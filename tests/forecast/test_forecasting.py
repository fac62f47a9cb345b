"""A forecast of a quota, against simulation and at its edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecast.distribution import Total
from forecast.forecasting import Forecasts, forecast, reason_for_none
from forecast.level import History
from forecast.parameters import Portfolio
from forecast.recalibration import Recalibration, recalibration
from forecast.shipped import SHIPPED
from forecast.top_up import Pack, pack_table, risks_left, top_up
from forecast.wording import sentences

PORTFOLIO = Portfolio(7.0, 2.0, SHIPPED, Recalibration())
RECORD = np.array([9.0, 12.0, 15.0, 11.0, 13.0, 12.0])


def one(
    *,
    record: np.ndarray = RECORD,
    quota: float = 120.0,
    used: float = 36.0,
    months: float = 7.0,
    projects: list[float] | None = None,
) -> Forecasts:
    return forecast(
        History.of_rows([record]),
        used_units=np.array([used]),
        quota_units=np.array([quota]),
        months_left=np.array([months]),
        portfolios=[PORTFOLIO],
        project_units=None if projects is None else np.array([projects]),
    )


def mixed() -> Total:
    return Total(*(np.array([value]) for value in (20.0, 4.0, 8.0, 0.7, 0.3)))


def test_a_probability_is_that_of_a_brute_force_simulation() -> None:
    draws = np.random.default_rng(7)
    count = 400_000
    mean, size = np.where(draws.random(count) < 0.3, 8.0, 20.0), np.full(count, 4.0)
    size[mean == 8.0] = 0.7
    came = draws.poisson(draws.gamma(size, mean / size))

    for units in (1, 5, 12, 20, 35, 60):
        assert mixed().exceedance(np.array([float(units)]))[0] == pytest.approx(
            np.mean(came >= units), abs=0.003
        )
    assert mixed().expected()[0] == pytest.approx(came.mean(), rel=0.01)


@given(
    mean=st.floats(0.01, 3000),
    size=st.floats(0.05, 500),
    other=st.floats(0.01, 3000),
    weight=st.floats(0.01, 0.99),
    share=st.floats(0.02, 0.98),
)
@settings(max_examples=60, deadline=None)
def test_a_quantile_is_the_least_whole_total_that_holds(
    mean: float, size: float, other: float, weight: float, share: float
) -> None:
    ahead = Total(*(np.array([value]) for value in (mean, size, other, 1.0, weight)))
    found = ahead.quantiles(np.array([share]))[0]

    assert 1.0 - ahead.exceedance(found + 1.0)[0] >= share - 1e-9
    assert found[0] == 0 or 1.0 - ahead.exceedance(found)[0] < share + 1e-9


def test_a_larger_quota_is_never_likelier_to_run_out() -> None:
    chances = [one(quota=quota).exhaustion_probability[0] for quota in range(37, 400, 3)]

    assert chances == sorted(chances, reverse=True)
    assert chances[0] > 0.999
    assert chances[-1] < 0.01


@given(
    record=st.lists(st.integers(0, 60), min_size=1, max_size=40),
    room=st.integers(1, 200),
    months=st.floats(0.1, 12.0),
)
@settings(max_examples=40, deadline=None)
def test_a_later_month_end_is_never_less_likely(
    record: list[int], room: int, months: float
) -> None:
    made = one(record=np.array(record, dtype=float), quota=room, used=0.0, months=months)

    assert (np.diff(made.runs_out_by[0]) >= 0).all()
    assert made.runs_out_by[0, -1] == pytest.approx(made.exhaustion_probability[0])
    assert 0.0 <= made.exhaustion_probability[0] <= 1.0


def test_a_quota_of_zero_has_run_out_and_no_quota_never_does() -> None:
    none, unlimited = one(quota=0.0, used=0.0), one(quota=np.nan)

    assert none.exhaustion_probability[0] == 1.0
    assert none.exhausted_after_months()[0] == 0.0
    assert np.isnan(unlimited.exhaustion_probability[0])
    assert np.isnan(top_up(unlimited)[0])
    assert "no quota" in sentences(unlimited, 0)


def test_a_quota_used_up_has_run_out_today() -> None:
    made = one(quota=36.0, used=36.0)

    assert (made.runs_out_by == 1.0).all()
    assert made.exhausted_after_months()[0] == 0.0
    assert "has run out already" in sentences(made, 0)


def test_a_year_that_is_over_brings_nothing_more() -> None:
    over = one(months=0.0)

    assert over.exhaustion_probability[0] == 0.0
    assert over.year_end_quantiles(0.025, 0.975).tolist() == [[36.0, 36.0]]


def test_a_new_customer_starts_at_the_portfolio() -> None:
    new = one(record=np.array([]), used=0.0)

    assert new.level[0] == pytest.approx(7.0)
    assert new.portfolio_share[0] == 1.0
    assert sentences(new, 0).startswith("Seven requests a month lately, which is the portfolio's")


def test_a_part_of_a_month_counts_for_the_part() -> None:
    units, exposure = np.array([[6.0, 12.0, 12.0]]), np.array([[0.5, 1.0, 1.0]])
    whole = History(np.array([[12.0, 12.0, 12.0]]), np.ones((1, 3)))
    seen = [
        forecast(
            history,
            used_units=np.array([0.0]),
            quota_units=np.array([90.0]),
            months_left=np.array([6.5]),
            portfolios=[PORTFOLIO],
        )
        for history in (History(units, exposure), whole)
    ]

    assert seen[0].level[0] == pytest.approx(seen[1].level[0], rel=0.04)
    assert seen[0].month_ends[0].tolist() == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5]


def test_a_known_project_shifts_the_path_from_its_month_on() -> None:
    without, shifted = one(), one(projects=[0, 0, 30, 0, 0, 0, 0])

    assert shifted.runs_out_by[0, :2] == pytest.approx(without.runs_out_by[0, :2])
    assert (shifted.runs_out_by[0, 2:] > without.runs_out_by[0, 2:]).all()
    assert shifted.expected_rest[0] == pytest.approx(without.expected_rest[0] + 30.0)
    assert top_up(shifted)[0] == top_up(without)[0] + 30.0
    assert "30 of them for known projects" in sentences(shifted, 0)


def test_a_top_up_is_the_least_that_holds() -> None:
    made = one(quota=90.0)
    more = int(top_up(made, 0.9)[0])
    left = risks_left(made, [more - 1, more])[0]

    assert more > 0
    assert left[1] <= 0.1 < left[0]
    table = pack_table(made, 0, [Pack(50, 900.0), Pack(20, 400.0)])
    assert [row["units"] for row in table] == [0, 20, 50]
    risks = [row["risk_left"] or 0.0 for row in table]
    assert risks == sorted(risks, reverse=True)


def test_a_sentence_says_the_numbers_and_one_who_leaves_is_sold_nothing() -> None:
    made = one(quota=90.0)
    low, high = made.year_end_quantiles(0.1, 0.9)[0]
    said = sentences(made, 0)

    assert f"between {low:,.0f} and {high:,.0f}" in said
    assert f"{100 * made.exhaustion_probability[0]:.0f} %" in said
    assert f"A top-up of {top_up(made)[0]:,.0f} units holds with 90 %." in said
    assert "top-up" not in sentences(made, 0, leaves=True)


def test_under_thirty_days_of_portfolio_there_is_no_forecast_but_a_reason() -> None:
    assert reason_for_none(30.0) is None
    assert reason_for_none(29.0) == (
        "No forecast: the portfolio has 29 days of history, and 30 are needed."
    )


def test_a_recalibration_mends_ranges_that_held_too_often() -> None:
    pit = np.random.default_rng(1).beta(3.0, 3.0, 5_000)
    mended = recalibration(pit, series=10_000)

    asked = [mended.share_to_ask(share) for share in (0.1, 0.9)]
    assert np.mean((pit > asked[0]) & (pit < asked[1])) == pytest.approx(0.8, abs=0.02)
    assert recalibration(pit[:0], series=0) == Recalibration()


def test_history_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="exposure must lie between 0 and 1"):
        History(np.ones((1, 2)), np.full((1, 2), 1.5))
    with pytest.raises(ValueError, match="months left must be 0 or more"):
        one(months=-1.0)
