"""The columns of the tables that forecasts make; docs/definitions.md says what each holds."""

from __future__ import annotations

from typing import TypeAlias

import polars as pl

Schema: TypeAlias = dict[str, "type[pl.DataType] | pl.DataType"]

CONFIDENCES = (0.5, 0.8, 0.9, 0.95)

_KEY: Schema = {
    "customer_id": pl.String,
    "kind": pl.String,
    "agreement_id": pl.String,
    "starts_on": pl.Date,
}

QUOTA_FORECASTS: Schema = {
    **_KEY,
    "as_of": pl.Datetime("us"),
    "as_of_on": pl.Date,
    "ends_on": pl.Date,
    "horizon_ends_on": pl.Date,
    "horizon_ends_by": pl.String,
    "leaves": pl.Boolean,
    "months_left": pl.Float64,
    "used_units": pl.Int64,
    "quota_units": pl.Int64,
    "remaining_units": pl.Int64,
    "run_rate_units": pl.Float64,
    "year_end_p10": pl.Float64,
    "year_end_p50": pl.Float64,
    "year_end_p90": pl.Float64,
    "exhaustion_probability": pl.Float64,
    "overage_probability": pl.Float64,
    "exhausted_on_p10": pl.Date,
    "exhausted_on_p50": pl.Date,
    "exhausted_on_p90": pl.Date,
    "recommended_top_up_units": pl.Int64,
    **{f"top_up_units_{round(100 * one)}": pl.Int64 for one in CONFIDENCES},
    "level_units": pl.Float64,
    "portfolio_level_units": pl.Float64,
    "portfolio_share": pl.Float64,
    "expected_rest_units": pl.Float64,
    "project_units": pl.Float64,
    "sentence": pl.String,
    "reason": pl.String,
}

QUOTA_FORECAST_PATHS: Schema = {
    **_KEY,
    "month": pl.Date,
    "cumulative_p10": pl.Float64,
    "cumulative_p50": pl.Float64,
    "cumulative_p90": pl.Float64,
    "project_units": pl.Float64,
    "exhaustion_probability": pl.Float64,
}

QUOTA_TOP_UPS: Schema = {
    **_KEY,
    "more_units": pl.Int64,
    "is_pack": pl.Boolean,
    "exhaustion_probability": pl.Float64,
    "overage_probability": pl.Float64,
}

PAST_FORECASTS: Schema = {
    **_KEY,
    "months_known": pl.Int64,
    "forecast_on": pl.Date,
    "used_units": pl.Float64,
    "quota_units": pl.Float64,
    "months_left": pl.Float64,
    "year_units": pl.Float64,
    "exhausted": pl.Boolean,
    "run_rate_units": pl.Float64,
    "exhaustion_probability": pl.Float64,
    "year_end_p10": pl.Float64,
    "year_end_p50": pl.Float64,
    "year_end_p90": pl.Float64,
    "pit": pl.Float64,
    "pinball": pl.Float64,
    "pinball_run_rate": pl.Float64,
    "crps": pl.Float64,
    "crps_run_rate": pl.Float64,
    "by_shipped": pl.Boolean,
    "made_from": pl.String,
}

FORECAST_SCORES: Schema = {
    "kind": pl.String,
    "months_known": pl.Int64,
    "forecasts": pl.Int64,
    "limited_forecasts": pl.Int64,
    "brier": pl.Float64,
    "brier_run_rate": pl.Float64,
    "coverage_80": pl.Float64,
    "pinball": pl.Float64,
    "pinball_run_rate": pl.Float64,
}

QUOTA_PORTFOLIOS: Schema = {
    "kind": pl.String,
    "level_units": pl.Float64,
    "dispersion": pl.Float64,
    "series": pl.Int64,
    "past_years": pl.Int64,
    "is_shipped": pl.Boolean,
    "parameters": pl.String,
    "recalibration": pl.String,
    "fitted_on": pl.String,
}
