"""Logs become records and events: one row per change of a field, or one row per version.

A log comes in parts, and a part says little without the rows before it. So every row is kept as it
came (raw.log_rows), and what a record's rows say is worked out from all of them together.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ingest import values
from ingest.contract import BY_NAME
from ingest.form import plain_name
from ingest.instants import day_starts, instants
from ingest.log_checks import check_log_rows, log_of
from ingest.mapping import EntityRule, LogRule, SourceRule, ValueRule
from ingest.rules import chosen, is_one_of, plain, source_text
from ingest.shapes import in_sequence
from ingest.typed import added_columns, as_typed

__all__ = ["LogRecords", "check_log_rows", "derive", "log_of"]

# A value missing in a version says nothing of these; of the others it says that there is none now.
ALWAYS_VALUED = ("status", "priority", "kind")
# The first change tells what a ticket was opened with, where the log names the old value.
OPENING_FIELDS = ("status", "priority", "kind")
# In place of a row number where no row of this delivery is about the record: below every line.
NO_ROW_OF_OURS = -1 - (pl.col("_record").hash() // 2).cast(pl.Int64)
INSTANT_TEXT = "%Y-%m-%dT%H:%M:%S%.6fZ"
# The record that a log's row is about, and the row that says what is made of it.
ORIGIN = {
    "record_id": pl.col("_record"),
    "origin_delivery_id": pl.col("_delivery_id"),
    "origin_row_number": pl.col("_origin_row_number"),
}
NO_VALUE = pl.lit(None, dtype=pl.String)


@dataclass(frozen=True)
class LogRecords:
    """What the rows of a log say, as text.

    `records`: for each entity its rows. `openings`: ticket_id, field, value, row_number: what a
    ticket was opened with, as told by its first change.
    """

    records: dict[str, pl.DataFrame]
    openings: pl.DataFrame


def derive(rows: pl.DataFrame, source: SourceRule) -> LogRecords:
    """Work out records and events from all rows of some records.

    `rows` holds the source's columns as text, with row_number, _delivery_id and _is_new (whether
    the row came with this delivery, which has no number yet); names of our own begin with an
    underscore. Of each record and event, origin_delivery_id and origin_row_number name the row that
    says it; `row_number` is a row of this delivery, the record's first where an older one says it,
    and below 0 where none is.
    """
    ordered = _in_order(rows, source)
    records = {
        name: pl.concat(
            [_records(ordered, rule, source, of=(name, place)) for place, rule in enumerate(rules)],
            how="diagonal",
        )
        for name, rules in source.records.items()
    }
    if source.shape == "versions":
        events, openings = _version_events(ordered, source), _nothing()
    else:
        events, openings = _change_events(ordered, source)
    own = [records["ticket_events"]] if "ticket_events" in records else []
    return LogRecords(
        {**records, "ticket_events": pl.concat([*own, events], how="diagonal")}, openings
    )


def _in_order(rows: pl.DataFrame, source: SourceRule) -> pl.DataFrame:
    """Sort a log's rows as they were written, and add what events need: names with underscores."""
    log = log_of(source)
    newest_first = log.newest_first
    place = pl.int_range(pl.len()).over("_record", "_at")
    is_counted = log.order is not None and log.order.by == "number"
    return (
        rows.with_columns(
            _record=pl.col(plain_name(log.record)),
            **_times(rows, source),
            _order=_order(rows, log),
            _actor=pl.col(plain_name(log.actor)) if log.actor else NO_VALUE,
        )
        .sort(
            "_record",
            "_at",
            "_order",
            "_delivery_id",
            "row_number",
            descending=[False, False, False, False, newest_first],
            # A row without a time tells of no change: what it says held before all of them.
            nulls_last=[True, False, True, True, True],
        )
        .with_columns(
            _origin_row_number=pl.col("row_number"),
            row_number=pl.when(pl.col("_is_new"))
            .then(pl.col("row_number"))
            .otherwise(pl.col("row_number").filter(pl.col("_is_new")).min().over("_record"))
            .fill_null(NO_ROW_OF_OURS),
            _sequence=pl.col("_order").fill_null(place) if is_counted else place,
        )
    )


