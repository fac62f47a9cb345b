"""The page Changes in a browser: figures, one change by its address, files, nothing there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Witness, serving
from tests.browser.layout import downloaded, open_drawers, overflowing, rest, settle, show
from tests.reports import contacting

pytestmark = pytest.mark.browser

LAST = "Coming changes"

JUNE = {"customer": "brightwater", "month": "2026-06"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("changes")
    contacting.publish(folder / "published")
    with serving(folder, tmp_path_factory.mktemp("changes_log")) as served:
        yield served


def test_the_month_its_change_and_the_ticket_behind_it(
    page: Page, address: str, witness: Witness
) -> None:
    missing: list[str] = []
    page.on("response", lambda one: missing.append(one.url) if one.status == 404 else None)
    page.goto(f"{address}/changes?{urlencode(JUNE)}")
    settle(page, LAST)
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(1)
    expect(page.get_by_text("2 changes in June 2026, 1 of them successful.")).to_be_visible()
    months = page.get_by_role("table").filter(has_text="a rule not named")
    expect(months.get_by_role("row")).to_have_count(1 + 2)
    rates = page.get_by_role("table").filter(has_text="95 % interval").get_by_role("row")
    expect(rates.nth(1)).to_contain_text("1 of 2")
    expect(rates.nth(1)).to_contain_text("9.5 to 90.5 %")

    months.get_by_role("link", name="CHG-10").click()
    expect(page).to_have_url(re.compile("change=CHG-10"))
    settle(page, LAST)
    main = page.get_by_test_id("stMain")
    expect(main.get_by_role("heading", level=2).first).to_have_text("The change asked for")
    caused = page.get_by_role("table").filter(has_text="1 incident that it caused")
    expect(caused.get_by_role("link")).to_have_text(["B-5"])
    page.get_by_role("link", name="The request: B-1").click()

    expect(page).to_have_url(re.compile(r"/ticket\?ticket=B-1&"))
    expect(page.get_by_label("Ticket", exact=True)).to_have_value("B-1")
    hosts = {urlsplit(url).netloc for url in witness.requests if not url.startswith("data:")}
    assert hosts == {urlsplit(address).netloc}
    # Asked for below a page's own address first, which Streamlit does for every page but one.
    assert {urlsplit(url).path.split("/", 2)[2] for url in missing} <= {
        "_stcore/health",
        "_stcore/host-config",
    }
    assert len(witness.errors) == len(missing)


def test_a_file_holds_the_verdicts_of_the_page(page: Page, address: str) -> None:
    page.goto(f"{address}/changes?{urlencode(JUNE | {'change': 'CHG-10'})}")
    settle(page, LAST)
    table = page.get_by_role("table").filter(has_text="Question")
    verdicts = table.locator("tbody tr td:nth-child(3)")
    expect(verdicts).to_have_count(7)
    shown = verdicts.all_inner_texts()

    file = downloaded(page, page.locator(".st-key-file_change_verdicts_csv button"))

    held = pl.read_csv(Path(file.path()))
    assert held["Verdict"].to_list() == shown
    assert shown.count("broken") == 2


@pytest.mark.parametrize("asked", ["CHG-0", "<img src=x onerror=alert(1)>", "' or 1=1 --"])
def test_a_change_not_known_is_a_sentence(page: Page, address: str, asked: str) -> None:
    page.goto(f"{address}/changes?{urlencode(JUNE | {'change': asked})}")
    settle(page, LAST)

    expect(page.get_by_role("alert")).to_contain_text(f"the change {asked}, which is not there")
    expect(page.locator("img[src=x]")).to_have_count(0)


def test_no_change_ever_is_a_sentence_for_each_section(page: Page, address: str) -> None:
    page.goto(f"{address}/changes?customer=drifting")
    settle(page, LAST)

    for words in ("No change in July 2026", "No maintenance in July 2026, so no notice was owed."):
        expect(page.get_by_text(words)).to_contain_text("was ever delivered.")
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("changes", "Coming changes"),
        ("availability", "Categories that keep coming back"),
        ("contacts", "Onboarding"),
    ],
)
def test_nothing_of_a_page_is_cut_off(
    page: Page, address: str, name: str, last: str, scheme: str
) -> None:
    show(page, height=1000, scheme=scheme)
    page.goto(f"{address}/{name}?{urlencode(JUNE | {'change': 'CHG-10'})}")
    expect(page.get_by_role("heading", name=last)).to_be_visible()
    rest(page)
    open_drawers(page)

    wide = overflowing(page, tables_too=True)
    assert wide == []
