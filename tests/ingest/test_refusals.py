"""Why a row cannot be used: which record it most likely means, and in which columns it differs."""

from __future__ import annotations

import pytest

from tests.ingest.conftest import Deliver

HEADER = "ticket_id,customer_id,kind,environment,priority,opened_at,summary\n"
TICKET = "{},{},incident,production,P2,2026-06-16T09:00:00Z,{}\n"
EVENTS = "ticket_id,occurred_at,field,value\n"
BROUGHT = "no delivery ever brought customers with this customer_id"


@pytest.mark.parametrize(
    ("customer", "said"),
    [
        (" C1", f"{BROUGHT} (did you mean C1?); correct it, or deliver them first"),
        ("c1", f"{BROUGHT} (did you mean C1?); correct it, or deliver them first"),
        ("C\xa01", f"{BROUGHT} (did you mean C1?); correct it, or deliver them first"),
        ("brook", f"{BROUGHT} (did you mean C2?); correct it, or deliver them first"),
        ("Twin", f"{BROUGHT}; deliver them first"),
        ("C9", f"{BROUGHT}; deliver them first"),
    ],
)
def test_a_row_without_its_customer_says_which_was_most_likely_meant(
    known: Deliver, customer: str, said: str
) -> None:
    known("customers.csv", "customer_id,name\nC3,Twin\nC4,Twin\n")

    came = known("tickets.csv", HEADER + TICKET.format("T7", customer, ""))

    assert [one[1:] for one in came.complaints] == [(2, "customer_id", customer, said, ())]


def test_an_event_without_its_ticket_says_which_was_most_likely_meant(known: Deliver) -> None:
    came = known("ticket_events.csv", EVENTS + "t1,2026-06-16T09:30:00Z,status,restored\n")

    assert "with this ticket_id (did you mean T1?); correct it" in came.complaints[0].reason


def test_rows_wait_where_nothing_that_they_name_was_delivered_yet(deliver: Deliver) -> None:
    came = deliver("tickets.csv", HEADER + TICKET.format("T7", "C1", ""))
    deliver("customers.csv", "customer_id,name\nC1,Ada\n")

    assert [one.reason for one in came.complaints] == [
        "no customers are known yet; deliver customers.csv first"
    ]
    again = deliver("tickets.csv", HEADER + TICKET.format("T7", "C1", ""))
    assert again.rows_loaded == 1


def test_rows_refused_for_one_reason_are_named_with_their_values_in_the_order_of_the_file(
    known: Deliver,
) -> None:
    priorities = ["P2", "EMEA", "EMEA", "UK", *["US"] * 4]
    rows = [TICKET.format(f"T{n}", "C1", "") for n in range(10, 18)]
    with_them = [row.replace("P2", one) for row, one in zip(rows, priorities, strict=True)]

    came = known("tickets.csv", HEADER + TICKET.format("T9", "C9", "") + "".join(with_them))

    assert [(one.rows, one.first_row, one.value) for one in came.complaints] == [
        (1, 2, "C9"),
        (7, 4, "EMEA"),
    ]
    assert came.complaints[1].others == (
        (5, "EMEA"),
        (6, "UK"),
        (7, "US"),
        (8, "US"),
        (9, "US"),
    )


def test_rows_that_contradict_each_other_name_the_columns_and_both_values(known: Deliver) -> None:
    long = "a summary of many words that goes on and on"
    rows = TICKET.format("T7", "C1", long) + TICKET.format("T7", "C2", "").replace("P2", "P3")

    came = known("tickets.csv", HEADER + rows)

    assert [one.reason for one in came.complaints] == [
        f"contradicts row {other}: the same ticket_id, other values ({values}), and neither has a "
        "later updated_at; correct the source so that one of the two is left"
        for other, values in (
            (
                3,
                "customer_id 'C1' here, 'C2' there; priority 'P2' here, 'P3' there; summary "
                "'a summary of many words that goes on and…' here, empty there",
            ),
            (
                2,
                "customer_id 'C2' here, 'C1' there; priority 'P3' here, 'P2' there; summary empty "
                "here, 'a summary of many words that goes on and…' there",
            ),
        )
    ]


def test_each_of_three_rows_names_one_that_says_something_else(known: Deliver) -> None:
    rows = [TICKET.format("T7", "C1", word) for word in ("one", "two", "one")]

    came = known("tickets.csv", HEADER + "".join(rows))

    assert [one.reason.partition(", and")[0] for one in came.complaints] == [
        f"contradicts row {other}: the same ticket_id, other values (summary {here!r} here, "
        f"{there!r} there)"
        for here, other, there in (("one", 3, "two"), ("two", 2, "one"))
    ]
    assert came.complaints[0].others == ((4, "T7"),)


def test_rows_that_contradict_each_other_in_many_columns_name_the_first(known: Deliver) -> None:
    other = "T7,C2,problem,non_production,P3,2026-06-16T10:00:00Z,x\n"

    came = known("tickets.csv", HEADER + TICKET.format("T7", "C1", "y") + other)

    assert "; environment 'production' here, 'non_production' there and 3 more), and" in (
        came.complaints[0].reason
    )


def test_rows_that_differ_in_a_column_that_is_not_used_contradict_each_other(
    deliver: Deliver,
) -> None:
    came = deliver("customers.csv", "customer_id,name,colour\nC1,Ada,red\nC1,Ada,blue\n")

    assert came.complaints[0].reason.startswith(
        "contradicts row 3: the same customer_id, other values, and nothing says which is newer"
    )


def test_lines_of_a_mapped_file_that_contradict_each_other_name_the_columns(
    known: Deliver,
) -> None:
    mapping = """
name: desk
sources:
  - files: desk*.csv
    records:
      tickets:
        {ticket_id: Nr, customer_id: {constant: C1}, kind: {constant: incident},
         environment: {constant: production}, priority: Prio, opened_at: Opened}
"""
    rows = "7,P1,2026-06-16T09:00:00Z\n7,P2,2026-06-16T09:00:00Z\n"

    came = known("desk.csv", "Nr,Prio,Opened\n" + rows, mapping=mapping)

    assert "other values (priority 'P1' here, 'P2' there), and" in came.complaints[0].reason
