"""The walk of docs/walkthrough.md in Chromium: its pictures, and how long each click took.

`make walkthrough` makes the demonstration in a folder of its own, goes the walk once, and writes
the pictures anew and the seconds into the page. The same portfolio gives the same pictures.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Locator, Page

from bench.browser import ROOT, chromium, rest, serving
from bench.machine import machine

GUIDE = ROOT / "docs/walkthrough.md"
PICTURES = ROOT / "docs/images/walkthrough"
SHARED = "review?customer=CUST-0040&month=2026-05"
LEAVING = "Salish Sea Ports"
REMARK = (
    "Both misses waited for a second pair of hands. From July on the desk in Dublin has one more "
    "on duty until six."
)
SIZE = {"width": 1280, "height": 900}
# An A4 page at 96 dots an inch, with the margins that the print asks for.
PAPER = {"width": 794, "height": 1123}
MARGINS = "@media print { html { margin: 53px 45px !important; } }"
# The instant at which the snapshot was published is the one thing that is another each time.
SAME_EACH_TIME = """document.addEventListener('DOMContentLoaded', () => {
    const style = document.createElement('style');
    style.textContent = '.review-context span:nth-child(3) { display: none !important; }';
    document.head.append(style);
});"""
MEASURED = re.compile(r"(?<=<!-- measured -->\n).*(?=<!-- /measured -->)", re.DOTALL)


@dataclass
class Walker:
    """Somebody who goes the walk: what it took, and where the pictures go."""

    page: Page
    pictures: Path
    took: list[tuple[str, float]] = field(default_factory=list)

    def go(self, step: str, act: Callable[[], object]) -> None:
        """Do it, and wait until the page stands still."""
        began = time.perf_counter()
        act()
        rest(self.page)
        self.took.append((step, time.perf_counter() - began))

    def follow(self, step: str, link: Locator, heading: str) -> None:
        """Click a link, and wait for the page that has this heading."""

        def click() -> None:
            link.click()
            self.heading(heading).wait_for()

        self.go(step, click)

    def heading(self, name: str) -> Locator:
        """The heading of these words."""
        return self.page.get_by_role("heading", name=name, exact=True)

    def look(self, name: str, top: Locator | None = None) -> None:
        """Take a picture of what stands below `top`, else of the page's head."""
        if top is None:
            self.page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
        else:
            top.evaluate(
                "element => { const main = document.querySelector('[data-testid=stMain]');"
                " main.scrollBy(0, element.getBoundingClientRect().top - 70); }"
            )
        self.page.mouse.move(0, 0)
        rest(self.page)
        # Colours glide on when everything has its place.
        self.page.wait_for_timeout(500)
        self.page.screenshot(path=self.pictures / f"{name}.png", animations="disabled")

    def look_at_paper(self, name: str) -> None:
        """Take a picture of the first sheet of the print, which ends before the first chart."""
        self.page.emulate_media(color_scheme="light", media="print")
        self.page.set_viewport_size(PAPER)
        self.page.add_style_tag(content=MARGINS)
        rest(self.page)
        chart = self.page.get_by_test_id("stVegaLiteChart").first
        height = chart.evaluate("chart => chart.getBoundingClientRect().top")
        sheet = {"x": 0, "y": 0, "width": PAPER["width"], "height": height}
        self.page.screenshot(path=self.pictures / f"{name}.png", clip=sheet)
        self.page.emulate_media(media="screen")
        self.page.set_viewport_size(SIZE)
        rest(self.page)


def main() -> None:
    with TemporaryDirectory() as folder, chromium() as browser:
        workspace = Path(folder) / "demo"
        words = ["--workspace", str(workspace), "demo", "--no-serve"]
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "pipeline", *words], check=True)
        took = [("The demonstration: made, taken in, built, tested", time.perf_counter() - began)]
        PICTURES.mkdir(parents=True, exist_ok=True)
        for old in PICTURES.glob("*.png"):
            old.unlink()
        with serving(workspace, Path(folder) / "server.txt") as address:
            took += walk(browser, address, PICTURES)
    text = GUIDE.read_text(encoding="utf-8")
    GUIDE.write_text(MEASURED.sub(lambda _: measured(took), text), encoding="utf-8")
    print(measured(took))


