"""When a file was exported, as its name or a column of it says."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import polars as pl
from pydantic import Field, field_validator, model_validator

from ingest.errors import RefusedError
from ingest.form import ColumnName
from ingest.instants import Reading, instants
from ingest.mapping.columns import TimeRule
from ingest.patterns import check_pattern
from ingest.time_formats import NAMED, compiled
from ingest.time_letters import no_form
from ingest.time_words import MONTH_OF
from ingest.zones import utc_seconds

PARTS = ("year", "month", "day", "hour", "minute", "second")
ISO_DATE = "%Y-%m-%d"


class ExportedRule(TimeRule):
    """When the export was made: a `column` of the rows, or a `pattern` of the file's name.

    The pattern is a regular expression with a group `date`, written as `format` says, or with
    groups year, month, day, hour, minute and second, as far down as the name goes; `year` says the
    year of names without one. A month may be a number or a name. A month without a day means its
    end, a day without a time its end.
    """

    column: ColumnName | None = None
    pattern: str | None = None
    format: str | None = None
    year: int | None = Field(default=None, examples=[2026])

    @field_validator("pattern")
    @classmethod
    def _usable(cls, value: str | None) -> str | None:
        return value if value is None else check_pattern(value)

    @model_validator(mode="after")
    def _says_when(self) -> ExportedRule:
        if (self.column is None) == (self.pattern is None):
            raise ValueError(
                "needs column or pattern, and not both; such as {column: Exported at}, or "
                r"{pattern: '_(?<date>\d{4}-\d{2}-\d{2})'}"
            )
        if self.pattern is None:
            if self.format is not None or self.year is not None:
                raise ValueError("format and year go with pattern; a column has time_formats")
            return self
        if self.time_formats or self.date_means:
            raise ValueError("time_formats and date_means go with column; a pattern has format")
        _check_parts(self._parts(self.pattern), self.year)
        return self

    def _parts(self, pattern: str) -> set[str]:
        names = set(re.findall(r"\(\?P?<(\w+)>", pattern))
        unknown = sorted(names - {"date", *PARTS})
        if unknown or not names:
            named = f"{unknown[0]} is no group" if unknown else "the pattern has no group"
            raise ValueError(f"{named}; there are date, {', '.join(PARTS)}, as (?<date>...)")
        if "date" not in names:
            if self.format is not None:
                raise ValueError("format is that of the group date, which the pattern lacks")
            return names
        if len(names) > 1:
            raise ValueError("the group date stands alone")
        written = self.format or ISO_DATE
        if "%" not in written:
            raise ValueError(f"format: {no_form(written, NAMED)}")
        return {_plain_part(name) for name in compiled(written)[1]}


def exported_at(rule: ExportedRule, file_name: str, *, time_zone: str) -> datetime | None:
    """Tell from a file's name when it was exported, in UTC (without a zone mark, as raw keeps it).

    None where the pattern does not fit the name. Raises RefusedError where what fits is no date.
    """
    groups = _groups(rule.pattern or "", file_name)
    if groups is None:
        return None
    written = groups.get("date")
    if written is not None:
        pattern, _ = compiled(rule.format or ISO_DATE)
        groups = _groups(pattern, written)
        if groups is None:
            raise RefusedError(
                file_name,
                f"exported: {written!r} in its name is not written {rule.format or ISO_DATE}.",
                way_out="Rename the file, or change exported in the mapping.",
            )
    try:
        wall = _end({_plain_part(name): text for name, text in groups.items()}, groups, rule.year)
    except ValueError:
        whole = written or _whole(rule.pattern or "", file_name)
        raise RefusedError(
            file_name,
            f"exported: {whole!r} in its name is no day, or no time of a day, that exists.",
            way_out="Rename the file, or change exported in the mapping.",
        ) from None
    local = np.array([calendar.timegm(wall.timetuple())], dtype=np.int64)
    seconds = int(utc_seconds(local, zone=time_zone)[0])
    return datetime(1970, 1, 1) + timedelta(seconds=seconds)


def latest_export(
    rule: ExportedRule, cells: pl.Series, reading: Reading, *, file_name: str
) -> datetime | None:
    """Tell from the cells of its column (empty ones null) when a file was exported, in UTC.

    The latest of them holds; a day without a time means its end. None where no cell has a value.
    Raises RefusedError where one is no instant.
    """
    own = rule.reading(reading)
    read = instants(cells, replace(own, date_means=own.date_means or "end_of_day"))
    wrong = cells.filter(cells.is_not_null() & read.is_null())
    if len(wrong):
        raise RefusedError(
            file_name,
            f"exported: {wrong[0]!r} in its column {rule.column} is not a time.",
            way_out="Say by exported.time_formats how it is written.",
        )
    latest = read.max()
    return latest if isinstance(latest, datetime) else None


def _check_parts(parts: set[str], year: int | None) -> None:
    if ("year" in parts) == (year is not None):
        raise ValueError(
            "names the year twice: in the pattern, and by `year`"
            if year
            else "names no year: give it by `year`"
        )
    for finer, coarser in zip(PARTS[2:], PARTS[1:], strict=False):
        if finer in parts and coarser not in parts:
            raise ValueError(f"names the {finer}, but not the {coarser}")
    if "month" not in parts:
        raise ValueError("names no month")


def _whole(pattern: str, text: str) -> str:
    """Give the part of a text that a pattern fits."""
    return str(pl.Series([text]).str.extract(pattern, 0).item())


def _groups(pattern: str, text: str) -> dict[str, str] | None:
    found = pl.Series([text]).str.extract_groups(pattern).struct.unnest().row(0, named=True)
    named = {name: part for name, part in found.items() if not name.isdigit() and part is not None}
    return named or None


def _plain_part(name: str) -> str:
    """Name the part of a date that a group of a compiled format holds."""
    same = {"short_year": "year", "month_name": "month", "half_hour": "hour"}
    return same.get(name, name)


def _end(parts: Mapping[str, str], groups: Mapping[str, str], declared: int | None) -> datetime:
    """Give the last second of what the parts name; ValueError where they name no date."""
    year = declared if declared is not None else _full_year(groups)
    month = _month(parts["month"])
    day = int(parts.get("day") or calendar.monthrange(year, month)[1])
    if "hour" not in parts:
        return datetime(year, month, day, 23, 59, 59)
    hour, minute, second = (int(parts.get(name) or 0) for name in PARTS[3:])
    if "half" in parts:
        hour = hour % 12 + 12 * (parts["half"].lower() == "p")
    return datetime(year, month, day, hour, minute, second)


def _full_year(groups: Mapping[str, str]) -> int:
    if "short_year" in groups:
        short = int(groups["short_year"])
        return short + (1900 if short >= 69 else 2000)
    year = int(groups["year"])
    return year if year > 99 else year + 2000


def _month(text: str) -> int:
    name = text.strip(".").lower()
    return int(name) if name.isdigit() else MONTH_OF.get(name, 0)
