"""The simulated portfolio: every clock and quota equal to what its maker meant it to be."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipeline.build import build
from pipeline.intake import take_in_all
from pipeline.workspace import Workspace
from reports.snapshot import Snapshot, current
from simulate import portfolio, write

BREACH = ["rule_id", "customer_id", "entity", "entity_id", "part"]
KEY = ["ticket_id", "metric"]


@pytest.fixture(scope="module")
def snapshot(demo_workspace: Workspace) -> Snapshot:
    found = current(demo_workspace.published)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def truth(demo_workspace: Workspace) -> pl.DataFrame:
    return pl.read_parquet(demo_workspace.root / "truth" / "sla_clocks.parquet").sort(KEY)


def test_every_column_of_every_clock_is_the_simulators_own(
    snapshot: Snapshot, truth: pl.DataFrame
) -> None:
    clocks = snapshot.frame("select * from sla_clocks").sort(KEY)

    compared = [name for name in truth.columns if name in clocks.columns]
    assert {"outcome", "elapsed_seconds", "due_at", "month", *KEY} <= set(compared)
    assert clocks.select(KEY).equals(truth.select(KEY))
    different = {
        name: clocks.filter(clocks[name].ne_missing(truth[name].cast(clocks[name].dtype)))[
            "ticket_id"
        ].to_list()[:5]
        for name in compared
    }
    assert different == {name: [] for name in compared}


def test_two_clocks_stand_for_every_ticket_that_is_not_a_problem(snapshot: Snapshot) -> None:
    counted = snapshot.frame(
        """
        select
            (select count(*) from sla_clocks) as clocks,
            (select count(*) from tickets where kind <> 'problem') as tickets,
            (
                select sum(number)
                from (select outcome, count(*) as number from sla_clocks group by outcome)
                where outcome in (
                    'met', 'breached', 'running', 'paused', 'excluded', 'not_measurable'
                )
            ) as outcomes
        """
    ).row(0, named=True)

    assert counted["clocks"] == counted["outcomes"] > 30_000
    assert counted["clocks"] == 2 * counted["tickets"]


def test_every_outcome_occurs(snapshot: Snapshot) -> None:
    outcomes = snapshot.frame("select distinct outcome from sla_clocks order by 1")["outcome"]

    assert {"met", "breached", "running", "paused", "excluded"} <= set(outcomes)


def test_every_contract_year_is_the_simulators_own(
    snapshot: Snapshot, demo_workspace: Workspace
) -> None:
    truth = pl.read_parquet(demo_workspace.root / "truth" / "contract_years.parquet")
    keys = ["agreement_id", "kind", "starts_on"]
    years = snapshot.frame("select * from contract_years").select(truth.columns).sort(keys)

    assert years.rows() == truth.sort(keys).rows()
    assert years.filter(pl.col("used_units") > 0).height > 50
    assert years["overage_units"].sum() > 0 < years["top_up_units"].sum()


def test_the_rules_that_exits_break_are_those_planted(
    snapshot: Snapshot, demo_workspace: Workspace
) -> None:
    planted = pl.read_parquet(demo_workspace.root / "truth" / "exit_findings.parquet")
    found = snapshot.frame(
        "select rule_id, customer_id, entity_id as exit_id, part from findings "
        "where rule_id like 'EXI-%'"
    )

    assert sorted(found.rows()) == sorted(planted.rows())
    assert len(found) > 30


def test_each_verdict_of_a_desk_is_explained_by_why_it_was_made(
    snapshot: Snapshot, demo_workspace: Workspace
) -> None:
    keys = ["ticket_id", "metric", "name"]
    truth = pl.read_parquet(demo_workspace.root / "truth" / "source_verdicts.parquet")
    found = snapshot.frame("select * from reconciliation").select(truth.columns).sort(keys)

    assert found.rows() == truth.sort(keys).rows()
    assert len(found) > 5_000


def watched(snapshot: Snapshot, truth: pl.DataFrame) -> pl.DataFrame:
    """The findings of the rules that the simulator watches."""
    rules = truth["rule_id"].unique()
    found = snapshot.frame(f"select {', '.join(BREACH)} from findings")
    return found.filter(pl.col("rule_id").is_in(rules.implode())).sort(BREACH)


def returning(truth: pl.DataFrame) -> pl.DataFrame:
    """The categories that keep coming back to a customer."""
    return truth.filter(pl.col("rule_id") == "PRB-2", pl.col("entity") == "customers")


def test_the_findings_are_the_breaches_planted_none_more_and_none_fewer(
    demo_workspace: Workspace, snapshot: Snapshot
) -> None:
    truth = pl.read_parquet(demo_workspace.root / "truth" / "findings.parquet")

    assert watched(snapshot, truth).equals(truth.sort(BREACH))
    counts = dict(truth.group_by("rule_id").len().rows())
    assert len(counts) == 15
    assert min(counts.values()) >= 1
    assert returning(truth).height >= 1


@pytest.mark.parametrize("seed", [2, 3])
def test_those_of_another_portfolio_too(seed: int, tmp_path: Path) -> None:
    made = portfolio(seed=seed, customers=16)
    workspace = Workspace(tmp_path)
    workspace.create()
    taken = take_in_all(workspace, list(write(made, tmp_path / "portfolio")))
    build(workspace)
    found = current(workspace.published)

    assert not taken.refused
    assert found is not None
    truth = made.truth["findings"]
    assert watched(found, truth).equals(truth.sort(BREACH))
    assert truth["rule_id"].n_unique() >= 12
    assert returning(truth).height >= 1
