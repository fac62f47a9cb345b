"""The worked cases, through the whole product: canonical files in, marts out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from pipeline.build import build
from pipeline.intake import take_in_all
from pipeline.workspace import Workspace
from reports.snapshot import current
from tests.conftest import shared

# The latest instant of the cases, some of which lie ahead of the day they are taken in.
AS_OF = datetime(2028, 2, 29, 11)
JUDGED = ("priority", "target_seconds", "elapsed_seconds", "outcome", "due_at", "month")


@pytest.fixture(scope="module")
def folder() -> Path:
    return shared("cases/sla")


def test_every_case_comes_out_as_worked(folder: Path, tmp_path: Path) -> None:
    files = sorted(path for path in folder.glob("*.csv") if path.name != "expected.csv")
    taken = take_in_all(Workspace(tmp_path), files)
    build(Workspace(tmp_path), as_of=AS_OF)

    assert not taken.refused
    assert [one.rows_quarantined for one in taken.deliveries] == [0, 0, 0, 0]
    expected = pl.read_csv(folder / "expected.csv", try_parse_dates=True).with_columns(
        pl.col("due_at").dt.replace_time_zone(None)
    )
    found = _clocks(tmp_path)
    compared = expected.join(found, on=["ticket_id", "metric"], how="left", suffix="_found")
    wrong = [
        (row["ticket_id"], row["metric"], name, row[f"{name}_found"], row[name])
        for row in compared.iter_rows(named=True)
        for name in JUDGED
        if row[f"{name}_found"] != row[name]
    ]
    assert len(expected) == 51
    assert wrong == []


def _clocks(folder: Path) -> pl.DataFrame:
    snapshot = current(folder / "published")
    assert snapshot is not None
    return snapshot.frame("select * from sla_clocks")
