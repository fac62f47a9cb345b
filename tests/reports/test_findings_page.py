"""The page Findings: counts by rule, whose they are, and what leads to a ticket."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from reports.queries import ask
from reports.snapshot import Snapshot, opened
from tests.reports import tickets
from tests.reports.test_app import texts
from tests.reports.test_ticket_page import page, told

__all__ = ["told"]

JUNE = date(2026, 6, 1)


def test_rules_are_counted_for_one_customer_or_for_all(told: Snapshot) -> None:
    own = ask(told, "findings_by_rule", customer_id="brightwater", month=JUNE)
    of_all = ask(told, "findings_by_rule", customer_id=None, month=JUNE)

    assert own.rows() == [
        ("ODD-1", "ODD-1", "note", 1),
        ("PRI-5", "Downgrade before the stop", "major", 1),
        ("PRI-5", "Downgrade before the stop", "minor", 1),
    ]
    assert of_all["findings"].sum() == 4


def test_the_list_escapes_all_and_leads_from_a_ticket_to_its_page(
    told: Snapshot,
) -> None:
    app = page(told, "findings")

    said = texts(app)
    assert not app.exception
    assert "3 findings, the oldest first; times in America/New_York" in said
    assert 'href="ticket?ticket=B-1&amp;customer=brightwater&amp;month=2026-06"' in said
    assert said.count("<a href") == 2
    assert "&lt;script&gt;alert(1)&lt;/script&gt; lowered" in said
    assert "INC-2606-001" not in said


def test_the_address_chooses_all_customers_and_a_rule(told: Snapshot) -> None:
    app = page(told, "findings", of="all", rule="PRI-4")

    said = texts(app)
    assert 'href="ticket?ticket=INC-2606-001&amp;customer=aldgate&amp;month=2026-06"' in said
    assert 'href="findings?customer=aldgate&amp;month=2026-06&amp;rule=PRI-4"' in said
    assert said.count("<a href") == 2


@pytest.mark.parametrize("asked", ["NONE-1", "' or 1=1 --", "<img src=x>", "`" * 10_000])
@pytest.mark.parametrize("name", ["rule", "of"])
def test_an_unknown_or_hostile_choice_gets_a_sentence(
    told: Snapshot,
    name: str,
    asked: str,
) -> None:
    app = page(told, "findings", **{name: asked})

    assert not app.exception
    (warning,) = app.warning
    assert warning.value.startswith("The address asks for the ")
    assert len(warning.value) < 200


def test_a_month_without_a_finding_says_so(told: Snapshot) -> None:
    app = page(told, "findings", customer="calm")

    assert not app.exception
    assert "No rule was found broken in June 2026." in texts(app)


@pytest.fixture(scope="module")
def partly_judged(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Brightwater's contacts and calm's channel were never delivered."""
    path = tickets.publish(tmp_path_factory.mktemp("partly") / "published")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "insert into unjudged_rules values"
            " ('CON-1', 'Points of contact', 'brightwater', 'contacts', 1, null),"
            " ('CON-2', 'Valid contact', 'brightwater', 'contacts', 7, null),"
            " ('PRI-4', 'Logged by phone', 'calm', 'tickets.channel', 2, null)"
        )
    return opened(path.parent, path.name)


def test_a_rule_that_was_not_judged_is_never_none(partly_judged: Snapshot) -> None:
    own, calm, everybody = (
        texts(page(partly_judged, "findings", **address))
        for address in ({}, {"customer": "calm"}, {"of": "all"})
    )

    assert "CON-1 and CON-2 not judged: no contacts were delivered." in own
    assert "PRI-4" not in own
    assert "No rule that was judged was found broken in June 2026." in calm
    assert "PRI-4 not judged: no channel was delivered." in calm
    assert "PRI-4 not judged for 1 customer: no channel was delivered." in everybody


def test_an_address_that_asks_for_a_rule_that_was_not_judged_hears_so(
    partly_judged: Snapshot,
) -> None:
    app = page(partly_judged, "findings", rule="CON-1")

    assert [warning.value for warning in app.warning] == [
        "CON-1 not judged: no contacts were delivered."
    ]
