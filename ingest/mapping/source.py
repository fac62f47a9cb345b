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

from ingest.contract import BY_NAME
from ingest.dialect import Dialect
from ingest.form import Strict, is_optional, one_or_several, plain_name
from ingest.instants import DateMeans, DayOrder, Reading
from ingest.mapping.against_contract import check_log, check_records
from ingest.mapping.columns import TimeFormats
from ingest.mapping.exported import ExportedRule, exported_at, latest_export
from ingest.mapping.logs import LogRule
from ingest.mapping.records import EntityRule, entity_rules
from ingest.zones import zone_names

Shape = Literal["records", "changes", "versions"]
Metric = Literal["response", "restoration"]
Known = Literal["full", "none"]


class SourceRule(Strict):
    """One kind of file of the export: its form, and what becomes of its rows."""

    files: Annotated[tuple[str, ...], Field(min_length=1)]
    shape: Shape = "records"
    history: Known | dict[Metric, Known] = "full"
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
    exported: ExportedRule | None = None
    log: LogRule | None = None
    records: dict[str, list[EntityRule]] = Field(default={})

    _several_formats = field_validator("files", "time_formats", "missing", mode="before")(
        one_or_several
    )

    @field_validator("records", mode="before")
    @classmethod
    def _short_form(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {name: entity_rules(rules) for name, rules in value.items()}

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in zone_names():
            raise ValueError(f"{value} is not an IANA time zone such as Europe/Berlin")
        return value

    @field_validator("records")
    @classmethod
    def _known_entities(cls, value: dict[str, list[EntityRule]]) -> dict[str, list[EntityRule]]:
        unknown = [name for name in value if name not in BY_NAME]
        if unknown:
            raise ValueError(f"{unknown[0]} is not an entity; there are {', '.join(BY_NAME)}")
        return value

    @model_validator(mode="after")
    def _log_as_the_shape_asks(self) -> SourceRule:
        if (self.shape == "records") == (self.log is not None):
            raise ValueError(f"shape {self.shape} " + ("has no log" if self.log else "needs a log"))
        if self.shape == "changes" and self.log and not (self.log.field and self.log.new):
            raise ValueError("shape changes needs log.field and log.new")
        if not self.records and not self.log:
            raise ValueError("records is missing, which says what becomes of the rows")
        return self

    @model_validator(mode="after")
    def _fits_the_contract(self) -> SourceRule:
        check_records(self.records, self.reading)
        if self.log is not None:
            check_log(self.log, self.shape, self.reading)
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


class Mapping(Strict):
    """A whole mapping: its name, what it is for, and its kinds of files.

    `parts` holds what several of its sources name by anchors; by itself it means nothing.
    """

    name: str
    description: str = ""
    parts: dict[str, Any] = Field(default={})
    sources: Annotated[list[SourceRule], Field(min_length=1)]
    fingerprint: str = ""
    text: str = ""

    def source_for(self, path: Path) -> SourceRule | None:
        """Return the first source of whose `files` patterns one fits the file's name."""
        return next((one for one in self.sources if one.takes(path)), None)
