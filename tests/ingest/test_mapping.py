"""Mappings: a foreign export becomes records of the contract, by declaration."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from ingest.errors import RefusedError
from ingest.mapping_file import FOLDER, load_mapping
from tests.ingest.conftest import CUSTOMERS, Deliver, counts

# A desk's export in its own words: semicolons, day before month, local times, no customers.
RECORDS = """
name: desk
sources:
  - files: "desk*.csv"
    shape: records
    history: none
    format: {delimiter: ";", encoding: cp1252}
    missing: ["-", "n/a"]
    time_zone: Europe/Berlin
    day_order: day-month-year
    records:
      customers:
        customer_id: {column: Kunde, default: unknown}
        name: {column: Kunde, default: unknown}
      agreements:
        agreement_id: {template: "terms of {Kunde}", default: terms of nobody}
        customer_id: {column: Kunde, default: unknown}
        starts_on: {constant: 2026-01-01}
        ends_on: {constant: 2026-12-31}
        time_zone: {constant: Europe/Berlin}
        support_region: {constant: DE}
      tickets:
        ticket_id: Nr
        customer_id: {column: Kunde, default: unknown}
        kind: {column: Art, words: {Störung: incident, Auftrag: service_request}}
        environment: {constant: production}
        priority: {column: Prio, words: {"1": P1, "2": P2, "3": P3, "4": P4}}
        opened_at: Eröffnet
        summary: Titel
      ticket_events:
        - when: Antwort
          ticket_id: Nr
          occurred_at: Antwort
          field: {constant: response}
          value: {constant: ""}
        - when: Behoben
          ticket_id: Nr
          occurred_at: Behoben
          field: {constant: status}
          value: {constant: restored}
"""
HEADER = "Nr;Kunde;Art;Prio;Eröffnet;Antwort;Behoben;Titel\n"
DESK = (
    HEADER
    + '4711;Müller;Störung;2;16.6.2026 9:05;16.6.2026 9:30;16.6.2026 17:00;"Drucker; kaputt"\n'
    + "4712;-;Auftrag;3;16/06/2026 14:00:30;n/a;;Zugang\n"
)

CHANGES = """
name: history
sources:
  - files: "history*"
    shape: changes
    log:
      record: ticket
      at: when
      order: number
      field: what
      old: from
      new: to
      actor: who
      track:
        status: {column: State, words: {New: new, Open: in_progress, Done: restored}}
        priority: {column: Prio, words: {High: P2, Low: P4}}
      responses: [Open]
"""
HISTORY = (
    "ticket,when,number,what,from,to,who\n"
    "T1,2026-06-16T09:10:00Z,1,State,New,Open,ann\n"
    "T1,2026-06-16T09:20:00Z,2,Prio,Low,High,ann\n"
    "T1,2026-06-16T09:20:00Z,3,Assignee,ann,bob,ann\n"
    "T1,2026-06-16T11:00:00Z,4,State,Open,Done,bob\n"
)

VERSIONS = """
name: versions
sources:
  - files: "versions*"
    shape: versions
    missing: ["?"]
    log:
      record: id
      at: at
      order: version
      track:
        status: {column: state, words: {New: new, Open: in_progress, Done: restored, lost: ""}}
        priority: {column: prio}
        problem: {column: problem}
      responses: [Open]
    records:
      tickets:
        ticket_id: id
        customer_id: {column: customer}
        kind: {constant: incident}
        environment: {constant: production}
        priority: {column: prio, take: first}
        opened_at: {column: opened, take: first}
        category: category
