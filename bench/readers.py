"""Publishing under readers: `python -m bench.readers --publishes 200 --readers 20`.

A small portfolio is published again and again while readers, each a process of its own, look the
current snapshot up and ask it as a page does: several questions, one after the other. Every
publishing writes its own number into two marts. A reader that sees two numbers in one snapshot, a
number that is not the snapshot's, an older snapshot than before, or an error, has failed.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from bench.failures import end_with
from bench.undisturbed import PROCESSES, prepare_built, start
from pipeline.publish import publish
from pipeline.workspace import Workspace
from reports.snapshot import current

FIRST, SECOND = "reading_first", "reading_second"
LONGEST_WAIT = 60
# Readers look at what they were given; without a pause they would keep the publisher from its work.
SECONDS_BETWEEN_QUESTIONS = 0.5


@dataclass(frozen=True)
class Outcome:
    """How often readers asked, how many snapshots each of them saw, and what was wrong."""

    asked: int
    fewest_seen: int
    failures: tuple[str, ...]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--publishes", type=int, default=200)
    arguments.add_argument("--readers", type=int, default=20)
    chosen = arguments.parse_args()
    console = Console(width=110)
    with tempfile.TemporaryDirectory() as folder, Progress(console=console) as bar:
        task = bar.add_task("publishing", total=chosen.publishes)
        built = prepare_built(Path(folder) / "prepared", 1)
        outcome = publish_under_readers(
            Path(folder),
            built,
            chosen.publishes,
            chosen.readers,
            progress=partial(bar.advance, task),
        )
    console.print(
        f"{chosen.publishes} publishes under {chosen.readers} readers, who asked "
        f"{outcome.asked:,} times; each saw {outcome.fewest_seen} snapshots at least: "
        f"{len(outcome.failures)} failed."
    )
    end_with(console, outcome.failures)


def publish_under_readers(
    folder: Path,
    built: Path,
    publishes: int,
    readers: int,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Publish a copy of a built workspace so often, under so many readers."""
    workspace = Workspace(shutil.copytree(built, folder / "served"))
    _publish(workspace, 0)
    is_over = PROCESSES.Event()
    answers = PROCESSES.Queue()
    running = [start(_read, str(workspace.published), is_over, answers) for _ in range(readers)]
    for number in range(1, publishes + 1):
        _publish(workspace, number)
        progress(1)
    is_over.set()
    told: list[tuple[int, int, list[str]]] = [answers.get(timeout=LONGEST_WAIT) for _ in running]
    for one in running:
        one.join(LONGEST_WAIT)
    return Outcome(
        sum(asked for asked, _, _ in told),
        min(seen for _, seen, _ in told),
        tuple(failure for _, _, failures in told for failure in failures),
    )


def _publish(workspace: Workspace, number: int) -> None:
    with workspace.alone("publish"), workspace.writing() as connection:
        for table in (FIRST, SECOND):
            connection.execute(
                f"create or replace table marts.{table} as select {number} as number"
            )
        ((as_of,),) = connection.execute("select as_of from marts.builds").fetchall()
        publish(connection, workspace.published, as_of=as_of)


def _read(published: str, is_over: Any, answers: Any) -> None:
    """Ask until all is over; answers how often, how many snapshots were seen, what was wrong."""
    asked, last = 0, -1
    seen: set[str] = set()
    failures: list[str] = []
    while not is_over.is_set():
        try:
            snapshot = current(Path(published))
            if snapshot is None:
                raise RuntimeError("nothing is published")
            first = snapshot.frame(f"select number from {FIRST}").item()
            time.sleep(SECONDS_BETWEEN_QUESTIONS)
            tickets = snapshot.frame("select count(*) from tickets").item()
            second = snapshot.frame(f"select number from {SECOND}").item()
            name = snapshot.frame("select snapshot_id from snapshot").item()
        except Exception as error:
            failures.append(f"{type(error).__name__}: {error}")
            time.sleep(SECONDS_BETWEEN_QUESTIONS)
            continue
        asked += 1
        seen.add(snapshot.name)
        if first != second or name != snapshot.name or not tickets:
            failures.append(f"{snapshot.name} holds {first}, {second} and {name}")
        if first < last:
            failures.append(f"{first} is served after {last}")
        last = first
    answers.put((asked, len(seen), failures))


if __name__ == "__main__":
    main()
