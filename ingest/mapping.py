"""Mappings: a YAML file that brings a foreign export to the contract.

The models below are the file's form; docs/mappings.md explains it with examples. Whatever a mapping
does not say is as in a canonical file. Every scalar is taken as text: `no` is a word, not a flag.
"""

from __future__ import annotations

import string
from fnmatch import fnmatch
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from ingest.contract import BY_NAME
from ingest.readers import Dialect
from ingest.values import DayOrder, Reading
from ingest.zones import zone_names

Shape = Literal["records", "changes", "versions"]
Metric = Literal["response", "restoration"]
Known = Literal["full", "none"]
TRACKED = ("status", "priority", "kind", "exclusion", "problem")


class Strict(BaseModel):
    """A part of a mapping; a key it does not know is an error, not a wish."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnRule(Strict):
    """Where one column of the contract comes from.

    One of `column` (a source column), `constant`, `template` (text with {source columns} in it).
    `words` translates values: what it does not list is refused; an empty word means no value.
    `default` stands where the source has no value. `take` says which of a record's versions gives
    the value: the `first`, or the `last` that has one.
    """

    column: str | None = None
    constant: str | None = None
    template: str | None = None
    words: dict[str, str] | None = None
    default: str | None = None
    take: Literal["first", "last"] = "last"

    @model_validator(mode="after")
    def _one_origin(self) -> ColumnRule:
        origins = [self.column, self.constant, self.template]
        if sum(origin is not None for origin in origins) != 1:
            raise ValueError("says one of column, constant, template")
        if self.template is not None:
            self._check_template(self.template)
        return self

    @staticmethod
    def _check_template(template: str) -> None:
        try:
            holes = list(string.Formatter().parse(template))
        except ValueError as error:
            raise ValueError(f"template {template!r}: {error}") from None
        if any(name == "" or spec or conversion for _, name, spec, conversion in holes):
            raise ValueError(f"template {template!r}: each {{...}} names a source column, no more")

    @property
    def source_columns(self) -> tuple[str, ...]:
        """The source columns that the rule reads."""
        if self.column is not None:
            return (self.column,)
        fields = string.Formatter().parse(self.template or "")
        return tuple(name for _, name, _, _ in fields if name)


class EntityRule(Strict):
    """One record of the contract made from one source row.

    `when` names a source column; rows without a value there make no such record.
    """

    when: str | None = None
    columns: dict[str, ColumnRule]

    @field_validator("columns", mode="before")
    @classmethod
    def _short_form(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {
            name: {"column": rule} if isinstance(rule, str) else rule
            for name, rule in value.items()
        }


class TrackedRule(Strict):
    """A source field whose changes become ticket events of one field, with its words."""

    column: str
    words: dict[str, str] | None = None


class LogRule(Strict):
    """How to read a log: which record a row is about, when it was written, and in which order.

    Shape `versions`: each row is the whole record after a change; `track` names, for each event
    field, the source column to compare. Shape `changes`: each row is a change of one field, named
    by the column `field`, from `old` to `new`; `track` is keyed by event field too, its `column`
    being the value that `field` has. `responses` lists native states whose entering is a response.
    """

    record: str
    at: str
    order: str | None = None
    field: str | None = None
    old: str | None = None
    new: str | None = None
    actor: str | None = None
    track: dict[Literal["status", "priority", "kind", "exclusion", "problem"], TrackedRule]
    responses: list[str] = []


class FormatRule(Strict):
    """The dialect of a text file, the sheet of a workbook."""

    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    quote: Annotated[str, Field(min_length=1, max_length=1)] = '"'
    encoding: str = "utf-8"
    sheet: str | None = None

    @field_validator("encoding")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            "".encode(value)
        except LookupError:
            raise ValueError(f"{value} is no encoding that Python knows") from None
        return value

    @model_validator(mode="after")
    def _can_part_cells(self) -> FormatRule:
        if not self.delimiter.isascii() or self.delimiter in {"\n", "\r", self.quote}:
            raise ValueError("delimiter is one ASCII character, no line's end and not the quote")
        if not self.quote.isascii() or self.quote in {"\n", "\r"}:
            raise ValueError("quote is one ASCII character and no line's end")
        return self


class SourceRule(Strict):
    """One kind of file of the export: its form, and what becomes of its rows."""

    files: str
    shape: Shape = "records"
    history: Known | dict[Metric, Known] = "full"
    format: FormatRule = FormatRule()
    missing: list[str] = []
    fill: dict[str, str] = {}
    time_zone: str = "UTC"
    day_order: DayOrder = "year-month-day"
    log: LogRule | None = None
    records: dict[str, list[EntityRule]] = {}

    @field_validator("records", mode="before")
    @classmethod
    def _short_form(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {name: _entity_rules(rules) for name, rules in value.items()}

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in zone_names():
            raise ValueError(f"{value} is no IANA time zone")
        return value

    @field_validator("records")
    @classmethod
    def _in_the_contract(cls, value: dict[str, list[EntityRule]]) -> dict[str, list[EntityRule]]:
        for name, rules in value.items():
            if name not in BY_NAME:
                raise ValueError(f"{name} is no entity; they are {', '.join(BY_NAME)}")
            for rule in rules:
                _check_columns(name, rule)
        return value

    @model_validator(mode="after")
    def _log_as_the_shape_asks(self) -> SourceRule:
        if (self.shape == "records") == (self.log is not None):
            raise ValueError(f"shape {self.shape} " + ("has no log" if self.log else "needs a log"))
        if self.shape == "changes" and self.log and not (self.log.field and self.log.new):
            raise ValueError("shape changes needs log.field and log.new")
        if not self.records and not self.log:
            raise ValueError("says nothing of what becomes of the rows: records is missing")
        return self

    def has_history(self, metric: Metric) -> bool:
        """Whether the source tells all that a metric's clock needs (CLK-13).

        Where one word says that it has no history, the response clock is still exact if first
        responses come as times of their own, for that clock never rests.
        """
        if isinstance(self.history, dict):
            return self.history.get(metric, "full") == "full"
        if self.history == "full":
            return True
        return metric == "response" and any(
            rule.columns["field"].constant == "response"
            for rule in self.records.get("ticket_events", ())
        )

    @property
    def dialect(self) -> Dialect:
        """The declared form of the file."""
        return Dialect(**self.format.model_dump())

    @property
    def reading(self) -> Reading:
        """How its times are written."""
        return Reading(self.time_zone, self.day_order)

    @property
    def source_columns(self) -> tuple[str, ...]:
        """All source columns that the mapping reads."""
        rules = [rule for several in self.records.values() for rule in several]
        named = [
            name
            for rule in rules
            for column in rule.columns.values()
            for name in column.source_columns
        ]
        named += [rule.when for rule in rules if rule.when]
        if self.log:
            log = self.log
            named += [
                name
                for name in (log.record, log.at, log.order, log.field, log.old, log.new, log.actor)
                if name
            ]
            if self.shape == "versions":
                named += [tracked.column for tracked in log.track.values()]
        return tuple(dict.fromkeys(named))


class Mapping(Strict):
    """A whole mapping: its name, what it is for, and its kinds of files."""

    name: str
    description: str = ""
    sources: Annotated[list[SourceRule], Field(min_length=1)]
    fingerprint: str = ""
    text: str = ""

    def source_for(self, path: Path) -> SourceRule | None:
        """Return the first source whose `files` pattern fits the file's name."""
        return next((one for one in self.sources if fnmatch(path.name, one.files)), None)


def _entity_rules(rules: object) -> object:
    """Let an entity be one rule or several, and a rule name its columns directly."""
    several = rules if isinstance(rules, list) else [rules]
    return [
        {"when": rule.get("when"), "columns": {k: v for k, v in rule.items() if k != "when"}}
        if isinstance(rule, dict)
        else rule
        for rule in several
    ]


def _check_columns(name: str, rule: EntityRule) -> None:
    entity = BY_NAME[name]
    unknown = [column for column in rule.columns if column not in entity.deliverable_names]
    if unknown:
        raise ValueError(f"{name} has no column {unknown[0]}")
    for column, column_rule in rule.columns.items():
        words = entity.column(column).words
        meant = [column_rule.constant, column_rule.default, *(column_rule.words or {}).values()]
        wrong = [word for word in meant if word and words and not set(word.split()) <= set(words)]
        if wrong:
            raise ValueError(f"{name}.{column} is one of {', '.join(words)}, not {wrong[0]}")
    absent = [column for column in entity.required if column not in rule.columns]
    if absent:
        raise ValueError(f"{name} needs {', '.join(absent)}")
