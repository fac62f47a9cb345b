"""The page Program status: what is open and waits for what, what is planned, what is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from reports import status_words
from reports.queries import ask
from reports.snapshot import Snapshot, opened
from tests.reports import operations, portfolio
from tests.reports.test_app import texts
from tests.reports.test_ticket_page import page

JULY = date(2026, 7, 1)
LATE = {"late": 0, "not_measurable": 0}
TIME_LEFT = {
    "outcome": "running",
    "calendar": "24x7",
    "remaining_seconds": 3600,
    "most_remaining_seconds": 3600,
    "late_seconds": None,
    "least_late_seconds": None,
    "excluded_reason": None,
}


@pytest.fixture(scope="module")
def under_way(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    path = operations.publish(tmp_path_factory.mktemp("operations") / "published")
    return opened(path.parent, path.name)


@pytest.fixture(scope="module")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """With two requests of an export that shows neither waits nor, of one, a late clock."""
    clocks = portfolio.known_clocks() + portfolio.hidden_clocks()
    folder = tmp_path_factory.mktemp("hidden_requests") / "published"
    path = operations.publish(folder, clocks=clocks)
    requests = [
        operations.request("B-11", "us", age_seconds=30 * operations.DAY, age="over_4_weeks",
                           outcome="not_measurable", remaining_seconds=-7200),
        operations.request("B-13", "us", age_seconds=60, age="under_1_day"),
    ]  # fmt: skip
    with duckdb.connect(str(path)) as connection:
        places = ", ".join("?" * len(requests[0]))
        connection.executemany(f"insert into open_requests values ({places})", requests)
    return opened(path.parent, path.name)


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    path = operations.publish(tmp_path_factory.mktemp("idle") / "published", with_rows=False)
    return opened(path.parent, path.name)


def test_what_is_late_comes_before_what_is_likely_to_be_and_what_is_old(
    under_way: Snapshot,
) -> None:
    own = ask(under_way, "status_requests", customer_id="brightwater")
    of_all = ask(under_way, "status_requests", customer_id=None)

    assert own.select("ticket_id", "late_seconds").rows() == [
        ("B-5", 40),
        ("B-8", None),
        ("B-7", None),
    ]
    assert of_all["ticket_id"].to_list() == ["B-5", "B-8", "B-7", "A-9"]


def test_every_age_and_wait_is_counted_also_where_there_is_none(under_way: Snapshot) -> None:
    rows = ask(under_way, "status_requests_by_age", customer_id="brightwater")

    counted = {(age, waits_for): (n, late) for age, waits_for, n, late, _ in rows.rows() if n}
    assert rows.height == 12
    assert rows.row(0) == ("under_1_day", "answer", 0, 0, 0)
    assert counted == {
        ("under_1_day", "us"): (1, 0),
        ("1_to_4_weeks", "us"): (1, 1),
        ("1_to_4_weeks", "customer"): (1, 0),
    }


def test_the_totals_are_those_of_the_lists(under_way: Snapshot) -> None:
    asked = {"customer_id": "brightwater", "as_of_month": JULY}

    assert ask(under_way, "status_totals", **asked).to_dicts() == [
        {
            "requests": 3,
            "unanswered": 0,
            "ours": 2,
            "theirs": 1,
            "unknown": 0,
            "late": 1,
            "not_measurable": 0,
            "likely_misses": 1,
            "changes": 2,
            "changes_lacking": 1,
            "changes_overdue": 1,
            "projects": 1,
            "units": 6,
            "exits": 1,
        }
    ]


def test_the_status_of_a_customer_shows_requests_changes_projects_and_exits(
    under_way: Snapshot,
) -> None:
    app = page(under_way, "status")

    said = texts(app)
    assert not app.exception
    assert [(metric.label, metric.value) for metric in app.metric] == [
        ("Open requests", "3"),
        ("Already late", "1"),
        ("Likely to be missed", "1"),
        ("Changes planned", "2"),
        ("Units of projects", "6"),
        ("Exits under way", "1"),
    ]
    assert "3 requests of this customer are open: 0 waiting for our first answer" in said
    assert "40 s late, business hours" in said
    assert "1 h, business hours; the clock rests" in said
    assert "approval, the customer&#x27;s agreement" in said
    assert "2 business days: too late (CHG-6)" in said
    assert "Move to the new site" in said
    assert "Over already" not in said
    assert "EXIT-2" not in said
    assert "<script>" not in said
    assert "Aldgate" not in said
    assert 'href="escalation?ticket=B-5&amp;ticket=B-8&amp;ticket=B-7&amp;customer=' in said


def test_the_oldest_come_first_where_they_are_asked_for(under_way: Snapshot) -> None:
    said = texts(page(under_way, "status", order="age"))

    assert said.index(">B-7<") < said.index(">B-5<") < said.index(">B-8<")


def test_all_customers_are_told_together(under_way: Snapshot) -> None:
    app = page(under_way, "status", of="all")

    assert [metric.value for metric in app.metric][:4] == ["4", "1", "1", "3"]
    assert "4 requests of all customers are open: 1 waiting for our first answer" in texts(app)


def test_nothing_under_way_is_said_in_sentences(idle: Snapshot) -> None:
    app = page(idle, "status")

    said = texts(app)
    assert not app.exception
    assert "No request of this customer is open." in said
    assert "No change is planned, as of" in said
    assert "No project with units from July 2026 on is known." in said
    assert "No exit is under way, as of" in said


def test_what_an_export_hides_is_neither_late_nor_in_time(hidden: Snapshot) -> None:
    rows = ask(hidden, "status_requests", customer_id="brightwater")
    ages = ask(hidden, "status_requests_by_age", customer_id="brightwater")

    columns = ["ticket_id", "waits_for", "late_seconds", "most_remaining_seconds"]
    assert rows.select(columns).rows() == [
        ("B-5", "us", 40, -40),
        ("B-11", "unknown", 7200, None),
        ("B-8", "us", None, 3600),
        ("B-7", "customer", None, 3600),
        ("B-13", "unknown", None, None),
    ]
    assert ages.height == 16
    assert ages.filter(age="over_4_weeks", waits_for="unknown").rows() == [
        ("over_4_weeks", "unknown", 1, 0, 1)
    ]


def test_the_page_says_that_a_request_may_be_late(hidden: Snapshot) -> None:
    app = page(hidden, "status")

    said = texts(app)
    assert not app.exception
    assert [metric.value for metric in app.metric][:2] == ["5", "1 to 2"]
    for sentence in (
        "5 requests of this customer are open: 0 waiting for our first answer, 2 for our work, 1 "
        "for the customer, 2 for something not shown; 1 already late, 1 may be late or not, and 1 "
        "more likely to be missed than not.",
        ">2 h late at most, business hours, or in time<",
        ">at least 1 h, business hours<",
        ">not shown by the export<",
        ">not known<",
        ">1 (0 to 1 late)<",
        "Waits for something not shown",
    ):
        assert sentence in said


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({}, "none of their next clocks is late,"),
        ({"late": 2}, "2 already late,"),
        ({"not_measurable": 2}, "2 may be late or not,"),
        ({"late": 1, "not_measurable": 2}, "1 already late, 2 may be late or not,"),
    ],
)
def test_that_none_is_late_is_said_where_all_were_measured(
    counts: dict[str, int], words: str
) -> None:
    open_now = {"requests": 5, "unanswered": 0, "ours": 5, "theirs": 0, "unknown": 0}

    said = status_words.totals_words(open_now | LATE | counts | {"likely_misses": 0}, "all")

    assert f"for the customer; {words} and 0 more likely" in said


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "1 h, 24x7"),
        ({"most_remaining_seconds": None}, "at least 1 h, 24x7"),
        ({"most_remaining_seconds": 7200}, "1 h to 2 h, 24x7"),
        ({"outcome": "paused"}, "1 h, 24x7; the clock rests"),
        ({"outcome": "not_measurable", "late_seconds": 60}, "1 min late at most, 24x7, or in time"),
        ({"outcome": "breached", "late_seconds": 60, "least_late_seconds": 60},
         "1 min late, 24x7"),
        ({"outcome": "excluded", "excluded_reason": "cancelled"}, "does not count: cancelled"),
    ],
)  # fmt: skip
def test_the_time_left_says_how_far_it_is_known(more: dict[str, object], words: str) -> None:
    assert status_words.time_left(TIME_LEFT | more) == words


@pytest.mark.parametrize("asked", ["'; drop table exits; --", "<b>x</b>" * 1250, "\x00"])
def test_a_hostile_choice_gets_a_sentence(under_way: Snapshot, asked: str) -> None:
    app = page(under_way, "status", of=asked, order=asked)

    assert not app.exception
    assert app.warning[0].value.startswith("The address asks for the choice of customers `")
    assert len(app.warning[0].value) < 250


def test_no_page_of_operations_is_forgotten() -> None:
    words = Path(__file__).parents[2].joinpath("app.py").read_text(encoding="utf-8")

    assert all(f'"{address}"' in words for address in ("status", "escalation", "data"))
