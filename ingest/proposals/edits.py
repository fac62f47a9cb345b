"""Changes to a YAML text that leave all else as it was written, comments included."""

from __future__ import annotations

import re

import yaml

from ingest.errors import RefusedError
from ingest.yaml_file import composed
from ingest.yaml_places import Location, node_at

ANCHOR = re.compile(r"^(&\S+\s+)?")


class Edits:
    """A text and what is to be changed in it; each place is changed once."""

    def __init__(self, text: str, *, name: str) -> None:
        self.text = text
        self._tree = composed(text, name=name)
        self._changes: dict[tuple[int, int], str] = {}
        self._entered: set[tuple[int, str]] = set()

    def node(self, at: Location) -> yaml.Node | None:
        """The part of the text at the end of some keys; None where there is none."""
        return node_at(self._tree, at)

    def rules(self, at: Location) -> list[Location]:
        """The places of what may stand there once or as a list."""
        node = self.node(at)
        if isinstance(node, yaml.SequenceNode):
            return [(*at, place) for place in range(len(node.value))]
        return [] if node is None else [at]

    def put(self, at: Location, value: str) -> None:
        """Write another value where one stands; an anchor before it stays. None there: nothing."""
        node = self.node(at)
        if node is not None:
            start = node.start_mark.index
            # A block ends where the next key begins; the blank before that stays.
            end = start + len(self.text[start : node.end_mark.index].rstrip())
            anchor = ANCHOR.match(self.text[start:end])
            self._changes[start, end] = f"{anchor[0] if anchor else ''}{value}"

    def set(self, at: Location, key: str, value: str) -> None:
        """Write a key's value; a key that is not there yet comes behind the first of its block.

        Raises RefusedError where there is no block of keys.
        """
        if self.node((*at, key)) is not None:
            self.put((*at, key), value)
            return
        block = self.node(at)
        if not isinstance(block, yaml.MappingNode) or not block.value:
            raise RefusedError(key, f"{value} belongs in the mapping; write it there by hand.")
        if block.flow_style:
            self._insert(block.value[0][0].start_mark.index, f"{key}: {value}, ")
        else:
            first, value_of_first = block.value[0]
            end = self._end_of_line(value_of_first.end_mark.index)
            self._insert(end, f"\n{' ' * first.start_mark.column}{key}: {value}")

    def enter(self, at: Location, word: str, value: str, *, note: str = "") -> None:
        """Add a key to the end of a list of words, once, however many rules share the list."""
        node = self.node(at)
        if not isinstance(node, yaml.MappingNode) or (id(node), word) in self._entered:
            return
        self._entered.add((id(node), word))
        if node.flow_style:
            comma = ", " if node.value else ""
            self._insert(node.end_mark.index - 1, f"{comma}{word}: {value}")
        else:
            key, last = node.value[-1]
            indent = " " * key.start_mark.column
            end = self._end_of_line(last.end_mark.index)
            self._insert(end, f"\n{indent}{word}: {value}{note}")

    def take_out(self, at: Location, key: str) -> None:
        """Take a key and all below it out of a block of several lines; RefusedError of others."""
        block = self.node(at)
        if not isinstance(block, yaml.MappingNode) or block.flow_style:
            raise RefusedError(key, "cannot be taken out of the mapping here; do so by hand.")
        keys = [pair[0] for pair in block.value]
        place = next((place for place, one in enumerate(keys) if one.value == key), None)
        if place is not None:
            rest = keys[place + 1 :]
            end = rest[0].start_mark.index if rest else block.end_mark.index
            self._changes[keys[place].start_mark.index, end] = ""

    def done(self) -> str:
        """Give the text with all changes."""
        text = self.text
        for (start, end), value in sorted(self._changes.items(), reverse=True):
            text = text[:start] + value + text[end:]
        return text

    def _insert(self, place: int, text: str) -> None:
        self._changes[place, place] = self._changes.get((place, place), "") + text

    def _end_of_line(self, place: int) -> int:
        end = self.text.find("\n", place)
        return len(self.text) if end < 0 else end
