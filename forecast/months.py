"""Contract years and their use, as arrays of calendar months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from forecast.level import LEAST_DISPERSION, History
from forecast.parameters import MONTHS_REMEMBERED, Floats

SERIES = ("customer_id", "kind")
# A series known for a few months says little of its level: it counts as its months to six more.
MONTHS_OF_DOUBT = 6.0
# From this much of a month on it is a whole one; only sums of fractions fall short of 1.
WHOLE = 0.999


@dataclass(frozen=True)
class MonthlyUse:
    """What each customer used of a kind (series), month by month (series x months, oldest first).

    `exposure` is the part of the month that counts: under an agreement, since the data begins, and
    over. `first_month` numbers the first column (see `month_number`).
    """

    series: pl.DataFrame
    first_month: int
    units: Floats
    exposure: Floats

    def history(self, series: NDArray[np.int64], until: NDArray[np.int64]) -> History:
        """The record of each forecast (n): of its series, up to its month and no further."""
        back = np.arange(MONTHS_REMEMBERED)
        column = (until - self.first_month)[:, None] - back[None, :]
        there = (column >= 0) & (column < self.units.shape[1])
        place = series[:, None], np.where(there, column, 0)
        return History(
            np.where(there, self.units[place], 0.0), np.where(there, self.exposure[place], 0.0)
        )

    def of_kind(self, kind: str) -> NDArray[np.int64]:
        """The series of one kind."""
        return np.flatnonzero((self.series["kind"] == kind).to_numpy())

    def whole_months(self, kind: str, *, before: int) -> list[Floats]:
        """The unbroken records of whole months before one, as fitting takes them.

        A customer who was away for some time has several.
        """
        columns = max(0, min(before - self.first_month, self.units.shape[1]))
        found = []
        for series in self.of_kind(kind):
            whole = self.exposure[series, :columns] >= WHOLE
            edges = np.flatnonzero(np.diff(np.concatenate([[False], whole, [False]]).astype(int)))
            starts_and_ends = zip(edges[::2], edges[1::2], strict=True)
            found += [self.units[series, start:end] for start, end in starts_and_ends]
        return found

    def level(self, kind: str, *, until: int) -> tuple[float, float]:
        """The portfolio's level (units a month) and dispersion as known at the end of a month.

        A series of a few months counts less. One unit a month where nothing is known.
        """
        columns = max(0, min(until - self.first_month + 1, self.units.shape[1]))
        own = self.of_kind(kind)
        exposure = self.exposure[own, :columns]
        units = np.where(exposure > 0, self.units[own, :columns], 0.0)
        months = exposure.sum(axis=1)
        known = months > 0
        if not known.any():
            return 1.0, 1.0
        exposure, units, months = exposure[known], units[known], months[known]
        rate = units.sum(axis=1) / months
        weight = months / (months + MONTHS_OF_DOUBT)
        level = np.exp((weight * np.log(rate + 0.05)).sum() / weight.sum())
        return float(level), _dispersion(units, exposure, rate, weight)


def _dispersion(units: Floats, exposure: Floats, rate: Floats, weight: Floats) -> float:
    """Variance over mean of the whole months, over the series that have two or more."""
    whole = exposure >= WHOLE
    count = whole.sum(axis=1)
    several = count >= 2
    if not several.any():
        return 1.0
    whole, units, count, weight = whole[several], units[several], count[several], weight[several]
    mean = np.where(whole, units, 0.0).sum(axis=1) / count
    variance = np.where(whole, (units - mean[:, None]) ** 2, 0.0).sum(axis=1) / (count - 1)
    ratio = np.divide(variance, mean, out=np.ones_like(mean), where=mean > 0)
    logs = np.log(np.maximum(ratio, LEAST_DISPERSION))
    return float(np.exp((weight * logs).sum() / weight.sum()))


def month_number(column: str) -> pl.Expr:
    """Months since the year 0, January being a multiple of twelve."""
    return pl.col(column).dt.year().cast(pl.Int64) * 12 + pl.col(column).dt.month() - 1


def first_of_month(number: pl.Expr) -> pl.Expr:
    """The first day of a numbered month."""
    return pl.date(number // 12, number % 12 + 1, 1)


def month_ends(from_on: pl.Series, until_on: pl.Series) -> Floats:
    """When each calendar month ahead ends, in months from the end of `from_on` (n x months).

    The first column is the month of `from_on` itself, of which nothing may be left; the last ends
    with `until_on`; nan beyond it.
    """
    spans = pl.DataFrame({"at": from_on, "until": until_on}).select(
        first=month_number("at"),
        last=month_number("until"),
        over=pl.col("at").dt.day() / pl.col("at").dt.month_end().dt.day(),
        reached=pl.col("until").dt.day() / pl.col("until").dt.month_end().dt.day(),
    )
    months = (spans["last"] - spans["first"]).to_numpy()
    over, reached = spans["over"].to_numpy()[:, None], spans["reached"].to_numpy()[:, None]
    column = np.arange(int(max(months.max(initial=0), 0)) + 1)[None, :]
    last = np.maximum(months, 0)[:, None]
    ends = np.where(column < last, column + 1.0 - over, np.maximum(last + reached - over, 0.0))
    return np.asarray(np.where(column <= last, ends, np.nan))


def monthly_use(
    contract_years: pl.DataFrame, quota_usage: pl.DataFrame, *, data_starts_on: date
) -> MonthlyUse:
    """Lay the use of all contract years into one table of months.

    `contract_years` and `quota_usage` are the marts' rows; before `data_starts_on` nothing was
    recorded, so an agreement's earlier months say nothing.
    """
    series = contract_years.select(SERIES).unique().sort(SERIES).with_row_index("place")
    parts = _exposures(contract_years, data_starts_on)
    used = quota_usage.select(*SERIES, "used_units", at=month_number("month"))
    numbers = pl.concat([parts["at"], used["at"]])
    months = numbers.to_list() or [0]
    first, last = min(months), max(months)
    shape = len(series), last - first + 1
    return MonthlyUse(
        series.drop("place"),
        first,
        _laid_out(used, "used_units", series, first=first, shape=shape),
        np.minimum(_laid_out(parts, "exposure", series, first=first, shape=shape), 1.0),
    )


def _exposures(contract_years: pl.DataFrame, data_starts_on: date) -> pl.DataFrame:
    """The part of each month that a contract year covers, up to the day it is looked at from."""
    spans = contract_years.select(
        *SERIES,
        since=pl.max_horizontal("starts_on", pl.lit(data_starts_on)),
        until=pl.min_horizontal("ends_on", "as_of_on"),
    ).filter(pl.col("since") <= pl.col("until"))
    begun = spans.with_columns(
        month=pl.date_ranges(pl.col("since").dt.month_start(), pl.col("until"), "1mo")
    ).explode("month")
    days = (
        pl.min_horizontal("until", pl.col("month").dt.month_end())
        - pl.max_horizontal("since", "month")
    ).dt.total_days() + 1
    return begun.select(
        *SERIES,
        at=month_number("month"),
        exposure=days / pl.col("month").dt.month_end().dt.day(),
    )


def _laid_out(
    rows: pl.DataFrame, column: str, series: pl.DataFrame, *, first: int, shape: tuple[int, int]
) -> Floats:
    summed = rows.join(series, on=SERIES).group_by("place", "at").agg(pl.col(column).sum())
    found = np.zeros(shape)
    found[summed["place"].to_numpy(), summed["at"].to_numpy() - first] = summed[column].to_numpy()
    return found
