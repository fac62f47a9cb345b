"""Rules of a mapping: which value a column of the contract gets, and which rows make a record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import duckdb
import polars as pl
import pytest

from ingest.delivery_register import Complaint, Delivery
from ingest.mapping import ColumnRule, SourceRule
from ingest.rules import plain, with_default
from ingest.unknown_words import unlisted
from tests.ingest.conftest import CUSTOMERS, Deliver, counts

# A source that reads one text into the summary of a ticket.
TICKET = """
name: desk
sources:
  - files: "desk*.csv"
    {source}
    records:
      tickets:
        {when}
        ticket_id: {{template: "T{{Nr}}"}}
        customer_id: {{constant: C1}}
        kind: {{constant: incident}}
        environment: {{constant: production}}
        priority: {{constant: P3}}
        opened_at: {opened}
        {column}
"""


def mapping(
    column: str = "summary: Text", *, when: str = "", source: str = "", opened: str = "Opened"
) -> str:
    return TICKET.format(column=column, when=when, source=source, opened=opened)


def value_of(rule: dict[str, object], cells: Mapping[str, str | None], **source: object) -> object:
    """What a rule makes of one row; "refused" where it cannot be used."""
    whole = SourceRule.model_validate(
        {"files": "*", "records": {"customers": {"customer_id": "a", "name": "a"}}, **source}
    )
    one = ColumnRule.model_validate(rule)
    rows = pl.DataFrame(
        {"row_number": [2], **{name: [cell] for name, cell in cells.items()}},
        schema_overrides=dict.fromkeys(cells, pl.String),
    )
    if any(len(found) for found in unlisted(rows, one, whole, of="tickets.summary")):
        return "refused"
    return rows.select(value=with_default(one, whole)).item()


@pytest.mark.parametrize(
    ("rule", "cells", "value"),
    [
        ({"first_of": ["a", "b"]}, {"a": None, "b": "2"}, "2"),
        ({"first_of": ["a", "b"]}, {"a": "1", "b": "2"}, "1"),
        ({"first_of": ["a", "b"], "default": "3"}, {"a": None, "b": None}, "3"),
        ({"first_of": ["a", "b"], "words": {"x": "y"}}, {"a": None, "b": "x"}, "y"),
        ({"first_of": ["a", "b"], "words": {"x": "y"}}, {"a": None, "b": "z"}, "refused"),
        ({"column": "a", "extract": "@(.+)$"}, {"a": "ada@example.org"}, "example.org"),
        ({"column": "a", "extract": "@(.+)$"}, {"a": "ada"}, "refused"),
        ({"column": "a", "extract": "@(.+)$", "otherwise": "?"}, {"a": "ada"}, "?"),
        ({"column": "a", "extract": "@(.+)$", "otherwise": ""}, {"a": "ada"}, None),
        ({"column": "a", "extract": "@(.+)$"}, {"a": None}, None),
        ({"column": "a", "extract": r"^(\d)", "words": {"1": "P1"}}, {"a": "1 - High"}, "P1"),
        ({"column": "a", "extract": r"^(\d)", "words": {"1": "P1"}}, {"a": "2 - Low"}, "refused"),
        ({"column": "a", "words": {"x": "y"}}, {"a": "z"}, "refused"),
        ({"column": "a", "words": {"x": "y"}, "otherwise": "quarantine"}, {"a": "z"}, "refused"),
        ({"column": "a", "words": {"x": "y"}, "otherwise": "w"}, {"a": "z"}, "w"),
        ({"column": "a", "words": {"x": "y"}, "otherwise": "w"}, {"a": None}, None),
        ({"column": "a", "words": {"x": ""}, "default": "d"}, {"a": "x"}, "d"),
        ({"column": "a", "words": {"High": "P1"}}, {"a": "HIGH"}, "refused"),
        ({"column": "a", "words": {"High": "P1"}, "fold": True}, {"a": "HIGH"}, "P1"),
        ({"template": "{a}/{b}"}, {"a": "1", "b": None}, None),
        ({"template": "{a}/{b}", "words": {"1/": "x"}}, {"a": "1", "b": None}, "x"),
        ({"template": "{a}/{b}", "words": {"/": "x"}}, {"a": None, "b": None}, None),
        ({"template": "{a}{{}}"}, {"a": "1"}, "1{}"),
    ],
)
def test_a_rule_gives_the_value_that_it_declares(
    rule: dict[str, object], cells: dict[str, str | None], value: object
) -> None:
    assert value_of(rule, cells) == value


@pytest.mark.parametrize(
    ("state", "reason", "meaning"),
    [
        ("New", None, "new"),
        ("New", "Awaiting Caller", "new"),
        ("On Hold", "Awaiting Caller", "awaiting_customer"),
        ("On Hold", "Awaiting Vendor", "in_progress"),
        ("On Hold", None, "in_progress"),
        ("Resolved", None, "restored"),
        ("Resolved", "Awaiting Caller", "cancelled"),
        ("Odd", None, "refused"),
        (None, "Awaiting Caller", "cancelled"),
        (None, None, None),
    ],
)
def test_words_of_two_columns_hold_by_the_most_specific(
    state: str | None, reason: str | None, meaning: str | None
) -> None:
    words = {
        "On Hold / *": "in_progress",
        "On Hold / Awaiting Caller": "awaiting_customer",
        "* / Awaiting Caller": "cancelled",
        "New / *": "new",
        "Resolved / ": "restored",
    }
    rule = {"columns": ["state", "reason"], "words": words}

    assert value_of(rule, {"state": state, "reason": reason}) == meaning


def test_the_fold_of_a_source_holds_for_all_its_words_but_those_that_say_otherwise() -> None:
    rule: dict[str, object] = {"columns": ["a", "b"], "words": {"On Hold / *": "x"}}

    assert value_of(rule, {"a": "ON HOLD", "b": "z"}, fold=True) == "x"
    assert value_of({**rule, "fold": False}, {"a": "ON HOLD", "b": "z"}, fold=True) == "refused"


def test_blanks_around_values_and_headers_are_cut_off_unless_they_are_kept(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", CUSTOMERS)
    text = "Nr,\u00a0Text ,Opened\n1,\u00a0\u202f a b\t,\u00a02026-06-16T09:00:00Z \n"
    deliver("desk.csv", text, mapping=mapping())
    kept = deliver("desk_kept.csv", text, mapping=mapping(source="trim: false"))

    assert warehouse.execute("select summary from raw.tickets").fetchall() == [("a b",)]
    assert counts(kept) == (1, 0, 1, 0)


@pytest.mark.parametrize(
    ("when", "numbers"),
    [
        ("when: Type", ["T1", "T2", "T3"]),
        ("when: {column: Type, is: [Incident, Problem]}", ["T1", "T2"]),
        ("when: {column: Type, is: Incident}", ["T1"]),
        ("when: {column: Type, matches: '^(Inc|Task)'}", ["T1", "T3"]),
        ("when: {column: Type, empty: true}", ["T4"]),
        ("when: [Type, {column: Nr, is: ['1', '4']}]", ["T1"]),
        ("when: {column: Text, same_as: Type}", ["T2"]),
        ("unless: {column: Type, is: Task}", ["T1", "T2", "T4"]),
        ("unless: [{column: Type, is: Task}, {column: Type, empty: true}]", ["T1", "T2"]),
        ("when: Type\n        unless: {column: Type, is: Task}", ["T1", "T2"]),
    ],
)
def test_conditions_choose_the_rows_that_make_a_record(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection, when: str, numbers: list[str]
) -> None:
    deliver("customers.csv", CUSTOMERS)
    opened = "2026-06-16T09:00:00Z"
    rows = "".join(
        f"{number},{kind},{'Problem' if kind else ''},{opened}\n"
        for number, kind in enumerate(("Incident", "Problem", "Task", ""), start=1)
    )
    came = deliver("desk.csv", "Nr,Type,Text,Opened\n" + rows, mapping=mapping(when=when))

    found = warehouse.execute("select ticket_id from raw.tickets order by 1").fetchall()
    assert [number for (number,) in found] == numbers
    left_out = [remark for remark in came.remarks if "no condition of the mapping holds" in remark]
    assert len(left_out) == 1
    assert counts(came) == (len(numbers), len(numbers), 0, 0)
    assert left_out[0].startswith(str(4 - len(numbers)))


def test_a_column_with_a_mark_may_be_missing_and_any_other_may_not(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", CUSTOMERS)
    optional = mapping('summary: {first_of: ["Text?", "Title?"], default: none}')
    deliver("desk.csv", "Nr,Opened\n1,2026-06-16T09:00:00Z\n", mapping=optional)
    deliver("desk2.csv", "Nr,Opened,Title\n2,2026-06-16T09:00:00Z,b\n", mapping=optional)

    assert warehouse.execute(
        "select ticket_id, summary from raw.tickets order by 1"
    ).fetchall() == [
        ("T1", "none"),
        ("T2", "b"),
    ]


def test_a_name_that_ends_in_a_question_mark_has_it_twice(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", CUSTOMERS)
    text = "Nr,Opened,Solved?\n1,2026-06-16T09:00:00Z,yes\n"
    deliver("desk.csv", text, mapping=mapping('summary: "Solved??"'))

    assert warehouse.execute("select summary from raw.tickets").fetchall() == [("yes",)]
    with pytest.raises(Exception, match=r"Solved\?.*write Solved\?\?"):
        deliver("desk2.csv", text, mapping=mapping('summary: "Solved?"'))


def test_an_instant_and_a_duration_make_an_instant(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", CUSTOMERS)
    opened = '{column: Opened, plus: {column: Left, unit: "mm:ss"}}'
    rows = "1,a,2026-06-16T09:00:00Z,90:30\n2,b,2026-06-16T09:00:00Z,soon\n3,c,,90:30\n"
    came = deliver("desk.csv", "Nr,Text,Opened,Left\n" + rows, mapping=mapping(opened=opened))

    assert counts(came) == (3, 1, 2, 0)
    assert warehouse.execute("select opened_at from raw.tickets").fetchall() == [
        (datetime(2026, 6, 16, 10, 30, 30),)
    ]
    assert [complaint[2:5] for complaint in came.complaints] == [
        ("Left", "soon", "not a duration in mm:ss"),
        (
            "Opened",
            "",
            "empty, but tickets.opened_at is required; write it there, or say by default what "
            "stands for it",
        ),
    ]


def test_a_duration_becomes_the_seconds_that_a_column_counts(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", CUSTOMERS)
    deliver("desk.csv", "Nr,Text,Opened\n1,a,2026-06-16T09:00:00Z\n", mapping=mapping())
    verdicts = """
