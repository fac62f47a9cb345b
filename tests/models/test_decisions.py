"""The worked examples of docs/decisions.md, each taken in and built under each of its readings."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import duckdb
import pytest
import yaml

from ingest.zones import zone_info
from pipeline.build import latest_instant, prepare
from pipeline.intake import take_in_all
from pipeline.policy import CARRIED_OUT, Policy
from pipeline.workspace import Workspace
from reports.wording import exact_duration
from tests.models.loader import ROOT, run_dbt

ZONE = zone_info("Europe/London")
DEFAULT = "default"
MODELS_ONLY = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
TERMS = {
    "customers": "customer_id,name\nC,Customer\n",
    "agreements": "agreement_id,customer_id,starts_on,ends_on,time_zone,support_region\n"
    "A,C,2026-01-01,2026-12-31,Europe/London,GB-ENG\n",
}

# The verdicts on the clocks of all examples, by ticket and metric, under one reading and value.
Verdicts = Callable[[str, str], dict[tuple[str, str], str]]


@dataclass(frozen=True)
class Example:
    """One ticket, and what is said of one of its clocks under each value of a reading."""

    ticket_id: str
    ticket: dict[str, str]
    events: list[str]
    metric: str
    reading: str
    verdicts: dict[str, str]


def examples() -> Iterator[Example]:
    text = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    for number, block in enumerate(re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)):
        told = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506  # builds only text
        ticket, events = told.pop("ticket"), told.pop("events")
        ((question, verdicts),) = told.items()
        metric, _, reading = question.partition(" by ")
        yield Example(f"T{number}", ticket, events, metric, reading, verdicts)


EXAMPLES = list(examples())
ASKED = [(one, value) for one in EXAMPLES for value in one.verdicts]


def instant(local: str) -> str:
    return datetime.fromisoformat(local).replace(tzinfo=ZONE).isoformat()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """All examples, taken in from files."""
    folder = tmp_path_factory.mktemp("decisions")
    for name, content in TERMS.items():
        (folder / f"{name}.csv").write_text(content)
    with (folder / "tickets.csv").open("w", newline="") as stream:
        tickets = csv.writer(stream)
        columns = "ticket_id,customer_id,kind,environment,priority,opened_at,channel"
        tickets.writerow(columns.split(","))
        for one in EXAMPLES:
            kind, priority = one.ticket["kind"], one.ticket["priority"]
            opened_at, channel = instant(one.ticket["opened"]), one.ticket.get("channel", "phone")
            tickets.writerow([one.ticket_id, "C", kind, "production", priority, opened_at, channel])
    with (folder / "ticket_events.csv").open("w", newline="") as stream:
        events = csv.writer(stream)
        events.writerow(["ticket_id", "occurred_at", "field", "value"])
        for one in EXAMPLES:
            for event in one.events:
                at, field, *value = event.split(", ")
                events.writerow([one.ticket_id, instant(at), field, *(value or [""])])
    workspace = Workspace(folder / "workspace")
    taken = take_in_all(workspace, [folder])
    assert not taken.refused
    assert not any(one.rows_quarantined for one in taken.deliveries)
    return workspace


@pytest.fixture(scope="module")
def verdicts(workspace: Workspace, artefacts: Path) -> Verdicts:
    """Builds under a reading when it is first asked for; the defaults are one build."""

    @cache
    def built(policy: Policy) -> dict[tuple[str, str], str]:
        with workspace.writing() as connection:
            prepare(connection, policy, as_of=latest_instant(connection))
        told = ["--select", "+sla_clocks", "--vars", json.dumps(policy.variables), *MODELS_ONLY]
        assert run_dbt(workspace.warehouse, "build", *told, artefacts=artefacts / "decisions") == []
        with duckdb.connect(workspace.warehouse, read_only=True) as connection:
            rows = connection.execute(
                "select ticket_id, metric, outcome, excluded_reason, elapsed_seconds, due_at "
                "from marts.sla_clocks"
            ).fetchall()
        return {(ticket_id, metric): said(*judged) for ticket_id, metric, *judged in rows}

    def under(reading: str, value: str) -> dict[tuple[str, str], str]:
        return built(Policy() if value == DEFAULT else Policy().changed({reading: value}))

    return under


def said(outcome: str, why: str | None, elapsed_seconds: int, due_at: datetime | None) -> str:
    """A verdict as the examples word it."""
    reason = f" ({why})" if why else ""
    due = f", due {due_at.replace(tzinfo=UTC).astimezone(ZONE):%Y-%m-%d %H:%M:%S}" if due_at else ""
    return f"{outcome}{reason} after {exact_duration(elapsed_seconds)}{due}"


@pytest.mark.parametrize(
    ("example", "value"), ASKED, ids=[f"{one.ticket_id}-{one.reading}-{v}" for one, v in ASKED]
)
def test_an_example_is_judged_as_it_says(example: Example, value: str, verdicts: Verdicts) -> None:
    found = verdicts(example.reading, value)[example.ticket_id, example.metric]

    assert found == example.verdicts[value]


def test_every_reading_that_bears_on_clocks_has_an_example_in_which_it_decides() -> None:
    deciding = [
        one.reading for one in EXAMPLES if len(set(one.verdicts.values())) == len(one.verdicts) > 1
    ]

    assert sorted(deciding) == sorted(CARRIED_OUT)
