"""What if: a portfolio built aside under other readings and targets, and what that would change."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipeline.build import build
from pipeline.command import app
from pipeline.intake import take_in_all
from pipeline.policy import Policy
from pipeline.publish import snapshots
from pipeline.what_if import OVERRIDES_STAND, question, what_if
from pipeline.workspace import Workspace
from reports.snapshot import Snapshot, current
from reports.what_if import Change, WhatIf
from simulate import Portfolio, portfolio, write
from tests.proof.judge import Judge
from tests.proof.readings import DEFAULT, Readings
from tests.proof.records import ENTITIES, Delivery, known
from tests.proof.records import Portfolio as Delivered

HEADING = "What if business_day were 08:00-16:00, and not agreement?"
LATER = (
    "ticket_id,customer_id,kind,environment,priority,opened_at\n"
    "LATER,{customer},incident,production,P3,2026-06-01T09:00:00Z\n"
)


@pytest.fixture(scope="module")
def small() -> Portfolio:
    return portfolio(seed=3, customers=6, months=4)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, small: Portfolio) -> Workspace:
    folder = tmp_path_factory.mktemp("small")
    write(small, folder / "portfolio")
    workspace = Workspace(folder / "workspace")
    assert not take_in_all(workspace, [folder / "portfolio"]).refused
    build(workspace)
    return workspace


@pytest.fixture(scope="module")
def shorter_day(workspace: Workspace) -> WhatIf:
    return what_if(workspace, question(["business_day=08:00-16:00"], Policy()))


@pytest.fixture(scope="module")
def longer_targets(workspace: Workspace) -> WhatIf:
    asked = ["target.P3.restoration=20 business hours", "target.P2.response=4h"]
    return what_if(workspace, question(asked, Policy()))


def published(workspace: Workspace) -> Snapshot:
    found = current(workspace.published)
    assert found is not None
    return found


def judged(
    small: Portfolio, readings: Readings = DEFAULT
) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Outcome and elapsed of each clock, as a walk through its days judges it."""
    deliveries = [
        Delivery([kind(**row) for row in rows(small, entity, kind)])
        for kind, entity in ENTITIES.items()
    ]
    world = known(Delivered(small.as_of, deliveries))
    return {
        (row["ticket_id"], row["metric"]): (row["outcome"], row["elapsed_seconds"])
        for row in Judge(world, readings).all_clocks()
    }


def rows(small: Portfolio, entity: str, form: type) -> list[dict[str, Any]]:
    """An entity's rows, with the fields that the judge knows."""
    return [
        {name: in_utc(value) for name, value in row.items() if name in form.__annotations__}
        for row in small.frames[entity].to_dicts()
    ]


def in_utc(value: object) -> object:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def flips(
    before: Mapping[tuple[str, str], tuple[Any, ...]],
    after: Mapping[tuple[str, str], tuple[Any, ...]],
) -> set[tuple[Any, ...]]:
    return {
        (*clock, *before[clock], *after[clock])
        for clock in before
        if before[clock][0] != after[clock][0]
    }


def found_flips(found: WhatIf) -> set[tuple[Any, ...]]:
    return set(
        found.flips.select(
            *("ticket_id", "metric", "outcome_before", "elapsed_seconds_before"),
            *("outcome_after", "elapsed_seconds_after"),
        ).iter_rows()
    )


def test_an_eight_hour_day_flips_the_clocks_that_the_judge_says_and_no_other(
    small: Portfolio, shorter_day: WhatIf
) -> None:
    expected = flips(judged(small), judged(small, Readings(business_day="08:00-16:00")))

    assert len(expected) > 5
    assert found_flips(shorter_day) == expected
    assert shorter_day.flipped == len(expected)


def test_other_targets_flip_the_clocks_that_the_judge_says_and_overrides_stand(
    small: Portfolio, longer_targets: WhatIf
) -> None:
    asked = {("restoration", "P3"): (72_000, "business"), ("response", "P2"): (14_400, "24x7")}

    expected = flips(judged(small), judged(small, Readings(targets=asked)))

    assert len(expected) > 5
    assert found_flips(longer_targets) == expected
    assert longer_targets.notes == (OVERRIDES_STAND,)
    assert longer_targets.changes == (
        Change("P3 restoration target", "48 business hours", "20 business hours"),
        Change("P2 response target", "2 business hours", "4 h, 24x7"),
    )


