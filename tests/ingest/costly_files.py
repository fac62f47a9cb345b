"""Small files that cost a reader dear: a few bytes, or a few megabytes, that ask for much more."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

HEADER = "ticket_id,customer_id,kind,environment,priority,opened_at"
ROW = "T{0},C1,incident,production,P2,2026-06-16T09:00:00Z"
MEGABYTE = 1_000_000


def parquet(columns: Mapping[str, pa.Array]) -> bytes:
    """A Parquet file of tickets, some of whose columns are those given."""
    count = len(next(iter(columns.values())))
    rows = [ROW.format(number).split(",") for number in range(count)]
    plain = {
        name: pa.array([row[place] for row in rows]) for place, name in enumerate(HEADER.split(","))
    }
    stream = io.BytesIO()
    pq.write_table(pa.table(plain | dict(columns)), stream)
    return stream.getvalue()


def days_out_of_range() -> bytes:
    days = pa.array([0, 2**31 - 1, -(2**31)], pa.int32()).cast(pa.date32())
    return parquet({"opened_at": days})


def instants_out_of_range() -> bytes:
    instants = pa.array([0, 2**63 - 1, 1 - 2**63], pa.int64()).cast(pa.timestamp("us"))
    return parquet({"opened_at": instants})


def wide_decimals() -> bytes:
    units = pa.array([Decimal(1), Decimal(10) ** 60, None], pa.decimal256(76, 0))
    return parquet({"units": units})


def workbook(sheet: str, sheets: str = '<sheet name="tickets" sheetId="1" r:id="rId1"/>') -> bytes:
    """A workbook of one sheet, or of none, in as few parts as there can be."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/><Default '
        'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{sheets}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData>'
        "</worksheet>",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def no_sheets() -> bytes:
    return workbook("", sheets="")


def far_cell() -> bytes:
    return workbook(f'<row r="1">{cell("A1", "ticket_id")}</row>'
                    f'<row r="1048576">{cell("XFD1048576", "x")}</row>')  # fmt: skip


def packed_bomb() -> bytes:
    """A sheet whose one cell is a hundred megabytes of the same letter, packed into little."""
    return workbook(f'<row r="1">{cell("A1", "ticket_id")}</row>'
                    f'<row r="2">{cell("A2", "a" * 100 * MEGABYTE)}</row>')  # fmt: skip


def many_columns() -> bytes:
    names = ",".join(f"c{number}" for number in range(200_000))
    return f"{HEADER},{names}\n{ROW.format(1)}{',' * 200_000}\n".encode()


def many_keys() -> bytes:
    ticket = dict(zip(HEADER.split(","), ROW.format(1).split(","), strict=True))
    return "\n".join(
        json.dumps({**ticket, "ticket_id": f"T{number}", f"key {number}": "x"})
        for number in range(20_000)
    ).encode()


def open_quote() -> bytes:
    rows = "\n".join(ROW.format(number) for number in range(1_700_000))
    return f'{HEADER}\n"{rows}'.encode()


def misplaced_quotes() -> bytes:
    rows = "\n".join(f'T{number},"C1" x,inc"ident,"' for number in range(100_000))
    return f"{HEADER}\n{rows}\n".encode()


def deep_json() -> bytes:
    return b"[" * 200_000 + b"]" * 200_000


def long_line() -> bytes:
    return f"{HEADER}\n{ROW.format(1)}".encode() + b"x" * 60 * MEGABYTE


def large_numbers() -> bytes:
    frame = pl.DataFrame({"units": [1, 2]}).with_columns(pl.lit(date(9999, 12, 31)).alias("x"))
    units = pa.array([float("inf"), float("nan")])
    return parquet({"units": units, "x": frame["x"].to_arrow()})


COSTLY: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "days out of range": ("tickets.parquet", days_out_of_range),
    "instants out of range": ("tickets.parquet", instants_out_of_range),
    "decimals of 256 bits": ("tickets.parquet", wide_decimals),
    "numbers that are none": ("tickets.parquet", large_numbers),
    "a workbook without sheets": ("tickets.xlsx", no_sheets),
    "a cell at the far corner": ("tickets.xlsx", far_cell),
    "a packed cell of 100 megabytes": ("tickets.xlsx", packed_bomb),
    "200,000 columns": ("tickets.csv", many_columns),
    "a new key on every line": ("tickets.jsonl", many_keys),
    "an open quote over 120 megabytes": ("tickets.csv", open_quote),
    "misplaced quotes on every line": ("tickets.csv", misplaced_quotes),
    "200,000 open brackets": ("tickets.json", deep_json),
    "a line of 60 megabytes": ("tickets.csv", long_line),
}
