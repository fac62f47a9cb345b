"""`backtest` of a workspace: what it says, shows and refuses; and the tables it rests on."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from forecast.past_forecasts import forecast_scores
from pipeline.command import app
from pipeline.errors import StoppedError
from pipeline.past_backtest import backtest_of_workspace
from pipeline.publish import publish
from pipeline.quota_forecasts import TABLES, quota_tables, read_records
from pipeline.workspace import Workspace
from reports.snapshot import Snapshot, current


@pytest.fixture(scope="module")
def snapshot(demo_workspace: Workspace) -> Snapshot:
    found = current(demo_workspace.published)
    assert found is not None
    return found


def published(workspace: Workspace, *statements: str) -> Workspace:
    """A workspace whose snapshot holds what the statements make of an otherwise empty one."""
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.builds as select timestamp '2026-06-30' as as_of")
        for statement in statements:
            connection.execute(statement)
        publish(connection, workspace.published, as_of=datetime(2026, 6, 30))
    return workspace


def test_a_backtest_is_told_with_the_run_rate_beside_it(demo_workspace: Workspace) -> None:
    words = ["--workspace", str(demo_workspace.root), "backtest"]
    said = CliRunner().invoke(app, words)
    found = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)

    assert said.exit_code == 0
    assert "Brier score" in said.output
    (both,) = [row for row in found["summary"] if row["kind"] == "both"]
    assert both["brier"] < both["brier_run_rate"]
    assert both["cover_80"] == pytest.approx(0.8, abs=0.1)
    assert [row["months_known"] for row in found["by_months_known"]] == list(range(1, 12))


def test_the_page_needs_nothing_beside_it(demo_workspace: Workspace, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    words = ["--workspace", str(demo_workspace.root), "backtest", "--html", str(page)]
    assert CliRunner().invoke(app, words).exit_code == 0

    text = page.read_text(encoding="utf-8")
    assert text.count("<svg") == 4
    assert not [word for word in ("<script", "src=", "<link", "url(http") if word in text]
    assert "What was said, and what came" in text


def test_without_a_snapshot_or_past_years_a_backtest_says_what_to_do(tmp_path: Path) -> None:
    bare = Workspace(tmp_path / "bare")
    older = published(Workspace(tmp_path / "older"))
    young = published(
        Workspace(tmp_path / "young"), "create table marts.past_forecasts (kind varchar)"
    )

    for workspace, message in (
        (bare, "Nothing is published"),
        (older, "holds no past forecasts"),
        (young, "No contract year is over"),
    ):
        with pytest.raises(StoppedError, match=message):
            backtest_of_workspace(workspace)


def test_files_need_all_three_names_and_a_page_is_of_a_workspace() -> None:
    for words in (["--series", "a.csv"], ["--series", "a.csv", "--html", "b.html"]):
        assert CliRunner().invoke(app, ["backtest", *words]).exit_code == 2


def test_a_snapshot_holds_the_tables_of_the_forecasts_and_they_agree(snapshot: Snapshot) -> None:
    frames = {name: snapshot.frame(f"select * from {name}") for name in TABLES}

    assert {name: frame.columns for name, frame in frames.items()} == {
        name: list(columns) for name, columns in TABLES.items()
    }
    assert not [name for name, frame in frames.items() if frame.is_empty()]
    assert forecast_scores(frames["past_forecasts"]).equals(
        frames["forecast_scores"].sort("kind", "months_known")
    )
    asked = "select customer_id, kind, agreement_id, starts_on, used_units from {} order by all"
    assert (
        snapshot.frame(asked.format("quota_forecasts")).rows()
        == snapshot.frame(
            "select customer_id, kind, agreement_id, starts_on, used_units "
            "from contract_years where is_open order by all"
        ).rows()
    )


def test_the_tables_kept_are_those_made_anew(demo_workspace: Workspace) -> None:
    with demo_workspace.writing() as connection:
        as_of = connection.execute("select as_of from raw.build").fetchall()[0][0]
        kept = {
            name: connection.sql(f"select * from marts.{name}").pl()
            for name in ("quota_portfolios", "past_forecasts")
        }
        records = read_records(connection, as_of=as_of)

    anew, again = quota_tables(records), quota_tables(records, kept)
    assert {name: again[name].equals(anew[name].select(again[name].columns)) for name in anew} == (
        dict.fromkeys(anew, True)
    )
    assert anew["quota_portfolios"].equals(kept["quota_portfolios"].sort("kind"))
