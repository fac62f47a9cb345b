"""Logs: in which order their rows stand, what they say is news, what was there before."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from ingest.log_store import spool_rows
from ingest.mapping_file import load_mapping
from ingest.spool import spooling
from tests.ingest.conftest import CUSTOMERS, Deliver, counts

AT = "2026-06-16T09:{:02}:00Z"

VERSIONS = """
name: versions
sources:
  - files: "versions*"
    shape: versions
    {source}
    log:
      record: id
      at: at
      {log}
      track:
        status:
          column: state
          words: {{New: new, Open: in_progress, Hold: awaiting_customer, Done: restored}}
    records:
      tickets:
        ticket_id: id
        customer_id: {{constant: C1}}
        kind: {{constant: incident}}
        environment: {{constant: production}}
        priority: {{constant: P3}}
        opened_at: {{column: at, take: first{opened}}}
        summary: note
"""


def events(warehouse: duckdb.DuckDBPyConnection, *columns: str) -> list[tuple[object, ...]]:
    """The events in force, in their order."""
    return warehouse.execute(
        f"select {', '.join(columns)} from raw.ticket_events "
        "qualify row_number() over (partition by ticket_id, occurred_at, field, sequence "
        "order by delivery_id desc) = 1 order by ticket_id, occurred_at, sequence, field"
    ).fetchall()


def versions(
    deliver: Deliver, rows: list[str], *, log: str = "", source: str = "", opened: str = ""
) -> tuple[int, int, int, int]:
    deliver("customers.csv", CUSTOMERS)
    text = "id,at,state,note,version\n" + "".join(f"{row}\n" for row in rows)
    declared = VERSIONS.format(log=log, source=source, opened=opened)
    return counts(deliver("versions.csv", text, mapping=declared))


AT_ONCE = [f"V1,{AT.format(0)},{state},n,{version}" for state, version in (
    ("Open", "A-9"), ("Hold", "A-10"), ("Done", "B-1"),
)]  # fmt: skip


@pytest.mark.parametrize(
    ("log", "rows", "values"),
    [
        ("", AT_ONCE, ["in_progress", "awaiting_customer", "restored"]),
        ("newest_first: true", AT_ONCE[::-1], ["in_progress", "awaiting_customer", "restored"]),
        (
            "order: {column: version, by: natural}",
            [AT_ONCE[1], AT_ONCE[2], AT_ONCE[0]],
            ["in_progress", "awaiting_customer", "restored"],
        ),
        (
            "order: {column: version, by: text}",
            AT_ONCE,
            ["awaiting_customer", "in_progress", "restored"],
        ),
    ],
)
def test_rows_of_one_instant_stand_in_the_order_declared(
    deliver: Deliver,
    warehouse: duckdb.DuckDBPyConnection,
    log: str,
    rows: list[str],
    values: list[str],
) -> None:
    came = versions(deliver, rows, log=log)

    assert came == (3, 3, 0, 0)
    assert events(warehouse, "value", "sequence") == [
        (value, place) for place, value in enumerate(values)
    ]


def test_an_order_that_is_no_number_or_missing_is_quarantined(deliver: Deliver) -> None:
    assert versions(deliver, AT_ONCE, log="order: version") == (3, 0, 3, 0)


def test_states_and_fields_that_are_news_to_the_customer_make_one_update_a_row(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    rows = [
        f"V1,{AT.format(0)},New,first,0",
        f"V1,{AT.format(1)},Open,first,1",
        f"V1,{AT.format(2)},Open,second,2",
        f"V1,{AT.format(3)},Hold,third,3",
        f"V1,{AT.format(4)},Hold,third,4",
        f"V1,{AT.format(5)},Open,,5",
    ]
    versions(deliver, rows, log="order: version\n      updates: {states: [Hold], fields: [note]}")

    assert events(warehouse, "sequence", "field", "value") == [
        (1, "status", "in_progress"),
        (2, "update", None),
        (3, "status", "awaiting_customer"),
        (3, "update", None),
        (5, "status", "in_progress"),
    ]


def test_a_versions_log_of_days_keeps_both_ends_of_each(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    rows = ["V1,2026-06-10,New,n,0", "V1,2026-06-11,Open,n,1", "V1,2026-06-11,Done,n,2"]
    came = versions(
        deliver,
        rows,
        log="order: version",
        source="time_zone: Europe/Berlin\n    date_means: unknown",
    )

    assert came == (3, 3, 0, 0)
    day = (datetime(2026, 6, 10, 22), datetime(2026, 6, 11, 21, 59, 59))
    assert events(warehouse, "occurred_from", "occurred_at", "value") == [
        (*day, "in_progress"),
        (*day, "restored"),
    ]
    assert warehouse.execute("select opened_at, opened_until from raw.tickets").fetchall() == [
        (datetime(2026, 6, 9, 22), datetime(2026, 6, 10, 21, 59, 59))
    ]


CHANGES = """
name: jira
sources:
  - files: "issues*"
    shape: changes
    format: {rows: "issues[].changelog.histories[].items[]"}
    fold: true
    log:
      record: key
      at: changelog.histories.created
      order: "changelog.histories.id?"
      newest_first: true
      actor: "changelog.histories.author.displayName?"
      field: changelog.histories.items.field
      old: changelog.histories.items.fromString
      new: changelog.histories.items.toString
      track:
        status:
          column: Status
          words: {Open: new, In Progress: in_progress, Waiting: awaiting_customer, Done: restored}
        priority: {column: priority, words: {High: P2, Low: P4}, otherwise: P3}
      responses: [In Progress]
      updates: {fields: [comment], states: [Done]}
    records:
      tickets:
        ticket_id: key
        customer_id: {column: fields.reporter.emailAddress, extract: "@(.+)$"}
        kind: {constant: incident}
        environment: {constant: production}
        priority: {column: fields.priority.name, words: {High: P2, Low: P4}}
        opened_at: {column: fields.created, take: first}
