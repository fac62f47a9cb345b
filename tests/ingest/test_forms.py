"""Forms of text tables: where the header stands, what repeats, which lines are no rows."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ingest.dialect import Dialect
from ingest.errors import RefusedError
from ingest.readers import Block, opened, summed


def read(path: Path, **form: Any) -> Block:
    """All of a file as one block."""
    with opened(path, Dialect.model_validate(form)) as (source, _):
        blocks = list(source.blocks)
    return Block(
        pl.concat([block.rows for block in blocks]),
        tuple(one for block in blocks for one in block.broken),
        summed(one for block in blocks for one in block.left_out),
    )


def written(tmp_path: Path, text: str, name: str = "t.csv") -> Path:
    path = tmp_path / name
    content = text.encode()
    path.write_bytes(gzip.compress(content, mtime=0) if name.endswith(".gz") else content)
    return path


@pytest.mark.parametrize(
    ("text", "form", "rows"),
    [
        ("Title\n\na,b\n1,2\n", {"header": 3}, [(4, "1", "2")]),
        ("a,b\nText,Number\n1,2\n", {"skip": 1}, [(3, "1", "2")]),
        ("Title\na,b\nunits,units\n1,2\n", {"header": 2, "skip": 1}, [(4, "1", "2")]),
        ("sep=;\na;b\n1;2\n", {}, [(3, "1", "2")]),
        ('"sep=;"\r\na;b\r\n1;2\r\n', {"delimiter": ";"}, [(3, "1", "2")]),
        ("\ufeffSEP=;\na;b\n1;2\n", {"header": 2}, [(3, "1", "2")]),
        ("sep=\t\nTitle\na\tb\n1\t2\n", {"header": 3}, [(4, "1", "2")]),
        ("a|b\n1|'2|3'\n", {"delimiter": "|", "quote": "'"}, [(2, "1", "2|3")]),
        ("a\tb\n1\t2\n", {"delimiter": "tab"}, [(2, "1", "2")]),
        (" a ,\u00a0b\n1,2\n", {}, [(2, "1", "2")]),
    ],
)
def test_rows_stand_where_the_form_says(
    tmp_path: Path, text: str, form: dict[str, object], rows: list[tuple[object, ...]]
) -> None:
    block = read(written(tmp_path, text), **form)

    assert block.rows.columns == ["row_number", "a", "b"]
    assert block.rows.rows() == rows


@pytest.mark.parametrize("name", ["t.tsv", "t.TSV.gz", "t.tsv.gz"])
def test_a_tsv_file_has_tabs(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, "a\tb\n1\t2\n", name.lower())
    path = path.rename(tmp_path / name)

    assert read(path).rows.rows() == [(2, "1", "2")]


def test_a_txt_file_is_a_text_table(tmp_path: Path) -> None:
    assert read(written(tmp_path, "a,b\n1,2\n", "t.txt")).rows.rows() == [(2, "1", "2")]


@pytest.mark.parametrize(
    ("text", "form", "message"),
    [
        ("sep=;\na;b\n", {"delimiter": ","}, "declares the delimiter ';', the mapping ','"),
        ("a,b\n", {"header": 3}, "it ends before line 3, which must name the columns"),
        ("\na,b\n", {}, "line 1 is blank.*format: {header: 2}"),
        ("a,b,a\n", {}, "names a column twice: a.*format: {repeats: first}"),
        ("x\na,b,a\n", {"header": 2}, "line 2 names a column twice: a"),
    ],
)
def test_a_file_that_contradicts_its_form_is_refused(
    tmp_path: Path, text: str, form: dict[str, object], message: str
) -> None:
    with pytest.raises(RefusedError, match=message):
        read(written(tmp_path, text), **form)


@pytest.mark.parametrize(
    ("repeats", "row"),
    [("first", ("v", "x", "z")), ({"join": " | "}, ("v", "x | y", "z"))],
)
def test_columns_that_repeat_become_one(
    tmp_path: Path, repeats: object, row: tuple[str, ...]
) -> None:
    text = 'Key,Label,Label,Label,Note\nv,,x,y,z\n"w",,,,\n'
    block = read(written(tmp_path, text), repeats=repeats)

    assert set(block.rows.columns) == {"row_number", "Key", "Label", "Note"}
    assert block.rows.select("Key", "Label", "Note").rows() == [row, ("w", "", "")]


FOOTED = """Nr,Text,Hours
1,a,2

2,b,3
 Summe ,,5
,,
3,c,4
"Confidential, 2026"
Copyright Example
"""


def test_rows_and_lines_that_a_condition_names_are_left_out_and_counted(tmp_path: Path) -> None:
    block = read(
        written(tmp_path, FOOTED),
        leave_out=[
            {"column": "Nr", "is": ["Summe", "Total"]},
            {"column": "Nr", "empty": "true"},
            {"line": "^(Copyright|Confidential)"},
        ],
    )

    assert block.rows["Nr"].to_list() == ["1", "2", "3"]
    assert block.broken == ()
    assert [(one.reason, one.rows, one.first_row, one.text) for one in block.left_out] == [
        ("blank", 1, 3, ""),
        ("Nr is Summe or Total", 1, 5, "Summe 5"),
        ("Nr is empty", 1, 6, ""),
        ("the line matches ^(Copyright|Confidential)", 2, 8, "Confidential, 2026"),
    ]


def test_without_a_condition_footers_are_broken_rows(tmp_path: Path) -> None:
    block = read(written(tmp_path, FOOTED))

    assert [(one.row_number, one.text) for one in block.broken] == [
        (5, " Summe ,,5"),
        (8, "Confidential, 2026"),
        (9, "Copyright Example"),
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_every_form_holds_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("sep=;\nTitel\nÄ;b\n1;ö\nEnde\n".encode(encoding))
    block = read(path, encoding=encoding, header=3, leave_out={"line": "^Ende"})

    assert block.rows.rows() == [(4, "1", "ö")]
    assert block.rows.columns == ["row_number", "Ä", "b"]


def test_lines_with_so_many_cells_can_be_left_out(tmp_path: Path) -> None:
    text = "Nr,Text\n1,a\nReport of June\n,generated\nx,y,z\n"
    block = read(written(tmp_path, text), leave_out={"cells": "1"})

    assert block.rows.rows() == [(2, "1", "a")]
    assert [one.row_number for one in block.broken] == [5]
    assert [(one.reason, one.rows, one.text) for one in block.left_out] == [
        ("1 of its cells has a value", 2, "Report of June")
    ]
