"""Every page of what the product published itself, in both colours: figures, order, words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app import FIRST, PAGES
from pipeline.workspace import Workspace
from reports.queries import ask
from reports.snapshot import Snapshot, current
from tests.browser.conftest import Witness, serving
from tests.browser.layout import downloaded, open_drawers, overflowing, rest, show

pytestmark = pytest.mark.browser

ADDRESSES = sorted(entry.address for entries in PAGES.values() for entry in entries)
CUSTOMER = "customer=CUST-0021&month=2025-07"
# One who leaves, for the page that has least to show of one who stays.
LEAVING = {"exits": "customer=CUST-0038&month=2026-05&exit=EXIT-0038"}
# Pages that show nothing before they are told of which ticket.
OF_TICKETS = {"ticket": "&ticket=INC0109249", "escalation": "&ticket=INC0109249&ticket=INC0109765"}
# Levels of headings in order, and all that has no words for who cannot see.
UNTOLD = """() => {
    const shown = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
        .filter(heading => heading.closest('[data-testid=stMain]'));
    const levels = shown.map(heading => Number(heading.tagName[1]));
    const skipped = levels.filter((level, at) => at && level > levels[at - 1] + 1).length;
    const without = (selector, name) => [...document.querySelectorAll(selector)]
        .filter(element => !name(element)).map(element => element.outerHTML.slice(0, 120));
    return {
        first: levels.filter(level => level === 1).length,
        skipped,
        pictures: without('img', element => element.getAttribute('alt')),
        charts: without('[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas',
            element => element.closest('[aria-label]') || element.querySelector('[aria-label]')),
        boxes: without('input:not([type=hidden])', element => element.labels?.length
            || element.getAttribute('aria-label') || element.getAttribute('aria-labelledby')),
        tables: without('table', element => element.caption?.textContent.trim()),
        links: without('[data-testid=stMain] a[href]', element => element.textContent.trim()
            || element.getAttribute('aria-label')),
    };
}"""


@pytest.fixture(scope="module")
def address(demo_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(demo_workspace.root, tmp_path_factory.mktemp("every")) as served:
        yield served


@pytest.fixture(scope="module")
def shown(demo_workspace: Workspace) -> Snapshot:
    found = current(demo_workspace.published)
    assert found is not None
    return found


def go(page: Page, address: str, name: str) -> None:
    asked = LEAVING.get(name, CUSTOMER) + OF_TICKETS.get(name, "")
    page.goto(f"{address}/{'' if name == FIRST else name}?{asked}")
    rest(page)


@pytest.fixture(scope="module", params=ADDRESSES)
def opened(
    request: pytest.FixtureRequest, context: BrowserContext, address: str
) -> Iterator[tuple[Page, Witness]]:
    """Each page in turn, opened once and looked at in every way."""
    page, witness = context.new_page(), Witness()
    show(page)
    witness.watch(page)
    go(page, address, request.param)
    yield page, witness
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_shows_figures_in_order_and_in_words(
    opened: tuple[Page, Witness], address: str, scheme: str
) -> None:
    page, witness = opened
    show(page, scheme=scheme)
    backdrop = expect(page.get_by_test_id("stApp"))
    seen = backdrop.to_have_css if scheme == "light" else backdrop.not_to_have_css
    seen("background-color", "rgb(255, 255, 255)")
    rest(page)

    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_test_id("stAlert").filter(has_text="The address asks").count() == 0
    assert page.evaluate(UNTOLD) == {
        "first": 1,
        "skipped": 0,
        "pictures": [],
        "charts": [],
        "boxes": [],
        "tables": [],
        "links": [],
    }
    # A page that is opened by its own address first looks for the server below itself.
    assert [error for error in witness.errors if "404" not in error] == []
    assert all(url.startswith((address, address.replace("http", "ws"), "data:", "blob:"))
               for url in witness.requests)  # fmt: skip


def test_nothing_on_a_page_is_wider_than_its_place(opened: tuple[Page, Witness]) -> None:
    page, _ = opened
    show(page, width=1400)
    rest(page)
    open_drawers(page)
    wide = {1400: overflowing(page)}
    page.set_viewport_size({"width": 1280, "height": 900})
    rest(page)
    wide[1280] = overflowing(page)

    assert wide == {1400: [], 1280: []}


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_page_keeps_to_a_narrow_screen(page: Page, address: str, name: str) -> None:
    show(page, width=400)
    go(page, address, name)

    width = page.evaluate(
        "() => [document.querySelector('[data-testid=stMain]').scrollWidth, window.innerWidth]"
    )
    assert width[0] <= width[1]


@pytest.mark.parametrize("name", ["changes", "availability", "contacts"])
def test_a_page_s_tables_have_room(page: Page, address: str, name: str) -> None:
    go(page, address, name)
    open_drawers(page)

    wide = overflowing(page, tables_too=True)
    assert wide == []


def test_the_portfolio_tells_every_customer_and_leads_to_a_clock(
    page: Page, address: str, shown: Snapshot
) -> None:
    go(page, address, "portfolio")

    rows = ask(shown, "portfolio_customers", month=_month())
    expect(page.get_by_role("heading", level=1)).to_have_text("All customers July 2025")
    expect(page.locator(".review-context")).to_contain_text("times in UTC")
    expect(page.get_by_test_id("stSidebar").get_by_label("Customer")).to_have_count(0)
    harmed = page.get_by_role("table").filter(has_text="Missed P1")
    expect(harmed.get_by_role("row")).to_have_count(1 + rows.height)
    worst = rows.row(0, named=True)
    expect(harmed.get_by_role("row").nth(1).get_by_role("cell").nth(3)).to_have_text(
        f"{worst['missed']:,}"
    )
    panels = page.locator(".review-panels figure")
    expect(panels).to_have_count(24)
    expect(panels.first.get_by_role("link")).to_have_text(worst["name"])
    expect(page.get_by_test_id("stVegaLiteChart").locator("svg .mark-group").first).to_be_visible()

    harmed.get_by_role("row").nth(1).get_by_role("link").nth(1).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(worst["name"])
    missed = page.get_by_role("table").filter(has_text="How late")
    expect(missed.get_by_role("row")).to_have_count(1 + worst["missed"])
    missed.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Clocks")).to_be_visible()


def test_the_portfolio_can_be_taken_away_as_it_stands(
    page: Page, address: str, shown: Snapshot
) -> None:
    go(page, address, "portfolio")

    file = downloaded(page, page.locator(".st-key-file_customers_by_harm_csv button"))

    lines = Path(file.path()).read_text(encoding="utf-8-sig").splitlines()
    rows = ask(shown, "portfolio_customers", month=_month())
    assert lines[0].split(",") == rows.columns
    assert [line.split(",")[0] for line in lines[1:]] == rows["customer_id"].to_list()
    assert re.fullmatch(r"customers_by_harm_all_2025-07_\w{8}\.csv", file.suggested_filename)


def test_a_rule_of_the_portfolio_leads_to_its_findings(page: Page, address: str) -> None:
    go(page, address, "portfolio")
    row = page.get_by_role("table").filter(has_text="What is checked").get_by_role("row").nth(1)
    rule, count = row.get_by_role("link").all_inner_texts()
    row.get_by_role("link").first.click()

    expect(page).to_have_url(re.compile(rf"/findings\?.*of=all.*rule={rule}"))
    expect(page.get_by_text(re.compile(rf"^{count} findings?,")).first).to_be_visible()


def _month() -> date:
    return date(2025, 7, 1)
