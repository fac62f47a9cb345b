"""Who is at work in a workspace, since when and how far: written down, so that others can read it.

Nobody needs the warehouse or its lock to learn it.
"""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

# Told as (what is being done, steps done, steps in all).
Progress = Callable[[str, int, int], None]
# How often progress is written down, at most.
SECONDS_BETWEEN = 1.0


@dataclass(frozen=True)
class Work:
    """A piece of work: what is done, by which process on which machine, since when, how far.

    `process_began` tells that process from a later one of the same number; empty where the machine
    does not say it.
    """

    doing: str
    process: int
    machine: str
    since: str
    step: str = ""
    done: int = 0
    of: int = 0
    process_began: str = ""

    @property
    def is_going_on(self) -> bool:
        """Whether its process is still there; one on another machine is taken to be."""
        if self.machine != socket.gethostname():
            return True
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            # It is there, and somebody else's.
            pass
        return self.process_began in {"", _began(self.process)}

    def __str__(self) -> str:
        """Say it in a sentence without an end."""
        began = datetime.fromisoformat(self.since)
        minutes = round((datetime.now(UTC).replace(tzinfo=None) - began).total_seconds() / 60)
        how_long = "less than a minute" if minutes < 1 else f"{minutes} min"
        far = f", at {self.step} ({self.done} of {self.of})" if self.step else ""
        return (
            f"{self.doing} is at work since {began:%Y-%m-%d %H:%M:%S} UTC ({how_long}; process "
            f"{self.process} on {self.machine}){far}"
        )


def begin_work(file: Path, doing: str) -> Work:
    """Write down that a piece of work has begun."""
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    process = os.getpid()
    work = Work(
        doing,
        process,
        socket.gethostname(),
        now.isoformat(),
        process_began=_began(process),
    )
    write_down(file, work)
    return work


def _began(process: int) -> str:
    """Tell when a process began, in ticks since the machine did; empty where nobody says it."""
    try:
        said = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The name of the program stands in brackets, and may hold blanks and brackets itself.
    return said.rpartition(")")[2].split()[19]


def write_down(file: Path, work: Work) -> None:
    """Write a piece of work down; a reader sees the whole of it or the whole of the last."""
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(asdict(work)), encoding="utf-8")
    unfinished.replace(file)


def work_of(file: Path) -> Work | None:
    """Read who is at work; None where nobody is, or the process that wrote it is gone."""
    try:
        found = Work(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.is_going_on else None


def followed(file: Path, progress: Progress) -> Progress:
    """Write progress down as it comes, once a second at most, and pass it on."""
    written_at = 0.0

    def follow(step: str, done: int, of: int) -> None:
        nonlocal written_at
        progress(step, done, of)
        work = work_of(file)
        if work is not None and time.monotonic() - written_at >= SECONDS_BETWEEN:
            written_at = time.monotonic()
            write_down(file, replace(work, step=step, done=done, of=of))

    return follow
