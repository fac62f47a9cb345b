"""A delivery: every row loaded, quarantined or known, in one transaction."""

from __future__ import annotations

import gzip
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest
import xlsxwriter

from ingest.contract import ENTITIES
from ingest.deliveries import take_in
from ingest.errors import RefusedError
from ingest.plan import plan
from tests.ingest.conftest import CUSTOMERS, TICKETS, Deliver, counts

EVENTS = (
    "ticket_id,occurred_at,field,value,sequence\n"
    "T1,2026-06-16T09:30:00Z,status,in_progress,1\n"
    "T1,2026-06-16T10:00:00Z,status,restored,2\n"
)


def test_rows_come_in_with_their_delivery_and_line(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    known("ticket_events.csv", EVENTS)

    rows = warehouse.execute(
        "select ticket_id, occurred_at, value, delivery_id, row_number from raw.ticket_events"
    ).fetchall()
    assert rows == [
        ("T1", datetime(2026, 6, 16, 9, 30), "in_progress", 3, 2),
        ("T1", datetime(2026, 6, 16, 10, 0), "restored", 3, 3),
    ]


def test_the_same_file_again_loads_nothing_and_leaves_no_trace(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    known("ticket_events.csv", EVENTS)
    again = known("events_of_june.csv".replace("events_of_june", "ticket_events"), EVENTS)

    assert counts(again) == (2, 0, 0, 2)
    assert not again.is_new
    assert warehouse.execute("select count(*) from raw.deliveries").fetchall() == [(3,)]


def test_a_longer_export_brings_only_its_new_rows(known: Deliver) -> None:
    known("ticket_events.csv", EVENTS)
    longer = known("ticket_events.csv", EVENTS + "T2,2026-06-17T09:00:00Z,response,,1\n")

    assert counts(longer) == (3, 1, 0, 2)


def test_a_row_with_the_same_key_replaces_the_one_before(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    known("ticket_events.csv", EVENTS)
    corrected = known("ticket_events.csv", EVENTS.replace("restored", "closed"))
    back_again = known("ticket_events.csv", EVENTS + "\n")

    assert counts(corrected) == (2, 1, 0, 1)
    assert counts(back_again) == (2, 1, 0, 1)
    assert warehouse.execute(
        "select value from raw.ticket_events where sequence = 2 order by delivery_id"
    ).fetchall() == [("restored",), ("closed",), ("restored",)]


def test_an_empty_cell_in_a_key_is_its_default_so_a_state_that_comes_back_is_new(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    header, instant = EVENTS.splitlines()[0], "2026-06-16T09:30:00Z"
    for value, sequence in (("closed", ""), ("in_progress", "0"), ("closed", "+0")):
        row = f"T1,{instant},status,{value},{sequence}"
        assert counts(known("ticket_events.csv", f"{header}\n{row}\n")) == (1, 1, 0, 0)

    assert warehouse.execute(
        "select value from raw.ticket_events order by delivery_id"
    ).fetchall() == [("closed",), ("in_progress",), ("closed",)]


def test_an_older_state_of_a_record_is_known_once_it_was_delivered(known: Deliver) -> None:
    newer = TICKETS.replace(
        "P2,2026-06-16T09:00:00Z,2026-06-16T09", "P1,2026-06-16T09:00:00Z,2026-06-16T12"
    )
    known("tickets.csv", newer)
    older_again = known("tickets.csv", TICKETS + "\n\n")

    assert counts(older_again) == (2, 0, 0, 2)


def test_the_same_row_twice_in_a_file_is_known_the_second_time(known: Deliver) -> None:
    twice = known("ticket_events.csv", EVENTS + EVENTS.splitlines()[1] + "\n")

    assert counts(twice) == (3, 2, 0, 1)


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        (",2026-06-16T09:30:00Z,status,new,1", "ticket_id", None, "required, but empty"),
        ("T1,16.06.2026,status,new,1", "occurred_at", "16.06.2026", "not a time such as"),
        (
            "T1,2026-02-30T09:30:00Z,status,new,1",
            "occurred_at",
            "2026-02-30T09:30:00Z",
            "there is no such day or time",
        ),
        ("T1,2026-06-16T09:30:00Z,state,new,1", "field", "state", "not one of status, priority"),
        ("T1,2026-06-16T09:30:00Z,status,open,1", "value", "open", "for field status one of new"),
        ("T1,2026-06-16T09:30:00Z,status,,1", "value", None, "for field status one of new"),
        ("T1,2026-06-16T09:30:00Z,status,new,first", "sequence", "first", "not a whole number"),
        ("T9,2026-06-16T09:30:00Z,status,new,1", "ticket_id", "T9", "no delivery ever brought"),
        ("T1,2026-06-16T09:30:00Z", None, "T1,2026-06-16T09:30:00Z", "has 2 cells where"),
        ('"T1"x,2026-06-16T09:30:00Z,status,new,1', None, '"T1"x,', 'a quote (") stands within'),
    ],
)
def test_a_row_that_cannot_be_used_is_quarantined_with_its_reason(
    known: Deliver,
    warehouse: duckdb.DuckDBPyConnection,
    row: str,
    column: str | None,
    value: str | None,
    reason: str,
) -> None:
    came = known("ticket_events.csv", EVENTS + row + "\n")

    assert counts(came) == (3, 2, 1, 0)
    ((number, entity, found_column, found_value, found_reason),) = warehouse.execute(
        "select row_number, entity, column_name, value, reason from raw.quarantine"
    ).fetchall()
    assert (number, entity, found_column) == (4, "ticket_events", column)
    assert found_reason.startswith(reason)
    assert (found_value or "").startswith(value or "")


def test_an_exclusion_without_a_value_is_a_value(known: Deliver) -> None:
    came = known(
        "ticket_events.csv",
        EVENTS
        + "T1,2026-06-16T09:40:00Z,exclusion,customer_caused,1\n"
        + "T1,2026-06-16T09:50:00Z,exclusion,,2\n",
    )

    assert counts(came) == (4, 4, 0, 0)


def test_a_quarantined_row_is_loaded_once_its_parent_is_there(known: Deliver) -> None:
    early = EVENTS + "T3,2026-06-16T09:30:00Z,response,,1\n"
    first = known("ticket_events.csv", early)
    unchanged = known("ticket_events.csv", early)
    known("tickets.csv", TICKETS.replace("T1", "T3"))
    second = known("ticket_events.csv", early)

    assert counts(first) == (3, 2, 1, 0)
    assert counts(unchanged) == (3, 0, 1, 2)
    assert not unchanged.is_new
    assert counts(second) == (3, 1, 0, 2)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("tickets.csv", "ticket_id,customer_id\nT1,C1\n", "need the columns 'kind', 'environment'"),
        ("tickets.csv", "", "the file is empty"),
        ("tickets.csv", "ticket_id,ticket_id\n", "names a column twice: ticket_id"),
        (
            "tickets.csv",
            TICKETS + 'T3,"C1,incident\n',
            "the quote opened in line 4 is never closed",
        ),
        ("tickets.csv", "ticket_id,\xff\n".encode("latin-1"), "is not in UTF-8. Save the file"),
        ("tickets.csv.gz", gzip.compress(TICKETS.encode(), mtime=0)[:-12], "it is cut off"),
        ("tickets.csv.gz", b"no gzip at all", "it is text, such as CSV that"),
        ("tickets.parquet", b"no parquet at all", "its name says Parquet, but it is text"),
        ("tickets.xlsx", b"no workbook at all", "says a workbook of Excel, but it is text"),
        ("notes.txt", "hello", "its name says none of customers, agreements"),
        ("incidents.csv", TICKETS, "give its mapping by --mapping"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_whole(
    known: Deliver,
    warehouse: duckdb.DuckDBPyConnection,
    name: str,
    content: str | bytes,
    message: str,
) -> None:
    before = warehouse.execute("select count(*) from raw.tickets").fetchall()

    with pytest.raises(RefusedError, match=message):
        known(name, content)
    assert warehouse.execute("select count(*) from raw.tickets").fetchall() == before
    assert warehouse.execute("select count(*) from raw.deliveries").fetchall() == [(2,)]


def test_columns_that_the_contract_does_not_know_are_kept_and_said_once(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    first = deliver("customers.csv", "customer_id,colour,name\nC1,red,Ada\nC2,,Brook\n")
    second = deliver("customers.csv", "customer_id,colour,name\nC3,blue,Cleo\n")

    assert first.unknown_columns == ("colour",)
    assert second.unknown_columns == ()
    assert warehouse.execute("select customer_id, extra from raw.customers").fetchall() == [
        ("C1", '{"colour":"red"}'),
        ("C2", None),
        ("C3", '{"colour":"blue"}'),
    ]


def test_the_order_of_columns_is_free_and_a_byte_order_mark_is_no_part_of_a_name(
    deliver: Deliver,
) -> None:
    came = deliver("customers.csv", b"\xef\xbb\xbfname,customer_id\r\nAda,C1\r\n")

    assert counts(came) == (1, 1, 0, 0)


def test_identifiers_stay_as_they_are_written(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", "customer_id,name\n007,Bond\n7,Seven\n1e3,Kilo\n")

    assert warehouse.execute("select customer_id from raw.customers").fetchall() == [
        ("007",),
        ("7",),
        ("1e3",),
    ]


def _as_json_lines(path: Path, frame: pl.DataFrame) -> None:
    frame.write_ndjson(path)


def _as_excel(path: Path, frame: pl.DataFrame) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("tickets")
        sheet.write_row(0, 0, frame.columns)
        for number, row in enumerate(frame.iter_rows(), start=1):
            sheet.write_row(number, 0, row)


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "jsonl", "parquet", "xlsx"])
def test_each_kind_of_file_brings_the_same_rows(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, ending: str
) -> None:
    deliver("customers.csv", CUSTOMERS)
    frame = pl.read_csv(TICKETS.encode(), infer_schema=False)
    path = tmp_path / f"tickets.{ending}"
    match ending:
        case "csv":
            path.write_text(TICKETS)
        case "csv.gz":
            path.write_bytes(gzip.compress(TICKETS.encode(), mtime=0))
        case "jsonl":
            _as_json_lines(path, frame)
        case "parquet":
            frame.with_columns(
                pl.col("opened_at", "updated_at").str.to_datetime(time_zone="UTC")
            ).write_parquet(path)
        case "xlsx":
            _as_excel(path, frame)

    came = take_in(warehouse, plan(path, None))

    assert counts(came) == (2, 2, 0, 0)
    assert warehouse.execute(
        "select ticket_id, kind, priority, opened_at, updated_at from raw.tickets order by 1"
    ).fetchall() == [
        ("T1", "incident", "P2", datetime(2026, 6, 16, 9), datetime(2026, 6, 16, 9)),
        ("T2", "service_request", "P3", datetime(2026, 6, 16, 10), datetime(2026, 6, 16, 10)),
    ]


def test_a_line_that_is_not_json_is_quarantined(deliver: Deliver) -> None:
    came = deliver(
        "customers.jsonl",
        '{"customer_id": "C1", "name": "Ada"}\n{"customer_id": "C2"\n\n["C3"]\n',
    )

    assert counts(came) == (3, 1, 2, 0)
    assert [(rows, first) for rows, first, *_ in came.complaints] == [(1, 2), (1, 4)]


def test_numbers_in_json_keep_their_spelling(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.jsonl", '{"customer_id": 12345678901234567890, "name": 1.50}\n')

    assert warehouse.execute("select customer_id, name from raw.customers").fetchall() == [
        ("12345678901234567890", "1.50")
    ]


def test_every_entity_of_the_contract_has_a_raw_table_with_its_columns(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    found = {
        entity.name: tuple(
            name
            for (name,) in warehouse.execute(
                "select column_name from duckdb_columns() where schema_name = 'raw' "
                "and table_name = $table order by column_index",
                {"table": entity.name},
            ).fetchall()
        )[: len(entity.columns)]
        for entity in ENTITIES
    }

    assert found == {entity.name: entity.column_names for entity in ENTITIES}
