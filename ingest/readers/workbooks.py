"""Workbooks are opened, whatever their kind: the names of their sheets, and each sheet as text."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import fastexcel
import polars as pl

from ingest.readers.unlike_names import unreadable

# As the library says it; other sheets are hidden, or hidden so that Excel does not offer them.
VISIBLE = "visible"
NEW = (".xlsx", ".xlsm")
OLD_WORKBOOK = Path(__file__).with_name("old_workbook.py")


class Sheet(NamedTuple):
    """A sheet: its cells from its first row on, as nameless columns, and whether it is hidden."""

    frame: pl.DataFrame
    is_hidden: bool


@dataclass(frozen=True)
class Workbook:
    """A workbook: `sheet` gives a sheet by its name."""

    sheet_names: tuple[str, ...]
    sheet: Callable[[str], Sheet]


def open_workbook(path: Path) -> Workbook:
    """Open a workbook; one of an older kind is read in a process of its own, whole.

    Raises RefusedError where that process cannot read it, and fastexcel's own errors.
    """
    if not path.name.lower().endswith(NEW):
        return _in_a_process(path)
    workbook = fastexcel.read_excel(path)

    def sheet(name: str) -> Sheet:
        own = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        return Sheet(own.to_polars(), own.visible != VISIBLE)

    return Workbook(tuple(workbook.sheet_names), sheet)


def _in_a_process(path: Path) -> Workbook:
    with TemporaryDirectory() as folder:
        words = [sys.executable, str(OLD_WORKBOOK), str(path), folder]
        ended = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603  # this Python, no shell
        if ended.returncode:
            raise unreadable(path, is_protected=is_protected(ended.stderr))
        shown = json.loads(Path(folder, "sheets.json").read_text(encoding="utf-8"))
        sheets = {
            name: Sheet(
                pl.read_ipc(Path(folder, f"{place}.arrow").read_bytes()), visible != VISIBLE
            )
            for place, (name, visible) in enumerate(shown)
        }
    return Workbook(tuple(name for name, _ in shown), sheets.__getitem__)


def is_protected(said: str) -> bool:
    """Whether what the library says of a workbook that it cannot open names a password."""
    return "password" in said.lower()
