"""What forecasts of quotas are made from: rows of the marts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import polars as pl

from forecast.months import month_number
from forecast.parameters import Floats

KEY = ("customer_id", "kind", "agreement_id", "starts_on")


@dataclass(frozen=True)
class QuotaRecords:
    """The rows of the marts of the same names, as of one instant (UTC, without a zone).

    Nothing was recorded before `data_starts_on`, the local day of the first ticket of all.
    """

    contract_years: pl.DataFrame
    quota_usage: pl.DataFrame
    quota_ledger: pl.DataFrame
    planned_requests: pl.DataFrame
    agreement_ends: pl.DataFrame
    data_starts_on: date
    as_of: datetime

    @property
    def portfolio_days(self) -> int:
        """How many days the portfolio has been recorded for."""
        return (self.as_of.date() - self.data_starts_on).days + 1


def open_years(records: QuotaRecords) -> pl.DataFrame:
    """The open contract years, and how far each is forecast.

    The horizon ends with the contract year, the agreement or an agreed exit, whichever is first;
    `horizon_ends_by` says which. A customer `leaves` whose exit was requested or whose agreement
    was terminated. `ran_out_on` is the day a quota that has run out did so the last time.
    """
    by_exit = pl.col("exit_ends_on") < pl.col("ends_on")
    return (
        records.contract_years.filter("is_open")
        .join(records.agreement_ends, on="agreement_id", how="left", suffix="_of_agreement")
        .join(_ran_out(records.quota_ledger), on=KEY, how="left")
        .with_columns(
            quota_units=(pl.col("quota_units") + pl.col("top_up_units")).cast(pl.Int64),
            horizon_ends_on=pl.min_horizontal("ends_on", "exit_ends_on"),
            horizon_ends_by=pl.when(by_exit.fill_null(value=False))
            .then(pl.lit("exit"))
            .when(pl.col("ends_on") >= pl.col("last_day_on"))
            .then(pl.lit("agreement"))
            .otherwise(pl.lit("contract year")),
            leaves=pl.col("has_exit").fill_null(value=False)
            | pl.col("is_terminated").fill_null(value=False),
        )
        .sort(KEY)
    )


def projects_by_month(years: pl.DataFrame, planned: pl.DataFrame, ends: Floats) -> Floats:
    """The units of known projects in each month ahead (n x months); a month that is over has none.

    One of this month counts whole until the month is over: what of it came already is not known.
    """
    wanted = (
        planned.select("customer_id", "kind", "units", planned_at=month_number("month"))
        .join(
            years.with_row_index("place").select(
                "place", "customer_id", "kind", at=month_number("as_of_on")
            ),
            on=["customer_id", "kind"],
        )
        .with_columns(column=pl.col("planned_at") - pl.col("at"))
        .filter(pl.col("column").is_between(0, ends.shape[1] - 1))
        .group_by("place", "column")
        .agg(pl.col("units").sum())
    )
    found = np.zeros(ends.shape)
    found[wanted["place"].to_numpy(), wanted["column"].to_numpy()] = wanted["units"].to_numpy()
    return np.where(ends > 0, found, 0.0)


def _ran_out(ledger: pl.DataFrame) -> pl.DataFrame:
    """The last day on which each contract year's balance fell to none."""
    none_left = pl.col("balance_units") <= 0
    some_before = none_left.shift(1).over(KEY, order_by="movement_number").fill_null(value=False)
    return (
        ledger.filter(pl.col("balance_units").is_not_null())
        .with_columns(begins=none_left & ~some_before)
        .filter("begins")
        .group_by(KEY)
        .agg(ran_out_on=pl.col("moved_on").max())
    )
