"""The words of a file that a mapping does not list yet, found the way that intake refuses them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from ingest.form import plain_name
from ingest.mapping import ValueRule
from ingest.proposals.fits import Fit
from ingest.rules import chosen, lists, source_text
from ingest.shapes import filled
from ingest.yaml_places import Location

# What the dictionary calls the words of a column of the contract, where it is another name.
ROLE_OF = {"value": "status"}


@dataclass(frozen=True)
class Unlisted:
    """Words of one rule that it does not list: where it stands, and in how many rows each word.

    `meanings` are those that the rule names already.
    """

    at: Location
    role: str
    words: tuple[tuple[str, int], ...]
    meanings: tuple[str, ...]


def unlisted_words(one: Fit) -> Iterator[Unlisted]:
    """Give each rule of the source with words that it does not list, most rows first."""
    if one.source.log is not None:
        for field, tracked in one.source.log.track.items():
            yield from _told(("log", "track", field), field, tracked, _tracked(one, tracked))
    rows = filled(one.rows, one.source)
    for entity, rules in one.source.records.items():
        for place, record in enumerate(rules):
            here = rows.filter(chosen(record, one.source))
            for column, rule in record.columns.items():
                if _is_closed(rule):
                    at = ("records", entity, place, column)
                    yield from _told(at, column, rule, _values(here, rule, one))


def _told(at: Location, column: str, rule: ValueRule, values: pl.Series) -> Iterator[Unlisted]:
    counts = values.drop_nulls().alias("word").value_counts(sort=True)
    words = tuple((str(word), int(rows)) for word, rows in counts.iter_rows())
    if words:
        yield Unlisted(at, ROLE_OF.get(column, column), words, rule.meanings)


def _is_closed(rule: ValueRule) -> bool:
    """Whether a word that the rule does not list would be refused."""
    return rule.words is not None and rule.fallback is None


def _values(rows: pl.DataFrame, rule: ValueRule, one: Fit) -> pl.Series:
    wrong = rows.filter(~lists(rule, one.source))
    return wrong.select(value=source_text(rule).cast(pl.String)).to_series()


def _tracked(one: Fit, rule: ValueRule) -> pl.Series:
    """The values that a log has of a field it tracks and does not list.

    What several fields of changes mean together no row says by itself: intake names it.
    """
    log = one.source.log
    if not _is_closed(rule) or log is None:
        return pl.Series([], dtype=pl.String)
    every = filled(one.rows, one.source)
    if one.source.shape == "versions":
        return _values(every, rule, one)
    if rule.column is None:
        return pl.Series([], dtype=pl.String)
    names = [plain_name(column) for column in (log.field, log.old, log.new) if column]
    rows = every.filter(pl.col(names[0]) == rule.column)
    values = pl.concat([rows[name].cast(pl.String).alias("value") for name in names[1:]])
    folds = one.source.fold if rule.fold is None else rule.fold
    known = [word.lower() if folds else word for word in rule.words or ()]
    compared = values.str.to_lowercase() if folds else values
    return values.filter(~compared.is_in(known))
