"""Which source of a shipped mapping reads a file, and what the file looks like to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from ingest.dialect import Dialect
from ingest.errors import RefusedError
from ingest.form import plain_name
from ingest.mapping import ColumnRule, Mapping, SourceRule
from ingest.proposals.forms import form_of
from ingest.proposals.look import Look, seen
from ingest.proposals.roles import roles_of
from ingest.proposals.times import Order
from ingest.readers import ROW, opened
from ingest.shapes import without_empty_cells

# What of a file's form a mapping may have otherwise, and is then changed in it.
FORM_KEYS = ("delimiter", "encoding", "header", "repeats", "sheet", "sheets")
ENDS = ("responded_at", "resolved_at", "closed_at")


@dataclass(frozen=True)
class Fit:
    """A file, the place of the source that reads it, and its rows as that source sees them."""

    path: Path
    place: int
    source: SourceRule
    dialect: Dialect
    rows: pl.DataFrame

    @property
    def columns(self) -> list[str]:
        """The columns of the file."""
        return [name for name in self.rows.columns if name != ROW]

    @property
    def absent(self) -> list[str]:
        """The columns that the source reads and the file does not have."""
        return [name for name in self.source.source_columns if name not in self.columns]

    @property
    def names_customers(self) -> bool:
        """Whether the source can tell whose a row is, by a column of the file or by itself."""
        columns = [
            plain_name(name)
            for rule in self.source.records.get("customers", ())
            for name in rule.columns["customer_id"].source_columns
        ]
        return not columns or bool(set(columns) & set(self.columns))


def fits_of(shipped: Mapping, paths: Sequence[Path]) -> list[Fit]:
    """Find the source that reads each file: by its name and columns, else by its columns alone.

    Raises RefusedError that names the columns that are missing.
    """
    return [_fit(shipped, path) for path in paths]


def looks_of(fits: Sequence[Fit]) -> list[Look]:
    """Look at files as a mapping reads them: its rules say which columns are which.

    Whose a ticket is, the names of columns say where the mapping's own are not in the file.
    """
    return [_look(one) for one in fits]


def _look(one: Fit) -> Look:
    look = seen(
        (one.path,),
        one.dialect,
        one.rows,
        roles=_roles(one),
        knows_customers=one.names_customers,
    )
    if look.order.decided is not None or "day_order" in one.source.model_fields_set:
        return look
    # A product that writes its times in one way says so in its forms; that needs no answer.
    return replace(look, order=Order("year-month-day", ""))


def _fit(shipped: Mapping, path: Path) -> Fit:
    sniffed = form_of(path).dialect
    fitting: list[Fit] = []
    lacking: list[tuple[SourceRule, list[str]]] = []
    refusals: list[RefusedError] = []
    for place, source in enumerate(shipped.sources):
        try:
            one = _read(path, place, source, sniffed)
        except RefusedError as refusal:
            # Another source may read it; where none does, the first refusal is told.
            refusals.append(refusal)
            continue
        absent = [name for name in source.required_columns if name not in one.columns]
        if absent:
            lacking.append((source, absent))
        else:
            fitting.append(one)
    if not fitting:
        raise _unfit(shipped, path, lacking, refusals)
    named = shipped.source_for(path)
    return max(fitting, key=lambda one: (one.source is named, -len(one.absent)))


def _unfit(
    shipped: Mapping,
    path: Path,
    lacking: Sequence[tuple[SourceRule, list[str]]],
    refusals: Sequence[RefusedError],
) -> RefusedError:
    if not lacking:
        return refusals[0]
    # Most of its columns are there, and fewest are missing.
    source, absent = min(
        lacking, key=lambda one: (len(one[1]) - len(one[0].required_columns), len(one[1]))
    )
    return RefusedError(
        path.name,
        f"the mapping {shipped.name} reads columns that this file does not have: "
        f"{', '.join(absent)}, of what it reads from {', '.join(source.files)}.",
        way_out="Export them too, or propose a mapping from the file alone, without --as.",
    )


def _read(path: Path, place: int, source: SourceRule, sniffed: Dialect) -> Fit:
    """Read a file as a source declares it; where its text has another form, as it was sniffed."""
    changes = {name: getattr(sniffed, name) for name in FORM_KEYS}
    own = {name: value for name, value in changes.items() if value not in {None, "utf-8"}}
    declared = source.dialect
    dialect = declared if declared.rows else declared.model_copy(update=own)
    with opened(path, dialect) as (content, _):
        frames = [block.rows for block in content.blocks]
    if not frames:
        raise RefusedError(path.name, "it has no row.")
    rows = without_empty_cells(pl.concat(frames, how="diagonal_relaxed"), source)
    return Fit(path, place, source, dialect, rows)


def _roles(one: Fit) -> dict[str, str]:
    found: dict[str, str] = {}

    def note(role: str, rule: ColumnRule | None) -> None:
        for written in rule.source_columns if rule is not None else ():
            name = plain_name(written)
            if name in one.columns and name not in found.values():
                found.setdefault(role, name)

    for rule in one.source.records.get("tickets", ()):
        note("opened_at", rule.columns.get("opened_at"))
        note("updated_at", rule.columns.get("updated_at"))
    # Which end each event is does not matter for how its time is written.
    events = one.source.records.get("ticket_events", ())
    for role, rule in zip(ENDS, events, strict=False):
        note(role, rule.columns.get("occurred_at"))
    if one.source.log is not None and plain_name(one.source.log.at.column) in one.columns:
        found.setdefault("log_time", plain_name(one.source.log.at.column))
    if one.names_customers:
        for rule in one.source.records.get("customers", ()):
            note("customer_id", rule.columns.get("customer_id"))
        return found
    known = roles_of(one.rows, one.columns)
    return found | {role: known[role] for role in ("customer_id", "customer") if role in known}
