"""Rows of text become rows of values, or are refused with the column, the value and the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from ingest import instants, values
from ingest.calendars import is_region
from ingest.contract import FIRST_DAY, LAST_DAY, WITHDRAWN, Column, Entity
from ingest.expected import expected, meant, out_of_range
from ingest.instants import Reading
from ingest.zones import zone_names

REFUSED_SCHEMA = {
    "row_number": pl.Int64,
    "column_name": pl.String,
    "value": pl.String,
    "reason": pl.String,
}

EMPTY = "required, but empty"

POLARS_TYPES: dict[str, pl.DataType] = {
    "varchar": pl.String(),
    "timestamp": pl.Datetime("us"),
    "date": pl.Date(),
    "bigint": pl.Int64(),
    "double": pl.Float64(),
    "boolean": pl.Boolean(),
}


@dataclass(frozen=True)
class Checked:
    """What came of some rows.

    `rows` holds row_number and the contract's columns, typed, null where a cell is no value;
    `refused` holds row_number, column_name, value and reason, one for each faulty column, those of
    a row in column order.
    """

    rows: pl.DataFrame
    refused: pl.DataFrame

    @property
    def accepted(self) -> pl.DataFrame:
        """The rows without a fault."""
        return without_faulty(self.rows, self.refused)


def check(
    rows: pl.DataFrame,
    entity: Entity,
    reading: Reading,
    *,
    complete: bool = True,
    called: Callable[[str], str] = str,
) -> Checked:
    """Check rows (row_number and columns of the entity, empty cells null) against the contract.

    With `complete` false a missing required value is no fault: the rows are parts of records. Nor
    is it one in a row that takes its key back, which needs its key alone. `called` names a column
    as the file does.
    """
    absent = [name for name in entity.column_names if name not in rows.columns]
    rows = rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)
    typed: dict[str, pl.Series] = {"row_number": rows["row_number"]}
    faults: list[pl.DataFrame] = []
    withdrawn = _withdrawn(rows)
    for column in entity.columns:
        sql_type = POLARS_TYPES[column.sql_type]
        cells = rows[column.name]
        if cells.null_count() == len(cells):
            # Most columns of most files: nothing is read where nothing is written.
            typed[column.name] = pl.Series(column.name, [None], sql_type).new_from_index(
                0, len(cells)
            )
        else:
            value = value_of(cells, column, reading).alias(column.name)
            typed[column.name] = value.cast(sql_type)
            faults += _faults_of_values(rows, value, column, reading)
            faults += _before(rows, typed, column, called)
        if complete and column.required and cells.null_count():
            needed = ~withdrawn | pl.Series([column.name in entity.key])
            reason = f"{EMPTY}; {column.hint}" if column.hint else EMPTY
            faults.append(_faults(rows, column.name, cells.is_null() & needed, reason))
    if entity.value_words:
        faults += _value_faults(rows.filter(~withdrawn) if withdrawn.any() else rows, entity)
    refused = first_of_columns(faults)
    names = {name: called(name) for name in refused["column_name"].unique()}
    return Checked(pl.DataFrame(typed), refused.with_columns(pl.col("column_name").replace(names)))


def _withdrawn(rows: pl.DataFrame) -> pl.Series:
    """Mark the rows that take their key back, or are to: which of them do is told by their word."""
    cells = rows[WITHDRAWN.name]
    if cells.null_count() == len(cells):
        return pl.Series([False]).new_from_index(0, len(cells))
    return values.flags(cells).fill_null(cells.is_not_null())


def _faults_of_values(
    rows: pl.DataFrame, value: pl.Series, column: Column, reading: Reading
) -> Iterator[pl.DataFrame]:
    """List the rows whose cell is no value of a column, and those whose value lies out of range."""
    cells = rows[column.name]
    if value.null_count() > cells.null_count():
        wrong = cells.is_not_null() & value.is_null()
        reason = expected(cells.filter(wrong), column, reading)
        yield _faults(rows, column.name, wrong, reason)
    beyond = _beyond(value, column)
    if beyond is not None:
        yield _faults(rows, column.name, beyond, out_of_range(column))


def _before(
    rows: pl.DataFrame,
    typed: dict[str, pl.Series],
    column: Column,
    called: Callable[[str], str],
) -> Iterator[pl.DataFrame]:
    """List the rows in which something ends before it begins."""
    if not column.not_before:
        return
    earlier = (typed[column.name] < typed[column.not_before]).fill_null(value=False)
    if earlier.any():
        begins = called(column.not_before)
        reason = f"lies before {begins}; one of the two is wrong, or they are swapped"
        yield _faults(rows, column.name, earlier, reason)


def _beyond(values: pl.Series, column: Column) -> pl.Series | None:
    """Mark the values that lie outside what the contract allows; None where there is none."""
    if column.kind in {"whole", "number"}:
        beyond = ~values.is_between(column.least, column.most).fill_null(value=True)
    elif column.kind in {"instant", "date"} and _reaches_out(values):
        beyond = ~values.dt.date().is_between(FIRST_DAY, LAST_DAY).fill_null(value=True)
    else:
        return None
    return beyond if beyond.any() else None


def _reaches_out(values: pl.Series) -> bool:
    """Whether the first or the last of some days or instants is out of range."""
    ends = pl.Series([values.min(), values.max()], dtype=values.dtype).dt.date()
    return bool((ends.drop_nulls() < FIRST_DAY).any() or (ends.drop_nulls() > LAST_DAY).any())


def no_refusals() -> pl.DataFrame:
    """Return an empty frame of refusals."""
    return pl.DataFrame(schema=REFUSED_SCHEMA)


def first_of_columns(faults: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Keep one fault for each column of a row, the first; the rows go by their numbers."""
    return (
        pl.concat([no_refusals(), *faults], how="vertical_relaxed")
        .unique(["row_number", "column_name"], keep="first", maintain_order=True)
        .sort("row_number", maintain_order=True)
    )


