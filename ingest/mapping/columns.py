"""Where one value comes from: columns of the source, words that translate them, forms of time."""

from __future__ import annotations

import string
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from ingest.durations import Unit
from ingest.form import ColumnName, ColumnNames, Strict, one_or_several
from ingest.instants import DateMeans, Reading
from ingest.patterns import check_pattern, groups_of
from ingest.time_formats import time_format

QUARANTINE = "quarantine"
# Parts the cells in the words of a rule with several columns: `On Hold / Awaiting Caller`.
JOINT = " / "
ANY = "*"


def _known_format(written: str) -> str:
    time_format(written)
    return written


TimeFormats = Annotated[
    tuple[Annotated[str, AfterValidator(_known_format)], ...], Field(min_length=1)
]


class TimeRule(Strict):
    """How a column's times are written, where it says otherwise than its source."""

    time_formats: TimeFormats | None = None
    date_means: DateMeans | None = None

    _several_formats = field_validator("time_formats", mode="before")(one_or_several)

    def reading(self, general: Reading) -> Reading:
        """Give the source's reading with what this column says of its own."""
        return replace(
            general,
            formats=general.formats if self.time_formats is None else self.time_formats,
            date_means=self.date_means or general.date_means,
        )


class ValueRule(Strict):
    """A value made of the source's columns.

    One of `column`, `first_of` (the first of several columns that has a value), `columns` (several
    whose values only together mean something: needs `words`) and `template` (text with {columns} in
    it). `extract` takes the part of the text that the one group of a regular expression fits.
    `words` translates; `otherwise` is the meaning of a word that it does not list, and of a text
    that `extract` does not fit: without it such a row is quarantined. An empty meaning is no value.
    `fold` compares without regard to case.
    """

    column: ColumnName | None = None
    first_of: ColumnNames | None = None
    columns: ColumnNames | None = None
    template: str | None = None
    extract: str | None = None
    words: dict[str, str] | None = None
    otherwise: str | None = None
    fold: bool | None = None

    @field_validator("template")
    @classmethod
    def _names_columns(cls, value: str | None) -> str | None:
        if value is None:
            return value
        try:
            holes = [hole for hole in string.Formatter().parse(value) if hole[1] is not None]
        except ValueError as error:
            fault = (
                "the bracket } closes nothing; for the character itself write }}"
                if "'}' encountered" in str(error)
                else "the bracket { is never closed; for the character itself write {{"
            )
            raise ValueError(f"template {value!r}: {fault}") from None
        if any(name == "" or spec or conversion for _, name, spec, conversion in holes):
            raise ValueError(f"template {value!r}: each {{...}} holds the name of a column")
        if not holes:
            raise ValueError(f"template {value!r} names no {{column}}; a fixed text is a constant")
        return value

    @field_validator("extract")
    @classmethod
    def _has_one_group(cls, value: str | None) -> str | None:
        if value is None:
            return value
        groups = groups_of(check_pattern(value))
        if groups != 1:
            raise ValueError(
                f"{value!r} has {groups} groups (...); it needs one, around what to take"
            )
        return value

    @model_validator(mode="after")
    def _says_where_from(self) -> ValueRule:
        origins = self._origins()
        given = [name for name, origin in origins.items() if origin is not None]
        if len(given) != 1:
            has = f"it has {' and '.join(given)}" if given else "such as {column: Status}"
            raise ValueError(f"needs exactly one of {', '.join(origins)}; {has}")
        if self.otherwise is not None and self.words is None and self.extract is None:
            raise ValueError(
                "otherwise is for what words or extract leave open, and neither is here; for an "
                "empty cell write default"
            )
        if self.columns is not None:
            self._check_columns(self.columns)
        return self

    def _origins(self) -> dict[str, object]:
        return {
            "column": self.column,
            "first_of": self.first_of,
            "columns": self.columns,
            "template": self.template,
        }

    def _check_columns(self, columns: tuple[str, ...]) -> None:
        if self.words is None:
            raise ValueError(
                "columns needs words for their values together; the first that has a value is "
                "first_of"
            )
        if self.extract is not None:
            raise ValueError("extract takes a part of one text; columns are several")
        for written in self.words:
            if len(parts_of(written)) != len(columns):
                raise ValueError(
                    f"words: {written!r} has {_parts(len(parts_of(written)))}, but columns names "
                    f"{len(columns)}; write the parts like this: A / B"
                )

    @property
    def fallback(self) -> str | None:
        """The meaning of what is not listed; None: the row is quarantined."""
        return None if self.otherwise == QUARANTINE else self.otherwise

    @property
    def meanings(self) -> tuple[str, ...]:
        """Every value that the rule itself names."""
        own = list((self.words or {}).values())
        return tuple(own if self.fallback is None else [*own, self.fallback])

    @property
    def source_columns(self) -> tuple[str, ...]:
        """The source columns that the rule reads, as written: an optional one ends in a mark."""
        if self.column is not None:
            return (self.column,)
        several = self.first_of or self.columns
        if several is not None:
            return several
        fields = string.Formatter().parse(self.template or "")
        return tuple(name for _, name, _, _ in fields if name)


def _parts(count: int) -> str:
    return f"{count} {'part' if count == 1 else 'parts'}"


def parts_of(written: str) -> tuple[str, ...]:
    """Take a word of several columns apart; `New / ` and `New /` have an empty second part."""
    padded = f"{' ' * written.startswith('/')}{written}{' ' * written.endswith('/')}"
    return tuple(part.strip() for part in padded.split(JOINT))


class AddedRule(Strict):
    """A duration that is added to an instant."""

    column: ColumnName = Field(examples=["column: Minutes"])
    unit: Unit = Field(examples=["unit: minutes"])


class ColumnRule(ValueRule, TimeRule):
    """Where one column of the contract comes from: a value of the source, or a `constant`.

    `default` stands where there is no value. `take` says which of a log's rows of one record gives
    the value: the `first`, or the `last` that has one. For instants and dates `time_formats` and
    `date_means` say how this column is written, `plus` adds a duration; `unit` reads a duration
    into a column of seconds.
    """

    constant: str | None = None
    default: str | None = None
    take: Literal["first", "last"] = "last"
    plus: AddedRule | None = None
    unit: Unit | None = None

    def _origins(self) -> dict[str, object]:
        return {"column": self.column, "constant": self.constant, **super()._origins()}

    @model_validator(mode="after")
    def _constant_alone(self) -> ColumnRule:
        if self.constant is not None and (self.words or self.extract or self.plus):
            raise ValueError("a constant takes no words, extract or plus: write what it is to mean")
        return self

    @property
    def meanings(self) -> tuple[str, ...]:
        """Every value that the rule itself names."""
        own = [one for one in (self.constant, self.default) if one is not None]
        return (*own, *super().meanings)

    @property
    def source_columns(self) -> tuple[str, ...]:
        """The source columns that the rule reads, as written."""
        return (*super().source_columns, *([self.plus.column] if self.plus else []))
