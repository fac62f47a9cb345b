"""One customer leaves, from the request to the closed channel, played day by day."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.models.loader import prepare, run_dbt, warehouse
from tests.models.test_exits import Leaving, Plan, ask, put

RULES = tuple(f"int_findings_exi_{number}" for number in (1, 2, 3, 4, 5, 6, 7, 9))
MODELS = ("int_exits", "int_exit_steps", "int_exit_promises", "exits", "exit_steps", *RULES)

# Berlin is two hours ahead of UTC all along; the term ends on 30 June, retrieval on 30 July.
STEPS: Plan = {
    "contact_named": ("2026-06-02", "2026-06-02T08:00:00Z"),
    "support_told": ("2026-06-03", "2026-06-03T08:00:00Z"),
    "billing_told": ("2026-06-03", "2026-06-03T08:00:00Z"),
    "account_told": ("2026-06-03", "2026-06-03T08:00:00Z"),
    "cloud_told": ("2026-06-03", "2026-06-05T08:00:00Z"),
    "termination_notified": ("2026-06-10", "2026-06-10T08:00:00Z"),
    "export_done": ("2026-07-10", "2026-07-12T08:00:00Z"),
    "access_revoked": ("2026-07-31", "2026-07-31T08:00:00Z"),
    "tenant_deleted": ("2026-08-03", "2026-08-03T21:59:59Z"),
    "data_gone": ("2026-08-10", "2026-08-10T08:00:00Z"),
    "compliance_checked": ("2026-08-12", "2026-08-12T08:00:00Z"),
    "channel_closed": ("2026-08-18", "2026-08-19T08:00:00Z"),
}
ANSWERS: dict[str, object] = {
    "owner": None,
    "products": "SMAX CMS",
    "export_wanted": "true",
    "empty_by": "2026-08-05",
    "gone_by": "2026-08-11",
    "channel_closes_on": "2026-08-20",
}


@dataclass(frozen=True)
class Day:
    """What is to be seen at an instant (UTC): days late by step, and findings as rule and part."""

    at: str
    stage: str
    late: dict[str, int]
    days_left: int | None
    promise: str
    findings: set[str]


CMS = "EXI-3 CMS"
CLOUD = {"cloud_told": 2}
EXPORTED = CLOUD | {"export_done": 2}
SEEN = {CMS, "EXI-7 cloud_told", "EXI-7 export_done"}
UNTOLD = {"EXI-2 support_told", "EXI-2 billing_told", "EXI-2 account_told", "EXI-2 cloud_told"}
DAYS = (
    Day("2026-06-01T08:00", "contact", {}, None, "open", UNTOLD | {CMS, "EXI-2 contact_named"}),
    Day("2026-06-02T08:00", "teams", {}, None, "open", UNTOLD | {CMS}),
    Day(
        "2026-06-03T22:00",
        "teams",
        {"cloud_told": 1},
        None,
        "open",
        {CMS, "EXI-2 cloud_told", "EXI-7 cloud_told"},
    ),
    Day("2026-06-10T08:00", "export", CLOUD, None, "open", {CMS, "EXI-7 cloud_told"}),
    Day("2026-07-10T22:00", "export", CLOUD | {"export_done": 1}, None, "open", SEEN),
    Day("2026-07-31T08:00", "deletion", EXPORTED, None, "open", SEEN),
    Day("2026-08-03T21:59", "deletion", EXPORTED, None, "open", SEEN),
    Day("2026-08-03T21:59:59", "data_gone", EXPORTED, 7, "open", SEEN),
    Day("2026-08-03T22:00", "data_gone", EXPORTED, 6, "open", SEEN),
    Day("2026-08-10T07:59", "data_gone", EXPORTED, 0, "open", SEEN),
    Day(
        "2026-08-18T22:00",
        "channel",
        EXPORTED | {"channel_closed": 1},
        0,
        "open",
        SEEN | {"EXI-7 channel_closed"},
    ),
    Day(
        "2026-08-19T08:00",
        "closed",
        EXPORTED | {"channel_closed": 1},
        0,
        "kept",
        SEEN | {"EXI-7 channel_closed"},
    ),
)


BUILT_AS_OF = datetime(2026, 8, 31, tzinfo=UTC)
LOOKED_UP = "(select epoch(as_of)::bigint from raw.build)"
# As dbt wrote the instant into the models, and how it is looked up where it moves.
MOVED = {
    f"cast('{BUILT_AS_OF:%Y-%m-%d %H:%M:%S}' as timestamp)": "(select as_of from raw.build)",
    f"cast({BUILT_AS_OF.timestamp():.0f} as bigint)": LOOKED_UP,
}


@pytest.fixture(scope="module")
def leaving(tmp_path_factory: pytest.TempPathFactory, artefacts: Path) -> Path:
    path = tmp_path_factory.mktemp("exit_days") / "warehouse.duckdb"
    desk = Leaving()
    terms: dict[str, object] = {"ends_on": "2026-06-30", "retrieval_days": 30}
    desk.exit("leaves", STEPS, terms=terms, **ANSWERS)
    with warehouse(path) as connection:
        put(connection, desk)
        prepare(connection, as_of=BUILT_AS_OF)
    assert run_dbt(path, "seed", artefacts=artefacts) == []
    selected = [f"+{name}" for name in MODELS]
    assert run_dbt(path, "run", "--select", *selected, artefacts=artefacts) == []
    # Rules are part of the table that reads them, and only compiled.
    assert run_dbt(path, "compile", "--select", *MODELS, artefacts=artefacts) == []
    return path


@pytest.fixture(scope="module")
def statements(leaving: Path, artefacts: Path) -> list[str]:
    """The models as dbt wrote them for this warehouse, to be run again as of other instants."""
    assert leaving.exists()
    nodes = json.loads((artefacts / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    written = []
    for node in (nodes[f"model.service_review.{name}"] for name in MODELS):
        code = node["compiled_code"]
        for instant, lookup in MOVED.items():
            code = code.replace(instant, lookup)
        assert "2026-08-31" not in code
        kind = node["config"]["materialized"].replace("ephemeral", "view")
        written.append(f"create or replace {kind} {node['schema']}.{node['name']} as {code}")
    assert any("from raw.build" in one for one in written)
    return written


def seen(path: Path, statements: list[str], at: datetime | str) -> Day | None:
    """What the models show at an instant."""
    with duckdb.connect(path) as connection:
        connection.execute("update raw.build set as_of = cast(? as timestamp)", [str(at)])
        for statement in statements:
            connection.execute(statement)
    shown = ask(path, "select stage, days_left, promise, late_steps from marts.exits")
    if not shown:
        return None
    ((stage, days_left, promise, late_steps),) = shown
    late = dict(ask(path, "select step, days_late from marts.exit_steps where days_late > 0"))
    assert late_steps == len(late)
    told = " union all ".join(f"select rule_id, part from intermediate.{rule}" for rule in RULES)
    findings = {f"{rule_id} {part}".strip() for rule_id, part in ask(path, told)}
    return Day(str(at), stage, late, days_left, promise, findings)


@pytest.mark.parametrize("day", DAYS, ids=lambda day: day.at)
def test_each_turn_shows_the_stage_what_is_late_and_the_countdown(
    leaving: Path, statements: list[str], day: Day
) -> None:
    assert seen(leaving, statements, day.at) == day


def test_before_the_request_there_is_no_exit(leaving: Path, statements: list[str]) -> None:
    assert seen(leaving, statements, "2026-06-01T07:59:59") is None
    assert ask(leaving, "select count(*) from marts.exit_steps") == [(0,)]


# The stage from the noon (UTC) of a day on.
STAGES = {
    date(2026, 6, 1): "contact",
    date(2026, 6, 2): "teams",
    date(2026, 6, 5): "notice",
    date(2026, 6, 10): "export",
    date(2026, 7, 12): "access",
    date(2026, 7, 31): "deletion",
    date(2026, 8, 4): "data_gone",
    date(2026, 8, 10): "compliance",
    date(2026, 8, 12): "channel",
    date(2026, 8, 19): "closed",
}


def late_on(day: date) -> dict[str, int]:
    late = {
        "cloud_told": min(day, date(2026, 6, 5)) - date(2026, 6, 3),
        "export_done": min(day, date(2026, 7, 12)) - date(2026, 7, 10),
        "channel_closed": min(day, date(2026, 8, 19)) - date(2026, 8, 18),
    }
    return {step: span.days for step, span in late.items() if span.days > 0}


def test_every_day_at_noon_shows_the_stage_what_is_late_and_the_countdown(
    leaving: Path, statements: list[str]
) -> None:
    days = [date(2026, 6, 1) + timedelta(days=number) for number in range(88)]
    found = {}
    for day in days:
        # What the findings say on each turn stands above: here the marts alone.
        shown = seen(leaving, statements[:5], f"{day} 12:00:00")
        assert shown is not None
        found[day] = (shown.stage, shown.late, shown.days_left, shown.promise)

    deleted = date(2026, 8, 4)
    assert found == {
        day: (
            next(stage for since, stage in reversed(STAGES.items()) if since <= day),
            late_on(day),
            None if day < deleted else max((date(2026, 8, 10) - day).days, 0),
            "open" if day < date(2026, 8, 19) else "kept",
        )
        for day in days
    }
