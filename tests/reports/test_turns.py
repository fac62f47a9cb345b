"""Pages take turns: so many at once, a reader before what only brings news."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from reports.pages.turns import AT_ONCE, turn

SECONDS = 5.0


class Page(threading.Thread):
    """A page that waits for its turn, notes that it has it, and ends when told to."""

    def __init__(self, order: list[str], name: str, *, is_news: bool) -> None:
        super().__init__(name=name, daemon=True)
        self.order, self.is_news = order, is_news
        self.began, self.may_end = threading.Event(), threading.Event()

    def run(self) -> None:
        with turn(is_news=self.is_news):
            self.order.append(self.name)
            self.began.set()
            self.may_end.wait(SECONDS)


@contextmanager
def pages(*kinds: str) -> Iterator[tuple[list[Page], list[str]]]:
    """Pages started one after another; those that begin at once have begun before the next."""
    order: list[str] = []
    made = [
        Page(order, f"{kind} {number}", is_news=kind == "news") for number, kind in enumerate(kinds)
    ]
    try:
        for page in made:
            page.start()
            page.began.wait(0.2)
        yield made, order
    finally:
        for page in made:
            page.may_end.set()
        for page in made:
            page.join(SECONDS)
            assert not page.is_alive()


def test_so_many_pages_are_made_at_once_and_the_next_when_one_is_done() -> None:
    with pages(*["reader"] * (AT_ONCE + 1)) as (made, order):
        assert len(order) == AT_ONCE

        made[0].may_end.set()

        assert made[-1].began.wait(SECONDS)


def test_news_take_one_place_at_most() -> None:
    with pages("news", "news", "reader") as (_, order):
        assert order == ["news 0", "reader 2"]


def test_a_reader_comes_before_news_that_waited_longer() -> None:
    with pages("reader", "reader", "news", "reader") as (made, order):
        made[0].may_end.set()
        assert made[3].began.wait(SECONDS)
        assert order == ["reader 0", "reader 1", "reader 3"]

        made[1].may_end.set()

        assert made[2].began.wait(SECONDS)


def test_a_page_that_fails_gives_its_place_back() -> None:
    for _ in range(AT_ONCE):
        with pytest.raises(ValueError, match="failed"), turn(is_news=False):
            raise ValueError("failed")

    with pages(*["reader"] * AT_ONCE) as (_, order):
        assert len(order) == AT_ONCE
