from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from reports import remarks
from reports.queries import ask
from reports.snapshot import Snapshot, current
from tests.reports import reviews
from tests.reports.test_app import run, texts

JUNE = date(2026, 6, 1)
BRIGHTWATER = {"customer_id": "brightwater", "month": JUNE}


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of its own: remarks are written into it."""
    folder = tmp_path_factory.mktemp("reviewed")
    reviews.publish(folder / "published")
    return folder


@pytest.fixture(scope="module")
def found(reviewed: Path) -> Snapshot:
    snapshot = current(reviewed / "published")
    assert snapshot is not None
    return snapshot


def page(monkeypatch: pytest.MonkeyPatch, workspace: Path, **address: str) -> AppTest:
    asked = {"customer": "brightwater", "month": "2026-06"} | address
    return run(monkeypatch, workspace, **asked)


def test_shares_are_compared_with_the_months_before_by_newcombe_s_interval(
    found: Snapshot,
) -> None:
    response, restoration = ask(found, "review_shares", **BRIGHTWATER).to_dicts()

    assert (response["met"], response["decided"], response["breached"]) == (3, 4, 1)
    assert (response["met_before"], response["decided_before"]) == (1, 1)
    # Wilson: 0.3006 to 0.9544 of 3 of 4, 0.2065 to 1 of 1 of 1.
    assert response["difference_low"] == pytest.approx(-0.25 - 0.4494, abs=1e-4)
    assert response["difference_high"] == pytest.approx(-0.25 + 0.8194, abs=1e-4)
    assert response["standing"] == "alike"
    assert (restoration["decided_before"], restoration["standing"]) == (0, None)


def test_demand_is_that_of_each_month_since_the_first_ticket(found: Snapshot) -> None:
    rows = ask(found, "review_demand", **BRIGHTWATER)

    columns = ["month", "opened", "incidents", "requests", "restored", "cancelled", "backlog"]
    assert rows.select(columns).rows() == [
        (reviews.APRIL, 1, 1, 0, 1, 0, 0),
        (reviews.MAY, 3, 3, 0, 1, 0, 2),
        (JUNE, 8, 5, 3, 5, 1, 4),
    ]
    assert rows["mean_age_days"].to_list() == [None, 5.0, 16.0]


def test_demand_is_grouped_by_kind_environment_and_category(found: Snapshot) -> None:
    rows = ask(found, "review_demand_groups", **BRIGHTWATER)

    assert rows.select("dimension", "name", "opened", "backlog").rows() == [
        ("kind", "incident", 5, 3),
        ("kind", "service_request", 3, 1),
        ("environment", "production", 5, 3),
        ("environment", "non_production", 3, 1),
        ("category", "Login", 5, 3),
        ("category", None, 3, 1),
    ]


def test_a_restored_p1_without_a_known_problem_is_a_gap(found: Snapshot) -> None:
    rows = ask(found, "review_urgent", **BRIGHTWATER)

    columns = ["ticket_id", "priority", "restoration", "problem_id", "lacks_problem", "age_days"]
    assert rows.select(columns).rows() == [
        ("B-1", "P1", "breached", "PRB-9", True, 24),
        ("B-2", "P2", "met", "PRB-1", False, None),
    ]


def test_the_page_tells_the_month_in_five_sentences(
    monkeypatch: pytest.MonkeyPatch, reviewed: Path
) -> None:
    app = page(monkeypatch, reviewed)

    assert not app.exception
    said = texts(app)
    for sentence in (
        "In June 2026, 8 tickets were opened (5 incidents and 3 service requests); 5 were restored "
        "or fulfilled, and 4 were still open at the month&#x27;s end.",
        "3 of 4 tickets were answered in time (75.0 %); it was 100 % over the one earlier month, "
        "no more of a difference than chance explains.",
        "1 of 3 tickets was restored in time (33.3 %); there is no earlier month to compare with.",
        "There were 1 critical incident and 1 high-priority incident, 1 of which missed a target; "
        "production was up for 99.9 % of the time, which keeps the target of 99.5 %.",
        "By 3 Jul 2026, 22 of 25 units for standard requests are used of this contract year; that "
        "for standard requests runs out before the year does with a chance of more than 99 %.",
    ):
        assert sentence in said
    assert "Read otherwise than by default: phone rule is exclude (PRI-4)." in said
    assert "Left out of the shares: 1 clock not owed." in said


def test_the_page_shows_every_section_in_the_meeting_s_order(
    monkeypatch: pytest.MonkeyPatch, reviewed: Path
) -> None:
    app = page(monkeypatch, reviewed)

    assert [heading.value for heading in app.main.header] == [
        "The month in five sentences",
        "What was kept",
        "What was missed",
        "Critical and high-priority incidents",
        "Demand",
        "Service request quota",
        "Changes",
        "Availability",
        "Exit",
        "Exit",
        "Broken rules",
        "What needs a decision",
    ]
    said = texts(app)
    assert "✗ PRB-9 is not known: owed since it was restored, 24 days ago (PRB-1)" in said
    assert "✗ 2 business days: too late (CHG-6)" in said
    assert "CHG-3, CHG-6" in said
    assert "2 outages, 43 min down in all; 10 min more were maintenance" in said
    assert "&lt;i&gt;Patch&lt;/i&gt;" in said
    assert "<i>Patch</i>" not in said


def test_what_needs_a_decision_leads_to_its_record(
    monkeypatch: pytest.MonkeyPatch, reviewed: Path
) -> None:
    said = texts(page(monkeypatch, reviewed))

    where = "customer=brightwater&amp;month=2026-06"
    for address, text in (
        (f"ticket?ticket=B-1&amp;{where}", "Open a problem for B-1: a critical incident was "),
        (f"quota?{where}", "Buy 70 units for standard requests?"),
        (f"changes?{where}", "CHG-1 should have begun already: carry it out, or plan it anew?"),
        (f"changes?{where}", "Before CHG-2 begins, still to come: approval, the customer&#x27;s "),
        (f"ticket?ticket=B-7&amp;{where}", "B-7 has waited 12 days for the customer: answer it"),
        (f"status?{where}", "1 open ticket is past the target: agree what comes next."),
    ):
        assert f'<a href="{address}">{text}' in said


def test_a_rule_that_was_not_judged_is_said_so_and_asks_for_no_decision(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = reviews.publish(tmp_path / "published")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "insert into unjudged_rules values"
            " ('CON-2', 'Valid contact', 'brightwater', 'contacts', 7, null),"
            " ('PRB-1', 'A problem for each', null, 'tickets.problem_id', 1, null)"
        )

    said = texts(page(monkeypatch, tmp_path))

    assert "CON-2 not judged: no contacts were delivered." in said
    assert ">not judged: no problems were delivered<" in said
    assert "owed since it was restored" not in said
    assert "Open a problem for" not in said


@pytest.mark.parametrize("customer", ["calm", "drifting"])
def test_a_customer_without_anything_has_a_sentence_for_every_section(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, customer: str
) -> None:
    reviews.publish(tmp_path / "published", with_rows=False)

    app = page(monkeypatch, tmp_path, customer=customer, month="2026-07")

    assert not app.exception
    said = texts(app)
    for sentence in (
        "The month is not over, so its figures are provisional; no clock is still undecided.",
        "no ticket was opened, nor in any month before.",
        "No critical or high-priority incident was due; production was not live.",
        "No quota limits the service requests.",
        "No response clock was decided in July 2026.",
        "No clock missed its target in July 2026.",
        "No incident of P1 or P2 came to a verdict in July 2026.",
        "No ticket was opened up to July 2026.",
        "so there is no quota to show (QUO-1).",
        "No change began in July 2026.",
        "No change is planned,",
        "Production was not live under an agreement in July 2026.",
        "found broken in July 2026.",
        "Nothing waits for a decision,",
    ):
        assert sentence in said
    assert app.metric.len == 2
    assert len(app.get("vega_lite_chart")) == 0


def test_a_word_is_kept_shown_and_taken_back(
    monkeypatch: pytest.MonkeyPatch, reviewed: Path
) -> None:
    app = page(monkeypatch, reviewed)
    app.text_area[0].set_value("A quiet month.\n\n<b>Thanks</b> to all.")
    button(app, "Keep").click().run()

    assert "<p>A quiet month.</p>" in plain(texts(app))
    assert "&lt;b&gt;Thanks&lt;/b&gt; to all." in texts(app)
    assert "In our own words" in [heading.value for heading in app.main.header]
    other = page(monkeypatch, reviewed, month="2026-05")
    assert "A quiet month." not in texts(other)
    button(app, "Take back").click().run()
    assert "A quiet month." not in texts(app)
    assert remarks.remark(reviewed / "remarks", "brightwater", JUNE) == ""


def button(app: AppTest, label: str) -> Button:
    (found,) = [one for one in app.button if one.label == label]
    return found


def plain(html: str) -> str:
    return html.replace(' class="review-say"', "")
