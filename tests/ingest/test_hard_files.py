"""Files as they come in life: quotes in the wrong place, odd types, odd names, odd times."""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet
import pytest

from ingest.deliveries import take_in
from ingest.dialect import Dialect
from ingest.errors import RefusedError
from ingest.plan import plan
from ingest.readers.delimited import delimited
from tests.ingest.conftest import CUSTOMERS, TICKETS, Deliver, counts

HEADER = "ticket_id,customer_id,kind,environment,priority,opened_at,summary\n"
ROW = "{},C1,incident,production,P2,2026-03-02T09:00:00Z,{}\n"


def test_the_lines_that_a_misplaced_quote_swallows_are_rows_of_their_own(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    summaries = ["s1", '"oops', "s3", '"s4"', "s5"]
    rows = [ROW.format(f"Q{number}", text) for number, text in enumerate(summaries, start=1)]
    came = known("tickets.csv", HEADER + "".join(rows))

    assert counts(came) == (5, 4, 1, 0)
    found = warehouse.execute("select ticket_id from raw.tickets where ticket_id like 'Q%'")
    assert {name for (name,) in found.fetchall()} == {"Q1", "Q3", "Q4", "Q5"}


def test_a_quote_never_closed_refuses_the_file_and_names_its_line(known: Deliver) -> None:
    rows = "".join(ROW.format(f"Q{number}", "x" * 40) for number in range(5_000))
    with pytest.raises(RefusedError, match="the quote opened in line 2 is never closed"):
        known("tickets.csv", HEADER + ROW.format("Q", '"open') + rows)


def test_a_long_cell_with_line_breaks_is_one_cell(known: Deliver) -> None:
    came = known("tickets.csv", HEADER + ROW.format("Q1", '"' + "a long story\n" * 20_000 + '"'))

    assert counts(came) == (1, 1, 0, 0)


def test_rows_keep_their_line_numbers_across_blank_and_broken_lines() -> None:
    stream = io.BytesIO(b'a,b\n1,2\n\n"x\ny",4\n5\n\r\n6,7\n')
    blocks = list(delimited(stream, Dialect(), default_delimiter=",", name="file.csv").blocks)

    rows = [row for block in blocks for row in block.rows.rows()]
    broken = [one.row_number for block in blocks for one in block.broken]
    assert rows == [(2, "1", "2"), (4, "x\ny", "4"), (8, "6", "7")]
    assert broken == [6]


def test_fractions_of_a_second_order_events_and_lose_none(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    came = known(
        "ticket_events.csv",
        "ticket_id,occurred_at,field,value\n"
        "T1,2026-06-16T11:00:00.900Z,status,restored\n"
        "T1,2026-06-16T11:00:00.1+00:00,status,in_progress\n",
    )

    assert counts(came) == (2, 2, 0, 0)
    assert warehouse.execute(
        "select occurred_at, value from raw.ticket_events order by 1"
    ).fetchall() == [
        (datetime(2026, 6, 16, 11, 0, 0, 100_000), "in_progress"),
        (datetime(2026, 6, 16, 11, 0, 0, 900_000), "restored"),
    ]


@pytest.mark.parametrize(
    "instant",
    [
        "2026-06-16T12:59:00+25:00",
        "2026-06-16T12:59:00+05:75",
        "2026-06-16T12:59: 5Z",
        "2026-06-16T12:59:60Z",
        "2026-06-16T24:00:01Z",
        "2026-06-16",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59-05:00",
        "16/06/2026 12:59",
    ],
)
def test_what_is_no_instant_is_quarantined(known: Deliver, instant: str) -> None:
    came = known(
        "ticket_events.csv", f"ticket_id,occurred_at,field,value\nT1,{instant},response,\n"
    )

    assert counts(came) == (1, 0, 1, 0)


@pytest.mark.parametrize(
    ("instant", "utc"),
    [
        ("2026-06-16T12:59Z", datetime(2026, 6, 16, 12, 59)),
        ("2026-06-16 12:59:30", datetime(2026, 6, 16, 12, 59, 30)),
        ("2026-06-16T12:59:30+05:30", datetime(2026, 6, 16, 7, 29, 30)),
        ("2026-06-16T12:59:30-0330", datetime(2026, 6, 16, 16, 29, 30)),
        ("2026-06-16T12:59:30+02", datetime(2026, 6, 16, 10, 59, 30)),
        ("2026-06-16T24:00:00Z", datetime(2026, 6, 17)),
    ],
)
def test_each_form_of_iso_8601_is_that_instant(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection, instant: str, utc: datetime
) -> None:
    known("ticket_events.csv", f"ticket_id,occurred_at,field,value\nT1,{instant},response,\n")

    assert warehouse.execute("select occurred_at from raw.ticket_events").fetchall() == [(utc,)]


def test_the_same_file_again_brings_only_what_was_in_quarantine(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    head = TICKETS.splitlines()[0].removesuffix(",updated_at") + "\n"
    first = head + "K1,C1,incident,production,P2,2026-06-16T09:00:00Z\n"
    first += "K2,C1,incident,production,P9,2026-06-16T09:00:00Z\n"
    known("tickets.csv", first)
    known("tickets.csv", head + "K1,C1,incident,production,P1,2026-06-16T09:00:00Z\n")
    again = known("tickets.csv", first)

    assert counts(again) == (2, 0, 1, 1)
    assert warehouse.execute(
        "select priority from raw.tickets where ticket_id = 'K1' order by delivery_id desc limit 1"
    ).fetchall() == [("P1",)]


def test_a_value_that_later_rows_of_json_lack_is_missing_there(known: Deliver) -> None:
    rows = [
        {"ticket_id": f"J{number}", "occurred_at": "2026-06-16T09:30:00Z", "field": "response"}
        for number in range(100_001)
    ]
    rows[-1].pop("field")
    came = known("ticket_events.jsonl", "".join(json.dumps(row) + "\n" for row in rows))

    assert came.rows_quarantined == 100_001
    assert {one.column for one in came.complaints} == {"field", "ticket_id"}


def test_a_column_named_as_our_line_number_is_kept_as_theirs(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", 'row_number,customer_id,name\n"99",C1,Ada\n')

    assert warehouse.execute("select row_number, extra from raw.customers").fetchall() == [
        (2, '{"row_number of the file":"99"}')
    ]


def test_unknown_columns_may_stand_in_any_order(deliver: Deliver) -> None:
    deliver("customers.csv", "customer_id,name,a,b\nC1,Ada,1,2\n")
    came = deliver("customers.csv", "b,a,name,customer_id\n2,1,Ada,C1\n")

    assert counts(came) == (1, 0, 0, 1)


def test_a_refused_row_is_kept_whole(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", "customer_id,name,csm_email\n,Ada,a@example.org\n")

    assert warehouse.execute("select record from raw.quarantine").fetchall() == [
        ('{"customer_id":null,"name":"Ada","csm_email":"a@example.org"}',)
    ]


@pytest.mark.parametrize(
    ("ids", "stored"),
    [
        (pa.array([1001, 1002]), ["1001", "1002"]),
        (pa.array([1001.0, 1002.0]), ["1001", "1002"]),
        (pa.array(["A", "B"]).dictionary_encode(), ["A", "B"]),
        (pa.array([1001.5, 1002.0]), ["1002"]),
        (pa.array([True, False]), []),
    ],
)
def test_identifiers_of_a_typed_file_are_its_digits_or_refused(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, ids: pa.Array, stored: list[str]
) -> None:
    path = tmp_path / "customers.parquet"
    pa.parquet.write_table(pa.table({"customer_id": ids, "name": ["Ada", "Brook"]}), path)
    take_in(warehouse, plan(path, None))

    found = warehouse.execute("select customer_id from raw.customers order by 1").fetchall()
    assert [name for (name,) in found] == stored
    reasons = warehouse.execute("select reason from raw.quarantine").fetchall()
    assert reasons == [("not an identifier; deliver identifiers as text",)] * (2 - len(stored))


def test_typed_columns_of_any_kind_come_in(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "ticket_events.parquet"
    when = pa.array([1_750_066_200_000_000], pa.timestamp("us", tz="+05:30"))
    table = pa.table(
        {
            "ticket_id": ["T1"],
            "occurred_at": when,
            "field": ["response"],
            "tags": [["a", "b"]],
            "blob": pa.array([b"\x00\x01"]),
        }
    )
    pa.parquet.write_table(table, path)
    came = take_in(warehouse, plan(path, None))

    assert counts(came) == (1, 1, 0, 0)
    assert warehouse.execute("select occurred_at from raw.ticket_events").fetchall() == [
        (datetime(2025, 6, 16, 9, 30),)
    ]


@pytest.mark.parametrize("name", ["ws [1]", 'ü "q"', "a'b"])
def test_a_folder_may_have_any_name(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "customers.csv").write_text(CUSTOMERS)
    came = take_in(warehouse, plan(folder / "customers.csv", None), scratch=folder)

    assert counts(came) == (2, 2, 0, 0)


def test_numbers_that_are_none_are_quarantined(deliver: Deliver, tmp_path: Path) -> None:
    deliver("customers.csv", CUSTOMERS)
    head = "agreement_id,customer_id,starts_on,ends_on,time_zone,support_region,rto_hours\n"
    row = "A{},C1,2026-01-01,2026-12-31,Europe/Berlin,DE-BY,{}\n"
    values = ["4", "4.5", "1e5", "nan", "9" * 400, " 4"]
    rows = "".join(row.format(number, value) for number, value in enumerate(values))

    assert counts(deliver("agreements.csv", head + rows)) == (6, 2, 4, 0)


def test_every_cell_of_csv_is_text() -> None:
    stream = io.BytesIO(b"a,b\n007,1e3\n")
    (block,) = delimited(stream, Dialect(), default_delimiter=",", name="file.csv").blocks

    assert block.rows.schema == {"row_number": pl.Int64, "a": pl.String, "b": pl.String}
    assert block.rows.row(0) == (2, "007", "1e3")
