"""Pages take turns, so that many readers at once are each served sooner.

Python runs one thread at a time: fifty pages side by side would all be late, and lose time in
handing over from one to the next after each question to DuckDB. One after another, the first ones
have theirs at once. What runs anew because something was published has no reader waiting for an
answer: it comes when no reader waits, and takes one place at most.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

AT_ONCE = 2


@dataclass
class _Queue:
    """How many pages are being made, how many of them for news, how many readers wait."""

    running: int = 0
    running_for_news: int = 0
    waiting_readers: int = 0

    def is_free_for_a_reader(self) -> bool:
        return self.running < AT_ONCE

    def is_free_for_news(self) -> bool:
        return self.running < AT_ONCE and not self.running_for_news and not self.waiting_readers


_queue = _Queue()
_changed = threading.Condition()


@contextmanager
def turn(*, is_news: bool) -> Iterator[None]:
    """Wait for a place, and hold it while the page is made."""
    with _changed:
        _queue.waiting_readers += not is_news
        free = _queue.is_free_for_news if is_news else _queue.is_free_for_a_reader
        _changed.wait_for(free)
        _queue.waiting_readers -= not is_news
        _queue.running += 1
        _queue.running_for_news += is_news
    try:
        yield
    finally:
        with _changed:
            _queue.running -= 1
            _queue.running_for_news -= is_news
            _changed.notify_all()
