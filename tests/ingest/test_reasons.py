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
READ_BY = "write it so, or let a mapping read it"


def reasons(connection: duckdb.DuckDBPyConnection) -> list[tuple[int, str, str]]:
    return connection.execute(
        "select row_number, column_name, reason from raw.quarantine order by row_number"
    ).fetchall()


def ticket(**cells: str) -> str:
    row = dict(zip(HEADER.split(","), ROW.split(","), strict=True)) | cells
    return f"{','.join(row)}\n{','.join(row.values())}\n"


def mapping(form: str = "shape: records", *further: str) -> str:
    names = dict.fromkeys((*HEADER.split(","), *further))
    columns = ", ".join(f"{name}: {{column: {name}}}" for name in names)
    return (
        f"name: desk\nsources: [{{files: [t.csv], {form}, records: {{tickets: {{{columns}}}}}}}]\n"
    )


@pytest.mark.parametrize(
    ("opened_at", "reason"),
    [
        ("2026-02-30T09:00:00Z", "there is no such day or time"),
        ("2026-03-02T24:01:00Z", "there is no such day or time"),
        ("31.02.2026 09:00", "there is no such day or time"),
        ("2026-03-02", "a day without a time"),
        ("02.03.2026 09:00", f"{READ_BY} (day_order: day-month-year or month-day-year)"),
        ("16.03.2026 09:00", f"{READ_BY} (day_order: day-month-year)"),
        ("16.03.2026", f"{READ_BY} (day_order: day-month-year, with date_means for the time)"),
        ("3/2/26 9:00 AM", f'{READ_BY} (time_formats: "%d/%m/%y %I:%M %p" or "%m/%d/%y %I:%M %p")'),
        ("3/16/26 9:00 AM", f'{READ_BY} (time_formats: "%m/%d/%y %I:%M %p")'),
        ("46177.375", f"{READ_BY} (time_formats: excel_serial)"),
        ("1781614740", f"{READ_BY} (time_formats: epoch_seconds)"),
        ("1781614740000", f"{READ_BY} (time_formats: epoch_milliseconds)"),
        ("1781614740000000", f"{READ_BY} (time_formats: epoch_microseconds)"),
        ("16-Jun-2026 09:00", f'{READ_BY} (time_formats: "%d-%b-%Y %H:%M")'),
        ("2026-03-09 9:00 AM", f'{READ_BY} (time_formats: "%Y-%m-%d %I:%M %p")'),
        ("20260302 09:00", f'{READ_BY} (time_formats: "%Y%m%d %H:%M")'),
        ("2026-03-02 09:00 CEST", "write the zone as an offset, such as +01:00 (UTC as Z)"),
        ("2026-03-09T09:00:00 CET", "write the zone as an offset, such as +01:00 (UTC as Z)"),
        ("2026-03-02 12:00:00 +1", "write the zone as an offset, such as +01:00 (UTC as Z)"),
        ("2026-03-02 12:00:00 Europe/Berlin", "write the zone as an offset, such as +01:00"),
        ("2026-03-02T09:00:00+26:00", "+26:00 is no offset; write one such as +02:00"),
        ("2026-03-02 09:00-0170", "-0170 is no offset; write one such as +02:00"),
        ("02.03.2026 09:00 +99", "+99 is no offset; write one such as +02:00"),
        ("2026-03-02T09:00:00+14:60", "+14:60 is no offset; write one such as +02:00"),
        ("09:05:00", "but a time without its day; write the day too, or let a mapping join"),
        ("9:05 PM", "but a time without its day; write the day too, or let a mapping join"),
        ("23:59", 'join the columns that hold them: {template: "{day} {time}"}'),
        ("#####", "Excel shows this where a column is too narrow: widen it and save again"),
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
    "opened_at", ["soon", "Mon Mar 9 2026", "April 2026", "24 Dec", "12345", "36:00:00"]
)
def test_of_a_time_that_no_form_reads_none_is_named(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection, opened_at: str
) -> None:
    known("tickets.csv", ticket(opened_at=opened_at))

    assert reasons(warehouse) == [(2, "opened_at", "not a time such as 2026-06-16T12:59:00Z")]


def test_times_of_one_form_are_refused_for_one_reason(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    rows = [ROW.replace("Q1", f"Q{day}").replace(ROW[-20:], f"{day}/3/26 9:00") for day in (2, 16)]
    known("tickets.csv", "\n".join([HEADER, *rows, ""]))

    ways = {reason.partition("(")[2] for _, _, reason in reasons(warehouse)}
    assert ways == {'time_formats: "%d/%m/%y %H:%M")'}


@pytest.mark.parametrize(
    ("written", "ways"),
    [
        (
            ["46177.375", "1780300800", "1780300800000"],
            ["excel_serial", "epoch_seconds", "epoch_milliseconds"],
        ),
        (
            ["16/3/26 9:00", "3/16/26 9:00", "2/3/26 9:00"],
            ['"%d/%m/%y %H:%M"', '"%m/%d/%y %H:%M"', '"%d/%m/%y %H:%M" or "%m/%d/%y %H:%M"'],
        ),
        (
            ["16.03.2026 9:00", "03.16.2026 9:00", "02.03.2026 9:00"],
            ["day-month-year", "month-day-year", "day-month-year or month-day-year"],
        ),
    ],
)
def test_times_that_different_forms_fit_are_refused_each_with_its_own(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection, written: list[str], ways: list[str]
) -> None:
    rows = [ROW.replace("Q1", f"Q{one}").replace(ROW[-20:], one) for one in written]
    known("tickets.csv", "\n".join([HEADER, *rows, ""]))

    said = [reason.partition(": ")[2].removesuffix(")") for _, _, reason in reasons(warehouse)]
    assert said == ways


def agreement(**cells: str) -> str:
    row = dict(
        zip(
            AGREEMENT.split(","),
            ["A1", "C1", "2026-01-01", "2026-12-31", "Europe/Berlin", "DE"],
            strict=True,
        )
    )
    row |= cells
    return f"{','.join(row)}\n{','.join(row.values())}\n"


NO_DATE = "not a date such as 2026-06-16"
IN_EXCEL = "write it so (in Excel: format the cells as YYYY-MM-DD), or let a mapping read it"
NO_WHOLE = "not a whole number such as 12"
NO_NUMBER = "not a number such as 4.5"
NO_ZONE = "not a time zone such as Europe/Berlin"
NO_REGION = "not a region whose holidays are known, such as DE or DE-BY"
NO_TIME = "not a time of day such as 08:00 (two digits each)"
NO_END = "write the last day; where there is no end, a far day such as 2199-12-31"


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("starts_on", "2027-01-01T00:00:00Z", "a time, where a date is expected; write the day "
         "alone, such as 2026-06-16"),
        ("starts_on", "16-Jun-2026 09:00", "a time, where a date is expected; write the day "
         "alone, such as 2026-06-16"),
        ("starts_on", "16.06.2026", f"{NO_DATE}; {IN_EXCEL} (day_order: day-month-year)"),
        ("starts_on", "16 Jun 2026", f'{NO_DATE}; {IN_EXCEL} (time_formats: "%d %b %Y")'),
        ("starts_on", "46177", f"{NO_DATE}; {IN_EXCEL} (time_formats: excel_serial)"),
        ("starts_on", "24 Dec", NO_DATE),
        ("starts_on", "2026-02-30", "there is no such day or time"),
        ("ends_on", "", f"required, but empty; {NO_END}"),
        ("ends_on", "open", f"{NO_DATE}; {NO_END}"),
        ("go_live_on", "N/A", f"{NO_DATE}; an empty cell means: from the start"),
        ("terminated_on", "-", f"{NO_DATE}; leave the cell empty where there is none"),
        ("standard_quota", "unlimited", f"{NO_WHOLE}; an empty cell means: not limited"),
        ("contact_limit", "none", f"{NO_WHOLE}; an empty cell means: 3"),
        ("standard_quota", "9" * 21, "not between 0 and 999,999,999"),
        ("standard_quota", "2.000", "1.000 can mean one or a thousand; write 1 or 1000"),
        ("standard_quota", "1 000", f"{NO_WHOLE}; write 1000 for a thousand, without a mark"),
        ("standard_quota", "1.000.000", f"{NO_WHOLE}; write 1000 for a thousand, without a mark"),
        ("standard_quota", "1.24E+05", f"{NO_WHOLE}; Excel has shortened a number here: format "
         "the column as a number and export again"),
        ("availability_target_pct", "99.9%", f"{NO_NUMBER}; write the number alone, without a "
         "sign or unit"),
        ("rto_hours", "4 h", f"{NO_NUMBER}; write the number alone, without a sign or unit"),
        ("rto_hours", '"1,000"', f"{NO_NUMBER}; write 1000 for a thousand, 4.5 for a fraction, "
         "or let decimal of a mapping say that a comma is meant"),
        ("time_zone", "GMT+1", NO_ZONE),
        ("time_zone", "Europe", NO_ZONE),
        ("time_zone", "W. Europe Standard Time", NO_ZONE),
        ("time_zone", "Berlin", f"{NO_ZONE} (did you mean Europe/Berlin?)"),
        ("time_zone", "new york", f"{NO_ZONE} (did you mean America/New_York?)"),
        ("time_zone", "Nicosia", f"{NO_ZONE} (did you mean Asia/Nicosia or Europe/Nicosia?)"),
        ("support_region", "UK", f"{NO_REGION} (did you mean GB?)"),
        ("support_region", "germany", f"{NO_REGION} (did you mean DE?)"),
        ("support_region", "DEU", f"{NO_REGION} (did you mean DE?)"),
        ("support_region", "Bayern", f"{NO_REGION} (did you mean DE-BY?)"),
        ("support_region", "Atlantis", NO_REGION),
        ("opens_at", "8:00", NO_TIME),
        ("closes_at", "24:00", f"{NO_TIME}; write 00:00"),
        ("opens_at", "25:00", "there is no such time of day; it has 00:00 to 23:59"),
        ("opens_at", "08:60:00", "there is no such time of day; it has 00:00 to 23:59"),
        ("opens_at", "08:00:30", f"{NO_TIME}; write hours and minutes alone"),
        ("agreement_id", "#REF!", "not an identifier, but the error of a formula; mend the "
         "formula in the workbook, or format the column as text, and export again"),
        ("agreement_id", "1.24E+05", "not an identifier; Excel has shortened a number here: "
         "format the column as text and export again"),
    ],
)  # fmt: skip
def test_a_cell_of_an_agreement_says_what_to_write(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection, column: str, value: str, reason: str
) -> None:
    known("agreements.csv", agreement(**{column: value}))

    assert reasons(warehouse) == [(2, column, reason)]


