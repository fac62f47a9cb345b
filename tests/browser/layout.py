"""When a page is drawn whole, and what on it is wider than its place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Download, Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLateError

from bench import browser

# Each page has a table.
DRAWN = f"() => document.querySelector('[data-testid=stMain] table') && ({browser.DRAWN})()"
# Opens every drawer that is closed, and says whether there was none: a page that runs anew may have
# closed one.
OPENED = """() => {
    const closed = document.querySelectorAll(
        '[data-testid=stExpander] details:not([open]) > summary');
    closed.forEach(summary => summary.click());
    return closed.length === 0;
}"""
# Boxes whose content is wider than they are; words of a chart that are cut, or that lie outside its
# picture (above and below its letters, to their sides where it is turned, by more than a font's box
# exceeds them).
OVERFLOWING = """watched => {
    const wide = [...document.querySelectorAll(watched.join(', '))]
        .filter(element => element.scrollWidth > element.clientWidth + 1);
    const outside = [...document.querySelectorAll('[data-testid=stVegaLiteChart] svg text')]
        .filter(text => text.getAttribute('opacity') !== '0')
        .filter(text => {
            const word = text.getBoundingClientRect();
            const picture = text.closest('svg').getBoundingClientRect();
            const turned = (text.getAttribute('transform') || '').includes('rotate');
            const [aside, above] = turned ? [5, 1] : [1, 5];
            return word.left < picture.left - aside || word.right > picture.right + aside
                || word.top < picture.top - above || word.bottom > picture.bottom + above
                || text.textContent.endsWith('…');
        });
    return [...wide, ...outside]
        .map(element => `${element.textContent.slice(0, 60)}: ${element.outerHTML.slice(0, 150)}`);
}"""
WATCHED = ["[data-testid=stMain]", "[data-testid=stVegaLiteChart]", "[data-testid=stHeading]",
           ".review-heading", ".review-context", ".review-say", ".review-line",
           "[data-testid=stMetric]", "[data-testid=stMetricLabel] *",
           "[data-testid=stMetricValue] *", "[data-testid=stMetricDelta]",
           "[data-testid=stCaptionContainer]"]  # fmt: skip
LOOKS = 20
CLICKS = 3
MILLISECONDS_TO_COME = 10_000


def show(page: Page, *, width: int = 1280, height: int = 900, scheme: str = "light") -> None:
    """Show a page so wide and so high, light or dark."""
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")


def overflowing(page: Page, *, tables_too: bool = False) -> list[str]:
    """What is wider than its place once the page has come to rest, by how it begins.

    A table may scroll within its own, if not told otherwise.
    """
    watched = [*WATCHED, ".review-table"] if tables_too else WATCHED
    browser.rest(page)
    for _ in range(LOOKS):
        wide: list[str] = page.evaluate(OVERFLOWING, watched)
        if not wide:
            break
        page.wait_for_timeout(250)
    return wide


def rest(page: Page) -> None:
    """Wait until a page with a table is drawn whole."""
    page.wait_for_function(DRAWN)
    browser.rest(page)


def settle(page: Page, last_heading: str) -> None:
    """Wait until a page is drawn whole down to its last section."""
    expect(page.get_by_role("heading", name=last_heading)).to_be_visible()
    browser.rest(page)


def open_drawers(page: Page) -> None:
    """Open every drawer, and wait until what is in it is drawn."""
    page.wait_for_function(OPENED, polling=1_000)
    browser.rest(page)


def downloaded(page: Page, button: Locator) -> Download:
    """Take a file away; a click while the page is made anew is lost, and a reader clicks again."""
    for _ in range(CLICKS):
        browser.rest(page)
        try:
            with page.expect_download(timeout=MILLISECONDS_TO_COME) as download:
                button.click()
        except TooLateError:
            continue
        return download.value
    pytest.fail(f"{CLICKS} clicks brought no file")