name: verdicts
sources:
  - files: "verdicts*"
    decimal: ","
    records:
      source_verdicts:
        ticket_id: {template: "T{Nr}"}
        metric: {constant: response}
        name: {constant: first}
        target_seconds: {column: Target, unit: hours}
        elapsed_seconds: {column: Elapsed, unit: "HH:MM:SS"}
"""
    text = 'Nr,Target,Elapsed\n1,"1,5",00:10:05\n'
    deliver("verdicts.csv", text, mapping=verdicts)

    assert warehouse.execute(
        "select target_seconds, elapsed_seconds from raw.source_verdicts"
    ).fetchall() == [(5_400, 605)]


def test_events_of_one_instant_stand_in_the_order_of_their_rules(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", CUSTOMERS)
    event = "- {{ticket_id: {{template: 'T{{Nr}}'}}, occurred_at: Opened, {}}}\n"
    events = "".join(
        " " * 8 + event.format(f"field: {{constant: status}}, value: {{constant: {value}}}")
        for value in ("in_progress", "restored", "closed")
    )
    text = mapping() + "      ticket_events:\n" + events
    came = deliver("desk.csv", "Nr,Text,Opened\n1,a,2026-06-16T09:00:00Z\n", mapping=text)

    assert counts(came) == (1, 1, 0, 0)
    assert warehouse.execute(
        "select coalesce(sequence, 0), value from raw.ticket_events order by 1"
    ).fetchall() == [(0, "in_progress"), (1, "restored"), (2, "closed")]


def days(deliver: Deliver, opened: str, source: str = "") -> Delivery:
    deliver("customers.csv", CUSTOMERS)
    rows = "1,a,2026-06-10\n2,b,2026-06-10T09:15:00Z\n"
    declared = f"time_zone: Europe/Berlin\n    {source}"
    return deliver(
        "desk.csv",
        "Nr,Text,Opened\n" + rows,
        mapping=mapping(opened=opened, source=declared),
    )


def test_a_day_where_an_instant_is_needed_is_quarantined_with_the_way_out(deliver: Deliver) -> None:
    came = days(deliver, "Opened")

    assert counts(came) == (2, 1, 1, 0)
    ((_, _, column, value, reason, _),) = came.complaints
    assert (column, value) == ("Opened", "2026-06-10")
    assert "a day without a time" in reason
    assert "date_means" in reason


@pytest.mark.parametrize(
    ("opened", "source", "ends"),
    [
        ("{column: Opened, date_means: start_of_day}", "", (datetime(2026, 6, 9, 22), None)),
        ("Opened", "date_means: end_of_day", (datetime(2026, 6, 10, 21, 59, 59), None)),
        (
            "{column: Opened, date_means: unknown}",
            "date_means: end_of_day",
            (datetime(2026, 6, 9, 22), datetime(2026, 6, 10, 21, 59, 59)),
        ),
    ],
)
def test_a_day_is_the_instant_that_date_means_or_both_of_its_ends(
    deliver: Deliver,
    warehouse: duckdb.DuckDBPyConnection,
    opened: str,
    source: str,
    ends: tuple[datetime, datetime | None],
) -> None:
    came = days(deliver, opened, source)

    assert counts(came) == (2, 2, 0, 0)
    assert warehouse.execute(
        "select opened_at, opened_until from raw.tickets order by ticket_id"
    ).fetchall() == [ends, (datetime(2026, 6, 10, 9, 15), None)]


def test_the_day_of_an_event_that_may_be_any_of_its_instants_is_kept_by_both_ends(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", CUSTOMERS)
    event = """      ticket_events:
        ticket_id: {template: "T{Nr}"}
        occurred_at: {column: Solved, date_means: unknown}
        field: {constant: status}
        value: {constant: restored}
