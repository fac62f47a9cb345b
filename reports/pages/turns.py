"""Pages take turns, so that many readers at once are each served sooner.

Python runs one thread at a time: fifty pages side by side would all be late, and lose time in
handing over from one to the next after each question to DuckDB. One after another, the first ones
have theirs at once. What runs anew because something was published has no reader waiting for an
answer, and takes at most one of the places.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

AT_ONCE = 2

_places = threading.BoundedSemaphore(AT_ONCE)
_place_for_news = threading.BoundedSemaphore(1)


@contextmanager
def turn(*, is_news: bool) -> Iterator[None]:
    """Wait for a place, and hold it while the page is made."""
    with ExitStack() as held:
        if is_news:
            held.enter_context(_place_for_news)
        held.enter_context(_places)
        yield
