"""When a page is drawn whole, and what on it is wider than its place."""

from __future__ import annotations

from playwright.sync_api import Page

from bench import browser

# Each page has a table.
DRAWN = f"() => document.querySelector('[data-testid=stMain] table') && ({browser.DRAWN})()"
# Opens every drawer that is closed.
OPEN = (
    "() => document.querySelectorAll('[data-testid=stExpander] details:not([open]) > summary')"
    ".forEach(summary => summary.click())"
)


def rest(page: Page) -> None:
    """Wait until a page with a table is drawn whole."""
    page.wait_for_function(DRAWN)
    browser.rest(page)


def open_drawers(page: Page) -> None:
    """Open every drawer, and wait until what is in it is drawn."""
    page.evaluate(OPEN)
    page.wait_for_function(
        "() => !document.querySelector('[data-testid=stExpander] details:not([open])')"
    )
    browser.rest(page)