"""


def history(number: int, minute: int, *items: tuple[str, str | None, str | None]) -> object:
    return {
        "id": str(number),
        "created": f"2026-06-16T11:{minute:02}:00.000+0200",
        "author": {"displayName": "ann"},
        "items": [
            {"field": field, "fromString": old, "toString": new} for field, old, new in items
        ],
    }


def issue(key: str, *histories: object) -> dict[str, object]:
    return {
        "key": key,
        "fields": {
            "created": "2026-06-16T11:00:00.000+0200",
            "reporter": {"emailAddress": "ada@c1"},
            "priority": {"name": "High"},
        },
        "changelog": {"histories": list(histories)},
    }


def test_the_changelog_of_a_search_becomes_tickets_and_events(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", "customer_id,name\nc1,Ada\n")
    issues = [
        issue(
            "A-1",
            history(14, 40, ("status", "In Progress", "Done")),
            history(13, 30, ("comment", None, "hello"), ("Status", "Waiting", "In Progress")),
            history(12, 20, ("status", "In Progress", "Waiting"), ("priority", "Top", "High")),
            history(11, 10, ("status", "Open", "In Progress")),
        ),
        issue("A-2"),
    ]
    came = deliver("issues_june.json", json.dumps({"total": 2, "issues": issues}), mapping=CHANGES)

    assert counts(came) == (7, 7, 0, 0)
    assert warehouse.execute(
        "select ticket_id, opened_at from raw.tickets order by 1"
    ).fetchall() == [
        ("A-1", datetime(2026, 6, 16, 9)),
        ("A-2", datetime(2026, 6, 16, 9)),
    ]
    assert events(warehouse, "sequence", "field", "from_value", "value", "actor") == [
        (-1, "priority", None, "P3", None),
        (11, "response", None, None, "ann"),
        (11, "status", "new", "in_progress", "ann"),
        (12, "priority", "P3", "P2", "ann"),
        (12, "status", "in_progress", "awaiting_customer", "ann"),
        (13, "response", None, None, "ann"),
        (13, "status", "awaiting_customer", "in_progress", "ann"),
        (13, "update", None, None, "ann"),
        (14, "status", "in_progress", "restored", "ann"),
        (14, "update", None, None, "ann"),
    ]


def test_a_record_that_had_not_changed_in_may_and_has_in_june_is_one_record(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", "customer_id,name\nc1,Ada\n")
    other = issue("A-9", history(5, 1, ("status", "Open", "Done")))
    may = {"issues": [other, issue("A-1")]}
    june = {"issues": [issue("A-1", history(11, 10, ("status", "Open", "In Progress")))]}
    first = deliver("issues_may.json", json.dumps(may), mapping=CHANGES)
    second = deliver("issues_june.json", json.dumps(june), mapping=CHANGES)

    assert counts(first) == (2, 2, 0, 0)
    assert counts(second) == (1, 1, 0, 0)
    assert events(warehouse, "ticket_id", "field", "value")[:2] == [
        ("A-1", "response", None),
        ("A-1", "status", "in_progress"),
    ]


def test_a_change_without_a_time_is_quarantined_though_a_record_without_a_change_is_not(
    deliver: Deliver,
) -> None:
    deliver("customers.csv", "customer_id,name\nc1,Ada\n")
    broken = {"id": "7", "items": [{"field": "status", "fromString": "Open", "toString": "Done"}]}
    issues = [issue("A-1", broken, history(8, 1, ("status", "Open", "Done"))), issue("A-2")]
    came = deliver("issues.json", json.dumps({"issues": issues}), mapping=CHANGES)

    assert counts(came) == (3, 2, 1, 0)
    assert came.complaints[0][1:5] == (1, "changelog.histories.created", "", "required, but empty")


AUDIT = """
name: audit
sources:
  - files: "audit*"
    shape: changes
    {source}
    log:
      record: key
      at: at
      field: field
      old: before
      new: after
      actor: who
      track:
        status:
          columns: [state, hold_reason]
          words:
            1 / *: new
            2 / *: in_progress
            3 / 1: awaiting_customer
            3 / *: in_progress
            "6 / ": restored
      responses:
        states: [3 / 1]
        when: [{{column: field, is: comments}}, {{column: who, matches: "^agent"}}]
    records:
      tickets:
        ticket_id: key
        customer_id: {{constant: C1}}
        kind: {{constant: incident}}
        environment: {{constant: production}}
        priority: {{constant: P3}}
        opened_at: {{column: at, take: first}}
