"""Events of a log: each version compared with the one before it, or each change as it is told.

All functions take the rows of some records in the order in which they were written, with names of
our own: _record, _at, _sequence, _actor, and _from where a row's time may be any of its day.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ingest.conditions import all_hold
from ingest.form import plain_name
from ingest.log_checks import log_of
from ingest.mapping import SourceRule, ValueRule
from ingest.mapping.logs import SaidRule, TrackedRule
from ingest.rules import is_one_of, lists, plain, source_text
from ingest.several_fields import as_before, as_now, carried, names

# A value missing in a version says nothing of these; of the others it says that there is none now.
ALWAYS_VALUED = ("status", "priority", "kind")
INSTANT_TEXT = "%Y-%m-%dT%H:%M:%S%.6fZ"
# The record that a log's row is about, and the row that says what is made of it.
ORIGIN = {
    "record_id": pl.col("_record"),
    "origin_delivery_id": pl.col("_delivery_id"),
    "origin_row_number": pl.col("_origin_row_number"),
}
NO_VALUE = pl.lit(None, dtype=pl.String)
NEVER = pl.lit(value=False)
NO_OPENINGS = pl.DataFrame(
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
IS_FIRST = pl.int_range(pl.len()).over("_record") == 0


Steps = tuple[pl.DataFrame, pl.DataFrame]
"""Events, as text, and openings: ticket_id, field and value, what was there before the first."""


def version_events(rows: pl.DataFrame, source: SourceRule) -> Steps:
    """Compare each version with the one before it."""
    log = log_of(source)
    steps = [_version_steps(rows, field, rule, source) for field, rule in log.track.items()]
    for field, said in _said_of(source).items():
        is_said = pl.any_horizontal(
            _enters(said.states, source), *map(_changes, said.fields), _fits(said, source)
        )
        steps.append(_said(rows, field, is_said))
    return _together(steps)


def change_events(rows: pl.DataFrame, source: SourceRule) -> Steps:
    """Take each change as an event; the first of a field also tells what was there before."""
    log = log_of(source)
    steps = [_change_steps(rows, field, rule, source) for field, rule in log.track.items()]
    for field, said in _said_of(source).items():
        is_said = names(source, said.fields) | _fits(said, source) | _changes_to(said, source)
        steps.append(_said(rows, field, is_said))
        status = log.track.get("status")
        if status is not None and status.columns is not None and said.states:
            states = carried(rows, status, source)
            steps.append(_said(states, field, _enters_together(status, said, source)))
    return _together(steps)


def _said_of(source: SourceRule) -> dict[str, SaidRule]:
    """Give what a log says to the customer, by the field of the events that it makes."""
    log = log_of(source)
    said = {"response": log.responses, "update": log.updates}
    return {field: one for field, one in said.items() if one.states or one.fields or one.when}


def _version_steps(rows: pl.DataFrame, field: str, rule: TrackedRule, source: SourceRule) -> Steps:
    """Find the versions in which a field differs from what it was."""
    value = plain(rule, source)
    if field in ALWAYS_VALUED:
        value = value.forward_fill().over("_record")
    before = value.shift(1).over("_record")
    if rule.old is not None:
        # A version that names what changed alone: the field's own word on what was there counts.
        told = plain(_looking_at(rule, rule.old), source)
        known, here = pl.coalesce(told, before), plain(rule, source)
        changed = here.is_not_null() & here.ne_missing(known)
        changed &= known.is_not_null() | (here != "new")
        named = rows.filter(here.is_not_null() | told.is_not_null())
        return _steps(named, field, value=here, changed=changed, before=told)
    if field in ALWAYS_VALUED:
        # The first version is what the ticket was opened with, which its record says.
        begins = before.is_null() & (value != "new") & pl.lit(field == "status")
        changed = (before.is_not_null() & (value != before)) | begins
    else:
        changed = value.ne_missing(before) & (~IS_FIRST | value.is_not_null())
    return _steps(rows, field, value=value, changed=changed)


def _change_steps(rows: pl.DataFrame, field: str, rule: TrackedRule, source: SourceRule) -> Steps:
    """Take the changes of a field; of several native fields, what they mean together."""
    log = log_of(source)
    has_old = log.old is not None and field in ALWAYS_VALUED
    if rule.columns is not None:
        ends, now, then = carried(rows, rule, source), as_now(rule), as_before(rule)
        # What the mapping does not list is said as it is, and refused with its reason.
        value = pl.when(lists(now, source)).then(plain(now, source)).otherwise(source_text(now))
        before = plain(then, source)
        changed = value.is_not_null() & value.ne_missing(before)
        known = before if has_old else None
        return _steps(ends, field, value=value, changed=changed, before=known)
    here = rows.filter(names(source, (rule.column or "",)))
    value = plain(_looking_at(rule, log.new), source)
    changed = value.is_not_null() | pl.lit(field not in ALWAYS_VALUED)
    known = plain(_looking_at(rule, log.old), source) if has_old else None
    return _steps(here, field, value=value, changed=changed, before=known)


def _steps(
    rows: pl.DataFrame,
    field: str,
    *,
    value: pl.Expr,
    changed: pl.Expr,
    before: pl.Expr | None = None,
) -> Steps:
    """Make events of the rows in which a field changed, and tell what each record had before.

    A ticket is new when it is opened: a status that says so first is not said again.
    """
    if before is None:
        stepped = rows.with_columns(_value=value, _changed=changed)
        return _events(stepped, field), NO_OPENINGS
    stepped = rows.with_columns(_value=value, _changed=changed, _before=before)
    return _events(stepped, field), _opened_with(stepped, field)


def _opened_with(steps: pl.DataFrame, field: str) -> pl.DataFrame:
    """Tell what each record had before the first step of a field, where it had something."""
    firsts = steps.unique("_record", keep="first", maintain_order=True)
    # A ticket begins as new: that need not be said.
    tells = pl.col("_before").is_not_null()
    if field == "status":
        tells &= pl.col("_before") != "new"
    return firsts.filter(tells).select(
        "row_number", **ORIGIN, ticket_id="_record", field=pl.lit(field), value="_before"
    )


def _enters(states: tuple[str, ...], source: SourceRule) -> pl.Expr:
    """Write which versions enter one of some native states."""
    status = log_of(source).track.get("status")
    if status is None or not states:
        return NEVER
    state = source_text(status)
    before = state.shift(1).over("_record")
    return is_one_of(status, states, source).fill_null(value=False) & state.ne_missing(before)


def _changes(column: str) -> pl.Expr:
    """Write which versions, but for a record's first, have a new value in a column."""
    cell = pl.col(plain_name(column))
    return cell.is_not_null() & cell.ne_missing(cell.shift(1).over("_record")) & ~IS_FIRST


