"""A rule that was not judged, in words: short, and never as kept."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from reports import change_words, one_change_words, review_readable, unjudged_words


def row(
    rule_id: str, missing: str, *, records: int | None = None, customers: int = 1
) -> dict[str, Any]:
    return {
        "rule_id": rule_id,
        "missing_list": missing,
        "records": records,
        "customers": customers,
        "source": None,
        "customer_id": "c",
        "customer_name": None,
    }


@pytest.mark.parametrize(
    ("missing", "lacks", "to_deliver"),
    [
        ("tickets.channel", "no channel was delivered", "the column channel of tickets"),
        ("contacts", "no contacts were delivered", "contacts (contacts.csv)"),
        ("catalogue", "no catalogue was delivered", "catalogue (catalogue.csv)"),
        ("exit_events", "no steps were delivered", "exit events (exit_events.csv)"),
        (
            "ticket_events.update",
            "no updates were delivered",
            "update events of tickets (ticket_events.csv)",
        ),
        ("tickets.problem_id", "no problems were delivered", "the column problem_id of tickets"),
        (
            "changes.notified_at",
            "no notices of changes were delivered",
            "the column notified_at of changes",
        ),
        (
            "exits.gone_by",
            "no date for all data to be gone was delivered",
            "the column gone_by of exits",
        ),
        ("new_things.odd_one", "no odd one was delivered", "the column odd_one of new things"),
    ],
)
def test_what_is_lacking_is_named(missing: str, lacks: str, to_deliver: str) -> None:
    assert unjudged_words.lacks(missing) == lacks
    assert unjudged_words.to_deliver(missing) == to_deliver


def test_rules_that_lack_the_same_are_one_sentence() -> None:
    rows = [
        row("QUO-2", "catalogue"),
        row("PRI-4", "tickets.channel", records=4),
        row("CHG-2", "contacts"),
        row("CON-1", "contacts"),
        row("CON-2", "contacts"),
    ]

    assert unjudged_words.sentences(rows) == [
        "QUO-2 not judged: no catalogue was delivered.",
        "PRI-4 not judged of 4 records: no channel was delivered.",
        "CHG-2, CON-1 and CON-2 not judged: no contacts were delivered.",
    ]


def test_of_all_customers_it_is_said_for_how_many() -> None:
    rows = [
        row("CON-1", "contacts", customers=3),
        row("PRB-1", "tickets.problem_id", customers=0),
        row("PRI-4", "tickets.channel", customers=2, records=7),
    ]

    assert unjudged_words.sentences(rows, of_all=True) == [
        "CON-1 not judged for 3 customers: no contacts were delivered.",
        "PRB-1 not judged: no problems were delivered.",
        "PRI-4 not judged of 7 records for 2 customers: no channel was delivered.",
    ]


def test_that_no_rule_is_broken_is_said_of_those_that_were_judged() -> None:
    assert unjudged_words.no_rule_broken([], "May 2026") == "No rule was found broken in May 2026."
    assert unjudged_words.no_rule_broken([row("CON-1", "contacts")], "May 2026") == (
        "No rule that was judged was found broken in May 2026."
    )


def test_for_whom_a_rule_is_not_judged() -> None:
    assert unjudged_words.whose(row("CON-1", "contacts") | {"customer_name": "Cee"}) == "Cee"
    assert unjudged_words.whose(row("CON-1", "contacts")) == "c"
    assert unjudged_words.whose(row("PRB-1", "problems") | {"customer_id": None}) == "all customers"
    assert unjudged_words.whose(row("PRI-4", "tickets.channel") | {"source": "list"}) == (
        "c, what list brought"
    )


CHANGE: dict[str, Any] = {
    "change_id": "CHG-1",
    "type": "normal",
    "reason": "customer_request",
    "environment": "production",
    "started_at": None,
    "outcome": "successful",
    "on_time": True,
    "interrupts_service": False,
    "notice_business_days": None,
    "incidents_caused": 0,
    "summary": None,
    **dict.fromkeys((f"chg_{number}" for number in (1, 2, 3, 4, 5, 6, 9)), None),
}


@pytest.mark.parametrize(
    ("more", "unjudged", "words"),
    [
        ({}, (), "none"),
        ({}, ("CHG-2", "CON-1"), "CHG-2 not judged"),
        ({"chg_3": "broken"}, ("CHG-2",), "CHG-3; CHG-2 not judged"),
        ({"chg_2": "kept"}, ("CHG-2",), "none"),
        ({"reason": "other"}, ("CHG-2",), "none"),
    ],
)
def test_a_change_of_which_a_rule_was_not_judged_breaks_not_none(
    more: dict[str, str], unjudged: tuple[str, ...], words: str
) -> None:
    rows = pl.DataFrame([CHANGE | more], infer_schema_length=None)

    assert review_readable.change_rows(rows, "UTC", unjudged)["Broken rules"].to_list() == [words]


def test_the_page_of_a_change_says_not_judged_and_not_that_nothing_is_owed() -> None:
    findings = pl.DataFrame(schema={"rule_id": pl.String, "message": pl.String})

    verdicts = one_change_words.verdict_rows(CHANGE, findings, ("CHG-2",))

    told = dict(verdicts.select("Rule", "Verdict").iter_rows())
    assert (told["CHG-2"], told["CHG-3"]) == ("not judged", "nothing owed")


def test_none_broke_a_rule_that_was_judged() -> None:
    rows = pl.DataFrame([CHANGE], infer_schema_length=None)

    assert change_words.month_words(rows, "May 2026").endswith("None broke a rule.")
    assert change_words.month_words(rows, "May 2026", ("CHG-2",)).endswith(
        "None broke a rule that was judged."
    )
