"""The contract in words: what a column holds, for whoever reads a document or a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.contract import Column, Entity, Kind

KIND_WORDS: Mapping[Kind, str] = {
    "identifier": "identifier (text, taken as it is)",
    "text": "text",
    "word": "one of the words listed",
    "words": "words parted by blanks",
    "instant": "instant (ISO 8601)",
    "date": "date (`YYYY-MM-DD`)",
    "time": "wall time (`HH:MM`)",
    "whole": "whole number",
    "number": "number",
    "flag": "`true` or `false`",
    "zone": "time zone (IANA)",
    "region": "region (ISO 3166)",
}


def explained(column: Column, entity: Entity) -> str:
    """Give a column's description with the words allowed and the default, in Markdown."""
    parts = [column.description]
    if column.words:
        parts.append(f"Words: {_listed(column.words)}.")
    if column.name == "value":
        parts += [f"For `{of}`: {_listed(words)}." for of, words in entity.value_words.items()]
    if column.not_before:
        parts.append(f"Not before `{column.not_before}`.")
    if column.default is not None:
        parts.append(f"Default: `{_plain(column.default)}`.")
    return " ".join(parts)


def _listed(words: Sequence[str | None]) -> str:
    return ", ".join("empty" if word is None else f"`{word}`" for word in words)


def _plain(default: str | int | bool) -> str:
    return default if isinstance(default, str) else str(default).lower()
