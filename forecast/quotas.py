"""The forecasts of all open contract years, as rows (QUO-6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forecast.forecasting import Forecasts, forecast, reason_for_none
from forecast.months import MonthlyUse, first_of_month, month_ends, month_number
from forecast.parameters import Floats, Portfolio
from forecast.portfolios import DECIMALS, KINDS
from forecast.records import KEY, QuotaRecords, open_years, projects_by_month
from forecast.tables import (
    CONFIDENCES,
    QUOTA_FORECAST_PATHS,
    QUOTA_FORECASTS,
    QUOTA_TOP_UPS,
)
from forecast.top_up import curve, top_up
from forecast.wording import sentence, told

SHARES = (0.1, 0.5, 0.9)
WHAT = {"standard": "standard units", "nonstandard": "non-standard units"}


@dataclass(frozen=True)
class Forecasted:
    """The open contract years (n rows, in the order of their keys) and what can be said of each."""

    years: pl.DataFrame
    made: Forecasts
    projects: Floats
    none_because: str | None


def forecasted(
    records: QuotaRecords, use: MonthlyUse, portfolios: Sequence[Portfolio]
) -> Forecasted:
    """Forecast the open contract years; `portfolios` are those of `KINDS`."""
    years = open_years(records).with_columns(as_of=pl.lit(records.as_of, dtype=pl.Datetime("us")))
    ends = month_ends(years["as_of_on"], years["horizon_ends_on"])
    projects = projects_by_month(years, records.planned_requests, ends)
    made = forecast(
        use.history(*_series_and_month(years, use)),
        used_units=years["used_units"].cast(pl.Float64).to_numpy(),
        quota_units=years["quota_units"].cast(pl.Float64).fill_null(np.nan).to_numpy(),
        months_left=np.nan_to_num(ends, nan=0.0).max(axis=1, initial=0.0),
        portfolios=portfolios,
        portfolio_of=np.array([KINDS.index(kind) for kind in years["kind"]], dtype=np.int64),
        project_units=projects,
        month_ends=ends,
    )
    return Forecasted(years, made, projects, reason_for_none(records.portfolio_days))


def quota_forecasts(found: Forecasted) -> pl.DataFrame:
    """One row per open contract year (`quota_forecasts`)."""
    made, years = found.made, found.years
    totals = made.year_end_quantiles(*SHARES)
    dates = {share: pl.Series(exhausted_on(found, share), dtype=pl.Date) for share in SHARES}
    months = np.nan_to_num(made.month_ends, nan=0.0).max(axis=1, initial=0.0)
    sizes = {f"top_up_units_{round(100 * one)}": top_up(made, one) for one in CONFIDENCES}
    numbers = pl.DataFrame(
        {
            **{f"year_end_p{round(100 * s)}": totals[:, n] for n, s in enumerate(SHARES)},
            "exhaustion_probability": made.exhaustion_probability,
            "overage_probability": made.chance_to_go_beyond(np.zeros(len(years))),
            "level_units": made.level,
            "portfolio_level_units": made.portfolio_level,
            "portfolio_share": made.portfolio_share,
            "expected_rest_units": made.expected_rest,
            "project_units": made.project_units,
            **sizes,
        }
    ).select(pl.all().fill_nan(None).round(DECIMALS))
    leaves = years["leaves"]
    rows = years.hstack(numbers).with_columns(
        months_left=pl.Series(months).round(DECIMALS),
        run_rate_units=_run_rate(),
        **{f"exhausted_on_p{round(100 * s)}": dates[s] for s in SHARES},
        **{name: pl.when(leaves).then(None).otherwise(pl.col(name)) for name in sizes},
        sentence=pl.Series(_sentences(found), dtype=pl.String),
        reason=pl.lit(found.none_because, dtype=pl.String),
    )
    rows = rows.with_columns(recommended_top_up_units=pl.col("top_up_units_90"))
    if found.none_because is not None:
        of_a_forecast = [*numbers.columns, "recommended_top_up_units", "sentence", "months_left"]
        dated = [f"exhausted_on_p{round(100 * share)}" for share in SHARES]
        rows = rows.with_columns(pl.lit(None).alias(name) for name in (*of_a_forecast, *dated))
    return rows.select(pl.col(name).cast(kind) for name, kind in QUOTA_FORECASTS.items())


def quota_forecast_paths(found: Forecasted) -> pl.DataFrame:
    """One row per open contract year and month to come (`quota_forecast_paths`)."""
    made = found.made
    quantiles = made.cumulative_quantiles(*SHARES)
    place, column = _months_to_come(found)
    frame = pl.DataFrame(
        {
            "place": place,
            "column": column,
            **{f"cumulative_p{round(100 * s)}": quantiles[place, column, n]
               for n, s in enumerate(SHARES)},
            "exhaustion_probability": made.runs_out_by[place, column],
            "project_units": found.projects[place, column],
        }
    )  # fmt: skip
    keys = found.years.with_row_index("place").select(
        pl.col("place").cast(pl.Int64), *KEY, at=month_number("as_of_on")
    )
    return (
        frame.join(keys, on="place", how="left", maintain_order="left")
        .with_columns(
            pl.col("exhaustion_probability").fill_nan(None).round(DECIMALS),
            month=first_of_month(pl.col("at") + pl.col("column")),
        )
        .select(pl.col(name).cast(kind) for name, kind in QUOTA_FORECAST_PATHS.items())
    )


def quota_top_ups(found: Forecasted) -> pl.DataFrame:
    """One row per open contract year and size of a top-up (`quota_top_ups`).

    None where there is no limit, no forecast, or nobody to sell to.
    """
    sold_to = ~np.isnan(found.made.remaining_units) & ~found.years["leaves"].to_numpy()
    if found.none_because is not None:
        sold_to[:] = False
    which, more, is_pack = curve(found.made, np.flatnonzero(sold_to))
    made, remaining = found.made, found.made.remaining_units[which]
    rows = found.years.select(KEY)[which].with_columns(
        more_units=pl.Series(more),
        is_pack=pl.Series(is_pack),
        exhaustion_probability=pl.Series(made.chance_to_reach(remaining + more, which)),
        overage_probability=pl.Series(made.chance_to_reach(remaining + more + 1.0, which)),
    )
    return rows.select(
        pl.col(name).round(DECIMALS).cast(kind) if kind == pl.Float64 else pl.col(name).cast(kind)
        for name, kind in QUOTA_TOP_UPS.items()
    )


def exhausted_on(found: Forecasted, share: float) -> list[object]:
    """The day (n) by which the quota has run out with this chance; None where it has not.

    Within a month the chance is taken to grow evenly. A quota that has run out did so on its day.
    """
    made = found.made
    after = np.column_stack([np.zeros(len(found.years)), np.nan_to_num(made.month_ends, nan=0.0)])
    chance = np.column_stack([np.zeros(len(found.years)), made.runs_out_by])
    reached = np.nan_to_num(chance, nan=0.0) >= share
    column = reached.argmax(axis=1)
    row = np.arange(len(column))
    before = np.maximum(column - 1, 0)
    growth = chance[row, column] - chance[row, before]
    part = np.where(growth > 0, (share - chance[row, before]) / np.where(growth > 0, growth, 1), 1)
    months = after[row, before] + np.clip(part, 0.0, 1.0) * (
        after[row, column] - after[row, before]
    )
    days = pl.DataFrame(
        {
            "as_of_on": found.years["as_of_on"],
            "ran_out_on": found.years["ran_out_on"],
            "last": found.years["horizon_ends_on"],
            "months": months,
            "reached": reached.any(axis=1),
            "is_out": made.remaining_units <= 0,
        }
    ).select(
        pl.when("is_out")
        .then(pl.coalesce("ran_out_on", "as_of_on"))
        .when(pl.col("reached") & (pl.col("last") > pl.col("as_of_on")))
        .then(pl.min_horizontal("last", _day_after("as_of_on", "months")))
    )
    return days.to_series().to_list()


def _day_after(from_on: str, months: str) -> pl.Expr:
    """The day that lies so many months after the end of a day."""
    month_days = pl.col(from_on).dt.month_end().dt.day()
    in_months = pl.col(from_on).dt.day() / month_days + pl.col(months)
    begun = in_months.floor().cast(pl.Int64)
    first = first_of_month(month_number(from_on) + begun)
    days = ((in_months - begun) * first.dt.month_end().dt.day() - 1e-9).ceil().cast(pl.Int64)
    return first + pl.duration(days=pl.max_horizontal(days - 1, pl.lit(0)))


def _series_and_month(
    years: pl.DataFrame, use: MonthlyUse
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    placed = years.join(
        use.series.with_row_index("series"),
        on=["customer_id", "kind"],
        how="left",
        maintain_order="left",
    ).select(pl.col("series").cast(pl.Int64), at=month_number("as_of_on"))
    return placed["series"].to_numpy(), placed["at"].to_numpy()


def _run_rate() -> pl.Expr:
    """Used / elapsed, to the contract year's end: what a spreadsheet says."""
    elapsed = (pl.col("as_of_on") - pl.col("starts_on")).dt.total_days() + 1
    in_all = (pl.col("ends_on") - pl.col("starts_on")).dt.total_days() + 1
    return (pl.col("used_units") / elapsed * in_all).round(DECIMALS)


def _months_to_come(found: Forecasted) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    ends = np.nan_to_num(found.made.month_ends, nan=0.0)
    before = np.column_stack([np.zeros(len(ends)), ends[:, :-1]])
    there = ends > before
    if found.none_because is not None:
        there[:] = False
    place, column = np.nonzero(there)
    return place, column


def _sentences(found: Forecasted) -> list[str]:
    rows = found.years.select("kind", "leaves", "horizon_ends_by", "horizon_ends_on").iter_rows()
    return [
        sentence(one, what=WHAT[kind], leaves=leaves)
        + (
            f" The customer leaves, and what is forecast ends on {ends_on} with the {ends_by}; "
            "no top-up is advised."
            if leaves
            else ""
        )
        for one, (kind, leaves, ends_by, ends_on) in zip(told(found.made), rows, strict=True)
    ]
