"""The page Escalation: tickets side by side, as the page Ticket tells each of them."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from reports import side_by_side, ticket_words
from reports.snapshot import Snapshot
from reports.ticket_story import ticket_story
from tests.reports.test_app import texts
from tests.reports.test_status_page import under_way
from tests.reports.test_ticket_page import ONE_PAGE, page

__all__ = ["under_way"]


def pages(snapshot: Snapshot, *ticket_ids: str) -> AppTest:
    app = AppTest.from_file(ONE_PAGE, default_timeout=60)
    usual = {"snapshot": str(snapshot.path), "customer": "brightwater", "month": "2026-06-01"}
    for word, value in (usual | {"page": "escalation"}).items():
        app.query_params[word] = value
    app.query_params["ticket"] = list(ticket_ids)
    return app.run()


def test_a_clock_says_beside_others_what_it_says_alone(under_way: Snapshot) -> None:
    stories = [ticket_story(under_way, ticket_id) for ticket_id in ("B-1", "B-4", "B-5")]

    rows = side_by_side.clock_rows(stories, "response")

    assert rows.columns == [" ", "B-1", "B-4"]
    for story in stories[:2]:
        alone = ticket_words.clock_rows(story)
        assert rows[story.record["ticket_id"]].to_list() == alone["response"].to_list()
    late = dict(zip(rows[" "], rows["B-4"], strict=True))
    assert late["How late"] == "1 h 30 min late, business hours"


def test_what_happened_is_told_in_the_order_of_time(under_way: Snapshot) -> None:
    rows = side_by_side.history_rows([ticket_story(under_way, name) for name in ("B-9", "B-1")])

    assert rows["Ticket"].to_list() == ["B-9", "B-1", "B-1", "B-1"]
    assert rows["Times in"].to_list() == ["UTC", *["America/New_York"] * 3]


@pytest.mark.parametrize("asked", [("B-1,B-4",), ("B-1", "B-4"), (" B-1 ,B-4", "B-1,,")])
def test_several_tickets_are_named_by_repeating_or_by_commas(
    under_way: Snapshot, asked: tuple[str, ...]
) -> None:
    app = pages(under_way, *asked)

    said = texts(app)
    assert not app.exception
    assert app.multiselect[0].value == ["B-1", "B-4"]
    assert app.query_params["ticket"] == ["B-1", "B-4"]
    assert len(app.get("vega_lite_chart")) == 1
    assert ">B-4</th>" in said
    assert "&lt;script&gt;alert(1)&lt;/script&gt; lowered" in said
    assert "<script>" not in said


def test_a_ticket_taken_away_leaves_page_and_address(under_way: Snapshot) -> None:
    app = pages(under_way, "B-1", "B-4")

    app.multiselect[0].set_value(["B-4"]).run()

    assert not app.exception
    assert app.query_params["ticket"] == "B-4"
    assert ">B-1</th>" not in texts(app)


@pytest.mark.parametrize(
    "asked",
    ["INC-NONE", "'; drop table tickets; --", "<img src=x onerror=1>", "`x`" * 3334, "\x00"],
)
def test_an_unknown_or_hostile_ticket_gets_a_sentence_beside_the_others(
    under_way: Snapshot, asked: str
) -> None:
    app = pages(under_way, asked, "B-4")

    (warning,) = app.warning
    assert not app.exception
    assert warning.value.startswith("There is no ticket `")
    assert len(warning.value) < 400
    assert app.multiselect[0].value == ["B-4"]


def test_of_many_tickets_the_first_six_are_shown(under_way: Snapshot) -> None:
    known = [f"B-{number}" for number in range(1, 9)]
    unknown = [f"NO-{number}" for number in range(200)]

    app = pages(under_way, *known, *unknown)

    assert not app.exception
    assert app.multiselect[0].value == known[:6]
    assert "(and 197 more)" in app.warning[0].value
    assert app.warning[1].value == "8 tickets are asked for; the first 6 are shown."


def test_no_ticket_says_how_to_name_one(under_way: Snapshot) -> None:
    app = page(under_way, "escalation")

    assert not app.exception
    assert "Name a ticket above, up to six" in texts(app)
    assert app.multiselect[0].options == ["B-1", "B-4", "B-5", "B-8", "B-7"]


def test_the_misses_lead_to_their_clocks_side_by_side(under_way: Snapshot) -> None:
    said = texts(page(under_way, "attainment"))

    assert 'href="escalation?ticket=B-1&amp;ticket=B-4&amp;ticket=B-5&amp;customer=bri' in said
    assert "Look at the first 3 side by side" in said
