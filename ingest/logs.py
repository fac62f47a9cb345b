"""Logs become records and events: one row per change of a field, or one row per version.

A log comes in parts, and a part says little without the rows before it. So every row is kept as it
came (raw.log_rows), and what a record's rows say is worked out from all of them together.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ingest import values
from ingest.check import check, no_refusals
from ingest.contract import BY_NAME
from ingest.mapping import ColumnRule, LogRule, SourceRule, TrackedRule
from ingest.shapes import first_faults, plain, unlisted, unlisted_words

# A value missing in a version says nothing of these; of the others it says that there is none now.
ALWAYS_VALUED = ("status", "priority", "kind")
# The first change tells what a ticket was opened with, where the log names the old value.
OPENING_FIELDS = ("priority", "kind")
# In place of a row number where no row of this delivery is about the record: below every line.
NO_ROW_OF_OURS = -1 - (pl.col("_record").hash() // 2).cast(pl.Int64)
INSTANT_TEXT = "%Y-%m-%dT%H:%M:%S%.6fZ"
# The record that a log's row is about, and the row that says what is made of it.
ORIGIN = {
    "record_id": pl.col("_record"),
    "origin_delivery_id": pl.col("_delivery_id"),
    "origin_row_number": pl.col("_origin_row_number"),
}


@dataclass(frozen=True)
class LogRecords:
    """What the rows of a log say, as text.

    `records`: for each entity its rows. `openings`: ticket_id, field, value, row_number: what a
    ticket was opened with, as told by its first change.
    """

    records: dict[str, pl.DataFrame]
    openings: pl.DataFrame


def log_of(source: SourceRule) -> LogRule:
    """Return the source's log rule; shapes `changes` and `versions` always have one."""
    if source.log is None:
        raise ValueError(f"source {source.files} has no log")
    return source.log


def check_log_rows(rows: pl.DataFrame, source: SourceRule) -> pl.DataFrame:
    """Find the rows of a log that cannot be used; returns refusals, one for each such row."""
    log = log_of(source)
    refused = [no_refusals(), _refused(rows, log.record, rows[log.record].is_null(), "required")]
    read = values.instants(rows[log.at], source.reading)
    refused.append(_refused(rows, log.at, read.is_null(), "not an instant"))
    if log.order:
        order = values.wholes(rows[log.order])
        refused.append(_refused(rows, log.order, order.is_null(), "not a whole number"))
    for field, rule in log.track.items():
        refused += _refused_values(rows, field, rule, source)
    for name, rules in source.records.items():
        for entity_rule in rules:
            refused += unlisted(rows, entity_rule)
            part = rows.select(
                "row_number",
                **{column: plain(rule) for column, rule in entity_rule.columns.items()},
            )
            refused.append(check(part, BY_NAME[name], source.reading, complete=False).refused)
    return first_faults(refused)


def _refused(rows: pl.DataFrame, column: str, wrong: pl.Series, reason: str) -> pl.DataFrame:
    return rows.filter(wrong).select(
        "row_number",
        column_name=pl.lit(column),
        value=pl.col(column).cast(pl.String),
        reason=pl.when(pl.col(column).is_null())
        .then(pl.lit("required, but empty"))
        .otherwise(pl.lit(reason)),
    )


def _refused_values(
    rows: pl.DataFrame, field: str, rule: TrackedRule, source: SourceRule
) -> list[pl.DataFrame]:
    """Refuse rows whose value of a tracked field means nothing in the contract."""
    log = log_of(source)
    column = rule.column
    if source.shape == "changes":
        rows = rows.filter(pl.col(log.field or "") == rule.column)
        column = log.new or ""
    allowed = [word for word in BY_NAME["ticket_events"].value_words.get(field, ()) if word]
    if rule.words is not None:
        return [unlisted_words(rows, column, rule.words)]
    if not allowed:
        return []
    reason = f"for field {field} one of {', '.join(allowed)} is expected"
    wrong = rows[column].is_not_null() & ~rows[column].is_in(allowed)
    return [_refused(rows, column, wrong, reason)]


