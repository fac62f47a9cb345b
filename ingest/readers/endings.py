"""What a file's ending says: the kind of the file, and its name without the ending."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

FileKind = Literal["delimited", "json_lines", "json", "parquet", "excel"]

TEXT_ENDINGS: dict[str, FileKind] = {
    ".csv": "delimited",
    ".tsv": "delimited",
    ".txt": "delimited",
    ".json": "json",
    ".jsonl": "json_lines",
    ".ndjson": "json_lines",
}
ENDINGS: dict[str, FileKind] = {
    **TEXT_ENDINGS,
    **{f"{ending}.gz": kind for ending, kind in TEXT_ENDINGS.items()},
    ".parquet": "parquet",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".xlsb": "excel",
    ".xls": "excel",
    ".ods": "excel",
}
PACKED = ".gz"
TABBED = (".tsv", ".tsv.gz")


def ending_of(path: Path) -> str:
    """Return the ending that says a file's kind, in small letters; empty for none of ours."""
    name = path.name.lower()
    return max((ending for ending in ENDINGS if name.endswith(ending)), key=len, default="")


def kind_of(path: Path) -> FileKind | None:
    """Tell a file's kind by its ending; None for a file that is none of ours."""
    return ENDINGS.get(ending_of(path))


def stem_of(path: Path) -> str:
    """Return the file's name without its ending; a canonical file is named after its entity."""
    return path.name.lower().removesuffix(ending_of(path))


def named_anew(path: Path, ending: str) -> str:
    """Give a file's name the ending of another kind."""
    return path.name[: len(path.name) - len(ending_of(path))] + ending
