"""Mappings: a YAML file that brings a foreign export to the contract.

The models here are the file's form; docs/mappings.md explains it with examples. Whatever a mapping
does not say is as in a canonical file. Every scalar is taken as text: `no` is a word, not a flag.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import Field, field_validator, model_validator

from ingest.dialect import Dialect
from ingest.form import KeyFaultError, Strict, is_optional, one_or_several, plain_name
from ingest.instants import DateMeans, DayOrder, Reading
from ingest.mapping.against_contract import check_log, check_records
from ingest.mapping.columns import TimeFormats
from ingest.mapping.exported import ExportedRule, exported_at, latest_export
from ingest.mapping.format_against_files import check_format
from ingest.mapping.log_against_itself import check_log_against_itself
from ingest.mapping.logs import LogRule
from ingest.mapping.records import EntityRule, rules_by_entity
from ingest.near_places import near_zones
from ingest.yaml_file import composed
from ingest.yaml_places import line_of
from ingest.zones import zone_names

Shape = Literal["records", "changes", "versions"]
Metric = Literal["response", "restoration"]
Known = Literal["full", "none"]
# What a log of each shape needs, by example.
LOGS = {
    "changes": (
        "log: {record: number, at: changed_on, field: fieldname, old: oldvalue, new: newvalue, "
        "track: {status: {column: state, words: {Open: in_progress}}}}"
    ),
    "versions": (
        "log: {record: number, at: updated_on, "
        "track: {status: {column: state, words: {Open: in_progress}}}}"
    ),
}


class SourceRule(Strict):
    """One kind of file of the export: its form, and what becomes of its rows."""

    files: Annotated[tuple[str, ...], Field(min_length=1, examples=['files: "tickets*.csv"'])]
    shape: Shape = "records"
    history: Known | dict[Metric, Known] = Field(
        default="full", examples=["{response: full, restoration: none}"]
    )
    format: Dialect = Dialect()
    missing: tuple[str, ...] = ()
    fill: dict[str, str] = Field(default={})
    trim: bool = True
    fold: bool = False
    time_zone: str = "UTC"
    day_order: DayOrder = "year-month-day"
    time_formats: TimeFormats | None = None
    date_means: DateMeans | None = None
    decimal: Literal[".", ","] = "."
    exported: ExportedRule | None = Field(default=None, examples=["{column: Exported at}"])
    log: LogRule | None = None
    records: dict[str, list[EntityRule]] = Field(
        default={}, examples=["{customers: {customer_id: No, name: Name}}"]
    )

    _several_formats = field_validator("files", "time_formats", "missing", mode="before")(
        one_or_several
    )

    @field_validator("records", mode="before")
    @classmethod
    def _short_form(cls, value: object) -> object:
        return rules_by_entity(value) if isinstance(value, dict) else value

    @field_validator("files")
    @classmethod
    def _fit_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(value):
            raise ValueError('is empty; a pattern of names belongs here, such as "tickets*.csv"')
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in zone_names():
            near = near_zones(value)
            hint = f"; did you mean {near[0]}?" if len(near) == 1 else ""
            raise ValueError(f"{value!r} is not an IANA time zone such as Europe/Berlin{hint}")
        return value

    @model_validator(mode="after")
    def _log_as_the_shape_asks(self) -> SourceRule:
        if self.shape == "records" and self.log:
            raise ValueError(
                "shape records has no log; write shape: changes (a row is a change of one field) "
                "or shape: versions (a row is the record after a change), or take log out"
            )
        if self.shape != "records" and not self.log:
            raise ValueError(f"shape {self.shape} needs a log, such as {LOGS[self.shape]}")
        if self.shape == "changes" and self.log and not (self.log.field and self.log.new):
            raise KeyFaultError(
                "shape changes needs log.field and log.new, the columns that name the field and "
                "what it became; such as field: fieldname and new: newvalue",
                "log",
            )
        if not self.records and not self.log:
            raise ValueError(
                "records is missing, which says what becomes of the rows; such as records: "
                "{customers: {customer_id: No, name: Name}}"
            )
        return self

    @model_validator(mode="after")
    def _form_fits_the_files(self) -> SourceRule:
        check_format(self.format, self.files)
        return self

    @model_validator(mode="after")
    def _fits_the_contract(self) -> SourceRule:
        check_records(self.records, self.reading)
        if self.log is not None:
            check_log(self.log, self.shape, self.reading)
            check_log_against_itself(self.log, self.records, shape=self.shape, fold=self.fold)
        return self

    def takes(self, path: Path) -> bool:
        """Whether one of the `files` patterns fits the file's name."""
        return any(fnmatch(path.name, pattern) for pattern in self.files)

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

    def exported_at(self, path: Path) -> datetime | None:
        """Tell from a file's name when it was exported, in UTC; None where it does not say it.

        Raises RefusedError where the name says something that is no date.
        """
        if self.exported is None or self.exported.pattern is None:
            return None
        return exported_at(self.exported, path.name, time_zone=self.time_zone)

    def exported_among(self, cells: pl.Series, *, file_name: str) -> datetime | None:
        """Tell from the cells of `exported_column` when a file was exported, in UTC.

        Raises RefusedError where one of them is no instant.
        """
        if self.exported is None:
            return None
        return latest_export(self.exported, cells, self.reading, file_name=file_name)

    def log_name(self, mapping: str) -> str:
        """Name one of several logs of a mapping: by its shape and the record it is about."""
        log = self.log
        parts = (self.shape, log.record, log.field or "") if log else ()
        return ":".join((mapping, *parts))

    @property
    def exported_column(self) -> str | None:
        """The source column that says when the export was made, where one does."""
        written = self.exported.column if self.exported else None
        return plain_name(written) if written else None

    @property
    def dialect(self) -> Dialect:
        """The declared form of the file."""
        return self.format

    @property
    def reading(self) -> Reading:
        """How its values are written."""
        return Reading(
            self.time_zone,
            self.day_order,
            self.time_formats or (),
            self.date_means,
            self.decimal,
        )

    @property
    def source_columns(self) -> tuple[str, ...]:
        """All source columns that the mapping reads."""
        return tuple(dict.fromkeys(plain_name(written) for written in self._columns_as_written()))

    @property
    def required_columns(self) -> tuple[str, ...]:
        """Those without which a file is refused: all that are not optional wherever they stand."""
        needed = [name for name in self._columns_as_written() if not is_optional(name)]
        return tuple(dict.fromkeys(map(plain_name, needed)))

    def _columns_as_written(self) -> Iterator[str]:
        for several_rules in self.records.values():
            for rule in several_rules:
                yield from rule.source_columns
        if self.log is not None:
            yield from self.log.source_columns(self.shape)
        if self.exported is not None and self.exported.column is not None:
            yield self.exported.column
        for one in self.format.leave_out:
            yield from one.source_columns


