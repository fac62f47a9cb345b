"""Kills at any moment: `python -m bench.kills --kills 500 --seed 1`.

The runs of a small portfolio are killed: taking files in from the inbox, a build of all tickets, a
build of what came in, its publishing, the writing of remarks. Each is killed at a moment by chance,
most often several times in a row, and is then run undisturbed. What it leaves must be what a run
that nobody disturbed leaves, row for row, and no more files. What fails is told with the seed that
makes it again.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

import simulate
from pipeline.command import main as command
from pipeline.workspace import Workspace
from reports import remarks
from tests.pipeline.marts import differences
from tests.proof.chance import Seeded

OF_TICKETS = ("tickets.csv", "ticket_events.csv", "source_verdicts.csv")
MOST_IN_A_ROW = 10
# Of a hundred kills so many fall on each.
SHARES = {"intake": 30, "whole build": 20, "build": 25, "publishing": 15, "remarks": 10}
SECONDS_BETWEEN_LOOKS = 0.002
LONGEST_SECONDS = 600
REMARKS_SECONDS = 0.3
CUSTOMER, MONTH = "Müller/../AG", date(2026, 6, 1)
# What says when, and not what; a build that was killed after it had published publishes again.
NOT_COMPARED = {"deliveries": ("received_at",), "finished_build": ("snapshot",)}
# Numbers in the names of files are those of snapshots, deliveries and processes.
NUMBER = re.compile(r"\d+")
LOADED = ("pipeline.command", "pipeline.build", "pipeline.intake", "dbt.cli.main", "simulate")
PROCESSES = multiprocessing.get_context("forkserver")


@dataclass
class Outcome:
    """How often each kind of run was killed, how often it had ended before, and what failed."""

    kills: Counter[str] = field(default_factory=Counter)
    late: Counter[str] = field(default_factory=Counter)
    rounds: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """A run that is killed: where it begins, its words, and what it leaves when undisturbed."""

    name: str
    before: Path
    words: tuple[str, ...]
    after: Path
    seconds: float
    publishing_from: float


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=500)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--folder", type=Path, help="where to work [a temporary folder]")
    chosen = arguments.parse_args()
    console = Console(width=110)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder, Progress(console=console) as bar:
        task = bar.add_task("killing", total=chosen.kills)
        outcome = kill(Path(folder), chosen.kills, chosen.seed, progress=partial(bar.advance, task))
    table = Table("run", "kills", "ended before", "rounds compared")
    for name in SHARES:
        row = (outcome.kills[name], outcome.late[name], outcome.rounds[name])
        table.add_row(name, *map(str, row))
    console.print(table)
    console.print(
        f"{outcome.kills.total()} kills, seed {chosen.seed}: {len(outcome.failures)} failed."
    )
    for one in outcome.failures:
        console.print(one, markup=False)
    sys.exit(bool(outcome.failures))


def kill(
    folder: Path, kills: int, seed: int, *, progress: Callable[[int], None] = lambda _: None
) -> Outcome:
    """Kill so many runs, each kind its share, and compare what is left after each round."""
    # Runs begin in a process that has loaded the program, and not with seconds of loading it.
    PROCESSES.set_forkserver_preload(list(LOADED))
    chance = Seeded(seed)
    outcome = Outcome()
    steps = prepare(folder / "prepared", seed)
    for name, share in SHARES.items():
        due = max(round(kills * share / 100), 1)
        number = 0
        while outcome.kills[name] < due:
            number += 1
            times = min(chance.whole(1, MOST_IN_A_ROW), due - outcome.kills[name])
            place = folder / f"{name} {number}"
            before = outcome.kills[name]
            if name == "remarks":
                failure = remarks_round(place, times, chance, outcome)
            else:
                failure = command_round(steps[name], place, times, chance, outcome)
            outcome.rounds[name] += 1
            if failure:
                outcome.failures.append(f"{name}, round {number} of seed {seed}: {failure}")
            progress(outcome.kills[name] - before)
            shutil.rmtree(place)
    return outcome


def prepare(folder: Path, seed: int) -> dict[str, Step]:
    """Make the workspaces in which runs begin, and those that undisturbed runs leave."""
    first, second, end = write_halves(folder / "halves", seed)
    build = ("build", f"--as-of={end}")
    empty = Workspace(folder / "empty")
    empty.create()
    _lay_into_inbox(first, empty)
    known = _after(empty.root, ("ingest",), folder / "known")
    built = _after(known.after, build, folder / "built")
    waiting = Workspace(shutil.copytree(built.after, folder / "waiting"))
    _lay_into_inbox(second, waiting)
    intake = _after(waiting.root, ("ingest",), folder / "intake")
    some = _after(intake.after, build, folder / "some")
    whole = _after(intake.after, (*build, "--full"), folder / "whole")
    return {"intake": intake, "whole build": whole, "build": some, "publishing": some}


def write_halves(folder: Path, seed: int) -> tuple[Path, Path, str]:
    """Write a small portfolio as two deliveries: all but half of the tickets, then these.

    Returns both folders and the last instant that tickets tell of.
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
    return first, second, end


def _lay_into_inbox(files: Path, workspace: Workspace) -> None:
    shutil.copytree(files, workspace.inbox, dirs_exist_ok=True)


