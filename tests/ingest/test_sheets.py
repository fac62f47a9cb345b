"""A workbook in canonical form: each sheet of an entity is a delivery of its own."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.contract import BY_NAME
from ingest.deliveries import take_in
from ingest.delivery_register import Delivery
from ingest.errors import RefusedError
from ingest.mapping_file import parsed_mapping
from ingest.plan import in_order, plan
from ingest.set_aside import bring_back, withdraw
from ingest.sheets import planned
from ingest.template import template_workbook
from tests.ingest.conftest import counts
from tests.ingest.workbooks import BY_HAND, unmarked, write_sheets

CUSTOMERS = [["customer_id", "name"], ["C1", "Ada"], ["C2", "Brook"]]
CONTACTS = [
    ["customer_id", "contact_id", "role", "valid_from", "trained_on"],
    ["C1", "ann", "primary", "2026-01-01", ""],
]
HEAD_ALONE = [["customer_id", "item"]]


def take_in_workbook(connection: duckdb.DuckDBPyConnection, path: Path) -> list[Delivery]:
    return [take_in(connection, one) for one in in_order(planned(path, None).plans)]


def raw_rows(connection: duckdb.DuckDBPyConnection, entity: str) -> list[tuple[object, ...]]:
    names = ", ".join(f'"{name}"' for name in (*BY_NAME[entity].column_names, "extra"))
    return connection.execute(
        f"select {names}, row_number, row_hash from raw.{entity} order by row_number"
    ).fetchall()


def test_each_sheet_is_a_delivery_whose_rows_add_up(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = write_sheets(tmp_path / "desk.xlsx", contacts=CONTACTS, customers=CUSTOMERS)

    came = take_in_workbook(warehouse, path)

    assert [(one.file_name, one.entity, counts(one)) for one in came] == [
        ("desk.xlsx, sheet customers", "customers", (2, 2, 0, 0)),
        ("desk.xlsx, sheet contacts", "contacts", (1, 1, 0, 0)),
    ]
    assert warehouse.execute(
        "select file_name, entity, rows_read from raw.deliveries order by delivery_id"
    ).fetchall() == [
        ("desk.xlsx, sheet customers", "customers", 2),
        ("desk.xlsx, sheet contacts", "contacts", 1),
    ]


def test_the_examples_of_the_template_unmarked_come_in_whole(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = unmarked(template_workbook(BY_HAND), tmp_path / "desk.xlsx")

    came = take_in_workbook(warehouse, path)

    assert [(one.entity, counts(one)) for one in came] == [
        (entity.name, (1, 1, 0, 0)) for entity in BY_HAND
    ]
    assert warehouse.execute(
        "select agreement_id, starts_on, opens_at, standard_quota, availability_target_pct, "
        "row_number from raw.agreements"
    ).fetchall() == [("A-0042", date(2026, 1, 1), "08:00", 120, 99.5, 2)]
    assert warehouse.execute("select item, self_service from raw.catalogue").fetchall() == [
        ("007-password-reset", True)
    ]


def test_an_untouched_template_brings_nothing_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "desk.xlsx"
    path.write_bytes(template_workbook(BY_HAND))

    found = planned(path, None)

    names = ", ".join(entity.name for entity in BY_HAND)
    assert found.plans == ()
    assert found.remarks == (
        f"desk.xlsx: nothing but the example in the sheets {names}: it is left out. Write rows of "
        "your own below it.",
        "desk.xlsx: no sheet holds a row of your own, so nothing came in.",
    )


@pytest.mark.parametrize("name", ["desk.xlsx", "customers.xlsx"])
def test_an_example_beside_rows_is_left_out_and_counted(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, name: str
) -> None:
    rows = [*CUSTOMERS, ["EXAMPLE C-0042", "Example Works"], ["EXAMPLE", "Half"]]
    path = write_sheets(tmp_path / name, customers=rows)

    (came,) = take_in_workbook(warehouse, path)

    assert counts(came) == (2, 2, 0, 0)
    assert came.remarks == (
        "2 example rows left out; the first is row 4, which begins with 'EXAMPLE C-0042'. In a row "
        "of your own, write its own value there.",
    )


def test_the_mark_of_an_example_is_a_word_of_its_own_in_capitals(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = [["customer_id", "name"], ["EXAMPLES", "a"], ["Example C", "b"], ["C1", "EXAMPLE c"]]
    path = write_sheets(tmp_path / "desk.xlsx", customers=rows)

    (came,) = take_in_workbook(warehouse, path)

    assert counts(came) == (3, 3, 0, 0)


def test_a_sheet_without_rows_is_no_delivery_and_no_error(tmp_path: Path) -> None:
    path = write_sheets(
        tmp_path / "desk.xlsx", customers=CUSTOMERS, catalogue=HEAD_ALONE, exits=[], top_ups=[]
    )

    found = planned(path, None)

    assert [one.name for one in found.plans] == ["desk.xlsx, sheet customers"]
    assert found.remarks == ("desk.xlsx: no row in the sheets top_ups, catalogue, exits.",)


def test_a_sheet_of_another_name_that_holds_rows_is_said(tmp_path: Path) -> None:
    other = [["who"], ["me"], ["you"]]
    path = write_sheets(
        tmp_path / "desk.xlsx",
        **{"Read me": other, "Words": other, "Notes": other, "Blank": [], "customers": CUSTOMERS},
    )

    (remark,) = planned(path, None).remarks

    assert remark.startswith(
        "desk.xlsx: sheets passed over that hold rows: Notes (2 rows). A sheet is taken in where "
        "it is named after an entity: customers, agreements, "
    )


@pytest.mark.parametrize(
    ("sheets", "hidden", "said"),
    [
        (
            ["Old", "New"],
            "Old",
            (
                "its sheet Old was read, though hidden in the workbook: if that is not meant, "
                "withdraw the delivery, and delete what is hidden.",
                "its sheet Old was read; sheets not read that hold rows: New (2 rows). If another "
                "is meant, name that sheet customers, or let a mapping say so, format: {sheet: "
                "New}.",
            ),
        ),
        (
            ["customers", "New"],
            "New",
            (
                "its sheet customers was read; sheets not read that hold rows: New (2 rows, "
                "hidden). A sheet is taken in where it is named after an entity, or a mapping "
                "names it.",
            ),
        ),
        (
            ["tickets", "customers"],
            "customers",
            (
                "its sheet customers was read, though hidden in the workbook: if that is not "
                "meant, withdraw the delivery, and delete what is hidden.",
            ),
        ),
    ],
)
def test_the_sheet_that_is_read_is_named_where_others_hold_rows_or_it_is_hidden(
    warehouse: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    sheets: list[str],
    hidden: str,
    said: tuple[str, ...],
) -> None:
    rows = dict.fromkeys(sheets, CUSTOMERS)
    path = write_sheets(tmp_path / "customers.xlsx", hidden=hidden, **rows)
    (of_customers,) = (one for one in planned(path, None).plans if one.entity == "customers")

    assert take_in(warehouse, of_customers).remarks == said


@pytest.mark.parametrize(
    ("form", "way_out"),
    [
        ("", "If another is meant, let the mapping say so: format: {sheet: B}."),
        ("format: {sheets: [A]}", "If they are meant, add them to format.sheets in the mapping."),
    ],
)
def test_a_mapping_is_to_name_the_sheets_that_it_reads(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, form: str, way_out: str
) -> None:
    path = write_sheets(tmp_path / "list.xlsx", A=CUSTOMERS, B=CUSTOMERS)
    mapping = parsed_mapping(
        "name: lists\nsources:\n  - files: list*\n    records:\n      customers: {customer_id: "
        f"customer_id, name: name}}\n    {form}\n",
        name="lists",
    )

    (remark,) = take_in(warehouse, plan(path, mapping)).remarks
    assert remark.startswith("its sheet A was read; sheets not read that hold rows: B (2 rows).")
    assert remark.endswith(way_out)


@pytest.mark.parametrize(
    ("others", "message"),
    [
        (
            {"Juni": CUSTOMERS, "Mai": CUSTOMERS, "Head": HEAD_ALONE},
            r"Rows stand in its sheets Juni \(2 rows\), Mai \(2 rows\): name the right one "
            r"customers, or let a mapping say so, format: \{sheet: Juni\}\.",
        ),
        ({"Head": HEAD_ALONE}, r"No other sheet of it holds rows: export it again\."),
    ],
)
def test_an_empty_first_sheet_names_those_that_hold_rows(
    warehouse: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    others: dict[str, list[list[str]]],
    message: str,
) -> None:
    path = write_sheets(tmp_path / "customers.xlsx", Empty=[], **others)

    with pytest.raises(RefusedError, match=rf"nothing in its sheet Empty\. {message}"):
        take_in_workbook(warehouse, path)


def test_a_workbook_none_of_whose_sheets_is_known_is_refused(tmp_path: Path) -> None:
    path = write_sheets(tmp_path / "desk.xlsx", Tabelle1=CUSTOMERS)

    with pytest.raises(
        RefusedError,
        match=r"exit_events, nor does the name of a sheet\. Name it, or the sheet, after",
    ):
        planned(path, None)


@pytest.mark.parametrize(
    ("sheets", "brought"),
    [
        (["Tabelle1"], [("customers.xlsx", "customers")]),
        (["customers"], [("customers.xlsx", "customers")]),
        (["tickets"], [("customers.xlsx", "customers")]),
        (["Tabelle1", "Customers"], [("customers.xlsx, sheet Customers", "customers")]),
        (
            ["Tabelle1", "catalogue"],
            [
                ("customers.xlsx, sheet Tabelle1", "customers"),
                ("customers.xlsx, sheet catalogue", "catalogue"),
            ],
        ),
    ],
)
def test_a_workbook_named_after_an_entity_brings_it_whatever_its_first_sheet_is_called(
    tmp_path: Path, sheets: list[str], brought: list[tuple[str, str]]
) -> None:
    rows = [["customer_id", "name", "item"], ["C1", "Ada", "i"]]
    path = write_sheets(tmp_path / "customers.xlsx", **dict.fromkeys(sheets, rows))

    assert [(one.name, one.entity) for one in planned(path, None).plans] == brought


def test_the_same_workbook_again_changes_nothing(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = write_sheets(tmp_path / "desk.xlsx", customers=CUSTOMERS, contacts=CONTACTS)
    take_in_workbook(warehouse, path)
    again = path.rename(tmp_path / "again.xlsx")

    came = take_in_workbook(warehouse, again)

    assert [(one.delivery_id, counts(one), one.is_new) for one in came] == [
        (1, (2, 0, 0, 2), False),
        (2, (1, 0, 0, 1), False),
    ]
    assert warehouse.execute("select count(*) from raw.deliveries").fetchall() == [(2,)]


def test_in_a_corrected_workbook_the_later_row_of_a_key_holds(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "desk.xlsx"
    take_in_workbook(warehouse, write_sheets(path, customers=CUSTOMERS, contacts=CONTACTS))
    corrected = [*CUSTOMERS[:2], ["C2", "Bruck"], ["C3", "Cleo"]]

    came = take_in_workbook(warehouse, write_sheets(path, customers=corrected, contacts=CONTACTS))

    assert [(one.entity, counts(one)) for one in came] == [
        ("customers", (3, 2, 0, 1)),
        ("contacts", (1, 0, 0, 1)),
    ]
    assert warehouse.execute(
        "select customer_id, name from raw.customers "
        "anti join (from raw.superseded where entity = 'customers') using (delivery_id, row_number)"
        " order by 1"
    ).fetchall() == [("C1", "Ada"), ("C2", "Bruck"), ("C3", "Cleo")]


def test_a_row_that_waited_for_its_parent_comes_in_with_the_same_workbook(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = write_sheets(tmp_path / "desk.xlsx", contacts=CONTACTS)
    take_in_workbook(warehouse, path)
    take_in_workbook(warehouse, write_sheets(tmp_path / "other.xlsx", customers=CUSTOMERS))

    (came,) = take_in_workbook(warehouse, path)

    assert counts(came) == (1, 1, 0, 0)


def test_a_wrong_cell_is_named_with_its_sheet_row_column_value_and_what_is_expected(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    wrong = ["C2", "ben", "deputy", "2026-01-01", ""]
    path = write_sheets(
        tmp_path / "desk.xlsx", customers=CUSTOMERS, contacts=[*CONTACTS, [], wrong]
    )

    _, came = take_in_workbook(warehouse, path)

    assert (came.file_name, counts(came)) == ("desk.xlsx, sheet contacts", (2, 1, 1, 0))
    assert came.complaints == (
        (1, 4, "role", "deputy", "not one of primary, contact, change_authoriser", ()),
    )
    assert warehouse.execute(
        "select delivery_id, row_number, entity, column_name, value from raw.quarantine"
    ).fetchall() == [(2, 4, "contacts", "role", "deputy")]


def test_a_sheet_without_a_needed_column_is_refused_by_name(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = write_sheets(tmp_path / "desk.xlsx", customers=[["customer_id", "Name"], ["C1", "Ada"]])

    with pytest.raises(
        RefusedError,
        match=r"^desk\.xlsx, sheet customers: customers need the column 'name', which the sheet ",
    ):
        take_in_workbook(warehouse, path)


def test_a_sheet_is_taken_back_and_let_count_again_without_the_others(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = write_sheets(tmp_path / "desk.xlsx", customers=CUSTOMERS, contacts=CONTACTS)
    take_in_workbook(warehouse, path)
    withdraw(warehouse, 2)

    bring_back(warehouse, 2)

    assert warehouse.execute("select count(*) from raw.set_aside").fetchall() == [(0,)]


def test_a_column_without_a_value_counts_as_not_delivered(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = write_sheets(tmp_path / "desk.xlsx", customers=CUSTOMERS, contacts=CONTACTS)

    take_in_workbook(warehouse, path)

    assert warehouse.execute(
        "select column_name from raw.delivered_columns where entity = 'contacts' order by 1"
    ).fetchall() == [("contact_id",), ("customer_id",), ("role",), ("valid_from",)]


NAMES = st.text(st.characters(categories=("Lu", "Ll", "Nd", "Po")), min_size=1, max_size=6)
OFTEN_WRONG = st.sampled_from(["standard", "nonstandard", "other", ""])
MONTHS = st.dates(date(2025, 1, 1), date(2027, 12, 31)).map(str) | st.just("soon")
UNITS = st.integers(-2, 40).map(str) | st.just("many")


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    names=st.lists(NAMES, min_size=1, max_size=5),
    planned_rows=st.lists(
        st.tuples(st.integers(0, 6), OFTEN_WRONG, MONTHS, UNITS, NAMES | st.just("")), max_size=8
    ),
)
def test_sheets_bring_the_same_raw_rows_as_files_of_the_same_rows(
    tmp_path: Path,
    names: list[str],
    planned_rows: list[tuple[int, str, str, str, str]],
) -> None:
    sheets = {
        "customers": [
            ["customer_id", "name"],
            *([f"C{number}", name] for number, name in enumerate(names)),
        ],
        "planned_requests": [
            ["customer_id", "kind", "month", "units", "note"],
            *([f"C{number}", *rest] for number, *rest in planned_rows),
        ],
    }
    from_book, from_files = duckdb.connect(), duckdb.connect()
    book = write_sheets(tmp_path / "desk.xlsx", **sheets)

    by_sheet = take_in_workbook(from_book, book)
    by_file = []
    for entity, rows in sheets.items():
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        path = tmp_path / f"{entity}.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        by_file.append(take_in(from_files, planned(path, None).plans[0]))

    with_rows = [one for one in by_file if one.rows_read]
    assert [counts(one) for one in by_sheet] == [counts(one) for one in with_rows]
    assert [one.complaints for one in by_sheet] == [one.complaints for one in with_rows]
    for entity in sheets:
        assert raw_rows(from_book, entity) == raw_rows(from_files, entity)
    assert (
        from_book.execute("select * from raw.quarantine order by all").fetchall()
        == from_files.execute("select * from raw.quarantine order by all").fetchall()
    )
