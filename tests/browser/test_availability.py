"""The page Availability in a browser: figures, an outage's ticket and its clock, files, nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from reports.snapshot import current
from tests.browser.conftest import Witness, serving
from tests.browser.layout import downloaded, settle
from tests.browser.test_changes import JUNE
from tests.reports import contacting

pytestmark = pytest.mark.browser

LAST = "Categories that keep coming back"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("availability")
    contacting.publish(folder / "published")
    return folder


@pytest.fixture(scope="module")
def address(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(published, tmp_path_factory.mktemp("availability_log")) as served:
        yield served


def test_the_month_its_outage_and_the_clock_of_its_ticket(
    page: Page, address: str, published: Path, witness: Witness
) -> None:
    snapshot = current(published / "published")
    assert snapshot is not None
    asked = "select * from availability where customer_id = 'brightwater' and month = '2026-06-01'"
    (month,) = snapshot.frame(asked).to_dicts()

    page.goto(f"{address}/availability?{urlencode(JUNE)}")
    settle(page, LAST)
    said = f"Production was up {100 * month['availability']:.3f} %"
    expect(page.get_by_text(said)).to_be_visible()
    outages = page.get_by_role("table").filter(has_text="Why taken out")
    expect(outages.locator("tbody tr")).to_have_count(month["outages"])
    expect(outages).to_contain_text("CHG-11 (planned maintenance)")
    expect(outages.get_by_role("link")).to_have_text(["B-1", "B-4"])
    expect(page.get_by_role("table").filter(has_text="PRB-1: 2 incidents")).to_contain_text(
        "24 days"
    )
    expect(page.get_by_test_id("stVegaLiteChart").locator("svg")).to_contain_text("target 99.9%")
    outages.get_by_role("link", name="B-1").click()

    expect(page).to_have_url(re.compile(r"/ticket\?ticket=B-1&"))
    expect(page.get_by_role("heading", name="Clocks")).to_be_visible()
    hosts = {urlsplit(url).netloc for url in witness.requests if not url.startswith("data:")}
    assert hosts == {urlsplit(address).netloc}


def test_a_file_holds_the_outages_of_the_page(page: Page, address: str) -> None:
    page.goto(f"{address}/availability?{urlencode(JUNE)}")
    settle(page, LAST)

    file = downloaded(page, page.locator(".st-key-file_outages_csv button"))

    held = pl.read_csv(Path(file.path()))
    local = ("2026-06-19T23:30:00-04:00", "America/New_York")
    assert held.select("tickets", "seconds", "started_at", "time_zone").rows() == [
        ("B-1, B-4", 5400, *local)
    ]


def test_a_customer_never_live_gets_a_sentence_for_each_section(page: Page, address: str) -> None:
    page.goto(f"{address}/availability?customer=drifting")
    settle(page, LAST)

    never = "was ever delivered, so production is live under none."
    expect(page.get_by_text(never)).to_have_count(2)
    for words in (
        "So no outage counts.",
        "was ever declared",
        "was ever restored",
        "So none could",
    ):
        expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
