"""The models and their tests, run by dbt: which of them, how far, and what failed in words."""

from __future__ import annotations

import errno
import gc
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from ingest.store import single
from pipeline.broken_rows import broken_rows, table_of
from pipeline.engine import Engine
from pipeline.errors import StoppedError
from pipeline.faults import is_full
from pipeline.parsed import options
from pipeline.workspace import Workspace

# Told as (what is being done, steps done, steps in all).
Progress = Callable[[str, int, int], None]

# As many failures as one reads; the log names all.
LISTED = 12
# The events of dbt that the log of a build keeps, by their level.
WRITTEN_DOWN = frozenset({"warn", "error"})
# The events of dbt that say that one of so many nodes is done.
FINISHED = frozenset({"LogModelResult", "LogTestResult", "LogSeedResult", "LogUnitTestResult"})

# How macros/tests.sql says that a table breaks its rules.
BROKEN_RULES = re.compile(r"Rules are broken: (.*)")

# What a build of some tickets makes: a view whose SQL is always the same stands as the last build
# of all made it, and so do the seeds; all tests run.
MADE_DAILY = ("config.materialized:table", "config.materialized:incremental", "tag:moving",
              "resource_type:test")  # fmt: skip


@dataclass(frozen=True)
class Failure:
    """A model or a test that failed: its name, what it is for, what was found, and where."""

    name: str
    description: str
    message: str
    rows: str = ""


class BuildFailedError(StoppedError):
    """A build whose models or tests failed; nothing was published."""

    def __init__(self, failures: list[Failure], log: Path) -> None:
        listed = "\n".join(
            f"  {one.name}: {one.message}"
            + (f"\n    {one.description}" if one.description else "")
            + (f"\n    Rows: {one.rows}" if one.rows else "")
            for one in failures[:LISTED]
        )
        if len(failures) > LISTED:
            listed += f"\n  and {len(failures) - LISTED} more"
        super().__init__(
            f"{len(failures)} of the build's models and tests failed:\n{listed}\n"
            "Nothing was published; what was published before is still served.",
            way_out=f"The whole log: {log}",
        )
        self.failures = failures


def run_models(
    workspace: Workspace,
    *,
    variables: Mapping[str, Any],
    select: Sequence[str] = (),
    engine: Engine = Engine.duckdb,
    progress: Progress = lambda *_: None,
) -> tuple[int, int]:
    """Run all models, or those selected, and their tests by dbt; returns how many of each ran.

    `variables` are the readings that the models carry out. Raises BuildFailedError with every
    failure, OSError where the disk is full, and what `progress` raises once dbt has ended.
    """
    # dbt takes seconds to import; commands that do not build should not wait for it.
    from dbt.cli.main import dbtRunner

    os.environ["SERVICE_REVIEW_SPILL"] = str(workspace.scratch / "spill")

    def note(event: Any) -> None:
        if event.info.level in WRITTEN_DOWN:
            with log.open("a", encoding="utf-8") as lines:
                lines.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} {event.info.msg}\n")
        if event.info.name in FINISHED:
            # Tests name the number of nodes otherwise than models do.
            total = "total" if hasattr(event.data, "total") else "num_models"
            name = event.data.node_info.node_name
            progress(name, event.data.index, getattr(event.data, total))

    stumbled: list[Exception] = []

    def follow(event: Any) -> None:
        # dbt would wait for ever for a node whose event raises an error.
        if not stumbled:
            try:
                note(event)
            except Exception as error:
                stumbled.append(error)

    with workspace.writing() as connection:
        whole = single(connection, "select is_whole from raw.build")
    # What dbt has parsed for one engine it parses anew for another.
    own = workspace.scratch / ("dbt" if engine is Engine.duckdb else "dbt-spark")
    own.mkdir(parents=True, exist_ok=True)
    log = own / "dbt.log"
    log.unlink(missing_ok=True)
    # profiles.yml names the warehouse as it lies in the workspace.
    with chdir(workspace.warehouse.parent), _without_garbage_collection():
        outcome = dbtRunner(callbacks=[follow]).invoke(
            [
                # dbt would spell out each of its events, those too that it does not write down.
                "--log-level=none",
                "--log-level-file=none",
                f"--log-path={own}",
                # What dbt writes down of itself takes half a second; who reads it asks for it.
                *([] if "DBT_WRITE_JSON" in os.environ else ["--no-write-json"]),
                "build",
                # These try the models on invented rows: for developers, not for each build.
                "--exclude-resource-type=unit_test",
                *_selection(select, whole=whole),
                *options(own / "target", variables=variables, engine=engine),
            ]
        )
    _let_go_of_the_warehouse()
    if stumbled:
        raise stumbled[0]
    results = list(getattr(outcome.result, "results", None) or [])
    if outcome.exception is not None or not results:
        why = str(outcome.exception or "dbt ran nothing")
        raise BuildFailedError([Failure("dbt", "", why)], log)
    failing = [one for one in results if one.status in {"error", "fail"}]
    if failing:
        if any(is_full(RuntimeError(one.message)) for one in failing):
            # That is no fault of a model.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(workspace.warehouse))
        failures = _failures(failing, workspace, engine)
        raise BuildFailedError(failures, log)
    tests = sum(one.node.resource_type in {"test", "unit_test"} for one in results)
    return len(results) - tests, tests


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Let memory grow by some tens of MiB: to look for cycles in what dbt has parsed takes longer.

    A tenth of a small build went into it, again and again, and next to nothing was found.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _selection(select: Sequence[str], *, whole: bool) -> list[str]:
    """Give dbt's options: which models are made, and whether anew."""
    full = ["--full-refresh"] if whole else []
    if select:
        return [*full, "--select", *select, "--indirect-selection=cautious"]
    return full or ["--select", *MADE_DAILY, "--indirect-selection=empty"]


def _let_go_of_the_warehouse() -> None:
    """Close what dbt would hold open until the process ends, while others wait for it."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager as Connections

    if Connections._ENV is not None:
        Connections._ENV.close()
        Connections._ENV = None


def _failures(failing: Sequence[Any], workspace: Workspace, engine: Engine) -> list[Failure]:
    """What failed, in words: of the rules that a table's rows must hold, those that are broken."""
    with workspace.writing() as connection:
        return [_failure(connection if engine is Engine.duckdb else None, one) for one in failing]


def _failure(connection: duckdb.DuckDBPyConnection | None, result: Any) -> Failure:
    """Put a failure into words; on Spark, without a connection, the rows are not looked up."""
    broken = _broken_rules(connection, result)
    rows = ""
    if connection and (broken or result.status == "fail"):
        try:
            rows = broken_rows(connection, result.node)
        except duckdb.Error as error:
            # What is broken is worth knowing, even where its rows cannot be looked up.
            rows = f"could not be looked up ({error})"
    counted = f"{result.failures} rows" if result.failures else str(result.message or result.status)
    description = str(getattr(result.node, "description", "") or "")
    name = table_of(result.node) if broken else result.node.name
    return Failure(name, description, broken or counted, rows)


def _broken_rules(connection: duckdb.DuckDBPyConnection | None, result: Any) -> str:
    """Name the rules of a table that its rows break, and how often; empty for other failures."""
    said = BROKEN_RULES.search(str(result.message))
    if said:
        return said[1].rstrip("; ")
    kind = getattr(getattr(result.node, "test_metadata", None), "name", "")
    if not connection or result.status != "fail" or kind != "holds":
        return ""
    # Of a test dbt keeps only the count of its rows.
    rows = connection.execute(result.node.compiled_code).fetchall()
    return str(rows[0][0]).rstrip("; ")