def _after(before: Path, words: tuple[str, ...], after: Path) -> Step:
    """Run a command undisturbed in a copy of a workspace, and see how long each part takes."""
    shutil.copytree(before, after)
    known = set(Workspace(after).published.iterdir())
    begun = time.perf_counter()
    running = start(_command, str(after), words)
    publishing_from = None
    while running.is_alive():
        if publishing_from is None and set(Workspace(after).published.iterdir()) - known:
            publishing_from = time.perf_counter() - begun
        running.join(SECONDS_BETWEEN_LOOKS)
    seconds = time.perf_counter() - begun
    if running.exitcode != 0:
        raise RuntimeError(f"{words} ended with {running.exitcode} in {after}")
    return Step(words[0], before, words, after, seconds, publishing_from or seconds)


def command_round(step: Step, place: Path, times: int, chance: Seeded, outcome: Outcome) -> str:
    """Kill a command so often, run it undisturbed, and say what is other than it should be."""
    name = place.name.rpartition(" ")[0]
    shutil.copytree(step.before, place)
    for _ in range(times):
        share = chance.whole(0, 1_000) / 1_000
        running = start(_command, str(place), step.words)
        if name == "publishing":
            _wait_for_publishing(Workspace(place).published, running)
            time.sleep(share * (step.seconds - step.publishing_from))
        else:
            time.sleep(share * step.seconds)
        outcome.late[name] += kill_group(running)
        outcome.kills[name] += 1
    running = start(_command, str(place), step.words)
    running.join(LONGEST_SECONDS)
    if running.exitcode != 0:
        return f"the next run ended with {running.exitcode}"
    return ", ".join([*_differences(step, place), *_left_over(step.after, place)])


def _wait_for_publishing(published: Path, running: Any) -> None:
    """Wait until a file appears that publishing writes."""
    known = set(published.iterdir())
    while running.is_alive() and not set(published.iterdir()) - known:
        time.sleep(SECONDS_BETWEEN_LOOKS)


def start(do: Callable[..., None], *arguments: Any) -> Any:
    """Start a process of its own group."""
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


def _command(workspace: str, words: Sequence[str]) -> None:
    """Be the command, silently."""
    os.setsid()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.argv = ["service-review", "--workspace", workspace, *words]
    command()


def _differences(step: Step, place: Path) -> list[str]:
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
            hidden = f"exclude ({', '.join(NOT_COMPARED[table])})" if table in NOT_COMPARED else ""
            rows = [f"select * {hidden} from {side}.raw.{table}" for side in ("one", "other")]
            counts[table] = sum(
                len(connection.execute(f"{left} except all {right}").fetchall())
                for left, right in (rows, rows[::-1])
            )
    return {table: count for table, count in counts.items() if count}


def _left_over(undisturbed: Path, place: Path) -> list[str]:
    """The files that an undisturbed run does not leave; a snapshot more for a kill is none."""
    ours, theirs = (
        {NUMBER.sub("#", str(path.relative_to(root))) for path in root.rglob("*")}
        for root in (place, undisturbed)
    )
    marks = {path.name for path in Workspace(place).published.glob(".*.sha256")}
    snapshots = {f".{path.name}.sha256" for path in Workspace(place).published.glob("*.duckdb")}
    return [f"{name} is left over" for name in sorted(ours - theirs) + sorted(marks - snapshots)]


def remarks_round(place: Path, times: int, chance: Seeded, outcome: Outcome) -> str:
    """Kill one who writes remarks so often; each that was kept is there once, whole, in order."""
    place.mkdir()
    kept = PROCESSES.Value("i", 0, lock=False)
    for _ in range(times):
        running = start(_write_remarks, str(place), kept)
        time.sleep(chance.whole(0, 1_000) / 1_000 * REMARKS_SECONDS)
        outcome.late["remarks"] += kill_group(running)
        outcome.kills["remarks"] += 1
    versions = sorted(path for path in place.iterdir() if path.suffix == ".md")
    texts = [path.read_text(encoding="utf-8") for path in versions]
    if texts != [_word(number) for number in range(1, len(texts) + 1)]:
        return f"the remarks are not one after the other: {texts[-3:]}"
    # One may have been kept without having been told.
    if not kept.value <= len(texts) <= kept.value + times:
        return f"{kept.value} remarks were kept, and {len(texts)} are there"
    for path in place.iterdir():
        os.utime(path, (0, 0))
    remarks.write_remark(place, CUSTOMER, MONTH, "the last")
    if remarks.remark(place, CUSTOMER, MONTH) != "the last":
        return "the next remark was lost"
    left = [path.name for path in place.iterdir() if path.name.startswith(".")]
    return ", ".join(f"{name} is left over" for name in left)


def _word(number: int) -> str:
    return f"Remark {number}: " + ("what was agreed. " * 50).strip()


def _write_remarks(place: str, kept: Any) -> None:
    os.setsid()
    folder = Path(place)
    while True:
        number = len([path for path in folder.iterdir() if path.suffix == ".md"]) + 1
        remarks.write_remark(folder, CUSTOMER, MONTH, _word(number))
        kept.value = number


if __name__ == "__main__":
    main()
