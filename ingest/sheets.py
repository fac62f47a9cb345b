"""A workbook in canonical form: each sheet that is named after an entity is taken in by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.contract import BY_NAME, ENTITIES
from ingest.errors import NothingInItError, RefusedError
from ingest.examples import HELPING_SHEETS
from ingest.mapping import Mapping
from ingest.plan import Plan, opened_as_planned, plan
from ingest.readers import EXAMPLE, kind_of, rows_of_sheets, sheets_of, stem_of, with_rows


@dataclass(frozen=True)
class Planned:
    """How a file is read: its plans, and sentences on the sheets of which nothing is read."""

    plans: tuple[Plan, ...]
    remarks: tuple[str, ...] = ()


def planned(path: Path, mapping: Mapping | None) -> Planned:
    """Decide how a file is read: as one, or sheet by sheet; RefusedError where nothing says how.

    A workbook that is named after an entity brings that entity too: from the sheet of that name, or
    else from its first. A sheet without rows is no delivery.
    """
    if mapping is not None or kind_of(path) != "excel":
        return Planned((plan(path, mapping),))
    entity = stem_of(path)
    try:
        names = sheets_of(path)
    except RefusedError:
        if entity not in BY_NAME:
            raise
        # The look at its header refuses it, and holds back what hangs on this entity.
        return Planned((plan(path, None),))
    sheets = _sheets_by_entity(names)
    if entity in BY_NAME:
        own = sheets.pop(entity, names[0] if names else "")
        sheets = {of: sheet for of, sheet in sheets.items() if sheet != own}
        if not sheets:
            whole = plan(path, None)
            return Planned((whole if own in {entity, *names[:1]} else replace(whole, sheet=own),))
        sheets[entity] = own
    if not sheets:
        return Planned((plan(path, None),))
    return _by_sheet(path, names, sheets)


def _sheets_by_entity(names: Sequence[str]) -> dict[str, str]:
    """Find the sheet of each entity; its very name goes before one in other letters."""
    folded = {name.strip().lower(): name for name in reversed(names)}
    return {
        entity.name: entity.name if entity.name in names else folded[entity.name]
        for entity in ENTITIES
        if entity.name in folded
    }


def _by_sheet(path: Path, names: Sequence[str], sheets: dict[str, str]) -> Planned:
    """Plan each sheet that holds rows, and say which do not, and which are passed over."""
    every = [Plan(path, None, None, name, sheets[name]) for name in BY_NAME if name in sheets]
    counts = {one: _rows_in(one) for one in every}
    plans = tuple(one for one, (rows, _) in counts.items() if rows)
    known = {*sheets.values(), *HELPING_SHEETS}
    foreign = rows_of_sheets(path, [name for name in names if name not in known])
    remarks = _remarks(
        passed_over=with_rows(foreign),
        with_example=[
            sheets[one.entity] for one, (rows, out) in counts.items() if out and not rows
        ],
        empty=[sheets[one.entity] for one, (rows, out) in counts.items() if not rows + out],
    )
    if not plans:
        remarks.append("no sheet holds a row of your own, so nothing came in.")
    return Planned(plans, tuple(f"{path.name}: {one}" for one in remarks))


def _remarks(*, passed_over: str, with_example: Sequence[str], empty: Sequence[str]) -> list[str]:
    remarks = []
    if passed_over:
        remarks.append(
            f"sheets passed over that hold rows: {passed_over}. A sheet is taken in "
            f"where it is named after an entity: {', '.join(BY_NAME)}."
        )
    if with_example:
        remarks.append(
            f"nothing but the example in {_listed(with_example)}: it is left out. Write rows of "
            "your own below it."
        )
    if empty:
        remarks.append(f"no row in {_listed(empty)}.")
    return remarks


def _rows_in(one: Plan) -> tuple[int, int]:
    """Count the rows of a sheet, and the examples left out.

    A sheet that cannot be read counts as one with rows: the look at its header refuses it.
    """
    rows = examples = 0
    try:
        with opened_as_planned(one) as (source, _):
            for block in source.blocks:
                rows += len(block.rows) + len(block.broken)
                examples += sum(part.rows for part in block.left_out if part.reason == EXAMPLE)
    except NothingInItError:
        return 0, 0
    except RefusedError:
        return 1, 0
    return rows, examples


def _listed(sheets: Sequence[str]) -> str:
    return f"the {'sheet' if len(sheets) == 1 else 'sheets'} {', '.join(sheets)}"