def _times(rows: pl.DataFrame, source: SourceRule) -> dict[str, pl.Series]:
    """Read when rows were written: `_at`, and `_from` where a day may be any of its instants."""
    at = log_of(source).at
    cells, reading = rows[plain_name(at.column)], at.reading(source.reading)
    if reading.date_means != "unknown":
        return {"_at": instants(cells, reading)}
    return {"_at": instants(cells, reading), "_from": day_starts(cells, reading)}


def _order(rows: pl.DataFrame, log: LogRule) -> pl.Series | pl.Expr:
    """Give what orders a log's rows of one time: a number, or a text that sorts as it should."""
    if log.order is None:
        return pl.lit(None, dtype=pl.Int64)
    cells = rows[plain_name(log.order.column)]
    if log.order.by == "number":
        return values.wholes(cells)
    text = pl.lit(cells.cast(pl.String))
    if log.order.by == "text":
        return text
    part = pl.element()
    padded = pl.when(part.str.contains(r"^\d")).then(part.str.zfill(20)).otherwise(part)
    return text.str.extract_all(r"\d+|\D+").list.eval(padded).list.join("")


def _records(
    ordered: pl.DataFrame, rule: EntityRule, source: SourceRule, *, of: tuple[str, int]
) -> pl.DataFrame:
    """Make one record of each record's rows: a column's first value, or the last it had.

    `of` is the entity and the place of the rule among its rules.
    """
    entity, place = of
    cells = {name: plain(one, source) for name, one in rule.columns.items()}
    constants = {name for name, one in rule.columns.items() if one.constant is not None}
    picked = {
        name: cell.drop_nulls().first()
        if rule.columns[name].take == "first"
        else cell.drop_nulls().last()
        for name, cell in cells.items()
        if name not in constants
    }
    added = {name: cell.drop_nulls().last() for name, cell in added_columns(rule).items()}
    of_record = (
        ordered.filter(chosen(rule, source))
        .group_by("_record", maintain_order=True)
        .agg(
            pl.col("row_number").min(),
            pl.col("_delivery_id").last(),
            pl.col("_origin_row_number").last(),
            **picked,
            **added,
        )
    )
    texts = of_record.select(
        "row_number",
        *added,
        **ORIGIN,
        **{
            name: cells[name]
            if name in constants
            else (pl.col(name) if one.default is None else pl.col(name).fill_null(one.default))
            for name, one in rule.columns.items()
        },
    )
    # Each row was read before; what is picked of them can be read as well.
    typed = as_typed(texts, BY_NAME[entity], rule, source).rows
    return in_sequence(_as_text(typed), entity, place)


def _as_text(records: pl.DataFrame) -> pl.DataFrame:
    return records.with_columns(
        pl.selectors.datetime().dt.strftime(INSTANT_TEXT), pl.selectors.date().cast(pl.String)
    )


def _version_events(rows: pl.DataFrame, source: SourceRule) -> pl.DataFrame:
    """Compare each version with the one before it."""
    parts = []
    first = pl.int_range(pl.len()).over("_record") == 0
    for field, rule in log_of(source).track.items():
        value = plain(rule, source)
        if field in ALWAYS_VALUED:
            value = value.forward_fill().over("_record")
        before = value.shift(1).over("_record")
        changed = before.is_not_null() & (value != before)
        if field == "status":
            changed = changed | (before.is_null() & (value != "new"))
        elif field not in ALWAYS_VALUED:
            changed = value.ne_missing(before) & (~first | value.is_not_null())
        parts.append(_events(rows.with_columns(_value=value, _changed=changed), field))
    for said, is_said in _said_by_versions(source).items():
        parts.append(_events(rows.with_columns(_value=NO_VALUE, _changed=is_said), said))
    return pl.concat(parts, how="diagonal")


def _said_by_versions(source: SourceRule) -> dict[str, pl.Expr]:
    """Write which versions answer the customer, and which are news to them."""
    log = log_of(source)
    said = {}
    if log.responses:
        said["response"] = _enters(log.responses, source)
    if log.updates.states or log.updates.fields:
        said["update"] = pl.any_horizontal(
            _enters(log.updates.states, source), *map(_changes, log.updates.fields)
        )
    return said


def _enters(states: tuple[str, ...], source: SourceRule) -> pl.Expr:
    """Write which versions enter one of some native states."""
    status = log_of(source).track.get("status")
    if status is None or not states:
        return pl.lit(value=False)
    state = source_text(status)
    before = state.shift(1).over("_record")
    return is_one_of(status, states, source).fill_null(value=False) & state.ne_missing(before)


