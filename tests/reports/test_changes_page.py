"""The pages Changes and Availability, and where a finding's record leads."""

from __future__ import annotations

import re
from datetime import date

import polars as pl
import pytest
import vl_convert

from reports.availability_words import disaster_rows, incidents_named, recurring_words
from reports.change_words import notice_verdict, update_verdict, with_windows
from reports.charts.availability import availability, axis_values
from reports.charts.change_calendar import change_calendar
from reports.empty_words import no_change, none_unexplained, not_live
from reports.pages import parts
from reports.queries import ask
from reports.snapshot import Snapshot, opened
from reports.tables import html_table
from tests.reports import contacting
from tests.reports.test_app import texts
from tests.reports.test_ticket_page import page

JUNE = date(2026, 6, 1)
BRIGHTWATER = {"customer_id": "brightwater", "month": JUNE}


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    path = contacting.publish(tmp_path_factory.mktemp("changing") / "published")
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


def test_each_section_says_what_is_not_there_and_why(changed: Snapshot) -> None:
    app = page(changed, "changes", customer="calm")

    said = texts(app)
    never = "No change of Calm before Go-Live was ever delivered."
    assert not app.exception
    for none in (
        "No change began or is planned in the weeks around June 2026.",
        "No change in June 2026, as of 4 Jul 2026, 00:30 UTC+03.",
        "No maintenance in June 2026, so no notice was owed.",
        "No change in these twelve months, so there is none to count.",
        "No change is planned, as of 4 Jul 2026, 00:30 UTC+03.",
    ):
        assert f"{none} {never}" in said
    assert "Calm before Go-Live is not live yet: Go-Live is on 1 Sep 2026. So no update" in said


def test_a_month_without_a_change_is_told_from_a_customer_without_one(changed: Snapshot) -> None:
    said = texts(page(changed, "changes", month="2025-04-01"))

    assert "No change in April 2025, as of 3 Jul 2026, 17:30 EDT.<" in said
    assert "was ever delivered" not in said


def test_no_changes_of_anybody_are_said_to_be_undelivered() -> None:
    known = {"changes": 0, "changes_of_all": 0}

    said = no_change(known, "Calm", "No change.")

    assert said == "No change. No changes were ever delivered, of any customer."


@pytest.mark.parametrize(
    ("starts_on", "go_live_on", "words"),
    [
        (None, None, "No agreement of Calm was ever delivered, so production is live under none."),
        (JUNE, date(2026, 7, 1), "Calm is not live yet: Go-Live is on 1 Jul 2026."),
        (JUNE, date(2026, 6, 30), "Calm was not live under an agreement in May 2026."),
        (date(2026, 7, 1), None, "Calm is not live yet: its agreement starts on 1 Jul 2026."),
    ],
)
def test_why_production_was_not_live_is_told(
    starts_on: date | None, go_live_on: date | None, words: str
) -> None:
    day = date(2026, 6, 30)

    said = not_live("Calm", "in May 2026", starts_on=starts_on, go_live_on=go_live_on, as_of_on=day)

    assert said == words


