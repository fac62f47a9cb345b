"""Files that are not of the kind that their name says, or damaged: what is said of them."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from ingest.dialect import Dialect
from ingest.errors import RefusedError
from ingest.proposals.forms import form_of
from ingest.readers import opened
from ingest.readers.encodings import likely_encoding
from ingest.sheets import planned
from tests.ingest.conftest import Deliver, counts
from tests.ingest.good_files import FILES

CSV = b"customer_id,name\nC1,Ada\n"
JSON = b'[{"customer_id": "C1", "name": "Ada"}]'
HTML = b"<html><body><table><tr><td>customer_id</td></tr></table></body></html>"
LOOK_IN_A_BROWSER = (
    "Look at it in a browser. Where it shows the list, open it in Excel and save it as desk.xlsx; "
    "where it asks for a password, log in and export again."
)


def workbook() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("customers")
        for number, line in enumerate(CSV.decode().splitlines()):
            sheet.write_row(number, 0, line.split(","))
    return stream.getvalue()


def archive(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name in names:
            packed.writestr(name, CSV)
    return stream.getvalue()


def parquet() -> bytes:
    stream = io.BytesIO()
    pl.DataFrame({"customer_id": ["C1"], "name": ["Ada"]}).write_parquet(stream)
    return stream.getvalue()


def protected() -> bytes:
    """The beginning of a workbook that Excel saved with a password."""
    begins = bytes.fromhex("d0cf11e0a1b11ae1")
    return begins + bytes(1016) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)


def refusal(tmp_path: Path, name: str, content: bytes, **form: str) -> str:
    path = tmp_path / name
    path.write_bytes(content)
    with (
        pytest.raises(RefusedError) as refused,
        opened(path, Dialect.model_validate(form)) as (source, _),
    ):
        list(source.blocks)
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "desk.csv",
            workbook(),
            "its name says CSV, but it is a workbook of Excel (.xlsx). Name it desk.xlsx.",
        ),
        (
            "desk.xls",
            workbook(),
            "its name says an old workbook of Excel, but it is a workbook of Excel (.xlsx). Name "
            "it desk.xlsx.",
        ),
        (
            "desk.CSV.GZ",
            archive("may.csv", "june.csv"),
            "its name says CSV packed with gzip, but it is a ZIP archive (in it: may.csv, "
            "june.csv). Unpack it and deliver what is in it.",
        ),
        (
            "desk.csv",
            (FILES / "list.xls").read_bytes(),
            "its name says CSV, but it is an old workbook of Excel (.xls). Name it desk.xls.",
        ),
        (
            "desk.xlsx",
            (FILES / "list.xls").read_bytes(),
            "its name says a workbook of Excel, but it is an old workbook of Excel (.xls). Name it "
            "desk.xls.",
        ),
        (
            "desk.xlsx",
            protected(),
            "its name says a workbook of Excel, but it is a workbook that a password protects. "
            "Save it without the password, as desk.xlsx.",
        ),
        (
            "desk.json",
            HTML,
            f"its name says JSON, but it is a web page (HTML). {LOOK_IN_A_BROWSER}",
        ),
        (
            "desk.xls",
            b"\xef\xbb\xbf\r\n<!DOCTYPE html>" + HTML,
            "its name says an old workbook of Excel, but it is a web page (HTML). "
            + LOOK_IN_A_BROWSER,
        ),
        (
            "desk.csv",
            b'<TABLE border="1"><tr>',
            f"its name says CSV, but it is a web page (HTML). {LOOK_IN_A_BROWSER}",
        ),
        (
            "desk.tsv",
            b"%PDF-1.7\n",
            "its name says a table of text, but it is a PDF. Export it again, as CSV or .xlsx.",
        ),
        (
            "desk.xls",
            b'<?xml version="1.0"?>\n<Workbook>',
            "its name says an old workbook of Excel, but it is XML. Open it in Excel and save it "
            "as desk.xlsx, or export it again, as CSV or .xlsx.",
        ),
        (
            "desk.csv",
            gzip.compress(CSV, mtime=0),
            "its name says CSV, but it is a file packed with gzip. Name it desk.csv.gz.",
        ),
        (
            "desk.csv.gz",
            gzip.compress(gzip.compress(CSV, mtime=0), mtime=0),
            "its name says CSV, but it is a file packed with gzip. Unpack it and deliver what is "
            "in it.",
        ),
        (
            "desk.csv.gz",
            CSV,
            "its name says CSV packed with gzip, but it is text, such as CSV that is not packed. "
            "If it is CSV, name it desk.csv; otherwise export it again.",
        ),
        (
            "desk.csv",
            parquet(),
            "its name says CSV, but it is Parquet. Name it desk.parquet.",
        ),
        (
            "desk.parquet",
            CSV,
            "its name says Parquet, but it is text, such as CSV. If it is CSV, name it desk.csv; "
            "otherwise export it again.",
        ),
        ("desk.csv", JSON, "its name says CSV, but it is JSON. Name it desk.json."),
        (
            "desk.jsonl",
            JSON,
            "its name says lines of JSON, but it is one JSON document. Name it desk.json.",
        ),
        (
            "desk.jsonl",
            CSV,
            "its name says lines of JSON, but it is text, such as CSV. If it is CSV, name it "
            "desk.csv; otherwise export it again.",
        ),
        (
            "desk.json",
            CSV,
            "it begins with 'customer_id,name', and is not JSON. If it is CSV, name it desk.csv; "
            "otherwise export it again.",
        ),
        (
            "desk.csv",
            bytes(range(256)),
            "its name says CSV, but it is binary data of no known kind. Export it again, as CSV "
            "or .xlsx.",
        ),
        ("desk.xlsx", b"", "the file is empty. Export it again."),
        ("desk.jsonl", b"", "the file is empty. Export it again."),
    ],
)
def test_a_file_of_another_kind_than_its_name_says_is_refused_by_what_it_is(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    assert refusal(tmp_path, name, content) == f"{name}: {message}"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "desk.xlsx",
            workbook()[:2000],
            "it is cut off: its end is missing. Export it again, whole.",
        ),
        (
            "desk.xlsx",
            workbook().replace(b"PK\x01\x02", b"PK\xff\xff"),
            "it is damaged: it cannot be read as a workbook of Excel. Open it in Excel, save it as "
            "desk.xlsx and deliver that.",
        ),
        (
            "desk.xls",
            (FILES / "list.xls").read_bytes()[:3000],
            "it is cut off or damaged, or a password protects it. Save it without a password, as "
            "desk.xlsx.",
        ),
        (
            "desk.parquet",
            parquet()[:-20],
            "it is cut off: its end is missing. Export it again, whole.",
        ),
        (
            "desk.parquet",
            parquet()[:4] + b"\xff" * (len(parquet()) - 12) + parquet()[-8:],
            "it is damaged: it cannot be read as Parquet. Export it again.",
        ),
        (
            "desk.parquet",
            parquet().replace(b"name", b"n\xbame"),
            "the name of one of its columns is not in UTF-8 (b'n\\xbame'). The file is damaged: "
            "export it again.",
        ),
        (
            "desk.csv.gz",
            gzip.compress(CSV, mtime=0)[:-12],
            "it is cut off: what is packed in it ends too early. Export it again, whole.",
        ),
        (
            "desk.csv.gz",
            gzip.compress(CSV, mtime=0)[:-8] + bytes(8),
            "it is damaged: it cannot be unpacked to its end. Pack it anew, or deliver it "
            "unpacked.",
        ),
    ],
)
def test_a_damaged_file_is_refused_in_words_of_our_own(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    assert refusal(tmp_path, name, content) == f"{name}: {message}"


@pytest.mark.parametrize(
    ("encoding", "declared", "message"),
    [
        (
            "utf-16",
            "utf-8",
            "it is written in UTF-16, not in UTF-8. Say so in a mapping, format: {encoding: "
            "utf-16}, or save the file in Excel as CSV UTF-8.",
        ),
        (
            "utf-16-le",
            "cp1252",
            "it is written in UTF-16, not in cp1252. Say so in a mapping, format: {encoding: "
            "utf-16-le}, or save the file in Excel as CSV UTF-8.",
        ),
        (
            "utf-8",
            "utf-16",
            "it is not written in utf-16, as format.encoding in the mapping says. It looks like "
            "UTF-8: leave format.encoding out.",
        ),
        (
            "cp1252",
            "ascii",
            "line 2 is not written in ascii, as format.encoding in the mapping says. It looks "
            "like cp1252: correct format.encoding.",
        ),
    ],
)
def test_a_text_in_another_encoding_is_refused_with_the_one_that_it_looks_like(
    tmp_path: Path, encoding: str, declared: str, message: str
) -> None:
    content = "customer_id,name\nC1,Müller\n".encode(encoding)

    assert refusal(tmp_path, "desk.csv", content, encoding=declared) == f"desk.csv: {message}"


@pytest.mark.parametrize(
    ("name", "text", "encoding"),
    [
        ("desk.csv", "PK,name\nC1,Ada\n", "utf-8"),
        ("desk.csv", "PAR1,name\nC1,Ada\n", "utf-8"),
        ("desk.csv", "<customer>,name\nC1,Ada\n", "utf-8"),
        ("desk.csv", "[id],{name}\nC1,Ada\n", "utf-8"),
        ("desk.csv", "id,name\nC1,Ada\n", "cp500"),
        ("desk.csv", "id,name\nC1,Ada\n", "utf-32"),
        ("desk.csv", "番号,名前\n一,二\n" * 99, "utf-16-le"),
        ("desk.jsonl", 'oops\n{"id": "C1", "name": "Ada"}\n', "utf-8"),
        ("desk.json", '[{"id": "C1", "name": "Ada"}]', "utf-16"),
    ],
)
def test_a_good_file_with_an_odd_beginning_is_read(
    tmp_path: Path, name: str, text: str, encoding: str
) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))

    with opened(path, Dialect(encoding=encoding)) as (source, _):
        assert sum(len(block.rows) for block in source.blocks)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Größe,Straße", "utf-8"),
        ("Größe,Straße", "cp1252"),
        ("Größe,Straße", "cp850"),
        ("Größe,Straße", "utf-16"),
        ("Größe,Straße", "utf-16-be"),
        ("name", "utf-8"),
        ("", "utf-8"),
    ],
)
def test_a_header_tells_its_encoding(text: str, encoding: str) -> None:
    assert likely_encoding(text.encode(encoding)) == encoding


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "~$desk.xlsx",
            "~$desk.xlsx: it is no data: a program keeps it while desk.xlsx is open. Close "
            "desk.xlsx there, and deliver that file.",
        ),
        (
            ".~lock.desk.ods#",
            ".~lock.desk.ods#: it is no data: a program keeps it while desk.ods is open. Close "
            "desk.ods there, and deliver that file.",
        ),
        (
            ".DS_Store",
            ".DS_Store: it is no data: the Finder of macOS keeps it for itself. Leave it out.",
        ),
        ("Thumbs.db", "Thumbs.db: it is no data: Windows keeps it for itself. Leave it out."),
    ],
)
def test_a_file_that_a_program_keeps_for_itself_is_said_to_be_that(
    tmp_path: Path, name: str, message: str
) -> None:
    assert refusal(tmp_path, name, b"\x04desk" + bytes(160)) == message


def test_the_lock_of_a_workbook_delivered_by_name_is_refused_as_one(tmp_path: Path) -> None:
    path = tmp_path / "~$desk.xlsx"
    path.write_bytes(b"\x04desk" + bytes(160))

    with pytest.raises(RefusedError, match=r"a program keeps it while desk\.xlsx is open"):
        planned(path, None)


def test_no_mapping_is_proposed_for_a_file_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "desk.xlsx"
    path.write_bytes(HTML)

    with pytest.raises(RefusedError, match=r"it is a web page \(HTML\)"):
        form_of(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("customers.csv", b"customer_id,name\n"),
        ("customers.json", b"[]"),
        ("customers.json", b"\xef\xbb\xbf[\n]\n"),
        ("customers.jsonl", b"\n \n"),
    ],
)
def test_an_export_without_a_row_comes_in_with_none(
    deliver: Deliver, name: str, content: bytes
) -> None:
    assert counts(deliver(name, content)) == (0, 0, 0, 0)


OF_ISSUES = """
name: issues
sources:
  - files: "*.json*"
    format: {{rows: "{}"}}
    records:
      customers: {{customer_id: key, name: key}}