def derive(rows: pl.DataFrame, source: SourceRule) -> LogRecords:
    """Work out records and events from all rows of some records.

    `rows` holds the source's columns as text, with row_number, _delivery_id and _is_new (whether
    the row came with this delivery, which has no number yet); names of our own begin with an
    underscore. Of each record and event, origin_delivery_id and origin_row_number name the row that
    says it; `row_number` is a row of this delivery, the record's first where an older one says it,
    and below 0 where none is.
    """
    log = log_of(source)
    ordered = (
        rows.with_columns(
            _record=pl.col(log.record),
            _at=values.instants(rows[log.at], source.reading),
            _order=values.wholes(rows[log.order]) if log.order else pl.lit(None, dtype=pl.Int64),
        )
        .sort("_record", "_at", "_order", "_delivery_id", "row_number", nulls_last=True)
        .with_columns(
            _origin_row_number=pl.col("row_number"),
            row_number=pl.when(pl.col("_is_new"))
            .then(pl.col("row_number"))
            .otherwise(pl.col("row_number").filter(pl.col("_is_new")).min().over("_record"))
            .fill_null(NO_ROW_OF_OURS),
            _sequence=pl.col("_order").fill_null(pl.int_range(pl.len()).over("_record", "_at")),
            _actor=pl.col(log.actor) if log.actor else pl.lit(None, dtype=pl.String),
        )
    )
    records = {
        name: pl.concat([_records(ordered, rule.columns, rule.when) for rule in rules])
        for name, rules in source.records.items()
    }
    if source.shape == "versions":
        events, openings = _version_events(ordered, log), _nothing()
    else:
        events, openings = _change_events(ordered, log)
    told = [records["ticket_events"]] if "ticket_events" in records else []
    return LogRecords(
        {**records, "ticket_events": pl.concat([*told, events], how="diagonal")}, openings
    )


def _records(rows: pl.DataFrame, rules: dict[str, ColumnRule], when: str | None) -> pl.DataFrame:
    """Make one record of each record's rows: a column's first value, or the last it had."""
    here = rows.filter(pl.col(when).is_not_null()) if when else rows
    picked = {
        name: plain(rule).drop_nulls().first()
        if rule.take == "first"
        else plain(rule).drop_nulls().last()
        for name, rule in rules.items()
    }
    constants = {name: plain(rule) for name, rule in rules.items() if rule.constant is not None}
    made = here.group_by("_record", maintain_order=True).agg(
        pl.col("row_number").min(),
        pl.col("_delivery_id").last(),
        pl.col("_origin_row_number").last(),
        **{name: value for name, value in picked.items() if name not in constants},
    )
    return made.select(
        "row_number",
        **ORIGIN,
        **{
            name: constants[name]
            if name in constants
            else (pl.col(name) if rule.default is None else pl.col(name).fill_null(rule.default))
            for name, rule in rules.items()
        },
    )


def _version_events(rows: pl.DataFrame, log: LogRule) -> pl.DataFrame:
    """Compare each version with the one before it."""
    parts = []
    first = pl.int_range(pl.len()).over("_record") == 0
    for field, rule in log.track.items():
        value = plain(ColumnRule(column=rule.column, words=rule.words))
        if field in ALWAYS_VALUED:
            value = value.forward_fill().over("_record")
        before = value.shift(1).over("_record")
        changed = before.is_not_null() & (value != before)
        if field == "status":
            changed = changed | (before.is_null() & (value != "new"))
        elif field not in ALWAYS_VALUED:
            changed = value.ne_missing(before) & (~first | value.is_not_null())
        parts.append(_events(rows.with_columns(_value=value, _changed=changed), field))
    status = log.track.get("status")
    if log.responses and status is not None:
        entered = pl.col(status.column).is_in(log.responses) & (
            pl.col(status.column).ne_missing(pl.col(status.column).shift(1).over("_record"))
        )
        answered = rows.with_columns(_value=pl.lit(None, dtype=pl.String), _changed=entered)
        parts.append(_events(answered, "response"))
    return pl.concat(parts)


def _change_events(rows: pl.DataFrame, log: LogRule) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take each change as an event; the first of a field also tells what was there before."""
    parts, openings = [], [_nothing()]
    for field, rule in log.track.items():
        here = rows.filter(pl.col(log.field or "") == rule.column)
        value = plain(ColumnRule(column=log.new or "", words=rule.words))
        changed = value.is_not_null() | pl.lit(field not in ALWAYS_VALUED)
        parts.append(_events(here.with_columns(_value=value, _changed=changed), field))
        if field == "status" and log.responses:
            entered = pl.col(log.new or "").is_in(log.responses)
            answered = here.with_columns(_value=pl.lit(None, dtype=pl.String), _changed=entered)
            parts.append(_events(answered, "response"))
        if field in OPENING_FIELDS and log.old:
            before = plain(ColumnRule(column=log.old, words=rule.words))
            opened = here.with_columns(_value=before).unique(
                "_record", keep="first", maintain_order=True
            )
            openings.append(
                opened.filter(pl.col("_value").is_not_null()).select(
                    "row_number",
                    **ORIGIN,
                    ticket_id="_record",
                    field=pl.lit(field),
                    value="_value",
                )
            )
    return pl.concat(parts), pl.concat(openings)


def _events(rows: pl.DataFrame, field: str) -> pl.DataFrame:
    return rows.filter(pl.col("_changed")).select(
        "row_number",
        **ORIGIN,
        ticket_id="_record",
        occurred_at=pl.col("_at").dt.strftime(INSTANT_TEXT),
        field=pl.lit(field),
        value=pl.col("_value"),
        sequence=pl.col("_sequence").cast(pl.String),
        actor="_actor",
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
