"""The rows of quota forecasts, and everything that a forecast respects (QUO-6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from forecast.months import month_ends, monthly_use
from forecast.parameters import Portfolio as Parameters
from forecast.portfolios import fitted_portfolios, portfolios_of
from forecast.quotas import (
    Forecasted,
    forecasted,
    quota_forecast_paths,
    quota_forecasts,
    quota_top_ups,
)
from forecast.recalibration import Recalibration
from forecast.records import QuotaRecords
from forecast.shipped import SHIPPED
from tests.forecast.invented import Portfolio, portfolio

TWO_KINDS = (Parameters(7.0, 2.0, SHIPPED, Recalibration()),) * 2
YEAR = date(2026, 1, 1), date(2026, 12, 31)
TODAY = date(2026, 6, 15)
TEN_A_MONTH = {date(2026, month, 5): 10 for month in range(1, 7)}


def one(quota: int | None = 100, **told: object) -> Portfolio:
    return Portfolio().agreement("C", *YEAR, quota=quota, uses=TEN_A_MONTH, **told)  # type: ignore[arg-type]


def found_of(records: QuotaRecords) -> Forecasted:
    use = monthly_use(
        records.contract_years, records.quota_usage, data_starts_on=records.data_starts_on
    )
    return forecasted(records, use, TWO_KINDS)


def row(made: Portfolio, as_of: date = TODAY) -> dict[str, Any]:
    (only,) = quota_forecasts(found_of(made.records(as_of))).to_dicts()
    return only


def test_months_ahead_are_those_of_the_calendar() -> None:
    ends = month_ends(
        pl.Series([date(2026, 6, 15), date(2026, 6, 30), date(2026, 6, 10)]),
        pl.Series([date(2026, 8, 31), date(2026, 7, 31), date(2026, 6, 25)]),
    )

    assert ends[0].tolist() == [0.5, 1.5, 2.5]
    assert ends[1].tolist()[:2] == [0.0, 1.0]
    assert ends[2, 0] == pytest.approx(0.5)
    assert np.isnan(ends[2, 1:]).all()


def test_today_s_month_counts_for_the_part_of_it_that_is_over() -> None:
    records = one().records(TODAY)
    use = monthly_use(records.contract_years, records.quota_usage, data_starts_on=YEAR[0])

    assert use.exposure.tolist() == [[1.0, 1.0, 1.0, 1.0, 1.0, 0.5]]
    assert use.units.tolist() == [[10.0] * 6]
    assert [len(months) for months in use.whole_months("standard", before=2026 * 12 + 5)] == [5]


def test_months_before_the_data_began_say_nothing() -> None:
    records = one().records(TODAY, data_starts_on=date(2026, 4, 16))
    use = monthly_use(
        records.contract_years, records.quota_usage, data_starts_on=records.data_starts_on
    )

    assert use.exposure.tolist() == [[0.0, 0.0, 0.0, 0.5, 1.0, 0.5]]


def test_a_contract_year_is_told_with_its_numbers() -> None:
    told = row(one(quota=80))

    assert (told["used_units"], told["quota_units"], told["months_left"]) == (60, 80, 6.5)
    assert told["run_rate_units"] == pytest.approx(60 / 166 * 365)
    assert told["year_end_p10"] < told["year_end_p50"] < told["year_end_p90"]
    assert TODAY < told["exhausted_on_p10"] < told["exhausted_on_p50"] < told["exhausted_on_p90"]
    assert told["recommended_top_up_units"] == told["year_end_p90"] - 80
    assert told["horizon_ends_by"] == "agreement"
    assert "four times in five it ends between" in told["sentence"]
    assert told["reason"] is None


def test_the_path_ends_where_the_year_does_and_never_falls() -> None:
    found = found_of(one().records(TODAY))
    path = quota_forecast_paths(found)
    (told,) = quota_forecasts(found).to_dicts()

    assert path["month"].to_list() == [date(2026, month, 1) for month in range(6, 13)]
    for name in ("p10", "p50", "p90"):
        assert path[f"cumulative_{name}"].is_sorted()
        assert path[f"cumulative_{name}"][-1] == told[f"year_end_{name}"]
    assert path["exhaustion_probability"][-1] == told["exhaustion_probability"]


def test_an_exit_agreed_before_the_end_ends_the_horizon_and_no_top_up_is_advised() -> None:
    made = one()
    made.ends["A-C"] |= {"has_exit": True, "exit_ends_on": date(2026, 8, 31)}
    found = found_of(made.records(TODAY))
    (told,) = quota_forecasts(found).to_dicts()

    assert (told["horizon_ends_on"], told["horizon_ends_by"]) == (date(2026, 8, 31), "exit")
    assert told["months_left"] == 2.5
    assert told["leaves"]
    assert told["recommended_top_up_units"] is None
    assert told["top_up_units_50"] is None
    assert "ends on 2026-08-31 with the exit; no top-up is advised" in told["sentence"]
    assert quota_top_ups(found).is_empty()
    assert quota_forecast_paths(found)["month"].max() == date(2026, 8, 1)


def test_an_agreement_that_ends_first_ends_the_horizon_and_else_the_contract_year_does() -> None:
    short = Portfolio().agreement(
        "C", YEAR[0], date(2026, 9, 30), quota=100, uses=TEN_A_MONTH
    )  # fmt: skip
    long = Portfolio().agreement("C", YEAR[0], date(2028, 12, 31), quota=100, uses=TEN_A_MONTH)

    assert (row(short)["horizon_ends_on"], row(short)["horizon_ends_by"]) == (
        date(2026, 9, 30),
        "agreement",
    )
    assert (row(long)["horizon_ends_on"], row(long)["horizon_ends_by"]) == (
        date(2026, 12, 31),
        "contract year",
    )


def test_a_known_project_adds_to_its_month_and_is_shown() -> None:
    made = one()
    made.planned = [
        {"customer_id": "C", "kind": "standard", "month": month, "units": units, "note": None}
        for month, units in (
            (date(2026, 5, 1), 500),  # over
            (date(2026, 9, 1), 20),
            (date(2026, 9, 1), 5),
            (date(2027, 1, 1), 500),  # beyond the year
        )
    ]
    path = quota_forecast_paths(found_of(made.records(TODAY)))
    plain = quota_forecast_paths(found_of(one().records(TODAY)))

    assert path["project_units"].to_list() == [0, 0, 0, 25, 0, 0, 0]
    apart = (path["cumulative_p50"] - plain["cumulative_p50"]).to_list()
    assert apart == [0, 0, 0, 25, 25, 25, 25]
    assert row(made)["project_units"] == 25
    assert "25 of them for known projects" in str(row(made)["sentence"])


def test_a_top_up_counts_from_its_date() -> None:
    made = one(top_ups={date(2026, 6, 16): 50})

    assert row(made, TODAY)["quota_units"] == 100
    assert row(made, date(2026, 6, 16))["quota_units"] == 150


def test_under_thirty_days_of_portfolio_there_is_a_reason_and_no_number() -> None:
    made = Portfolio().agreement("C", *YEAR, quota=100, uses={date(2026, 1, 5): 3})
    told = row(made, date(2026, 1, 29))
    found = found_of(made.records(date(2026, 1, 29)))

    assert told["reason"] == "No forecast: the portfolio has 29 days of history, and 30 are needed."
    numbers = ("year_end_p50", "exhaustion_probability", "recommended_top_up_units", "sentence")
    assert [told[name] for name in numbers] == [None] * 4
    assert (told["used_units"], told["quota_units"]) == (3, 100)
    assert quota_forecast_paths(found).is_empty()
    assert quota_top_ups(found).is_empty()
    assert row(made, date(2026, 1, 30))["reason"] is None


def test_without_a_limit_there_are_quantiles_but_no_chance_no_date_and_no_advice() -> None:
    told = row(one(quota=None))

    assert told["year_end_p90"] > 60
    nothing = ("exhaustion_probability", "exhausted_on_p10", "recommended_top_up_units")
    assert [told[name] for name in nothing] == [None] * 3
    assert quota_top_ups(found_of(one(quota=None).records(TODAY))).is_empty()


def test_a_quota_that_has_run_out_did_so_on_its_day() -> None:
    told = row(one(quota=30))

    dates = [told[f"exhausted_on_p{share}"] for share in (10, 50, 90)]
    assert dates == [date(2026, 3, 5)] * 3
    assert told["exhaustion_probability"] == 1.0
    assert row(one(quota=0))["exhausted_on_p50"] == YEAR[0]


def test_the_sizes_told_fall_to_a_risk_under_one_in_a_hundred_and_hold_what_is_advised() -> None:
    found = found_of(one().records(TODAY))
    sizes = quota_top_ups(found)
    (told,) = quota_forecasts(found).to_dicts()
    left = dict(sizes.select("more_units", "overage_probability").iter_rows())
    ninety = told["recommended_top_up_units"]

    assert sizes["overage_probability"].is_sorted(descending=True)
    assert left[0] == told["overage_probability"]
    assert left[ninety] <= 0.1 < left[ninety - 1]
    assert min(sizes.filter(~pl.col("is_pack"))["overage_probability"].to_list()) < 0.01
    assert sizes.filter("is_pack")["more_units"].to_list() == [10, 20, 50, 100, 200, 500]
    assert (
        told["top_up_units_50"] < told["top_up_units_80"] < ninety < told["top_up_units_95"]
    )  # fmt: skip


def test_what_was_fitted_serves_again_while_the_whole_months_stand() -> None:
    records = portfolio(12).records(date(2025, 8, 15))
    use = monthly_use(
        records.contract_years, records.quota_usage, data_starts_on=records.data_starts_on
    )
    first = fitted_portfolios(use, before=2025 * 12 + 7, version="1")
    marked = first.with_columns(level_units=pl.lit(1.5))

    assert fitted_portfolios(use, before=2025 * 12 + 7, version="1").equals(first)
    assert fitted_portfolios(use, before=2025 * 12 + 7, version="1", kept=marked).equals(marked)
    again = fitted_portfolios(use, before=2025 * 12 + 7, version="2", kept=marked)
    assert again["level_units"].to_list() == first["level_units"].to_list()
    assert not first["is_shipped"].any()
    assert [one.series for one in portfolios_of(first)] == [6, 6]


def test_the_order_of_the_rows_does_not_matter() -> None:
    records = portfolio(8).records(date(2025, 8, 15))
    turned = replace(
        records,
        contract_years=records.contract_years.reverse(),
        quota_usage=records.quota_usage.reverse(),
        quota_ledger=records.quota_ledger.reverse(),
    )

    assert quota_forecasts(found_of(turned)).equals(quota_forecasts(found_of(records)))


def test_without_any_contract_year_the_tables_are_empty() -> None:
    records = one().records(date(2025, 12, 1), data_starts_on=date(2025, 1, 1))
    found = found_of(records)

    assert [
        len(table)
        for table in (quota_forecasts(found), quota_forecast_paths(found), quota_top_ups(found))
    ] == [0, 0, 0]