@pytest.mark.parametrize("name", ["changes", "availability", "contacts"])
def test_every_file_of_the_pages_holds_local_instants_and_their_zone(
    changed: Snapshot, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    files = files_of(monkeypatch)

    app = page(changed, name, change="CHG-10")

    assert not app.exception
    assert len(files) > 4
    for stem, rows in files.items():
        assert pl.Datetime not in {dtype.base_type() for dtype in rows.dtypes}, stem
        told = [text for column in rows.iter_columns() for text in column if is_instant(text)]
        assert not told or set(rows["time_zone"]) == {"America/New_York"}, stem
        assert all(text.endswith(("-04:00", "-05:00")) for text in told), stem


def files_of(monkeypatch: pytest.MonkeyPatch) -> dict[str, pl.DataFrame]:
    """What each file of a page holds, by the name it begins with, as the page gives it."""
    given: dict[str, pl.DataFrame] = {}

    def note(_: object, record: parts.Record, *, name: str, of_all: bool = False) -> None:
        given[name] = record if isinstance(record, pl.DataFrame) else record()

    monkeypatch.setattr(parts, "downloads", note)
    return given


def is_instant(text: object) -> bool:
    return isinstance(text, str) and re.match(r"\d{4}-\d\d-\d\dT", text) is not None


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
    assert "The one category tested keeps coming back, as of" in said
    assert "<script>" not in said


def test_every_ticket_of_an_outage_is_linked(changed: Snapshot) -> None:
    said = texts(page(changed, "availability"))

    links = [ticket_link(one) for one in ("B-1", "B-4")]
    assert f'<td class="">{links[0]}, {links[1]}</td>' in said


def test_a_problem_leads_to_its_incidents(changed: Snapshot) -> None:
    rows = ask(changed, "problem_incidents", customer_id="brightwater")
    said = texts(page(changed, "availability"))

    assert rows.select("problem_id", "ticket_id", "came_back").rows() == [
        ("PRB-1", "B-3", True),
        ("PRB-1", "B-2", False),
    ]
    assert f'<td class="">{ticket_link("B-3")}, {ticket_link("B-2")}</td>' in said
    assert ticket_link("PRB-1") in said
    assert "✗ after the problem was closed" in said


def test_more_incidents_than_have_room_are_counted() -> None:
    incidents = pl.DataFrame(
        {"problem_id": ["P"] * 4 + ["Q"], "ticket_id": ["d", "c", "b", "a", "e"]}
    )

    named = incidents_named(incidents, 2)

    assert named == {"P": ["d", "c", "2 more"], "Q": ["e"]}
    rows = pl.DataFrame({"Which": [None]})
    html = html_table(rows, caption="c", links={"Which": [{"d": "x?a&b", "2 more": None}]})
    assert '<td class=""><a href="x?a&amp;b">d</a>, 2 more</td>' in html


def test_a_p1_without_a_problem_shows_its_age_the_oldest_first(changed: Snapshot) -> None:
    rows = ask(changed, "unexplained_incidents", **BRIGHTWATER)
    said = texts(page(changed, "availability"))

    # B-8 was restored in July.
    assert rows.select("ticket_id", "age_days").rows() == [("B-1", 24), ("B-4", 13)]
    assert '<td class="number">24 days</td><td class="">none named</td>' in said
    assert '<td class="number">13 days</td><td class="">PRB-0 is not known</td>' in said


def test_every_declared_disaster_is_listed_with_what_was_agreed_and_reached(
    changed: Snapshot,
) -> None:
    rows = ask(changed, "disasters", customer_id="brightwater")

    told = disaster_rows(rows, "America/New_York").rows()
    columns = disaster_rows(rows, "UTC").columns
    assert columns == ["Ticket", "Declared", "Restored", "Took", "RTO", "Restored in time",
                       "Content lost", "RPO", "Content kept"]  # fmt: skip
    assert told == [
        ("B-8", "3 Jul 2026, 16:30", "still down", "1 h", "8 h", "time left", "not recorded",
         "1 h", "not recorded"),
        ("B-1", "9 Jun 2026, 09:00", "9 Jun 2026, 16:00", "7 h", "8 h", "kept", "1 h 01 min",
         "1 h", "✗ broken"),
        ("B-2", "9 Apr 2026, 09:00", "9 Apr 2026, 16:00", "7 h", "8 h", "kept", "not recorded",
         "none agreed", "nothing agreed"),
    ]  # fmt: skip
    said = texts(page(changed, "availability"))
    assert "3 disasters were declared, of which 1 broke what was agreed (DRC-1)." in said
    assert ticket_link("B-2") in said


@pytest.mark.parametrize(
    ("told", "tested", "words"),
    [
        (0, 1, "The one category tested does not keep coming back"),
        (1, 1, "The one category tested keeps coming back"),
        (0, 5, "None of 5 categories tested keeps coming back"),
        (1, 5, "1 of 5 categories tested keeps coming back"),
        (2, 5, "2 of 5 categories tested keep coming back"),
    ],
)
def test_categories_are_counted_in_singular_and_plural(told: int, tested: int, words: str) -> None:
    assert recurring_words(told, tested) == words


@pytest.mark.parametrize("worst", [0.9995, 0.95, 0.2, 0.0])
def test_the_axis_always_holds_the_target_with_its_words(worst: float) -> None:
    months = pl.DataFrame(
        {
            "month": [JUNE, date(2026, 5, 1)],
            "availability": [worst, 1.0],
            "target": [0.999, 0.999],
            "is_met": [worst >= 0.999, True],
            "downtime_seconds": [0, 0],
            "rests_on_bounds": [False, False],
        }
    )

    spec = availability(months, subtitle=["x"]).to_dict()
    drawn = vl_convert.vegalite_to_svg(spec)

    assert ">target 99.9%<" in drawn
    assert ">100%<" in drawn


def test_two_targets_push_aside_what_stands_too_close() -> None:
    assert axis_values([0.0005, 0.001], 0.002) == [0.0, 0.0005, 0.001]
    assert axis_values([0.0009], 1.0) == [0.0, 0.0009, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0]


def test_no_target_and_no_outage_are_sentences(changed: Snapshot) -> None:
    said = texts(page(changed, "availability", month="2026-05-01"))

    assert "Production was up 100 %; no target is agreed." in said
    assert "No outage in May 2026, as of" in said


def test_each_section_of_a_customer_not_live_says_what_is_not_there_and_why(
    changed: Snapshot,
) -> None:
    app = page(changed, "availability", customer="calm")

    said = texts(app)
    calm = "Calm before Go-Live"
    assert not app.exception
    for words in (
        f"{calm} is not live yet: Go-Live is on 1 Sep 2026.<",
        f"{calm} is not live yet: Go-Live is on 1 Sep 2026. So no outage counts.",
        f"No disaster of {calm} was ever declared (DRC-1)",
        f"No P1 incident of {calm} was ever restored, so no problem is owed (PRB-1).",
        f"No problem of {calm} was ever delivered.<",
        f"No problem of {calm} was ever delivered. So none could come back.",
        f"No incident of {calm} names a category, so there is none to test.",
    ):
        assert words in said


def test_nothing_unexplained_is_told_from_nothing_restored() -> None:
    every = none_unexplained({"p1_restored": 2}, "Calm", "June 2026")

    assert every == "Every P1 incident restored up to June 2026 names a known problem (PRB-1)."


def ticket_link(ticket_id: str) -> str:
    address = f"ticket?ticket={ticket_id}&amp;customer=brightwater&amp;month=2026-06"
    return f'<a href="{address}">{ticket_id}</a>'


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