def test_the_totals_are_those_of_both_snapshots(
    workspace: Workspace, shorter_day: WhatIf, small: Portfolio
) -> None:
    counted = published(workspace).frame(
        "select metric, sum(met)::bigint as met, sum(decided)::bigint as decided "
        "from sla_attainment group by metric order by metric"
    )
    shorter = judged(small, Readings(business_day="08:00-16:00"))
    met_after = [
        sum(m == metric and told[0] == "met" for (_, m), told in shorter.items())
        for metric in ("response", "restoration")
    ]

    assert (
        shorter_day.totals.select("metric", "met_before", "decided_before").rows() == counted.rows()
    )
    assert shorter_day.totals["met_after"].to_list() == met_after


def test_only_customers_whose_figures_change_are_listed(shorter_day: WhatIf) -> None:
    counts = [
        (row["met_before"], row["decided_before"]) != (row["met_after"], row["decided_after"])
        for row in shorter_day.attainment.to_dicts()
    ]
    flipped = set(shorter_day.flips.select("customer_id", "metric").iter_rows())

    assert counts == [True] * len(counts)
    assert set(shorter_day.attainment.select("customer_id", "metric").iter_rows()) == flipped


def test_nothing_is_published_and_nothing_is_left_behind(
    workspace: Workspace, shorter_day: WhatIf
) -> None:
    with workspace.writing() as connection:
        told = connection.execute(
            "select value from marts.readings where name = 'business_day'"
        ).fetchall()

    assert shorter_day.baseline == f"the published snapshot {published(workspace).name}"
    assert snapshots(workspace.published) == [published(workspace).name]
    assert not list(workspace.scratch.glob("what-if-*"))
    assert told == [("agreement",)]


def test_what_differs_from_what_is_published_is_said_and_built_aside(
    workspace: Workspace, tmp_path: Path, small: Portfolio
) -> None:
    aside = Workspace(tmp_path / "workspace")
    copied(workspace, aside)
    customer = small.frames["customers"]["customer_id"][0]
    (tmp_path / "tickets.csv").write_text(LATER.format(customer=customer))
    take_in_all(aside, [tmp_path / "tickets.csv"])
    present = Policy(response_rests="yes")

    found = what_if(aside, question(["request_consumed=restored"], present))

    assert found.baseline == (
        "a build aside, because of what is published other deliveries have come in and "
        "response_rests is yes, and not no"
    )
    assert found.as_of == published(workspace).as_of
    assert found.clocks == len(published(workspace).frame("select ticket_id from sla_clocks")) + 2
    assert (found.different, found.flipped) == (0, 0)
    assert found.notes == ("No clock depends on request_consumed: it bears on quotas.",)


def copied(workspace: Workspace, aside: Workspace) -> None:
    """The same deliveries and the same snapshot, in another place."""
    aside.create()
    aside.warehouse.write_bytes(workspace.warehouse.read_bytes())
    for path in workspace.published.iterdir():
        (aside.published / path.name).write_bytes(path.read_bytes())


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (["reopening"], "'reopening' is not NAME=VALUE"),
        (["reopening=perhaps"], "reopening: must be 'resume' or 'elapse', not 'perhaps'"),
        (["opening=late"], "opening: is not known here .*did you mean reopening"),
        (["reopening=elapse", "reopening=resume"], "reopening is set twice"),
        (["target.P5.response=4h"], "target.P5.response is no target"),
        (["target.P2.response=soon"], "target.P2.response: 'soon' is no span such as 4h"),
        (["reopening=resume"], "these settings are in force already"),
        ([], "these settings are in force already"),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(settings: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        question(settings, Policy())


def test_a_wrong_question_ends_in_2_and_one_before_any_build_in_1(tmp_path: Path) -> None:
    told = ["--workspace", str(tmp_path), "what-if", "--set"]
    wrong = CliRunner().invoke(app, [*told, "reopening=perhaps"], env={"COLUMNS": "200"})
    early = CliRunner().invoke(app, [*told, "reopening=elapse"])

    assert wrong.exit_code == 2
    assert "reopening: must be 'resume' or 'elapse', not 'perhaps'" in wrong.output
    assert "there is nothing to compare with" in str(early.exception)


def test_the_command_prints_what_changes_and_writes_a_page(
    workspace: Workspace, shorter_day: WhatIf, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    told = ["--workspace", str(workspace.root), "what-if", "--set", "business_day=08:00-16:00"]

    ended = subprocess.run(
        [sys.executable, "-m", "pipeline", *told, "--html", str(page)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "200"},
    )

    assert ended.returncode == 0, ended.stderr
    assert HEADING in ended.stdout
    assert all(ticket in ended.stdout for ticket in shorter_day.flips["ticket_id"])
    assert page.read_text(encoding="utf-8").count("<tr>") > shorter_day.flipped
