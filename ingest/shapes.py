"""Source rows become records of the contract: as they are, or by a mapping.

All frames here hold text, an empty cell is null, and `row_number` says which line a row came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from ingest.check import no_refusals
from ingest.contract import BY_NAME, Entity
from ingest.mapping import EntityRule, SourceRule
from ingest.no_value import without_required
from ingest.rules import chosen, with_default
from ingest.typed import added_columns, as_typed
from ingest.unknown_words import unlisted


@dataclass(frozen=True)
class Candidates:
    """What some source rows say: for each entity its rows, and the rows refused on the way."""

    rows: dict[str, pl.DataFrame]
    refused: pl.DataFrame


def without_empty_cells(rows: pl.DataFrame, source: SourceRule | None) -> pl.DataFrame:
    """Turn empty cells, and the source's own words for them, into nulls.

    What a mapping reads loses the blanks around it, unless the mapping keeps them.
    """
    nothing = ["", *(source.missing if source else ())]
    trimmed = source.source_columns if source is not None and source.trim else ()
    text = {
        name: pl.col(name).str.strip_chars() if name in trimmed else pl.col(name)
        for name, kind in rows.schema.items()
        if kind == pl.String
    }
    return rows.with_columns(
        pl.when(~cell.is_in(nothing)).then(cell).alias(name) for name, cell in text.items()
    )


def as_canonical(rows: pl.DataFrame, entity: Entity) -> Candidates:
    """Take rows of a canonical file; columns the contract does not know go into `extra` as JSON."""
    known = [name for name in rows.columns if name in entity.deliverable_names]
    return Candidates(
        {entity.name: rows.select("row_number", *known, _extra(rows, known))}, no_refusals()
    )


def as_records(rows: pl.DataFrame, source: SourceRule, written: pl.DataFrame) -> Candidates:
    """Apply a mapping of shape `records`: each row makes the records that the mapping names.

    `written` holds the rows as they stand in the file.
    """
    rows = filled(rows, source)
    refused = [no_refusals()]
    made: dict[str, list[pl.DataFrame]] = {}
    for name, rules in source.records.items():
        for place, rule in enumerate(rules):
            here = rows.filter(chosen(rule, source))
            refused += [
                fault
                for column, one in rule.columns.items()
                for fault in unlisted(here, one, source, of=f"{name}.{column}")
            ]
            texts = _texts(here, rule, source)
            refused += without_required(texts, here, written, (BY_NAME[name], rule))
            typed = as_typed(texts, BY_NAME[name], rule, source)
            refused += typed.refused
            records = in_sequence(typed.rows, name, place)
            if name == main_entity(source):
                kept = here.select("row_number", _extra(here, source.source_columns))
                records = records.with_columns(kept["extra"])
            made.setdefault(name, []).append(records)
    faults = first_faults(refused)
    usable = {
        name: pl.concat(frames, how="diagonal_relaxed").join(
            faults.select("row_number"), on="row_number", how="anti", maintain_order="left"
        )
        for name, frames in made.items()
    }
    return Candidates(usable, faults)


def _texts(rows: pl.DataFrame, rule: EntityRule, source: SourceRule) -> pl.DataFrame:
    """Make a record's columns of source rows, as text, with the durations to add to some."""
    columns = {name: with_default(one, source) for name, one in rule.columns.items()}
    return rows.select("row_number", **columns, **added_columns(rule))


def in_sequence(records: pl.DataFrame, entity: str, place: int) -> pl.DataFrame:
    """Order the events of one instant by the places of their rules, where nothing else does."""
    if entity != "ticket_events" or place == 0 or "sequence" in records.columns:
        return records
    return records.with_columns(sequence=pl.lit(str(place)))


def main_entity(source: SourceRule) -> str:
    """Name the entity that a source is about: the most specific record it makes."""
    for name in ("tickets", "changes", "exits", "ticket_events", "exit_events"):
        if name in source.records:
            return name
    return next(iter(source.records), "ticket_events")


def first_faults(refused: list[pl.DataFrame]) -> pl.DataFrame:
    """Keep one refusal for each row, the first."""
    return pl.concat(refused, how="vertical_relaxed").unique(
        "row_number", keep="first", maintain_order=True
    )


def filled(rows: pl.DataFrame, source: SourceRule) -> pl.DataFrame:
    """Put the source's own stand-ins where it has no value; a column that is absent is empty."""
    absent = [name for name in source.source_columns if name not in rows.columns]
    rows = rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)
    return rows.with_columns(
        pl.col(name).fill_null(value) for name, value in source.fill.items() if name in rows.columns
    )


def _extra(rows: pl.DataFrame, known: Sequence[str]) -> pl.Expr:
    """Keep what is not known as JSON text; null where there is nothing of it."""
    unknown = sorted(name for name in rows.columns if name not in {*known, "row_number"})
    if not unknown:
        return pl.lit(None, dtype=pl.String).alias("extra")
    record = pl.struct(pl.col(name).cast(pl.String) for name in unknown)
    return (
        pl.when(pl.any_horizontal(pl.col(name).is_not_null() for name in unknown))
        .then(record.struct.json_encode())
        .alias("extra")
    )
