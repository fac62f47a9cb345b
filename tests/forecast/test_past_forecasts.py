"""Past contract years forecast again with only what was known then, and their scores (QUO-7)."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from forecast.months import monthly_use
from forecast.past_forecasts import fingerprint_of_past, forecast_scores, past_forecasts
from forecast.past_summary import calibration, summary
from forecast.records import QuotaRecords
from tests.forecast.invented import Portfolio, portfolio

TODAY = date(2025, 8, 15)


def past_of(records: QuotaRecords) -> pl.DataFrame:
    use = monthly_use(
        records.contract_years, records.quota_usage, data_starts_on=records.data_starts_on
    )
    return past_forecasts(records, use)


@pytest.fixture(scope="module")
def past() -> pl.DataFrame:
    return past_of(portfolio(14).records(TODAY))


def changed_after(made: Portfolio, day: date) -> Portfolio:
    """The same portfolio, but what each used after a day is another thing altogether."""
    for agreement in made.agreements:
        uses: Any = agreement["uses"]
        agreement["uses"] = {on: 3 * units + 7 if on > day else units for on, units in uses.items()}
        agreement["top_ups"] = {date(day.year, day.month + 1, 1): 40}
    return made


def test_each_past_year_is_forecast_from_each_month_inside_it(past: pl.DataFrame) -> None:
    one = past.filter(customer_id="C000", starts_on=date(2024, 1, 1))

    assert one["months_known"].to_list() == list(range(1, 12))
    assert one["forecast_on"][0] == date(2024, 1, 31)
    assert one["months_left"].to_list() == [12 - known for known in range(1, 12)]
    assert past["starts_on"].max() == date(2024, 1, 1)
    assert len(past) == 14 * 2 * 11


def test_of_many_years_a_sample_is_forecast_that_one_more_customer_hardly_moves(
    past: pl.DataFrame,
) -> None:
    def sampled(customers: int) -> pl.DataFrame:
        records = portfolio(customers).records(TODAY)
        use = monthly_use(
            records.contract_years, records.quota_usage, data_starts_on=records.data_starts_on
        )
        return past_forecasts(records, use, most_years=5)

    some, of_one_more = sampled(14), sampled(15)

    assert some.group_by("kind").len().sort("kind")["len"].to_list() == [5 * 11, 5 * 11]
    assert some.join(past, on=["agreement_id", "kind", "starts_on"], how="anti").is_empty()
    years = ["agreement_id", "kind", "starts_on"]
    others = of_one_more.join(some, on=years, how="anti").unique(years)
    assert len(others) <= 2


def test_what_came_later_moves_no_forecast(past: pl.DataFrame) -> None:
    # The later uses change the fitting, the levels, the records and the top-ups: none may leak.
    day = date(2024, 7, 31)
    other = past_of(changed_after(portfolio(14), day).records(TODAY))
    made = ["exhaustion_probability", "year_end_p10", "year_end_p90", "used_units", "quota_units"]
    then = pl.col("forecast_on") <= day

    assert other.filter(then).select(made).equals(past.filter(then).select(made))
    assert not other.filter(~then).select(made).equals(past.filter(~then).select(made))
    assert not past.filter(then)["by_shipped"].all()
    assert not other["year_units"].equals(past["year_units"])


def test_a_top_up_is_known_from_the_month_it_was_bought_in() -> None:
    made = Portfolio().agreement(
        "C",
        date(2023, 1, 15),
        date(2025, 1, 14),
        quota=50,
        uses={date(2023, month, 20): 5 for month in range(1, 13)},
        top_ups={date(2023, 6, 10): 30},
    )
    first_year = past_of(made.records(TODAY)).filter(starts_on=date(2023, 1, 15))

    assert first_year["quota_units"].to_list() == [50.0] * 4 + [80.0] * 7
    assert first_year["exhausted"].to_list() == [True] * 4 + [False] * 7
    assert first_year["forecast_on"][0] == date(2023, 2, 28)
    assert first_year["run_rate_units"][0] == pytest.approx(10 / 45 * 365)


def test_years_that_began_before_the_data_or_were_cut_short_are_not_judged() -> None:
    made = portfolio(2)
    made.ends["A-C000"] |= {"is_terminated": True, "last_day_on": date(2024, 12, 31)}
    found = past_of(made.records(TODAY, data_starts_on=date(2023, 1, 2)))

    assert found.select("customer_id", "starts_on").unique().rows() == [("C001", date(2024, 1, 1))]


def test_scores_are_those_of_their_rows(past: pl.DataFrame) -> None:
    scores = forecast_scores(past)
    own = past.filter(kind="standard", months_known=3)
    chances = zip(own["exhaustion_probability"], own["exhausted"], strict=True)
    brier = sum((chance - happened) ** 2 for chance, happened in chances) / len(own)

    (told,) = scores.filter(kind="standard", months_known=3).to_dicts()
    assert told["forecasts"] == told["limited_forecasts"] == len(own) == 14
    assert told["brier"] == pytest.approx(brier, abs=1e-6)
    assert told["coverage_80"] == pytest.approx(own["pit"].is_between(0.1, 0.9).mean())
    assert len(scores) == 22


def test_forecasts_beat_the_run_rate_and_the_range_holds_about_as_often_as_said(
    past: pl.DataFrame,
) -> None:
    (both,) = summary(past).filter(kind="both").to_dicts()

    assert both["brier"] < both["brier_run_rate"]
    assert both["crps"] < both["crps_run_rate"]
    assert both["pinball"] < both["pinball_run_rate"]
    assert both["cover_80"] == pytest.approx(0.8, abs=0.1)
    assert both["cover_50"] < both["cover_80"] < both["cover_95"]


def test_the_calibration_counts_every_forecast_once(past: pl.DataFrame) -> None:
    bands = calibration(past)

    counts = bands.group_by("method").agg(pl.col("forecasts").sum()).sort("method")
    assert counts.rows() == [("forecast", len(past)), ("run rate", len(past))]
    assert bands.filter(method="run rate")["mean_said"].to_list() == [0.0, 1.0]


def test_a_fingerprint_moves_with_a_late_correction_and_not_with_today(past: pl.DataFrame) -> None:
    made = portfolio(4)
    before, tomorrow = (
        fingerprint_of_past(made.records(day), version="1") for day in (TODAY, date(2025, 8, 16))
    )
    made.agreements[0]["uses"][date(2024, 3, 1)] = 9

    assert before == tomorrow
    assert fingerprint_of_past(made.records(TODAY), version="1") != before
    assert fingerprint_of_past(made.records(TODAY), version="2") != tomorrow
