"""`backtest` of a workspace: how good the forecasts of its past contract years were (QUO-7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from forecast.past_summary import by_months_known, calibration, summary
from pipeline.errors import StoppedError
from pipeline.workspace import Workspace
from reports.snapshot import SnapshotError, current


@dataclass(frozen=True)
class PastBacktest:
    """What the past forecasts of a snapshot came to; `as_of` is UTC."""

    snapshot: str
    as_of: datetime
    summary: pl.DataFrame
    by_months_known: pl.DataFrame
    calibration: pl.DataFrame


def backtest_of_workspace(workspace: Workspace) -> PastBacktest:
    """Sum up the past forecasts of the published snapshot.

    Raises:
        StoppedError: nothing is published, an older version published it, or no contract year is
            over.

    """
    published = current(workspace.published)
    if published is None:
        raise StoppedError(
            f"Nothing is published in {workspace.root} yet, so there is nothing to forecast again.",
            way_out="Build first: `service-review build`.",
        )
    try:
        past = published.frame("select * from past_forecasts")
    except SnapshotError as error:
        raise StoppedError(
            f"The snapshot {published.name} holds no past forecasts: {error}",
            way_out="Build again with this version: `service-review build`.",
        ) from error
    if past.is_empty():
        raise StoppedError(
            "No contract year is over that began after the data did, so there is no forecast to "
            "judge yet.",
            way_out="Deliver older tickets, or judge forecasts of other data: `service-review "
            "backtest --series FILE --cases FILE --out FILE`.",
        )
    return PastBacktest(
        published.name, published.as_of, summary(past), by_months_known(past), calibration(past)
    )


def content(found: PastBacktest) -> dict[str, object]:
    """The same for scripts."""
    return {
        "snapshot": found.snapshot,
        "as_of": found.as_of,
        "summary": found.summary.to_dicts(),
        "by_months_known": found.by_months_known.to_dicts(),
        "calibration": found.calibration.to_dicts(),
    }
