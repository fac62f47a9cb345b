"""Files of every form with something wrong in them: refused, or every row accounted for."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from ingest.deliveries import take_in
from ingest.dialect import Dialect
from ingest.errors import RefusedError
from ingest.mapping import Mapping
from ingest.plan import plan
from ingest.readers import opened
from ingest.yaml_file import checked
from tests.ingest.mutations import mutated

FILES = Path(__file__).parent / "files"
TIMES = 40


@dataclass(frozen=True)
class Form:
    """A kind of file, with a good one of it; `is_packed`: what is inside is broken, too."""

    name: str
    content: bytes
    form: dict[str, Any] = field(default_factory=dict)
    is_packed: bool = False


def table(delimiter: str = ",") -> bytes:
    rows = "".join(
        f'{number},a{number},,2026-06-{number % 28 + 1:02} 09:00,"line, ""{number}""\nmore"\n'
        for number in range(1, 30)
    )
    text = f'Title\nNr,Tag,Tag,When,"Text ""q"""\nno,row,at,all,x\n{rows}\nSum,,,,\nCopyright\n'
    return text.replace(",", delimiter).encode()


ISSUES = [
    {
        "key": f"A-{number}",
        "fields": {"status": {"name": "Open", "flags": ["a", {"b": 1.50}]}},
        "histories": [{"at": "2026-06-01", "items": [{"text": '"],{', "n": number}, {}]}]
        if number % 3
        else [],
    }
    for number in range(40)
]


def parquet() -> bytes:
    stream = io.BytesIO()
    pl.DataFrame({"a": ["x"] * 50, "b": range(50)}).write_parquet(stream)
    return stream.getvalue()


FOOTED: dict[str, Any] = {
    "header": 2,
    "skip": 1,
    "repeats": {"join": "|"},
    "leave_out": [{"column": "Nr", "is": "Sum"}, {"line": "^Copy"}],
}
FORMS = [
    Form("t.csv", table(), FOOTED),
    Form("u.csv", table().decode().encode("utf-16"), {**FOOTED, "encoding": "utf-16"}),
    Form("t.tsv", table("\t"), FOOTED),
    Form("t.txt.gz", gzip.compress(table()), FOOTED),
    Form("plain.csv", b"a,b\n" + b"".join(b"%d,x\n" % number for number in range(100))),
    Form("array.json", json.dumps(ISSUES).encode()),
    Form(
        "deep.json",
        json.dumps({"n": {"issues": [1]}, "issues": ISSUES}, indent=1).encode(),
        {"rows": "issues[].histories[].items[]"},
    ),
    Form("object.json", json.dumps({"issues": ISSUES}).encode(), {"rows": "issues[].fields"}),
    Form("objects.json", "\n".join(map(json.dumps, ISSUES)).encode()),
    Form("lines.jsonl", "\n".join(map(json.dumps, ISSUES)).encode()),
    Form(
        "deep.jsonl",
        "\n".join(map(json.dumps, ISSUES)).encode(),
        {"rows": "[].histories[].items[]"},
    ),
    Form("t.parquet", parquet()),
    Form("mixed.xlsx", (FILES / "excel" / "Mixed_Juni.xlsx").read_bytes()),
    Form("t.xlsx", (FILES / "excel" / "Drei_Juni.xlsx").read_bytes(), {"sheets": "all"}, True),
]


