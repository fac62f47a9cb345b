"""The pages Changes and Availability, and where a finding's record leads."""

from __future__ import annotations

from datetime import date

import pytest

from reports.change_words import notice_verdict, update_verdict, with_windows
from reports.charts.availability import availability
from reports.charts.change_calendar import change_calendar
from reports.queries import ask
from reports.snapshot import Snapshot, opened
from tests.reports import changing
from tests.reports.test_app import texts
from tests.reports.test_ticket_page import page

JUNE = date(2026, 6, 1)
BRIGHTWATER = {"customer_id": "brightwater", "month": JUNE}


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    path = changing.publish(tmp_path_factory.mktemp("changing") / "published")
    return opened(path.parent, path.name)


def test_the_calendar_has_every_day_of_its_weeks_and_the_coming_changes(changed: Snapshot) -> None:
    rows = ask(changed, "change_calendar", **BRIGHTWATER, as_of_on=date(2026, 7, 3))

    begun = rows.drop_nulls("change_id").select("day_on", "week_on", "weekday", "outcome").rows()
    assert rows["day_on"].to_list() == sorted(set(rows["day_on"]))
    assert (rows["day_on"].min(), rows.height % 7) == (date(2026, 5, 25), 0)
    assert rows.filter("is_of_month").height == 30
    assert rows.filter("is_as_of")["day_on"].to_list() == [date(2026, 7, 3)]
    assert begun == [
        (date(2026, 6, 8), date(2026, 6, 8), 1, "rolled_back"),
        (date(2026, 6, 19), date(2026, 6, 15), 5, "successful"),
        (date(2026, 7, 10), date(2026, 7, 6), 5, "planned"),
    ]


def test_the_charts_hold_to_their_schema(changed: Snapshot) -> None:
    days = ask(changed, "change_calendar", **BRIGHTWATER, as_of_on=date(2026, 7, 3))
    months = ask(changed, "review_availability", **BRIGHTWATER)

    drawn = change_calendar(with_windows(days, "America/New_York"), subtitle=["x"]).to_dict()
    up = availability(months, subtitle=["x"]).to_dict()

    assert "8 Jun 2026, 10:00 to 13:00" in str(drawn["datasets"])
    assert "target missed" in str(up["datasets"])


def test_the_month_tells_verdicts_notice_and_the_way_to_the_ticket(changed: Snapshot) -> None:
    app = page(changed, "changes")

    said = texts(app)
    assert not app.exception
    assert "2 changes in June 2026, 1 of them successful. 1 change broke a rule." in said
    assert "CHG-2, CHG-3" in said
    assert "kept: 5 whole business days of 5" in said
    assert "broken: no update in the whole year" in said
    assert "still owed: 181 days left" in said
    assert 'href="ticket?ticket=B-1&amp;customer=brightwater&amp;month=2026-06"' in said
    assert "<script>" not in said


def test_nothing_changed_is_said_in_sentences(changed: Snapshot) -> None:
    app = page(changed, "changes", customer="calm")

    said = texts(app)
    assert not app.exception
    assert "No change began or is planned in the weeks around June 2026." in said
    assert "No change of this customer is known" in said
    assert "has not been live yet, so no update is owed" in said
    assert "No change in April 2025" in texts(page(changed, "changes", month="2025-04-01"))


@pytest.mark.parametrize(
    ("reason", "verdict", "days", "words"),
    [
        ("routine_maintenance", "broken", 4, "broken: 4 whole business days of 5"),
        ("routine_maintenance", "broken", None, "broken: never announced"),
        ("agreed_maintenance", "broken", 9, "broken: not agreed before"),
        ("emergency_maintenance", None, 1, "nothing owed; 1 whole business day of 5"),
    ],
)
def test_a_notice_is_judged_in_words(
    reason: str, verdict: str | None, days: int | None, words: str
) -> None:
    row = {"reason": reason, "chg_6": verdict, "notice_business_days": days}

    assert notice_verdict(row) == words


def test_a_year_not_owed_is_told_from_one_kept() -> None:
    assert update_verdict({"chg_7": None}) == "nothing owed: not live for the whole year"


def test_outages_problems_and_recurrences_are_told(changed: Snapshot) -> None:
    app = page(changed, "availability")

    said = texts(app)
    assert not app.exception
    assert "Production was up 99.861 %; the target is 99.9 %." in said
    assert "CHG-11 (planned maintenance)" in said
    assert "restored 13 full days ago and names no problem" in said
    assert "1 of 1 categories keeps coming back" in said
    assert "No disaster broke what was agreed (DRC-1)" in said
    assert "<script>" not in said


def test_neither_target_nor_outage_is_a_sentence(changed: Snapshot) -> None:
    said = texts(page(changed, "availability", month="2026-05-01"))
    never = texts(page(changed, "availability", customer="calm"))

    assert "Production was up 100 %; no target is agreed." in said
    assert "No outage in May 2026" in said
    assert "had no live agreement in these twelve months" in never
    assert "No problem of this customer is known" in never


def test_each_record_leads_to_where_it_is_shown(changed: Snapshot) -> None:
    said = texts(page(changed, "findings", of="all"))

    assert 'href="changes?customer=brightwater&amp;month=2026-06&amp;change=CHG-10"' in said
    assert 'href="exits?customer=brightwater&amp;month=2026-06&amp;exit=EXIT-1"' in said
    assert 'href="findings?customer=brightwater&amp;month=2026-06"' in said


def test_customers_are_counted_for_one_rule(changed: Snapshot) -> None:
    rows = ask(changed, "findings_by_customer", month=JUNE, rule_id="CHG-2")

    assert rows.select("customer_id", "findings", "major", "rules").rows() == [
        ("brightwater", 1, 0, 1)
    ]
