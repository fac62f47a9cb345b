"""A status that several native fields make together, each of which changes by a row of its own.

ServiceNow writes that an incident rests, and what for, as two rows of one instant; only both say
whether the clock rests. So each field's last value is carried on from row to row.
"""

from __future__ import annotations

import polars as pl

from ingest.form import plain_name
from ingest.log_checks import log_of
from ingest.mapping import SourceRule, ValueRule


def names(source: SourceRule, fields: tuple[str, ...]) -> pl.Expr:
    """Write which changes are of one of some native fields."""
    named = pl.col(plain_name(log_of(source).field or ""))
    if source.fold:
        named, fields = named.str.to_lowercase(), tuple(field.lower() for field in fields)
    return named.is_in(list(fields)).fill_null(value=False)


def as_now(rule: ValueRule) -> ValueRule:
    """Give the rule that looks at what its native fields have become."""
    return rule.model_copy(update={"columns": tuple(map(_now, rule.columns or ()))})


def as_before(rule: ValueRule) -> ValueRule:
    """Give the rule that looks at what its native fields were before."""
    return rule.model_copy(update={"columns": tuple(map(_before, rule.columns or ()))})


def carried(rows: pl.DataFrame, rule: ValueRule, source: SourceRule) -> pl.DataFrame:
    """Take the last row of each instant at which one of a rule's native fields changed.

    It gets columns for what each field then was and for what it had been before the instant. Before
    its first change a field is what that change says it was.
    """
    log, fields = log_of(source), rule.columns or ()
    new, old = (plain_name(name) if name else None for name in (log.new, log.old))
    here = rows.filter(names(source, fields))
    follows = (pl.col("_record") == pl.col("_record").shift(-1)) & (
        pl.col("_at") == pl.col("_at").shift(-1)
    )
    ends = here.with_columns(
        _follows=follows.fill_null(value=False),
        **{_now(field): _value_of(field, new, source) for field in fields},
        **{_first(field): _value_of(field, old, source) for field in fields},
    ).with_columns(
        **{_now(field): pl.col(_now(field)).forward_fill().over("_record") for field in fields},
        **{
            _first(field): pl.col(_first(field)).drop_nulls().first().over("_record")
            for field in fields
        },
    )
    ends = ends.with_columns(
        **{_now(field): pl.coalesce(_now(field), _first(field)) for field in fields}
    ).filter(~pl.col("_follows"))
    previous = {
        _before(field): pl.coalesce(pl.col(_now(field)).shift(1).over("_record"), _first(field))
        for field in fields
    }
    return ends.with_columns(**previous).with_columns(
        # An empty text stood for a field that became empty, so that it is not carried past it.
        pl.when(pl.col(name) != "").then(pl.col(name)).alias(name)
        for field in fields
        for name in (_now(field), _before(field))
    )


def _value_of(field: str, column: str | None, source: SourceRule) -> pl.Expr:
    """Write what a change of this field says in a column; null in the changes of other fields."""
    told = pl.lit(None, dtype=pl.String) if column is None else pl.col(column).fill_null("")
    return pl.when(names(source, (field,))).then(told)


def _now(field: str) -> str:
    return f"_now {plain_name(field)}"


def _before(field: str) -> str:
    return f"_before {plain_name(field)}"


def _first(field: str) -> str:
    return f"_first {plain_name(field)}"
