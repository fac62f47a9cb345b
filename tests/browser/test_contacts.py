"""The page Contacts in a browser: from all customers to one, to a ticket and its change; a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import serving
from tests.browser.layout import downloaded
from tests.browser.test_changes import JUNE
from tests.reports import contacting

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("contacts")
    contacting.publish(folder / "published")
    with serving(folder, tmp_path_factory.mktemp("contacts_log")) as served:
        yield served


def test_all_customers_lead_to_one_and_to_what_others_logged(page: Page, address: str) -> None:
    page.goto(f"{address}/contacts?month=2026-06&of=all")
    expect(page.get_by_role("heading", level=1)).to_have_text("All customers June 2026")
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(1 + 4)
    expect(rows.nth(1)).to_contain_text("broken")

    rows.nth(1).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Brightwater")
    expect(page.get_by_role("radio", name="this customer")).to_be_checked()
    expect(page.get_by_text("4 points of contact are in force on 3 Jul 2026")).to_be_visible()
    others = page.get_by_role("table").filter(has_text="2 findings of June 2026")
    expect(others.get_by_role("link")).to_have_text(["CHG-10", "B-2"])
    others.get_by_role("link", name="B-2").click()

    expect(page).to_have_url(re.compile(r"/ticket\?ticket=B-2&"))


def test_the_menu_names_every_page(page: Page, address: str) -> None:
    page.goto(f"{address}/contacts?{urlencode(JUNE)}")

    menu = page.get_by_test_id("stSidebarNav")
    for name in ("Contacts", "Portfolio", "Ticket", "Data"):
        expect(menu.get_by_role("link", name=name, exact=True)).to_be_visible()


def test_a_file_holds_the_contacts_in_force(page: Page, address: str) -> None:
    page.goto(f"{address}/contacts?{urlencode(JUNE | {'of': 'customer'})}")
    expect(page.get_by_role("heading", name="Onboarding")).to_be_visible()

    file = downloaded(page, page.locator(".st-key-file_points_of_contact_csv button"))

    held = pl.read_csv(Path(file.path()))
    assert held.filter(role="primary")["contact_id"].to_list() == ["yan", "zoe"]
    # Its name would be a formula.
    assert held.filter(tickets_untrained=3)["contact_id"].to_list()[0].startswith("'=1+1")
