"""The command `backtest`: what it may know, what it writes, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipeline.backtest import backtest
from pipeline.errors import StoppedError
from tests.conftest import shared

Files = tuple[Path, Path]


@pytest.fixture
def some(tmp_path: Path) -> Files:
    """A part of the real cases, of all portfolios, and their series."""
    cases = pl.read_parquet(shared("data/forecast/cases.parquet")).gather_every(60)
    series = pl.read_parquet(shared("data/forecast/series.parquet"))
    paths = tmp_path / "series.parquet", tmp_path / "cases.parquet"
    series.filter(pl.col("series_id").is_in(cases["series_id"].unique())).write_parquet(paths[0])
    cases.write_parquet(paths[1])
    return paths


def written(files: Files, name: str = "out.csv", train: Path | None = None) -> bytes:
    out = files[0].parent / name
    backtest(*files, out, train_path=train)
    return out.read_bytes()


def test_real_forecasts_beat_the_run_rate_by_half(some: Files) -> None:
    written(some, "out.parquet")
    made = pl.read_parquet(some[0].parent / "out.parquet")
    judged = pl.read_parquet(some[1]).join(made, on="case_id")
    happened = pl.col("exhausted").cast(pl.Float64)
    rate = (pl.col("used_units") / (12 - pl.col("months_left")) * 12 >= pl.col("quota_units")).cast(
        pl.Float64
    )
    ours, run_rate = judged.select(
        ours=((pl.col("exhaustion_probability") - happened) ** 2).mean(),
        run_rate=((rate - happened) ** 2).mean(),
    ).row(0)

    assert len(made) == len(judged)
    assert ours < run_rate / 1.4
    assert made.filter(pl.col("year_end_p025") > pl.col("year_end_p975")).is_empty()


def test_neither_outcomes_nor_months_beyond_the_window_move_a_forecast(some: Files) -> None:
    before = written(some)
    cases = pl.read_parquet(some[1])
    cases.drop("year_units", "exhausted", "exhausted_after_months").write_parquet(some[1])
    last = cases.group_by("series_id").agg(last=pl.col("known_to").max())
    series = pl.read_parquet(some[0]).join(last, on="series_id")
    later = pl.when(pl.col("month") > pl.col("last")).then(999).otherwise(pl.col("units"))
    series.with_columns(units=later).drop("last").write_parquet(some[0])

    assert (series["month"] > series["last"]).any()
    assert written(some) == before


def test_twice_the_same_and_csv_as_parquet(some: Files) -> None:
    first = written(some)
    as_text = some[0].with_suffix(".csv"), some[1].with_suffix(".csv")
    for parquet, text in zip(some, as_text, strict=True):
        pl.read_parquet(parquet).write_csv(text)

    assert written(some) == first
    assert written(as_text) == first


def test_series_to_be_forecast_are_left_out_of_the_fitting(some: Files) -> None:
    done = backtest(*some, some[0].parent / "out.csv", train_path=some[0])

    assert done.fitted_on_series == 0
    assert done.left_out_series == pl.read_parquet(some[0])["series_id"].n_unique()
    assert written(some, train=some[0]) == written(some)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("units", "many", "row 1, column units: 'many' is not a number of 0 or more"),
        ("units", "-1", "row 1, column units: '-1' is not a number of 0 or more"),
        ("month", "05/2025", "row 1, column month: '05/2025' is not a date"),
        ("month", "2025-05-02", "row 1, column month: 2025-05-02 is not the first day"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, column: str, value: str, said: str) -> None:
    row = {"portfolio": "P", "kind": "std", "series_id": "S", "month": "2025-05-01", "units": "3"}
    path = tmp_path / "series.csv"
    pl.DataFrame([row | {column: value}]).write_csv(path)

    with pytest.raises(StoppedError, match=r"series\.csv") as stopped:
        backtest(path, path, tmp_path / "out.csv")
    assert said in str(stopped.value)


def test_a_column_that_is_not_there_and_another_suffix_are_named(tmp_path: Path) -> None:
    path = tmp_path / "series.csv"
    path.write_text("portfolio,series_id\nP,S\n")

    with pytest.raises(StoppedError, match="has no column kind, month, units"):
        backtest(path, path, tmp_path / "out.csv")
    with pytest.raises(StoppedError, match=r"ends in \.csv or \.parquet"):
        backtest(path, path, tmp_path / "out.xlsx")