def packed_anew(content: bytes, *, seed: int, times: int) -> Iterator[bytes]:
    """Break the parts of an archive, one after another, and pack it well."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = [name for name in parts if name.startswith("xl/")]
    for place in range(times):
        name = names[place % len(names)]
        (broken,) = mutated(parts[name], seed=seed + place, times=1)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for one, part in parts.items():
                archive.writestr(one, broken if one == name else part)
        yield stream.getvalue()


@pytest.mark.parametrize("one", FORMS, ids=lambda one: one.name)
def test_a_broken_file_is_refused_or_each_of_its_rows_has_a_number(
    tmp_path: Path, one: Form
) -> None:
    path = tmp_path / one.name
    dialect = Dialect.model_validate(one.form)
    broken = [*mutated(one.content, seed=1, times=TIMES)]
    if one.is_packed:
        broken += packed_anew(one.content, seed=1, times=TIMES)
    for content in broken:
        path.write_bytes(content)
        try:
            with opened(path, dialect) as (source, _):
                blocks = list(source.blocks)
        except RefusedError:
            continue
        numbers = [number for block in blocks for number in block.rows["row_number"]]
        numbers += [line.row_number for block in blocks for line in block.broken]

        assert len(set(numbers)) == len(numbers)
        assert all(line.text.encode() for block in blocks for line in block.broken if line.text)


@pytest.mark.slow
def test_a_broken_workbook_of_an_old_kind_takes_nothing_with_it(tmp_path: Path) -> None:
    path = tmp_path / "list.xls"
    outcomes = set()
    for content in mutated((FILES / "list.xls").read_bytes(), seed=1, times=12):
        path.write_bytes(content)
        try:
            with opened(path, Dialect()) as (source, _):
                outcomes.add(len(list(source.blocks)))
        except RefusedError:
            outcomes.add(0)

    assert 0 in outcomes


def test_a_cell_that_stands_far_out_is_refused_before_memory_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    good = (FILES / "excel" / "Mixed_Juni.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(good)) as archive, zipfile.ZipFile(path, "w") as far:
        for name in archive.namelist():
            content = archive.read(name)
            far.writestr(name, content.replace(b'r="G8"', b'r="XFD1048576"'))

    reason = "over 16,384 columns down to row 1,048,576"
    with pytest.raises(RefusedError, match=reason), opened(path, Dialect()):
        pass


RULES = """
name: broken
sources:
  - files: "*"
    format: {header: 2, skip: 1, repeats: first, leave_out: {column: Nr, is: Sum}}
    fold: true
    time_formats: ["%Y-%m-%d %H:%M", epoch_seconds, excel_serial]
    date_means: end_of_day
    records:
      customers: {customer_id: {constant: c}, name: {constant: C}}
      tickets:
        unless: {column: Nr, matches: "^9"}
        ticket_id: Nr
        customer_id: {constant: c}
        kind: {column: Tag, words: {A1: incident}, otherwise: problem}
        environment: {constant: production}
        priority: {columns: [Nr, Tag], words: {"1 / *": P1, "* / *": P3}}
        opened_at: {column: When, date_means: unknown}
        summary: {first_of: ["Note?", 'Text "q"']}
      ticket_events:
        - {ticket_id: Nr, occurred_at: When, field: {constant: status}, value: {constant: closed}}
        - when: [Tag, When]
          ticket_id: Nr
          occurred_at: {column: When, plus: {column: Nr, unit: minutes}}
          field: {constant: status}
          value: {constant: restored}
"""


def test_rows_read_are_loaded_quarantined_or_known_however_broken_the_file(tmp_path: Path) -> None:
    declared = checked(RULES, Mapping, name="broken.yml")
    path = tmp_path / "t.csv"
    taken = 0
    for number, content in enumerate(mutated(table(), seed=2, times=TIMES)):
        path.write_bytes(content)
        with duckdb.connect(str(tmp_path / f"{number}.duckdb")) as connection:
            try:
                came = take_in(connection, plan(path, declared))
            except RefusedError:
                continue
            taken += 1
            quarantined = connection.execute("select count(*) from raw.quarantine").fetchall()

        assert came.rows_read == came.rows_loaded + came.rows_quarantined + came.rows_known
        assert min(came.rows_loaded, came.rows_quarantined, came.rows_known) >= 0
        assert quarantined == [(came.rows_quarantined,)]

    assert taken > TIMES // 2
