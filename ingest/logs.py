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
from ingest.log_events import INSTANT_TEXT, NO_VALUE, ORIGIN, change_events, version_events
from ingest.mapping import EntityRule, LogRule, SourceRule
from ingest.rules import chosen, plain
from ingest.shapes import in_sequence
from ingest.typed import added_columns, as_typed

__all__ = ["LogRecords", "check_log_rows", "derive", "log_of"]

# In place of a row number where no row of this delivery is about the record: below every line.
NO_ROW_OF_OURS = -1 - (pl.col("_record").hash() // 2).cast(pl.Int64)


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
    of_shape = version_events if source.shape == "versions" else change_events
    events, openings = of_shape(ordered, source)
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
