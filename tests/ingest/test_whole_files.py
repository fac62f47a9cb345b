"""Whole files that cannot be used as they are: what is wrong with each, and the way out."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from ingest.errors import RefusedError
from ingest.file_names import entity_with
from ingest.mapping_file import load_mapping
from ingest.plan import plan
from pipeline.errors import StoppedError
from pipeline.intake import Taken, take_in_all
from pipeline.workspace import Workspace
from tests.ingest.conftest import CUSTOMERS, TICKETS, Deliver, counts

QUOTED = "".join(f'"{line}"\n' for line in CUSTOMERS.splitlines())
OF_LISTS = """
name: lists
sources:
  - files: "list*"
    records:
      customers: {customer_id: Number, name: Firm}
"""
CHOSEN = "mapping lists, which was chosen by the file's name, reads the columns 'Number', 'Firm', "


def taken(tmp_path: Path, files: dict[str, str], *, mapping: str = "") -> Taken:
    """Take a folder with these files in, in a workspace that may have a mapping of its own."""
    workspace = Workspace(tmp_path / "workspace")
    workspace.create()
    if mapping:
        workspace.mappings.mkdir()
        (workspace.mappings / "own.yml").write_text(mapping)
    folder = tmp_path / "delivery"
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(content)
    return take_in_all(workspace, [folder])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            CUSTOMERS.replace("\n", "\r"),
            "its lines end with a carriage return alone, as on old Macs. Save it as CSV UTF-8",
        ),
        (
            CUSTOMERS.replace("\n", "\r").replace("Ada", '"Ada"'),
            "its lines end with a carriage return alone",
        ),
        (QUOTED, "Each line stands in quotes, as one cell: take the outer quotes away."),
        (QUOTED.replace(",", ";"), "Its columns are parted by semicolons: put a line sep=; above"),
        (
            f"sep=;\n{CUSTOMERS}",
            "Line 1 says sep=;, but its columns are parted by commas: write sep=, there.",
        ),
        (
            "sep=,\n" + CUSTOMERS.replace(",", "\t"),
            "Line 1 says sep=,, but its columns are parted by tabs: delete it and name the file",
        ),
        ("\ufeff", "the file is empty; its first line must name the columns. Export it again."),
        ("\n", "the file holds nothing but blank lines; its first line must name the columns."),
        ("\ufeff\r\n \r\n", "the file holds nothing but blank lines;"),
        ("sep=;\n\n", "the file holds nothing but blank lines;"),
        ("\n\n" + CUSTOMERS, "Delete the blank lines above the names, or let a mapping say where"),
        ("\n\n" + CUSTOMERS, "where they stand, such as format: {header: 3}."),
        ("customer_id,name,name\n", "names a column twice: name. Rename or delete one of them, or"),
        (
            'customer_id,name\nC1,"Ada\n',
            "the quote opened in line 2 is never closed. Was the file cut off? Then deliver it "
            "again, whole. Or there is a quote too many in line 2: correct it there.",
        ),
        ("C1,Ada\nC2,Brook\n", "Its first line seems to hold values and no names: put a line"),
        ("A-2026-001,Ada\n", "Its first line seems to hold values and no names: put a line"),
        (
            "ADA,Ada Ltd,Berlin\nBROOK,Brook Ltd,Bonn\n",
            "Its first line looks like the one below it: if it holds values, put a line above it",
        ),
        ("id,First name\nC1,Ada\n", "Deliver it again with what is missing, or name the right"),
        (
            "customer_id,Name of it\n",
            "need the column 'name', which the file does not have; it has",
        ),
    ],
)
def test_a_text_that_names_no_columns_says_what_stands_there_instead(
    deliver: Deliver, content: str, message: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        deliver("customers.csv", content)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("form", "content", "message"),
    [
        (
            'delimiter: "|"',
            CUSTOMERS,
            "The mapping says '|', but its columns are parted by commas: ",
        ),
        ('delimiter: "|"', CUSTOMERS, 'parted by commas: correct it, format: {delimiter: ","}.'),
        (
            "quote: '\"'",
            CUSTOMERS.replace(",", ";"),
            "semicolons: let the mapping say so, format: {",
        ),
        (
            'delimiter: ";"',
            f"sep=;\n{CUSTOMERS}",
            "Line 1 and the mapping say sep=;, but its columns are parted by commas: delete it,",
        ),
        ('delimiter: ","', f"sep=;\n{CUSTOMERS}", "correct line 1, or leave format.delimiter out."),
    ],
)
def test_a_wrong_delimiter_is_corrected_where_it_is_declared(
    deliver: Deliver, form: str, content: str, message: str
) -> None:
    mapping = OF_LISTS.replace("Number", "customer_id").replace("Firm", "name")
    of_form = mapping.replace('files: "list*"', f'files: "list*"\n    format: {{{form}}}')

    with pytest.raises(RefusedError) as refused:
        deliver("list.csv", content, mapping=of_form)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("written", "declared", "message"),
    [
        ("utf-8", "cp1252", "Its columns are named in UTF-8, and the mapping reads cp1252: take "),
        ("cp1252", "cp850", "Its columns are named in cp1252, and the mapping reads cp850: write "),
        ("cp850", "latin-1", "and the mapping reads latin-1: write cp850 in its format."),
    ],
)
@pytest.mark.parametrize(
    ("name", "content"),
    [("list.csv", "Nummer,Gerät\nC1,Ada\n"), ("list.json", '[{"Nummer": "C1", "Gerät": "Ada"}]')],
)
def test_names_in_another_encoding_correct_the_encoding_and_not_the_names(
    deliver: Deliver, name: str, content: str, written: str, declared: str, message: str
) -> None:
    mapping = OF_LISTS.replace("Number", "Nummer").replace("Firm", "Gerät")
    in_encoding = f'files: "list*"\n    format: {{encoding: {declared}}}'

    with pytest.raises(RefusedError) as refused:
        deliver(
            name, content.encode(written), mapping=mapping.replace('files: "list*"', in_encoding)
        )
    assert message in str(refused.value)


def test_names_that_are_garbled_in_the_file_are_to_be_exported_anew(deliver: Deliver) -> None:
    mapping = OF_LISTS.replace("Firm", "Gerät")

    with pytest.raises(RefusedError, match="garbled in the file: the program that wrote it had"):
        deliver("list.csv", "Number,GerÃ¤t\nC1,Ada\n", mapping=mapping)


def test_a_stray_carriage_return_above_the_header_is_none_of_an_old_mac(deliver: Deliver) -> None:
    with_header = OF_LISTS.replace('files: "list*"', 'files: "list*"\n    format: {header: 2}')

    came = deliver("list.csv", "Firms\rof June\nNumber,Firm\nC1,Ada\n", mapping=with_header)

    assert counts(came) == (1, 1, 0, 0)


def test_the_values_of_an_entity_are_not_taken_for_its_names(deliver: Deliver) -> None:
    row = "Ada-1,C1,incident,production,P2,2026-06-16 09:00,portal,low,one,two,three,four\n"

    with pytest.raises(RefusedError, match="Its first line looks like the one below it"):
        deliver("tickets.csv", row + row.replace("1", "2"))


def test_a_sheet_of_whole_lines_is_to_be_split(deliver: Deliver, tmp_path: Path) -> None:
    path = tmp_path / "customers.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("customers").write_column(0, 0, CUSTOMERS.splitlines())

    with pytest.raises(RefusedError, match=r"parted by commas: split them into columns \(in Excel"):
        deliver("customers.xlsx", path.read_bytes())


@pytest.mark.parametrize(
    ("columns", "named", "entity"),
    [
        (TICKETS.splitlines()[0].split(","), "customers", "tickets"),
        (["customer_id", "name"], "tickets", "customers"),
        (["customer_id", "name", "opened", "by", "owner"], "", None),
        (["customer_id", "contact_id", "role", "name"], "contacts", None),
        (["Number"], "", None),
    ],
)
def test_columns_tell_whose_they_are(columns: list[str], named: str, entity: str | None) -> None:
    assert entity_with(columns, named=named) == entity


def test_files_whose_names_were_swapped_are_said_to_be_each_other(tmp_path: Path) -> None:
    came = taken(tmp_path, {"customers.csv": TICKETS, "tickets.csv": CUSTOMERS})

    first, second = map(str, came.refused)
    assert "Its columns are those of tickets: was it named wrongly? If so, name it tic" in first
    assert "Its columns are those of customers: was it named wrongly? If so, name it c" in second


@pytest.mark.parametrize(
    ("header", "way_out"),
    [
        (TICKETS, "Its columns are those of tickets: name it tickets.csv, unless"),
        ("a,b\n", "If it is of another form, give its mapping by --mapping, or have one proposed"),
    ],
)
def test_a_mapping_that_nobody_named_is_said_to_be_chosen_by_the_name(
    tmp_path: Path, header: str, way_out: str
) -> None:
    came = taken(tmp_path, {"list_march.csv": header}, mapping=OF_LISTS)

    (refused,) = map(str, came.refused)
    assert refused.startswith(f"list_march.csv: {CHOSEN}which the file does not have; it has ")
    assert way_out in refused


def test_a_named_mapping_for_a_file_of_the_own_form_is_to_be_left_out(deliver: Deliver) -> None:
    with pytest.raises(
        RefusedError, match="mapping lists reads the columns 'Number', 'Firm'"
    ) as it:
        deliver("list.csv", TICKETS, mapping=OF_LISTS)
    assert "those of tickets: leave --mapping out, and name it tickets.csv." in str(it.value)


@pytest.mark.parametrize(
    ("name", "way_out"),
    [
        ("tickets.csv", "By its name it is of the product's own form: leave --mapping out, or let"),
        ("june.csv", "Rename the file, or let `files` in the mapping take it."),
    ],
)
def test_a_file_that_a_named_mapping_does_not_take_is_said_in_few_words(
    name: str, way_out: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        plan(Path(name), load_mapping("servicenow"))
    assert "and 10 more." in refused.value.why
    assert refused.value.way_out.startswith(way_out)


@pytest.mark.parametrize(
    ("content", "way_out"),
    [
        ({"tickets": [{"ticket_id": "T1"}]}, "array tickets: deliver the array alone, or name it"),
        ({"tickets": [{"ticket_id": "T1"}]}, 'format: {rows: "tickets[]"}.'),
        ({"data": {"rows": [{"a": 1}]}, "total": 1}, 'format: {rows: "data.rows[]"}.'),
        ({"tickets": [], "total": 0}, 'format: {rows: "tickets[]"}.'),
    ],
)
def test_json_whose_rows_stand_in_an_array_says_which(
    deliver: Deliver, content: object, way_out: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        deliver("tickets.json", json.dumps(content))
    assert way_out in str(refused.value)


def test_a_file_of_keys_to_take_back_is_told_of_the_column_that_says_so(deliver: Deliver) -> None:
    with pytest.raises(RefusedError) as refused:
        deliver("tickets.csv", "ticket_id,Withdrawn\nT1,true\n")
    assert "It has 'Withdrawn' for 'withdrawn': name it so, and rows that take" in str(
        refused.value
    )


@pytest.mark.parametrize(
    ("files", "because"),
    [
        (
            {"readme.docx": "x", "note.txt": "x"},
            "files of their kind are not read: readme.docx. Passed over, because they are named "
            "after nothing that is read: note.txt. Files to take in end in .csv, ",
        ),
        ({"a.zip": "x"}, "are not read: a.zip. Files to take in end in .csv, "),
        ({"note.txt": "x"}, "named after nothing that is read: note.txt. Files to take in end "),
    ],
)
def test_a_folder_in_which_nothing_is_read_is_refused(
    tmp_path: Path, files: dict[str, str], because: str
) -> None:
    with pytest.raises(StoppedError) as stopped:
        taken(tmp_path, files)
    assert because in str(stopped.value)


def test_a_note_beside_a_file_is_passed_over(tmp_path: Path) -> None:
    came = taken(tmp_path, {"customers.csv": CUSTOMERS, "note.txt": "x"})

    assert len(came.deliveries) == 1
    assert came.refused == ()
    assert [path.name for path in came.passed_over] == ["note.txt"]


def test_the_same_file_under_another_name_is_named_as_it_was_given(deliver: Deliver) -> None:
    first = deliver("customers.csv", CUSTOMERS)
    again = deliver("Customers.TXT", CUSTOMERS)
    same = deliver("customers.csv", CUSTOMERS)

    assert (again.file_name, again.is_new) == ("Customers.TXT", False)
    assert again.remarks == (f"it is the same as customers.csv, delivery {first.delivery_id}.",)
    assert same.remarks == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[{"customer_id": "C1",}]', "a comma too many stands there (near byte 21)"),
        ('[{"customer_id": "\\ud800"}]', "half a letter such as \\ud800 stands in it"),
        ('[{"customer_id" "C1"}]', "a colon is missing there (near byte 15)"),
        ('[{"customer_id": "C1" "name": "Ada"}]', "a comma or a closing bracket is missing there"),
        ('[{"customer_id": 01}]', "a number is written wrongly there"),
        ("[null]", "is not a JSON object: null"),
    ],
)
def test_faulty_json_is_said_in_words_of_our_own(
    deliver: Deliver, content: str, message: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        deliver("customers.json", content)
    assert message in str(refused.value)


def test_a_line_of_json_that_ends_too_early_is_not_one_with_half_a_letter(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    good = '{"customer_id": "C1", "name": "Ada"}'

    came = deliver("customers.jsonl", f'{good}\n{{"customer_id": "C2"\n{{"a": "\\ud83d"}}\n')

    assert counts(came) == (3, 1, 2, 0)
    assert [one.reason for one in came.complaints] == [
        "is not JSON: it ends too early",
        "is not JSON: half a letter such as \\ud800 stands in it",
    ]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ('"C7,Gil"', "the whole line stands in quotes, as one cell; take the outer quotes away"),
        ("C7;Gil", "its cells are parted by semicolons, the header's by commas; part them alike"),
        ("C7", "has 1 cell where the header names 2 columns (is it cut off, or a line break with"),
        ("C7,Gil,x", "has 3 cells where the header names 2 columns (is a delimiter within a text"),
        ("customer_id,name", "repeats the header; delete it"),
        ('"customer_id",name ', "repeats the header; delete it"),
        ("Total,", "looks like a total or a footer and no row; delete it, or let a mapping leave"),
        ("(4 rows affected)", "looks like a total or a footer and no row; delete it"),
        ("Total: 5", "looks like a total or a footer and no row; delete it"),
    ],
)
def test_a_line_that_is_no_row_says_what_it_is(deliver: Deliver, lines: str, reason: str) -> None:
    came = deliver("customers.csv", f"{CUSTOMERS}{lines}\n")

    assert counts(came) == (3, 2, 1, 0)
    (refused,) = came.complaints
    assert refused.reason.startswith(reason)


@pytest.mark.parametrize("row", ["Total,Total Energies", "customer_id,Ada", "T-1 rows,Ada"])
def test_a_row_that_only_begins_as_a_footer_or_the_header_comes_in(
    deliver: Deliver, row: str
) -> None:
    assert counts(deliver("customers.csv", f"{CUSTOMERS}{row}\n")) == (3, 3, 0, 0)


def test_a_sheet_that_repeats_its_header_says_so(deliver: Deliver, tmp_path: Path) -> None:
    path = tmp_path / "customers.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("customers")
        for number, line in enumerate([*CUSTOMERS.splitlines(), "customer_id,name", "Total,"]):
            sheet.write_row(number, 0, line.split(","))

    came = deliver("customers.xlsx", path.read_bytes())

    assert counts(came) == (4, 2, 2, 0)
    assert {one.reason.partition(";")[0] for one in came.complaints} == {
        "repeats the header",
        "looks like a total or a footer and no row",
    }


@pytest.mark.parametrize(
    ("date", "why"),
    [("2026-02-30", "is no day, or no time of a day, that exists"), ("2026-2", "is not written")],
)
def test_a_file_whose_name_tells_no_day_is_refused_and_the_others_come_in(
    tmp_path: Path, date: str, why: str
) -> None:
    dated = OF_LISTS.replace(
        "    records", r"    exported: {pattern: '_(?<date>.+)\.'}" + "\n    records"
    )
    files = {f"list_{name}.csv": f"Number,Firm\n{name},Ada\n" for name in (date, "2026-03-01")}

    came = taken(tmp_path, {**files, "tickets.csv": TICKETS}, mapping=dated)

    assert [one.file_name for one in came.deliveries] == ["list_2026-03-01.csv"]
    assert why in str(came.refused[0])
    assert [one.what for one in came.refused] == [f"list_{date}.csv", "tickets.csv"]
    assert not came.is_usable()
