"""When a page is drawn, and what on it is wider than its place."""

from __future__ import annotations

from playwright.sync_api import Page

DRAWN = (
    "() => !document.querySelector('[data-testid=stStatusWidget]')"
    " && document.querySelector('[data-testid=stMain] h1')"
    " && document.querySelector('[data-testid=stMain] table')"
    " && [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]"
    ".every(chart => chart.offsetParent === null || chart.querySelector('svg .mark-group'))"
)
# Opens every drawer that is closed.
OPEN = (
    "() => document.querySelectorAll('[data-testid=stExpander] details:not([open]) > summary')"
    ".forEach(summary => summary.click())"
)


# Whether the page is drawn and the same, as long and as wide, as three looks before.
RESTING = f"""() => {{
    const main = document.querySelector('[data-testid=stMain]');
    if (!({DRAWN})()) return false;
    const shape = [main.innerText.length, main.querySelectorAll('*').length, main.scrollHeight,
        main.scrollWidth].join();
    window.sameLooks = window.lastShape === shape ? (window.sameLooks || 0) + 1 : 0;
    window.lastShape = shape;
    return window.sameLooks >= 3;
}}"""


def rest(page: Page) -> None:
    """Wait until the page is drawn whole: what Streamlit loads when it is needed comes later."""
    page.wait_for_function(RESTING, polling=100)


def open_drawers(page: Page) -> None:
    """Open every drawer, and wait until what is in it is drawn."""
    page.evaluate(OPEN)
    page.wait_for_function(
        "() => !document.querySelector('[data-testid=stExpander] details:not([open])')"
    )
    rest(page)
