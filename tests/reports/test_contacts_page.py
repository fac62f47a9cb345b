"""The page Contacts: who may log what, who did without, onboarding, and all customers at once."""

from __future__ import annotations

from datetime import date

import pytest

from reports.contact_words import count_words, customers_words, order, training
from reports.queries import ask
from reports.snapshot import Snapshot, opened
from tests.reports import contacting
from tests.reports.test_app import texts
from tests.reports.test_ticket_page import page

JUNE = date(2026, 6, 1)


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    path = contacting.publish(tmp_path_factory.mktemp("contacting") / "published")
    return opened(path.parent, path.name)


def test_the_points_of_contact_stand_with_limit_training_and_validity(listed: Snapshot) -> None:
    app = page(listed, "contacts")

    said = texts(app)
    assert not app.exception
    assert [one.value for one in app.header] == [
        "Points of contact",
        "Authorised change contacts",
        "Past and to come",
        "Logged by somebody else",
        "Onboarding",
    ]
    assert (
        "4 points of contact are in force on 3 Jul 2026, of 3 agreed at most; 2 are primary: not "
        "as agreed, which is that many at most and exactly one primary (CON-1). 1 of 4 trained by "
        "then."
    ) in said
    row = '<td class="">{}</td><td class="">{}</td><td class="whole">{}</td><td class="whole">{}'
    assert row.format("zoe", "primary", "1 Jan 2026", "no end") in said
    assert row.format("yan", "primary", "always", "31 Dec 2026") in said
    assert row.format("eva", "authorised change contact", "always", "no end") in said
    assert '<td class="number">1,203</td><td class="number">2</td>' in said
    assert "not yet: on 1 Aug 2026" in said
    assert "<script>" not in said


def test_contacts_in_force_come_first_by_role_then_those_to_come_then_the_past(
    listed: Snapshot,
) -> None:
    rows = ask(listed, "contacts", customer_id="brightwater").filter(tickets_logged=0)

    assert rows.select("standing", "contact_id").rows() == [
        ("in_force", "yan"),
        ("in_force", "amy"),
        ("to_come", "new"),
        ("past", "old"),
    ]


def test_what_others_logged_in_the_month_leads_to_its_ticket_and_change(listed: Snapshot) -> None:
    said = texts(page(listed, "contacts"))

    assert "2 findings of June 2026" in said
    assert 'href="ticket?ticket=B-2&amp;customer=brightwater&amp;month=2026-06"' in said
    assert 'href="changes?customer=brightwater&amp;month=2026-06&amp;change=CHG-10"' in said
    assert "Logged by joe, who was no point of contact" in said
    assert "jim" not in said


def test_each_agreement_tells_its_onboarding_and_whether_it_was_in_order(listed: Snapshot) -> None:
    rows = ask(listed, "onboarding", customer_id="brightwater")
    said = texts(page(listed, "contacts"))

    assert rows.select("agreement_id", "onboarding_days", "is_in_order").rows() == [
        ("A-1", None, True),
        ("A-0", 28, False),
    ]
    assert '<td class="whole">1 Apr 2025</td><td class="whole">31 Mar 2026</td>' in said
    assert '<td class="number">-1 days</td><td class="number">29 days</td>' in said
    assert "✗ out of order" in said
    assert "fewer than two dates" in said


def test_all_customers_stand_in_one_table_those_that_break_the_rule_first(
    listed: Snapshot,
) -> None:
    rows = ask(listed, "contacts_by_customer", month=JUNE)
    app = page(listed, "contacts", of="all")

    columns = ("customer_id", "con_1", "con_2_findings", "chg_2_findings", "onboarding_days")
    assert rows.select(*columns, "is_in_order").rows() == [
        ("brightwater", "broken", 1, 1, 28, False),
        ("drifting", None, 0, 0, None, None),
        ("calm", None, 0, 0, None, None),
        ("aldgate", "kept", 0, 0, 25, True),
    ]
    said = texts(app)
    assert not app.exception
    assert [one.value for one in app.header] == ["By customer"]
    assert 'href="contacts?customer=aldgate&amp;month=2026-06&amp;of=customer"' in said
    assert "<b>Drift</b>" not in said
    assert (
        "Of 4 customers 1 does not keep the number and the one primary agreed (CON-1); of 2 "
        "contacts were never delivered."
    ) in said


def test_contacts_never_delivered_are_said_to_be_not_judged(listed: Snapshot) -> None:
    app = page(listed, "contacts", customer="calm")

    said = texts(app)
    never = "Contacts of Calm before Go-Live were never delivered."
    assert not app.exception
    assert f"{never} So CHG-2, CON-1 and CON-2 could not be judged." in said
    assert "No authorised change contact of Calm before Go-Live was ever delivered" in said
    assert "so who logged a ticket could not be judged" in said
    assert "No agreement of Calm before Go-Live was ever delivered." in said


def test_a_month_in_which_everybody_was_entitled_says_so(listed: Snapshot) -> None:
    said = texts(page(listed, "contacts", month="2026-05-01"))

    assert "Every ticket of May 2026 that names who logged it was logged by a contact" in said


def test_no_change_contact_in_force_is_told_from_none_delivered(listed: Snapshot) -> None:
    said = texts(page(listed, "contacts", customer="aldgate"))

    assert "No authorised change contact of Aldgate Bank is in force (CHG-2)." in said
    assert "Every contact ever delivered is in force." in said
    assert "1 point of contact is in force on 3 Jul 2026, of 3 agreed at most; exactly one is" in (
        said
    )


def test_each_finding_about_contacts_leads_to_the_page(listed: Snapshot) -> None:
    said = texts(page(listed, "findings", month="2026-07-01"))

    assert said.count('href="contacts?customer=brightwater&amp;month=2026-07&amp;of=customer"') == 2


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (
            {},
            "0 points of contact are in force on 3 Jul 2026, of 3 agreed at most; none is primary",
        ),
        ({"agreement_id": None}, "No agreement of Calm is, so no limit holds (CON-1)."),
        ({"points_of_contact": 3, "primaries": 1, "con_1": "kept"}, "one is primary: as agreed"),
    ],
)
def test_the_count_is_told_by_what_it_is_judged_by(counts: dict[str, object], words: str) -> None:
    row = {
        "as_of_on": date(2026, 7, 3),
        "agreement_id": "C",
        "contact_limit": 3,
        "points_of_contact": 0,
        "primaries": 0,
        "con_1": "broken",
    }

    assert words in count_words(row | counts, "Calm")


def test_training_and_order_have_words_for_what_is_not_recorded(listed: Snapshot) -> None:
    dates = {"access_enabled_on": None, "handed_off_on": JUNE, "go_live_on": None}
    kept = ask(listed, "contacts_by_customer", month=JUNE).filter(con_1="kept")

    assert training({"trained_on": None, "is_trained": False}) == "not recorded"
    assert training({"trained_on": JUNE, "is_trained": True}) == "1 Jun 2026"
    assert order({**dates, "is_in_order": True}) == "fewer than two dates"
    assert order({**dates, "go_live_on": JUNE, "is_in_order": True}) == "in order"
    assert customers_words(kept) == (
        "Of 1 customer none breaks the number and the one primary agreed (CON-1)."
    )
