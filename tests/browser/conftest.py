"""A real server and a real browser.

The browser is Chromium at `CHROMIUM`, else at /usr/bin/chromium, else the one that Playwright has
installed. Where there is none the tests are skipped, and fail with CI_BROWSER_REQUIRED=1.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.layout import show
from tests.reports import reviews

ROOT = Path(__file__).parents[2]
SECONDS_TO_START = 60
MILLISECONDS_TO_SHOW = 30_000
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


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
def server(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the dashboard of `workspace`."""
    with serving(workspace, tmp_path_factory.mktemp("server")) as address:
        yield address


@contextmanager
def serving(workspace: Path, folder: Path) -> Iterator[str]:
    """The address of a workspace's dashboard, served as it is served to people."""
    log = folder / "log.txt"
    port = _free_port()
    words = ["--workspace", str(workspace), "serve", "--port", str(port)]
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipeline", *words],
            cwd=ROOT,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_healthy(address, process, log)
            yield address
            assert "Traceback" not in log.read_text()
        finally:
            process.terminate()
            process.wait(timeout=30)


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


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_until_healthy(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up_at = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < give_up_at:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            if process.poll() is not None:
                break
            time.sleep(0.2)
    pytest.fail(f"The dashboard did not start: {log.read_text()}")
