"""The page Exits of what the product published itself, opened in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from pipeline.workspace import Workspace
from tests.browser.conftest import Witness, serving
from tests.browser.layout import downloaded, overflowing, settle, show
from tests.browser.test_dashboard import _choose

pytestmark = pytest.mark.browser

LAST = "Broken rules"

# An exit in which nothing was done any more after the export.
STALLED = "customer=CUST-0038&exit=EXIT-0038"


@pytest.fixture(scope="module")
def address(demo_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(demo_workspace.root, tmp_path_factory.mktemp("exits")) as served:
        yield served


def test_an_exit_that_stalled_shows_its_ladder_and_every_broken_rule(
    page: Page, address: str, witness: Witness
) -> None:
    missing: list[str] = []
    page.on("response", lambda one: missing.append(one.url) if one.status == 404 else None)
    page.goto(f"{address}/exits?{STALLED}")
    settle(page, LAST)

    expect(page.get_by_test_id("stMetricValue")).to_have_text(
        ["Access to be revoked", "Not deleted yet", "6"]
    )
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(2)
    rules = page.get_by_role("table").filter(has_text="What is wrong").get_by_role("row")
    expect(rules).to_have_count(1 + 10)
    expect(rules.filter(has_text="EXI-6")).to_contain_text("The tenant is not deleted on")
    steps = page.get_by_role("table").filter(has_text="Latest by the plan").get_by_role("row")
    expect(steps).to_have_count(1 + 13)
    expect(steps.filter(has_text=re.compile("✗ late by"))).to_have_count(6)
    file = downloaded(page, page.locator(".st-key-file_exit_findings_EXIT-0038_csv button"))
    assert Path(file.path()).read_text(encoding="utf-8-sig").count("EXI-") == 10
    # Asked for below the page's own address first, which Streamlit does for every page but one.
    assert {urlsplit(url).path for url in missing} <= {
        "/exits/_stcore/health",
        "/exits/_stcore/host-config",
    }
    assert len(witness.errors) == len(missing)


def test_the_customer_chosen_on_one_page_is_that_of_the_next(page: Page, address: str) -> None:
    page.goto(f"{address}/?customer=CUST-0038")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Salish Sea Ports")

    page.get_by_role("link", name="Exits").click()
    settle(page, LAST)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Salish Sea Ports")
    expect(page).to_have_url(re.compile(r"/exits\?.*customer=CUST-0038.*exit=EXIT-0038"))
    _choose(page, "Customer", "Harrowgate Insurance")

    expect(page.get_by_text("Harrowgate Insurance has no exit on record.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_of_the_exits_is_cut_off(page: Page, address: str, scheme: str) -> None:
    show(page, height=1000, scheme=scheme)
    page.goto(f"{address}/exits?{STALLED}")
    settle(page, LAST)
    page.locator("[data-testid=stExpander] summary").first.click()
    expect(page.get_by_role("table").filter(has_text="Dates given")).to_be_visible()

    wide = overflowing(page, tables_too=True)
    assert wide == []
