"""A file without a column that is needed is refused whole, before a row of it is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.dialect import Dialect
from ingest.errors import RefusedError
from ingest.form import MARK
from ingest.mapping import SourceRule
from ingest.named import first_of
from ingest.readers import Part, Source, kind_of
from ingest.unseen_columns import Unseen, way_out_of


@dataclass(frozen=True)
class Needed:
    """Columns without which no row of a file can be used, and what needs them.

    That is the mapping of that name, else the entity. `is_chosen_by_name` is whether nobody named
    the mapping: the file's name fits its pattern. `dialect` is the form in which the file is read.
    """

    columns: Sequence[str]
    dialect: Dialect
    entity: str = ""
    mapping: str = ""
    is_chosen_by_name: bool = False

    @property
    def whose(self) -> str:
        """Say what needs the columns, as a sentence begins."""
        chosen = ", which was chosen by the file's name," if self.is_chosen_by_name else ""
        return f"mapping {self.mapping}{chosen} reads" if self.mapping else f"{self.entity} need"


def refuse_absent(path: Path, needed: Needed, source: Source, *, sheet: str | None = None) -> None:
    """Refuse a file of which a part lacks a column that it needs.

    `sheet` names the one sheet that is taken in, where a workbook is taken in sheet by sheet.
    """
    for part in source.parts:
        absent = [name for name in needed.columns if name not in part.columns]
        if absent:
            unseen = Unseen(
                path,
                part,
                source,
                absent,
                needed.dialect,
                entity=needed.entity,
                mapping=needed.mapping,
                is_chosen_by_name=needed.is_chosen_by_name,
                sheet=sheet,
            )
            raise RefusedError(
                path.name if sheet is None else f"{path.name}, sheet {sheet}",
                f"{needed.whose} the {'column' if len(absent) == 1 else 'columns'} "
                f"{_quoted(absent)}, {_where(path, part, source, sheet)}; "
                f"it has {_quoted(part.columns) or 'none'}.",
                way_out=f"Nothing of it was loaded. {way_out_of(unseen)}",
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


def _quoted(names: Sequence[str]) -> str:
    """List names of columns, which may read as words of the sentence otherwise."""
    return first_of(f"'{name}'" for name in names)


def _where(path: Path, part: Part, source: Source, sheet: str | None) -> str:
    if kind_of(path) in {"json", "json_lines"}:
        return "which none of its first rows has"
    is_one_of_several = len(source.parts) > 1
    return (
        f"which its sheet {part.name} does not have"
        if is_one_of_several
        else f"which the {'file' if sheet is None else 'sheet'} does not have"
    )
