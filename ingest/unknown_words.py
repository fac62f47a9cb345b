"""Rows whose word a mapping does not list, or whose text its pattern does not fit, and why.

A reason is the same for all words of a column, but for those that are near to a listed one: so
that rows can be counted by their reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import polars as pl

from ingest.mapping import SourceRule, ValueRule
from ingest.named import first_of, nearest
from ingest.rules import folds, is_listed, lists, source_name, source_text, word_of

# How a reason begins, whatever the column and the words.
UNLISTED = "not among the words that the mapping lists"
UNFIT = "does not match the mapping's extract"

LISTED = 10
LIKENESS = 0.8
# With more different words a column is not what the mapping takes it for; likeness costs time.
MOST_COMPARED = 200


def unlisted(
    rows: pl.DataFrame, rule: ValueRule, source: SourceRule, *, of: str
) -> list[pl.DataFrame]:
    """Find the rows whose value the mapping neither lists nor gives a meaning otherwise.

    `of` names what the rule is for, such as `tickets.priority`.
    """
    if rule.words is None and rule.extract is None:
        return []
    wrong = rows.filter(~lists(rule, source))
    if wrong.is_empty():
        return []
    return [
        wrong.select(
            "row_number",
            column_name=pl.lit(source_name(rule)),
            value=source_text(rule).cast(pl.String),
            reason=_reason(wrong, rule, source, of=of),
        )
    ]


def not_listed(of: str, words: Iterable[str]) -> str:
    """Say that a word is none of those listed, and what to do."""
    return (
        f"{_none_of(of, words)}; add it to words there, or say by otherwise what every other "
        "word means"
    )


def _none_of(of: str, words: Iterable[str]) -> str:
    return f"{UNLISTED} for {of} ({first_of(words, LISTED) or 'none'})"


def _reason(wrong: pl.DataFrame, rule: ValueRule, source: SourceRule, *, of: str) -> pl.Expr:
    """Write why rows are refused, as an expression over them."""
    unfit = pl.lit(
        f"{UNFIT} '{rule.extract}' for {of}; widen the pattern, or say by otherwise what such a "
        'text means (otherwise: "" is no value)'
    )
    if rule.words is None:
        return unfit
    text = source_text(rule)
    word = word_of(rule, text, fold=False)
    reason = _of_word(wrong.select(word=word).to_series(), word, rule.words, of=of)
    if not folds(rule, source):
        in_other_case = (
            f"{_none_of(of, rule.words)}, but in another case it is; with fold: true there case "
            "does not count"
        )
        is_near = is_listed(rule, text, fold=True)
        reason = pl.when(is_near).then(pl.lit(in_other_case)).otherwise(reason)
    return pl.when(word.is_null()).then(unfit).otherwise(reason) if rule.extract else reason


def _of_word(there: pl.Series, word: pl.Expr, words: Iterable[str], *, of: str) -> pl.Expr:
    """Write why each of some words is refused: where one is near to a listed one, which."""
    listed = list(words)
    different = there.drop_nulls().unique()
    near = {
        one: f"{_none_of(of, listed)}; {found}: correct it, or add it to words there"
        for one in (different if len(different) <= MOST_COMPARED else ())
        if (found := _likeness(one, listed))
    }
    plain = not_listed(of, listed)
    if not near:
        return pl.lit(plain)
    return word.replace_strict(list(near), list(near.values()), default=plain)


def _likeness(word: str, listed: Sequence[str]) -> str:
    """Say which listed word another is the same number as, or near to; empty where none is."""
    number = _number(word)
    same = next((one for one in listed if number is not None and _number(one) == number), None)
    if same is not None:
        return f"{word} is the number {same}, which is listed"
    near = nearest(word, listed, likeness=LIKENESS)
    return f"near to {near!r}" if near else ""


def _number(word: str) -> float | None:
    is_number = re.fullmatch(r"[+-]?\d{1,15}(?:[.,]\d+)?", word)
    return float(word.replace(",", ".")) if is_number else None
