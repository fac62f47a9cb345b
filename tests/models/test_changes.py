"""Changes, problems, onboarding and disasters: each rule where it just holds and just does not."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

# Made to be counted, not to keep rules.
WORKED = "customer_id not like 'down-%' and entity_id not like 'update-%'"


def ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def broken(path: Path, rule_id: str) -> dict[str, str]:
    """The message for each worked record that broke a rule."""
    sql = f"select entity_id, message from marts.findings where rule_id = '{rule_id}' and {WORKED}"
    return dict(ask(path, sql))


def test_what_a_customer_asks_for_rests_on_a_request_opened_before_the_approval(
    changed: Path,
) -> None:
    assert broken(changed, "CHG-1") == {
        "asked-nothing": "The customer asked for this change, but it names no service request.",
        "asked-unknown": "The customer asked for this change, but its request never is not known.",
        "asked-incident": "The customer asked for this change, but p1 is no service request.",
        "asked-at-approval": "The service request req was opened on 1 Jun 2026, not before the "
        "change was approved.",
    }


def test_the_request_was_opened_by_an_authorised_change_contact_of_that_day(changed: Path) -> None:
    assert broken(changed, "CHG-2") == {
        "asked-by-old": "The service request req-old was opened by old, who was no authorised "
        "change contact on 1 Jun 2026.",
        "asked-by-nobody": "This change rests on the service request req-nobody of 1 Jun 2026, "
        "but it is not recorded who opened it.",
    }


def test_a_production_change_is_deployed_and_reviewed_on_test_before(changed: Path) -> None:
    assert broken(changed, "CHG-3") == {
        "untested": "This change was not deployed on Test before it began in production on "
        "10 Jun 2026.",
        "asked-unreviewed": "The customer did not review this change on Test before it began in "
        "production on 10 Jun 2026.",
    }


def test_the_review_on_test_can_be_shown_without_being_owed(changed_otherwise: Path) -> None:
    assert set(broken(changed_otherwise, "CHG-3")) == {"untested"}
    assert ask(
        changed_otherwise,
        "select chg_3, customer_reviewed_at = started_at from marts.changes "
        "where change_id = 'asked-unreviewed'",
    ) == [("kept", True)]


def test_a_normal_change_is_approved_and_a_standard_one_names_its_template(changed: Path) -> None:
    assert broken(changed, "CHG-4") == {
        "approved-late": "This normal change was not approved before it began on 10 Jun 2026.",
        "standard": "This standard change names no pre-approved template.",
    }


def test_an_emergency_change_names_a_p1_or_p2_open_when_it_began(changed: Path) -> None:
    began = "This emergency change began on {} Jun 2026 and names {}. "
    needs = "It needs an open P1 or P2 incident of production."
    assert broken(changed, "CHG-5") == {
        "emergency-at-stop": began.format(11, "p1, by then no longer open") + needs,
        "emergency-lowered": began.format(10, "p1, by then only P3") + needs,
        "emergency-unknown": began.format(10, "never, which is no known ticket") + needs,
        "emergency-too-soon": began.format(10, "open, which was opened only later") + needs,
        "emergency-on-test": began.format(10, "p1-on-test, which is not of production") + needs,
        "emergency-request": began.format(10, "req, which is no incident") + needs,
        "emergency-nothing": began.format(10, "no incident") + needs,
        "emergency-without-one": "This emergency change is planned for 3 Jul 2026 and names no "
        f"incident. {needs}",
    }


def test_five_whole_business_days_lie_between_the_notice_and_the_start(changed: Path) -> None:
    told = broken(changed, "CHG-6")
    counted = dict(
        ask(
            changed,
            "select change_id, notice_business_days from marts.changes "
            "where change_id similar to '(year|christmas|easter)-.*'",
        )
    )

    assert counted == {
        "year-five": 5,
        "christmas-five": 5,
        "christmas-four": 4,
        "easter-five": 5,
        "easter-four": 4,
    }
    late = "Maintenance that interrupts service was announced on {} for {}: 4 whole business days "
    agreed = "The customer had not agreed to this maintenance before its start on 10 Jun 2026."
    assert told == {
        "christmas-four": f"{late}lie between, five are owed.".format("24 Dec 2025", "5 Jan 2026"),
        "easter-four": f"{late}lie between, five are owed.".format("31 Mar 2026", "9 Apr 2026"),
        "unannounced": "Maintenance that interrupts service is planned for 7 Jul 2026 and was not "
        "announced: five whole business days before it are no longer left.",
        "agreed-late": agreed,
        "agreed-never": agreed,
    }


def test_what_a_customer_asks_for_is_agreed_before_work_begins(changed: Path) -> None:
    assert broken(changed, "CHG-9") == {
        "asked-late": "The customer had not agreed to the work, impact and cost of this change "
        "before it began on 10 Jun 2026."
    }


def test_software_is_updated_in_every_calendar_year_in_which_a_customer_was_live(
    changed: Path,
) -> None:
    rows = ask(
        changed,
        "select customer_id, calendar_year, live_days, updates, updated_on, days_left, chg_7 "
        "from marts.update_years where customer_id in ('late', 'untouched', 'updated') "
        "and calendar_year > 2024 order by all",
    )

    assert rows == [
        ("late", 2025, 364, 0, None, None, None),
        ("late", 2026, 181, 0, None, 184, "open"),
        ("untouched", 2025, 365, 0, None, None, "broken"),
        ("untouched", 2026, 181, 0, None, 184, "open"),
        ("updated", 2025, 365, 1, date(2025, 1, 1), None, "kept"),
        ("updated", 2026, 181, 0, None, 184, "open"),
    ]
    assert broken(changed, "CHG-7") == {
        "untouched": "In 2025 no update of the installed software was completed in production; at "
        "least one is owed in every calendar year."
    }


def test_a_change_shows_each_verdict_whether_it_was_on_time_and_what_it_caused(
    changed: Path,
) -> None:
    rows = ask(
        changed,
        "select change_id, on_time, incidents_caused, chg_1, chg_3, chg_4, chg_6 "
        "from marts.changes where change_id in "
        "('sound', 'late-end', 'asked-nothing', 'cancelled', 'agreed', 'agreed-to-come') "
        "order by 1",
    )

    assert rows == [
        ("agreed", True, 0, None, "kept", "kept", "kept"),
        ("agreed-to-come", None, 0, None, None, None, None),
        ("asked-nothing", True, 0, "broken", "kept", "kept", None),
        ("cancelled", None, 0, None, None, None, None),
        ("late-end", False, 0, None, "kept", "kept", None),
        ("sound", True, 2, None, "kept", "kept", None),
    ]


def test_success_is_counted_by_customer_month_and_type(changed: Path) -> None:
    rows = ask(
        changed,
        "select changes, successful, rolled_back, failed, cancelled, not_ended, success_rate "
        "from marts.change_outcomes "
        "where customer_id = 'home' and month = '2026-06-01' and type = 'standard'",
    )

    assert rows == [(3, 2, 0, 1, 0, 0, 2 / 3)]


def test_each_restored_p1_incident_has_a_problem(changed: Path) -> None:
    restored = "This P1 incident was restored on {} Jun 2026 ({}) and names "
    past = restored.format(2, "28 days ago")
    assert broken(changed, "PRB-1") == {
        "p1-alone": f"{past}no problem.",
        "p1-excluded": f"{past}no problem.",
        "p1-unknown": f"{past}nothing, which is no known problem.",
        "p1-incident": f"{past}caused-1, which is no known problem.",
        "p1-today": restored.format(30, "today") + "no problem.",
        "p1-yesterday": restored.format(29, "1 day ago") + "no problem.",
    }


def test_incidents_of_a_closed_problem_and_categories_that_return_are_recurrences(
    changed: Path,
) -> None:
    assert broken(changed, "PRB-2") == {
        "back": "Incident of the problem prb, which was closed on 20 Jun 2026: it came back.",
        "home": "Incidents about Printer came on 7 of the last 91 days, against 0 of the 365 days "
        "before: more than chance makes likely.",
    }
    assert ask(changed, "select * exclude (summary, category) from marts.problems") == [
        (
            *("prb", "home", datetime(2026, 6, 11, 8), "closed", 4),
            *(datetime(2026, 6, 1, 8), datetime(2026, 6, 20, 8), 1),
        )
    ]


def test_dates_of_the_onboarding_are_in_order(changed: Path) -> None:
    due = "Access comes first, then the handing off, then Go-Live."
    assert broken(changed, "ONB-1") == {
        "D": "Out of order: access enabled on 2 Feb 2026, service handed off on 1 Feb 2026, "
        f"Go-Live on 1 Feb 2026. {due}",
        "D2": "Out of order: access enabled on 2 Feb 2025, service handed off on 1 Feb 2025. "
        f"{due}",
    }


def test_recovery_is_measured_against_both_objectives(changed: Path) -> None:
    declared = "A disaster was declared on 1 May 2026, 11:00."
    assert broken(changed, "DRC-1") == {
        "disaster-late": f"{declared} Production was restored 8 h later, past the 8 h agreed. "
        "Content of 1 h 01 min was lost, more than the 1 h agreed.",
        "disaster-lost": f"{declared} Content of 5 h was lost, more than the 1 h agreed.",
        "disaster-down": "A disaster was declared on 30 Jun 2026, 09:00. Production has been down "
        "for 9 h since; it is to be restored within 8 h.",
    }


def test_every_declared_disaster_is_told_with_what_was_agreed_and_reached(changed: Path) -> None:
    rows = ask(
        changed,
        "select ticket_id, recovery_seconds, rto_seconds, rto_verdict, content_lost_seconds, "
        "rpo_seconds, rpo_verdict from marts.disasters order by 1",
    )

    agreed = (28_800, 3600)
    assert rows == [
        ("disaster", 28_800, agreed[0], "kept", 3600, agreed[1], "kept"),
        ("disaster-down", 32_400, agreed[0], "broken", None, agreed[1], None),
        ("disaster-late", 28_801, agreed[0], "broken", 3660, agreed[1], "broken"),
        ("disaster-lost", 28_800, agreed[0], "kept", 18_000, agreed[1], "broken"),
        ("disaster-open", 3600, agreed[0], "open", None, agreed[1], None),
        ("disaster-unagreed", 201_600, None, None, 18_000, None, None),
    ]


def test_each_incident_that_a_change_caused_is_told_with_it(changed: Path) -> None:
    rows = ask(changed, "select change_id, ticket_id, opened_at from marts.caused_incidents")

    # A service request is none, and what names no known change counts to none.
    assert sorted(rows) == [
        ("sound", "caused-1", datetime(2026, 6, 11, 6)),
        ("sound", "caused-2", datetime(2026, 6, 11, 7)),
    ]


def test_a_p1_without_a_problem_ages_by_local_days(changed: Path) -> None:
    rows = ask(
        changed,
        "select ticket_id, problem_id, restored_on, month, age_days "
        "from marts.unexplained_incidents where customer_id = 'home' order by age_days, 1",
    )

    june, second = date(2026, 6, 1), date(2026, 6, 2)
    assert rows == [
        ("p1-today", None, date(2026, 6, 30), june, 0),
        ("p1-yesterday", None, date(2026, 6, 29), june, 1),
        ("p1-alone", None, second, june, 28),
        ("p1-excluded", None, second, june, 28),
        ("p1-incident", "caused-1", second, june, 28),
        ("p1-unknown", "nothing", second, june, 28),
    ]
