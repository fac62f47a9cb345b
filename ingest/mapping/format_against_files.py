"""The keys of `format` are held against the kinds of files: each has an effect on some alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from ingest.dialect import Dialect
from ingest.form import KeyFaultError
from ingest.readers.endings import ENDINGS, FileKind, kind_of

# What the kinds of files are called that a key has an effect on, and which they are.
TEXT_TABLES: tuple[str, set[FileKind]] = ("text tables such as CSV", {"delimited"})
TABLES: tuple[str, set[FileKind]] = ("text tables and workbooks", {"delimited", "excel"})
TEXTS: tuple[str, set[FileKind]] = ("text and JSON", {"delimited", "json", "json_lines"})
WORKBOOKS: tuple[str, set[FileKind]] = ("workbooks", {"excel"})
JSON: tuple[str, set[FileKind]] = ("JSON", {"json", "json_lines"})
READ_FROM: Mapping[str, tuple[str, set[FileKind]]] = MappingProxyType(
    {"delimiter": TEXT_TABLES, "quote": TEXT_TABLES, "encoding": TEXTS, "rows": JSON}
    | {"header": TABLES, "skip": TABLES, "repeats": TABLES}
    | {"sheet": WORKBOOKS, "sheets": WORKBOOKS}
)


def check_format(declared: Dialect, patterns: Sequence[str]) -> None:
    """Raise KeyFaultError where keys have no effect on any file that these patterns can fit."""
    kinds = {kind for pattern in patterns for kind in _kinds_of(pattern)}
    keys = _without_effect(declared, kinds) if kinds else []
    if not keys:
        return
    each = ", ".join(f"{key} is for {READ_FROM[key][0]} alone" for key in keys)
    raise KeyFaultError(
        f"{each}, and `files` ({', '.join(patterns)}) takes none such; take "
        f"{'it' if len(keys) == 1 else 'them'} out, or let `files` take one",
        "format",
        *(keys if len(keys) == 1 else ()),
    )


def without_effect(declared: Dialect, path: Path) -> list[str]:
    """Say which keys of a form have no effect on a file of this kind."""
    kind = kind_of(path)
    return [
        f"format.{key} of the mapping has no effect on this file: it is for {READ_FROM[key][0]} "
        "alone."
        for key in _without_effect(declared, {kind} if kind else set())
    ]


def _without_effect(declared: Dialect, kinds: set[FileKind]) -> list[str]:
    """List the keys that are declared and have no effect on any of these kinds."""
    said = [key for key in READ_FROM if key in declared.model_fields_set]
    return [key for key in said if not READ_FROM[key][1] & kinds]


def _kinds_of(pattern: str) -> set[FileKind]:
    """Tell which kinds of files may have a name that a pattern fits."""
    _, star, tail = pattern.lower().rpartition("*")
    if "?" in tail or "[" in tail:
        return set(ENDINGS.values())
    return {
        kind
        for ending, kind in ENDINGS.items()
        if tail.endswith(ending) or (star and ending.endswith(tail))
    }
