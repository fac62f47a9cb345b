"""Past contract years, forecast again from each month with only what was known then (QUO-7).

Held to what was known at the end of that month: the units used, the customer's own months, the
portfolio's level and ups and downs, the quota with the top-ups bought by then, the parameters and
their recalibration (fitted on the whole months before the half-year that was running).
Of very many years a fixed sample is forecast, and fitted on: how good forecasts are shows there.
Not held to it: what was delivered, corrected or cancelled later counts as it is known today. Known
projects and exits are left out, since nobody wrote down when they became known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import polars as pl

from forecast.fitting import Fitted, fit
from forecast.forecasting import LEAST_DAYS_OF_PORTFOLIO, Forecasts, forecast
from forecast.months import MonthlyUse, month_ends, month_number
from forecast.parameters import Floats, Portfolio
from forecast.portfolios import DECIMALS, KINDS
from forecast.recalibration import Recalibration
from forecast.records import KEY, QuotaRecords
from forecast.scoring import crps, pinball, pit_of
from forecast.tables import FORECAST_SCORES, PAST_FORECASTS

SHARES = (0.1, 0.5, 0.9)
EVEN_SHARES: Floats = np.linspace(0.05, 0.95, 19)
MONTHS_BETWEEN_FITTINGS = 6
MOST_MONTHS_KNOWN = 11
# Of each kind: 1,000 years tell a share of 80 % to within 1.3 points.
MOST_YEARS_FORECAST = 1_000
MOST_YEARS_FITTED = 2_000

FittedBefore = Callable[[int], Fitted]


def past_forecasts(
    records: QuotaRecords,
    use: MonthlyUse,
    *,
    made_from: str = "",
    most_years: int = MOST_YEARS_FORECAST,
) -> pl.DataFrame:
    """One row per past contract year and month it was forecast again from (`past_forecasts`).

    Of each kind at most `most_years` are, always the same. Years that began before the data did
    have no use to tell, and those that a termination cut short had another end in sight: neither
    is forecast.
    """
    cases = _cases(records, most_years)
    fitted_before = _fittings(use)
    parts = [_judged(some, use, fitted_before) for some in _by_month(cases)]
    rows = pl.concat([pl.DataFrame(schema=PAST_FORECASTS), *parts])
    return rows.with_columns(made_from=pl.lit(made_from, dtype=pl.String)).sort(
        *KEY, "months_known"
    )


def forecast_scores(past: pl.DataFrame) -> pl.DataFrame:
    """One row per kind and months known (`forecast_scores`): how good the forecasts were.

    Brier scores of the years with a quota; pinball in units, as the mean of the three quantiles.
    """
    chance = (pl.col("exhaustion_probability") - pl.col("exhausted")) ** 2
    said = (pl.col("run_rate_units") >= pl.col("quota_units")).cast(pl.Int64)
    within = (pl.col("pit") > 0.1) & (pl.col("pit") < 0.9)
    scores = (
        past.group_by("kind", "months_known")
        .agg(
            forecasts=pl.len(),
            limited_forecasts=pl.col("quota_units").count(),
            brier=chance.mean(),
            brier_run_rate=((said - pl.col("exhausted")) ** 2).mean(),
            coverage_80=within.mean(),
            pinball=pl.col("pinball").mean(),
            pinball_run_rate=pl.col("pinball_run_rate").mean(),
        )
        .sort("kind", "months_known")
    )
    return scores.select(
        pl.col(name).round(DECIMALS) if kind == pl.Float64 else pl.col(name).cast(kind)
        for name, kind in FORECAST_SCORES.items()
    )


def _cases(records: QuotaRecords, most_years: int) -> pl.DataFrame:
    """The forecasts to make again: of a year that is over, at the end of a month inside it."""
    terminated = records.agreement_ends.filter("is_terminated").select(
        "agreement_id", ends_on="last_day_on"
    )
    over = (
        records.contract_years.filter(
            (pl.col("ends_on") < pl.col("as_of_on"))
            & (pl.col("starts_on") >= records.data_starts_on)
        )
        .join(terminated, on=["agreement_id", "ends_on"], how="anti")
        .select(*KEY, "ends_on", year_units=pl.col("used_units").cast(pl.Float64))
    )
    over = _sample(over, most_years)
    months_begun = month_number("month") - month_number("starts_on")
    return (
        records.quota_usage.join(over, on=KEY)
        .with_columns(
            at=month_number("month"),
            forecast_on=pl.col("month").dt.month_end(),
            months_known=months_begun + (pl.col("starts_on").dt.day() == 1),
            used=pl.col("cumulative_units").cast(pl.Float64),
        )
        .filter(
            pl.col("months_known").is_between(1, MOST_MONTHS_KNOWN),
            pl.col("forecast_on") < pl.col("ends_on"),
            (pl.col("forecast_on") - records.data_starts_on).dt.total_days() + 1
            >= LEAST_DAYS_OF_PORTFOLIO,
        )
        .sort("at", *KEY)
    )


def _sample(years: pl.DataFrame, most_years: int) -> pl.DataFrame:
    """At most so many years of each kind: by a hash, so that one more drives out one at most."""
    names = years.select(pl.concat_str(*KEY, separator=" ")).to_series()
    lot = [hashlib.sha256(name.encode()).hexdigest() for name in names]
    return (
        years.with_columns(lot=pl.Series(lot, dtype=pl.String))
        .sort("lot")
        .group_by("kind", maintain_order=True)
        .head(most_years)
        .drop("lot")
    )


def _by_month(cases: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for _, some in cases.group_by("at", maintain_order=True):
        yield some


def _fittings(use: MonthlyUse) -> FittedBefore:
    """Fit on the whole months before one; once for each."""

    @cache
    def fitted_before(before: int) -> Fitted:
        months = {kind: use.whole_months(kind, before=before) for kind in KINDS}
        return fit(
            {kind: rows for kind, rows in months.items() if rows}, most_years=MOST_YEARS_FITTED
        )

    return fitted_before


def _judged(cases: pl.DataFrame, use: MonthlyUse, fitted_before: FittedBefore) -> pl.DataFrame:
    """Forecast the cases of one month, and set beside each what came."""
    at = int(cases["at"][0])
    fitted = fitted_before((at + 1) // MONTHS_BETWEEN_FITTINGS * MONTHS_BETWEEN_FITTINGS)
    made = _forecast_again(cases, use, fitted, at=at)
    year_units = cases["year_units"].to_numpy()
    quantiles = made.year_end_quantiles(*SHARES)
    run_rate = _run_rate(cases)
    every_share = made.year_end_quantiles(*EVEN_SHARES)
    figures = pl.DataFrame(
        {
            **{f"year_end_p{round(100 * s)}": quantiles[:, n] for n, s in enumerate(SHARES)},
            "exhaustion_probability": made.exhaustion_probability,
            "run_rate_units": run_rate,
            "months_left": np.nan_to_num(made.month_ends, nan=0.0).max(axis=1),
            "pit": pit_of(made, year_units - made.used_units, seed=at),
            "pinball": pinball(quantiles, np.array(SHARES), year_units),
            "pinball_run_rate": pinball(
                np.repeat(run_rate[:, None], 3, axis=1), np.array(SHARES), year_units
            ),
            "crps": crps(every_share, EVEN_SHARES, year_units),
            "crps_run_rate": np.abs(year_units - run_rate),
        }
    ).select(pl.all().fill_nan(None).round(DECIMALS))
    own = {kind for kind, portfolio in fitted.portfolios.items() if portfolio.series}
    rows = cases.hstack(figures).with_columns(
        used_units="used",
        exhausted=pl.col("year_units") >= pl.col("quota_units"),
        by_shipped=~pl.col("kind").is_in(sorted(own)),
        made_from=pl.lit(None, dtype=pl.String),
    )
    return rows.select(pl.col(name).cast(kind) for name, kind in PAST_FORECASTS.items())


def _forecast_again(cases: pl.DataFrame, use: MonthlyUse, fitted: Fitted, *, at: int) -> Forecasts:
    places = {key: place for place, key in enumerate(use.series.iter_rows())}
    whose = np.array([KINDS.index(kind) for kind in cases["kind"]], dtype=np.int64)
    levels = np.array([use.level(kind, until=at) for kind in KINDS])
    ends = month_ends(cases["forecast_on"], cases["ends_on"])
    series = np.array(
        [places[key] for key in cases.select("customer_id", "kind").iter_rows()], dtype=np.int64
    )
    unknown = Portfolio(1.0, 1.0, fitted.together, Recalibration())
    return forecast(
        use.history(series, np.full(len(cases), at)),
        used_units=cases["used"].to_numpy(),
        quota_units=cases["quota_units"].cast(pl.Float64).fill_null(np.nan).to_numpy(),
        months_left=np.nan_to_num(ends, nan=0.0).max(axis=1),
        portfolios=[fitted.portfolios.get(kind, unknown) for kind in KINDS],
        portfolio_of=whose,
        known_levels=(levels[whose, 0], levels[whose, 1]),
        month_ends=ends,
    )


def _run_rate(cases: pl.DataFrame) -> Floats:
    elapsed = (pl.col("forecast_on") - pl.col("starts_on")).dt.total_days() + 1
    in_all = (pl.col("ends_on") - pl.col("starts_on")).dt.total_days() + 1
    return cases.select(pl.col("used") / elapsed * in_all).to_series().to_numpy()


def fingerprint_of_past(records: QuotaRecords, *, version: str) -> str:
    """Sum up what past years are forecast again from: them, the whole months, the method."""
    months = records.quota_usage.filter(pl.col("month") < records.as_of.date().replace(day=1))
    digest = hashlib.sha256(f"{version} {records.data_starts_on}".encode())
    for rows in (_cases(records, MOST_YEARS_FORECAST), months, _spans(records)):
        digest.update(rows.sort(rows.columns).write_csv().encode())
    return digest.hexdigest()


def _spans(records: QuotaRecords) -> pl.DataFrame:
    """When each contract year counts, up to the whole months."""
    return records.contract_years.select(*KEY, "ends_on")
