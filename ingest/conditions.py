"""Conditions on a row: which rows make a record, and which lines of a file are no rows at all."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from pydantic import Field, field_validator, model_validator

from ingest.form import Strict, check_pattern, one_or_several, plain_name


class Condition(Strict):
    """One test of a row: of a column's cell, or of the text of its line.

    `is` lists values, `matches` is a regular expression that fits somewhere in the cell, `empty`
    says whether the cell has no value. `line` is a regular expression too, for the whole line.
    """

    column: str | None = None
    among: tuple[str, ...] | None = Field(default=None, alias="is")
    matches: str | None = None
    empty: bool | None = None
    line: str | None = None

    _several_words = field_validator("among", mode="before")(one_or_several)

    @field_validator("matches", "line")
    @classmethod
    def _usable(cls, value: str | None) -> str | None:
        return value if value is None else check_pattern(value)

    @model_validator(mode="after")
    def _one_test(self) -> Condition:
        tests = [self.among is not None, self.matches is not None, self.empty is not None]
        if self.line is not None:
            if self.column is not None or any(tests):
                raise ValueError("says either line, or column with one of is, matches, empty")
        elif self.column is None or sum(tests) != 1:
            raise ValueError("says a column and one of is, matches, empty (or line alone)")
        return self

    @property
    def said(self) -> str:
        """The condition in words, as messages name it."""
        if self.line is not None:
            return f"the line matches {self.line}"
        if self.among is not None:
            return f"{self.column} is {' or '.join(self.among)}"
        if self.matches is not None:
            return f"{self.column} matches {self.matches}"
        return f"{self.column} is empty" if self.empty else f"{self.column} has a value"


def several(value: object) -> object:
    """Bring the short forms to a list: a column's name (it has a value), or one condition."""
    conditions = value if isinstance(value, list) else [value]
    return [{"column": one, "empty": False} if isinstance(one, str) else one for one in conditions]


def holds(condition: Condition, *, fold: bool = False, trim: bool = False) -> pl.Expr:
    """Write a condition on a column as an expression that is true or false, never null.

    An empty cell, null or "", is no value: it is none of the values and matches nothing. With
    `trim` blanks around the cell do not count.
    """
    cell = pl.col(plain_name(condition.column or "")).cast(pl.String)
    if trim:
        cell = cell.str.strip_chars()
    if condition.empty is not None:
        is_empty = cell.fill_null("") == ""
        return is_empty if condition.empty else ~is_empty
    if condition.matches is not None:
        return cell.str.contains(condition.matches).fill_null(value=False)
    words = list(condition.among or ())
    if fold:
        cell, words = cell.str.to_lowercase(), [word.lower() for word in words]
    return cell.is_in(words).fill_null(value=False)


def all_hold(conditions: Sequence[Condition], *, fold: bool = False) -> pl.Expr:
    """Write that every condition holds; true where there is none."""
    return pl.all_horizontal(pl.lit(True), *(holds(one, fold=fold) for one in conditions))


def any_holds(conditions: Sequence[Condition], *, fold: bool = False) -> pl.Expr:
    """Write that at least one condition holds; false where there is none."""
    return pl.any_horizontal(pl.lit(False), *(holds(one, fold=fold) for one in conditions))
