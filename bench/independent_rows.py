"""How many rows a file of the contract's own form has, counted by a reader that is none of ours."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import fastexcel

CANNOT_READ = (ValueError, csv.Error, duckdb.Error, fastexcel.FastExcelError, zipfile.BadZipFile)


def rows_of(path: Path) -> int | None:
    """Count the rows of a file below its header; None where this reader cannot read it whole.

    Rows without anything on them are none. A row that is no row of the contract counts: it must be
    refused, not lost.
    """
    count = READERS[path.suffix]
    try:
        return count(path)
    except CANNOT_READ:
        return None


def _csv(path: Path) -> int | None:
    text = path.read_bytes().decode("utf-8-sig")
    # Of a carriage return alone, or a null byte, readers think in different ways.
    if "\0" in text or text.replace("\r\n", "").count("\r"):
        return None
    records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    return sum(any(cell.strip() for cell in record) or len(record) > 1 for record in records) - 1


def _json(path: Path) -> int | None:
    content = json.loads(path.read_bytes())
    return len(content) if isinstance(content, list) else None


def _json_lines(path: Path) -> int:
    lines = path.read_bytes().decode("utf-8-sig").split("\n")
    return len([json.loads(line) for line in lines if line.strip()])


def _parquet(path: Path) -> int:
    with duckdb.connect() as connection:
        counted = connection.execute("select count(*) from read_parquet($1)", [str(path)])
        ((rows,),) = counted.fetchall()
    return int(rows)


def _workbook(path: Path) -> int | None:
    sheet = fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string")
    rows = sheet.to_polars().rows()
    return sum(any(str(cell or "").strip() for cell in row) for row in rows) - 1


READERS: dict[str, Callable[[Path], int | None]] = {
    ".csv": _csv,
    ".json": _json,
    ".jsonl": _json_lines,
    ".parquet": _parquet,
    ".xlsx": _workbook,
}