def _changes_to(said: SaidRule, source: SourceRule) -> pl.Expr:
    """Write which changes are of the status, one native field, to one of some states."""
    log = log_of(source)
    status = log.track.get("status")
    if status is None or status.column is None or not said.states:
        return NEVER
    enters = is_one_of(_looking_at(status, log.new), said.states, source).fill_null(value=False)
    return names(source, (status.column,)) & enters


def _enters_together(status: ValueRule, said: SaidRule, source: SourceRule) -> pl.Expr:
    """Write where a status of several native fields enters one of some states."""
    now, then = as_now(status), as_before(status)
    enters = is_one_of(now, said.states, source).fill_null(value=False)
    return enters & source_text(now).ne_missing(source_text(then))


def _fits(said: SaidRule, source: SourceRule) -> pl.Expr:
    """Write which rows say something by their own content."""
    return all_hold(said.when, fold=source.fold) if said.when else NEVER


def _looking_at(rule: ValueRule, column: str | None) -> ValueRule:
    """Give a rule whose words translate another column: the new value, or the old one."""
    return rule.model_copy(update={"column": column})


def _said(rows: pl.DataFrame, field: str, is_said: pl.Expr) -> Steps:
    """Make events that have no value: of the rows that say something to the customer."""
    return _events(rows.with_columns(_value=NO_VALUE, _changed=is_said), field), NO_OPENINGS


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


def _together(steps: Sequence[Steps]) -> Steps:
    """Put the steps of all fields into one; a row says one thing to the customer once."""
    events = pl.concat([events for events, _ in steps], how="diagonal")
    said = events["field"].is_in(["response", "update"])
    once = events.filter(said).unique(maintain_order=True)
    return (
        pl.concat([events.filter(~said), once]),
        pl.concat([NO_OPENINGS, *(openings for _, openings in steps)]),
    )
