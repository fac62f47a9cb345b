"""Results for scripts: CSV, JSON, Parquet."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import polars as pl
import typer
from rich.console import Console

from pipeline.printing import show_frame


class Format(StrEnum):
    """How a result is written."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


def write_frame(
    console: Console, frame: pl.DataFrame, form: Format, *, output: Path | None = None
) -> None:
    """Write a frame to the screen or into a file; a table is for the screen alone."""
    target = output if output is not None else sys.stdout.buffer
    match form:
        case Format.csv:
            frame.write_csv(target)
        case Format.parquet:
            frame.write_parquet(target)
        case Format.json:
            text = json.dumps(frame.to_dicts(), default=_spelled, ensure_ascii=False, indent=2)
            _write_text(text + "\n", output)
        case Format.table if output is not None:
            raise typer.BadParameter("a table is for the screen; choose csv, json or parquet.")
        case Format.table:
            show_frame(console, frame)


def _write_text(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


def in_json(content: object) -> Any:
    """Give content as JSON holds it: instants end in Z, days are text."""
    told: Any = json.loads(json.dumps(content, default=_spelled, ensure_ascii=False))
    return told


def write_json(content: object) -> None:
    """Write content to the screen as JSON."""
    _write_text(json.dumps(content, default=_spelled, ensure_ascii=False, indent=2) + "\n", None)


def _spelled(value: object) -> str:
    """Instants in JSON end in Z; they are UTC."""
    if isinstance(value, datetime):
        return value.isoformat() + ("Z" if value.tzinfo is None else "")
    return value.isoformat() if isinstance(value, date) else str(value)
