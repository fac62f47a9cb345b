"""Files are dropped on the page Import, looked at, taken in and computed, by the command itself."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect

from bench.browser import rest
from reports.running import start
from tests.browser.conftest import Witness, serving
from tests.browser.layout import downloaded, overflowing, show
from tests.conftest import shared
from tests.ingest.conftest import CUSTOMERS, TICKETS

pytestmark = pytest.mark.browser

CASE = "cases/files/mapping_redo"
REFUSED = (
    "INC-9;Müller AG;Störung;Egal;01.07.2026 08:00;;;;Offen;Wort unbekannt\n"
    '=1+1;Müller AG;Störung;Hoch;"=cmd|x";;;;Offen;kein Zeitpunkt\n'
)
HEADER = TICKETS.partition("\n")[0] + "\n"
HOSTILE = "<img src=x onerror=alert(1)> ![x](y) **b** $x$ :material_home:"
MILLISECONDS_TO_WORK = 180_000


def payload(name: str, text: str, encoding: str = "utf-8") -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode(encoding)}


def drop(page: Page, *files: FilePayload) -> None:
    """Drop files on the page at rest: what is dropped while it is made anew can be lost."""
    rest(page)
    page.locator("input[type=file]").set_input_files(list(files))
    expect(page.get_by_test_id("stFileChip")).to_have_count(len(files))
    expect(page.get_by_role("heading", level=1)).to_have_text("Import")
    press(page, "Show what would come in")
    comes(page.get_by_role("button", name="Choose other files"))


def comes(what: Locator) -> None:
    """Wait for what stands there once a step has ended."""
    expect(what).to_be_visible(timeout=MILLISECONDS_TO_WORK)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def rows_of(page: Page, caption: str) -> list[list[str]]:
    rows = page.get_by_role("table").filter(has_text=caption).get_by_role("row").all()
    return [row.get_by_role("cell").all_inner_texts() for row in rows[1:]]


def counts(content: dict[str, Any]) -> list[list[str]]:
    names = ("file_name", "entity", "rows_read", "rows_loaded", "rows_quarantined", "rows_known")
    return [[str(one[name]) for name in names] for one in content["deliveries"]]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, FilePayload]:
    """An empty workspace with a mapping of its own, and a German desk's list with two bad rows."""
    root = tmp_path_factory.mktemp("desk")
    (root / "mappings").mkdir()
    shutil.copy(shared(f"{CASE}/flat_de_full.yml"), root / "mappings" / "ours.yml")
    text = shared(f"{CASE}/Tickets_alle.csv").read_text(encoding="cp1252")
    return root, payload("Tickets_alle.csv", text + REFUSED, "cp1252")


@pytest.fixture(scope="module")
def address(
    desk: tuple[Path, FilePayload], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    with serving(desk[0], tmp_path_factory.mktemp("desk_server")) as served:
        yield served


@pytest.fixture(scope="module")
def tried(
    desk: tuple[Path, FilePayload],
    address: str,
    context: BrowserContext,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Page, dict[str, Any]]]:
    """A page with the list's dry run, and what the command says of the same."""
    root, file = desk
    folder = tmp_path_factory.mktemp("exports")
    (folder / file["name"]).write_bytes(file["buffer"])
    mapping = f"--mapping={root / 'mappings' / 'ours.yml'}"
    words = ["ingest", "--dry-run", "--json", mapping, str(folder / file["name"])]
    command = start(folder / "none", words)
    page = context.new_page()
    show(page)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing to show yet")
    page.get_by_role("combobox", name="How they are read").click()
    page.get_by_role("option", name="ours (your own)").click()
    drop(page, file)
    yield page, command.wait().content
    page.close()


def test_the_dry_run_on_the_page_is_the_commands(tried: tuple[Page, dict[str, Any]]) -> None:
    page, said = tried

    expect(page.get_by_role("heading", name="What would come in")).to_be_in_viewport()
    assert said["deliveries"][0]["rows_quarantined"] == 2
    assert rows_of(page, "become of the rows of each file") == counts(said)
    by_customer = {row[0]: row[-1] for row in rows_of(page, "By the month in which")}
    assert by_customer == {one["customer_id"]: str(one["tickets"]) for one in said["terms"]}
    assert rows_of(page, "Words that the mapping does not list") == [["Priorität", "Egal", "1"]]
    assert len(rows_of(page, "Each by its own clock")) == len(said["tickets"]) == 5
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("The tickets were opened from 1 Apr 2026 to 1 Jul 2026 (UTC).")
    expect(main).to_contain_text("Response: 323 met and 37 breached.")
    expect(main).to_contain_text("Restoration: 334 met and 26 breached.")


