"""JSON as desks write it: arrays, envelopes, lines; nested, with arrays that hold the rows."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from ingest.dialect import Dialect
from ingest.errors import RefusedError
from ingest.readers import Block, opened
from ingest.readers.json_scan import scan

ISSUES = [
    {
        "key": "A-1",
        "id": 1,
        "fields": {"status": {"name": "Done"}, "labels": ["a", "b"]},
        "changelog": {
            "histories": [
                {
                    "created": "2026-06-01T09:00:00.000+0200",
                    "id": 10,
                    "items": [
                        {"field": "status", "toString": "Open"},
                        {"field": "priority", "toString": "High"},
                    ],
                },
                {"created": "2026-06-02T09:00:00.000+0200", "id": 11, "items": []},
            ]
        },
    },
    {"key": "A-2", "id": 2, "fields": {"status": None}, "changelog": {"histories": []}},
    {"key": "A-3", "id": 3},
]
DEEP = "issues[].changelog.histories[].items[]"


def read(path: Path, rows: str | None = None) -> Block:
    """All of a file as one block."""
    with opened(path, Dialect(rows=rows)) as (source, _):
        blocks = list(source.blocks)
    return Block(
        pl.concat([block.rows for block in blocks], how="diagonal"),
        tuple(one for block in blocks for one in block.broken),
        tuple(one for block in blocks for one in block.left_out),
    )


def written(tmp_path: Path, content: object, name: str = "t.json") -> Path:
    path = tmp_path / name
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    path.write_bytes(gzip.compress(text, mtime=0) if name.endswith(".gz") else text)
    return path


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ([{"a": "1"}, {"a": "2"}], None),
        ([{"a": "1"}, {"a": "2"}], "[]"),
        ({"result": [{"a": "1"}, {"a": "2"}]}, "result[]"),
        ({"meta": {"n": [2]}, "d": {"value": [{"a": "1"}, {"a": "2"}]}, "x": "]"}, "d.value[]"),
        (
            {"entities": [{"properties": {"a": "1"}}, {"properties": {"a": "2"}}]},
            "entities[].properties",
        ),
        (b'{"a": "1"}\n{"a": "2"}\n', None),
        (b'\xef\xbb\xbf {"a":\n "1"}{"a": "2"}', None),
        (b'\xef\xbb\xbf[{"a": "1"},\r\n{"a": "2"}\r\n]\r\n', None),
    ],
)
@pytest.mark.parametrize("ending", [".json", ".json.gz"])
def test_an_array_an_envelope_and_objects_in_a_row_have_the_same_rows(
    tmp_path: Path, content: object, rows: str | None, ending: str
) -> None:
    block = read(written(tmp_path, content, f"t{ending}"), rows)

    assert block.rows.select("row_number", "a").rows() == [(1, "1"), (2, "2")]
    assert block.broken == ()


def test_what_is_nested_is_named_by_its_path(tmp_path: Path) -> None:
    record = {
        "number": 7,
        "big": 12345678901234567890,
        "cost": 1.50,
        "state": {"value": "3", "display_value": "On Hold"},
        "assigned_to": "",
        "flags": [True, {"x": None}],
        "open": False,
        "none": None,
        "row_number": "theirs",
    }
    other = {"assigned_to": {"link": "https://desk.example/1", "value": "u1"}}
    block = read(written(tmp_path, json.dumps([record, other]).replace("1.5,", "1.50,").encode()))

    assert block.rows.to_dicts() == [
        {
            "row_number": 1,
            "number": "7",
            "big": "12345678901234567890",
            "cost": "1.50",
            "state.value": "3",
            "state.display_value": "On Hold",
            "assigned_to.link": None,
            "assigned_to.value": None,
            "assigned_to": "",
            "flags": '[true, {"x": null}]',
            "open": "false",
            "none": None,
            "row_number of the file": "theirs",
        },
        {
            "row_number": 2,
            **dict.fromkeys(("number", "big", "cost", "state.value", "state.display_value")),
            "assigned_to.link": "https://desk.example/1",
            "assigned_to.value": "u1",
            **dict.fromkeys(("assigned_to", "flags", "open", "none", "row_number of the file")),
        },
    ]


@pytest.mark.parametrize("ending", [".json", ".jsonl"])
def test_a_row_of_an_inner_array_carries_what_stands_above_it(tmp_path: Path, ending: str) -> None:
    if ending == ".json":
        block = read(written(tmp_path, {"total": 3, "issues": ISSUES}), DEEP)
    else:
        lines = "\n".join(map(json.dumps, ISSUES)).encode()
        block = read(written(tmp_path, lines, "t.jsonl"), DEEP.replace("issues[]", "[]"))

    assert block.rows.select(
        "row_number",
        "key",
        "fields.status.name",
        "changelog.histories.id",
        "changelog.histories.items.field",
        "changelog.histories.items.toString",
    ).rows() == [
        (1, "A-1", "Done", "10", "status", "Open"),
        (2, "A-1", "Done", "10", "priority", "High"),
        (3, "A-1", "Done", "11", None, None),
        (4, "A-2", None, None, None, None),
        (5, "A-3", None, None, None, None),
    ]
    assert "changelog.histories" not in block.rows.columns


def test_members_that_are_no_objects_are_a_column_by_the_name_of_their_array(
    tmp_path: Path,
) -> None:
    content = [{"id": "1", "tags": ["a", "b"]}, {"id": "2", "tags": []}]
    block = read(written(tmp_path, content), "[].tags[]")

    assert block.rows.rows() == [(1, "1", "a"), (2, "1", "b"), (3, "2", None)]


@pytest.mark.parametrize("elements", [1, 3])
def test_an_element_that_is_no_json_is_a_broken_row_and_the_others_are_rows(
    tmp_path: Path, elements: int
) -> None:
    bad = [
        b'{"a": 01}',
        b'{"a": "x\ny"}',
        b'{"a": "\xff"}',
        b'{"a": "1", "a": "2"}',
        b'{"a": "\\ud800"}',
        b'"text"',
        b"7",
        b"",
        b'{"a": NaN}',
        b"{'a': 1}",
    ]
    good = b'{"a": "1"}'
    parts = [part for one in bad for part in (*[good] * elements, one)]
    block = read(written(tmp_path, b"[" + b",".join([*parts, good]) + b"]"))

    assert len(block.broken) == len(bad)
    assert len(block.rows) == len(bad) * elements + 1
    numbers = sorted([*block.rows["row_number"], *(one.row_number for one in block.broken)])
    assert numbers == list(range(1, len(bad) * (elements + 1) + 2))
    reasons = [one.reason for one in sorted(block.broken, key=lambda one: one.row_number)]
    assert reasons[2].startswith("is not valid UTF-8: if the file is written otherwise, a mapping")
    assert reasons[3] == "is not JSON: a name stands in it twice"
    assert reasons[5:7] == ["is not a JSON object"] * 2


def test_an_element_whose_array_is_none_is_a_broken_row_among_the_others(tmp_path: Path) -> None:
    content = [{"id": "1", "tags": "a"}, {"id": "2", "tags": ["b", "c"]}, 5, {"id": "3"}]
    block = read(written(tmp_path, content), "[].tags[]")

    assert block.rows.select("row_number", "id", "tags").rows() == [
        (2, "2", "b"),
        (3, "2", "c"),
        (5, "3", None),
    ]
    assert [(one.row_number, one.reason) for one in block.broken] == [
        (1, "has no array on the way to tags"),
        (4, "is not a JSON object"),
    ]


@pytest.mark.parametrize(
    ("content", "rows", "message"),
    [
        (b"", None, "the file is empty"),
        (b" \n ", None, "the file is empty"),
        (b"hello", None, "begins with 'hello', and is not JSON"),
        (b'[{"a": 1}', None, "its array is not closed after row 1"),
        (b'[{"a": "1]', None, "its array is not closed"),
        (b'[{"a": 1}}', None, "a bracket closes that was never opened"),
        (b'[{"a": 1}] [', None, r"something follows its array: \["),
        (b'{"a": 1} {"a"', None, "its last object, row 2, is not closed"),
        (b'{"records": [{"a": 1}], "n": 1}', "result[]", "no array at result; it has records, n"),
        (b'{"result": {"a": 1}}', "result[]", "there is no array at result"),
        (b'{"result": [{"a": 1}]', "result[]", "what stands around its rows is not JSON"),
        (b'{"result": [{"a": 1}], "result": []}', "result[]", "a name stands in it twice"),
        (b'{"result": [{"a": 1}]}{"result": []}', "result[]", "Several documents are several"),
        (b'[{"a": 1}]', "result[]", "it is an array itself, not an envelope"),
        (b'{"a": 1}', "[]", "it is an object, not an array"),
        (b'[{"a.b": 1, "a": {"b": 2}}]', None, "two of its fields are both called a.b"),
        (b'[{"p": {"a": 1}, "a": 2}]', "[].p", "names a column twice: a"),
    ],
)
def test_a_file_whose_form_is_broken_is_refused_whole(
    tmp_path: Path, content: bytes, rows: str | None, message: str
) -> None:
    with pytest.raises(RefusedError, match=message):
        read(written(tmp_path, content), rows)


ONE = {"key": "A", "h": [{"x": 1}]}


@pytest.mark.parametrize(
    ("content", "rows", "message"),
    [
        (
            {"issues": {"items": [ONE], "total": 1}},
            "issues[]",
            "there is no array at issues, but an object; issues has items, total. Write the path "
            "to the array of the rows in the mapping, format.rows: issues.items[].",
        ),
        (
            {"data": {"issues": [ONE], "users": []}},
            "issues[]",
            "there is no array at issues; it has data. Write the path to the array of the rows in "
            "the mapping, format.rows: data.issues[] or data.users[].",
        ),
        (
            {"error": "denied"},
            "data.issues[]",
            "there is no array at data.issues; it has error. It has no array at all: did the desk "
            "answer with an error? Export it again.",
        ),
        (
            {"issues": None},
            "issues[]",
            "there is no array at issues, but null. It has no array at all: did the desk answer "
            "with an error? Export it again.",
        ),
        (
            {"data": 5, "x": []},
            "data.issues[]",
            "there is no array at data.issues; at data there is a single value. Write the path to "
            "the array of the rows in the mapping, format.rows: x[].",
        ),
        (
            {"issues": [ONE]},
            "issues.h[]",
            "there is no array at issues.h, because issues is an array already. Open that one too "
            "in format.rows: issues[].h[].",
        ),
        (
            {"issues": [ONE]},
            "issues",
            "at issues there is an array, of which format.rows makes no rows. End the path with "
            "[]: issues[].",
        ),
        (
            {"issues": [ONE]},
            "issues[].h",
            "at h there is an array, of which format.rows makes no rows. End the path with []: "
            "issues[].h[].",
        ),
        (
            [ONE],
            "issues[].h[]",
            "it is an array itself, not an envelope with an array at issues. Write format.rows: "
            "'[].h[]' in the mapping.",
        ),
        (
            [{"issues": [ONE]}, {"issues": []}],
            "issues[].h[]",
            "it is an array itself, not an envelope with an array at issues. Write format.rows: "
            "'[].issues[].h[]' in the mapping.",
        ),
        (
            {"issues": [ONE]},
            "[]",
            "it is an object, not an array as format.rows says; it has issues. Write the path to "
            "the array of the rows in the mapping, format.rows: issues[].",
        ),
        (
            ONE | {"h": 1},
            "[]",
            "it is an object, not an array as format.rows says; it has key, h. If each object in "
            "it is a row, leave format.rows out of the mapping.",
        ),
    ],
)
def test_a_path_that_leads_to_no_array_is_refused_with_what_is_there(
    tmp_path: Path, content: object, rows: str, message: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        read(written(tmp_path, content), rows)

    assert str(refused.value) == f"t.json: {message}"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "t.jsonl",
            b'{"a": 1},\n{"a": 2},\n',
            'row 1 is not JSON: something follows it, such as a comma (near byte 9): {"a": 1},.',
        ),
        ("t.json", b"[5]", "row 1 is not a JSON object: 5."),
        (
            "t.json",
            '[{"a": "Müller"}]'.encode("cp1252"),
            "row 1 is not valid UTF-8: if the file is written otherwise, a mapping says so, "
            'format: {encoding: cp1252}: {"a": "M\ufffdller"}.',
        ),
    ],
)
def test_a_file_none_of_whose_first_rows_can_be_read_is_refused_with_the_first_fault(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        read(written(tmp_path, content, name))

    assert str(refused.value) == (
        f"{name}: none of its first rows can be read; {message} Nothing of it was loaded. Correct "
        "it at the source and export it again."
    )


@pytest.mark.parametrize("content", [b"[]", b"[ \n ]", b'{"result": []}'])
def test_an_empty_array_has_no_rows(tmp_path: Path, content: bytes) -> None:
    block = read(written(tmp_path, content), "result[]" if b"result" in content else None)

    assert block.rows.is_empty()
    assert block.broken == ()


@pytest.mark.parametrize("part_bytes", [1, 2, 3, 7, 16, 64, 1000])
@pytest.mark.parametrize("rows", [None, "issues[]", DEEP])
def test_the_parts_in_which_a_file_is_read_do_not_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part_bytes: int, rows: str | None
) -> None:
    tricky = [{"key": 'a"},{\\', "n": [{"x": "]}"}, {"y": "\\\\"}]}, {"key": "},"}, *ISSUES] * 3
    content = tricky if rows is None else {"m": {"issues": 1}, "issues": tricky, "n": 1}
    path = written(tmp_path, content)
    whole = read(path, rows)
    monkeypatch.setattr("ingest.readers.json_envelopes.PART_BYTES", part_bytes)

    parts = read(path, rows)

    assert parts.rows.select(whole.rows.columns).equals(whole.rows)


@pytest.mark.parametrize("block_bytes", [1, 5, 40, 200])
def test_the_blocks_in_which_lines_are_read_do_not_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block_bytes: int
) -> None:
    lines = b'{"a": "1"}\r\n\n{"a": "\xff"}\n{"a": "3"}{"a": "4"}\n{"a":\n"5"}\n{"a": "6"}'
    path = written(tmp_path, lines, "t.jsonl")
    monkeypatch.setattr("ingest.readers.json_lines.BLOCK_BYTES", block_bytes)
    block = read(path)

    assert block.rows.rows() == [(1, "1"), (7, "6")]
    assert [one.row_number for one in block.broken] == [3, 4, 5, 6]
    assert [(one.first_row, one.rows) for one in block.left_out] == [(2, 1)]


def test_marks_within_texts_are_none() -> None:
    part = rb'{"a\\\"": "\\"}, ["x,\"]", {}], "\\\\", 1]'
    marks = scan(part)

    assert [part[place:] for place in marks.commas] == [
        rb', ["x,\"]", {}], "\\\\", 1]',
        rb', "\\\\", 1]',
        b", 1]",
    ]
    assert marks.end == len(part) - 1


def test_objects_keyed_by_something_are_kept_as_text(tmp_path: Path) -> None:
    keyed = {str(number): {"spent": number} for number in range(2_001)}
    block = read(written(tmp_path, [{"id": "1", "worklogs": keyed}]))

    assert block.rows.columns == ["row_number", "id", "worklogs"]
    assert json.loads(block.rows["worklogs"][0]) == keyed
    with pytest.raises(RefusedError, match="more than 2,000 different names"):
        read(written(tmp_path, [keyed]))


def test_what_is_nested_too_deep_is_a_broken_row(tmp_path: Path) -> None:
    deep = b'{"a": ' + b"[" * 5_000 + b"]" * 5_000 + b"}"
    deepish = b'{"a": ' + b'{"b": ' * 60 + b"1" + b"}" * 61
    block = read(written(tmp_path, b"[" + deep + b', {"a": 1},' + deepish + b"]"))

    assert [one.reason for one in block.broken] == ["is nested too deep"]
    assert block.rows["row_number"].to_list() == [2, 3]


@pytest.mark.parametrize("rows", ["issues[]", DEEP])
def test_a_line_may_be_an_envelope_or_an_element_and_has_the_same_columns(
    tmp_path: Path, rows: str
) -> None:
    whole = read(written(tmp_path, {"issues": ISSUES}), rows)
    pages = [{"issues": ISSUES[:1], "next": "2"}, {"issues": []}, *ISSUES[1:]]
    lines = read(written(tmp_path, "\n".join(map(json.dumps, pages)).encode(), "t.jsonl"), rows)

    assert lines.rows.select(whole.rows.columns).equals(whole.rows)


def test_an_envelope_whose_rows_are_no_array_is_a_broken_row(tmp_path: Path) -> None:
    lines = b'{"issues": "none"}\n{"issues": [{"key": "A-1"}]}\n{"error": "late"}\n'
    block = read(written(tmp_path, lines, "t.jsonl"), "issues[]")

    assert [(one.row_number, one.reason) for one in block.broken] == [(1, "has no array at issues")]
    assert block.rows.select("row_number", "key").rows() == [(2, "A-1"), (3, None)]
