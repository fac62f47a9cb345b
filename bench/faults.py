"""Calls to the system that fail: `python -m bench.faults`, or every tenth with `--every 10`.

While files are taken in from the inbox, and while a build publishes, the n-th call fails that
opens, writes, syncs, renames or removes a file of the workspace, for every n and each error that
such a call can bring. The command must end with 1 and a sentence, or with 0 where nothing is
amiss; what was published before is served as it was; and the next run leaves what a run leaves that
nobody disturbed, row for row.
"""

from __future__ import annotations

import argparse
import ctypes
import errno
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

import pipeline.build
from bench.failures import end_with
from bench.undisturbed import (
    LONGEST_SECONDS,
    Step,
    be_command,
    differences_of,
    has_nothing_left,
    kill_group,
    left_over,
    prepare,
    run_undisturbed,
    start,
)
from pipeline.publish import is_sound
from pipeline.workspace import Workspace

SOURCE = Path(__file__).with_name("failing_calls.c")
CALLS = {"open": 1, "write": 2, "fsync": 3, "rename": 4, "unlink": 5}
FULL, BROKEN, FORBIDDEN = errno.ENOSPC, errno.EIO, errno.EACCES
ERRORS = {
    "open": (BROKEN, FULL, FORBIDDEN),
    "write": (BROKEN, FULL),
    "fsync": (BROKEN, FULL),
    "rename": (BROKEN, FULL, FORBIDDEN),
    "unlink": (BROKEN, FORBIDDEN),
}
LONGEST_HANG = 120
LONGEST_SENTENCE = 300
# What no user should read.
NO_SENTENCE = ("Traceback", "not foreseen")


@dataclass(frozen=True)
class Fault:
    """The n-th call of a kind, and the error with which it fails; a full disk stays full."""

    call: str
    number: int
    error: int

    def __str__(self) -> str:
        return f"{errno.errorcode[self.error]} at {self.call} {self.number}"

    def arm(self, library: str, folder: str) -> Any:
        """Let the call fail in this process; returns the library."""
        calls = ctypes.CDLL(library)
        is_full = int(self.error == FULL)
        calls.fail_call(CALLS[self.call], ctypes.c_long(self.number), self.error, is_full,
                        folder.encode())  # fmt: skip
        return calls


@dataclass(frozen=True)
class Armed:
    """A run in which a call fails; `counted` is a file for how many of its kind there were."""

    do: Callable[..., None]
    fault: Fault
    library: str
    counted: str = ""

    def __call__(self, workspace: str, words: tuple[str, ...], output: str = os.devnull) -> None:
        """Run it, in a process of its own."""
        calls = self.fault.arm(self.library, workspace)
        try:
            self.do(workspace, words, output)
        finally:
            if self.counted:
                Path(self.counted).write_text(str(calls.calls_seen()), encoding="ascii")


@dataclass
class Outcome:
    """How many faults there were of each run and call, how many ended it, and what failed."""

    faults: Counter[tuple[str, str]] = field(default_factory=Counter)
    ended: Counter[tuple[str, str]] = field(default_factory=Counter)
    sentences: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--every", type=int, default=1, help="only every so many-th call [1]")
    arguments.add_argument("--folder", type=Path, help="where to work [a temporary folder]")
    chosen = arguments.parse_args()
    console = Console(width=110)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder, Progress(console=console) as bar:
        task = bar.add_task("failing", total=None)
        library = loaded(Path(folder))
        steps = prepare(Path(folder) / "prepared", 1)
        outcome = fail_all(
            Path(folder), steps, library, chosen.every, progress=partial(bar.advance, task)
        )
    table = Table("run", "call", "faults", "ended with a sentence")
    for (name, call), count in outcome.faults.items():
        table.add_row(name, call, str(count), str(outcome.ended[name, call]))
    console.print(table)
    for sentence, count in outcome.sentences.most_common():
        console.print(f"{count:5} {sentence}", markup=False)
    console.print(f"{outcome.faults.total()} faults: {len(outcome.failures)} failed.")
    end_with(console, outcome.failures)


