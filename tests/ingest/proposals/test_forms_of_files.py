"""How a file is written is sniffed, for a proposal alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter

from ingest.dialect import Dialect
from ingest.errors import RefusedError
from ingest.proposals.forms import form_of

GERMAN = "Ticket-Nr.;Kunde;Priorität;Eröffnet am\nA1;Müller;Hoch;04.05.2026 09:00\n"


def sniffed(path: Path) -> dict[str, object]:
    return form_of(path).dialect.model_dump(exclude_defaults=True, by_alias=True)


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", None), ("utf-8-sig", None), ("cp1252", "cp1252"), ("cp850", "cp850"),
     ("mac_roman", "mac_roman"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le")],
)  # fmt: skip
def test_the_encoding_is_told_by_its_letters(
    tmp_path: Path, encoding: str, named: str | None
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(GERMAN.encode(encoding))

    found = form_of(path)

    assert found.dialect.encoding == (named or "utf-8")
    assert found.dialect.delimiter == ";"
    is_doubtful = named in {"cp1252", "cp850", "mac_roman"}
    assert any("'Priorität'" in one for one in found.said) == is_doubtful


@pytest.mark.parametrize(("delimiter", "name"), [(",", "a.csv"), ("\t", "a.tsv")])
def test_what_a_canonical_file_has_is_not_said(tmp_path: Path, delimiter: str, name: str) -> None:
    (tmp_path / name).write_text("Number,Opened\n1,2026-06-01 09:00\n".replace(",", delimiter))

    assert form_of(tmp_path / name).dialect == Dialect()


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_delimiter_is_the_one_that_parts_the_lines_alike(
    tmp_path: Path, delimiter: str
) -> None:
    rows = ["Number", "Opened", "Title"], ["1", "2026-06-01", "a, b, c"], ["2", "2026-06-02", "d,e"]
    (tmp_path / "a.csv").write_text("\n".join(delimiter.join(row) for row in rows))

    assert sniffed(tmp_path / "a.csv") == {"delimiter": delimiter}


def test_a_title_stands_above_the_names_of_the_columns(tmp_path: Path) -> None:
    text = 'Report June;;\n"made by; Ada"\n\nNumber;Customer;Opened\n1;A;2026-06-01\n'
    (tmp_path / "a.csv").write_text(text)

    assert sniffed(tmp_path / "a.csv") == {"delimiter": ";", "header": 4}


def test_a_delimiter_that_the_file_declares_needs_no_word(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sep=;\nNumber;Opened\n1;2026-06-01\n")

    assert form_of(tmp_path / "a.csv").dialect == Dialect()


def test_names_that_repeat_are_one_column(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Issue key,Comment,Comment\nA,x,y\n")

    assert sniffed(tmp_path / "a.csv") == {"repeats": {}}


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ([{"number": "1"}], None),
        ({"result": [{"number": "1"}]}, "result[]"),
        ({"meta": {"pages": [{"a": 1}]}, "data": {"list": [{"n": 1}, {"n": 2}]}}, "data.list[]"),
        ({"entities": [{"entity_type": "Incident", "properties": {"Id": "1"}}]},
         "entities[].properties"),
    ],
)  # fmt: skip
def test_the_rows_of_json_are_found_in_their_envelope(
    tmp_path: Path, content: object, rows: str | None
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(content))

    assert form_of(tmp_path / "a.json").dialect.rows == rows


def test_the_sheets_with_the_columns_of_the_list_are_read(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, columns in {"Notes": ["Hello"], "May": ["Number", "Opened"],
                              "June": ["Number", "Opened"]}.items():  # fmt: skip
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, columns)
            sheet.write_row(1, 0, ["1", "2026-06-01 09:00"][: len(columns)])

    found = form_of(path)

    assert found.dialect.sheets == ("May", "June")
    assert any("not read, because of other columns: its sheet Notes" in one for one in found.said)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.doc", b"x", "files of this kind are not read"),
        ("a.csv", b" \n", r"the file is empty\. Export it again\."),
        ("a.json", b"{", "it is not JSON"),
    ],
)
def test_what_cannot_be_looked_at_is_refused(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(RefusedError, match=why):
        form_of(tmp_path / name)