SOURCES = '[{files: "tickets*.csv", records: {tickets: {ticket_id: Number, ...}}}]'


class Mapping(Strict):
    """A whole mapping: its name, what it is for, and its kinds of files.

    `parts` holds what several of its sources name by anchors; by itself it means nothing.
    """

    name: str = Field(examples=["name: desk"])
    description: str = ""
    parts: dict[str, Any] = Field(default={})
    sources: Annotated[list[SourceRule], Field(min_length=1, examples=[SOURCES])]
    # Not written by people: what the file is, for whoever asks later which mapping read a delivery.
    fingerprint: str = Field(default="", exclude=True)
    text: str = Field(default="", exclude=True)
    path: str = Field(default="", exclude=True)

    @model_validator(mode="after")
    def _each_source_reads_something(self) -> Mapping:
        earlier: dict[str, int] = {}
        for place, source in enumerate(self.sources):
            if all(pattern in earlier for pattern in source.files):
                first = ("sources", earlier[source.files[0]])
                line = line_of(composed(self.text, name=self.name), first)
                raise KeyFaultError(
                    f"the source in line {line} takes files of these names already, and the first "
                    "that fits reads a file: this one never would; give each other names",
                    "sources",
                    place,
                    "files",
                )
            earlier |= {pattern: place for pattern in source.files if pattern not in earlier}
        return self

    def source_for(self, path: Path) -> SourceRule | None:
        """Return the first source of whose `files` patterns one fits the file's name."""
        return next((one for one in self.sources if one.takes(path)), None)