def _changes(column: str) -> pl.Expr:
    """Write which versions, but for a record's first, have a new value in a column."""
    cell = pl.col(plain_name(column))
    is_first = pl.int_range(pl.len()).over("_record") == 0
    return cell.is_not_null() & cell.ne_missing(cell.shift(1).over("_record")) & ~is_first


def _change_events(rows: pl.DataFrame, source: SourceRule) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take each change as an event; the first of a field also tells what was there before."""
    log = log_of(source)
    parts, openings = [], [_nothing()]
    for field, rule in log.track.items():
        here = rows.filter(_names(source, (rule.column or "",)))
        value = plain(_looking_at(rule, log.new), source)
        before = plain(_looking_at(rule, log.old), source) if log.old else NO_VALUE
        changed = value.is_not_null() | pl.lit(field not in ALWAYS_VALUED)
        known = {"_before": before} if log.old and field in ALWAYS_VALUED else {}
        parts.append(_events(here.with_columns(_value=value, _changed=changed, **known), field))
        if field in OPENING_FIELDS and log.old:
            openings.append(_opened_with(here.with_columns(_value=before), field))
    for said, is_said in _said_by_changes(source).items():
        parts.append(_events(rows.with_columns(_value=NO_VALUE, _changed=is_said), said))
    return pl.concat(parts, how="diagonal"), pl.concat(openings)


def _opened_with(changes: pl.DataFrame, field: str) -> pl.DataFrame:
    """Tell what each record had before the first change of a field, where it had something."""
    firsts = changes.unique("_record", keep="first", maintain_order=True)
    # A ticket begins as new: that need not be said.
    tells = pl.col("_value").is_not_null() & pl.lit(field != "status").or_(
        pl.col("_value") != "new"
    )
    return firsts.filter(tells).select(
        "row_number", **ORIGIN, ticket_id="_record", field=pl.lit(field), value="_value"
    )


def _said_by_changes(source: SourceRule) -> dict[str, pl.Expr]:
    """Write which changes answer the customer, and which are news to them."""
    log = log_of(source)
    said = {}
    if log.responses:
        said["response"] = _changes_to(log.responses, source)
    if log.updates.states or log.updates.fields:
        is_named = _names(source, log.updates.fields)
        said["update"] = is_named | _changes_to(log.updates.states, source)
    return said


def _changes_to(states: tuple[str, ...], source: SourceRule) -> pl.Expr:
    """Write which changes are of the status, to one of some native states."""
    log = log_of(source)
    status = log.track.get("status")
    if status is None or not states:
        return pl.lit(value=False)
    enters = is_one_of(_looking_at(status, log.new), states, source).fill_null(value=False)
    return _names(source, (status.column or "",)) & enters


def _names(source: SourceRule, fields: tuple[str, ...]) -> pl.Expr:
    """Write which changes are of one of some native fields."""
    named = pl.col(plain_name(log_of(source).field or ""))
    if source.fold:
        named, fields = named.str.to_lowercase(), tuple(field.lower() for field in fields)
    return named.is_in(list(fields)).fill_null(value=False)


def _looking_at(rule: ValueRule, column: str | None) -> ValueRule:
    """Give a rule whose words translate another column: the new value, or the old one."""
    return rule.model_copy(update={"column": column})


def _events(rows: pl.DataFrame, field: str) -> pl.DataFrame:
    optional = {}
    if "_before" in rows.columns:
        optional["from_value"] = pl.col("_before")
    if "_from" in rows.columns:
        optional["occurred_from"] = pl.col("_from").dt.strftime(INSTANT_TEXT)
    return rows.filter(pl.col("_changed")).select(
        "row_number",
        **ORIGIN,
        ticket_id="_record",
        occurred_at=pl.col("_at").dt.strftime(INSTANT_TEXT),
        field=pl.lit(field),
        value=pl.col("_value"),
        sequence=pl.col("_sequence").cast(pl.String),
        actor="_actor",
        **optional,
    )


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(
        schema={
            "row_number": pl.Int64,
            "record_id": pl.String,
            "origin_delivery_id": pl.Int64,
            "origin_row_number": pl.Int64,
            "ticket_id": pl.String,
            "field": pl.String,
            "value": pl.String,
        }
    )
