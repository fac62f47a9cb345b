"""docs/forecasts.md, written from what was measured."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from bench.forecast_folds import LIKE_REQUESTS

REPORT = Path(__file__).parents[1] / "docs" / "forecasts.md"

OPENING = (Path(__file__).parent / "forecast_opening.md").read_text(encoding="utf-8")


def written(said: str, tables: list[pl.DataFrame]) -> str:
    """The page: how it is forecast, and the tables of one run."""
    methods, portfolios, bands = (_table(table) for table in tables)
    return OPENING.format(
        said=said,
        like=", ".join(LIKE_REQUESTS),
        methods=methods,
        portfolios=portfolios,
        bands=bands,
    )


def _table(table: pl.DataFrame) -> str:
    lines = [
        f"| {' | '.join(table.columns)} |",
        f"| {' | '.join('---' for _ in table.columns)} |",
        *(f"| {' | '.join(str(value) for value in row)} |" for row in table.iter_rows()),
    ]
    return "\n".join(lines)
