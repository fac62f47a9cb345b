"""Files as desks export them, from the file to the figures: each case stands for a whole kind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from pipeline.build import build
from pipeline.intake import Taken, take_in_all
from pipeline.withdrawal import let_count, take_back
from pipeline.workspace import Workspace
from reports.snapshot import Snapshot, current

FILES = Path(__file__).parent / "files"
AS_OF = datetime(2026, 6, 30, 21, 59, 59)
# Where a row came from, and when it was taken in, is no part of what it says.
PROVENANCE = ("delivery_id", "row_number", "received_at", "last_delivery_id", "last_received_at")
OF_DELIVERIES = ("deliveries", "quarantine", "freshness", "snapshot", "builds")


def taken(workspace: Workspace, case: str, files: Sequence[str], mapping: str = "") -> Taken:
    folder = FILES / case
    name = str(folder / mapping) if mapping else None
    return take_in_all(workspace, [folder / one for one in files], mapping_name=name)


def built(workspace: Workspace, *, as_of: datetime = AS_OF, whole: bool = False) -> Snapshot:
    build(workspace, as_of=as_of, whole=whole)
    snapshot = current(workspace.published)
    assert snapshot is not None
    return snapshot


def marts(snapshot: Snapshot) -> dict[str, list[tuple[object, ...]]]:
    """What every mart says, without where it came from."""
    names = snapshot.frame(
        "select table_name from information_schema.tables where table_schema = 'main' order by 1"
    )["table_name"].to_list()
    found = {}
    for name in (one for one in names if one not in OF_DELIVERIES and not one.startswith("int_")):
        frame = snapshot.frame(f'select * from "{name}"')
        frame = frame.drop(column for column in PROVENANCE if column in frame.columns)
        found[name] = sorted(frame.rows(), key=repr)
    return found


@pytest.fixture(scope="module")
def june_alone(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """What the last of two exports says to a workspace that never saw the first."""
    workspace = Workspace(tmp_path_factory.mktemp("june") / "alone")
    taken(workspace, "overlap", ["Tickets_Juni.csv"], "flat_de_full.yml")
    return built(workspace)


def outcomes(snapshot: Snapshot, metric: str) -> dict[str, tuple[str, int]]:
    rows = snapshot.frame(
        "select ticket_id, outcome, elapsed_seconds from sla_clocks "
        f"where metric = '{metric}' order by ticket_id"
    ).rows()
    return {ticket: (outcome, elapsed) for ticket, outcome, elapsed in rows}


def test_a_list_without_a_history_tells_first_responses_exactly_and_hides_the_rests(
    tmp_path: Path,
) -> None:
    taken(Workspace(tmp_path), "flat_no_history", ["t.csv"], "m.yml")
    snapshot = built(Workspace(tmp_path))

    responses = outcomes(snapshot, "response")
    assert {ticket: outcome for ticket, (outcome, _) in responses.items()} == {
        "1": "breached",
        "2": "met",
        "3": "breached",
        "4": "met",
    }
    restorations = outcomes(snapshot, "restoration")
    assert {ticket: outcome for ticket, (outcome, _) in restorations.items()} == {
        "1": "not_measurable",
        "2": "not_measurable",
        "3": "not_measurable",
        "4": "met",
    }
    assert restorations["3"][1] == 384 * 3600


@pytest.mark.parametrize(
    "files",
    [("Tickets_Mai.csv", "Tickets_Juni.csv"), ("Tickets_Juni.csv", "Tickets_Mai.csv"), (".",)],
)
def test_the_next_export_corrects_the_last_in_whatever_order_they_come(
    tmp_path: Path, june_alone: Snapshot, files: tuple[str, ...]
) -> None:
    both = Workspace(tmp_path / "both")
    for file in files:
        taken(both, "overlap", [file], "flat_de_full.yml")

    assert marts(built(both)) == marts(june_alone)
    restorations = outcomes(june_alone, "restoration")
    assert restorations["A2"][0] == "breached"
    assert june_alone.frame(
        "select ticket_id, stopped_at from sla_clocks where metric = 'restoration' order by 1"
    ).rows() == [
        ("A1", datetime(2026, 6, 15, 8, 0)),
        ("A2", None),
        ("A3", datetime(2026, 6, 11, 7, 0)),
    ]


def test_a_month_that_was_built_is_corrected_by_a_build_of_what_changed(
    tmp_path: Path, june_alone: Snapshot
) -> None:
    workspace = Workspace(tmp_path / "both")
    taken(workspace, "overlap", ["Tickets_Mai.csv"], "flat_de_full.yml")
    built(workspace)
    june = taken(workspace, "overlap", ["Tickets_Juni.csv"], "flat_de_full.yml")

    assert [(one.file_name, one.rows) for one in june.given_way] == []
    assert marts(built(workspace)) == marts(june_alone)


def test_a_corrected_mapping_replaces_what_it_brought(tmp_path: Path) -> None:
    workspace, alone = Workspace(tmp_path / "redone"), Workspace(tmp_path / "alone")
    as_of = datetime(2026, 7, 6, 12)
    wrong = taken(workspace, "mapping_redo", ["Tickets_alle.csv"], "wrong.yml")
    built(workspace, as_of=as_of)
    again = taken(workspace, "mapping_redo", ["Tickets_alle.csv"], "flat_de_full.yml")
    taken(alone, "mapping_redo", ["Tickets_alle.csv"], "flat_de_full.yml")

    expected = built(alone, as_of=as_of)
    assert marts(built(workspace, as_of=as_of)) == marts(expected)
    assert again.deliveries[0].replaces == (wrong.deliveries[0].delivery_id,)
    counts = expected.frame(
        "select metric, outcome, count(*) as clocks from sla_clocks "
        "where outcome in ('met', 'breached') group by all order by all"
    )
    assert counts.rows() == [
        ("response", "breached", 37),
        ("response", "met", 323),
        ("restoration", "breached", 26),
        ("restoration", "met", counts.rows()[-1][2]),
    ]


def test_a_mapping_that_says_its_history_by_metric_gives_the_same_responses(tmp_path: Path) -> None:
    mapping = tmp_path / "by_metric.yml"
    text = (FILES / "mapping_redo" / "flat_de_full.yml").read_text(encoding="utf-8")
    mapping.write_text(
        text.replace("history: full", "history: {response: full, restoration: none}"),
        encoding="utf-8",
    )
    workspace = Workspace(tmp_path / "workspace")
    take_in_all(
        workspace,
        [FILES / "mapping_redo" / "Tickets_alle.csv"],
        mapping_name=str(mapping),
    )
    snapshot = built(workspace, as_of=datetime(2026, 7, 6, 12))

    responses = outcomes(snapshot, "response").values()
    assert sum(outcome == "breached" for outcome, _ in responses) == 37
    assert sum(outcome == "met" for outcome, _ in responses) == 323
    restorations = outcomes(snapshot, "restoration").values()
    assert not [outcome for outcome, _ in restorations if outcome == "breached"]
    assert sum(outcome == "not_measurable" for outcome, _ in restorations) == 26


def test_two_rows_of_one_key_go_to_quarantine_each_naming_the_other_line(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    names = ["customers.csv", "agreements.csv", "tickets.csv", "ticket_events.csv"]
    came = taken(workspace, "same_key", names)

    counts = {one.entity: (one.rows_loaded, one.rows_quarantined) for one in came.deliveries}
    assert counts == {
        "customers": (1, 0),
        "agreements": (0, 2),
        "tickets": (2, 2),
        "ticket_events": (2, 2),
    }
    assert not came.is_usable()
    snapshot = built(workspace)
    reasons = snapshot.frame(
        "select row_number, value, reason from quarantine where entity = 'tickets' order by 1"
    ).rows()
    says = "contradicts row {}: the same ticket_id, other values ("
    assert [(line, value, reason.split("priority")[0]) for line, value, reason in reasons] == [
        (4, "T-3", says.format(5)),
        (5, "T-3", says.format(4)),
    ]
    assert any(" no agreement" in one for one in came.doubts)


def test_a_delivery_taken_back_is_gone_from_the_figures_and_can_be_brought_back(
    tmp_path: Path,
) -> None:
    workspace, alone = Workspace(tmp_path / "both"), Workspace(tmp_path / "alone")
    for file in ("Tickets_Mai.csv", "Tickets_Juni.csv"):
        taken(workspace, "overlap", [file], "flat_de_full.yml")
    both = marts(built(workspace))
    take_back(workspace, 2)
    taken(alone, "overlap", ["Tickets_Mai.csv"], "flat_de_full.yml")

    assert marts(built(workspace)) == marts(built(alone))
    let_count(workspace, 2)
    assert marts(built(workspace)) == both


def test_a_status_with_its_reason_in_another_column_rests_for_the_customer_alone(
    tmp_path: Path,
) -> None:
    taken(Workspace(tmp_path), "hold_reason", ["snow_log.csv"], "both.yml")
    snapshot = built(Workspace(tmp_path))

    assert outcomes(snapshot, "restoration") == {
        "INC1": ("met", 36_000),
        "INC2": ("breached", 68_400),
        "INC3": ("met", 28_800),
    }


def test_a_change_from_a_state_that_was_not_known_is_a_finding(tmp_path: Path) -> None:
    taken(Workspace(tmp_path), "lost_transition", ["jira_changelog.csv"], "jc.yml")
    snapshot = built(Workspace(tmp_path))

    assert outcomes(snapshot, "restoration")["J1"] == ("breached", 72_000)
    holes = snapshot.frame("select entity_id from findings where rule_id = 'CLK-S' order by 1")
    assert "J1" in holes["entity_id"].to_list()
    assert "J2" not in holes["entity_id"].to_list()


def test_what_was_loaded_and_gave_way_is_named(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    folder = [FILES / "overlap"]
    came = take_in_all(workspace, folder, mapping_name=str(FILES / "overlap" / "flat_de_full.yml"))

    assert [one.file_name for one in came.deliveries] == ["Tickets_Mai.csv", "Tickets_Juni.csv"]
    assert [(one.file_name, one.rows, one.by_file_name) for one in came.given_way] == [
        ("Tickets_Mai.csv", 3, "Tickets_Juni.csv")
    ]
    assert pl.DataFrame(came.doubts).is_empty()
