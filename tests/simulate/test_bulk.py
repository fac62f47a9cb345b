"""The bulk portfolio: long, within the contract, and the same again for the same seed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl
import pytest

from ingest.contract import BY_NAME
from ingest.delivery_register import Delivery
from pipeline.build import build
from pipeline.intake import take_in_all
from pipeline.workspace import Workspace
from reports.snapshot import current
from simulate.bulk import write_bulk
from simulate.bulk_delta import write_delta

TICKETS = 3_000
CUSTOMERS = 100
SHARE = 0.01


@pytest.fixture(scope="module")
def bulk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bulk")
    write_bulk(folder, tickets=TICKETS, customers=CUSTOMERS)
    return folder


@pytest.fixture(scope="module")
def next_day(bulk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("next_day")
    write_delta(folder, after=bulk, share=SHARE, customers=CUSTOMERS)
    return folder


@pytest.fixture(scope="module")
def taken_in(
    bulk: Path, next_day: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Workspace, tuple[Delivery, ...]]:
    workspace = Workspace(tmp_path_factory.mktemp("workspace"))
    taken = [take_in_all(workspace, [folder]) for folder in (bulk, next_day)]
    assert [one.refused for one in taken] == [(), ()]
    return workspace, tuple(delivery for one in taken for delivery in one.deliveries)


def bytes_of(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_the_same_seed_gives_the_same_files(bulk: Path, next_day: Path, tmp_path: Path) -> None:
    write_bulk(tmp_path / "again", tickets=TICKETS, customers=CUSTOMERS)
    write_delta(tmp_path / "day", after=tmp_path / "again", share=SHARE, customers=CUSTOMERS)
    write_bulk(tmp_path / "other", tickets=TICKETS, customers=CUSTOMERS, seed=2)

    assert bytes_of(tmp_path / "again") == bytes_of(bulk)
    assert bytes_of(tmp_path / "day") == bytes_of(next_day)
    assert bytes_of(tmp_path / "other")["tickets.parquet"] != bytes_of(bulk)["tickets.parquet"]


def test_each_file_has_the_columns_of_the_contract(bulk: Path, next_day: Path) -> None:
    files = [*bulk.iterdir(), *next_day.iterdir()]

    columns = {path: tuple(pl.read_parquet_schema(path)) for path in files}
    assert len(files) == 8 + 2
    assert columns == {
        path: tuple(column.name for column in BY_NAME[path.stem].content) for path in files
    }


def test_every_row_of_a_portfolio_and_of_the_day_after_is_taken_in(
    taken_in: tuple[Workspace, tuple[Delivery, ...]],
) -> None:
    _, deliveries = taken_in

    assert [one.entity for one in deliveries[-4:]] == ["tickets", "ticket_events"] * 2
    assert {one.rows_read - one.rows_loaded for one in deliveries} == {0}
    assert deliveries[-4].rows_loaded == TICKETS
    assert 4.8 < deliveries[-3].rows_loaded / TICKETS < 5.3


def test_a_build_of_both_passes_its_tests_and_most_targets_are_met(
    taken_in: tuple[Workspace, tuple[Delivery, ...]],
) -> None:
    workspace, _ = taken_in
    build(workspace)
    snapshot = current(workspace.published)
    assert snapshot is not None
    outcomes = snapshot.frame("select outcome, count(*) as clocks from sla_clocks group by outcome")
    clocks = dict(outcomes.iter_rows())

    assert 0.05 < clocks["breached"] / (clocks["breached"] + clocks["met"]) < 0.10
    assert {"met", "breached", "running", "excluded"} <= set(clocks)


def test_the_day_after_brings_old_open_and_new_tickets_later_than_before(
    bulk: Path, next_day: Path
) -> None:
    before, after = (pl.read_parquet(one / "tickets.parquet") for one in (bulk, next_day))
    known = after.join(before, on="ticket_id", suffix="_before")
    events = pl.read_parquet(next_day / "ticket_events.parquet")

    assert (after.height, known.height) == (30, 15)
    assert (known["updated_at"] > known["updated_at_before"]).all()
    assert known.filter(pl.col("priority") != pl.col("priority_before")).height == 3
    assert set(events["ticket_id"]) <= set(after["ticket_id"])
    assert (
        events.join(known, on="ticket_id")
        .filter(pl.col("occurred_at") <= pl.lit(before["updated_at"].max()))
        .is_empty()
    )


def test_a_portfolio_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needs a ticket"):
        write_bulk(tmp_path, tickets=0)
    write_bulk(tmp_path, tickets=5, customers=1)

    with pytest.raises(ValueError, match="no delivery"):
        write_delta(tmp_path / "day", after=tmp_path, customers=1)
