"""What a file may hold that nobody meant: it comes in, and it is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from ingest.deliveries import take_in
from ingest.dialect import Dialect
from ingest.errors import RefusedError
from ingest.mapping_file import parsed_mapping
from ingest.plan import plan
from ingest.readers import opened
from ingest.readers.sheet_cells import LONG_NUMBER
from tests.ingest.conftest import Deliver
from tests.ingest.test_excel import book

HEADER = ["customer_id", "name", "group_id"]


def remarks_of(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[str, ...]:
    return take_in(connection, plan(path, None)).remarks


@pytest.mark.parametrize(
    ("text", "line", "cell"),
    [
        ("customer_id,name\nC1,Ada\nC2,Bo", 3, "Bo"),
        ('customer_id,name\nC1,"Ada\nLtd"\nC2,"Bo"', 4, '"Bo"'),
        ("customer_id,name\r\nC1,Ada", 2, "Ada"),
    ],
)
def test_a_last_line_without_a_line_break_is_said(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, text: str, line: int, cell: str
) -> None:
    path = tmp_path / "customers.csv"
    path.write_bytes(text.encode())

    assert remarks_of(warehouse, path) == (
        f"the last line ({line}) does not end with a line break; it ends with: {cell}. Is the file "
        "complete?",
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_a_last_line_with_a_line_break_of_any_kind_is_whole(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, end: str
) -> None:
    path = tmp_path / "customers.csv"
    path.write_bytes(end.join(["customer_id,name", "C1,Ada", ""]).encode())

    assert not [one for one in remarks_of(warehouse, path) if "line break" in one]


def test_cells_with_an_error_of_the_workbook_are_counted_and_the_first_is_named(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = [HEADER, ["C1", "Ada", ("#N/A", "error")], ["C2", ("#REF!", "error"), "G"]]

    remarks = remarks_of(warehouse, book(tmp_path / "customers.xlsx", customers=rows))

    assert remarks == (
        "2 cells contain an error of the workbook; the first is #N/A in row 2, column group_id. "
        "They are read as text: correct the formulas and deliver the file again.",
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("customers.csv", "customer_id,name,group_id\nC1,Ada,#N/A\nC2,#REF!,#1\nC3,# A!,\n"),
        (
            "customers.jsonl",
            '{"customer_id": "C0", "name": "#", "group_id": null}\n'
            '{"customer_id": "C1", "name": "Ada", "group_id": "#N/A"}\n'
            '{"customer_id": "C2", "name": "#REF!", "group_id": "#1"}\n',
        ),
    ],
)
def test_an_error_of_a_formula_is_said_of_text_too(
    deliver: Deliver, name: str, content: str
) -> None:
    assert deliver(name, content).remarks == (
        "2 cells contain an error of a spreadsheet; the first is #N/A in row 2, column group_id. "
        "They are read as text: correct the formulas where the file was made, export it again and "
        "deliver that.",
    )


def test_an_error_that_the_mapping_takes_for_no_value_is_none(deliver: Deliver) -> None:
    mapping = (
        "name: m\nsources:\n  - files: list*\n    missing: ['#N/A']\n"
        "    records: {customers: {customer_id: id, name: {column: name, default: Nobody}}}\n"
    )

    assert deliver("list.csv", "id,name,x\nC1,#N/A,#REF!\n", mapping=mapping).remarks == ()


def test_one_cell_with_an_error_is_named_by_its_column_where_others_repeat(tmp_path: Path) -> None:
    rows = [["Nr", "Tag", "Tag", "Hours"], ["1", "a", "b", ("#N/A", "error")]]
    path = book(tmp_path / "t.xlsx", Sheet=rows)
    with opened(path, Dialect.model_validate({"repeats": "first"})) as (source, _):
        doubts = [one for block in source.blocks for one in block.doubts]

    assert doubts == [
        "1 cell contains an error of the workbook: #N/A in row 2, column Hours. It is read as "
        "text: correct the formula and deliver the file again."
    ]


def test_numbers_longer_than_a_workbook_keeps_are_said_and_texts_are_not(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = [
        HEADER,
        ["1234567890123456789", "Ada", 123_456_789_012_345],
        ["C2", "Bo", 1_234_567_890_123_456],
        ["C3", "Cy", 10**22],
    ]

    remarks = remarks_of(warehouse, book(tmp_path / "customers.xlsx", first=(2, 1), customers=rows))

    assert len(remarks) == 1
    assert remarks[0].startswith(
        "2 cells contain a number of more than 15 digits; the first is 1234567890123456 in row 5, "
        "column group_id."
    )


def test_a_long_number_is_named_as_it_was_read(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = [HEADER, [1_234_567_890_123_456_789, "Ada", "G"]]

    (remark,) = remarks_of(warehouse, book(tmp_path / "customers.xlsx", customers=rows))

    ((loaded,),) = warehouse.execute("select customer_id from raw.customers").fetchall()
    assert remark.startswith(
        "1 cell contains a number of more than 15 digits: 1.234567890123457E+18 in row 2, column "
        f"customer_id, and was read as {loaded}. A workbook keeps only 15"
    )


@pytest.mark.parametrize(
    ("written", "is_long"),
    [
        ("1.2345678901234568E18", True),
        ("1.234567890123457e+18", True),
        ("1.5E+005", False),
        ("1.2345678901234567", False),
        ("123456789012345", False),
        ("1E-20", False),
    ],
)
def test_a_long_number_is_known_however_a_program_writes_it(written: str, is_long: bool) -> None:
    assert bool(LONG_NUMBER.search(f'<c r="A1"><v>{written}</v></c>'.encode())) == is_long


def test_a_file_with_other_than_the_expected_rows_is_refused_whole(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("customer_id,name\nC1,Ada\nC2,Bo\n")
    one = plan(path, None)

    with pytest.raises(RefusedError, match=r"it has 2 rows, but 1,000 are expected"):
        take_in(warehouse, replace(one, expected_rows=1_000))
    assert warehouse.sql("from raw.customers").fetchall() == []
    assert take_in(warehouse, replace(one, expected_rows=2)).rows_loaded == 2
    with pytest.raises(RefusedError, match=r"it has 2 rows, but 1,000 are expected"):
        take_in(warehouse, replace(one, expected_rows=1_000))


def test_a_parquet_file_that_gives_fewer_rows_than_it_says_is_refused(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "customers.parquet"
    names = [f"C{number}" for number in range(77)]
    pl.DataFrame({"customer_id": names, "name": names}).write_parquet(path)
    content = path.read_bytes()
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    # The footer says how many rows there are before it says it of any column: 77 in the zigzag
    # numbers of Thrift, made 78.
    place = content.index(b"\x16\x9a\x01", footer)
    path.write_bytes(content[:place] + b"\x16\x9c\x01" + content[place + 3 :])

    with pytest.raises(RefusedError, match=r"its footer says 78 rows, but 77 can be read"):
        take_in(warehouse, plan(path, None))


def test_a_file_without_rows_is_said(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("customer_id,name\n\n")

    assert remarks_of(warehouse, path) == (
        "1 blank row left out.",
        "it holds no rows below its header: was the filter of the export right?",
    )


@pytest.mark.parametrize(
    ("content", "rows"),
    [("[]", ""), ('{"result": []}', '\n    format: {rows: "result[]"}'), ("", "")],
)
def test_json_and_parquet_have_no_header(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, content: str, rows: str
) -> None:
    path = tmp_path / ("customers.json" if content else "customers.parquet")
    if content:
        path.write_text(content)
    else:
        pl.DataFrame({"customer_id": [], "name": []}).write_parquet(path)
    of_rows = parsed_mapping(
        f"name: m\nsources:\n  - files: c*{rows}\n    records:\n      customers: {{customer_id: "
        "customer_id, name: name}\n",
        name="m",
    )

    came = take_in(warehouse, plan(path, of_rows if rows else None))

    assert came.remarks == ("it holds no rows: was the filter of the export right?",)


def test_a_key_of_the_form_that_has_no_effect_on_the_file_is_said(deliver: Deliver) -> None:
    mapping = (
        "name: m\nsources:\n  - files: list*\n    format: {rows: 'a[]', sheet: S, delimiter: ','}\n"
        "    records: {customers: {customer_id: customer_id, name: name}}\n"
    )

    came = deliver("list.csv", "customer_id,name\nC1,Ada\n", mapping=mapping)

    assert came.remarks == (
        "format.rows of the mapping has no effect on this file: it is for JSON alone.",
        "format.sheet of the mapping has no effect on this file: it is for workbooks alone.",
    )


def test_a_column_of_json_is_to_be_named_in_the_file(deliver: Deliver) -> None:
    came = deliver("customers.jsonl", '{"customer_id": "C1", "name": "Ada", "Withdrwan": "x"}\n')

    assert came.remarks == (
        "the column Withdrwan is not read: did you mean withdrawn? If so, name it that in the file "
        "and take the file in again.",
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("CSM Email", "csm_email"),
        ("CsmEmail", "csm_email"),
        ("email, CSM", "csm_email"),
        ("csm_emial", "csm_email"),
        ("Withdrwan", "withdrawn"),
        ("colour", None),
    ],
)
def test_a_column_that_looks_like_one_of_the_contract_is_said(
    deliver: Deliver, written: str, meant: str | None
) -> None:
    came = deliver("customers.csv", f'customer_id,name,"{written}"\nC1,Ada,G\n')
    again = deliver("customers.csv", f'customer_id,name,"{written}"\nC2,Bo,G\n')

    said = (
        f"the column {written} is not read: did you mean {meant}? If so, name it that in the "
        "file's header and take the file in again."
    )
    assert came.remarks == ((said,) if meant else ())
    assert again.remarks == ()


def test_a_column_that_the_file_has_is_not_meant_by_another(deliver: Deliver) -> None:
    came = deliver("customers.csv", "customer_id,name,csm_email,CSM Email\nC1,Ada,G,g\n")

    assert came.remarks == ()


def test_columns_that_are_not_there_any_more_are_said_where_something_is_made_of_them(
    deliver: Deliver,
) -> None:
    deliver("customers.csv", "customer_id,name,csm_email,withdrawn,colour\nC1,Ada,G,,red\n")
    fewer = deliver("customers.csv", "customer_id,name,withdrawn\nC2,Bo,\n")
    deliver("customers.csv", "customer_id,name,csm_email,withdrawn\nC3,Cy,G,\n")
    fewest = deliver("customers.csv", "customer_id,name\nC4,Di\n")

    end = "as empty in these rows. If that is not meant, export the file again, complete."
    assert fewer.remarks == (
        f"the column csm_email is missing, which the last file of this kind had. It counts {end}",
    )
    assert fewest.remarks == (
        "the columns csm_email, withdrawn are missing, which the last file of this kind had. They "
        f"count {end}",
    )


STANDS_SO = (
    "It stands so in the file: the program that wrote it had read the text in another encoding. "
    "Have it exported anew, as UTF-8."
)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            "C1,Ada\nC2,MÃ¼ller â€¦ Ã„rzte\nC3,Ã¤l\n",
            "2 cells contain garbled text; the first is 'MÃ¼ller â€¦ Ã„rzte' in row 3, column "
            f"name, which seems to say 'Müller … Ärzte'. {STANDS_SO}",
        ),
        (
            "C1,M�ller\n",
            "1 cell contains garbled text; the first is 'M�ller' in row 2, column name. "
            f"{STANDS_SO}",
        ),
        ("C1,Müller Ärzte\nC2,SÃO JOÃO\nC3,Ângela\nC4,tâche €\n", None),
    ],
)
def test_text_that_was_read_in_another_encoding_is_said_and_other_text_is_not(
    deliver: Deliver, rows: str, said: str | None
) -> None:
    came = deliver("customers.csv", f"customer_id,name\n{rows}")

    assert came.remarks == ((said,) if said else ())
    assert came.rows_loaded == came.rows_read


def test_text_that_the_mapping_reads_in_another_encoding_is_said_with_the_mapping(
    deliver: Deliver,
) -> None:
    mapping = """
name: ours
sources:
  - files: desk*.csv
    format: {encoding: cp1252}
    records:
      customers: {customer_id: Kunde, name: Kunde}
"""

    came = deliver("desk.csv", "Kunde\nMüller\n", mapping=mapping)

    assert came.remarks == (
        "1 cell contains garbled text; the first is 'MÃ¼ller' in row 2, column Kunde, which seems "
        "to say 'Müller'. The file was read as cp1252 and seems to be UTF-8: take `encoding` out "
        "of the mapping's `format`, and take the file in again.",
    )