@pytest.mark.parametrize(
    ("cells", "decimal"),
    [
        ({"units": "1.0"}, "."),
        ({"units": "1.00"}, "."),
        ({"units": "0.000"}, "."),
        ({"units": "1000.000"}, "."),
        ({"units": '"1,00"'}, '","'),
        ({"ticket_id": "INC#1"}, "."),
        ({"problem_id": "#N/A"}, "."),
    ],
)
def test_what_is_plain_enough_comes_in(known: Deliver, cells: dict[str, str], decimal: str) -> None:
    form = f"shape: records, decimal: {decimal}"
    came = known("t.csv", ticket(**cells), mapping=mapping(form, *cells))

    assert counts(came)[1:3] == (1, 0)


@pytest.mark.parametrize("units", ["2,000", "12,000"])
def test_a_thousand_is_held_against_the_decimal_mark_of_the_mapping(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection, units: str
) -> None:
    form = mapping('shape: records, decimal: ","', "units")
    known("t.csv", ticket(units=f'"{units}"'), mapping=form)

    assert reasons(warehouse)[0][2] == "1,000 can mean one or a thousand; write 1 or 1000"


@pytest.mark.parametrize(
    ("order", "written", "reason"),
    [
        ("day-month-year", "31.02.2026 09:00", "no such day or time in the order day-month-year"),
        ("month-day-year", "16.06.2026 09:00", "no such day or time in the order month-day-year"),
        ("day-month-year", "16.06.2026", "a day without a time"),
        ("day-month-year", "June", "(or day-month-year)"),
        ("day-month-year", "16.06.2026 - 09:00", '(time_formats: "%d.%m.%Y - %H:%M")'),
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
        ({"priority": "p2"}, "not one of P1 (the most urgent), P2, P3, P4 (did you mean P2?)"),
        ({"priority": "1 - Critical"}, "P4 (did you mean P1?)"),
        ({"priority": "Prio 3"}, "P4 (did you mean P3?)"),
        ({"priority": "High"}, "not one of P1 (the most urgent), P2, P3, P4"),
        ({"environment": "prodution"}, "(did you mean production?)"),
        ({"environment": "Prod"}, "(did you mean production?)"),
        ({"environment": "test"}, "not one of production, non_production"),
        ({"request_kind": "N/A"}, "nonstandard; leave the cell empty where there is none"),
        ({"units": '"4,5"'}, "not a whole number such as 12"),
        (
            {"content_lost_minutes": "4.5e"},
            "such as 4.5; write the number alone, without a sign or unit",
        ),
        (
            {"content_lost_minutes": '"4,5"'},
            "write 4.5, or let decimal of a mapping say that a comma is meant",
        ),
        ({"withdrawn": "ja", "customer_id": ""}, "neither true nor false; write true"),
        ({"withdrawn": "1", "customer_id": ""}, "neither true nor false; write true"),
        ({"withdrawn": "FALSCH", "customer_id": ""}, "neither true nor false; write false"),
        ({"withdrawn": "maybe", "customer_id": ""}, "neither true nor false"),
    ],
)
def test_a_value_that_is_none_says_what_was_probably_meant(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection, cells: dict[str, str], reason: str
) -> None:
    known("tickets.csv", ticket(**cells))

    ((_, column, said),) = reasons(warehouse)
    assert column == next(iter(cells))
    assert said.endswith(reason)


