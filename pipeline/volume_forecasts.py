"""How many tickets came in by month, and how many the next months bring: three marts of a build.

Made from the mart `tickets` by `forecast/`, as the forecasts of quotas are; months are UTC.
"""

from __future__ import annotations

from datetime import date, datetime

import duckdb
import numpy as np
import polars as pl

from forecast.volumes import (
    PastVolume,
    VolumeForecast,
    month_after,
    past_volumes,
    volume_forecasts,
)

TICKET_VOLUMES = {
    "kind": pl.String,
    "month": pl.Date,
    "opened": pl.Int64,
    "is_over": pl.Boolean,
}
VOLUME_FORECASTS = {
    "kind": pl.String,
    "month": pl.Date,
    "months_ahead": pl.Int64,
    "opened_p10": pl.Float64,
    "opened_p50": pl.Float64,
    "opened_p90": pl.Float64,
}
VOLUME_FORECAST_SCORES = {
    "kind": pl.String,
    "forecasts": pl.Int64,
    "held": pl.Int64,
    "coverage_80": pl.Float64,
    "error": pl.Float64,
    "error_of_last_month": pl.Float64,
}

# Kinds and months without a ticket count as none, from the first ticket's month to that of as_of.
COUNTS = """
with
    opened as (
        select kind, cast(date_trunc('month', opened_at) as date) as month, count(*) as opened
        from marts.tickets
        where kind in ('incident', 'service_request')
        group by all
    ),

    months as (
        select cast(unnest(generate_series(
            min(month), cast(date_trunc('month', $as_of) as date), interval 1 month
        )) as date) as month
        from opened
    )

select
    kinds.kind,
    months.month,
    coalesce(opened.opened, 0) as opened,
    months.month + interval 1 month <= $as_of as is_over
from (values ('incident'), ('service_request')) as kinds(kind)
cross join months
left join opened on opened.kind = kinds.kind and opened.month = months.month
order by kinds.kind, months.month
"""


def write_volume_forecasts(connection: duckdb.DuckDBPyConnection, *, as_of: datetime) -> None:
    """Make the three tables in the schema `marts` of a connection, from the tickets there."""
    counted = connection.sql(COUNTS, params={"as_of": as_of}).pl()
    for name, frame in volume_tables(counted).items():
        connection.register("made", frame.to_arrow())
        connection.execute(f"create or replace table marts.{name} as select * from made")
        connection.unregister("made")


def volume_tables(counted: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The three tables by their names; `counted` has the columns of `ticket_volumes`."""
    volumes = counted.select(pl.col(name).cast(kind) for name, kind in TICKET_VOLUMES.items())
    coming: list[dict[str, object]] = []
    scores: list[dict[str, object]] = []
    for (kind,), months in volumes.filter("is_over").group_by("kind", maintain_order=True):
        # The first month may have begun before the records did.
        counts = months["opened"].to_numpy()[1:].astype(np.float64)
        first = month_after(months["month"][0], 1)
        coming += [
            _coming(str(kind), month_after(first, len(counts)), one)
            for one in volume_forecasts(counts, first)
        ]
        past = past_volumes(counts, first)
        if past:
            scores.append(_score(str(kind), past))
    return {
        "ticket_volumes": volumes,
        "volume_forecasts": pl.DataFrame(coming, schema=VOLUME_FORECASTS),
        "volume_forecast_scores": pl.DataFrame(scores, schema=VOLUME_FORECAST_SCORES),
    }


def _coming(kind: str, running: date, made: VolumeForecast) -> dict[str, object]:
    return {
        "kind": kind,
        "month": month_after(running, made.months_ahead - 1),
        "months_ahead": made.months_ahead - 1,
        "opened_p10": made.p10,
        "opened_p50": made.p50,
        "opened_p90": made.p90,
    }


def _score(kind: str, past: list[PastVolume]) -> dict[str, object]:
    """`error` is the mean share of what came by which the middle was off."""
    came = np.maximum([one.came for one in past], 1)
    held = sum(one.held for one in past)
    middles = np.array([one.forecast.p50 for one in past])
    last = np.array([one.last_known for one in past])
    return {
        "kind": kind,
        "forecasts": len(past),
        "held": held,
        "coverage_80": held / len(past),
        "error": float(np.mean(np.abs(middles - came) / came)),
        "error_of_last_month": float(np.mean(np.abs(last - came) / came)),
    }
