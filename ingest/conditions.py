"""Conditions on a row: which rows make a record, and which lines of a file are no rows at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import polars as pl
from pydantic import Field, field_validator, model_validator

from ingest.form import ColumnName, Strict, one_or_several, plain_name
from ingest.patterns import check_pattern


class Condition(Strict):
    """One test of a row: of a column's cell, or of the text of its line.

    `is` lists values, `matches` is a regular expression that fits somewhere in the cell, `same_as`
    names another column with the same value, `empty` says whether the cell has no value. `line` is
    a regular expression for the whole line, `cells` the number of its cells that have a value.
    """

    column: ColumnName | None = None
    among: tuple[str, ...] | None = Field(default=None, alias="is")
    matches: str | None = None
    same_as: ColumnName | None = None
    empty: bool | None = None
    line: str | None = None
    cells: Annotated[int, Field(ge=0)] | None = None

    _several_words = field_validator("among", mode="before")(one_or_several)

    @field_validator("matches", "line")
    @classmethod
    def _usable(cls, value: str | None) -> str | None:
        return value if value is None else check_pattern(value)

    @model_validator(mode="after")
    def _one_test(self) -> Condition:
        of_cell = (self.among, self.matches, self.same_as, self.empty)
        tests = sum(test is not None for test in of_cell)
        of_line = sum(test is not None for test in (self.line, self.cells))
        if (self.column is None) == (tests == 1) or tests + of_line != 1:
            raise ValueError(
                "needs a column and one of is, matches, same_as, empty; or line or cells alone; "
                "such as {column: Status, is: [Closed]}"
            )
        return self

    @property
    def source_columns(self) -> tuple[str, ...]:
        """The source columns that the condition reads, as written."""
        return tuple(name for name in (self.column, self.same_as) if name is not None)

    @property
    def said(self) -> str:
        """The condition in words, as messages name it."""
        if self.line is not None:
            return f"the line matches {self.line}"
        if self.cells is not None:
            has = "has" if self.cells == 1 else "have"
            return f"{self.cells} of its cells {has} a value"
        if self.same_as is not None:
            return f"{self.column} is the same as {self.same_as}"
        if self.among is not None:
            return f"{self.column} is {' or '.join(self.among)}"
        if self.matches is not None:
            return f"{self.column} matches {self.matches}"
        return f"{self.column} is empty" if self.empty else f"{self.column} has a value"


def several(value: object) -> object:
    """Bring the short forms to a list: a column's name (it has a value), or one condition."""
    conditions = value if isinstance(value, list) else [value]
    return [{"column": one, "empty": False} if isinstance(one, str) else one for one in conditions]


def of_columns(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Return conditions on rows; ValueError where one is on a line, which is for `leave_out`."""
    if any(one.column is None for one in conditions):
        raise ValueError(
            "needs a column; line and cells are for format.leave_out alone; such as "
            "{column: Status, is: [Closed]}"
        )
    return conditions


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
    cell = _compared(cell, fold=fold)
    if condition.same_as is not None:
        other = _compared(pl.col(plain_name(condition.same_as)).cast(pl.String), fold=fold)
        return ((cell == other) & (cell != "")).fill_null(value=False)
    words = [word.lower() if fold else word for word in condition.among or ()]
    return cell.is_in(words).fill_null(value=False)


def _compared(cell: pl.Expr, *, fold: bool) -> pl.Expr:
    return cell.str.to_lowercase() if fold else cell


def all_hold(conditions: Sequence[Condition], *, fold: bool = False) -> pl.Expr:
    """Write that every condition holds; true where there is none."""
    return pl.all_horizontal(pl.lit(True), *(holds(one, fold=fold) for one in conditions))


def any_holds(conditions: Sequence[Condition], *, fold: bool = False) -> pl.Expr:
    """Write that at least one condition holds; false where there is none."""
    return pl.any_horizontal(pl.lit(False), *(holds(one, fold=fold) for one in conditions))
