"""Every rule that raises a finding, at the instant at which it just holds and just does not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingest.contract import EXCLUSIONS
from reports.wording import REASON_NAMES
from tests.models.loader import ROOT, deliver, prepare, run_dbt, warehouse

AS_OF = datetime(2026, 6, 30, 16, tzinfo=UTC)
HOME = {"time_zone": "Europe/Berlin", "support_region": "DE-BY"}
YEAR = {"starts_on": "2026-01-01", "ends_on": "2026-12-31"}

CUSTOMERS = ("home", "twice", "past", "crowded", "unlisted", "none")
AGREEMENTS: list[dict[str, object]] = [
    {"agreement_id": "H", "customer_id": "home", **HOME, **YEAR, "go_live_on": "2026-02-01"},
    {"agreement_id": "T1", "customer_id": "twice", **HOME, **YEAR},
    {"agreement_id": "T2", "customer_id": "twice", **HOME, **YEAR, "starts_on": "2026-03-01"},
    {
        "agreement_id": "P",
        "customer_id": "past",
        "time_zone": "Asia/Tokyo",
        "support_region": "JP",
        **YEAR,
        "ends_on": "2026-03-31",
    },
    {
        "agreement_id": "C",
        "customer_id": "crowded",
        **HOME,
        **YEAR,
        "access_enabled_on": "2026-01-02",
        "handed_off_on": "2026-01-12",
        "go_live_on": "2026-01-12",
    },
    {
        "agreement_id": "U",
        "customer_id": "unlisted",
        **HOME,
        **YEAR,
        "access_enabled_on": "2026-02-02",
        "go_live_on": "2026-02-01",
    },
]
CONTACTS: list[dict[str, object]] = [
    # Three on the day of as_of, which is 30 June in Berlin: the fourth left the day before.
    {"customer_id": "home", "contact_id": "anna", "role": "primary", "trained_on": "2026-06-30"},
    {"customer_id": "home", "contact_id": "anna", "role": "contact"},
    {"customer_id": "home", "contact_id": "ben", "role": "contact", "valid_from": "2026-06-30"},
    {"customer_id": "home", "contact_id": "cleo", "role": "contact", "valid_to": "2026-06-30"},
    {
        "customer_id": "home",
        "contact_id": "dirk",
        "role": "contact",
        "valid_to": "2026-06-29",
        "trained_on": "2026-06-30",
    },
    {
        "customer_id": "home",
        "contact_id": "eva",
        "role": "change_authoriser",
        "trained_on": "2026-06-15",
    },
    {"customer_id": "home", "contact_id": "sam", "role": "primary", "valid_from": "2026-07-01"},
    # Twice the same role, first without a beginning: each span has its own tickets.
    {
        "customer_id": "home",
        "contact_id": "tom",
        "role": "contact",
        "valid_from": None,
        "valid_to": "2026-06-10",
    },
    {
        "customer_id": "home",
        "contact_id": "tom",
        "role": "contact",
        "valid_from": "2026-06-15",
        "valid_to": "2026-06-15",
        "trained_on": "2026-06-01",
    },
    *(
        {"customer_id": "crowded", "contact_id": name, "role": role}
        for name, role in (
            *(("kai", "primary"), ("lea", "primary")),
            *(("max", "contact"), ("nina", "contact")),
        )
    ),
    # No longer in force: nobody counts its contacts.
    {"customer_id": "past", "contact_id": "yuki", "role": "contact"},
    *({"customer_id": "twice", "contact_id": f"t{n}", "role": "contact"} for n in range(3)),
]


class Log:
    """Tickets and events as a desk would write them; `at` is `MM-DD HH:MM:SS` of 2026, in UTC."""

    def __init__(self) -> None:
        self.tickets: list[dict[str, object]] = []
        self.events: list[dict[str, object]] = []

    def ticket(
        self, name: str, at: str, *told: tuple[str, str, str | None], **columns: object
    ) -> None:
        usual = {
            "customer_id": "home",
            "kind": "incident",
            "environment": "production",
            "priority": "P3",
            "channel": "phone",
            "requested_priority": "P2",
        }
        self.tickets.append({"ticket_id": name, "opened_at": stamp(at), **usual, **columns})
        self.events += [
            {
                "ticket_id": name,
                "occurred_at": stamp(when),
                "field": field,
                "value": value,
                "sequence": place,
            }
            for place, (when, field, value) in enumerate(told)
        ]


def stamp(at: str) -> str:
    return f"2026-{at.replace(' ', 'T')}Z" if at[0] in "01" else f"{at.replace(' ', 'T')}Z"


def tell() -> Log:
    log = Log()
    agreements(log)
    priorities(log)
    downgrades(log)
    exclusions(log)
    contacts(log)
    silences(log)
    chains(log)
    return log


DONE = ("status", "closed")


def agreements(log: Log) -> None:
    log.ticket("agr-before", "2025-12-31 22:59:59", ("01-02 08:00:00", *DONE), priority="P4")
    log.ticket("agr-first", "2025-12-31 23:00:00", ("01-02 08:00:00", *DONE), priority="P4")
    for name, at in (("agr-one", "02-28 22:59:59"), ("agr-two", "02-28 23:00:00")):
        log.ticket(name, at, ("03-02 08:00:00", *DONE), customer_id="twice")
    # 31 March ends in Tokyo at 15:00 UTC.
    for name, at in (("agr-last", "03-31 14:59:59"), ("agr-over", "03-31 15:00:00")):
        log.ticket(name, at, (at, *DONE), customer_id="past")
    log.ticket("agr-none", "05-31 23:30:00", ("06-01 08:00:00", *DONE), customer_id="none")


def priorities(log: Log) -> None:
    opened, done = "06-15 06:00:00", ("06-15 06:30:00", *DONE)
    log.ticket("pri-request", opened, done, kind="service_request", priority="P2")
    log.ticket("pri-request-right", opened, done, kind="service_request", channel="portal")
    log.ticket("pri-test", opened, done, environment="non_production", priority="P1", channel="web")
    log.ticket("pri-live", "01-31 22:59:59", ("02-02 08:00:00", *DONE), priority="P2")
    log.ticket("phone-portal", opened, done, priority="P2", channel="portal")
    log.ticket("phone-missing", opened, done, priority="P1", channel=None)
    log.ticket("phone-right", opened, done, priority="P1")
    log.ticket("phone-moderate", opened, done, channel="portal", requested_priority="P4")


def downgrades(log: Log) -> None:
    """P1 at 06:00 UTC; its 8 hours are over at 14:00; 9 business hours pass until 15:00."""
    opened, answer = "06-15 06:00:00", ("06-15 06:30:00", "response", None)
    news = ("06-15 10:00:00", "update", None)
    more = ("06-15 13:59:00", "update", None)
    restored = ("06-15 15:00:00", "status", "restored")

    def lowered(name: str, at: str, *later: tuple[str, str, str | None]) -> None:
        told = (answer, news, more, (at, "priority", "P2"), *later, restored)
        log.ticket(name, opened, *told, priority="P1")

    lowered("down-in-time", "06-15 14:00:00")
    lowered("down-too-late", "06-15 14:00:01")
    lowered("down-taken-back", "06-15 11:00:00", ("06-15 12:00:00", "priority", "P1"))
    lowered("down-after", "06-15 15:00:01")
    log.ticket("up", opened, answer, ("06-15 07:00:00", "priority", "P3"), restored, priority="P4")


def exclusions(log: Log) -> None:
    """P2 at 06:00 UTC on Monday; its 12 business hours are over on Tuesday at 09:00."""
    opened, answer = "06-15 06:00:00", ("06-15 06:30:00", "response", None)
    late = ("06-16 10:00:00", "status", "restored")
    news = [(f"06-15 {hour}:00:00", "update", None) for hour in (13, 14)]

    def excluded(name: str, *told: tuple[str, str, str | None]) -> None:
        log.ticket(name, opened, answer, *news, *told, priority="P2")

    excluded("exclusion-in-time", ("06-16 09:00:00", "exclusion", "customer_caused"), late)
    excluded("exclusion-late", ("06-16 09:00:01", "exclusion", "customer_caused"), late)
    early = ("06-16 08:00:00", "status", "restored")
    excluded("exclusion-after", early, ("06-16 08:00:00", "exclusion", "not_our_cloud"))
    lifted = ("06-17 08:00:00", "exclusion", None)
    excluded("exclusion-lifted", late, ("06-16 12:00:00", "exclusion", "not_our_cloud"), lifted)


def contacts(log: Log) -> None:
    # 21:59:59 UTC is the last second of a summer day in Berlin.
    for name, at, who, columns in (
        ("con-last-day", "06-29 21:59:59", "dirk", {}),
        ("con-day-after", "06-29 22:00:00", "dirk", {}),
        ("con-first-day", "06-29 22:00:00", "ben", {}),
        ("con-day-before", "06-29 21:59:59", "ben", {}),
        ("con-authoriser", "06-15 06:00:00", "eva", {}),
        ("con-authoriser-request", "06-15 06:00:00", "eva", {"kind": "service_request"}),
        ("con-stranger", "06-15 06:00:00", "zoe", {"kind": "service_request"}),
        ("con-unlisted", "06-15 06:00:00", "zoe", {"customer_id": "unlisted"}),
        ("con-nobody", "06-15 06:00:00", None, {}),
        ("con-first-span", "06-10 06:00:00", "tom", {}),
        ("con-second-span", "06-15 06:00:00", "tom", {}),
    ):
        log.ticket(name, at, (at, *DONE), opened_by=who, **columns)


def silences(log: Log) -> None:
    opened = "06-15 06:00:00"
    for name, at in (("quiet-p1-just", "06-15 10:00:00"), ("quiet-p1", "06-15 10:00:01")):
        log.ticket(name, opened, (at, "update", None), (at, *DONE), priority="P1")
    # Nine business hours from Monday 12:00 local are over on Tuesday at 12:00.
    for name, at in (("quiet-p2-just", "06-16 10:00:00"), ("quiet-p2", "06-16 10:00:01")):
        log.ticket(name, "06-15 10:00:00", (at, "response", None), (at, *DONE), priority="P2")
    # Not open from 07:00 to 18:00, and for three hours after that.
    log.ticket(
        "quiet-while-restored",
        opened,
        ("06-15 07:00:00", "status", "restored"),
        ("06-15 18:00:00", "status", "in_progress"),
        ("06-15 21:00:00", *DONE),
        priority="P1",
    )
    log.ticket("quiet-still", "06-30 11:59:59", priority="P1")


def chains(log: Log) -> None:
    opened = "06-15 06:00:00"
    for name, steps in (
        ("chain-restored", ("closed", "restored", "closed", "restored")),
        ("chain-cancelled", ("cancelled", "restored")),
        ("chain-withdrawn", ("closed", "cancelled")),
        ("chain-new", ("in_progress", "new", "closed")),
        ("chain-sound", ("new", "in_progress", "restored", "closed", "in_progress", "closed")),
        ("chain-sound-too", ("cancelled", "closed", "in_progress", "restored", "cancelled")),
    ):
        told = [(f"06-15 06:1{n}:00", "status", step) for n, step in enumerate(steps)]
        log.ticket(name, opened, *told)
    log.ticket("early", opened, ("06-15 05:59:59", "status", "in_progress"), (opened, *DONE))
    log.ticket("on-time", opened, (opened, "status", "in_progress"), (opened, *DONE))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, artefacts: Path) -> Path:
    path = tmp_path_factory.mktemp("findings") / "warehouse.duckdb"
    log = tell()
    with warehouse(path) as connection:
        deliver(connection, "customers", [{"customer_id": c, "name": c} for c in CUSTOMERS])
        deliver(connection, "agreements", AGREEMENTS)
        since = {"valid_from": "2026-01-01"}
        deliver(connection, "contacts", [since | one for one in CONTACTS])
        deliver(connection, "tickets", log.tickets)
        deliver(connection, "ticket_events", log.events)
        prepare(connection, as_of=AS_OF)
    failed = run_dbt(path, "build", "--exclude-resource-type", "unit_test", artefacts=artefacts)
    assert failed == []
    return path


def ask(path: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(sql, list(values)).fetchall()


def broken(path: Path, rule_id: str) -> dict[str, str]:
    """The message for each record that broke a rule."""
    return dict(
        ask(path, "select entity_id, message from marts.findings where rule_id = ?", rule_id)
    )


def test_a_ticket_under_no_agreement_or_two_is_told_with_its_local_month(found: Path) -> None:
    rows = ask(
        found,
        "select entity_id, cast(month as varchar), message from marts.findings "
        "where rule_id = 'AGR-1' and entity_id like 'agr-%' order by 1",
    )

    none = "No agreement was in force on {}, when this ticket was opened. Its clocks are excluded."
    assert rows == [
        ("agr-before", "2025-12-01", none.format("31 Dec 2025")),
        ("agr-none", "2026-05-01", none.format("31 May 2026")),
        ("agr-over", "2026-04-01", none.format("1 Apr 2026")),
        (
            "agr-two",
            "2026-03-01",
            "2 agreements were in force on 1 Mar 2026, when this ticket was opened. It was judged "
            "by T2, which started last.",
        ),
    ]


def test_a_recorded_priority_against_the_rule_is_told_with_both(found: Path) -> None:
    told = {name: text for name, text in broken(found, "PRI-2").items() if name.startswith("pri")}

    assert told == {
        "pri-request": "Recorded as P2, but a production service request is P3: it was judged as "
        "P3.",
        "pri-test": "Recorded as P1, but a non-production ticket is P4: it was judged as P4.",
        "pri-live": "Recorded as P2, but a ticket opened before Go-Live is P4: it was judged as "
        "P4.",
    }


def test_a_p1_or_p2_incident_that_was_not_logged_by_phone_is_told(found: Path) -> None:
    assert broken(found, "PRI-4") == {
        "phone-portal": "This P2 incident, opened on 15 Jun 2026, was logged by portal, not by "
        "phone.",
        "phone-missing": "This P1 incident, opened on 15 Jun 2026, was logged with no channel on "
        "record, not by phone.",
    }


def test_a_downgrade_is_grave_from_the_second_after_the_target(found: Path) -> None:
    rows = ask(
        found,
        "select entity_id, severity, message from marts.findings where rule_id = 'PRI-5' "
        "order by 1",
    )

    assert rows == [
        (
            "down-in-time",
            "minor",
            "Lowered from P1 to P2 on 15 Jun 2026, 16:00. The restoration took 9 h, past the P1 "
            "target of 8 h: breached as P1, met as P2.",
        ),
        (
            "down-too-late",
            "major",
            "Lowered from P1 to P2 on 15 Jun 2026, 16:00. The restoration had run 8 h by then, "
            "past the P1 target of 8 h: breached as P1, met as P2.",
        ),
    ]


def test_every_downgrade_before_the_stop_is_listed_with_both_verdicts(found: Path) -> None:
    rows = ask(
        found,
        "select ticket_id, metric, priority_before, priority_after, elapsed_seconds, "
        "target_seconds, verdict_before, verdict_after, is_too_late from marts.downgrades "
        "order by 1",
    )

    both = ("breached", "met")
    assert rows == [
        ("down-in-time", "restoration", "P1", "P2", 28_800, 28_800, *both, False),
        ("down-taken-back", "restoration", "P1", "P2", 18_000, 28_800, *both, False),
        ("down-too-late", "restoration", "P1", "P2", 28_801, 28_800, *both, True),
    ]


def test_an_event_a_second_before_the_opening_is_told(found: Path) -> None:
    assert broken(found, "CLK-1") == {
        "early": "An event (status in progress) is stamped 15 Jun 2026, 07:59, which is 1 s before "
        "its ticket was opened on 15 Jun 2026, 08:00. It counts as at the opening."
    }


def test_an_exclusion_past_the_target_or_the_stop_is_told_with_both_verdicts(found: Path) -> None:
    assert broken(found, "CLK-10") == {
        "exclusion-late": 'The exclusion "caused by the customer" was set on 16 Jun 2026, 11:00, '
        "after the restoration clock had run 12 h, past its target of 12 h. Because of it the "
        "restoration does not count. Without it the target would be breached.",
        "exclusion-after": 'The exclusion "not our cloud" was set on 16 Jun 2026, 10:00, after the '
        "restoration clock had stopped. Because of it the restoration does not count. Without it "
        "the target would be met.",
    }


def test_an_exclusion_is_told_in_the_words_of_the_pages() -> None:
    macro = (ROOT / "macros" / "wording.sql").read_text(encoding="utf-8")

    missing = [word for word in EXCLUSIONS if f'"{word}": "{REASON_NAMES[word]}",' not in macro]
    assert missing == []


def test_points_of_contact_are_counted_on_the_local_day_of_as_of(found: Path) -> None:
    assert broken(found, "CON-1") == {
        "crowded": "On 30 Jun 2026 the customer has 4 points of contact, 2 of them primary. At "
        "most 3 are agreed, exactly 1 of them primary.",
        "twice": "On 30 Jun 2026 the customer has 3 points of contact, 0 of them primary. At "
        "most 3 are agreed, exactly 1 of them primary.",
    }


def test_who_logs_a_ticket_is_valid_on_its_local_day(found: Path) -> None:
    told = broken(found, "CON-2")

    assert told == {
        "con-day-after": "Logged by dirk, who was no point of contact of the customer on "
        "30 Jun 2026.",
        "con-day-before": "Logged by ben, who was no point of contact of the customer on "
        "29 Jun 2026.",
        "con-authoriser": "Logged by eva, who was no point of contact of the customer on "
        "15 Jun 2026.",
        "con-stranger": "Logged by zoe, who was no point of contact and no authorised change "
        "contact of the customer on 15 Jun 2026.",
    }


def test_contacts_are_valid_and_trained_by_the_local_day_of_as_of(found: Path) -> None:
    told = ask(
        found,
        "select contact_id, role, is_valid, is_trained, tickets_logged, tickets_untrained "
        "from marts.contacts where customer_id = 'home' "
        "order by contact_id, role, valid_from nulls first",
    )

    assert told == [
        ("anna", "contact", True, False, 0, 0),
        ("anna", "primary", True, True, 0, 0),
        ("ben", "contact", True, False, 1, 1),
        ("cleo", "contact", True, False, 0, 0),
        # Trained on the day after the last valid one; logged on that one.
        ("dirk", "contact", False, True, 1, 1),
        # Logged on the day of the training.
        ("eva", "change_authoriser", True, True, 2, 0),
        ("sam", "primary", False, False, 0, 0),
        ("tom", "contact", False, False, 1, 1),
        ("tom", "contact", False, True, 1, 0),
    ]


def test_contacts_of_the_past_and_to_come_stand_apart(found: Path) -> None:
    told = ask(
        found,
        "select contact_id, standing from marts.contacts "
        "where standing <> 'in_force' or contact_id = 'ben' order by 1",
    )

    assert told == [
        ("ben", "in_force"),
        ("dirk", "past"),
        ("sam", "to_come"),
        ("tom", "past"),
        ("tom", "past"),
    ]


def test_points_of_contact_are_counted_once_a_person_and_judged_where_they_can_be(
    found: Path,
) -> None:
    told = ask(
        found,
        "select customer_id, agreement_id, contact_limit, has_list, points_of_contact, primaries, "
        "trained, change_authorisers, con_1 from marts.contact_counts order by 1",
    )

    assert told == [
        ("crowded", "C", 3, True, 4, 2, 0, 0, "broken"),
        # Anna is both primary and contact, and trained as the one.
        ("home", "H", 3, True, 3, 1, 1, 1, "kept"),
        ("none", None, None, False, 0, 0, 0, 0, None),
        ("past", None, None, True, 1, 0, 0, 0, None),
        ("twice", "T2", 3, True, 3, 0, 0, 0, "broken"),
        ("unlisted", "U", 3, False, 0, 0, 0, 0, None),
    ]


def test_an_onboarding_tells_its_days_and_whether_they_are_in_order(found: Path) -> None:
    told = ask(found, "select * exclude (customer_id, starts_on) from marts.onboarding order by 1")

    days = [date(2026, 1, 2), date(2026, 1, 12), date(2026, 1, 12)]
    assert told == [
        ("C", *days, 10, 0, 10, True),
        ("H", None, None, date(2026, 2, 1), None, None, None, True),
        ("U", date(2026, 2, 2), None, date(2026, 2, 1), None, None, -1, False),
    ]


def test_a_silence_is_too_long_from_the_second_after_its_span(found: Path) -> None:
    rows = ask(
        found,
        "select entity_id, part, cast(occurred_at as varchar), message from marts.findings "
        "where rule_id = 'INC-1' and entity_id like 'quiet-%' order by 1, 2",
    )

    p1 = "The customer heard nothing of this P1 incident for {}, from {} to {}. News is due every "
    assert rows == [
        (
            "quiet-p1",
            "event 0",
            "2026-06-15 10:00:00",
            p1.format("4 h", "15 Jun 2026, 08:00", "15 Jun 2026, 12:00") + "4 h.",
        ),
        (
            "quiet-p2",
            "event 0",
            "2026-06-16 10:00:00",
            "The customer heard nothing of this P2 incident for 9 h of business hours, from "
            "15 Jun 2026, 12:00 to 16 Jun 2026, 12:00. News is due every 9 h of business hours.",
        ),
        (
            "quiet-still",
            "event 0",
            "2026-06-30 15:59:59",
            p1.format("4 h", "30 Jun 2026, 13:59", "30 Jun 2026, 18:00") + "4 h.",
        ),
    ]


def test_statuses_that_cannot_follow_each_other_are_told_once_a_ticket(found: Path) -> None:
    told = broken(found, "CLK-S")

    end = ": a status in between is missing, or this one is wrong. The clocks follow what is "
    end += "recorded."
    follow = "The status goes from {} to {}, which cannot follow it{}" + end
    assert told == {
        "chain-restored": follow.format("closed", "restored", ", and 1 more like it"),
        "chain-cancelled": follow.format("cancelled", "restored", ""),
        "chain-withdrawn": follow.format("closed", "cancelled", ""),
        "chain-new": follow.format("in progress", "new", ""),
    }


def test_a_finding_has_its_rule_s_severity_and_stands_once(found: Path) -> None:
    rows = ask(
        found,
        "select distinct rule_id, severity from marts.findings order by all",
    )
    doubled = ask(
        found,
        "select rule_id from marts.findings group by rule_id, entity, entity_id, part "
        "having count(*) > 1",
    )

    assert rows == [
        ("AGR-1", "major"),
        ("CLK-1", "note"),
        ("CLK-10", "minor"),
        ("CLK-S", "minor"),
        ("CON-1", "minor"),
        ("CON-2", "minor"),
        ("INC-1", "minor"),
        ("ONB-1", "minor"),
        ("PRB-1", "minor"),
        ("PRI-2", "minor"),
        ("PRI-4", "minor"),
        ("PRI-5", "major"),
        ("PRI-5", "minor"),
    ]
    assert doubled == []


def test_what_was_requested_is_compared_with_what_was_validated(found: Path) -> None:
    rows = ask(
        found,
        "select requested, as_requested, validated_higher, validated_lower, share_different "
        "from marts.requested_priorities where customer_id = 'twice' order by month",
    )

    assert rows == [(1, 0, 0, 1, 1.0), (1, 0, 0, 1, 1.0)]
