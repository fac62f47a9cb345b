"""The dashboard as it is served to people, and Chromium to look at it."""

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
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
SECONDS_TO_START = 60
CHROMIUM_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync", "--no-first-run")  # fmt: skip
DRAWN = (
    "() => !document.querySelector('[data-testid=stStatusWidget], [data-testid=stSkeleton]')"
    " && document.querySelector('[data-testid=stMain] h1')"
    " && [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]"
    ".every(chart => chart.offsetParent === null || chart.querySelector('svg .mark-group'))"
)
# Whether the page is drawn, and as long, as wide and as wordy as three looks before.
RESTING = f"""() => {{
    if (!({DRAWN})()) return false;
    const main = document.querySelector('[data-testid=stMain]');
    const shape = [main.innerText.length, main.querySelectorAll('*').length, main.scrollHeight,
        main.scrollWidth].join();
    window.sameLooks = window.lastShape === shape ? (window.sameLooks || 0) + 1 : 0;
    window.lastShape = shape;
    return window.sameLooks >= 3;
}}"""


def rest(page: Page) -> None:
    """Wait until the page is drawn whole: what Streamlit loads when it is needed comes later."""
    page.wait_for_function(RESTING, polling=100)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser at `CHROMIUM`, else at /usr/bin/chromium."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=list(CHROMIUM_FLAGS),
        )
        yield launched
        launched.close()


@contextmanager
def serving(workspace: Path, log: Path) -> Iterator[str]:
    """The address of the workspace's dashboard, whose server writes into `log`."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    words = ["--workspace", str(workspace), "serve", "--port", address.rpartition(":")[2]]
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipeline", *words], cwd=ROOT, stdout=stream, stderr=stream
        )
        try:
            _wait_for(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up_at = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < give_up_at and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit(f"the server did not start: {log.read_text()}")
