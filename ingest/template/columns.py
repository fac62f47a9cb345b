"""What a column of the contract is in a workbook: its note, its format, its list, its width."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ingest.calendars import region_codes
from ingest.contract import FIRST_DAY, LAST_DAY, Column, Entity, Kind
from ingest.contract_words import explained
from ingest.zones import zone_names

DATE = "yyyy-mm-dd"
TEXT = "@"
GENERAL = "General"
# Of numbers and days a sheet keeps the value; all else stays as it is typed, leading zeros too.
NUMBER_FORMATS: Mapping[Kind, str] = MappingProxyType(
    {"date": DATE, "whole": GENERAL, "number": GENERAL}
)
WIDTHS: Mapping[Kind, int] = MappingProxyType(
    {"text": 28, "instant": 28, "date": 12, "words": 24, "zone": 20, "word": 18}
)
NARROWEST = 11

WRITTEN: Mapping[Kind, str] = MappingProxyType(
    {
        "identifier": "Text, taken as it is: leading zeros stay.",
        "text": "Text.",
        "word": "One word of the list.",
        "words": "Words of the list, parted by blanks.",
        "instant": "Day, time and distance from UTC: 2026-06-16T14:59:00+02:00. Without a distance "
        "it is UTC.",
        "date": "A day, year first: 2026-06-16.",
        "time": "Hours and minutes: 08:00.",
        "flag": "true or false.",
        "zone": "A time zone of the list: Europe/Berlin.",
        "region": "A code of the list: DE, or DE-BY for a part of the country.",
    }
)


def note(column: Column, entity: Entity) -> str:
    """Say what stands in a column: whether it is needed, its meaning, how it is written."""
    needed = "Needed." if column.required else "May stay empty."
    part_of_key = " Part of the key." if column.name in entity.key else ""
    return f"{needed}{part_of_key}\n{_unmarked(explained(column, entity))}\n{written(column)}"


def written(column: Column) -> str:
    """Say how a value is written."""
    if column.kind in {"whole", "number"}:
        kind = "A whole number" if column.kind == "whole" else "A number"
        return f"{kind}, {column.least:,} to {column.most:,}."
    return WRITTEN[column.kind]


def number_format(column: Column) -> str:
    """Give the number format of a column's cells."""
    return NUMBER_FORMATS.get(column.kind, TEXT)


def width(column: Column) -> int:
    """Give a column's width in characters: its name fits, and so does a usual value."""
    return max(len(column.name) + 3, WIDTHS.get(column.kind, NARROWEST))


def listed(column: Column) -> tuple[str, ...]:
    """List the values that a column allows; none where they cannot be listed."""
    match column.kind:
        case "flag":
            return ("true", "false")
        case "zone":
            return tuple(sorted(zone_names()))
        case "region":
            return region_codes()
        case _:
            return column.words


def validation(column: Column, *, words: list[str] | str | None) -> dict[str, Any] | None:
    """Write what a sheet lets be typed into a column, as xlsxwriter takes it; None for anything.

    `words` is the list of values allowed, or where it stands. A cell of several words is offered
    the list, and not held to it.
    """
    said = {"error_title": column.name, "error_message": written(column)}
    if words:
        return {
            "validate": "list",
            "source": words,
            "show_error": column.kind != "words",
            **said,
        }
    if column.kind == "date":
        return _between("date", FIRST_DAY, LAST_DAY) | said
    if column.kind in {"whole", "number"}:
        kind = "integer" if column.kind == "whole" else "decimal"
        return _between(kind, column.least, column.most) | said
    return None


def _between(kind: str, least: object, most: object) -> dict[str, Any]:
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}


def _unmarked(markdown: str) -> str:
    return markdown.replace("`", "")