"""


def audit(*rows: str) -> str:
    return "key,at,field,before,after,who\n" + "".join(f"{row},agent-1\n" for row in rows)


def test_a_status_of_two_native_fields_is_what_both_say_at_the_end_of_an_instant(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", CUSTOMERS)
    text = audit(
        f"A,{AT.format(0)},state,1,2",
        f"A,{AT.format(1)},state,2,3",
        f"A,{AT.format(1)},hold_reason,,1",
        f"A,{AT.format(2)},hold_reason,1,4",
        f"A,{AT.format(3)},comments,,we look at it",
        f"A,{AT.format(4)},hold_reason,4,",
        f"A,{AT.format(4)},state,3,6",
        f"B,{AT.format(5)},state,3,2",
        f"B,{AT.format(5)},hold_reason,1,",
    )
    came = counts(deliver("audit.csv", text, mapping=AUDIT.format(source="")))

    assert came == (9, 9, 0, 0)
    assert events(warehouse, "ticket_id", "field", "from_value", "value") == [
        ("A", "status", "new", "in_progress"),
        ("A", "response", None, None),
        ("A", "status", "in_progress", "awaiting_customer"),
        ("A", "status", "awaiting_customer", "in_progress"),
        ("A", "response", None, None),
        ("A", "status", "in_progress", "restored"),
        ("B", "status", None, "awaiting_customer"),
        ("B", "status", "awaiting_customer", "in_progress"),
    ]


def test_a_combination_that_is_not_listed_is_quarantined_by_its_parts_or_whole(
    deliver: Deliver,
) -> None:
    deliver("customers.csv", CUSTOMERS)
    text = audit(
        f"A,{AT.format(0)},state,1,9",
        f"B,{AT.format(0)},state,1,6",
        f"B,{AT.format(0)},hold_reason,,4",
    )
    came = deliver("audit.csv", text, mapping=AUDIT.format(source=""))

    assert counts(came) == (3, 1, 2, 0)
    assert [complaint[2:4] for complaint in came.complaints] == [
        ("after", "9"),
        ("value", "6 / 4"),
    ]


def test_the_words_of_two_native_fields_may_be_in_any_case(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", CUSTOMERS)
    text = audit(f"A,{AT.format(0)},STATE,1,3", f"A,{AT.format(0)},Hold_Reason,,1")
    deliver("audit.csv", text, mapping=AUDIT.format(source="fold: true"))

    assert events(warehouse, "field", "value") == [
        ("response", None),
        ("status", "awaiting_customer"),
    ]


PARTIAL = """
name: smax
sources:
  - files: "history*"
    shape: versions
    format: {rows: "results[]"}
    time_formats: epoch_milliseconds
    log:
      record: entityId
      at: time
      track:
        status:
          column: changeProperties.Status.newValue?
          old: changeProperties.Status.oldValue?
          words:
            {Ready: new, InProgress: in_progress, Pending: awaiting_customer, Complete: restored}
        priority:
          column: changeProperties.Priority.newValue?
          old: changeProperties.Priority.oldValue?
          words: {High: P2, Low: P4}