"""
    text = "Nr,Text,Opened,Solved\n1,a,2026-06-10T09:15:00Z,2026-06-10\n"
    deliver("desk.csv", text, mapping=mapping(source="time_zone: Europe/Berlin") + event)

    assert warehouse.execute(
        "select occurred_from, occurred_at from raw.ticket_events"
    ).fetchall() == [(datetime(2026, 6, 9, 22), datetime(2026, 6, 10, 21, 59, 59))]


def test_each_value_is_read_by_its_own_forms(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", CUSTOMERS)
    columns = """summary: Text
        units: Units
        content_lost_minutes: Lost
        updated_at: {column: Updated, time_formats: epoch_milliseconds}"""
    came = deliver(
        "desk.csv",
        "Nr,Text,Opened,Units,Lost,Updated\n"
        '1,a,3. Juni 2026 08:15,"2,0","4,5",1635339214960\n'
        '2,a,3. Juni 2026 08:15,"2,5","4,5",1635339214960\n'
        "3,a,2026-06-03T08:15:00Z,2,4.5,1635339214960\n",
        mapping=mapping(columns, source='decimal: ","\n    time_formats: "%d. %B %Y %H:%M"'),
    )

    assert counts(came) == (3, 1, 2, 0)
    assert warehouse.execute(
        "select opened_at, units, content_lost_minutes, updated_at from raw.tickets"
    ).fetchall() == [
        (datetime(2026, 6, 3, 8, 15), 2, 4.5, datetime(2021, 10, 27, 12, 53, 34, 960_000))
    ]


def test_a_constant_is_what_it_says() -> None:
    assert value_of({"constant": ""}, {}) is None
    assert value_of({"constant": "x"}, {}) == "x"
    assert plain(ColumnRule(constant="x"), SourceRule.model_construct()).meta.is_literal()


def reasons(rule: dict[str, object], *cells: str, **source: object) -> list[str]:
    """Why rows with these cells are refused, one reason for each row."""
    whole = SourceRule.model_validate(
        {"files": "*", "records": {"customers": {"customer_id": "a", "name": "a"}}, **source}
    )
    rows = pl.DataFrame({"row_number": range(len(cells)), "a": cells})
    one = ColumnRule.model_validate({"column": "a", **rule})
    (refused,) = unlisted(rows, one, whole, of="tickets.priority")
    return refused["reason"].to_list()


WORDS = {"High": "P1", "In Progress": "P2", "Low": "P3"}
LISTS = "not among the words that the mapping lists for tickets.priority (High, In Progress, Low)"
ADD = f"{LISTS}; add it to words there, or say by otherwise what every other word means"


def test_the_reason_names_the_words_listed_and_is_the_same_for_all_that_are_like_none() -> None:
    assert reasons({"words": WORDS}, "Urgent", "Whatever") == [ADD, ADD]


def test_a_word_that_differs_in_case_alone_is_told_to_fold() -> None:
    fold = f"{LISTS}, but in another case it is; with fold: true there case does not count"

    assert reasons({"words": WORDS}, "LOW", "low", "Urgent") == [fold, fold, ADD]


def test_a_word_near_to_one_that_is_listed_names_that() -> None:
    near = f"{LISTS}; near to 'In Progress': correct it, or add it to words there"

    assert reasons({"words": WORDS}, "In  progres", "In Progess") == [near, near]
    assert reasons({"words": WORDS, "fold": True}, "IN PROGRES") == [near]


def test_a_number_that_is_listed_in_another_spelling_names_that() -> None:
    words = {"1": "P1", "2": "P2", "1,5": "P3"}
    lists = "not among the words that the mapping lists for tickets.priority (1, 2, 1,5)"
    way_out = "which is listed: correct it, or add it to words there"

    assert reasons({"words": words}, "1.0", "02", "1.5") == [
        f"{lists}; 1.0 is the number 1, {way_out}",
        f"{lists}; 02 is the number 2, {way_out}",
        f"{lists}; 1.5 is the number 1,5, {way_out}",
    ]


def test_of_many_words_the_first_are_named() -> None:
    (reason,) = reasons({"words": {f"Word {place}": "P1" for place in range(25)}}, "Urgent")

    assert "(Word 0, Word 1, Word 2, Word 3, " in reason
    assert ", Word 9 and 15 more);" in reason


def test_words_of_several_columns_are_named_as_they_are_written() -> None:
    rule = {"column": None, "columns": ["a", "a"], "words": {"On Hold / *": "P1"}}

    assert reasons(rule, "Urgent", "on hold") == [
        "not among the words that the mapping lists for tickets.priority (On Hold / *); add it to "
        "words there, or say by otherwise what every other word means",
        "not among the words that the mapping lists for tickets.priority (On Hold / *), but in "
        "another case it is; with fold: true there case does not count",
    ]


def test_a_text_that_the_pattern_does_not_fit_is_refused_with_the_pattern() -> None:
    unfit = (
        r"does not match the mapping's extract '^(\d)' for tickets.priority; widen the pattern, or "
        'say by otherwise what such a text means (otherwise: "" is no value)'
    )

    assert reasons({"extract": r"^(\d)"}, "Urgent") == [unfit]
    assert reasons({"extract": r"^(\d)", "words": {"1": "P1"}}, "Urgent", "7") == [
        unfit,
        "not among the words that the mapping lists for tickets.priority (1); add it to words "
        "there, or say by otherwise what every other word means",
    ]


@pytest.mark.parametrize(
    ("rule", "column", "cell", "written", "why"),
    [
        ("priority: Prio", "Prio", "", "", "empty, but tickets.priority is required; write it"),
        ("priority: Prio", "Prio", " - ", "-", "counts as no value (missing), but tickets.prior"),
        (
            "priority: {column: Prio, words: {Low: ''}}",
            "Prio",
            "Low",
            "Low",
            "means no value by the mapping's words, but tickets.priority is required; write it",
        ),
        (
            "priority: {first_of: [Urgency, Prio]}",
            "Urgency / Prio",
            "-",
            "-",
            "counts as no value (missing), but tickets.priority",
        ),
        ("ticket_id: Prio", "Prio", "", "", "ticket_id is required; write it there, or leave such"),
        ("kind: {constant: ''}", "kind", "P1", "", "required, but empty"),
    ],
)
def test_a_required_value_that_is_missing_is_named_as_the_file_names_it(
    deliver: Deliver, rule: str, column: str, cell: str, written: str, why: str
) -> None:
    deliver("customers.csv", CUSTOMERS)
    name = rule.partition(":")[0]
    kept = [line for line in mapping().splitlines() if line.strip().partition(":")[0] != name]
    text = "\n".join([*kept, f"        {rule}"]).replace(
        "    records:", "    missing: '-'\n    records:"
    )

    came = deliver(
        "desk.csv",
        f"Nr,Text,Opened,Prio,Urgency\n1,a,2026-06-16T09:00:00Z,{cell},\n",
        mapping=text,
    )
    (refused,) = came.complaints
    assert (refused.column, refused.value) == (column, written)
    assert why in refused.reason


def test_an_event_whose_field_needs_a_value_names_the_column_that_has_none(
    deliver: Deliver,
) -> None:
    deliver("customers.csv", CUSTOMERS)
    event = """ticket_events:
        ticket_id: {template: "T{Nr}"}
        occurred_at: Opened
        field: {constant: FIELD}
        value: State"""
    rows = "Nr,Text,Opened,State\n1,a,2026-06-16T09:00:00Z,\n"

    status = mapping().rstrip() + "\n      " + event.replace("FIELD", "status")
    exclusion = mapping().rstrip() + "\n      " + event.replace("FIELD", "exclusion")
    assert deliver("desk.csv", rows, mapping=status).complaints == (
        Complaint(
            1,
            2,
            "State",
            "",
            "empty, but ticket_events.value is required; write it there, or say by default what "
            "stands for it",
        ),
    )
    assert deliver("desk.csv", rows, mapping=exclusion).complaints == ()


def with_tickets_of_some_rows() -> str:
    """A mapping that makes an event of every row, and a ticket of those whose text is `a`."""
    event = """
      ticket_events:
        ticket_id: {template: "T{Nr}"}
        occurred_at: Opened
        field: {constant: response}
