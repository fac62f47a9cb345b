"""The forecasts of a build: made from its marts by `forecast/`, and written beside them.

No models of dbt: it runs Python ones on DuckDB but not in a session of Spark, and the snapshots of
both engines are to hold the same tables, made by the same functions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from forecast.months import MonthlyUse, monthly_use
from forecast.past_forecasts import fingerprint_of_past, forecast_scores, past_forecasts
from forecast.portfolios import fitted_portfolios, portfolios_of
from forecast.quotas import forecasted, quota_forecast_paths, quota_forecasts, quota_top_ups
from forecast.records import QuotaRecords
from forecast.tables import (
    FORECAST_SCORES,
    PAST_FORECASTS,
    QUOTA_FORECAST_PATHS,
    QUOTA_FORECASTS,
    QUOTA_PORTFOLIOS,
    QUOTA_TOP_UPS,
    Schema,
)

TABLES: dict[str, Schema] = {
    "quota_portfolios": QUOTA_PORTFOLIOS,
    "quota_forecasts": QUOTA_FORECASTS,
    "quota_forecast_paths": QUOTA_FORECAST_PATHS,
    "quota_top_ups": QUOTA_TOP_UPS,
    "past_forecasts": PAST_FORECASTS,
    "forecast_scores": FORECAST_SCORES,
}
METHOD = Path(__file__).parents[1] / "forecast"

# A ledger is as long as all requests together, and is asked when a running year's quota ran out.
LEDGER = """
select ledger.*
from marts.quota_ledger as ledger
semi join (from marts.contract_years where is_open) using (agreement_id, kind, starts_on)
"""
FIRST_DAY = "select cast(min(opened_at) as date) from marts.tickets"


def write_quota_forecasts(connection: duckdb.DuckDBPyConnection, *, as_of: datetime) -> None:
    """Make the forecasts' tables in the schema `marts` of a connection, from the marts there.

    What was fitted, and the past forecast again, is kept where the same months and the same method
    would give it again.
    """
    kept = {name: _kept(connection, name) for name in ("quota_portfolios", "past_forecasts")}
    for name, frame in quota_tables(read_records(connection, as_of=as_of), kept).items():
        connection.register("made", frame.to_arrow())
        connection.execute(f"create or replace table marts.{name} as select * from made")
        connection.unregister("made")


def quota_tables(
    records: QuotaRecords, kept: Mapping[str, pl.DataFrame | None] | None = None
) -> dict[str, pl.DataFrame]:
    """All tables of the forecasts, by their names."""
    earlier = kept or {}
    version = method_version()
    use = monthly_use(
        records.contract_years, records.quota_usage, data_starts_on=records.data_starts_on
    )
    before = records.as_of.year * 12 + records.as_of.month - 1
    portfolios = fitted_portfolios(
        use, before=before, kept=earlier.get("quota_portfolios"), version=version
    )
    found = forecasted(records, use, portfolios_of(portfolios))
    past = _past(records, use, earlier.get("past_forecasts"), version=version)
    return {
        "quota_portfolios": portfolios,
        "quota_forecasts": quota_forecasts(found),
        "quota_forecast_paths": quota_forecast_paths(found),
        "quota_top_ups": quota_top_ups(found),
        "past_forecasts": past,
        "forecast_scores": forecast_scores(past),
    }


def read_records(connection: duckdb.DuckDBPyConnection, *, as_of: datetime) -> QuotaRecords:
    """The marts that forecasts are made from, in an order of their own."""
    ((first_day,),) = connection.execute(FIRST_DAY).fetchall()
    whole = ("contract_years", "quota_usage", "planned_requests", "agreement_ends")
    questions = {name: f"from marts.{name}" for name in whole} | {"quota_ledger": LEDGER}
    return QuotaRecords(
        **{
            name: connection.sql(f"select * from ({question}) order by all").pl()
            for name, question in questions.items()
        },
        data_starts_on=first_day or as_of.date(),
        as_of=as_of,
    )


def method_version() -> str:
    """Sums up the method: other code may fit other parameters."""
    digest = hashlib.sha256()
    for path in sorted(METHOD.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _past(
    records: QuotaRecords, use: MonthlyUse, kept: pl.DataFrame | None, *, version: str
) -> pl.DataFrame:
    """The past forecast again, unless it was from the same."""
    made_from = fingerprint_of_past(records, version=version)
    if kept is not None and len(kept) and set(kept["made_from"]) == {made_from}:
        return kept
    return past_forecasts(records, use, made_from=made_from)


def _kept(connection: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame | None:
    """What an earlier build wrote, where its columns are today's."""
    columns = TABLES[name]
    built = connection.execute(
        "select column_name from information_schema.columns where table_schema = 'marts' "
        "and table_name = $name and table_catalog = current_database() order by ordinal_position",
        {"name": name},
    ).fetchall()
    if [column for (column,) in built] != list(columns):
        return None
    frame: pl.DataFrame = connection.sql(f"select * from marts.{name} order by all").pl()
    return frame.select(pl.col(column).cast(kind) for column, kind in columns.items())
