"""Why a row or a file is refused: what was expected, what was probably meant, and the way out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest

from ingest.errors import RefusedError
from tests.ingest.conftest import Deliver, counts
from tests.ingest.test_excel import book

HEADER = "ticket_id,customer_id,kind,environment,priority,opened_at"
ROW = "Q1,C1,incident,production,P2,2026-03-02T09:00:00Z"
AGREEMENT = "agreement_id,customer_id,starts_on,ends_on,time_zone,support_region"
READ_BY = "which a mapping can read"


def reasons(connection: duckdb.DuckDBPyConnection) -> list[tuple[int, str, str]]:
    return connection.execute(
        "select row_number, column_name, reason from raw.quarantine order by row_number"
    ).fetchall()


def ticket(**cells: str) -> str:
    row = dict(zip(HEADER.split(","), ROW.split(","), strict=True)) | cells
    return f"{','.join(row)}\n{','.join(row.values())}\n"


def mapping(form: str = "shape: records") -> str:
    columns = ", ".join(f"{name}: {{column: {name}}}" for name in HEADER.split(","))
    return (
        f"name: desk\nsources: [{{files: [t.csv], {form}, records: {{tickets: {{{columns}}}}}}}]\n"
    )


@pytest.mark.parametrize(
    ("opened_at", "reason"),
    [
        ("2026-02-30T09:00:00Z", "no day or time that exists"),
        ("2026-03-02T24:01:00Z", "no day or time that exists"),
        ("2026-03-02", "a day without a time"),
        ("02.03.2026 09:00", f"like a time with its year last, {READ_BY} (day_order: day-month"),
        ("3/2/26 9:00 AM", f"a time with a short year, {READ_BY} (time_formats: \"%d.%m.%y"),
        ("46177.375", f"a day counted by a spreadsheet, {READ_BY} (time_formats: excel_serial)"),
        ("1781614740", f"a count of seconds, {READ_BY} (time_formats: epoch_seconds)"),
        ("1781614740000", f"a count of milliseconds, {READ_BY} (time_formats: epoch_milliseconds)"),
        ("16-Jun-2026 09:00", f"a time with words in it, {READ_BY} (time_formats: \"%d %b"),
        ("2026-03-02 09:00 CEST", f"a time with words in it, {READ_BY}"),
        ("20260302 09:00", f"a time in another form, {READ_BY}"),
        ("soon", "not a time such as 2026-06-16T12:59:00Z"),
    ],
)  # fmt: skip
def test_a_time_that_cannot_be_read_says_how_it_could_be(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection, opened_at: str, reason: str
) -> None:
    known("tickets.csv", ticket(opened_at=opened_at))

    ((row, column, said),) = reasons(warehouse)
    assert (row, column) == (2, "opened_at")
    assert reason in said


@pytest.mark.parametrize(
    ("order", "written", "reason"),
    [
        ("day-month-year", "31.02.2026 09:00", "exists in the order day-month-year"),
        ("month-day-year", "16.06.2026 09:00", "exists in the order month-day-year"),
        ("day-month-year", "16.06.2026", "a day without a time"),
        ("day-month-year", "June", "(or day-month-year)"),
    ],
)
def test_a_time_is_held_against_the_order_that_the_mapping_declares(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection, order: str, written: str, reason: str
) -> None:
    known("t.csv", ticket(opened_at=written), mapping=mapping(f"day_order: {order}"))

    assert reason in reasons(warehouse)[0][2]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"kind": "Incident"}, "service_request, problem (did you mean incident?)"),
        ({"kind": "service request"}, "problem (did you mean service_request?)"),
        ({"priority": "p2"}, "P4 (did you mean P2?)"),
        ({"environment": "prodution"}, "(did you mean production?)"),
        ({"environment": "test"}, "not one of production, non_production"),
        ({"units": '"4,5"'}, "not a whole number such as 12"),
        ({"content_lost_minutes": "4.5e"}, "not a number such as 4.5"),
        ({"content_lost_minutes": '"4,5"'}, "write 4.5, or let decimal of a mapping say"),
        ({"withdrawn": "yes", "customer_id": ""}, "neither true nor false"),
    ],
)
def test_a_value_that_is_none_says_what_was_probably_meant(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection, cells: dict[str, str], reason: str
) -> None:
    known("tickets.csv", ticket(**cells))

    ((_, column, said),) = reasons(warehouse)
    assert column == next(iter(cells))
    assert said.endswith(reason) or reason in said


def test_an_event_that_says_closed_otherwise_is_told_the_word(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    known(
        "ticket_events.csv",
        "ticket_id,occurred_at,field,value\nT1,2026-06-16T09:30:00Z,status,Closed\n",
    )

    assert reasons(warehouse)[0][2].endswith("cancelled is expected (did you mean closed?)")


def test_all_that_is_wrong_with_a_row_is_said_at_once(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    known("tickets.csv", ticket(kind="x", environment="", priority="P9"))

    assert reasons(warehouse) == [
        (2, "kind", "not one of incident, service_request, problem; nor can this row's "
        "environment, priority be used"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "row", "column", "reason"),
    [
        ("agreements", f"{AGREEMENT}\nA1,C1,2026-12-31,2026-01-01,UTC,DE", "ends_on", "starts_on"),
        (
            "contacts",
            "customer_id,contact_id,role,valid_from,valid_to\nC1,P1,primary,2026-05-01,2026-04-30",
            "valid_to",
            "valid_from",
        ),
        (
            "catalogue",
            "customer_id,item,valid_from,valid_to\nC1,I1,2026-05-01,2026-04-30",
            "valid_to",
            "valid_from",
        ),
        (
            "changes",
            "change_id,customer_id,type,reason,environment,planned_start,planned_end\n"
            "X1,C1,normal,other,production,2026-05-01T10:00:00Z,2026-05-01T09:59:59Z",
            "planned_end",
            "planned_start",
        ),
    ],
)
def test_what_ends_before_it_begins_is_refused(
    known: Deliver,
    warehouse: duckdb.DuckDBPyConnection,
    name: str,
    row: str,
    column: str,
    reason: str,
) -> None:
    came = known(f"{name}.csv", row + "\n")

    assert counts(came) == (1, 0, 1, 0)
    assert reasons(warehouse) == [
        (2, column, f"lies before {reason}; one of the two is wrong, or they are swapped")
    ]


def test_what_ends_as_it_begins_comes_in(known: Deliver) -> None:
    came = known("agreements.csv", f"{AGREEMENT}\nA1,C1,2026-01-01,2026-01-01,Europe/Berlin,DE\n")

    assert counts(came) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("column", "value", "meant"),
    [("time_zone", "europe/berlin", "Europe/Berlin"), ("support_region", "de_by", "DE-BY")],
)
def test_a_zone_and_a_region_are_known_by_their_letters(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection, column: str, value: str, meant: str
) -> None:
    row = "A1,C1,2026-01-01,2026-12-31,UTC,DE".replace("UTC" if "zone" in column else "DE", value)
    known("agreements.csv", f"{AGREEMENT}\n{row}\n")

    assert reasons(warehouse)[0][2].endswith(f"(did you mean {meant}?)")


@pytest.mark.parametrize(
    ("content", "way_out"),
    [
        (f"{HEADER}\n{ROW}".replace(",", ";"), "parted by semicolons: put a line sep=; above them"),
        (f"{HEADER}\n{ROW}".replace(",", "\t"), "parted by tabs: name the file .tsv"),
        (f"{ROW}\n{ROW}", "Its first line seems to hold values and no names"),
        (f"Tickets of June\n\n{HEADER}\n{ROW}", "They are named in line 3: delete what stands"),
        (f"June,,,,,\n{HEADER}\n{ROW}", "a mapping say so, format: {header: 2}"),
        (
            f"{HEADER}\n{ROW}".replace("customer_id", "Customer ID"),
            "'Customer ID' for 'customer_id'",
        ),
        (f"{HEADER}\n{ROW}".replace("customer_id", "firm"), "Deliver it again with what is miss"),
        (f"{HEADER},Größe\n{ROW},1".encode("cp1252"), "format: {encoding: cp1252}"),
        (f"{HEADER}\n{ROW}".encode("utf-16"), "format: {encoding: utf-16}"),
        (f'"ticket"_id\n{ROW}', 'has a quote (") in the wrong place'),
    ],
)
def test_a_file_without_its_columns_says_why_they_are_not_seen(
    known: Deliver, content: str | bytes, way_out: str
) -> None:
    whole = content + (b"\n" if isinstance(content, bytes) else "\n")  # type: ignore[operator]

    with pytest.raises(RefusedError) as refused:
        known("tickets.csv", whole)

    assert str(refused.value).startswith("tickets.csv: ")
    assert way_out in str(refused.value)


def test_a_mapping_with_the_name_of_a_column_written_otherwise_is_to_be_corrected(
    known: Deliver,
) -> None:
    with pytest.raises(RefusedError, match="It has 'Kind' for 'kind': correct the name in the map"):
        known("t.csv", ticket().replace("kind", "Kind"), mapping=mapping())


def test_a_letter_in_another_encoding_names_its_column(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    came = known("customers.csv", "customer_id,name\nC8,Müller\nC9,Bo\n".encode("cp1252"))

    assert counts(came) == (2, 1, 1, 0)
    ((row, _, said),) = reasons(warehouse)
    assert row == 2
    assert said.startswith("column name is not in UTF-8; save the file as UTF-8")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"{ROW},one,two", "has 8 cells where the header names 7 columns (is a delimiter within"),
        ("Q1,C1", "has 2 cells where the header names 7 columns (is it cut off, or a line break"),
        (f'{ROW},"an "old" one"', 'a quote (") stands within a text; a text that holds one'),
    ],
)
def test_a_line_that_is_no_row_says_what_is_wrong_with_its_text(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection, row: str, reason: str
) -> None:
    known("tickets.csv", f"{HEADER},summary\n{row}\n")

    assert reasons(warehouse)[0][2].startswith(reason)


STRAY = f"{HEADER},summary\n" + "".join(
    f"{ROW.replace('Q1', f'Q{number}')},{text}\n"
    for number, text in enumerate(["one", '"two', "three", 'four"', "five"], start=1)
)


def test_rows_that_a_stray_quote_swallows_are_said(known: Deliver) -> None:
    came = known("tickets.csv", STRAY)

    assert counts(came) == (3, 3, 0, 0)
    said = came.remarks[0]
    assert said.startswith("a quoted text runs from line 3 to line 5, and lines in it look like ")
    assert "such as line 4: Q3,C1,incident" in said


def test_rows_in_a_record_with_too_many_cells_are_read_for_themselves(known: Deliver) -> None:
    came = known("tickets.csv", STRAY.replace('four"', 'four",4'))

    assert counts(came) == (5, 3, 2, 0)


def test_a_text_with_line_breaks_and_commas_is_no_doubt(known: Deliver) -> None:
    story = '"Dear all, first, second\n1, 2, 3, 4, 5, 6, 7\nyours, Bo, of, it, and, so, on"'
    came = known("tickets.csv", f"{HEADER},summary\n{ROW},{story}\n")

    assert counts(came) == (1, 1, 0, 0)
    assert not [one for one in came.remarks if "quoted text" in one]


def test_a_file_of_stray_quotes_counts_them(known: Deliver, tmp_path: Path) -> None:
    again = STRAY.split("\n", 1)[1].replace("Q", "R")
    came = known("tickets.csv", STRAY + again)

    assert "from line 3 to line 5, and 1 more like it, and lines in it" in came.remarks[0]


def test_an_object_is_no_identifier(known: Deliver, warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = [
        dict(zip(HEADER.split(","), ROW.split(","), strict=True)) | {"ticket_id": one}
        for one in ("Q1", [{"id": 5}], [1])
    ]
    came = known("tickets.json", json.dumps(rows))

    assert counts(came) == (3, 2, 1, 0)
    ((_, column, said),) = reasons(warehouse)
    assert column == "ticket_id"
    assert said.endswith("let a mapping name the part of it that is one, such as ticket_id.id")


@pytest.mark.parametrize(
    ("cells", "way_out"),
    [
        ({"customer_id": {"id": "C1"}}, "It has 'customer_id.id' for 'customer_id': name the col"),
        ({"ticket": {}}, 'If its rows lie deeper, a mapping says where: format: {rows: "data.'),
    ],
)
def test_json_without_its_columns_says_where_they_may_be(
    known: Deliver, cells: dict[str, object], way_out: str
) -> None:
    row = dict(zip(HEADER.split(","), ROW.split(","), strict=True)) | cells
    rows = [row] if "customer_id" in cells else [cells]

    with pytest.raises(RefusedError, match=re.escape(way_out)):
        known("tickets.json", json.dumps(rows))


def test_the_sheet_that_has_the_columns_is_named(known: Deliver, tmp_path: Path) -> None:
    rows = [HEADER.split(","), ROW.split(",")]
    path = book(tmp_path / "tickets.xlsx", Cover=[["Tickets of June"]], June=rows)

    with pytest.raises(RefusedError, match="Its sheet June has what is missing: name that sheet"):
        known("tickets.xlsx", path.read_bytes())