"""


@pytest.mark.parametrize(
    ("name", "content", "rows"),
    [
        ("t.json", b'{"issues": []}', "issues[]"),
        ("t.json", b'{"issues": [], "total": 0}', "issues[].changelog.histories[]"),
        ("t.json", b"[]", "[]"),
        ("t.jsonl", b'{"issues": []}\n{"issues": []}\n', "issues[]"),
        ("t.jsonl", b"\n", "issues[]"),
    ],
)
def test_an_empty_export_comes_in_by_its_mapping(
    deliver: Deliver, name: str, content: bytes, rows: str
) -> None:
    assert counts(deliver(name, content, mapping=OF_ISSUES.format(rows))) == (0, 0, 0, 0)


@pytest.mark.parametrize("ending", ["json", "jsonl"])
@pytest.mark.parametrize(
    ("rows", "remarks"),
    [
        ("[].changelog.histories[].items[]", ()),
        (
            "[].changelog.history[].items[]",
            (
                "no element has an array at changelog.history, to which format.rows leads, so each "
                "came in as one row without it; there are changelog.startAt, changelog.histories. "
                "Correct format.rows in the mapping.",
            ),
        ),
        (
            "[].changelog.histories[].item[]",
            (
                "no element has an array at changelog.histories.item, to which format.rows leads, "
                "so each came in as one row without it; there are changelog.histories.id, "
                "changelog.histories.items. Correct format.rows in the mapping.",
            ),
        ),
    ],
)
def test_a_lower_array_that_no_element_has_is_said(
    deliver: Deliver, ending: str, rows: str, remarks: tuple[str, ...]
) -> None:
    lines = [
        '{"key": "A-1"}',
        '{"key": "A-2", "changelog": {"startAt": 0, "histories": []}}',
        '{"key": "A-3", "changelog": {"startAt": 0, "histories": [{"id": 1, "items": [{}]}]}}',
    ]
    text = "\n".join(lines) if ending == "jsonl" else f"[{','.join(lines)}]"

    came = deliver(f"t.{ending}", text, mapping=OF_ISSUES.format(rows))

    assert (counts(came), came.remarks) == ((3, 3, 0, 0), remarks)