"""
VERSION_HEADER = "id,version,at,state,prio,problem,customer,opened,category\n"
VERSION_ROWS = (
    "V1,0,2026-06-16T09:05:00Z,New,P3,?,C1,2026-06-16T09:00:00Z,?\n",
    "V1,1,2026-06-16T09:10:00Z,Open,P3,?,C1,2026-06-16T09:00:00Z,mail\n",
    "V1,2,2026-06-16T09:10:00Z,Open,P2,PRB7,C1,2026-06-16T09:00:00Z,mail\n",
    "V1,3,2026-06-16T09:30:00Z,lost,P2,PRB7,C1,2026-06-16T09:00:00Z,?\n",
    "V1,4,2026-06-16T10:00:00Z,Done,P2,?,C2,2026-06-16T09:00:00Z,?\n",
)
VERSION_EVENTS = [
    (datetime(2026, 6, 16, 9, 10), "response", None, 1),
    (datetime(2026, 6, 16, 9, 10), "status", "in_progress", 1),
    (datetime(2026, 6, 16, 9, 10), "priority", "P2", 2),
    (datetime(2026, 6, 16, 9, 10), "problem", "PRB7", 2),
    (datetime(2026, 6, 16, 10, 0), "problem", None, 4),
    (datetime(2026, 6, 16, 10, 0), "status", "restored", 4),
]


def test_one_row_per_record_becomes_customers_agreements_tickets_and_events(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    came = deliver("desk_june.csv", DESK.encode("cp1252"), mapping=RECORDS)

    assert counts(came) == (2, 2, 0, 0)
    assert warehouse.execute("select customer_id from raw.customers order by 1").fetchall() == [
        ("Müller",),
        ("unknown",),
    ]
    assert warehouse.execute(
        "select agreement_id, starts_on from raw.agreements order by 1"
    ).fetchall() == [("terms of Müller", date(2026, 1, 1)), ("terms of nobody", date(2026, 1, 1))]
    assert warehouse.execute(
        "select ticket_id, customer_id, kind, priority, opened_at, summary from raw.tickets "
        "order by 1"
    ).fetchall() == [
        ("4711", "Müller", "incident", "P2", datetime(2026, 6, 16, 7, 5), "Drucker; kaputt"),
        ("4712", "unknown", "service_request", "P3", datetime(2026, 6, 16, 12, 0, 30), "Zugang"),
    ]
    assert warehouse.execute(
        "select ticket_id, occurred_at, field, value from raw.ticket_events order by 2"
    ).fetchall() == [
        ("4711", datetime(2026, 6, 16, 7, 30), "response", None),
        ("4711", datetime(2026, 6, 16, 15, 0), "status", "restored"),
    ]
    assert warehouse.execute("select has_restoration_history from raw.deliveries").fetchall() == [
        (False,)
    ]


def test_a_row_with_one_bad_cell_brings_none_of_its_records(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    came = deliver(
        "desk.csv",
        (DESK + "4713;Neu;Rätsel;3;16.6.2026 9:05;;;\n").encode("cp1252"),
        mapping=RECORDS,
    )

    assert counts(came) == (3, 2, 1, 0)
    assert came.complaints == (
        (
            1,
            4,
            "Art",
            "Rätsel",
            "not among the words that the mapping lists for tickets.kind (Störung, Auftrag); add "
            "it to words there, or say by otherwise what every other word means",
            (),
        ),
    )
    assert warehouse.execute(
        "select count(*) from raw.customers where customer_id = 'Neu'"
    ).fetchall() == [(0,)]


def test_a_file_of_which_no_row_comes_in_leaves_what_the_last_one_brought(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("desk_june.csv", DESK.encode("cp1252"), mapping=RECORDS)

    came = deliver("desk_july.csv", (HEADER + "4713;Müller\n").encode("cp1252"), mapping=RECORDS)

    assert counts(came) == (1, 0, 1, 0)
    fields = "select count(*) from raw.delivered_columns where delivery_id = $delivery_id"
    asked = f"{fields} and column_name like 'field=%'"
    assert warehouse.execute(asked, {"delivery_id": came.delivery_id}).fetchall() == [(0,)]


def test_one_row_per_change_becomes_events_and_the_opening_value(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    came = known("history.csv", HISTORY, mapping=CHANGES)

    assert counts(came) == (4, 4, 0, 0)
    assert warehouse.execute(
        "select occurred_at, field, value, sequence, actor from raw.ticket_events "
        "order by occurred_at, sequence, field"
    ).fetchall() == [
        (datetime(2026, 6, 16, 9, 0), "priority", "P4", -1, None),
        (datetime(2026, 6, 16, 9, 10), "response", None, 1, "ann"),
        (datetime(2026, 6, 16, 9, 10), "status", "in_progress", 1, "ann"),
        (datetime(2026, 6, 16, 9, 20), "priority", "P2", 2, "ann"),
        (datetime(2026, 6, 16, 11, 0), "status", "restored", 4, "bob"),
    ]


def test_changes_of_a_ticket_that_nobody_delivered_are_quarantined(known: Deliver) -> None:
    came = known("history.csv", HISTORY.replace("T1", "T8"), mapping=CHANGES)

    assert counts(came) == (4, 1, 3, 0)


def test_one_row_per_version_becomes_the_changes_between_neighbours(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", CUSTOMERS)
    came = deliver("versions.csv", VERSION_HEADER + "".join(VERSION_ROWS), mapping=VERSIONS)

    assert counts(came) == (5, 5, 0, 0)
    assert _events(warehouse) == VERSION_EVENTS
    assert warehouse.execute(
        "select ticket_id, customer_id, priority, category from raw.tickets"
    ).fetchall() == [("V1", "C2", "P3", "mail")]


@pytest.mark.parametrize("cut", [1, 2, 3, 4])
def test_a_log_in_two_parts_says_what_it_says_in_one(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection, cut: int
) -> None:
    deliver("customers.csv", CUSTOMERS)
    deliver("versions_1.csv", VERSION_HEADER + "".join(VERSION_ROWS[:cut]), mapping=VERSIONS)
    overlap = VERSION_HEADER + "".join(VERSION_ROWS[cut - 1 :])
    second = deliver("versions_2.csv", overlap, mapping=VERSIONS)

    assert counts(second) == (6 - cut, 5 - cut, 0, 1)
    assert _events(warehouse) == VERSION_EVENTS
    assert warehouse.execute(
        "select customer_id, priority, category from raw.tickets order by delivery_id desc limit 1"
    ).fetchall() == [("C2", "P3", "mail")]


def test_rows_of_a_log_that_say_the_same_are_rows_each(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", CUSTOMERS)
    unordered = VERSIONS.replace("      order: version\n", "")
    row = "V1,0,2026-06-16T09:05:00Z,{},P3,?,C1,2026-06-16T09:00:00Z,?\n"
    log = "".join(row.format(state) for state in ("Open", "New", "Open"))
    came = deliver("versions.csv", VERSION_HEADER + log, mapping=unordered)

    assert counts(came) == (3, 3, 0, 0)
    assert warehouse.execute(
        "select value from raw.ticket_events where field = 'status' order by sequence"
    ).fetchall() == [("in_progress",), ("new",), ("in_progress",)]


def test_a_log_that_makes_its_own_tickets_tells_what_they_were_opened_with(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", CUSTOMERS)
    own = (
        CHANGES
        + """
    records:
      tickets:
        ticket_id: ticket
        customer_id: {constant: C1}
        kind: {constant: incident}
        environment: {constant: production}
        priority: {constant: P3}
        opened_at: {column: when, take: first}
