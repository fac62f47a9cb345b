"""Program status, Escalation and Data in a browser: figures, clicks down, files, nothing there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from pipeline.workspace import Workspace
from reports.snapshot import Snapshot, current
from tests.browser.conftest import Witness, serving
from tests.browser.layout import downloaded, overflowing, settle, show
from tests.reports import operations

pytestmark = pytest.mark.browser

PAGES = {
    "status": "Exits under way",
    "status?of=all": "Exits under way",
    "escalation?ticket=B-1&ticket=B-4": "What happened when",
    "data": "What it was made with",
}


@pytest.fixture(scope="module")
def address(demo_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(demo_workspace.root, tmp_path_factory.mktemp("operations")) as served:
        yield served


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the small portfolio, which has rows refused and rules not judged."""
    folder = tmp_path_factory.mktemp("small")
    operations.publish(folder / "published")
    with serving(folder, tmp_path_factory.mktemp("small_log")) as served:
        yield served


@pytest.fixture(scope="module")
def published(demo_workspace: Workspace) -> Snapshot:
    found = current(demo_workspace.published)
    assert found is not None
    return found


def test_the_status_of_all_shows_what_a_query_answers(
    page: Page, address: str, published: Snapshot
) -> None:
    (figures,) = published.frame(
        "select count(*), count(*) filter (where outcome = 'breached'), "
        "count(*) filter (where chance_of_miss > 0.5), "
        "(select count(*) from planned_changes) from open_requests"
    ).rows()
    page.goto(f"{address}/status?of=all")
    settle(page, "Exits under way")

    expect(page.get_by_role("heading", level=1)).to_contain_text("All customers")
    shown = page.get_by_test_id("stMetricValue").all_inner_texts()[:4]
    assert shown == [f"{figure:,}" for figure in figures]
    file = downloaded(page, page.get_by_role("button", name="CSV").nth(0))
    held = pl.read_csv(Path(file.path()))
    assert held.height == figures[0]


def test_an_open_request_leads_to_its_clocks_side_by_side_and_to_its_story(
    page: Page, address: str, witness: Witness
) -> None:
    page.goto(f"{address}/status?of=all")
    settle(page, "Exits under way")
    first = page.get_by_role("table").filter(has_text="Next clock").get_by_role("link").first
    ticket_id = first.inner_text()

    page.get_by_role("link", name="Look at the first 4 side by side").click()
    settle(page, "What happened when")
    expect(page).to_have_url(re.compile(rf"/escalation\?ticket={ticket_id}&ticket="))
    expect(page.get_by_role("table").first.get_by_role("columnheader")).to_have_count(5)
    verdicts = page.get_by_role("table").filter(has_text="Why this priority").last
    told = verdicts.get_by_role("row").filter(has_text="Verdict").get_by_role("cell").nth(1)
    verdict = told.inner_text()

    page.get_by_role("link", name=f"The whole story of {ticket_id}").click()
    settle(page, "History")
    expect(page.get_by_label("Ticket", exact=True)).to_have_value(ticket_id)
    alone = page.get_by_role("table").filter(has_text="Why this priority")
    row = alone.get_by_role("row").filter(has_text="Verdict")
    expect(row.get_by_role("cell").nth(2)).to_have_text(verdict)
    hosts = {urlsplit(url).netloc for url in witness.requests if not url.startswith("data:")}
    assert hosts == {urlsplit(address).netloc}


def test_a_ticket_is_added_and_taken_away_by_the_keyboard(page: Page, small: str) -> None:
    page.goto(f"{small}/escalation?customer=brightwater&month=2026-06&ticket=B-1")
    settle(page, "What happened when")
    choice = page.get_by_role("combobox", name="Tickets")

    choice.press_sequentially("B-9")
    expect(page.get_by_role("option", name="Add: B-9")).to_be_visible()
    choice.press("Enter")
    expect(page).to_have_url(re.compile("ticket=B-1&ticket=B-9"))
    choice.press("Escape")
    expect(page.get_by_role("columnheader", name="B-9").first).to_be_visible()
    choice.press("Backspace")
    choice.press("Escape")

    expect(page.get_by_role("columnheader", name="B-9")).to_have_count(0)
    expect(page.get_by_role("columnheader", name="B-1").first).to_be_visible()


def test_the_rows_refused_can_be_taken_away_and_stay_text(page: Page, small: str) -> None:
    page.goto(f"{small}/data?customer=brightwater&month=2026-06")
    settle(page, "What it was made with")
    refused = page.get_by_role("table").filter(has_text="Rows refused, of the latest")
    expect(refused.get_by_role("row")).to_have_count(1 + 3)
    expect(refused).to_contain_text("<script>alert(1)</script>")
    below = page.locator("[data-testid=stMainBlockContainer]").get_by_role("button", name="Excel")

    file = downloaded(page, below.nth(2))

    book = pl.read_excel(file.path())
    assert re.fullmatch(r"quarantine_all_2026-06_\w{8}\.xlsx", file.suggested_filename)
    assert book["value"].to_list() == [operations.HOSTILE, "x" * 300, "P9"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (1400, "dark"), (400, "light")])
def test_nothing_is_cut_off_and_nothing_goes_wrong(
    page: Page, small: str, path: str, width: int, scheme: str
) -> None:
    show(page, width=width, height=1000, scheme=scheme)
    page.goto(f"{small}/{path}{'&' if '?' in path else '?'}customer=brightwater&month=2026-06")
    settle(page, PAGES[path])
    wide = overflowing(page, tables_too=width > 400)
    exceptions = page.get_by_test_id("stException").count()

    assert wide == []
    assert exceptions == 0


@pytest.mark.parametrize("asked", ["'; drop table tickets; --", "<b>x</b>" * 1250, "a,b," * 400])
def test_an_address_made_to_harm_gets_a_sentence(page: Page, small: str, asked: str) -> None:
    page.goto(f"{small}/escalation?{urlencode({'ticket': asked})}")

    expect(page.get_by_role("alert")).to_contain_text("There is no ticket")
    expect(page.get_by_test_id("stException")).to_have_count(0)
