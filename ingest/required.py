"""A file without a column that is needed is refused whole, before a row of it is loaded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ingest.errors import RefusedError
from ingest.form import MARK
from ingest.mapping import SourceRule
from ingest.readers import Part, Source, kind_of

UNNAMED = re.compile(r"^column \d+$")


def refuse_absent(
    path: Path, needed: Sequence[str], source: Source, *, whose: str, sheet: str | None = None
) -> None:
    """Refuse a file of which a part lacks a column without which no row of it can be used.

    `sheet` names the one sheet that is taken in, where a workbook is taken in sheet by sheet.
    """
    for part in source.parts:
        absent = [name for name in needed if name not in part.columns]
        if absent:
            raise RefusedError(
                path.name if sheet is None else f"{path.name}, sheet {sheet}",
                f"{whose} the {'column' if len(absent) == 1 else 'columns'} "
                f"{', '.join(absent)}, {_where(path, part, source, sheet)}; "
                f"it has {', '.join(part.columns) or 'none'}.",
                way_out=f"Nothing of it was loaded. {_way_out(path, part, source)}",
            )


def refuse_ambiguous(path: Path, rule: SourceRule, source: Source) -> None:
    """Refuse a file with a column that ends in a mark where the mapping's mark means optional."""
    for name in set(rule.source_columns) - set(rule.required_columns):
        literal = name + MARK
        if literal in source.columns and name not in source.columns:
            raise RefusedError(
                path.name,
                f"it has the column {literal}, and the mapping takes {literal} for the optional "
                f"column {name}.",
                way_out=f"In the mapping, write {literal}{MARK}: a mark of a name stands twice.",
            )


def _where(path: Path, part: Part, source: Source, sheet: str | None) -> str:
    if kind_of(path) in {"json", "json_lines"}:
        return "which none of its first rows has"
    is_one_of_several = len(source.parts) > 1
    return (
        f"which its sheet {part.name} does not have"
        if is_one_of_several
        else f"which the {'file' if sheet is None else 'sheet'} does not have"
    )


def _way_out(path: Path, part: Part, source: Source) -> str:
    if kind_of(path) in {"json", "json_lines"}:
        return 'If its rows lie deeper, a mapping says where: format: {rows: "data.tickets[]"}.'
    if any(UNNAMED.match(name) for name in part.columns):
        return "If the columns are named further down, a mapping says where: format: {header: 3}."
    if len(source.parts) > 1:
        return "Name the sheets that are to be read in format.sheets."
    return "Deliver it again with what is missing, or name the right column in a mapping."
