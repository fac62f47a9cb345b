"""The form of a file: where its rows stand, how its text is written, which lines are no rows."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator, model_validator

from ingest.conditions import Condition
from ingest.form import Strict, one_or_several


def _one(value: str) -> str:
    if len(value) != 1:
        raise ValueError(f"must be one character, not {value!r}")
    return value


def _path(value: str) -> str:
    if not ROWS.fullmatch(value):
        raise ValueError(
            f"{value!r} is no path to rows: names parted by dots, [] after each that holds an "
            "array, such as issues[].changelog.histories[]"
        )
    return value


Character = Annotated[str, AfterValidator(_one)]
# `issues[].changelog.histories[].items[]`; `[]` alone is a file that is one array.
ROWS = re.compile(r"(?:\[\]|[^.\[\]]+(?:\[\])?)(?:\.[^.\[\]]+(?:\[\])?)*")


class RepeatsRule(Strict):
    """Headers that repeat become one column: the first value, or all joined by `join`."""

    join: str | None = None


class Dialect(Strict):
    """The form of one kind of file; what it does not say is as in a canonical file.

    Text: `delimiter`, `quote`, `encoding`. Tables: `header`, the line that names the columns;
    `skip`, lines below it that are no rows; `repeats`, how columns of one name become one;
    `leave_out`, conditions on rows that are none, such as totals and footers. Workbooks: `sheet` or
    `sheets`, by name or pattern. JSON: `rows`, the path to the rows.
    """

    delimiter: Character | None = None
    quote: Character = '"'
    encoding: str = "utf-8"
    header: Annotated[int, Field(ge=1)] | None = None
    skip: Annotated[int, Field(ge=0)] = 0
    repeats: RepeatsRule | None = None
    leave_out: tuple[Condition, ...] = ()
    sheet: str | None = None
    sheets: Annotated[tuple[str, ...], Field(min_length=1)] | None = None
    rows: Annotated[str, AfterValidator(_path)] | None = None

    _several_sheets = field_validator("sheets", mode="before")(one_or_several)

    @field_validator("repeats", mode="before")
    @classmethod
    def _first(cls, value: object) -> object:
        if isinstance(value, str | list) and value != "first":
            raise ValueError("must be first (the first value), or {join: ...} with what to join by")
        return {} if value == "first" else value

    @field_validator("leave_out", mode="before")
    @classmethod
    def _several_conditions(cls, value: object) -> object:
        return value if isinstance(value, list) else [value]

    @field_validator("delimiter", mode="before")
    @classmethod
    def _tab(cls, value: object) -> object:
        return "\t" if value in ("tab", r"\t") else value  # or no text at all

    @field_validator("encoding")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            "".encode(value)
        except LookupError:
            raise ValueError(
                f"{value!r} is not a known encoding, such as utf-8, utf-16 or cp1252"
            ) from None
        return value

    @model_validator(mode="after")
    def _can_part_cells(self) -> Dialect:
        delimiter = self.delimiter or ","
        if not delimiter.isascii() or delimiter in {"\n", "\r", self.quote}:
            raise ValueError("delimiter is one ASCII character, no line's end and not the quote")
        if not self.quote.isascii() or self.quote in {"\n", "\r"}:
            raise ValueError("quote is one ASCII character and no line's end")
        if self.sheet is not None and self.sheets is not None:
            raise ValueError("takes sheet (one) or sheets (several), not both")
        return self
