"""A real server and a real browser.

The browser is Chromium at `CHROMIUM`, else at /usr/bin/chromium, else the one that Playwright has
installed. Where there is none the tests are skipped, and fail with CI_BROWSER_REQUIRED=1.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bench.browser import CHROMIUM_FLAGS
from bench.browser import serving as served
from pipeline.workspace import Workspace
from tests.browser import hidden
from tests.browser.layout import show
from tests.reports import reviews

MILLISECONDS_TO_SHOW = 30_000


@dataclass
class Witness:
    """What a page did besides being looked at: the addresses it asked for, what went wrong."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda websocket: self.requests.append(websocket.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    reviews.publish(folder / "published")
    return folder


@pytest.fixture(scope="session")
def hidden_workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A portfolio whose export hides when tickets waited, as the product builds it."""
    return hidden.make(tmp_path_factory.mktemp("hidden"))


@pytest.fixture(scope="session")
def server(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the dashboard of `workspace`."""
    with serving(workspace, tmp_path_factory.mktemp("server")) as address:
        yield address


@contextmanager
def serving(workspace: Path, folder: Path) -> Iterator[str]:
    """The address of a workspace's dashboard, served as it is served to people."""
    log = folder / "log.txt"
    with served(workspace, log) as address:
        yield address
        assert "Traceback" not in log.read_text()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=MILLISECONDS_TO_SHOW)
    with sync_playwright() as playwright:
        path = _chromium(Path(playwright.chromium.executable_path))
        launched = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> BrowserContext:
    """Where all pages are opened, so that the program's own files are loaded and parsed once."""
    shared = browser.new_context()
    shared.set_default_timeout(MILLISECONDS_TO_SHOW)
    return shared


@pytest.fixture
def witness() -> Witness:
    return Witness()


@pytest.fixture
def page(context: BrowserContext, witness: Witness) -> Iterator[Page]:
    opened = context.new_page()
    show(opened)
    witness.watch(opened)
    yield opened
    opened.close()


def _chromium(own_of_playwright: Path) -> Path:
    named = os.environ.get("CHROMIUM")
    places = [Path(named)] if named else [Path("/usr/bin/chromium"), own_of_playwright]
    for path in places:
        if path.exists():
            return path
    reason = f"no Chromium at {' or '.join(map(str, places))} (CHROMIUM names another place)"
    if os.environ.get("CI_BROWSER_REQUIRED") == "1":
        pytest.fail(f"{reason}, and CI_BROWSER_REQUIRED=1")
    pytest.skip(reason)
