"""A build publishes only what passes its tests; a snapshot never changes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from pipeline.build import build, latest_instant
from pipeline.intake import take_in_all
from pipeline.models import BuildFailedError
from pipeline.publish import KEPT, publish, snapshots
from pipeline.workspace import Workspace
from reports.snapshot import current
from tests.ingest.conftest import CUSTOMERS, TICKETS

AGREEMENT = (
    "agreement_id,customer_id,starts_on,ends_on,time_zone,support_region\n"
    "A1,C1,2026-01-01,2026-12-31,Europe/London,GB-ENG\n"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    files = {"customers": CUSTOMERS, "agreements": AGREEMENT, "tickets": TICKETS}
    for name, content in files.items():
        (tmp_path / f"{name}.csv").write_text(content)
    workspace = Workspace(tmp_path / "workspace")
    take_in_all(workspace, [tmp_path / f"{name}.csv" for name in files])
    return workspace


def test_a_build_that_fails_its_tests_publishes_nothing_and_leaves_the_old(
    workspace: Workspace,
) -> None:
    first = build(workspace)
    with workspace.writing() as connection:
        # Both customers twice, which no delivery leaves in force: the models' own tests stop it.
        connection.execute(
            "insert into raw.customers "
            "select * replace (row_number + 100 as row_number) from raw.customers"
        )

    with pytest.raises(BuildFailedError, match="Nothing was published") as failed:
        build(workspace)

    told = {failure.name: failure.message for failure in failed.value.failures}
    assert told["stg_customers"] == "customer_id is not unique (4)"
    rows = {failure.name: failure.rows for failure in failed.value.failures}
    assert rows["stg_customers"] == "customer_id C1, rows_alike 2; customer_id C2, rows_alike 2"
    assert "Rows: customer_id C1" in str(failed.value)
    assert snapshots(workspace.published) == [first.snapshot]
    served = current(workspace.published)
    assert served is not None
    assert served.name == first.snapshot


def test_what_goes_wrong_in_showing_progress_ends_the_build_and_the_next_one_runs(
    workspace: Workspace,
) -> None:
    def gone(*_: object) -> None:
        raise BrokenPipeError("nobody reads this any more")

    with pytest.raises(BrokenPipeError, match="nobody reads this any more"):
        build(workspace, progress=gone)

    assert snapshots(workspace.published) == []
    assert build(workspace).tests > 0


@pytest.mark.parametrize("whole", [True, False])
def test_a_table_whose_rows_break_a_rule_fails_the_build_and_nothing_reads_it(
    workspace: Workspace, whole: bool
) -> None:
    build(workspace)
    with workspace.writing() as connection:
        # No file brings such a word.
        connection.execute("update raw.tickets set priority = 'P9' where ticket_id = 'T1'")
        connection.execute("insert into raw.revised_tickets values ('T1')")

    with pytest.raises(BuildFailedError, match="Nothing was published") as failed:
        build(workspace, whole=whole)

    (failure,) = failed.value.failures
    assert failure.name == "sla_clocks"
    assert "priority is another word (2)" in failure.message
    assert "ticket_id T1, metric restoration, priority P9" in failure.rows


@pytest.mark.parametrize("whole", [True, False])
def test_a_row_that_names_no_known_record_fails_the_build_with_what_it_names(
    workspace: Workspace, whole: bool
) -> None:
    build(workspace)
    with workspace.writing() as connection:
        # Intake holds back a ticket whose customer never came.
        connection.execute("update raw.tickets set customer_id = 'C9' where ticket_id = 'T1'")
        connection.execute("insert into raw.revised_tickets values ('T1')")

    with pytest.raises(BuildFailedError, match="Nothing was published") as failed:
        build(workspace, whole=whole)

    rows = {failure.name: failure.rows for failure in failed.value.failures}
    named = "named_in sla_clocks, column_name customer_id, value C9, not_in customers"
    assert named in rows["every_clock_names_a_known_customer"]


def test_the_instant_looked_from_is_the_latest_in_the_data_unless_said(
    workspace: Workspace,
) -> None:
    latest = build(workspace)
    earlier = build(workspace, as_of=datetime(2026, 6, 16, 9, 30))

    assert latest.as_of == datetime(2026, 6, 16, 10)
    snapshot = current(workspace.published)
    assert snapshot is not None
    assert snapshot.name == earlier.snapshot
    assert snapshot.frame("select distinct ticket_id from sla_clocks").rows() == [("T1",)]


def test_an_instant_ahead_of_its_receipt_moves_nothing_and_is_named(workspace: Workspace) -> None:
    head = TICKETS.splitlines()[0].removesuffix(",updated_at") + "\n"
    slip = workspace.root.parent / "tickets.csv"
    slip.write_text(head + "T9,C1,incident,production,P3,2062-06-16T09:00:00Z\n")
    before = build(workspace)
    taken = take_in_all(workspace, [slip])
    built = build(workspace)

    assert (before.as_of, before.has_slips) == (built.as_of, False)
    assert (built.as_of, built.has_slips) == (datetime(2026, 6, 16, 10), True)
    for doubts in (taken.doubts, built.doubts):
        (said,) = (one for one in doubts if "lay in the future" in one)
        assert "tickets.csv, row 2, opened_at 2062-06-16 09:00:00 UTC" in said
    snapshot = current(workspace.published)
    assert snapshot is not None
    assert snapshot.frame(
        "select entity, column_name, value, file_name, row_number from instants_ahead"
    ).rows() == [("tickets", "opened_at", datetime(2062, 6, 16, 9), "tickets.csv", 2)]


def test_an_instant_that_is_given_holds_whatever_the_data_says(workspace: Workspace) -> None:
    assert build(workspace, as_of=datetime(2100, 1, 1)).as_of == datetime(2100, 1, 1)


def test_a_slip_that_was_corrected_moves_the_instant_no_more(workspace: Workspace) -> None:
    head = TICKETS.splitlines()[0].removesuffix(",updated_at") + "\n"
    row = "T9,C1,incident,production,P3,{}\n"
    for opened_at in ("2062-06-16T09:00:00Z", "2026-06-16T09:15:00Z"):
        (workspace.root.parent / "tickets.csv").write_text(head + row.format(opened_at))
        take_in_all(workspace, [workspace.root.parent / "tickets.csv"])
        with workspace.writing() as connection:
            latest = latest_instant(connection)

    assert latest == datetime(2026, 6, 16, 10)


def test_the_same_rows_and_instant_give_the_same_marts(workspace: Workspace) -> None:
    build(workspace)
    first = current(workspace.published)
    build(workspace)
    second = current(workspace.published)

    assert first is not None
    assert second is not None
    for mart in ("sla_clocks", "sla_attainment", "customers", "deliveries", "builds"):
        sql = f"select * from {mart} order by all"
        assert first.frame(sql).equals(second.frame(sql))


def test_only_the_newest_snapshots_are_kept(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    with workspace.writing() as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.builds as select timestamp '2026-06-30' as as_of")
        for _ in range(KEPT + 2):
            last = publish(connection, workspace.published, as_of=datetime(2026, 6, 30))

    kept = snapshots(workspace.published)
    assert len(kept) == KEPT
    assert kept[-1] == last
    hashes = [f".{name}.sha256" for name in kept]
    there = sorted(path.name for path in workspace.published.iterdir())
    assert there == sorted([*kept, *hashes, "CURRENT"])
