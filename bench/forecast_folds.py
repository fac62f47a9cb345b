"""Real portfolios cut into folds by customer: no method sees a series that it is judged on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipeline.series_files import read_cases, read_series

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "forecast"
SERIES = FOLDER / "series.parquet"
CASES = FOLDER / "cases.parquet"
LIKE_REQUESTS = ("moj_cp", "moj_mp", "hmcts", "k8s")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fold:
    """One part left out: its cases and their series; the others to fit on, by portfolio."""

    place: NDArray[np.int64]
    cases: pl.DataFrame
    series: pl.DataFrame
    train: dict[str, list[Floats]]


def months_by_portfolio(series: pl.DataFrame) -> dict[str, list[Floats]]:
    """The months of each series, oldest first."""
    found: dict[str, list[Floats]] = {}
    for (portfolio, _), rows in series.group_by(["portfolio", "series_id"], maintain_order=True):
        found.setdefault(str(portfolio), []).append(rows["units"].to_numpy())
    return found


def customer(column: str = "series_id") -> pl.Expr:
    """The customer of a series: its id without the kind, so that both kinds stay together."""
    return pl.col(column).str.replace(r"_(std|nonstd)$", "")


def load(series_path: Path, cases_path: Path) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Series, cases as a forecast may see them, and what came of them."""
    series = read_series(series_path)
    cases = read_cases(cases_path, series, series_path=series_path)
    if cases_path.suffix == ".parquet":
        whole = pl.read_parquet(cases_path)
    else:
        whole = pl.read_csv(cases_path)
    outcome = whole.select(pl.col("year_units").cast(pl.Float64), pl.col("exhausted"))
    return series, cases, outcome


def folds(series: pl.DataFrame, cases: pl.DataFrame, *, count: int, seed: int) -> list[Fold]:
    """Deal the customers out to folds."""
    customers = series.select(customer()).unique().sort("series_id")["series_id"].to_list()
    dealt = np.random.default_rng(seed).permutation(len(customers)) % count
    fold_of = pl.DataFrame({"customer": customers, "fold": dealt})
    in_fold = series.with_columns(customer=customer()).join(fold_of, on="customer", how="left")
    numbered = cases.with_row_index("place").with_columns(customer=customer())
    numbered = numbered.join(fold_of, on="customer", how="left", maintain_order="left")
    found = []
    for number in range(count):
        own = numbered.filter(fold=number)
        found.append(
            Fold(
                own["place"].to_numpy().astype(np.int64),
                own.drop("place", "customer", "fold"),
                in_fold.filter(fold=number).drop("customer", "fold"),
                months_by_portfolio(in_fold.filter(pl.col("fold") != number)),
            )
        )
    return found