def walk(browser: Browser, address: str, pictures: Path) -> list[tuple[str, float]]:
    """Go from the shared link to the print; returns each step with its seconds."""
    context = browser.new_context(viewport=SIZE, color_scheme="light")
    context.set_default_timeout(30_000)
    context.add_init_script(SAME_EACH_TIME)
    walker = Walker(context.new_page(), pictures)
    review = f"{address}/{SHARED}"
    _read(walker, review)
    _follow_a_miss(walker)
    _look_ahead(walker)
    _make_it_ones_own(walker, review)
    context.close()
    return walker.took


def _read(walker: Walker, review: str) -> None:
    page = walker.page
    walker.go("The shared link", lambda: page.goto(review))
    walker.look("review")
    walker.look("missed", walker.heading("What was missed"))


def _follow_a_miss(walker: Walker) -> None:
    page = walker.page
    missed = page.get_by_role("table").filter(has_text="How late")
    walker.follow("A miss, to its ticket", missed.get_by_role("link").first, "Clocks")
    page.emulate_media(color_scheme="dark")
    walker.look("clock", walker.heading("Clocks"))
    page.emulate_media(color_scheme="light")


def _look_ahead(walker: Walker) -> None:
    page = walker.page
    menu = page.get_by_test_id("stSidebarNav")
    walker.follow("Quota", menu.get_by_role("link", name="Quota"), "Standard requests")
    slider = page.get_by_role("slider", name="Units to buy").first

    def ten_less() -> None:
        slider.focus()
        for _ in range(10):
            slider.press("ArrowLeft")

    walker.go("The slider, ten units to the left", ten_less)
    walker.look("quota", page.get_by_test_id("stVegaLiteChart").first)
    walker.follow("Changes", menu.get_by_role("link", name="Changes"), "Changes of the month")
    walker.look("changes", walker.heading("Changes of the month"))
    walker.follow("Exits", menu.get_by_role("link", name="Exits"), "All exits")
    box = page.get_by_role("combobox", name="Exit")
    walker.go("One who leaves", lambda: _choose(page, box, LEAVING))
    walker.look("exit", walker.heading("The exit step by step"))


def _make_it_ones_own(walker: Walker, review: str) -> None:
    page = walker.page
    walker.go("Back to the review", lambda: page.goto(review))
    page.get_by_text("Add a word").click()
    page.get_by_role("textbox", name="What should be said").fill(REMARK)

    def keep() -> None:
        page.get_by_role("button", name="Keep").click()
        walker.heading("In our own words").wait_for()

    walker.go("A remark, kept", keep)
    walker.look("remark", walker.heading("The month in five sentences"))
    page.emulate_media(color_scheme="dark")
    walker.look("decisions", walker.heading("Broken rules"))
    walker.look_at_paper("print")
    take_back = page.get_by_role("button", name="Take back")
    if not take_back.is_visible():
        page.get_by_text("Add a word").click()
    take_back.click()
    walker.heading("In our own words").wait_for(state="detached")


def _choose(page: Page, box: Locator, words: str) -> None:
    box.click()
    box.fill(words)
    page.get_by_role("option").first.click()
    page.get_by_role("heading", level=1).filter(has_text=words).wait_for()


def measured(took: list[tuple[str, float]]) -> str:
    """The seconds as a table, and on what they were measured."""
    on = machine("streamlit")
    rows = "".join(f"| {step} | {seconds:.1f} |\n" for step, seconds in took)
    clicks = sum(seconds for _, seconds in took[1:])
    return (
        "| step | seconds |\n| --- | ---: |\n"
        f"{rows}| Every click together | {clicks:.1f} |\n\n"
        f"On {on['cores']} cores and {on['memory_gib']} GiB, Python {on['python']}, Streamlit "
        f"{on['streamlit']}, with the browser on the same machine.\n"
    )


if __name__ == "__main__":
    main()
