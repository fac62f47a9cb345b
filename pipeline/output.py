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
from pipeline.terminal import STEERING, harmless


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
    match form:
        case Format.csv if output is None and sys.stdout.isatty():
            sys.stdout.write(harmless(frame.write_csv()))
        case Format.csv:
            frame.write_csv(sys.stdout.buffer if output is None else output)
        case Format.parquet:
            frame.write_parquet(sys.stdout.buffer if output is None else output)
        case Format.json:
            _write_text(_as_json(frame.to_dicts()), output)
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
    _write_text(_as_json(content), None)


def _as_json(content: object) -> str:
    """JSON as people can read it; what would steer a terminal is spelled out, as JSON can."""
    text = json.dumps(content, default=_spelled, ensure_ascii=False, indent=2)
    return STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def _spelled(value: object) -> str:
    """Instants in JSON end in Z; they are UTC."""
    if isinstance(value, datetime):
        return value.isoformat() + ("Z" if value.tzinfo is None else "")
    return value.isoformat() if isinstance(value, date) else str(value)
