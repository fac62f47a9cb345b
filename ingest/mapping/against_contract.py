"""What a mapping says is held against the contract when it is read, before any row comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from ingest.check import value_of
from ingest.contract import BY_NAME, Column, Entity
from ingest.expected import expected
from ingest.form import KeyFaultError
from ingest.instants import Reading
from ingest.mapping.columns import ColumnRule
from ingest.mapping.logs import LogRule, TrackedRule
from ingest.mapping.records import EntityRule
from ingest.named import meant

# Where a day without a time may stay what it is: both of its ends are kept (CLK-15).
BOTH_ENDS = {
    ("tickets", "opened_at"): "opened_until",
    ("ticket_events", "occurred_at"): "occurred_from",
}
# Columns that count time, and how many seconds each counts by.
COUNTED = {"_seconds": 1, "_minutes": 60, "_hours": 3_600}


def check_records(records: Mapping[str, Iterable[EntityRule]], reading: Reading) -> None:
    """Hold the rules of every entity against its columns; KeyFaultError names the first fault."""
    for name, rules in records.items():
        for place, rule in enumerate(rules):
            try:
                _check_rule(BY_NAME[name], rule, reading)
            except KeyFaultError as fault:
                raise KeyFaultError(str(fault), "records", name, place, *fault.path) from None


def check_log(log: LogRule, shape: str, reading: Reading) -> None:
    """Hold the words that a log's fields become against those of ticket events."""
    allowed_of = BY_NAME["ticket_events"].value_words
    for field, rule in log.track.items():
        where = ("log", "track", field)
        _check_tracked(rule, shape, where)
        allowed = [word for word in allowed_of.get(field, ()) if word]
        for word in rule.meanings if allowed else ():
            if word and word not in allowed:
                raise KeyFaultError(_not_one_of(f"event field {field}", word, allowed), *where)
    needing = [name for name, states in _states(log).items() if states]
    if needing and "status" not in log.track:
        raise KeyFaultError(
            "names states, but track has no status; such as "
            "track: {status: {column: state, words: {Open: in_progress}}}",
            "log",
            needing[0],
        )


def _states(log: LogRule) -> dict[str, tuple[str, ...]]:
    return {"responses": log.responses.states, "updates": log.updates.states}


def _check_tracked(rule: TrackedRule, shape: str, where: tuple[str, ...]) -> None:
    is_named = rule.column is not None or rule.columns is not None
    if shape == "changes" and not (is_named and rule.extract is None and rule.old is None):
        raise KeyFaultError(
            "in shape changes a tracked field is named by column, or several by columns, with "
            "words; such as {column: state, words: {Open: in_progress}}, where state is what "
            "log.field holds",
            *where,
        )
    if rule.old is not None and rule.column is None:
        raise KeyFaultError(
            "old goes with column, such as {column: newState, old: oldState}", *where
        )


def _check_rule(entity: Entity, rule: EntityRule, reading: Reading) -> None:
    unknown = [name for name in rule.columns if name not in entity.deliverable_names]
    if unknown:
        # Where no column is near, the way out is to choose from all of them.
        hint = meant(unknown[0], entity.deliverable_names) or (
            f"; it has {', '.join(entity.deliverable_names)}"
        )
        raise KeyFaultError(f"{entity.name} has no column {unknown[0]}{hint}", unknown[0])
    for name, column_rule in rule.columns.items():
        try:
            _check_column(entity, entity.column(name), column_rule, reading)
        except ValueError as fault:
            raise KeyFaultError(str(fault), name) from None
    _check_order(entity, rule, reading)
    absent = [name for name in entity.required if name not in rule.columns]
    if absent:
        raise KeyFaultError(
            f"{entity.name} needs {', '.join(absent)}; such as {absent[0]}: and the name of a "
            f"column of the file, or {absent[0]}: {{constant: ...}} for one value in every row"
        )
    if entity.value_words:
        _check_value(entity, rule)


def _check_order(entity: Entity, rule: EntityRule, reading: Reading) -> None:
    """Refuse constants of which one ends before the other begins."""
    constants = {name: one.constant for name, one in rule.columns.items() if one.constant}
    for column in entity.columns:
        begins, ends = constants.get(column.not_before), constants.get(column.name)
        if begins is None or ends is None:
            continue
        first, last = value_of(pl.Series([begins, ends]), column, reading)
        if first is not None and last is not None and last < first:
            raise KeyFaultError(
                f"{ends} lies before {column.not_before} ({begins}); one of the two is wrong, or "
                "they are swapped",
                column.name,
            )


def _check_column(entity: Entity, column: Column, rule: ColumnRule, reading: Reading) -> None:
    _check_time(entity, column, rule, reading)
    if rule.unit is not None and not column.name.endswith(tuple(COUNTED)):
        raise ValueError(f"unit is for durations; {entity.name}.{column.name} is not one")
    for meaning in filter(None, rule.meanings):
        if column.words and not set(meaning.split()) <= set(column.words):
            raise ValueError(_not_one_of(f"{entity.name}.{column.name}", meaning, column.words))
        own = rule.reading(reading)
        if rule.unit is None and value_of(pl.Series([meaning]), column, own).is_null().any():
            reason = expected(pl.Series([meaning]), column, own)[0]
            raise ValueError(f"{entity.name}.{column.name}: {meaning!r}: {reason}")


def _check_time(entity: Entity, column: Column, rule: ColumnRule, reading: Reading) -> None:
    """Hold what a rule says of times against the kind of its column."""
    where = f"{entity.name}.{column.name}"
    if rule.time_formats and column.kind not in {"instant", "date"}:
        raise ValueError(f"time_formats are for times; {where} is of the kind {column.kind}")
    if column.kind != "instant":
        if rule.date_means or rule.plus:
            raise ValueError(
                f"date_means and plus are for instants; {where} is of the kind {column.kind}"
            )
        return
    is_open = rule.constant is None and rule.reading(reading).date_means == "unknown"
    if is_open and (entity.name, column.name) not in BOTH_ENDS:
        places = " and ".join(f"{of}.{name}" for of, name in BOTH_ENDS)
        raise ValueError(
            f"date_means unknown is for {places} alone; choose start_of_day or end_of_day for "
            f"{where}"
        )


def _check_value(entity: Entity, rule: EntityRule) -> None:
    """Hold the values of an event against the words that its field allows."""
    field = rule.columns["field"].constant
    words = entity.value_words.get(field or "")
    if words is None:
        return
    allowed = [word for word in words if word is not None]
    value = rule.columns.get("value")
    if None not in words and (value is None or value.constant == ""):
        raise KeyFaultError(
            f"for field {field} one of {', '.join(allowed)} is expected; such as "
            f"value: {{constant: {allowed[0]}}}",
            "value",
        )
    for meaning in filter(None, value.meanings if value else ()):
        if meaning not in allowed:
            raise KeyFaultError(_not_one_of(f"event field {field}", meaning, allowed), "value")


def _not_one_of(what: str, meaning: str, allowed: Sequence[str]) -> str:
    return f"{what} is one of {', '.join(allowed)}, not {meaning}{meant(meaning, allowed)}"
