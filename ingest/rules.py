"""A mapping's rules become expressions over source columns, as text; empty cells are null."""

from __future__ import annotations

import string
from functools import reduce

import polars as pl

from ingest.conditions import all_hold, any_holds
from ingest.form import plain_name
from ingest.mapping import ColumnRule, EntityRule, SourceRule, ValueRule
from ingest.mapping.columns import ANY, JOINT, parts_of


def chosen(rule: EntityRule, source: SourceRule) -> pl.Expr:
    """Write which rows make a record of that rule."""
    fold = source.fold
    return all_hold(rule.when, fold=fold) & ~any_holds(rule.unless, fold=fold)


def with_default(rule: ColumnRule, source: SourceRule) -> pl.Expr:
    """Write a column's rule as an expression, its default filled in."""
    value = plain(rule, source)
    return value if rule.default is None else value.fill_null(rule.default)


def plain(rule: ValueRule, source: SourceRule) -> pl.Expr:
    """Write a rule as an expression; null where the source has no value."""
    if isinstance(rule, ColumnRule) and rule.constant is not None:
        return pl.lit(rule.constant or None, dtype=pl.String)
    text = source_text(rule)
    if rule.extract is None and rule.words is None:
        return text
    fallback = pl.lit(rule.fallback or None, dtype=pl.String)
    meaning = _meaning(rule, text, fold=folds(rule, source))
    return pl.when(text.is_not_null()).then(
        pl.when(is_listed(rule, text, fold=folds(rule, source))).then(meaning).otherwise(fallback)
    )


def source_text(rule: ValueRule) -> pl.Expr:
    """Write what the source itself says where a rule looks; null where it says nothing.

    Several columns are joined as their words are written: `On Hold / Awaiting Caller`.
    """
    if rule.template is not None:
        return _template(rule.template, is_translated=rule.words is not None)
    if rule.first_of is not None:
        return pl.coalesce(pl.col(plain_name(name)) for name in rule.first_of)
    if rule.columns is not None:
        cells = [pl.col(plain_name(name)).cast(pl.String) for name in rule.columns]
        joined = pl.concat_str([cell.fill_null("") for cell in cells], separator=JOINT)
        return pl.when(pl.any_horizontal(cell.is_not_null() for cell in cells)).then(joined)
    return pl.col(plain_name(rule.column or ""))


def is_one_of(rule: ValueRule, states: tuple[str, ...], source: SourceRule) -> pl.Expr:
    """Write whether what the source says is one of some native states, written as words are."""
    fold = folds(rule, source)
    if rule.columns is not None:
        return pl.any_horizontal(
            pl.lit(False), *(_fits(rule.columns, state, fold=fold) for state in states)
        )
    words = [state.lower() for state in states] if fold else list(states)
    return _folded(source_text(rule).cast(pl.String), fold=fold).is_in(words)


def lists(rule: ValueRule, source: SourceRule) -> pl.Expr:
    """Write where a rule with words knows what the source says, or has a meaning otherwise."""
    if rule.fallback is not None or (rule.words is None and rule.extract is None):
        return pl.lit(value=True)
    text = source_text(rule)
    return text.is_null() | is_listed(rule, text, fold=folds(rule, source))


def source_name(rule: ValueRule) -> str:
    """Name the place that a rule looks at, as messages do."""
    if rule.template is not None:
        return rule.template
    several = rule.first_of or rule.columns or (rule.column or "",)
    return JOINT.join(map(plain_name, several))


def called_in_file(rule: EntityRule, column: str) -> str:
    """Name the place of the file that a column of the contract comes from; itself, where none."""
    one = rule.columns.get(column)
    return column if one is None or one.constant is not None else source_name(one)


def folds(rule: ValueRule, source: SourceRule) -> bool:
    """Whether a rule's words are compared without regard to case."""
    return source.fold if rule.fold is None else rule.fold


def _folded(text: pl.Expr, *, fold: bool) -> pl.Expr:
    return text.str.to_lowercase() if fold else text


def _template(template: str, *, is_translated: bool) -> pl.Expr:
    """Fill a template; a column without a value leaves its place empty only where words follow."""
    parts: list[pl.Expr] = []
    cells: list[pl.Expr] = []
    for text, name, _, _ in string.Formatter().parse(template):
        parts.append(pl.lit(text))
        if name:
            cell = pl.col(plain_name(name)).cast(pl.String)
            cells.append(cell)
            parts.append(cell.fill_null("") if is_translated else cell)
    says_something = pl.any_horizontal(cell.is_not_null() for cell in cells)
    return pl.when(says_something).then(pl.concat_str(parts))


def word_of(rule: ValueRule, text: pl.Expr, *, fold: bool) -> pl.Expr:
    """Write the text whose meaning is looked up."""
    word = text.cast(pl.String)
    return _folded(word if rule.extract is None else word.str.extract(rule.extract), fold=fold)


def is_listed(rule: ValueRule, text: pl.Expr, *, fold: bool) -> pl.Expr:
    """Write whether the rule knows what a text means."""
    if rule.columns is not None:
        return pl.any_horizontal(
            _fits(rule.columns, written, fold=fold) for written in rule.words or {}
        )
    word = word_of(rule, text, fold=fold)
    if rule.words is None:
        return word.is_not_null()
    return word.is_in([_as_key(written, fold=fold) for written in rule.words]).fill_null(
        value=False
    )


def _meaning(rule: ValueRule, text: pl.Expr, *, fold: bool) -> pl.Expr:
    """Write what a listed text means; an empty meaning is no value."""
    words = rule.words
    if words is None:
        return word_of(rule, text, fold=False)
    if rule.columns is not None:
        columns = rule.columns
        # The least specific is asked last: it stands innermost.
        return reduce(
            lambda rest, written: (
                pl.when(_fits(columns, written, fold=fold))
                .then(pl.lit(words[written] or None, dtype=pl.String))
                .otherwise(rest)
            ),
            sorted(words, key=_specificity),
            pl.lit(None, dtype=pl.String),
        )
    meanings = {_as_key(written, fold=fold): meaning or None for written, meaning in words.items()}
    return word_of(rule, text, fold=fold).replace_strict(
        list(meanings), list(meanings.values()), default=None, return_dtype=pl.String
    )


def _as_key(written: str, *, fold: bool) -> str:
    return written.lower() if fold else written


def _specificity(written: str) -> tuple[int, list[bool]]:
    """Rank words of several columns: few stars count most, then names in the first columns."""
    named = [part != ANY for part in parts_of(written)]
    return sum(named), named


def _fits(columns: tuple[str, ...], written: str, *, fold: bool) -> pl.Expr:
    """Write whether the columns' cells are as a word of several parts says."""
    parts = zip(columns, parts_of(written), strict=True)
    return pl.all_horizontal(
        pl.lit(True),
        *(
            _folded(pl.col(plain_name(name)).cast(pl.String).fill_null(""), fold=fold)
            == _as_key(part, fold=fold)
            for name, part in parts
            if part != ANY
        ),
    )
