"""Places of a mapping that are still open: `?` stands where somebody has to say what holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import yaml

from ingest.contract import BY_NAME, Column
from ingest.errors import RefusedError
from ingest.yaml_file import composed
from ingest.yaml_places import key_path, node_at

OPEN = "?"
# A bare `?` where a value stands is no YAML; it is understood all the same, and named by its line.
BARE = re.compile(r"(?m)((?::|[{,]|^\s*-)\s+(?:&\w+\s+)?)\?(?=\s*(?:[,}\]#]|$))")
# Keys under which a question mark may be a value of the source itself.
VALUES_OF_THE_SOURCE = frozenset({"missing", "is", "fill", "delimiter", "quote", "join"})
ORIGINS = frozenset({"column", "first_of", "columns", "template"})

Keys = tuple[str | int, ...]


@dataclass(frozen=True)
class OpenPlace:
    """An open place of a mapping: its line, the keys that lead there, what is to be written."""

    line: int
    key: str
    expected: str


class OpenPlacesError(RefusedError):
    """A mapping that cannot be used yet; `patterns` are those of the files that it would read."""

    def __init__(self, what: str, places: tuple[OpenPlace, ...], patterns: tuple[str, ...]) -> None:
        listed = "\n".join(f"  line {one.line}, {one.key}: {one.expected}" for one in places)
        count = "one place is" if len(places) == 1 else f"{len(places)} places are"
        super().__init__(
            what,
            f'{count} still open, where "?" stands. Write there, and take the files in again:\n'
            f"{listed}",
        )
        self.places = places
        self.patterns = patterns

    def takes(self, path: Path) -> bool:
        """Whether the mapping would read files of this name."""
        return any(fnmatch(path.name, pattern) for pattern in self.patterns)


def refuse_open_places(text: str, *, name: str) -> None:
    """Raise OpenPlacesError where a mapping's text still holds a question mark for a value.

    What is no YAML, or no mapping at all, is left to whoever reads it.
    """
    places = open_places(text, name=name)
    if places:
        tree = composed(BARE.sub(r'\1"?"', text), name=name)
        raise OpenPlacesError(name, places, tuple(_patterns(tree)))


def open_places(text: str, *, name: str) -> tuple[OpenPlace, ...]:
    """List the open places of a mapping's text, in the order of its lines."""
    if OPEN not in text:
        return ()
    tree = composed(BARE.sub(r'\1"?"', text), name=name)
    paths: dict[int, list[Keys]] = {}
    nodes: dict[int, yaml.ScalarNode] = {}
    for path, node in _scalars(tree, ()):
        if node.value == OPEN:
            paths.setdefault(id(node), []).append(path)
            nodes[id(node)] = node
    found = [
        # The keys that lead to where it is written come first.
        OpenPlace(
            nodes[one].start_mark.line + 1,
            key_path(tree, several[0]),
            _expected(tree, several),
        )
        for one, several in paths.items()
    ]
    return tuple(sorted(found, key=lambda one: one.line))


def _scalars(node: yaml.Node | None, path: Keys) -> Iterator[tuple[Keys, yaml.ScalarNode]]:
    """Give every value that is a text, with the keys that lead to it."""
    if isinstance(node, yaml.ScalarNode):
        yield path, node
    elif isinstance(node, yaml.SequenceNode):
        for place, child in enumerate(node.value):
            yield from _scalars(child, (*path, place))
    elif isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            if key.value not in VALUES_OF_THE_SOURCE:
                yield from _scalars(child, (*path, key.value))


def _patterns(tree: yaml.Node | None) -> Iterator[str]:
    sources = node_at(tree, ("sources",))
    count = len(sources.value) if isinstance(sources, yaml.SequenceNode) else 0
    for place in range(count):
        for _, node in _scalars(node_at(tree, ("sources", place, "files")), ()):
            yield node.value


def _expected(tree: yaml.Node | None, paths: list[Keys]) -> str:
    """Say what is to be written in a place, by the first use of it that says so."""
    uses = [one for one in paths if one[0] == "sources"]
    said = [text for text in (_expected_at(tree, use) for use in uses) if text]
    return said[0] if said else "what holds (docs/mappings.md tells what the key takes)"


def _expected_at(tree: yaml.Node | None, path: Keys) -> str:
    """Say what one use of a place expects; empty where that is not known here."""
    within = path[2:]
    known: dict[Keys, str] = {
        ("time_zone",): "an IANA time zone such as Europe/Berlin",
        ("day_order",): "day-month-year or month-day-year",
        ("date_means",): "start_of_day, end_of_day or unknown",
        ("decimal",): '"," or "."',
        ("time_formats",): "the forms of its times, as the lines above it name them",
        ("history",): "full or none",
        ("exported", "year"): "the year, such as 2026",
        ("files",): "the pattern of the files' names, such as tickets_*.csv",
    }
    if within in known:
        return known[within]
    if within[:1] == ("history",):
        return "full or none"
    if within[:2] == ("log", "track") and len(within) > 2:
        return _meaning_of_event(str(within[2]), within[3:])
    if within[:1] == ("records",):
        return _of_record(tree, path)
    return ""


def _of_record(tree: yaml.Node | None, path: Keys) -> str:
    names = [part for part in path[3:] if isinstance(part, str)]
    entity, column_name, below = BY_NAME.get(names[0]), names[1:2], names[2:]
    if entity is None or not column_name or column_name[0] not in entity.column_names:
        return ""
    column = entity.column(column_name[0])
    if entity.value_words and column.name == "value" and below:
        # `records`, the entity and, of several rules, the place stand before the column.
        rule = path[: path.index("value", 3)]
        field = node_at(tree, (*rule, "field", "constant"))
        return _meaning_of_event(field.value if field is not None else "", tuple(below))
    if below[:1] == ["words"] and len(below) > 1:
        what = _values(column) if column.words else f"what stands in {entity.name}.{column.name}"
        return f"{what}, which {below[1]!r} means"
    if not below or below[0] in ORIGINS:
        described = column.description.split(" (")[0].rstrip(".:")
        whole = "" if below else f"; or {{constant: {_example(column)}}}"
        return f"the name of the file's column for {entity.name}.{column.name} ({described}){whole}"
    return _values(column)


def _meaning_of_event(field: str, below: Keys) -> str:
    allowed = [word for word in BY_NAME["ticket_events"].value_words.get(field, ()) if word]
    if below[:1] != ("words",) or len(below) < 2 or not allowed:
        return ""
    return f"one of {', '.join(allowed)}, which {below[1]!r} means"


def _values(column: Column) -> str:
    if column.words:
        return f"one of {', '.join(column.words)}"
    return {
        "zone": "an IANA time zone such as Europe/Berlin",
        "region": "the region whose holidays hold, such as DE, DE-BY or GB-ENG",
        "date": "a day such as 2026-01-01",
        "instant": "an instant such as 2026-06-16T12:59:00Z",
        "flag": "true or false",
        "whole": "a whole number",
        "number": "a number",
        "time": "a time of day such as 08:00",
    }.get(column.kind, f"{column.name} ({column.description.rstrip('.')})")


def _example(column: Column) -> str:
    if column.words:
        return column.words[0]
    return {"date": "2026-01-01", "zone": "Europe/Berlin", "region": "DE"}.get(column.kind, "...")
