"""The portfolios of a build: fitted on their own whole months, and as rows to store."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import polars as pl

from forecast.fitting import fit, has_enough
from forecast.months import MonthlyUse
from forecast.parameters import Parameters, Portfolio
from forecast.past_years import past_years
from forecast.recalibration import Recalibration
from forecast.tables import QUOTA_PORTFOLIOS

KINDS = ("nonstandard", "standard")
# Six decimals are kept of what is fitted: further ones are noise of the machine.
DECIMALS = 6


def fitted_portfolios(
    use: MonthlyUse, *, before: int, kept: pl.DataFrame | None = None, version: str = ""
) -> pl.DataFrame:
    """One row per kind: what its whole months before a month teach (`quota_portfolios`).

    `kept`, an earlier answer, is given back where the same months were fitted by the same
    `version` of the method; `fitted_on` is their fingerprint. `parameters` (5 x 17) and
    `recalibration` (its knots) are JSON.
    """
    months = {kind: use.whole_months(kind, before=before) for kind in KINDS}
    fitted_on = fingerprint(use, before=before, version=version)
    if kept is not None and len(kept) and set(kept["fitted_on"]) == {fitted_on}:
        return kept.select(list(QUOTA_PORTFOLIOS)).sort("kind")
    found = fit({kind: rows for kind, rows in months.items() if rows})
    rows = []
    for kind in KINDS:
        past = past_years(months[kind])
        own = found.portfolios.get(kind, Portfolio(1.0, 1.0, found.together, Recalibration()))
        level, dispersion = use.level(kind, until=before - 1)
        rows.append(
            {
                "kind": kind,
                "level_units": round(level, DECIMALS),
                "dispersion": round(dispersion, DECIMALS),
                "series": own.series,
                "past_years": len(past),
                "is_shipped": not has_enough(past),
                "parameters": json.dumps(own.parameters.values.round(DECIMALS).tolist()),
                "recalibration": json.dumps(np.round(own.recalibration.shares, DECIMALS).tolist()),
                "fitted_on": fitted_on,
            }
        )
    return pl.DataFrame(rows, schema=QUOTA_PORTFOLIOS)


def portfolios_of(rows: pl.DataFrame) -> tuple[Portfolio, ...]:
    """The portfolios that rows of `quota_portfolios` describe, in the order of `KINDS`."""
    by_kind = {row["kind"]: row for row in rows.iter_rows(named=True)}
    return tuple(
        Portfolio(
            by_kind[kind]["level_units"],
            by_kind[kind]["dispersion"],
            Parameters(np.array(json.loads(by_kind[kind]["parameters"]))),
            Recalibration(tuple(json.loads(by_kind[kind]["recalibration"]))),
            by_kind[kind]["series"],
        )
        for kind in KINDS
    )


def fingerprint(use: MonthlyUse, *, before: int, version: str) -> str:
    """Sum up what is fitted on: every month of every series before one, the method's version."""
    columns = max(0, min(before - use.first_month, use.units.shape[1]))
    digest = hashlib.sha256(f"{version} {before} {use.first_month}".encode())
    digest.update(use.series.write_csv().encode())
    for months in (use.units, use.exposure):
        digest.update(np.ascontiguousarray(months[:, :columns]).tobytes())
    return digest.hexdigest()