def without_faulty(rows: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """Leave out the rows that have a fault."""
    if faults.is_empty():
        return rows
    return rows.join(
        faults.select("row_number"), on="row_number", how="anti", maintain_order="left"
    )


def _faults(
    rows: pl.DataFrame, column: str, wrong: pl.Series, reason: str | pl.Series
) -> pl.DataFrame:
    """List rows with a fault in a column; `reason` is one for all, or as many as there are rows."""
    return rows.filter(wrong).select(
        "row_number",
        column_name=pl.lit(column),
        value=pl.col(column).cast(pl.String),
        reason=pl.lit(reason),
    )


def value_of(cells: pl.Series, column: Column, reading: Reading) -> pl.Series:
    """Read cells (empty ones null) as a column's values; null where a cell is none."""
    parsers: dict[str, Callable[[pl.Series], pl.Series]] = {
        "identifier": lambda cells: values.identifiers(cells, needed=column.required),
        "text": values.texts,
        "word": lambda text: _listed(text, column.words),
        "words": lambda text: _all_listed(text, column.words),
        "instant": lambda text: instants.instants(text, reading),
        "date": lambda text: instants.dates(text, reading),
        "time": values.times,
        "whole": lambda text: values.wholes(text, reading.decimal),
        "number": lambda text: values.numbers(text, reading.decimal),
        "flag": values.flags,
        "zone": lambda text: _listed(text, tuple(zone_names())),
        "region": _regions,
    }
    return parsers[column.kind](cells)


def _listed(text: pl.Series, words: tuple[str, ...]) -> pl.Series:
    written = text.cast(pl.String)
    return written.set(~written.is_in(list(words)), None)


def _all_listed(text: pl.Series, words: tuple[str, ...]) -> pl.Series:
    word = f"(?:{'|'.join(words)})"
    written = text.cast(pl.String)
    return written.set(~written.str.contains(rf"^{word}(?: +{word})*$"), None)


def _regions(text: pl.Series) -> pl.Series:
    written = text.cast(pl.String)
    return _listed(
        written, tuple(code for code in written.unique().drop_nulls() if is_region(code))
    )


def _value_faults(rows: pl.DataFrame, entity: Entity) -> list[pl.DataFrame]:
    """Judge `value` by the words that its `field` allows."""
    faults = []
    with_value = rows.with_columns(pl.col("value").cast(pl.String))
    for field, words in entity.value_words.items():
        here = with_value["field"].cast(pl.String) == field
        allowed = [word for word in words if word is not None]
        wrong = here & with_value["value"].is_not_null() & ~with_value["value"].is_in(allowed)
        if None not in words:
            wrong = wrong | (here & with_value["value"].is_null())
        wrong = wrong.fill_null(value=False)
        if wrong.any():
            reason = f"for field {field} one of {', '.join(allowed)} is expected" + meant(
                with_value["value"].filter(wrong), allowed
            )
            faults.append(_faults(with_value, "value", wrong, reason))
    return faults
