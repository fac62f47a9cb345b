"""Records made of text get their times and durations, as a mapping says they are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from ingest.check import value_of
from ingest.contract import Column, Entity
from ingest.durations import Unit, durations
from ingest.expected import expected
from ingest.form import plain_name
from ingest.instants import Reading, day_ends, day_starts, instants
from ingest.mapping import ColumnRule, EntityRule, SourceRule
from ingest.mapping.against_contract import BOTH_ENDS, COUNTED
from ingest.mapping.columns import AddedRule
from ingest.rules import source_name


@dataclass(frozen=True)
class Typed:
    """Records whose times are read (instants in UTC), and the rows in which one cannot be."""

    rows: pl.DataFrame
    refused: tuple[pl.DataFrame, ...]


def added_name(column: str) -> str:
    """Name the column that holds, beside an instant, the duration to add to it."""
    return f"{column} plus"


def added_columns(rule: EntityRule) -> dict[str, pl.Expr]:
    """Write the durations that a rule adds to instants, by the names of their columns here."""
    return {
        added_name(name): pl.col(plain_name(one.plus.column))
        for name, one in rule.columns.items()
        if one.plus is not None
    }


def as_typed(records: pl.DataFrame, entity: Entity, rule: EntityRule, source: SourceRule) -> Typed:
    """Read the times and durations of records (row_number, text columns, durations to add).

    A day of which both ends are kept (CLK-15) fills an internal column too.
    """
    columns: dict[str, pl.Series] = {}
    refused: list[pl.DataFrame] = []
    for name, one in rule.columns.items():
        column, reading = entity.column(name), one.reading(source.reading)
        read = _read(records[name], entity, column, one, reading)
        if not read:
            continue
        refused += _unread(records, read[name], column, one, reading)
        if one.plus is not None:
            late = durations(records[added_name(name)], one.plus.unit, reading.decimal)
            refused += _no_duration(records, late, name, one.plus)
            read = {end: at + late.cast(pl.Duration("us")) for end, at in read.items()}
        columns |= read
    return Typed(records.drop(added_columns(rule)).with_columns(**_marked(columns)), tuple(refused))


def _read(
    cells: pl.Series, entity: Entity, column: Column, rule: ColumnRule, reading: Reading
) -> dict[str, pl.Series]:
    """Read what is a time or a duration; nothing where the column is neither."""
    if rule.unit is not None:
        return {column.name: _counted(cells, column, rule.unit, reading)}
    if column.kind == "date":
        return {column.name: value_of(cells, column, reading)}
    return _instants(cells, entity, column, reading) if column.kind == "instant" else {}


def _instants(
    cells: pl.Series, entity: Entity, column: Column, reading: Reading
) -> dict[str, pl.Series]:
    """Read instants; of a day that may be any of its instants both ends."""
    if reading.date_means != "unknown":
        return {column.name: instants(cells, reading)}
    other = BOTH_ENDS[entity.name, column.name]
    if entity.name == "tickets":
        from_start = replace(reading, date_means="start_of_day")
        return {column.name: instants(cells, from_start), other: day_ends(cells, reading)}
    return {column.name: instants(cells, reading), other: day_starts(cells, reading)}


def _counted(cells: pl.Series, column: Column, unit: Unit, reading: Reading) -> pl.Series:
    """Read durations as text of the number of seconds, minutes or hours that the column counts."""
    each = next(seconds for ending, seconds in COUNTED.items() if column.name.endswith(ending))
    count = durations(cells, unit, reading.decimal) / (each * 1_000_000)
    return (count.round().cast(pl.Int64) if column.kind == "whole" else count).cast(pl.String)


def _marked(columns: dict[str, pl.Series]) -> dict[str, pl.Series]:
    """Mark instants as UTC: without a zone they would be taken for wall times."""
    return {
        name: values.dt.replace_time_zone("UTC") if values.dtype == pl.Datetime else values
        for name, values in columns.items()
    }


def _unread(
    records: pl.DataFrame, values: pl.Series, column: Column, rule: ColumnRule, reading: Reading
) -> Iterator[pl.DataFrame]:
    """Refuse the rows in which a cell is no such value."""
    cells = records[column.name]
    if values.null_count() == cells.null_count():
        return
    wrong = cells.is_not_null() & values.is_null()
    reason: pl.Series | str = f"not a duration in {rule.unit}"
    if rule.unit is None:
        reason = expected(cells.filter(wrong), column, reading)
    called = column.name if rule.constant is not None else source_name(rule)
    yield _refused(records.filter(wrong), column.name, called, reason)


def _no_duration(
    records: pl.DataFrame, late: pl.Series, column: str, plus: AddedRule
) -> Iterator[pl.DataFrame]:
    """Refuse the rows in which what is to be added is no duration."""
    cells = records[added_name(column)]
    wrong = cells.is_not_null() & late.is_null()
    if wrong.any():
        reason = f"not a duration in {plus.unit}"
        yield _refused(records.filter(wrong), added_name(column), plain_name(plus.column), reason)


def _refused(
    records: pl.DataFrame, column: str, called: str, reason: pl.Series | str
) -> pl.DataFrame:
    return records.select(
        "row_number",
        column_name=pl.lit(called),
        value=pl.col(column).cast(pl.String),
        reason=pl.lit(reason),
    )
