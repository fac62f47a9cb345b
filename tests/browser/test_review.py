"""The page Service review: with figures, with nothing, deep-linked, printed, and a word added."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from bench.browser import rest
from pipeline.workspace import Workspace
from reports.remarks import write_remark
from reports.snapshot import POINTER, Snapshot, current
from tests.browser.conftest import Witness, serving
from tests.browser.layout import overflowing, settle, show
from tests.reports import reviews

pytestmark = pytest.mark.browser

LAST = "What needs a decision"

# So many are typed and kept, one after the other.
WORDS = int(os.environ.get("WORDS", "12"))
JUNE = date(2026, 6, 1)
CUSTOMER, MONTH = "CUST-0021", "2026-05"
REVIEW = f"/?customer={CUSTOMER}&month={MONTH}"
FIGURES = """
select
    (select concat_ws(' of ', sum(met), sum(met + breached)) from sla_attainment
        where customer_id = $customer and month = $month and metric = 'response'),
    (select concat_ws(' of ', sum(met), sum(met + breached)) from sla_attainment
        where customer_id = $customer and month = $month and metric = 'restoration'),
    (select count(*) from sla_clocks
        where customer_id = $customer and month = $month and outcome = 'breached'),
    (select sum(opened) from demand where customer_id = $customer and month = $month),
    (select sum(restored) from demand where customer_id = $customer and month = $month),
    (select sum(backlog) from demand where customer_id = $customer and month = $month),
    (select count(*) from changes where customer_id = $customer and month = $month
        and started_at is not null and outcome is distinct from 'cancelled'),
    (select count(*) from planned_changes where customer_id = $customer),
    (select count(*) from findings where customer_id = $customer and month = $month),
