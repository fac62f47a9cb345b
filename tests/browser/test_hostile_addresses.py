"""What stands in an address is read, not run: every page answers any of it with a sentence.

Asked over Streamlit's own messages, as a browser asks, so that each page and address is cheap.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from app import FIRST, PAGES
from bench.sessions import Session, session
from pipeline.workspace import Workspace
from tests.browser.conftest import serving

ADDRESSES = sorted(entry.address for entries in PAGES.values() for entry in entries)
# A value that names nothing, as an address holds it, and what must not come back of it.
HOSTILE = {
    "unknown": "nobody",
    "sql": "CUST-0021'%3B%20drop%20table%20customers%3B--",
    "html": "%3Cscript%3Ealert(1)%3C%2Fscript%3E%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
    "markdown": "%60%5Bx%5D(http%3A%2F%2Fspy.invalid)%60%20%21%5Bp%5D(//spy.invalid/p)",
    "long": "x" * 10_000,
    "control": "%00%01%07%1b%5B31m%0d%0aSet-Cookie%3A%20a%3Db%7f",
    "bytes": "%ff%fe%c3%28",
    "direction": "%E2%80%AE%E2%80%8B%EF%BB%BF%F0%9F%92%A3",
    "path": "..%2F..%2F..%2Fetc%2Fpasswd",
    "empty": "",
}
# Every word that a page reads of its address.
WORDS = ("customer", "month", "of", "rule", "exit", "ticket", "order", "from")


@pytest.fixture(scope="module")
def address(demo_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(demo_workspace.root, tmp_path_factory.mktemp("hostile")) as served:
        yield served


def opened(address: str, page: str, query: str) -> Session:
    """The page as it stands after that address; an error on the page is one here."""

    async def ask() -> Session:
        async with session(address) as reader:
            await reader.open("" if page == FIRST else page, query)
            return reader

    # Playwright's loop runs in this thread where another file's browser is open.
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, ask()).result()


@pytest.mark.parametrize("page", ADDRESSES)
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_address_gets_a_sentence_and_a_page(address: str, page: str, kind: str) -> None:
    value = HOSTILE[kind]

    reader = opened(address, page, "&".join(f"{word}={value}" for word in WORDS))

    assert any("asks for the customer" in alert for alert in reader.alerts)
    assert all(len(alert) < 500 for alert in reader.alerts)
    # What was asked for stands between backticks, where nothing is a link or a picture.
    for alert in reader.alerts:
        assert alert.count("`") == 2
        assert "\x00" not in alert
    assert reader.pages


@pytest.mark.parametrize("page", ADDRESSES)
def test_words_said_twice_and_words_unknown_do_no_harm(address: str, page: str) -> None:
    query = "customer=CUST-0021&customer=nobody&month=2025-07&month=&page=x&__proto__=1&%00=%00&=&&"

    reader = opened(address, page, query)

    assert reader.pages


@pytest.mark.parametrize("page", ADDRESSES)
def test_a_page_without_a_word_in_its_address_shows_figures(address: str, page: str) -> None:
    reader = opened(address, page, "")

    assert reader.alerts == []
    assert "customer=" in reader.query
    assert "month=2026-" in reader.query
