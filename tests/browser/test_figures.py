"""Each page's figures, read off the page, are what `service-review query` answers.

`figures/PAGE.sql` asks for them, in statements that a line of comment begins:

    -- metrics           every metric of the page, in order: label and figure
    -- said              one row of phrases that the page says
    -- table: CAPTION    row for row the tables of that caption, column by column
    -- table if any: ... the same; where nothing is answered there is no such table
    -- lines: CAPTION    those of their rows whose first cells are named

Two portfolios are asked: the demonstration, and a small one whose export hides when tickets waited,
so that shares are ranges. Of the small one any table may be missing.

Where a page is of all customers, the same is asked without the customer, and `PAGE_of_all.sql` has
what is told only there; the contacts of all have nothing in common with those of one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page
from typer.testing import CliRunner

from app import PAGES
from pipeline.command import app
from pipeline.workspace import Workspace
from tests.browser.conftest import serving
from tests.browser.layout import open_drawers, rest

pytestmark = pytest.mark.browser

FIGURES = Path(__file__).parent / "figures"
MONTH = Path(__file__).with_name("month_to_ask_for.sql")
ADDRESSES = [entry.address for entries in PAGES.values() for entry in entries]
OF_ALL = "_of_all"
VIEWS = [*ADDRESSES, *(f"{page}{OF_ALL}" for page in ("contacts", "findings", "status"))]
ALIKE = ("findings", "status")
OF_ONE = "customer_id = $customer"
# One exit with a broken rule, for the page Exits.
EXIT = """
select exits.customer_id as customer, exits.exit_id as exit,
from exits
inner join findings on exits.exit_id = findings.entity_id
order by exits.exit_id
limit 1
"""
READ = """() => {
    const words = element => element.innerText.replace(/\\s+/g, ' ').trim();
    const main = document.querySelector('[data-testid=stMain]');
    return {
        said: words(main),
        metrics: [...main.querySelectorAll('[data-testid=stMetric]')].map(metric => ({
            label: words(metric.querySelector('[data-testid=stMetricLabel]')),
            figure: words(metric.querySelector('[data-testid=stMetricValue]')),
        })),
        tables: [...main.querySelectorAll('table')].map(table => ({
            caption: words(table.caption),
            headings: [...table.tHead.rows[0].cells].map(cell => words(cell) || ' '),
            rows: [...table.tBodies[0].rows].map(row => [...row.cells].map(words)),
        })),
    };
}"""

NONE = "—"
# What is looked at of the portfolio whose export hides when tickets waited.
HIDDEN = {"customer": "harbour", "month": "2026-05"}
OF_TICKETS = {
    "ticket": {"ticket": "H-3"},
    "escalation": {"ticket": "H-3", "other": "H-2"},
}
RANGED = ["attainment", "availability", "data", "escalation", "findings", "portfolio", "review",
          "status", "ticket"]  # fmt: skip

Rows = list[dict[str, Any]]
Asked = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def address(demo_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(demo_workspace.root, tmp_path_factory.mktemp("figures")) as served:
        yield served


@pytest.fixture(scope="module")
def asked(demo_workspace: Workspace) -> Asked:
    """By view what its address asks for, which `$customer`, `$month`, ... stand for."""
    (month,) = _query(demo_workspace, MONTH.read_text(encoding="utf-8"))
    (leaving,) = _query(demo_workspace, EXIT)
    scope = {word: month[word] for word in ("customer", "month")}
    more = {"exits": leaving, "ticket": {"ticket": month["ticket"]}, "escalation": month}
    return {view: scope | more.get(view, {}) for view in VIEWS}


def test_every_page_has_its_figures_asked_for() -> None:
    assert {path.stem for path in FIGURES.iterdir()} <= set(VIEWS)
    assert [view for view in VIEWS if not _statements(view)] == []


@pytest.mark.parametrize("name", VIEWS)
def test_the_figures_of_a_page_are_what_the_command_answers(
    page: Page, address: str, demo_workspace: Workspace, asked: Asked, name: str
) -> None:
    shown = _read(page, address, asked[name], name)

    answered = _answers(demo_workspace, asked[name], name)
    assert [
        heading for heading, rows in answered.items() if not rows and not _may_lack(heading)
    ] == []
    _compare(shown, answered)


@pytest.fixture(scope="module")
def hidden_address(
    hidden_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    with serving(hidden_workspace.root, tmp_path_factory.mktemp("ranges")) as served:
        yield served


@pytest.mark.parametrize("name", RANGED)
def test_the_figures_of_a_page_are_ranges_where_the_command_answers_so(
    page: Page, hidden_workspace: Workspace, hidden_address: str, name: str
) -> None:
    asked = HIDDEN | OF_TICKETS.get(name, {})
    shown = _read(page, hidden_address, asked, name)

    _compare(shown, _answers(hidden_workspace, asked, name))


def _answers(workspace: Workspace, asked: Mapping[str, str], name: str) -> dict[str, Rows]:
    """By statement of a view what the command answers."""
    return {
        heading: _query(workspace, _literal(sql, asked))
        for heading, sql in _statements(name).items()
    }


def _read(page: Page, address: str, asked: Mapping[str, str], name: str) -> dict[str, Any]:
    """What a view's page shows, every drawer open."""
    words = [("ticket" if word == "other" else word, value) for word, value in asked.items()]
    whose = [("of", "all")] if name.endswith(OF_ALL) else []
    page.goto(f"{address}/{name.removesuffix(OF_ALL)}?{urlencode(words + whose)}")
    rest(page)
    open_drawers(page)
    shown: dict[str, Any] = page.evaluate(READ)
    return shown


