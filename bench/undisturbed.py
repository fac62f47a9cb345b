"""Runs of a small portfolio that nobody disturbs: what disturbed ones are compared with."""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

import simulate
from pipeline.command import main as command
from pipeline.workspace import Workspace
from tests.pipeline.marts import differences

OF_TICKETS = ("tickets.csv", "ticket_events.csv", "source_verdicts.csv")
END = "end.txt"
SECONDS_BETWEEN_LOOKS = 0.002
LONGEST_SECONDS = 600
# What says when, and not what. A build that was killed after it had published publishes again, and
# a file that was refused at first comes in later, with another number.
NOT_COMPARED = ("received_at", "snapshot", "delivery_id", "of_delivery_id")
# The warehouse writes into it what it has not folded in yet.
LOG_OF_THE_WAREHOUSE = "warehouse.duckdb.wal"
# Numbers in the names of files are those of snapshots, deliveries and processes.
NUMBER = re.compile(r"\d+")
# Runs begin in a process that has loaded the program, and not with seconds of loading it.
LOADED = ("pipeline.command", "pipeline.build", "pipeline.intake", "dbt.cli.main", "simulate")
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(list(LOADED))


@dataclass(frozen=True)
class Step:
    """A run: where it begins, its words, and what it leaves where nobody disturbs it.

    `seconds` is how long it takes, `publishing_from` after how many of them it publishes.
    """

    name: str
    before: Path
    words: tuple[str, ...]
    after: Path
    seconds: float
    publishing_from: float


def prepare(folder: Path, seed: int) -> dict[str, Step]:
    """Make the workspaces in which runs begin, and those that undisturbed runs leave."""
    built = prepare_built(folder, seed)
    build = ("build", f"--as-of={(folder / END).read_text()}")
    waiting = Workspace(shutil.copytree(built, folder / "waiting"))
    _lay_into_inbox(folder / "second", waiting)
    intake = run_undisturbed(waiting.root, ("ingest",), folder / "intake")
    some = run_undisturbed(intake.after, build, folder / "some")
    whole = run_undisturbed(intake.after, (*build, "--full"), folder / "whole")
    steps = {"intake": intake, "whole build": whole, "build": some, "publishing": some}
    return {name: replace(step, name=name) for name, step in steps.items()}


def prepare_built(folder: Path, seed: int) -> Path:
    """Make a workspace of the first half of a small portfolio, built and published."""
    end = write_halves(folder, seed)
    (folder / END).write_text(end)
    empty = Workspace(folder / "empty")
    empty.create()
    _lay_into_inbox(folder / "first", empty)
    known = run_undisturbed(empty.root, ("ingest",), folder / "known")
    return run_undisturbed(known.after, ("build", f"--as-of={end}"), folder / "built").after


