"""A file without a column that is needed is refused whole, before a row of it is loaded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import RefusedError
from ingest.form import MARK
from ingest.mapping import SourceRule
from ingest.named import nearest
from ingest.readers import Part, Source, kind_of

UNNAMED = re.compile(r"^column \d+$")
# What a cell of a row looks like, and no name of a column does.
VALUE = re.compile(r"^(?:[+-]?\d[\d.,:/\-TZ ]*|[^@\s]+@[^@\s]+\.\w+|\w+-\d+|\w{1,4}\d+)$")
DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars", ",": "commas"}
LIKENESS = 0.8
IN_AN_ENVELOPE = 'If its rows lie deeper, a mapping says where: format: {rows: "data.tickets[]"}.'
# So many lines below the first are looked at for the names of the columns.
LINES_LOOKED_AT = 50


@dataclass(frozen=True)
class Needed:
    """Columns without which no row of a file can be used, and what needs them.

    That is the mapping of that name, else the entity.
    """

    columns: Sequence[str]
    entity: str = ""
    mapping: str = ""

    @property
    def whose(self) -> str:
        """Say what needs the columns, as a sentence begins."""
        return f"mapping {self.mapping} reads" if self.mapping else f"{self.entity} need"


def refuse_absent(path: Path, needed: Needed, source: Source, *, sheet: str | None = None) -> None:
    """Refuse a file of which a part lacks a column that it needs.

    `sheet` names the one sheet that is taken in, where a workbook is taken in sheet by sheet.
    """
    for part in source.parts:
        absent = [name for name in needed.columns if name not in part.columns]
        if absent:
            way_out = _way_out(path, part, source, absent, is_mapped=bool(needed.mapping))
            raise RefusedError(
                path.name if sheet is None else f"{path.name}, sheet {sheet}",
                f"{needed.whose} the {'column' if len(absent) == 1 else 'columns'} "
                f"{', '.join(absent)}, {_where(path, part, source, sheet)}; "
                f"it has {', '.join(part.columns) or 'none'}.",
                way_out=f"Nothing of it was loaded. {way_out}",
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


def _way_out(
    path: Path, part: Part, source: Source, absent: Sequence[str], *, is_mapped: bool
) -> str:
    """Say what is likely to be wrong with a file that lacks columns, the likeliest first."""
    if kind_of(path) in {"json", "json_lines"}:
        return _otherwise_named(part, absent, is_mapped=is_mapped) or IN_AN_ENVELOPE
    return (
        _other_delimiter(part, absent)
        or _other_sheet(source, absent)
        or _named_further_down(path, source, absent)
        or _not_named(part)
        or _one_of_several_sheets(source)
        or _otherwise_named(part, absent, is_mapped=is_mapped)
        or "Deliver it again with what is missing, or name the right column in a mapping."
    )


def _other_delimiter(part: Part, absent: Sequence[str]) -> str:
    """Say that the names stand there, parted by another sign than the one it was read by."""
    for sign, called in DELIMITERS.items():
        names = {one.strip() for column in part.columns for one in column.split(sign)}
        if names - set(part.columns) and names & set(absent):
            declared = "tab" if sign == "\t" else sign
            own = "name the file .tsv" if sign == "\t" else f"put a line sep={sign} above them"
            return (
                f"Its columns are parted by {called}: {own}, or let a mapping say so, format: "
                f'{{delimiter: "{declared}"}}.'
            )
    return ""


def _other_sheet(source: Source, absent: Sequence[str]) -> str:
    """Say which of the sheets that are not read has the columns."""
    having = [one.name for one in source.unread if set(absent) <= set(one.columns)]
    if not having:
        return ""
    return (
        f"Its sheet {having[0]} has what is missing: name that sheet after the entity, or in a "
        f"mapping, format: {{sheet: {having[0]}}}."
    )


def _named_further_down(path: Path, source: Source, absent: Sequence[str]) -> str:
    """Say on which line the names stand, where lines such as a title are above them."""
    block = next(source.blocks, None)
    if block is None:
        return ""
    rows = {row[0]: set(row[1:]) for row in block.rows.head(LINES_LOOKED_AT).iter_rows()}
    rows |= {one.row_number: _cells(one.text) for one in block.broken[:LINES_LOOKED_AT]}
    naming = [number for number in sorted(rows) if set(absent) <= rows[number]]
    if not naming:
        return ""
    line = "row" if kind_of(path) == "excel" else "line"
    return (
        f"They are named in {line} {naming[0]:,}: delete what stands above it, or let a mapping "
        f"say so, format: {{header: {naming[0]}}}."
    )


def _cells(text: str) -> set[str]:
    """Take a line apart that is no row of its file, by whatever parts its cells."""
    return {cell.strip(' "') for cell in re.split(f"[{re.escape(''.join(DELIMITERS))}]", text)}


def _not_named(part: Part) -> str:
    """Say that the first line names no columns: it is blank in places, or holds values."""
    if any(UNNAMED.match(name) for name in part.columns):
        return "If the columns are named further down, a mapping says where: format: {header: 3}."
    values = sum(bool(VALUE.match(name)) for name in part.columns)
    if 2 * values < len(part.columns):
        return ""
    return (
        "Its first line seems to hold values and no names: put a line above it that names the "
        "columns."
    )


def _one_of_several_sheets(source: Source) -> str:
    return "Name the sheets that are to be read in format.sheets." if len(source.parts) > 1 else ""


def _otherwise_named(part: Part, absent: Sequence[str], *, is_mapped: bool) -> str:
    """Say which columns are probably meant by another name."""
    near = {name: nearest(name, part.columns, likeness=LIKENESS) for name in absent}
    meant = [f"{own!r} for {name}" for name, own in near.items() if own]
    if not meant:
        return ""
    there = f"It has {', '.join(meant)}"
    if is_mapped:
        return f"{there}: correct the name in the mapping."
    return (
        f"{there}: name the columns as they are named here, or have a mapping proposed: "
        "service-review mapping init FILE"
    )
