"""What past forecasts came to in all, and what was said against what was seen.

Rows are those of `past_forecasts`. The run rate says one number, so its range has no width: it
holds where it is the year's units, rounded.
"""

from __future__ import annotations

import polars as pl

from forecast.portfolios import DECIMALS

COVERS = (0.5, 0.8, 0.95)
BANDS = 10


def summary(past: pl.DataFrame) -> pl.DataFrame:
    """One row per kind, and one for both: the measures of the forecasts and of the run rate."""
    both = past.with_columns(kind=pl.lit("both"))
    figures = pl.concat([past, both]).group_by("kind", maintain_order=True).agg(_measures())
    order = pl.Enum(["standard", "nonstandard", "both"])
    return figures.sort(pl.col("kind").cast(order)).with_columns(
        pl.selectors.float().round(DECIMALS)
    )


def by_months_known(past: pl.DataFrame) -> pl.DataFrame:
    """The same measures, one row per number of months known; both kinds together."""
    found = past.group_by("months_known").agg(_measures()).sort("months_known")
    return found.with_columns(pl.selectors.float().round(DECIMALS))


def calibration(past: pl.DataFrame) -> pl.DataFrame:
    """One row per tenth of the chance said: how often the quota did run out.

    The run rate says that it does or that it does not: the bands at both ends.
    """
    limited = past.filter(pl.col("exhausted").is_not_null())
    run_rate = (pl.col("run_rate_units") >= pl.col("quota_units")).cast(pl.Float64)
    parts = [
        limited.select("exhausted", said=chance, method=pl.lit(method))
        for method, chance in (
            ("forecast", pl.col("exhaustion_probability")),
            ("run rate", run_rate),
        )
    ]
    band = (pl.col("said") * BANDS).floor().clip(0, BANDS - 1) / BANDS
    return (
        pl.concat(parts)
        .with_columns(said_from=band)
        .group_by("method", "said_from")
        .agg(
            said_to=pl.col("said_from").first() + 1.0 / BANDS,
            forecasts=pl.len().cast(pl.Int64),
            mean_said=pl.col("said").mean(),
            share_exhausted=pl.col("exhausted").mean(),
        )
        .sort("method", "said_from")
        .with_columns(pl.selectors.float().round(DECIMALS))
    )


def _measures() -> list[pl.Expr]:
    happened = pl.col("exhausted")
    run_rate_says = (pl.col("run_rate_units") >= pl.col("quota_units")).cast(pl.Float64)
    hit = pl.col("run_rate_units").round() == pl.col("year_units")
    covers = [
        ((pl.col("pit") > (1 - share) / 2) & (pl.col("pit") < (1 + share) / 2))
        .mean()
        .alias(f"cover_{round(100 * share)}")
        for share in COVERS
    ]
    return [
        pl.len().cast(pl.Int64).alias("forecasts"),
        pl.struct("agreement_id", "starts_on", "kind").n_unique().cast(pl.Int64).alias("years"),
        happened.count().cast(pl.Int64).alias("limited_forecasts"),
        ((pl.col("exhaustion_probability") - happened) ** 2).mean().alias("brier"),
        ((run_rate_says - happened) ** 2).mean().alias("brier_run_rate"),
        pl.col("pinball").mean(),
        pl.col("pinball_run_rate").mean(),
        pl.col("crps").mean(),
        pl.col("crps_run_rate").mean(),
        *covers,
        hit.mean().alias("cover_run_rate"),
    ]
