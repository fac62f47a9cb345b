"""A bar for work that takes longer than a moment; nothing where nobody is looking."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

# Shorter work ends before a bar could be read.
PATIENCE_SECONDS = 2.0
# Where no terminal shows a bar, a line now and then says that the work goes on.
LINE_EVERY_SECONDS = 30.0


@contextmanager
def shown(console: Console) -> Iterator[Callable[[str, int, int], None]]:
    """Give a function to be told (what, done, in all), which shows a bar after two seconds."""
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
