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


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        ("T7,C9,incident,production,P9,2026-06-16T09:00:00Z,", "priority, customer_id"),
        ("T7,C9,incident,production,P9,soon,", "priority, opened_at, customer_id"),
        ("T7,C1,incident,production,P9,soon,", "priority, opened_at"),
        ("T7,,incident,production,P9,soon,", "customer_id, priority, opened_at"),
    ],
)
def test_all_faulty_columns_of_a_row_are_named_its_unknown_parent_too(
    known: Deliver, row: str, columns: str
) -> None:
    came = known("tickets.csv", f"{HEADER}{row}\n")

    (one,) = came.complaints
    assert one.column == columns.partition(", ")[0]
    assert one.reason.endswith(f"; further faults in {columns.partition(', ')[2]}")


def test_a_row_that_takes_its_key_back_and_one_whose_parents_never_came_need_no_parent(
    known: Deliver, deliver: Deliver
) -> None:
    head, row = "ticket_id,customer_id,priority,withdrawn\n", "T7,C9,P9,true\n"

    taken_back = known("tickets.csv", head + row)
    step = deliver("exit_events.csv", "exit_id,occurred_at,step,state\nE1,soon,x,x\n")

    assert "customer_id" not in taken_back.complaints[0].reason
    assert "exit_id" not in step.complaints[0].reason


MAPPED = """
name: desk
sources:
  - files: desk*.csv
    decimal: ","
    records:
      tickets:
        {ticket_id: Nr, customer_id: Kunde, kind: {constant: incident},
         environment: {constant: production}, priority: {column: Prio, words: {"1": P1}},
         opened_at: {column: Auf, plus: {column: Warten, unit: minutes}}, units: Menge}
      ticket_events:
        - {when: Antwort, ticket_id: Nr, occurred_at: Antwort, field: {constant: response}}
        - {when: Ende, ticket_id: Nr, occurred_at: Ende, field: {constant: status},
           value: {constant: closed}}
  - files: contacts*.csv
    records:
      contacts:
        {customer_id: Kunde, contact_id: Nr, role: {column: Rolle, words: {A: primary}},
         valid_from: Von, valid_to: Bis}
"""
AT = "2026-06-16T09:00:00Z"


@pytest.mark.parametrize(
    ("row", "columns", "reason"),
    [
        (f"7,C1,9,soon,1,1,never,{AT}", "Prio, Auf, Antwort", "not among the words"),
        (f"7,C1,1,{AT},ages,1.000,{AT},nie", "Warten, Menge, Ende", "not a duration in minutes"),
        (f"7,C9,1,{AT},1,1'000,,", "Menge, Kunde", "not a whole number"),
        (f",C1,9,{AT},1,1,,", "Prio, Nr", "not among the words"),
        (f",C9,1,{AT},1,1,{AT},", "Nr, Kunde", "empty, but tickets.ticket_id is required"),
        (f"7,C9,1,{AT},1,1,,", "Kunde", BROUGHT),
    ],
)
def test_all_faulty_columns_of_a_mapped_row_are_named_as_the_file_names_them(
    known: Deliver, row: str, columns: str, reason: str
) -> None:
    came = known(
        "desk.csv", f"Nr,Kunde,Prio,Auf,Warten,Menge,Antwort,Ende\n{row}\n", mapping=MAPPED
    )

    (one,) = came.complaints
    first, _, others = columns.partition(", ")
    assert one.column == first
    assert one.reason.startswith(reason)
    assert one.reason.partition("; further faults in ")[2] == others


def test_a_mapped_row_that_ends_before_it_begins_names_both_columns_of_the_file(
    known: Deliver,
) -> None:
    rows = "Nr,Kunde,Rolle,Von,Bis\n1,C1,B,2026-05-02,2026-05-01\n2,C1,A,2026-05-02,2026-05-01\n"

    came = known("contacts_of_desk.csv", rows, mapping=MAPPED)

    assert [(one.column, one.reason.partition("; ")[0]) for one in came.complaints][1] == (
        "Bis",
        "lies before Von",
    )
    assert came.complaints[0].reason.endswith("; further faults in Bis")


def test_of_a_log_too_all_faulty_columns_of_a_row_are_named(known: Deliver) -> None:
    mapping = """
name: log
sources:
  - files: log*.csv
    shape: changes
    log:
      record: Nr
      at: {column: Wann}
      field: Feld
      new: Neu
      track: {status: {column: Status, words: {Neu: new}}}
    records:
      tickets:
        {ticket_id: Nr, customer_id: {constant: C1}, kind: {constant: incident},
         environment: {constant: production}, priority: {column: Prio, words: {"1": P1}},
         opened_at: Auf, units: Menge}
"""
    row = "7,soon,Status,Weg,9,never,1.5\n"

    came = known("log.csv", f"Nr,Wann,Feld,Neu,Prio,Auf,Menge\n{row}", mapping=mapping)

    (one,) = came.complaints
    assert one.column == "Wann"
    assert one.reason.endswith("; further faults in Neu, Prio, Auf, Menge")


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
        "contradicts row 3: the same customer_id, other values (colour 'red' here, 'blue' there), "
        "and nothing says which is newer"
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

    (first, _) = came.complaints
    assert first.column == "Nr"
    assert first.reason.startswith(
        "contradicts row 3: the same Nr, other values (Prio 'P1' here, 'P2' there), and nothing "
        "says which is newer"
    )


def test_lines_that_differ_in_the_events_they_make_name_the_columns(known: Deliver) -> None:
    head = "Nr,Kunde,Prio,Auf,Warten,Menge,Antwort,Ende\n"
    rows = f"7,C1,1,{AT},1,1,{AT},{AT}\n7,C1,1,{AT},1,1,,2026-06-17T09:00:00Z\n"

    came = known("desk.csv", head + rows, mapping=MAPPED)

    assert (
        f"(Antwort '{AT}' here, empty there; Ende '{AT}' here, '2026-06-17T09:00:00Z' there), and "
        "nothing says which is newer"
    ) in came.complaints[0].reason