"""

MANY_MISSES = """
select customer_id, month, count(*) as misses
from sla_clocks
where outcome = 'breached' and month is not null
group by customer_id, month
having count(*) between 6 and 12
order by misses, customer_id, month
limit 1
"""


@pytest.fixture(scope="module")
def address(demo_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(demo_workspace.root, tmp_path_factory.mktemp("review")) as served:
        yield served


@pytest.fixture(scope="module")
def published(demo_workspace: Workspace) -> Snapshot:
    found = current(demo_workspace.published)
    assert found is not None
    return found


def test_each_figure_of_the_page_is_what_a_query_answers(
    page: Page, address: str, published: Snapshot, witness: Witness
) -> None:
    asked = {"customer": CUSTOMER, "month": f"{MONTH}-01"}
    (figures,) = published.frame(FIGURES, asked).rows()
    answered, restored, missed, opened, done, backlog, changes, planned, broken = figures
    page.goto(address + REVIEW)
    settle(page, LAST)

    values = page.get_by_test_id("stMetricValue").all_inner_texts()
    assert values[:2] == [answered, restored]
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text(f"{missed} missed clocks, furthest past the target first")
    expect(main).to_contain_text(f"In May 2026, {opened} tickets were opened")
    expect(main).to_contain_text(f"{done} were restored or fulfilled, and {backlog} were still")
    expect(main).to_contain_text(f"{changes} changes that began in the month")
    expect(main).to_contain_text(f"{planned} changes planned")
    expect(main).to_contain_text(f"{broken} findings of May 2026")
    groups = page.get_by_role("table").filter(has_text="by kind, environment and category")
    kinds = groups.get_by_role("row").filter(has_text=re.compile("^Kind"))
    assert sum(int(row.get_by_role("cell").nth(2).inner_text()) for row in kinds.all()) == opened
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert witness.errors == []


def test_a_miss_leads_to_its_ticket_and_its_clock(page: Page, address: str) -> None:
    page.goto(f"{address}/review{REVIEW[1:]}")
    settle(page, LAST)
    link = page.get_by_role("table").filter(has_text="How late").get_by_role("link").first
    ticket_id = link.inner_text()
    link.click()

    expect(page.get_by_role("heading", name="History")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"/ticket\?.*ticket={ticket_id}.*month={MONTH}"))
    page.get_by_text("The stretches of the restoration clock").click()
    expect(page.get_by_role("table").filter(has_text="Counts").first).to_be_visible()


def test_the_clock_of_every_miss_is_drawn_when_it_is_asked_for(
    page: Page, address: str, published: Snapshot
) -> None:
    ((customer, month, misses),) = published.frame(MANY_MISSES).rows()
    page.goto(f"{address}/review?{urlencode({'customer': customer, 'month': f'{month:%Y-%m}'})}")
    settle(page, LAST)
    clocks = page.get_by_role("link", name=re.compile(r"^\S+, P\d (response|restoration)$"))
    expect(clocks).to_have_count(3)

    page.get_by_text(f"Draw all {misses} clocks").click()

    expect(clocks).to_have_count(misses)
    settle(page, LAST)
    strips = page.locator("[data-testid=stVegaLiteChart]").filter(has_text="clock over time")
    expect(strips).to_have_count(misses)


def test_a_print_is_the_review_alone(page: Page, address: str) -> None:
    page.goto(address + REVIEW)
    settle(page, LAST)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})

    expect(page.get_by_role("heading", name="The month in five sentences")).to_be_visible()
    for unprinted in ("stSidebar", "stDownloadButton", "stExpander", "stHeader"):
        shown = page.get_by_test_id(unprinted).locator("visible=true")
        expect(shown).to_have_count(0)
    assert page.evaluate(CUT) == []
    # The last section is on the paper too: nothing scrolls inside a page that is printed.
    last = page.get_by_role("table").last.bounding_box()
    assert last is not None
    height = page.evaluate("document.documentElement.scrollHeight")
    assert last["y"] + last["height"] <= height + 1


# Pictures and tables that reach beyond the paper.
CUT = """() => [...document.querySelectorAll('svg.marks, .review-table table')]
    .filter(element => element.getBoundingClientRect().right > window.innerWidth + 1)
    .map(element => element.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_of_the_review_is_cut_off(page: Page, address: str, scheme: str) -> None:
    show(page, width=1400, height=1000, scheme=scheme)
    page.goto(address + REVIEW)
    settle(page, LAST)

    wide = overflowing(page, tables_too=True)
    assert wide == []


def test_a_customer_with_nothing_has_a_sentence_for_every_section(
    page: Page, tmp_path: Path, witness: Witness
) -> None:
    reviews.publish(tmp_path / "published", with_rows=False)

    with serving(tmp_path, tmp_path) as served:
        page.goto(f"{served}/?customer=calm&month=2026-07")
        settle(page, LAST)

        expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(0)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        expect(page.get_by_test_id("stMain")).to_contain_text("Nothing waits for a decision")
        assert witness.errors == []


def test_a_word_that_was_added_is_on_the_page_and_on_paper(page: Page, server: str) -> None:
    page.goto(f"{server}/?customer=brightwater&month=2026-06")
    settle(page, LAST)
    page.get_by_text("Add a word").click()
    box = page.get_by_role("textbox", name="What should be said about June 2026")
    box.fill("Mind the <b>certificate</b>.")
    page.get_by_role("button", name="Keep").click()

    word = page.get_by_text("Mind the <b>certificate</b>.", exact=True).first
    expect(page.get_by_role("heading", name="In our own words")).to_be_visible()
    expect(word).to_be_visible()
    page.emulate_media(media="print")
    expect(word).to_be_visible()
    page.emulate_media(media="screen")
    page.reload()
    settle(page, LAST)
    expect(page.get_by_role("heading", name="In our own words")).to_be_visible()
    page.get_by_text("Add a word").click()
    # A click on what still unfolds can be lost; the page answers each that it takes.
    rest(page)
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Taken back.")).to_be_visible()
    expect(page.get_by_role("heading", name="In our own words")).to_have_count(0)


def test_each_word_is_kept_while_pages_are_made_anew_and_others_write_too(
    page: Page, tmp_path: Path, witness: Witness
) -> None:
    published = tmp_path / "published"
    first = reviews.publish(published)
    words = [f"word {number}" for number in range(WORDS)]

    with serving(tmp_path, tmp_path) as served:
        page.goto(f"{served}/?customer=brightwater&month=2026-06")
        settle(page, LAST)
        page.get_by_text("Add a word").click()
        box = page.get_by_role("textbox", name="What should be said about June 2026")
        keep = page.get_by_role("button", name="Keep")
        for number, word in enumerate(words):
            box.fill(word)
            if number % 3 == 1:
                write_remark(tmp_path / "remarks", "brightwater", JUNE, f"another's {number}")
            if number % 2:
                publish_again(first, f"again{number}.duckdb")
                # The page is made anew while the box holds what nobody has sent.
                page.wait_for_timeout(number * 400 % 4000)
            keep.click()
            standing = page.get_by_text(word, exact=True).first
            expect(standing).to_be_visible()
            other = "Kept, in place of what somebody else wrote meanwhile." * (number % 3 == 1)
            expect(page.get_by_test_id("stMain")).to_contain_text(other or "Kept.")

        written = {path.read_text() for path in (tmp_path / "remarks").glob("*.md")}
        assert set(words) <= written
        assert len(written) == WORDS + len(range(1, WORDS, 3))
        assert witness.errors == []


def publish_again(snapshot: Path, name: str) -> None:
    """The same snapshot under another name, for whoever follows the pointer."""
    shutil.copyfile(snapshot, snapshot.with_name(name))
    unfinished = snapshot.with_name(f".{POINTER}")
    unfinished.write_text(f"{name}\n", encoding="utf-8")
    unfinished.replace(snapshot.with_name(POINTER))
