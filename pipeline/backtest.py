"""`backtest`: forecasts of past contract years, each with only what was known then (QUO-7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from forecast.fitting import Fitted, fit
from forecast.forecasting import Forecasts, forecast
from forecast.parameters import Portfolio
from forecast.recalibration import Recalibration
from forecast.top_up import top_up
from pipeline.known_windows import history_of, levels_by_then, windows
from pipeline.series_files import (
    read_cases,
    read_series,
    refuse_other_suffix,
    write_forecasts,
)

Tell = Callable[[str, int, int], None]

YEAR_END = {
    "year_end_p025": 0.025,
    "year_end_p10": 0.1,
    "year_end_p25": 0.25,
    "year_end_p50": 0.5,
    "year_end_p75": 0.75,
    "year_end_p90": 0.9,
    "year_end_p975": 0.975,
}


@dataclass(frozen=True)
class Backtest:
    """What was done: how many forecasts, and what they were fitted on."""

    forecasts: int
    fitted_on_series: int
    left_out_series: int
    by_shipped: tuple[str, ...]
    out: str


def _quiet(what: str, done: int, total: int) -> None:
    return None


def backtest(
    series_path: Path,
    cases_path: Path,
    out: Path,
    *,
    train_path: Path | None = None,
    progress: Tell = _quiet,
) -> Backtest:
    """Forecast each case from its own window and write what was forecast.

    Parameters are fitted on the series of `train_path` alone, without those to be forecast.

    Raises:
        StoppedError: a file that is not there or not of the form; it names file and column.

    """
    refuse_other_suffix(out, "result")
    progress("reading", 0, 4)
    series = read_series(series_path)
    cases = read_cases(cases_path, series, series_path=series_path)
    train, left_out = _train(train_path, cases)
    fitted = fit(_by_portfolio(train), tell=progress)
    progress("forecasting", 2, 4)
    made = forecasts_of(series, cases, fitted)
    progress("writing", 3, 4)
    write_forecasts(_frame(cases, made), out)
    alone = sorted(set(cases["portfolio"]) - set(fitted.portfolios))
    return Backtest(len(cases), train["series_id"].n_unique(), left_out, tuple(alone), str(out))


def forecasts_of(series: pl.DataFrame, cases: pl.DataFrame, fitted: Fitted) -> Forecasts:
    """Forecast the cases; a portfolio that was not fitted has its level from the windows known."""
    known = windows(series, cases)
    names = sorted(set(cases["portfolio"]))
    unknown = Portfolio(1.0, 1.0, fitted.together, Recalibration())
    portfolios = [fitted.portfolios.get(name, unknown) for name in names]
    whose = np.array([names.index(name) for name in cases["portfolio"]], dtype=np.int64)
    by_then = levels_by_then(known, cases)
    was_fitted = np.array([name in fitted.portfolios for name in names])[whose]
    level = np.array([one.level for one in portfolios])[whose]
    dispersion = np.array([one.dispersion for one in portfolios])[whose]
    return forecast(
        history_of(known, len(cases)),
        used_units=cases["used_units"].to_numpy(),
        quota_units=cases["quota_units"].to_numpy(),
        months_left=cases["months_left"].to_numpy(),
        portfolios=portfolios,
        portfolio_of=whose,
        known_levels=(
            np.where(was_fitted, level, by_then[0]),
            np.where(was_fitted, dispersion, by_then[1]),
        ),
    )


def _frame(cases: pl.DataFrame, made: Forecasts) -> pl.DataFrame:
    """One row per case, in the order of the file."""
    quantiles = made.year_end_quantiles(*YEAR_END.values(), between=True)
    return pl.DataFrame(
        {
            "case_id": cases["case_id"],
            "exhaustion_probability": made.exhaustion_probability,
            **{name: quantiles[:, place] for place, name in enumerate(YEAR_END)},
            "exhausted_after_months_p50": made.exhausted_after_months(0.5),
            "top_up_90": top_up(made, 0.9),
        }
    ).with_columns(pl.col("exhausted_after_months_p50").fill_nan(None))


def _train(path: Path | None, cases: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The series to fit on, and how many of them are to be forecast and so left out."""
    if path is None:
        return pl.DataFrame(schema={"portfolio": pl.String, "series_id": pl.String}), 0
    given = read_series(path)
    own = given["series_id"].is_in(cases["series_id"].unique())
    return given.filter(~own), given.filter(own)["series_id"].n_unique()


def _by_portfolio(train: pl.DataFrame) -> dict[str, list[np.ndarray]]:
    """The months of each series, oldest first, by portfolio."""
    found: dict[str, list[np.ndarray]] = {}
    for (portfolio, _), rows in train.group_by(["portfolio", "series_id"], maintain_order=True):
        found.setdefault(str(portfolio), []).append(rows["units"].to_numpy())
    return found
