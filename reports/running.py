"""The command in a process of its own: started, followed by its steps, asked how it ended.

It works as on a terminal, with its own lock and memory, and goes on when nobody follows it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from reports.passing_folder import PassingFolder

# Where this variable says `json`, the command writes each step as a line of JSON on stderr.
PROGRESS = "SERVICE_REVIEW_PROGRESS"
ROOT = Path(__file__).resolve().parents[1]
# So much of the end of what was written holds the last step, and as much as one reads of a log.
LAST_BYTES = 64_000
LOG_LINES = 40


@dataclass(frozen=True)
class Step:
    """What is being done, and how much of it; `total` is 0 where nobody knows."""

    what: str
    done: int
    total: int

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return min(max(self.done / self.total, 0.0), 1.0) if self.total > 0 else 0.0


@dataclass(frozen=True)
class Outcome:
    """How the command ended: its exit code, its JSON, and what else it wrote.

    `content` is None where it wrote no JSON: it stopped in a way that nobody foresaw. A negative
    code is the signal that ended it.
    """

    code: int
    content: Any
    log: str

    @property
    def message(self) -> str | None:
        """Why it could not go on, in the command's words; None where it did."""
        if isinstance(self.content, Mapping) and "error" in self.content:
            return str(self.content["error"])
        return None if self.content is not None else self._stopped

    @property
    def is_done(self) -> bool:
        """Whether it came to its end, whatever it refused."""
        return self.message is None

    @property
    def _stopped(self) -> str:
        how = f"signal {-self.code}" if self.code < 0 else f"exit code {self.code}"
        wrote = f" It wrote last:\n{self.log}" if self.log else " It wrote nothing."
        return f"service-review stopped without a result ({how}).{wrote}"


@dataclass(frozen=True)
class Run:
    """A command at work; what it writes goes into `folder`, which lasts as long as either."""

    process: subprocess.Popen[bytes]
    folder: PassingFolder

    def step(self) -> Step | None:
        """The step that it told last; None before the first."""
        lines = reversed(_end_of(_written(self.folder, "stderr")).splitlines())
        return next((step for line in lines if (step := step_of(line))), None)

    def outcome(self) -> Outcome | None:
        """How it ended; None while it is at work."""
        return None if self.process.poll() is None else self.wait()

    def wait(self) -> Outcome:
        """Wait until it ends."""
        code = self.process.wait()
        said = _end_of(_written(self.folder, "stderr")).splitlines()
        log = [line for line in said if step_of(line) is None]
        return Outcome(code, _json_of(_written(self.folder, "stdout")), "\n".join(log[-LOG_LINES:]))


def start(workspace: Path, words: Sequence[str], *, keep: object = None) -> Run:
    """Start `service-review` with these words on a workspace; no shell reads them.

    `keep` is not let go of before the process has ended, such as the folder that it reads from.
    """
    folder = PassingFolder()
    environment = {**os.environ, PROGRESS: "json", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "pipeline", "--workspace", str(workspace.resolve()), *words]
    with (
        _written(folder, "stdout").open("wb") as stdout,
        _written(folder, "stderr").open("wb") as stderr,
    ):
        process = subprocess.Popen(  # noqa: S603  # our own command, given as words
            command,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            cwd=ROOT,
            env=environment,
        )
    threading.Thread(target=_see_through, args=(process, folder, keep), daemon=True).start()
    return Run(process, folder)


def step_line(step: Step) -> str:
    """The step as a line of JSON."""
    return json.dumps(asdict(step))


def step_of(line: str) -> Step | None:
    """The step that a line tells; None for any other line."""
    try:
        told = json.loads(line)
        if set(told) != {field.name for field in fields(Step)}:
            return None
        return Step(str(told["what"]), int(told["done"]), int(told["total"]))
    except (ValueError, TypeError):
        return None


def _see_through(process: subprocess.Popen[bytes], *_: object) -> None:
    """Hold what the process needs until it has ended, whoever else has forgotten it."""
    process.wait()


def _written(folder: PassingFolder, stream: str) -> Path:
    return folder.path / stream


def _end_of(path: Path) -> str:
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - LAST_BYTES, 0))
        return stream.read().decode(errors="replace")


def _json_of(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
