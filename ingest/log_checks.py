"""The rows of a log are looked at before they are kept: which cannot be used, and why."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import polars as pl

from ingest import values
from ingest.check import EMPTY, check, first_of_columns
from ingest.contract import BY_NAME, Column
from ingest.expected import expected
from ingest.form import plain_name
from ingest.instants import instants
from ingest.mapping import LogRule, SourceRule, ValueRule
from ingest.mapping.columns import ANY, parts_of
from ingest.rules import called_in_file, chosen, folds, plain
from ingest.typed import added_columns, as_typed
from ingest.unknown_words import not_listed, unlisted

# What the time of a log's row is, for the messages about it.
WRITTEN_AT = Column("at", "instant", "When the row was written.")


def log_of(source: SourceRule) -> LogRule:
    """Return the source's log rule; shapes `changes` and `versions` always have one."""
    if source.log is None:
        raise ValueError(f"source {', '.join(source.files)} has no log")
    return source.log


def check_log_rows(rows: pl.DataFrame, source: SourceRule) -> pl.DataFrame:
    """Find the rows of a log that cannot be used; returns one fault for each faulty column."""
    log = log_of(source)
    refused = [*_without(rows, plain_name(log.record))]
    refused += _without_time(rows, source)
    if log.order is not None:
        refused += _without_order(rows, source, plain_name(log.order.column))
    for field, rule in log.track.items():
        refused += _refused_values(rows, field, rule, source)
    refused += _unusable_records(rows, source)
    return first_of_columns(refused)


def _tells_of_no_change(rows: pl.DataFrame, source: SourceRule) -> pl.Series:
    """Find the rows that only say what a record is: a record that never changed has one."""
    log = log_of(source)
    if source.shape != "changes" or log.field is None:
        return pl.Series([False]).new_from_index(0, len(rows))
    return rows[plain_name(log.field)].is_null() & rows[plain_name(log.at.column)].is_null()


def _without_time(rows: pl.DataFrame, source: SourceRule) -> Iterator[pl.DataFrame]:
    at = log_of(source).at
    column, reading = plain_name(at.column), at.reading(source.reading)
    cells = rows[column]
    yield from _without(rows.filter(~_tells_of_no_change(rows, source)), column)
    wrong = cells.is_not_null() & instants(cells, reading).is_null()
    yield _refused(rows, column, wrong, expected(cells.filter(wrong), WRITTEN_AT, reading))


def _without_order(rows: pl.DataFrame, source: SourceRule, column: str) -> Iterator[pl.DataFrame]:
    order = log_of(source).order
    yield from _without(rows.filter(~_tells_of_no_change(rows, source)), column)
    if order is not None and order.by == "number":
        wrong = rows[column].is_not_null() & values.wholes(rows[column]).is_null()
        yield _refused(rows, column, wrong, "not a whole number")


def _refused_values(
    rows: pl.DataFrame, field: str, rule: ValueRule, source: SourceRule
) -> list[pl.DataFrame]:
    """Refuse rows whose value of a tracked field means nothing in the contract."""
    log = log_of(source)
    if source.shape == "changes" and rule.columns is not None:
        of = f"log.track.{field}"
        return [
            _unknown_part(rows, rule, source, of=(of, place)) for place in range(len(rule.columns))
        ]
    if source.shape == "changes":
        named = pl.col(plain_name(log.field or ""))
        is_named = named.str.to_lowercase() == (rule.column or "").lower()
        rows = rows.filter(is_named if source.fold else named == rule.column)
        rule = rule.model_copy(update={"column": log.new})
    if rule.words is not None or rule.extract is not None:
        return unlisted(rows, rule, source, of=f"log.track.{field}")
    allowed = [word for word in BY_NAME["ticket_events"].value_words.get(field, ()) if word]
    value = rows.select(_value=plain(rule, source)).to_series().cast(pl.String)
    if not allowed:
        return []
    wrong = value.is_not_null() & ~value.is_in(allowed)
    reason = f"for field {field} one of {', '.join(allowed)} is expected"
    column = plain_name(rule.source_columns[0])
    return [_refused(rows, column, wrong.fill_null(value=False), reason)]


def _unknown_part(
    rows: pl.DataFrame, rule: ValueRule, source: SourceRule, *, of: tuple[str, int]
) -> pl.DataFrame:
    """Refuse changes of one of several native fields to what none of the words has in its place.

    `of` names what the rule is for, and the place of the field among its columns.
    """
    log = log_of(source)
    what, place = of
    field, new = (rule.columns or ())[place], plain_name(log.new or "")
    named = pl.col(plain_name(log.field or ""))
    parts = list(dict.fromkeys(parts_of(written)[place] for written in rule.words or {}))
    reason = not_listed(what, [f"{field} {part}" for part in parts if part])
    value = pl.col(new).fill_null("")
    if source.fold:
        named, field = named.str.to_lowercase(), field.lower()
    if folds(rule, source):
        value, parts = value.str.to_lowercase(), [part.lower() for part in parts]
    is_open = ANY in parts or rule.fallback is not None
    wrong = (named == field).fill_null(value=False) & ~value.is_in([*parts, ""])
    unknown = rows.select(wrong & pl.lit(not is_open)).to_series()
    return _refused(rows, new, unknown, reason)


def _unusable_records(rows: pl.DataFrame, source: SourceRule) -> Iterator[pl.DataFrame]:
    """Refuse rows of which a record's column could not be made."""
    for name, rules in source.records.items():
        for rule in rules:
            here = rows.filter(chosen(rule, source))
            for column, one in rule.columns.items():
                yield from unlisted(here, one, source, of=f"{name}.{column}")
            cells = {column: plain(one, source) for column, one in rule.columns.items()}
            part = here.select("row_number", **cells, **added_columns(rule))
            typed = as_typed(part, BY_NAME[name], rule, source)
            yield from typed.refused
            yield check(
                typed.rows,
                BY_NAME[name],
                source.reading,
                complete=False,
                called=partial(called_in_file, rule),
            ).refused


def _without(rows: pl.DataFrame, column: str) -> Iterator[pl.DataFrame]:
    yield _refused(rows, column, rows[column].is_null(), EMPTY)


def _refused(
    rows: pl.DataFrame, column: str, wrong: pl.Series, reason: pl.Series | str
) -> pl.DataFrame:
    return rows.filter(wrong).select(
        "row_number",
        column_name=pl.lit(column),
        value=pl.col(column).cast(pl.String),
        reason=pl.lit(reason),
    )
