"""Measuring: each step in a fresh process, which tells what it cost.

Nothing large is imported here: a child's peak starts from what its parent holds.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Measured = dict[str, Any]


class StepFailedError(Exception):
    """A step ended with an error; the message is the end of what it said."""


def in_fresh_process(step: str, folder: Path) -> Measured:
    """Run a step of `bench.steps` in a process of its own; what it measured of itself."""
    told = folder / "measured.json"
    told.unlink(missing_ok=True)
    words = [sys.executable, "-m", "bench.steps", step, str(folder)]
    ended = subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if ended.returncode:
        said = ended.stderr.decode(errors="replace").strip().splitlines()
        raise StepFailedError(f"{step}: {said[-1] if said else ended.returncode}")
    return dict(json.loads(told.read_text(encoding="utf-8")))


def measured(work: Callable[[], Mapping[str, Any]]) -> Measured:
    """Do the work here; wall and CPU seconds of it (children's too) and this process's peak MiB."""
    wall, cpu = time.perf_counter(), cpu_seconds()
    found = work()
    return {
        "wall_seconds": round(time.perf_counter() - wall, 3),
        "cpu_seconds": round(cpu_seconds() - cpu, 3),
        "peak_mib": round(_peak_mib()),
        **found,
    }


def cpu_seconds() -> float:
    """User and system seconds of this process and of its children that have ended."""
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in spent)


def living_children_cpu_seconds() -> float:
    """User and system seconds of the processes that this one started and that still run (Linux)."""
    ticks = os.sysconf("SC_CLK_TCK")
    spent, parents = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = path.read_text(encoding="utf-8", errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        # What stands in brackets, the name, may hold anything.
        fields = told.rpartition(")")[2].split()
        number = int(path.parent.name)
        parents[number] = int(fields[1])
        spent[number] = sum(map(int, fields[11:15])) / ticks

    def is_below(number: int) -> bool:
        parent = parents.get(number, 0)
        return parent == os.getpid() or (parent > 1 and is_below(parent))

    return sum(seconds for number, seconds in spent.items() if is_below(number))


def _peak_mib() -> float:
    peaks = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return max(one.ru_maxrss for one in peaks) / 1024