def write_halves(folder: Path, seed: int) -> str:
    """Write a small portfolio as two deliveries: all but half of the tickets, then these.

    They lie in the folders `first` and `second`. Returns the last instant that tickets tell of.
    """
    first, second = folder / "first", folder / "second"
    simulate.write(simulate.portfolio(seed=seed, customers=2, months=2), first)
    second.mkdir()
    tickets = pl.read_csv(first / "tickets.csv", infer_schema=False)
    end = str(tickets["updated_at"].max())
    late = tickets.sort("opened_at")["ticket_id"][len(tickets) // 2 :]
    is_late = pl.col("ticket_id").is_in(late.implode())
    for name in OF_TICKETS:
        rows = pl.read_csv(first / name, infer_schema=False)
        rows.filter(~is_late).write_csv(first / name)
        rows.filter(is_late).write_csv(second / name)
    for path in (*first.iterdir(), *second.iterdir()):
        # As if they had lain there for long: nobody waits whether they still grow.
        os.utime(path, (0, 0))
    return end


def _lay_into_inbox(files: Path, workspace: Workspace) -> None:
    shutil.copytree(files, workspace.inbox, dirs_exist_ok=True)


def run_undisturbed(
    before: Path, words: tuple[str, ...], after: Path, *, do: Callable[..., None] | None = None
) -> Step:
    """Run a command [as `be_command`] in a copy of a workspace, and see how long its parts take."""
    shutil.copytree(before, after)
    published = Workspace(after).published
    known = set(published.iterdir())
    begun = time.perf_counter()
    running = start(do or be_command, str(after), words)
    publishing_from = None
    while running.is_alive():
        if publishing_from is None and set(published.iterdir()) - known:
            publishing_from = time.perf_counter() - begun
        running.join(SECONDS_BETWEEN_LOOKS)
    seconds = time.perf_counter() - begun
    if running.exitcode != 0:
        raise RuntimeError(f"{words} ended with {running.exitcode} in {after}")
    return Step(words[0], before, words, after, seconds, publishing_from or seconds)


def start(do: Callable[..., None], *arguments: Any) -> Any:
    """Start a process, which is to make itself the first of a group of its own."""
    running = PROCESSES.Process(target=do, args=arguments)
    running.start()
    return running


def kill_group(running: Any) -> bool:
    """Kill a process and those that it began; returns whether it had ended by itself."""
    had_ended = not running.is_alive()
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.kill(running.pid, signal.SIGKILL)
    running.join()
    return had_ended


def be_command(workspace: str, words: Sequence[str], output: str = os.devnull) -> None:
    """Be the command, in a group of processes of its own; what it prints goes into a file."""
    os.setsid()
    written = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(written, 1)
    os.dup2(written, 2)
    sys.argv = ["service-review", "--workspace", workspace, *words]
    command()


def differences_of(step: Step, place: Path) -> list[str]:
    """What the workspace holds otherwise than after an undisturbed run, table by table."""
    ours, theirs = Workspace(place), Workspace(step.after)
    found = [
        f"{rows} rows of raw.{table} differ"
        for table, rows in raw_differences(ours.warehouse, theirs.warehouse).items()
    ]
    if step.words[0] == "build":
        snapshots = [_snapshot(one) for one in (ours, theirs)]
        found += [f"{rows} rows of {mart} differ" for mart, rows in differences(*snapshots).items()]
    waiting = [path.name for path in ours.inbox.iterdir() if path.is_file()]
    return [*found, *(f"{name} still waits in the inbox" for name in waiting)]


def has_nothing_left(step: Step, workspace: Workspace) -> bool:
    """Whether all files had been taken in before: there is nothing for the next run."""
    waiting = [path for path in workspace.inbox.iterdir() if path.is_file()]
    return step.words[0] == "ingest" and not waiting


def _snapshot(workspace: Workspace) -> Path:
    return workspace.published / (workspace.published / "CURRENT").read_text().strip()


def raw_differences(one: Path, other: Path) -> dict[str, int]:
    """How many rows of each table of raw only one of two warehouses has."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        tables = connection.execute(
            "select distinct table_name from information_schema.tables where table_schema = 'raw'"
        ).fetchall()
        counts = {}
        for (table,) in tables:
            told = f"select columns(lambda name: name not in {NOT_COMPARED})"
            rows = [f"{told} from {side}.raw.{table}" for side in ("one", "other")]
            counts[table] = sum(
                len(connection.execute(f"{left} except all {right}").fetchall())
                for left, right in (rows, rows[::-1])
            )
    return {table: count for table, count in counts.items() if count}


def left_over(undisturbed: Path, place: Path) -> list[str]:
    """The files that only one of two runs leaves; a snapshot more for a kill is none."""
    ours, theirs = (
        {
            NUMBER.sub("#", str(path.relative_to(root)))
            for path in root.rglob("*")
            if path.name != LOG_OF_THE_WAREHOUSE
        }
        for root in (place, undisturbed)
    )
    marks = {path.name for path in Workspace(place).published.glob(".*.sha256")}
    snapshots = {f".{path.name}.sha256" for path in Workspace(place).published.glob("*.duckdb")}
    # A file that was taken in stays where people find it again.
    taken = {name for name in theirs - ours if name.startswith("inbox")}
    return [
        *(f"{name} is left over" for name in sorted(ours - theirs) + sorted(marks - snapshots)),
        *(f"{name} is missing" for name in sorted(taken)),
    ]
