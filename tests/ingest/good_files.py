"""Good files of every form, small ones, to be broken."""

from __future__ import annotations

import gzip
import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

FILES = Path(__file__).parent / "files"


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
    Form("t.txt.gz", gzip.compress(table(), mtime=0), FOOTED),
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


# A row of each of these has a text, an instant, a word, a number and a yes or no among its cells.
TICKETS = [
    {
        "ticket_id": f"T{number}",
        "customer_id": "C1",
        "kind": ("incident", "service_request")[number % 2],
        "environment": "production",
        "priority": f"P{number % 4 + 1}",
        "opened_at": f"2026-06-{number % 28 + 1:02}T09:00:00+02:00",
        "channel": "phone",
        "units": number % 5 or None,
        "ola_breach": bool(number % 3),
        "summary": f'line, "{number}"\nmore; ü',
    }
    for number in range(60)
]


def canonical(ending: str) -> bytes:
    """Give tickets in the contract's own form as a file of that ending."""
    frame = pl.DataFrame(TICKETS)
    stream = io.BytesIO()
    match ending:
        case "csv":
            frame.write_csv(stream)
        case "parquet":
            frame.write_parquet(stream)
        case "json":
            frame.write_json(stream)
        case "jsonl":
            frame.write_ndjson(stream)
        case "xlsx":
            frame.write_excel(stream)
        case _:
            raise ValueError(ending)
    return stream.getvalue()