def test_refused_rows_are_listed_and_taken_away_as_the_command_says(
    tried: tuple[Page, dict[str, Any]],
) -> None:
    page, said = tried

    assert rows_of(page, "2 rows") == [
        [one["file_name"], str(one["row_number"]), one["column_name"], one["value"], one["reason"]]
        for one in said["refused_rows"]
    ]
    button = page.get_by_role("button", name="Download the refused rows")
    content = Path(downloaded(page, button).path()).read_text(encoding="utf-8-sig")
    expected = [
        {name: str(one[name]) for name in ("row_number", "column_name", "reason")}
        for one in said["refused_rows"]
    ]
    rows = list(csv.DictReader(content.splitlines()))
    assert [{name: row[name] for name in expected[0]} for row in rows] == expected
    assert [row["value"] for row in rows] == ["Egal", "'=cmd|x"]
    assert [row["record"].replace("'=", "=") for row in rows] == [
        one["record"] for one in said["refused_rows"]
    ]


@pytest.mark.parametrize("width", [1280, 400])
def test_nothing_on_the_page_is_cut_off(tried: tuple[Page, dict[str, Any]], width: int) -> None:
    page, _ = tried
    show(page, width=width)

    assert overflowing(page) == []
    show(page)


def test_files_are_taken_in_and_computed_and_the_review_shows_the_customer(
    tried: tuple[Page, dict[str, Any]],
) -> None:
    page, said = tried

    press(page, "Take them in")
    comes(page.get_by_role("heading", name="Taken in"))
    assert rows_of(page, "What became of the rows of each file") == counts(said)
    press(page, "Compute the figures")
    expect(page.get_by_role("progressbar")).to_be_visible()
    comes(page.get_by_role("link", name="Open the review"))

    # The menu comes when the page has noticed what was published: what it showed stays.
    expect(page.get_by_role("link", name="Attainment")).to_be_visible()
    expect(page.get_by_role("heading", name="Taken in")).to_be_visible()
    expect(page.get_by_test_id("stMain")).to_contain_text("The figures are computed as of")
    page.get_by_role("link", name="Open the review").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Müller AG June 2026")
    page.get_by_role("link", name="Import").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Import")


def test_what_is_dropped_is_shown_as_text_and_a_refused_file_with_its_way_out(
    page: Page, witness: Witness, address: str
) -> None:
    page.on("dialog", lambda _: witness.errors.append("a dialog"))
    page.goto(f"{address}/import")
    drop(
        page,
        payload(f"{HOSTILE}.csv", "a,b\n1,2\n"),
        payload("customers.csv", CUSTOMERS),
        payload("tickets.csv", f"{HEADER}T3,C1,incident,production,P1,{HOSTILE},\n"),
    )

    expect(page.get_by_role("heading", name="Files refused")).to_be_visible()
    refusal = page.get_by_test_id("stCode").inner_text()
    assert refusal.startswith(f"{HOSTILE}.csv: its name says none of customers, ")
    assert refusal.rstrip().endswith("or have one proposed: service-review mapping init FILE")
    expect(page.get_by_test_id("stMain")).to_contain_text(f"3 files: {HOSTILE}.csv, customers.csv")
    assert [row[3] for row in rows_of(page, "1 row")] == [HOSTILE]
    marks = "[data-testid=stMain] :is(img, .katex, b)"
    expect(page.locator(marks)).to_have_count(0)
    assert [error for error in witness.errors if "404" not in error] == []
    own = (address, address.replace("http", "ws"), "data:", "blob:")
    assert all(url.startswith(own) for url in witness.requests)


def test_who_finds_another_at_work_is_told_so_and_can_try_again(
    page: Page, desk: tuple[Path, FilePayload], address: str
) -> None:
    page.goto(f"{address}/import")
    drop(page, payload("customers.csv", CUSTOMERS))
    expect(page.get_by_role("button", name="Take them in")).to_be_visible()

    with FileLock(desk[0] / ".lock"):
        press(page, "Take them in")
        comes(page.get_by_role("heading", name="This could not be done"))
        expect(page.get_by_test_id("stCode")).to_contain_text(
            f"{desk[0]} is in use by another service-review. Wait until that one has finished"
        )

    expect(page.get_by_role("button", name="Take them in")).to_be_enabled()


def test_a_server_that_others_reach_offers_no_import(
    page: Page, workspace: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SERVICE_REVIEW_HOSTS", "review.example")

    with serving(workspace, tmp_path) as served:
        page.goto(f"{served}/import")
        expect(page.get_by_role("link", name="Attainment")).to_be_visible()
        expect(page.get_by_role("link", name="Import")).to_have_count(0)
        expect(page.get_by_test_id("stFileUploader")).to_have_count(0)