"""
    return mapping(when="when: {column: Text, is: a}").rstrip() + event


def test_an_event_whose_ticket_was_refused_is_not_to_be_left_out(deliver: Deliver) -> None:
    deliver("customers.csv", CUSTOMERS)
    text = with_tickets_of_some_rows()
    rows = "1,a,soon\n1,b,2026-06-16T09:00:00Z\n"

    came = deliver("desk.csv", f"Nr,Text,Opened\n{rows}", mapping=text)

    assert [(one.first_row, one.column) for one in came.complaints] == [
        (2, "Opened"),
        (3, "T{Nr}"),
    ]
    assert "leave it out" not in came.complaints[1].reason


def test_an_event_whose_ticket_the_mapping_itself_leaves_out_is_told_so(deliver: Deliver) -> None:
    deliver("customers.csv", CUSTOMERS)
    text = with_tickets_of_some_rows()
    rows = "1,a,2026-06-16T09:00:00Z\n2,b,2026-06-16T09:00:00Z\n"

    came = deliver("desk.csv", f"Nr,Text,Opened\n{rows}", mapping=text)
    assert counts(came) == (2, 1, 1, 0)
    assert came.complaints == (
        Complaint(
            1,
            3,
            "T{Nr}",
            "T2",
            "no delivery ever brought tickets with this ticket_id, and the mapping makes none of "
            "this row, for its conditions (when, unless) leave it out; give ticket_events the same "
            "conditions, or deliver the tickets first",
        ),
    )
    # Where the ticket is known, its events may come by themselves.
    deliver("desk.csv", "Nr,Text,Opened\n2,a,2026-06-16T09:00:00Z\n", mapping=text)
    assert deliver("desk.csv", f"Nr,Text,Opened\n{rows}", mapping=text).complaints == ()
