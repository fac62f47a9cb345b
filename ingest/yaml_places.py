"""Places of a YAML file as people name them: by the keys that lead there, and by their line."""

from __future__ import annotations

import yaml

Location = tuple[int | str, ...]


def key_path(tree: yaml.Node | None, location: Location) -> str:
    """Spell the keys that lead to a place: `sources (2nd).records.tickets.priority`.

    Of a list the place is counted as people count, and left out where it has one member.
    """
    keys: list[str] = []
    for depth, part in enumerate(location):
        if isinstance(part, str):
            keys.append(part)
        elif keys and _members(node_at(tree, location[:depth])) > 1:
            keys[-1] += f" ({_ordinal(part + 1)})"
    return ".".join(keys) or "the whole"


def line_of(node: yaml.Node | None, location: Location) -> int:
    """Find the line of the deepest node on the way to a place."""
    line = 1
    for part in location:
        child = None
        if isinstance(node, yaml.MappingNode):
            child = next((pair for pair in node.value if pair[0].value == part), None)
            line, node = (child[0].start_mark.line + 1, child[1]) if child else (line, node)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


def node_at(node: yaml.Node | None, keys: Location) -> yaml.Node | None:
    """Follow keys, and places of lists, into a tree; None where they lead nowhere.

    What stands without its list is its first member.
    """
    for part in keys:
        if isinstance(node, yaml.MappingNode) and part != 0:
            node = next((child for key, child in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part] if part < len(node.value) else None
        elif part != 0:
            return None
    return node


def _members(node: yaml.Node | None) -> int:
    return len(node.value) if isinstance(node, yaml.SequenceNode) else 0


def _ordinal(place: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{'th' if 10 < place % 100 < 14 else ending}"
