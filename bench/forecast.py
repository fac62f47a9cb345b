"""How good quota forecasts are: `python -m bench.forecast`.

Real monthly counts are cut into folds by customer; each method is fitted on the others and judged
on the one left out, in the same run. Prints the tables and writes docs/forecasts.md from them.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench import forecast_methods as methods
from bench.forecast_folds import CASES, LIKE_REQUESTS, SERIES, Fold, folds, load
from bench.forecast_report import REPORT, written
from forecast.scoring import brier, calibration_error, cover

METHODS = {
    "run rate": methods.run_rate,
    "nine parameters, as published": methods.nine_as_published,
    "nine parameters, fitted": methods.nine_fitted,
    "LightGBM quantiles": methods.lightgbm_quantiles,
    "the product, never shown the portfolio": methods.product_unseen,
    "the product": methods.product,
}


@dataclass(frozen=True)
class Measured:
    """One method's forecasts of all cases, in the order of the file, and its time."""

    name: str
    judged: methods.Judged
    seconds: float


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--series", type=Path, default=SERIES)
    arguments.add_argument("--cases", type=Path, default=CASES)
    arguments.add_argument("--folds", type=int, default=5)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--without-report", action="store_true", help="print only")
    chosen = arguments.parse_args()
    series, cases, outcome = load(chosen.series, chosen.cases)
    cut = folds(series, cases, count=chosen.folds, seed=chosen.seed)
    measured = [measure(name, cut, outcome) for name in METHODS]
    tables = [
        by_method(measured, cases, outcome),
        by_portfolio(measured, cases, outcome),
        by_band(measured[-1].judged, outcome),
    ]
    console = Console(width=150)
    for table in tables:
        shown = Table(*table.columns)
        for row in table.iter_rows():
            shown.add_row(*(str(value) for value in row))
        console.print(shown)
    said = f"{len(cases):,} forecasts, {chosen.folds} folds by customer, seed {chosen.seed}"
    console.print(said)
    if not chosen.without_report:
        REPORT.write_text(written(said, tables), encoding="utf-8")


def measure(name: str, cut: list[Fold], outcome: pl.DataFrame) -> Measured:
    """Fit and judge one method fold by fold, and put its forecasts into the order of the file."""
    begun = time.process_time()
    parts = [
        METHODS[name](fold, outcome["year_units"].to_numpy()[fold.place])
        for fold in track(cut, description=name, transient=True)
    ]
    place = np.concatenate([fold.place for fold in cut])
    return Measured(name, methods.joined(parts, place), time.process_time() - begun)


def by_method(measured: list[Measured], cases: pl.DataFrame, outcome: pl.DataFrame) -> pl.DataFrame:
    """One row per method."""
    happened = outcome["exhausted"].to_numpy()
    quota = cases["quota_units"].to_numpy()
    like = cases["portfolio"].is_in(LIKE_REQUESTS).to_numpy()
    rows = []
    for one in measured:
        judged = one.judged
        rows.append(
            {
                "method": one.name,
                "Brier": f"{brier(judged.probability, happened):.4f}",
                "Brier, like requests": f"{brier(judged.probability[like], happened[like]):.4f}",
                "CRPS": f"{100.0 * np.mean(judged.crps / quota):.1f}",
                "cover of 80 %": _percent(cover(judged.pit, 0.8)),
                "cover of 95 %": _percent(cover(judged.pit, 0.95)),
                "whole numbers, 80 %": _percent(judged.within_80.mean()),
                "calibration error": f"{calibration_error(judged.probability, happened):.4f}",
                "top-up held": _held(judged, judged.more > 0),
                "top-up held, all": _held(judged, np.ones(len(happened), dtype=np.bool_)),
                "CPU s": f"{one.seconds:.0f}",
            }
        )
    return pl.DataFrame(rows)


def by_portfolio(
    measured: list[Measured], cases: pl.DataFrame, outcome: pl.DataFrame
) -> pl.DataFrame:
    """One row per portfolio: Brier of each method but the published, and how the product held."""
    happened = outcome["exhausted"].to_numpy()
    chosen = [measured[0], *measured[2:]]
    product = measured[-1].judged
    rows = []
    for name in sorted(set(cases["portfolio"])):
        own = (cases["portfolio"] == name).to_numpy()
        rows.append(
            {
                "portfolio": name,
                "forecasts": f"{own.sum():,}",
                **{
                    one.name: f"{brier(one.judged.probability[own], happened[own]):.4f}"
                    for one in chosen
                },
                "cover of 80 %": _percent(cover(product.pit[own], 0.8)),
                "cover of 95 %": _percent(cover(product.pit[own], 0.95)),
                "top-up held": _held(product, own & (product.more > 0)),
            }
        )
    return pl.DataFrame(rows)


def by_band(judged: methods.Judged, outcome: pl.DataFrame) -> pl.DataFrame:
    """What was said and what was seen, in ten bands of probability."""
    happened = outcome["exhausted"].to_numpy()
    band = np.minimum((judged.probability * 10).astype(np.int64), 9)
    rows = []
    for number in range(10):
        own = band == number
        rows.append(
            {
                "probability said": f"{10 * number} to {10 * number + 10} %",
                "forecasts": f"{own.sum():,}",
                "mean said": f"{judged.probability[own].mean():.3f}",
                "share that ran out": f"{happened[own].mean():.3f}",
            }
        )
    return pl.DataFrame(rows)


def _held(judged: methods.Judged, which: NDArray[np.bool_]) -> str:
    return _percent(judged.held[which].mean()) if which.any() else "-"


def _percent(share: float) -> str:
    return f"{100.0 * share:.1f}"


if __name__ == "__main__":
    main()
