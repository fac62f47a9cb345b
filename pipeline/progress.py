"""A bar for work that takes longer than a moment; nothing where nobody is looking.

A program that follows asks for lines of JSON by the variable `SERVICE_REVIEW_PROGRESS=json`.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from reports.running import PROGRESS, Step, step_line

# Shorter work ends before a bar could be read.
PATIENCE_SECONDS = 2.0
# Where no terminal shows a bar, a line now and then says that the work goes on.
LINE_EVERY_SECONDS = 30.0
# A program that follows is told no more often.
STEP_EVERY_SECONDS = 0.25


@contextmanager
def shown(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """Give a function to be told (what, done, in all), which shows a bar after two seconds."""
    if os.environ.get(PROGRESS) == "json":
        yield _lines()
        return
    begun = time.monotonic()
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )
    task = bar.add_task("", total=None)
    said = begun

    def tell(what: str, done: int, total: int) -> None:
        nonlocal said
        now = time.monotonic()
        bar.update(task, description=what, completed=done, total=total or None)
        if console.is_terminal and now - begun > PATIENCE_SECONDS:
            bar.start()
        elif not console.is_terminal and now - said > LINE_EVERY_SECONDS:
            said = now
            share = f" ({done * 100 // total} %)" if total else ""
            console.print(f"{what}{share}", highlight=False)

    try:
        yield tell
    finally:
        bar.stop()


def _lines() -> Callable[[str, int, int], None]:
    """Give a function that writes steps as lines of JSON on stderr, a few a second at most."""
    written_at = -STEP_EVERY_SECONDS

    def tell(what: str, done: int, total: int) -> None:
        nonlocal written_at
        now = time.monotonic()
        if now - written_at >= STEP_EVERY_SECONDS:
            written_at = now
            sys.stderr.write(step_line(Step(what, done, total)) + "\n")
            sys.stderr.flush()

    return tell