"""


def test_versions_that_name_only_what_changed_say_what_was_there_before(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    def saved(minute: int, **changes: tuple[str, str]) -> dict[str, object]:
        properties = {
            name: {"oldValue": old, "newValue": new} for name, (old, new) in changes.items()
        }
        time = 1_781_600_400_000 + minute * 60_000
        return {"entityId": "T1", "time": time, "changeProperties": properties}

    results = [
        saved(1, Status=("Pending", "InProgress")),
        saved(2, Title=("a", "b")),
        saved(3, Priority=("Low", "High"), Status=("InProgress", "Complete")),
    ]
    came = known("history.json", json.dumps({"results": results}), mapping=PARTIAL)

    assert counts(came) == (3, 3, 0, 0)
    assert events(warehouse, "field", "from_value", "value") == [
        ("priority", None, "P4"),
        ("status", None, "awaiting_customer"),
        ("status", "awaiting_customer", "in_progress"),
        ("priority", "P4", "P2"),
        ("status", "in_progress", "restored"),
    ]


def test_rows_of_a_log_that_say_nothing_are_refused_one_by_one(tmp_path: Path) -> None:
    source = next(one for one in load_mapping("smax").sources if one.log is not None)

    with spooling(tmp_path) as spool:
        refused = spool_rows(pl.DataFrame({"row_number": [7, 8]}), source, spool)

    assert sorted(set(refused["row_number"])) == [7, 8]
    assert spool.rows == {"log": 0}


FIELD_BY_FIELD = """
name: changes
sources:
  - files: "changes*"
    shape: changes
    {source}
    log:
      record: id
      at: at
      field: field
      new: new
      {log}
    records:
      tickets:
        ticket_id: id
        customer_id: {{constant: C1}}
        kind: {{constant: incident}}
        environment: {{constant: production}}
        priority: {{constant: P3}}
        opened_at: {{column: at, take: first}}
"""
STATUS = "track: {status: {column: %s, words: {Open: in_progress}}}"
LOST = "Without it no change of status came in."


@pytest.mark.parametrize(
    ("log", "source", "said"),
    [
        (STATUS % "Status", "", ()),
        (STATUS % "status", "fold: true", ()),
        (
            STATUS % "State",
            "",
            (
                "in no row does the column field hold 'State', which log.track.status names; it "
                f"holds Status (2 rows), Prio (1 row). Did you mean Status? {LOST}",
            ),
        ),
        (
            "track: {status: {columns: [Phase, Course], words: {A / B: in_progress}}}",
            "",
            (
                "in no row does the column field hold 'Phase' or 'Course', which log.track.status "
                "names; it holds Status (2 rows), Prio (1 row). Name there what field calls it. "
                f"{LOST}",
            ),
        ),
        # What changes seldom is missed only where another name was most likely meant.
        (f"{(STATUS % 'Status')[:-1]}, kind: Type}}", "", ()),
        (
            f"updates: {{fields: [Prios, Note]}}\n      {STATUS % 'Status'}",
            "",
            (
                "in no row does the column field hold 'Prios', which log.updates.fields names; it "
                "holds Status (2 rows), Prio (1 row). Did you mean Prio? Without it no update by "
                "it came in.",
            ),
        ),
    ],
)
def test_a_field_that_the_mapping_names_and_no_row_does_is_said(
    deliver: Deliver, log: str, source: str, said: tuple[str, ...]
) -> None:
    deliver("customers.csv", CUSTOMERS)
    fields = ("Status ", "Status", "Prio")
    rows = [f"T1,{AT.format(place)},{field},Open\n" for place, field in enumerate(fields)]

    came = deliver(
        "changes.csv",
        "".join(["id,at,field,new\n", *rows]),
        mapping=FIELD_BY_FIELD.format(log=log, source=source),
    )
    assert came.remarks == said


def test_a_record_of_which_no_row_has_a_required_value_names_the_logs_own_column(
    deliver: Deliver,
) -> None:
    deliver("customers.csv", CUSTOMERS)
    declared = FIELD_BY_FIELD.format(log=STATUS % "Status", source="")
    rows = "".join(f"T1,{AT.format(place)},Status,Open,\n" for place in range(2))

    came = deliver(
        "changes.csv",
        f"id,at,field,new,Prio\n{rows}",
        mapping=declared.replace("{constant: P3}", "Prio"),
    )
    assert ("Prio", "") in [complaint[2:4] for complaint in came.complaints]
    assert "empty in all rows of this record, but tickets.priority is required" in str(
        came.complaints
    )
