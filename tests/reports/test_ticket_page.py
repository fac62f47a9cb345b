"""The page Ticket: what it tells of a ticket, and what it says to an address that names none."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
import vl_convert
from streamlit.testing.v1 import AppTest

from reports import side_by_side, ticket_words
from reports.addresses import ticket_address
from reports.charts import style
from reports.charts.clock_strip import clock_strip
from reports.snapshot import Snapshot, opened
from reports.strip_marks import strip_marks, strip_pieces
from reports.tables import html_table
from reports.ticket_story import ticket_story
from tests.reports import portfolio, tickets
from tests.reports.test_app import texts

ONE_PAGE = str(Path(__file__).with_name("one_page.py"))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    path = tickets.publish(tmp_path_factory.mktemp("tickets") / "published")
    return opened(path.parent, path.name)


@pytest.fixture(scope="module")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """With the tickets whose export hides when they waited, or tells a day alone."""
    clocks = portfolio.known_clocks() + portfolio.hidden_clocks()
    folder = tmp_path_factory.mktemp("hidden_tickets") / "published"
    path = tickets.publish(folder, clocks=clocks)
    return opened(path.parent, path.name)


def page(snapshot: Snapshot, name: str, **address: str) -> AppTest:
    app = AppTest.from_file(ONE_PAGE, default_timeout=60)
    usual = {"snapshot": str(snapshot.path), "customer": "brightwater", "month": "2026-06-01"}
    for word, value in (usual | {"page": name} | address).items():
        app.query_params[word] = value
    return app.run()


def test_a_ticket_tells_verdict_reason_rows_and_findings(told: Snapshot) -> None:
    app = page(told, "ticket", ticket="B-1")

    said = texts(app)
    assert not app.exception
    assert [box.value for box in app.text_input] == ["B-1"]
    assert len(app.get("vega_lite_chart")) == 1
    assert "The response clock has no stretch to draw." in said
    assert "Mon to Fri, 08:00 to 17:00, without the holidays of US-NY" in said
    assert "the agreement, from 2026-04-01 on (TGT-2)" in said
    assert "as last set, 9 Jun 2026, 09:00:00 (PRI-3), delivery 2" in said
    assert "delivery 2, &lt;b&gt;ticket_events&lt;/b&gt;.csv, row 4" in said
    assert "9 Jun 2026, 08:00:00 (stamped 9 Jun 2026, 07:00:00, before the opening)" in said
    assert "holiday: Liberation Day" in said
    assert "&lt;script&gt;alert(1)&lt;/script&gt; lowered" in said
    assert "<script>" not in said
    assert "<i>ann" not in said


@pytest.mark.parametrize(
    "asked",
    ["INC-NONE", "'; drop table tickets; --", "<img src=x onerror=1>", "`x`" * 3334, "\x00"],
)
def test_an_unknown_or_hostile_ticket_gets_a_sentence(told: Snapshot, asked: str) -> None:
    app = page(told, "ticket", ticket=asked)

    assert not app.exception
    (warning,) = app.warning
    assert warning.value.startswith("There is no ticket `")
    assert len(warning.value) < 300


def test_no_ticket_asked_for_says_how_to_name_one(told: Snapshot) -> None:
    app = page(told, "ticket")

    assert not app.exception
    assert "Name a ticket above" in texts(app)


def test_another_ticket_is_looked_up_and_the_address_names_it(told: Snapshot) -> None:
    app = page(told, "ticket", ticket="B-1")

    app.text_input[0].set_value("B-2").run()

    assert app.query_params["ticket"] == "B-2"
    assert "No agreement was in force at the opening (AGR-1)" in texts(app)


def test_the_strip_holds_every_state_and_mark_in_local_time(told: Snapshot) -> None:
    story = ticket_story(told, "B-1")

    assert strip_pieces(story, "restoration")["lane"].to_list() == ["running", "resting", "holiday"]
    assert strip_marks(story, "restoration").rows() == [
        (datetime(2026, 6, 9, 8, 0), "opened"),
        (datetime(2026, 6, 9, 8, 30), "answered"),
        (datetime(2026, 6, 9, 9, 0), "reclassified"),
        (datetime(2026, 6, 9, 16, 0), "due"),
        (datetime(2026, 6, 9, 18, 13), "stopped at"),
    ]


def test_a_clock_of_years_is_drawn_whole() -> None:
    from_at = [datetime(2020, 1, 1) + timedelta(hours=place) for place in range(6000)]
    lanes = ["running", "out of hours"] * 3000
    pieces = pl.DataFrame(
        {"from_at": from_at, "until_at": [*from_at[1:], datetime(2021, 1, 1)], "lane": lanes}
    )
    marks = pl.DataFrame({"at": from_at[:1], "lane": ["opened"]})

    spec = clock_strip(pieces, marks, title=style.title("t", subtitle=[])).to_dict()

    assert json.dumps(spec).count('"from_at": "20') == 6000
    assert ">out of hours<" in vl_convert.vegalite_to_svg(spec)


def test_days_and_hours_of_a_strip_are_told_in_one_form() -> None:
    from_at, until_at = datetime(2026, 5, 22, 12), datetime(2026, 5, 25, 12)
    pieces = pl.DataFrame({"from_at": [from_at], "until_at": [until_at], "lane": ["running"]})
    marks = pl.DataFrame({"at": [from_at], "lane": ["opened"]})

    spec = clock_strip(pieces, marks, title=style.title("t", subtitle=[])).to_dict()

    words = re.findall(r">([^<>]*\d[^<>]*)</text>", vl_convert.vegalite_to_svg(spec))
    assert [word for word in words if word != "12:00"] == ["Sat 23 May", "Sun 24 May", "Mon 25 May"]


def test_a_link_cell_keeps_customer_and_month_and_escapes_all() -> None:
    address = ticket_address('A&B "<x>', "c&d", date(2026, 6, 1))
    rows = pl.DataFrame({"Ticket": ['A&B "<x>', "plain"]})

    html = html_table(rows, caption="c", links={"Ticket": [address, None]})

    assert (
        '<a href="ticket?ticket=A%26B+%22%3Cx%3E&amp;customer=c%26d&amp;month=2026-06">'
        "A&amp;B &quot;&lt;x&gt;</a>"
    ) in html
    assert ">plain</td>" in html


def test_each_miss_leads_to_its_ticket(told: Snapshot) -> None:
    app = page(told, "attainment")

    assert 'href="ticket?ticket=B-4&amp;customer=brightwater&amp;month=2026-06"' in texts(app)


def clock_of(snapshot: Snapshot, ticket_id: str, metric: str) -> dict[str, str]:
    rows = ticket_words.clock_rows(ticket_story(snapshot, ticket_id))
    return dict(rows.select(" ", metric).iter_rows())


def test_each_clock_says_how_far_it_is_known(hidden: Snapshot) -> None:
    known = ("How late", "Ran", "How far it is known", "Rested", "Due", "Stopped")

    def told_of(ticket_id: str, metric: str) -> tuple[str, ...]:
        clock = clock_of(hidden, ticket_id, metric)
        return tuple(clock[line] for line in known)

    assert told_of("B-1", "restoration") == (
        "2 h 13 min late, 24x7", "10:13:00", "exactly", "0:00:00", "9 Jun 2026, 16:00:00",
        "9 Jun 2026, 18:13:00",
    )  # fmt: skip
    assert told_of("B-11", "restoration") == (
        "2 h late at most, 24x7, or in time", "at most 10:00:00",
        "at most: waiting times are hidden by the export (CLK-13)", "not known", "not known", "—",
    )  # fmt: skip
    assert told_of("B-12", "restoration") == (
        "1 h late at most, business hours, or in time", "11:06:40 to 13:00:00",
        "as a range: only the day is known (CLK-15)", "0:00:00", "not known",
        "10 Jun 2026, time not known",
    )  # fmt: skip
    assert told_of("B-13", "restoration") == (
        "—", "at most 24:00:00", "at most: waiting times are hidden by the export (CLK-13)",
        "not known", "11 Jun 2026, 12:00:00 or later", "10 Jun 2026, 12:00:00",
    )  # fmt: skip
    assert told_of("B-6", "response")[2:4] == (
        "at most: first answers are hidden by the export (CLK-13)", "0:00:00",
    )  # fmt: skip


def test_the_page_says_what_its_export_does_not_show(hidden: Snapshot) -> None:
    waited = "The export does not show when this ticket waited: its restoration took at most"

    exact, at_most, unanswered = (
        texts(page(hidden, "ticket", ticket=ticket)) for ticket in ("B-1", "B-11", "B-6")
    )

    assert "The export does not show" not in exact
    assert waited in at_most
    assert ">running or resting<" in at_most
    assert "when this ticket was answered: its response took at most" in unanswered
    assert waited not in unanswered


def test_tickets_side_by_side_say_it_by_metric(hidden: Snapshot) -> None:
    stories = [ticket_story(hidden, ticket_id) for ticket_id in ("B-1", "B-6", "B-11")]

    lines = {row[0]: row[1:] for row in side_by_side.record_rows(stories).iter_rows()}

    concealed = "hidden by the export (CLK-13)"
    assert lines["First answer"] == ("known", concealed, "known")
    assert lines["Rests"] == ("known", "known", concealed)


def test_a_strip_of_hidden_rests_claims_no_running(hidden: Snapshot) -> None:
    story = ticket_story(hidden, "B-11")

    assert strip_pieces(story, "restoration")["lane"].to_list() == ["running or resting"]
