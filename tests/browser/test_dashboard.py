from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Witness
from tests.browser.layout import downloaded, open_drawers, overflowing, settle, show
from tests.reports import portfolio

pytestmark = pytest.mark.browser

LAST = "Still open"

FILTERS = "?customer=brightwater&month=2026-06"
BRIGHTWATER = f"/attainment{FILTERS}"


def test_the_page_attainment_shows_figures_without_an_error(
    page: Page, server: str, witness: Witness
) -> None:
    page.goto(server + "/attainment")
    settle(page, LAST)

    expect(page).to_have_url(re.compile(r"\?customer=aldgate&month=2026-06$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Aldgate Bank June 2026")
    expect(page.get_by_test_id("stMetricValue")).to_have_text([re.compile(r"^\d+ of \d+$")] * 2)
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(12)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    # A page that is opened by its own address first looks for the server below itself.
    assert [error for error in witness.errors if "404" not in error] == []


def test_no_request_goes_anywhere_but_to_the_server(
    page: Page, server: str, witness: Witness
) -> None:
    page.goto(server + "/attainment")
    settle(page, LAST)
    page.goto(server + BRIGHTWATER)
    settle(page, LAST)
    page.goto(server + "/attainment?customer=drifting")
    expect(page.get_by_role("heading", level=1)).to_contain_text("<b>Drift</b> :smile: $x$")

    hosts = {urlsplit(url).netloc for url in witness.requests if not url.startswith("data:")}
    assert hosts == {urlsplit(server).netloc}


def test_the_missed_clocks_are_listed_with_how_late_they_were(page: Page, server: str) -> None:
    page.goto(server + BRIGHTWATER)
    settle(page, LAST)

    rows = page.get_by_role("table").filter(has_text="How late").get_by_role("row")
    expect(rows).to_have_count(4)
    expect(rows.nth(1).get_by_role("cell")).to_have_text(
        [
            "B-1",
            "P1",
            "restoration within 8 h, 24x7",
            "2 h 13 min late, 24x7",
            "9 Jun 2026, 16:00",
            "9 Jun 2026, 18:13",
            "Checkout is down",
        ]
    )
    expect(rows.nth(2)).to_contain_text(portfolio.HOSTILE_SUMMARY)
    expect(rows.nth(3)).to_contain_text("still open")


def test_the_missed_clocks_can_be_taken_away(page: Page, server: str) -> None:
    page.goto(server + BRIGHTWATER)
    settle(page, LAST)

    file = downloaded(page, page.locator(".st-key-file_missed_csv button"))

    content = Path(file.path()).read_text(encoding="utf-8-sig")
    assert re.fullmatch(r"missed_brightwater_2026-06_\w{8}\.csv", file.suggested_filename)
    assert content.count("\n") == 4
    assert "'=HYPERLINK(" in content


def test_a_filter_changes_the_address_which_survives_a_reload(page: Page, server: str) -> None:
    page.goto(server + "/attainment")
    settle(page, LAST)

    _choose(page, "Customer", "Brightwater & Söhne")
    expect(page.get_by_role("heading", level=1)).to_have_text("Brightwater & Söhne June 2026")
    _choose(page, "Month", "April 2026")
    expect(page.get_by_role("heading", level=1)).to_have_text("Brightwater & Söhne April 2026")
    page.reload()

    expect(page.get_by_role("heading", level=1)).to_have_text("Brightwater & Söhne April 2026")
    expect(page).to_have_url(re.compile(r"\?customer=brightwater&month=2026-04$"))
    expect(page.get_by_test_id("stMetricValue")).to_have_text(["1 of 1", "Nothing decided"])


def test_an_unknown_customer_in_the_address_gets_a_sentence(page: Page, server: str) -> None:
    page.goto(server + "/attainment?customer=nobody&month=2026-06")
    settle(page, LAST)

    expect(page.get_by_role("alert")).to_contain_text("The address asks for the customer nobody")
    expect(page.get_by_role("heading", level=1)).to_have_text("Aldgate Bank June 2026")


@pytest.mark.parametrize("width", [1280, 1920])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_cut_off(page: Page, server: str, width: int, scheme: str) -> None:
    show(page, width=width, height=1000, scheme=scheme)
    page.goto(server + BRIGHTWATER)
    settle(page, LAST)
    open_drawers(page)
    expect(page.get_by_role("table").filter(has_text="Share of target")).to_be_visible()

    wide = overflowing(page, tables_too=True)
    assert wide == []


def test_a_newly_published_snapshot_shows_without_a_reload(
    page: Page, server: str, workspace: Path
) -> None:
    page.goto(server + BRIGHTWATER)
    settle(page, LAST)
    expect(page.get_by_test_id("stMetricValue")).to_have_text(["3 of 4", "1 of 3"])
    page.evaluate("() => { window.neverReloaded = true; }")

    portfolio.publish(
        workspace / "published",
        "second.duckdb",
        clocks=portfolio.known_clocks()[:3] + portfolio.seeded_clocks(),
        as_of=portfolio.AS_OF + timedelta(hours=1),
    )

    try:
        expect(page.get_by_test_id("stMetricValue")).to_have_text(
            ["3 of 3", "Nothing decided"], timeout=20_000
        )
        expect(page.locator(".review-context")).to_contain_text("As of 3 Jul 2026, 18:30 EDT")
        assert page.evaluate("() => window.neverReloaded")
    finally:
        (workspace / "published" / "CURRENT").write_text("first.duckdb")


def _choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_test_id("stSidebar").get_by_label(label).first
    box.click()
    # Of a long list that still moves another could be hit.
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).click()


def test_a_quota_is_told_moved_and_taken_away(page: Page, server: str, witness: Witness) -> None:
    page.goto(server + "/quota" + FILTERS)
    expect(page.get_by_role("heading", name="How far such forecasts held")).to_be_visible()

    expect(page.get_by_test_id("stMetricValue").first).to_have_text("22 of 25 units")
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(2)
    slider = page.get_by_role("slider", name="Units to buy")
    slider.focus()
    slider.press("End")
    expect(page.get_by_text("With 90 units more")).to_be_visible()
    page.get_by_text("The ledger: 5 movements").click()
    button = page.locator(".st-key-file_ledger_standard_2026-04-01_csv button")
    expect(button).to_be_visible()
    file = downloaded(page, button)
    lines = Path(file.path()).read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[3:6] for line in lines[1:]] == [
        ["2026-06-30", "B-4", "-1"],
        ["2026-05-20", "T-1", "5"],
        ["2026-05-02", "B-2", "-9"],
        ["2026-04-09", "B-1", "-12"],
        ["2026-04-01", "A-1", "20"],
    ]
    # A page that is opened by its own address first looks for the server below itself.
    assert [error for error in witness.errors if "404" not in error] == []
    assert {urlsplit(address).netloc for address in witness.requests} == {urlsplit(server).netloc}
