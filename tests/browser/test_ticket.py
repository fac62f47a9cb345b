"""The page Ticket of what the product published itself, reached from a miss."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from pipeline.workspace import Workspace
from tests.browser.conftest import Witness, serving
from tests.browser.layout import overflowing

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(demo_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(demo_workspace.root, tmp_path_factory.mktemp("ticket")) as served:
        yield served


def test_a_miss_leads_to_the_story_of_its_ticket(
    page: Page, address: str, witness: Witness
) -> None:
    missing: list[str] = []
    page.on("response", lambda one: missing.append(one.url) if one.status == 404 else None)
    page.goto(f"{address}/?customer=CUST-0021&month=2025-07")
    link = page.get_by_role("table").filter(has_text="How late").get_by_role("link").first
    ticket_id = link.inner_text()
    link.click()

    expect(page.get_by_role("heading", name="History")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"/ticket\?.*ticket={ticket_id}"))
    expect(page).to_have_url(re.compile("customer=CUST-0021"))
    expect(page).to_have_url(re.compile("month=2025-07"))
    expect(page.get_by_label("Ticket", exact=True)).to_have_value(ticket_id)
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(2)
    expect(page.get_by_role("table").filter(has_text="Brought by")).to_contain_text("tickets.csv")
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]"
        ".every(chart => chart.querySelector('svg .mark-group'))"
    )
    assert overflowing(page, tables_too=True) == []
    # Asked for below the page's own address first, which Streamlit does for every page but one.
    assert {urlsplit(url).path for url in missing} <= {
        "/ticket/_stcore/health",
        "/ticket/_stcore/host-config",
    }
    assert len(witness.errors) == len(missing)


def test_a_finding_of_all_customers_leads_to_its_ticket(page: Page, address: str) -> None:
    page.goto(f"{address}/findings?customer=CUST-0021&month=2025-07&of=all&rule=PRI-5")
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(1)
    link = page.get_by_role("table").filter(has_text="What is wrong").get_by_role("link").first
    ticket_id = link.inner_text()
    link.click()

    expect(page.get_by_role("heading", name="History")).to_be_visible()
    expect(page.get_by_label("Ticket", exact=True)).to_have_value(ticket_id)
    broken = page.get_by_role("table").filter(has_text="What is wrong")
    expect(broken).to_contain_text("PRI-5")
