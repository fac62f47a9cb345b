"""What if: the same data under other readings or targets, built aside; nothing is published."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from ingest.calendars import LONGEST_HANDBOOK_SECONDS
from ingest.contract import ENTITIES
from pipeline.build import prepare, versions
from pipeline.errors import StoppedError
from pipeline.models import Progress, run_models
from pipeline.parsed import PROJECT
from pipeline.policy import CARRIED_OUT, OF_CHANGES, OF_QUOTAS, Policy
from pipeline.publish import publish
from pipeline.spans import span
from pipeline.workspace import Workspace
from reports import wording
from reports.snapshot import Snapshot, SnapshotError, SnapshotPair, current, opened
from reports.what_if import Change, WhatIf, compared

# The marts that are compared, and what they rest on.
SELECTED = ("+sla_attainment", "+customers", "+readings", "+builds", "+tickets", "+ticket_events")
TARGET = re.compile(r"target\.(P[1-4])\.(response|restoration)")
OVERRIDES_STAND = (
    "The handbook's targets are replaced; a target that an agreement overrides stands (TGT-2)."
)
# What the models read of what was delivered, beside the entities.
READ_BY_MODELS = ("deliveries", "delivered_columns", "set_aside", "superseded", "ahead")


@dataclass(frozen=True)
class Target:
    """A target to put in place of the handbook's, in seconds of its calendar (TGT-1)."""

    metric: str
    priority: str
    target_seconds: int
    calendar: str


@dataclass(frozen=True)
class Question:
    """What is asked: the readings as they are and as they would be, and other targets."""

    present: Policy
    asked: Policy
    targets: tuple[Target, ...]

    @property
    def variables(self) -> dict[str, object]:
        """What the models are told."""
        return {**self.asked.variables, "targets": [vars(one) for one in self.targets]}

    @property
    def longest_seconds(self) -> int:
        """The longest business target that is no agreement's."""
        business = [one.target_seconds for one in self.targets if one.calendar == "business"]
        return max([LONGEST_HANDBOOK_SECONDS, *business])


def question(settings: Sequence[str], present: Policy) -> Question:
    """Read settings such as `reopening=elapse` and `target.P2.response=4h`.

    Raises ValueError that says what is wrong with one, or that nothing would be different.
    """
    readings: dict[str, str] = {}
    targets: dict[str, Target] = {}
    for setting in settings:
        name, equals, value = (part.strip() for part in setting.partition("="))
        if not equals:
            raise ValueError(f"{setting!r} is not NAME=VALUE, such as reopening=elapse.")
        if name in readings or name in targets:
            raise ValueError(f"{name} is set twice.")
        if name.startswith("target."):
            targets[name] = _target(name, value)
        else:
            readings[name] = value
    asked = present.changed(readings)
    if asked == present and not targets:
        raise ValueError("Nothing would change: these settings are in force already.")
    return Question(present, asked, tuple(targets.values()))


def what_if(
    workspace: Workspace, asked: Question, *, progress: Progress = lambda *_: None
) -> WhatIf:
    """Build the data of the published snapshot as asked, aside, and compare the two.

    Where what is published is not what the workspace would publish now, the other side of the
    comparison is built aside too. Raises StoppedError where nothing is published, BuildFailedError
    where a model or a test fails.
    """
    published = current(workspace.published)
    if published is None:
        raise StoppedError(
            f"Nothing is published in {workspace.root} yet, so there is nothing to compare with.",
            way_out="Build first: `service-review build`.",
        )
    as_of = published.as_of.replace(tzinfo=None)
    workspace.create()
    with TemporaryDirectory(prefix="what-if-", dir=workspace.scratch) as folder:
        aside = Workspace(Path(folder))
        with workspace.alone("what-if"), workspace.writing() as connection:
            stale = _differences(published, connection, asked.present)
            _copy_raw(connection, aside)
        before, baseline = published, f"the published snapshot {published.name}"
        if stale:
            before = _built(aside, Question(asked.present, asked.present, ()), as_of, progress)
            baseline = f"a build aside, because of what is published {' and '.join(stale)}"
        after = _built(aside, asked, as_of, progress)
        return compared(
            SnapshotPair(before, after),
            changes=_changes(asked),
            baseline=baseline,
            notes=_notes(asked),
        )