def fail_all(
    folder: Path,
    steps: Mapping[str, Step],
    library: str,
    every: int,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Let every so many-th call fail, one in each run."""
    published = run_undisturbed(
        steps["build"].after, steps["build"].words, folder / "published", do=_publish
    )
    outcome = Outcome()
    runs = {
        "taking in": (steps["intake"], be_command),
        "publishing": (replace(published, name="publishing"), _publish),
    }
    for name, (step, do) in runs.items():
        for fault in _faults(step, do, library, folder, every):
            place = folder / "place"
            shutil.copytree(step.before, place)
            before = _served(Workspace(place))
            ended, said = _meet(step, do, fault, library, place)
            amiss = _amiss(step, place, before, ended, said) or _amiss_afterwards(step, do, place)
            outcome.faults[name, fault.call] += 1
            if ended == 1:
                outcome.ended[name, fault.call] += 1
                outcome.sentences[said[:LONGEST_SENTENCE]] += 1
            if amiss:
                outcome.failures.append(f"{name}, {fault}: {amiss}")
            progress(1)
            shutil.rmtree(place)
    return outcome


def loaded(folder: Path) -> str:
    """Compile what makes calls fail, and have the process from which runs are forked load it.

    To be called before any run. Raises CalledProcessError, OSError where there is no compiler.
    """
    library = folder / "failing_calls.so"
    compiler = shutil.which("cc") or "cc"
    words = [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(words, check=True)
    os.environ["LD_PRELOAD"] = str(library)
    return str(library)


def _publish(workspace: str, words: tuple[str, ...], output: str = os.devnull) -> None:
    """Be a build whose models have run before: that they would run again takes longest."""
    pipeline.build.run_models = lambda *_, **__: (0, 0)
    be_command(workspace, words, output)


def _faults(
    step: Step, do: Callable[..., None], library: str, folder: Path, every: int
) -> Iterator[Fault]:
    """Every so many-th call of each kind that an undisturbed run makes, with each of its errors."""
    for call, errors in ERRORS.items():
        place, counted = folder / "counted", folder / f"{call}.txt"
        shutil.copytree(step.before, place)
        running = start(Armed(do, Fault(call, 0, 0), library, str(counted)), str(place), step.words)
        running.join(LONGEST_SECONDS)
        shutil.rmtree(place)
        calls = int(counted.read_text())
        for number in range(1, calls + 1):
            for place_of_error, error in enumerate(errors):
                if (number - 1 + place_of_error) % every == 0:
                    yield Fault(call, number, error)


def _meet(
    step: Step, do: Callable[..., None], fault: Fault, library: str, place: Path
) -> tuple[int | None, str]:
    """Let a run meet a fault: how it ended (None where it hangs), and what it said."""
    output = place.with_name("output.txt")
    running = start(Armed(do, fault, library), str(place), step.words, str(output))
    running.join(LONGEST_HANG)
    if running.is_alive():
        kill_group(running)
        return None, ""
    said = output.read_text(encoding="utf-8", errors="replace")
    return running.exitcode, said.replace(str(place), "WORKSPACE").strip()


def _amiss(step: Step, place: Path, before: str | None, ended: int | None, said: str) -> str:
    """Say what is wrong after a run that met a fault."""
    workspace = Workspace(place)
    served = _served(workspace)
    if ended == 0:
        return ", ".join(differences_of(step, place))
    if ended is None:
        return "it hangs"
    if ended != 1 or not said or any(words in said for words in NO_SENTENCE):
        return f"it ended with {ended} and says {said[-500:]!r}"
    # What failed after it had published serves what it published.
    if served != before and not (step.words[0] == "build" and _is_sound(workspace, served)):
        return f"{served} is served, and was {before} before"
    return ""


def _amiss_afterwards(step: Step, do: Callable[..., None], place: Path) -> str:
    """Run undisturbed what met a fault, and say what is other than if it had met none."""
    running = start(do, str(place), step.words)
    running.join(LONGEST_SECONDS)
    if running.exitcode != 0 and not has_nothing_left(step, Workspace(place)):
        return f"the next run ended with {running.exitcode}"
    return ", ".join([*differences_of(step, place), *left_over(step.after, place)])


def _is_sound(workspace: Workspace, name: str | None) -> bool:
    return name is not None and is_sound(workspace.published, name) is True


def _served(workspace: Workspace) -> str | None:
    """The name of the snapshot that is served."""
    pointer = workspace.published / "CURRENT"
    return pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else None


if __name__ == "__main__":
    main()