"""
    )
    deliver("history.csv", HISTORY, mapping=own)

    assert warehouse.execute(
        "select occurred_at, value from raw.ticket_events where sequence = -1"
    ).fetchall() == [(datetime(2026, 6, 16, 9, 10), "P4")]


def test_a_column_may_have_any_name(deliver: Deliver, warehouse: duckdb.DuckDBPyConnection) -> None:
    deliver("customers.csv", CUSTOMERS)
    log = VERSION_HEADER.replace("category", "order") + VERSION_ROWS[1]
    deliver("versions.csv", log, mapping=VERSIONS.replace("category: category", "category: order"))

    assert warehouse.execute("select category from raw.tickets").fetchall() == [("mail",)]


def test_a_key_given_twice_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "twice.yml"
    path.write_text(RECORDS.replace("history: none", "shape: records"), encoding="utf-8")

    with pytest.raises(RefusedError, match="line 6, shape: stands there twice"):
        load_mapping(str(path))


def test_a_changed_mapping_reads_the_same_file_anew(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", CUSTOMERS)
    log = VERSION_HEADER + "".join(VERSION_ROWS)
    deliver("versions.csv", log, mapping=VERSIONS)
    again = deliver("versions.csv", log, mapping=VERSIONS.replace("Done: restored", "Done: closed"))

    assert again.rows_loaded == 5
    assert warehouse.execute(
        "select value from raw.ticket_events where field = 'status' and sequence = 4 "
        "order by delivery_id desc limit 1"
    ).fetchall() == [("closed",)]


def test_a_state_that_the_mapping_does_not_list_is_quarantined(deliver: Deliver) -> None:
    deliver("customers.csv", CUSTOMERS)
    odd = VERSION_ROWS[0].replace("New", "Odd")
    came = deliver("versions.csv", VERSION_HEADER + odd + VERSION_ROWS[1], mapping=VERSIONS)

    assert counts(came) == (2, 1, 1, 0)
    assert came.complaints[0][2:5] == (
        "state",
        "Odd",
        "not among the words that the mapping lists for log.track.status (New, Open, Done, lost); "
        "add it to words there, or say by otherwise what every other word means",
    )


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        (
            "history: never",
            "history: none",
            r"line 6, sources\.history: must be 'full' ",
        ),
        ("time_zone: Berlin", "time_zone: Europe/Berlin", "line 9, .*not an IANA time zone"),
        ("encoding: klingon", "encoding: cp1252", "line 7, .*'klingon' is not a known encoding"),
        ("colour: red", "history: none", r"line 6, sources\.colour: is not known here"),
        ("priorities: {column: Prio", "priority: {column: Prio", "has no column priorities"),
        ("widgets:", "customers:", "line 12, .*widgets is not an entity"),
        (
            "{column: Kunde, constant: x}",
            "{column: Kunde, default: unknown}",
            "exactly one of column",
        ),
        ("shape: versions", "shape: records", "needs a log, such as log: {record: number, at"),
    ],
)
def test_a_fault_in_a_mapping_is_named_with_its_key_and_line(
    tmp_path: Path, wrong: str, right: str, message: str
) -> None:
    path = tmp_path / "wrong.yml"
    path.write_text(RECORDS.replace(right, wrong, 1), encoding="utf-8")

    with pytest.raises(RefusedError, match=message):
        load_mapping(str(path))


def test_a_mapping_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(RefusedError, match=r"no mapping and no file.*servicenow_audit_log"):
        load_mapping("servisenow")


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.yml")))
def test_each_mapping_that_comes_along_can_be_loaded(name: str) -> None:
    assert load_mapping(name).name == name


def _events(warehouse: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """The events in force: of each key the one delivered last."""
    return warehouse.execute(
        """
        select occurred_at, field, value, sequence from raw.ticket_events
        qualify row_number() over (
            partition by ticket_id, occurred_at, field, sequence order by delivery_id desc
        ) = 1
        order by occurred_at, sequence, field
        """
    ).fetchall()