def test_several_words_that_may_be_meant_are_all_named(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    known(
        "changes.csv",
        "change_id,customer_id,type,reason,environment,planned_start,planned_end\n"
        "X1,C1,normal,maintenance,production,2026-05-01T10:00:00Z,2026-05-01T11:00:00Z\n",
    )

    assert reasons(warehouse)[0][2].endswith(
        "(did you mean routine_maintenance, agreed_maintenance or emergency_maintenance?)"
    )


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
        (2, "kind", "not one of incident, service_request, problem; further faults in "
        "environment, priority"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "row", "column", "reason"),
    [
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


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (
            [{"id": 5}],
            "an object, where an identifier is meant; let a mapping name the part of it that is "
            "one, such as ticket_id.id",
        ),
        (["a", "b"], "an array, where an identifier is meant; deliver one text there"),
        ([1, None], "an array, where an identifier is meant; deliver one text there"),
        ([], "an array, where an identifier is meant; deliver one text there"),
        ("Q\n1", "not an identifier; it holds a line break; take it out at the source"),
        ("Q\u20281", "not an identifier; it holds a line break; take it out at the source"),
        ("Q\t1", "not an identifier; it holds a tab; take it out at the source"),
        ("\0Q1", "not an identifier; it holds a NUL byte; take it out at the source"),
        ("Q\x9f1", "not an identifier; it holds a control character; take it out at the source"),
    ],
)
@pytest.mark.parametrize("column", ["ticket_id", "problem_id"])
def test_what_is_no_text_of_one_line_is_no_identifier(
    known: Deliver,
    warehouse: duckdb.DuckDBPyConnection,
    column: str,
    one: object,
    reason: str,
) -> None:
    row = dict(zip(HEADER.split(","), ROW.split(","), strict=True)) | {"summary": "a\n\tb"}
    came = known(
        "tickets.json", json.dumps([row | {"ticket_id": "[EXT] {1} 2"}, row | {column: one}])
    )

    assert counts(came) == (2, 1, 1, 0)
    assert reasons(warehouse) == [(2, column, reason.replace("ticket_id", column))]


