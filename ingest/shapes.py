"""Source rows become records of the contract: as they are, or by a mapping.

All frames here hold text, an empty cell is null, and `row_number` says which line a row came from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from ingest.check import EMPTY, check, first_of_columns, without_faulty
from ingest.contract import BY_NAME, Entity
from ingest.instants import Reading
from ingest.mapping import EntityRule, SourceRule
from ingest.no_value import without_required
from ingest.rules import called_in_file, chosen, with_default
from ingest.typed import added_columns, as_typed
from ingest.unknown_words import unlisted


@dataclass(frozen=True)
class Candidates:
    """What some source rows say, by entity: the rows that can be used, and those that cannot.

    Both hold row_number and the contract's columns, typed; those that can be used `extra`, too.
    `faults` holds what `Checked.refused` does.
    """

    usable: dict[str, pl.DataFrame]
    faulty: dict[str, pl.DataFrame]
    faults: dict[str, pl.DataFrame]


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
    checked = check(rows.select("row_number", *known), entity, Reading())
    made = _with_extra(checked.rows, rows, known)
    return _parted({entity.name: [made]}, {entity.name: [checked.refused]})


def as_records(rows: pl.DataFrame, source: SourceRule, written: pl.DataFrame) -> Candidates:
    """Apply a mapping of shape `records`: each row makes the records that the mapping names.

    `written` holds the rows as they stand in the file.
    """
    rows = filled(rows, source)
    made: dict[str, list[pl.DataFrame]] = {name: [] for name in source.records}
    faults: dict[str, list[pl.DataFrame]] = {name: [] for name in source.records}
    for name, rules in source.records.items():
        for place, rule in enumerate(rules):
            here = rows.filter(chosen(rule, source))
            texts = _texts(here, rule, source)
            typed = as_typed(texts, BY_NAME[name], rule, source)
            checked = check(
                in_sequence(typed.rows, name, place),
                BY_NAME[name],
                source.reading,
                called=partial(called_in_file, rule),
            )
            found = [
                fault
                for column, one in rule.columns.items()
                for fault in unlisted(here, one, source, of=f"{name}.{column}")
            ]
            found += without_required(texts, here, written, (BY_NAME[name], rule))
            found += typed.refused
            faults[name] += [*found, _without_empty_of(checked.refused, first_of_columns(found))]
            known = source.source_columns if name == main_entity(source) else here.columns
            made[name].append(_with_extra(checked.rows, here, known))
    return _parted(made, faults)


def _without_empty_of(refused: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """Leave out that a value is missing in rows with faults: for those it may be missing."""
    has_fault = pl.col("row_number").is_in(faults["row_number"].implode())
    return refused.filter(~(has_fault & pl.col("reason").str.starts_with(EMPTY)))


def _parted(
    made: Mapping[str, list[pl.DataFrame]], faults: Mapping[str, list[pl.DataFrame]]
) -> Candidates:
    """Part rows that can be used from those of a source row with a fault, in whichever record."""
    found = {name: first_of_columns(of_entity) for name, of_entity in faults.items()}
    faulty = first_of_columns([*found.values()])
    every = {name: pl.concat(of_entity) for name, of_entity in made.items()}
    return Candidates(
        {name: without_faulty(rows, faulty) for name, rows in every.items()},
        {
            name: rows.filter(pl.col("row_number").is_in(faulty["row_number"].implode()))
            for name, rows in every.items()
        },
        found,
    )


def _with_extra(made: pl.DataFrame, rows: pl.DataFrame, known: Sequence[str]) -> pl.DataFrame:
    """Add to records what the rows that they are made of say in columns that are not known."""
    return made.with_columns(rows.select("row_number", _extra(rows, known))["extra"])


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
