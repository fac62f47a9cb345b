"""Whatever the contract accepts is built and published: no row that came in stops a build."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from ingest.store import single
from pipeline.build import build
from pipeline.intake import take_in_all
from pipeline.workspace import Workspace
from reports.snapshot import current
from tests.pipeline.extreme_rows import extreme_rows

FEWEST = 2_000


@pytest.mark.parametrize("seed", [2])
def test_rows_at_the_limits_of_the_contract_build(seed: int, tmp_path: Path) -> None:
    for entity, rows in extreme_rows(seed).items():
        pl.DataFrame(rows).write_csv(tmp_path / f"{entity}.csv")
    workspace = Workspace(tmp_path / "workspace")

    taken = take_in_all(workspace, [tmp_path])
    built = build(workspace)

    assert not taken.refused, taken.refused
    assert sum(one.rows_loaded for one in taken.deliveries) >= FEWEST
    for one in taken.deliveries:
        assert one.rows_loaded > one.rows_read / 2, (one.entity, one.complaints)
        assert one.rows_read == one.rows_loaded + one.rows_quarantined + one.rows_known
    snapshot = current(workspace.published)
    assert snapshot is not None
    assert snapshot.name == built.snapshot
    with workspace.writing() as connection:
        opened = "select count(distinct ticket_id) from raw.tickets where opened_at <= $as_of"
        tickets = single(connection, opened, {"as_of": built.as_of})
    assert snapshot.frame("select count(*) from tickets").item() == tickets