OBJECT = (
    "an object, where a text is expected; let a mapping name the part of it that is meant, such as"
)


@pytest.mark.parametrize(
    ("of_mapping", "empty"),
    [
        ("", "required, but empty"),
        (mapping().replace("t.csv", "t.json"), "empty, but tickets.kind is required; write it th"),
    ],
)
def test_an_object_in_place_of_a_text_is_not_said_to_be_empty(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection, of_mapping: str, empty: str
) -> None:
    row = dict(zip(HEADER.split(","), ROW.split(","), strict=True))
    cells: list[dict[str, object]] = [{}, {"kind": {"name": "a"}}, {"kind": None}]
    named = "t.json" if of_mapping else "tickets.json"
    known(named, json.dumps([row | one for one in cells]), mapping=of_mapping)

    ((_, column, of_object), (_, _, of_null)) = reasons(warehouse)
    assert (column, of_object) == ("kind", f"{OBJECT} kind.name")
    assert of_null.startswith(empty)


def test_an_object_keeps_the_further_faults_of_its_row(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    row = dict(zip(HEADER.split(","), ROW.split(","), strict=True))
    wrong = row | {"ticket_id": {"id": 1}, "priority": "P9"}
    known("tickets.json", json.dumps([row, wrong]))

    assert reasons(warehouse) == [
        (2, "ticket_id", f"{OBJECT} ticket_id.id; further faults in priority")
    ]


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
