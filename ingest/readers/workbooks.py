"""Workbooks are opened, whatever their kind: the names of their sheets, and each sheet as text."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import fastexcel
import polars as pl

from ingest.readers.unlike_names import unreadable

NEW = (".xlsx", ".xlsm")
OLD_WORKBOOK = Path(__file__).with_name("old_workbook.py")


@dataclass(frozen=True)
class Workbook:
    """A workbook: `frame` gives a sheet by its name, from its first row on, as nameless columns."""

    sheet_names: tuple[str, ...]
    frame: Callable[[str], pl.DataFrame]


def open_workbook(path: Path) -> Workbook:
    """Open a workbook; one of an older kind is read in a process of its own, whole.

    Raises RefusedError where that process cannot read it, and fastexcel's own errors.
    """
    if not path.name.lower().endswith(NEW):
        return _in_a_process(path)
    workbook = fastexcel.read_excel(path)

    def frame(name: str) -> pl.DataFrame:
        sheet = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        text: pl.DataFrame = sheet.to_polars()
        return text

    return Workbook(tuple(workbook.sheet_names), frame)


def _in_a_process(path: Path) -> Workbook:
    with TemporaryDirectory() as folder:
        words = [sys.executable, str(OLD_WORKBOOK), str(path), folder]
        ended = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603  # this Python, no shell
        if ended.returncode:
            raise unreadable(path, is_protected=is_protected(ended.stderr))
        names = json.loads(Path(folder, "names.json").read_text(encoding="utf-8"))
        frames = {
            name: pl.read_ipc(Path(folder, f"{place}.arrow").read_bytes())
            for place, name in enumerate(names)
        }
    return Workbook(tuple(names), frames.__getitem__)


def is_protected(said: str) -> bool:
    """Whether what the library says of a workbook that it cannot open names a password."""
    return "password" in said.lower()
