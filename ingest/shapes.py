"""Source rows become records of the contract: as they are, or by a mapping.

All frames here hold text, an empty cell is null, and `row_number` says which line a row came from.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from ingest.check import no_refusals
from ingest.conditions import all_hold, any_holds
from ingest.contract import Entity
from ingest.mapping import ColumnRule, EntityRule, SourceRule


@dataclass(frozen=True)
class Candidates:
    """What some source rows say: for each entity its rows, and the rows refused on the way."""

    rows: dict[str, pl.DataFrame]
    refused: pl.DataFrame


def without_empty_cells(rows: pl.DataFrame, missing: Sequence[str]) -> pl.DataFrame:
    """Turn empty cells, and the source's own words for them, into nulls."""
    nothing = ["", *missing]
    text = [name for name, kind in rows.schema.items() if kind == pl.String]
    return rows.with_columns(
        pl.when(~pl.col(name).is_in(nothing)).then(pl.col(name)).alias(name) for name in text
    )


def as_canonical(rows: pl.DataFrame, entity: Entity) -> Candidates:
    """Take rows of a canonical file; columns the contract does not know go into `extra` as JSON."""
    known = [name for name in rows.columns if name in entity.deliverable_names]
    return Candidates(
        {entity.name: rows.select("row_number", *known, _extra(rows, known))}, no_refusals()
    )


def as_records(rows: pl.DataFrame, source: SourceRule) -> Candidates:
    """Apply a mapping of shape `records`: each row makes the records that the mapping names."""
    rows = filled(rows, source)
    refused = [no_refusals()]
    made: dict[str, list[pl.DataFrame]] = {}
    for name, rules in source.records.items():
        for rule in rules:
            here = rows.filter(chosen(rule, source))
            refused += unlisted(here, rule)
            extra = (
                _extra(here, list(source.source_columns)) if name == main_entity(source) else None
            )
            columns = [with_default(rule, name) for name, rule in rule.columns.items()]
            made.setdefault(name, []).append(
                here.select("row_number", *columns, *([extra] if extra is not None else []))
            )
    faults = first_faults(refused)
    usable = {
        name: pl.concat(frames, how="diagonal").join(
            faults.select("row_number"), on="row_number", how="anti", maintain_order="left"
        )
        for name, frames in made.items()
    }
    return Candidates(usable, faults)


def chosen(rule: EntityRule, source: SourceRule) -> pl.Expr:
    """Write which rows make a record of that rule."""
    fold = source.fold
    return all_hold(rule.when, fold=fold) & ~any_holds(rule.unless, fold=fold)


def main_entity(source: SourceRule) -> str:
    """Name the entity that a source is about: the most specific record it makes."""
    for name in ("tickets", "changes", "exits", "ticket_events", "exit_events"):
        if name in source.records:
            return name
    return next(iter(source.records), "ticket_events")


def with_default(rule: ColumnRule, name: str) -> pl.Expr:
    """Write a column's rule as an expression over source columns, its default filled in."""
    value = plain(rule)
    return (value if rule.default is None else value.fill_null(rule.default)).alias(name)


def plain(rule: ColumnRule) -> pl.Expr:
    """Write a column's rule as an expression over source columns; null where there is no value."""
    if rule.constant is not None:
        return pl.lit(rule.constant or None, dtype=pl.String)
    if rule.template is not None:
        parts = string.Formatter().parse(rule.template)
        return pl.concat_str(
            part
            for text, column, _, _ in parts
            for part in (pl.lit(text), *([pl.col(column).cast(pl.String)] if column else []))
        )
    value = pl.col(rule.source_columns[0])
    if rule.words is None:
        return value
    translated = {word: meaning or None for word, meaning in rule.words.items()}
    return value.cast(pl.String).replace_strict(
        list(translated), list(translated.values()), default=None, return_dtype=pl.String
    )


def unlisted(rows: pl.DataFrame, rule: EntityRule) -> list[pl.DataFrame]:
    """Find the rows with a word that the mapping does not list."""
    return [
        unlisted_words(rows, column.column, column.words)
        for column in rule.columns.values()
        if column.column is not None and column.words is not None
    ]


def unlisted_words(rows: pl.DataFrame, column: str, words: dict[str, str]) -> pl.DataFrame:
    """Find the rows whose cell is none of the words."""
    return rows.filter(
        pl.col(column).is_not_null() & ~pl.col(column).cast(pl.String).is_in(list(words))
    ).select(
        "row_number",
        column_name=pl.lit(column),
        value=pl.col(column).cast(pl.String),
        reason=pl.lit("not among the words that the mapping lists for it"),
    )


def first_faults(refused: list[pl.DataFrame]) -> pl.DataFrame:
    """Keep one refusal for each row, the first."""
    return pl.concat(refused, how="vertical_relaxed").unique(
        "row_number", keep="first", maintain_order=True
    )


def filled(rows: pl.DataFrame, source: SourceRule) -> pl.DataFrame:
    """Put the source's own stand-ins where it has no value."""
    return rows.with_columns(
        pl.col(name).fill_null(value) for name, value in source.fill.items() if name in rows.columns
    )


def _extra(rows: pl.DataFrame, known: list[str]) -> pl.Expr:
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
