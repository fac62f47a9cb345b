"""What is known at each case of a backtest: its own window, and the portfolio's level by then."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forecast.level import LEAST_DISPERSION, History
from forecast.parameters import MONTHS_REMEMBERED

Floats = NDArray[np.float64]

# A series known for a few months says little of its level and less of its ups and downs: it counts
# as its months to six more.
MONTHS_OF_DOUBT = 6.0


def month_number(column: str) -> pl.Expr:
    """Months since the year 0."""
    return pl.col(column).dt.year().cast(pl.Int64) * 12 + pl.col(column).dt.month()


def windows(series: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """The months that each case knows (case, series_id, portfolio, back, at, units), no other."""
    spans = cases.with_row_index("case").select(
        "case",
        "series_id",
        "portfolio",
        since=month_number("known_from"),
        until=month_number("known_to"),
    )
    counts = series.select("series_id", "units", at=month_number("month"))
    return (
        spans.join(counts, on="series_id", how="inner")
        .filter(pl.col("at").is_between(pl.col("since"), pl.col("until")))
        .with_columns(back=pl.col("until") - pl.col("at"))
        .sort("case", "at")
    )


def history_of(known: pl.DataFrame, cases: int) -> History:
    """The windows as arrays; a month that the series does not hold has no exposure."""
    units = np.zeros((cases, MONTHS_REMEMBERED))
    exposure = np.zeros_like(units)
    near = known.filter(pl.col("back") < MONTHS_REMEMBERED)
    place = near["case"].to_numpy(), near["back"].to_numpy()
    units[place] = near["units"].to_numpy()
    exposure[place] = 1.0
    return History(units, exposure)


def levels_by_then(known: pl.DataFrame, cases: pl.DataFrame) -> tuple[Floats, Floats]:
    """Level and dispersion of each case's portfolio (n each), as known by its last month.

    Of the other series the months that some case knows count, up to this case's last; of its own
    series its own window alone.
    """
    level, dispersion = np.ones(len(cases)), np.ones(len(cases))
    ends = cases.with_row_index("case").select("case", "portfolio", until=month_number("known_to"))
    own = {case: _said(*sums) for (case, *sums) in _sums(known, "case").iter_rows()}
    series_of = cases["series_id"].to_list()
    for (portfolio,), some in known.group_by(["portfolio"], maintain_order=True):
        months = some.unique(["series_id", "at"])
        for (until,), now in ends.filter(portfolio=portfolio).group_by(["until"]):
            by_then = _sums(months.filter(pl.col("at") <= until), "series_id")
            said = {name: _said(*sums) for (name, *sums) in by_then.iter_rows()}
            in_all = np.sum([*said.values(), np.zeros(4)], axis=0)
            for case in now["case"]:
                rest = in_all - said.get(series_of[case], np.zeros(4))
                level[case], dispersion[case] = _level(rest + own.get(case, np.zeros(4)))
    return level, dispersion


def _sums(months: pl.DataFrame, key: str) -> pl.DataFrame:
    return (
        months.group_by(key)
        .agg(
            count=pl.len(),
            total=pl.col("units").sum(),
            squares=(pl.col("units") ** 2).sum(),
        )
        .sort(key)
    )


def _said(count: int, total: float, squares: float) -> Floats:
    """What one series adds: its weight, its log level by it, and the same of its dispersion."""
    mean = total / count
    weight = count / (count + MONTHS_OF_DOUBT)
    if count < 2:
        return np.array([weight, weight * np.log(mean + 0.05), 0.0, 0.0])
    variance = (squares - total * mean) / (count - 1)
    ratio = variance / mean if mean > 0 else 1.0
    spread = weight * np.log(max(ratio, LEAST_DISPERSION))
    return np.array([weight, weight * np.log(mean + 0.05), weight, spread])


def _level(sums: Floats) -> tuple[float, float]:
    """Level and dispersion from what all series add; one unit a month where nothing is known."""
    level = np.exp(sums[1] / sums[0]) if sums[0] > 0 else 1.0
    dispersion = np.exp(sums[3] / sums[2]) if sums[2] > 0 else 1.0
    return float(level), float(dispersion)