def _target(name: str, value: str) -> Target:
    named = TARGET.fullmatch(name)
    if not named:
        raise ValueError(f"{name} is no target; one is called target.P2.response, for example.")
    try:
        asked = span(value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}.") from None
    return Target(named[2], named[1], asked.seconds, asked.calendar)


def _copy_raw(connection: duckdb.DuckDBPyConnection, aside: Workspace) -> None:
    """Copy what was delivered; what else raw holds is made by each build."""
    aside.create()
    connection.execute("attach $path as aside", {"path": str(aside.warehouse)})
    connection.execute("create schema aside.raw")
    for name in (*READ_BY_MODELS, *(entity.name for entity in ENTITIES)):
        connection.execute(f"create table aside.raw.{name} as from raw.{name}")
    connection.execute("detach aside")


def _built(aside: Workspace, asked: Question, as_of: datetime, progress: Progress) -> Snapshot:
    with aside.writing() as connection:
        prepare(connection, asked.asked, as_of=as_of, longest_seconds=asked.longest_seconds)
    run_models(aside, variables=asked.variables, select=SELECTED, progress=progress)
    with aside.writing() as connection:
        name = publish(connection, aside.published, as_of=as_of)
    return opened(aside.published, name)


def _differences(
    published: Snapshot, connection: duckdb.DuckDBPyConnection, present: Policy
) -> list[str]:
    """Say in what the published snapshot is not what a build as of its instant would give now."""
    found = []
    delivered = "select delivery_id, sha256 from {} order by all"
    if (
        published.frame(delivered.format("deliveries")).rows()
        != connection.execute(delivered.format("raw.deliveries")).fetchall()
    ):
        found.append("other deliveries have come in")
    try:
        told = dict(published.frame("select name, value from readings").iter_rows())
    except SnapshotError:
        return [*found, "nothing says its readings"]
    found += [
        f"{name} is {value}, and not {told.get(name, 'told')}"
        for name, value in present.values.items()
        if told.get(name) != value
    ]
    built_with = published.frame("select * exclude (as_of) from builds").row(0, named=True)
    return found + [
        f"{name.removesuffix('_version')} is {version}, and not {built_with[name]}"
        for name, version in versions().items()
        if built_with[name] != version
    ]


def _changes(asked: Question) -> list[Change]:
    before, after = asked.present.values, asked.asked.values
    readings = [
        Change(name, before[name], after[name]) for name in before if before[name] != after[name]
    ]
    return readings + [
        Change(
            f"{one.priority} {one.metric} target",
            wording.target(*_handbook()[one.metric, one.priority]),
            wording.target(one.target_seconds, one.calendar),
        )
        for one in asked.targets
    ]


def _notes(asked: Question) -> list[str]:
    before, after = asked.present.values, asked.asked.values
    recorded = [name for name in before if before[name] != after[name] and name not in CARRIED_OUT]
    bears = {
        **dict.fromkeys(OF_QUOTAS, "it bears on quotas"),
        **dict.fromkeys(OF_CHANGES, "it bears on changes and availability"),
    }
    notes = [
        f"No clock depends on {name}: {bears.get(name, 'it is recorded only')}."
        for name in recorded
    ]
    return notes + ([OVERRIDES_STAND] if asked.targets else [])


def _handbook() -> Mapping[tuple[str, str], tuple[int, str]]:
    """The handbook's targets: seconds and calendar by metric and priority."""
    with (PROJECT / "seeds" / "handbook_targets.csv").open(encoding="utf-8") as stream:
        return {
            (row["metric"], row["priority"]): (int(row["target_seconds"]), row["calendar"])
            for row in csv.DictReader(stream)
        }