def _compare(shown: Mapping[str, Any], answered: dict[str, Rows]) -> None:
    assert shown["metrics"] == _cells(answered.pop("metrics", []))
    for phrase in _cells(answered.pop("said"))[0].values():
        assert phrase == NONE or phrase in shown["said"]
    assert answered
    for heading, rows in answered.items():
        kind, caption = heading.split(": ", 1)
        expected = _cells(rows)
        assert _shown_rows(shown["tables"], caption, expected, named=kind == "lines") == expected


def _may_lack(heading: str) -> bool:
    return heading.startswith("table if any: ")


def _statements(view: str) -> dict[str, str]:
    """By its heading each statement of a view."""
    page = view.removesuffix(OF_ALL)
    told = _parts(_text(view)) if (FIGURES / f"{view}.sql").exists() else {}
    if view == page or page not in ALIKE:
        return told
    return _parts(_text(page).replace(OF_ONE, "true")) | told


def _text(name: str) -> str:
    return (FIGURES / f"{name}.sql").read_text(encoding="utf-8")


def _parts(text: str) -> dict[str, str]:
    parts = re.split(
        r"^-- (metrics|said|(?:table|table if any|lines): .+)$", text, flags=re.MULTILINE
    )
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _literal(sql: str, asked: Mapping[str, str]) -> str:
    """The statement with what is asked for in it: the command takes no parameters."""
    for word, value in asked.items():
        literal = f"date '{value}-01'" if word == "month" else f"'{value}'"
        sql = sql.replace(f'"${word}"', f'"{value}"').replace(f"${word}", literal)
    return sql


def _query(workspace: Workspace, sql: str) -> Rows:
    words = ["--workspace", str(workspace.root), "query", "--format", "json", "--", sql]
    # The command itself, but not a process for each of a hundred statements.
    ended = CliRunner().invoke(app, words)
    assert ended.exit_code == 0, f"{ended.output}\n{sql}"
    rows: Rows = json.loads(ended.stdout)
    return rows


def _shown_rows(tables: Rows, caption: str, expected: Rows, *, named: bool) -> Rows:
    """The rows of the tables of that caption, of the columns (and lines) that are expected.

    Where nothing is expected all of them, for there should be none.
    """
    columns = list(expected[0]) if expected else []
    rows = [
        dict(zip(table["headings"], row, strict=True))
        for table in tables
        if re.search(caption, table["caption"])
        for row in table["rows"]
    ]
    lines = {row[columns[0]] for row in expected}
    if not expected:
        return rows
    return [
        {column: row[column] for column in columns}
        for row in rows
        if not named or row[columns[0]] in lines
    ]


def _cells(rows: Rows) -> Rows:
    """The rows as a page shows them: thousands parted, a dash for none."""
    return [{name: _cell(value) for name, value in row.items()} for row in rows]


def _cell(value: object) -> str:
    if value is None:
        return NONE
    return f"{value:,}" if isinstance(value, int) else " ".join(str(value).split())
