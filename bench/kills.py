"""Kills at any moment: `python -m bench.kills --kills 500 --seed 1`.

The runs of a small portfolio are killed: taking files in from the inbox, a build of all tickets, a
build of what came in, its publishing, the writing of remarks. Each is killed at a moment by chance,
most often several times in a row, and is then run undisturbed. What it leaves must be what a run
that nobody disturbed leaves, row for row, and no more files. What fails is told with the seed that
makes it again.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.failures import end_with
from bench.undisturbed import (
    LONGEST_SECONDS,
    PROCESSES,
    SECONDS_BETWEEN_LOOKS,
    Step,
    be_command,
    differences_of,
    has_nothing_left,
    kill_group,
    left_over,
    prepare,
    start,
)
from pipeline.workspace import Workspace
from reports import remarks
from tests.proof.chance import Seeded

MOST_IN_A_ROW = 10
# Of a hundred kills so many fall on each.
SHARES = {"intake": 30, "whole build": 20, "build": 25, "publishing": 15, "remarks": 10}
REMARKS_SECONDS = 0.3
CUSTOMER, MONTH = "Müller/../AG", date(2026, 6, 1)


@dataclass
class Outcome:
    """How often each kind of run was killed, how often it had ended before, and what failed."""

    kills: Counter[str] = field(default_factory=Counter)
    late: Counter[str] = field(default_factory=Counter)
    rounds: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--kills", type=int, default=500)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--folder", type=Path, help="where to work [a temporary folder]")
    chosen = arguments.parse_args()
    console = Console(width=110)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder, Progress(console=console) as bar:
        task = bar.add_task("killing", total=chosen.kills)
        steps = prepare(Path(folder) / "prepared", chosen.seed)
        outcome = kill(
            Path(folder), steps, chosen.kills, chosen.seed, progress=partial(bar.advance, task)
        )
    table = Table("run", "kills", "ended before", "rounds compared")
    for name in SHARES:
        row = (outcome.kills[name], outcome.late[name], outcome.rounds[name])
        table.add_row(name, *map(str, row))
    console.print(table)
    console.print(
        f"{outcome.kills.total()} kills, seed {chosen.seed}: {len(outcome.failures)} failed."
    )
    end_with(console, outcome.failures)


def kill(
    folder: Path,
    steps: Mapping[str, Step],
    kills: int,
    seed: int,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Kill so many runs, each kind its share, and compare what is left after each round."""
    chance = Seeded(seed)
    outcome = Outcome()
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


def command_round(step: Step, place: Path, times: int, chance: Seeded, outcome: Outcome) -> str:
    """Kill a command so often, run it undisturbed, and say what is other than it should be."""
    shutil.copytree(step.before, place)
    for _ in range(times):
        share = chance.whole(0, 1_000) / 1_000
        running = start(be_command, str(place), step.words)
        if step.name == "publishing":
            _wait_for_publishing(Workspace(place).published, running)
            time.sleep(share * (step.seconds - step.publishing_from))
        else:
            time.sleep(share * step.seconds)
        outcome.late[step.name] += kill_group(running)
        outcome.kills[step.name] += 1
    running = start(be_command, str(place), step.words)
    running.join(LONGEST_SECONDS)
    # Where all files had been taken in before, there is nothing for the next run.
    if running.exitcode != 0 and not has_nothing_left(step, Workspace(place)):
        return f"the next run ended with {running.exitcode}"
    return ", ".join([*differences_of(step, place), *left_over(step.after, place)])


def _wait_for_publishing(published: Path, running: Any) -> None:
    """Wait until a file appears or changes that publishing writes."""
    known = _written(published)
    while running.is_alive() and not _written(published) - known:
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _written(folder: Path) -> set[tuple[str, int]]:
    """The files of a folder, each with when it was written last."""
    found = set()
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            found.add((path.name, path.stat().st_mtime_ns))
    return found


def remarks_round(place: Path, times: int, chance: Seeded, outcome: Outcome) -> str:
    """Kill one who writes remarks so often; each that was kept is there once, whole, in order."""
    place.mkdir()
    kept = PROCESSES.Value("i", 0, lock=False)
    for _ in range(times):
        running = start(_write_remarks, str(place), kept)
        time.sleep(chance.whole(0, 1_000) / 1_000 * REMARKS_SECONDS)
        if kill_group(running):
            return f"the writer ended by itself with {running.exitcode}"
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
