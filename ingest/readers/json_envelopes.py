"""The envelope around the rows of a JSON file: stepped into, and checked once the rows are read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from ingest.errors import RefusedError
from ingest.readers.blocks import LONGEST_RECORD_BYTES, Broken
from ingest.readers.json_decoding import NEAR, decoded
from ingest.readers.json_paths import Keys, RowsPath, written_path

PART_BYTES = 4 << 20
ARRAY, OBJECT = "an array", "an object"
KINDS = {b"[": ARRAY, b"{": OBJECT, b"null": "null"}
DEEPEST_MEMBER = 6
MOST_MEMBERS = 1_000
NAMES_SHOWN = 8
TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|"|[^\s"{}\[\]:,]+', re.DOTALL)


@dataclass
class JsonText:
    """A stream, of which some is here already: `held`."""

    stream: BinaryIO
    name: str
    held: bytes = b""

    def more(self) -> bool:
        """Read on; False at the stream's end."""
        part = self.stream.read(PART_BYTES)
        self.held += part
        return bool(part)

    def refuse(self, why: str, way_out: str = "") -> RefusedError:
        """Give the refusal of the file, to be raised."""
        return RefusedError(self.name, why, way_out=way_out)


def into_array(text: JsonText, keys: Keys) -> bytes:
    """Step into the array that the keys lead to; returns what stands before it."""
    wanted = PART_BYTES
    while True:
        while len(text.held) < wanted and text.more():
            pass
        place = _array_place(text.held, keys)
        if place is not None:
            envelope, text.held = text.held[:place], text.held[place:]
            return envelope
        if len(text.held) < wanted or wanted > LONGEST_RECORD_BYTES:
            raise _no_array(text, keys)
        wanted *= 4


def not_an_envelope(text: JsonText, path: RowsPath) -> RefusedError:
    """Refuse a file that is an array, whose opening bracket is behind us, not an envelope."""
    lower, keys = path.arrays[1:], path.arrays[0]
    # Pages that were put into one file are an array of envelopes.
    is_pages = members_of(text.held[:PART_BYTES]).get(keys) == ARRAY
    right = written_path(((), keys, *lower) if is_pages else ((), *lower), path.rest)
    return text.refuse(
        f"it is an array itself, not an envelope with an array at {'.'.join(keys)}.",
        f"Write format.rows: {right!r} in the mapping.",
    )


def not_an_array(text: JsonText) -> RefusedError:
    """Refuse a file that is an object where its path says that it is an array."""
    members = members_of(text.held[:PART_BYTES])
    has_array = ARRAY in members.values()
    return text.refuse(
        f"it is an object, not an array as format.rows says{_named(members, ())}.",
        _path_way_out(members, ())
        if has_array
        else "If each object in it is a row, leave format.rows out of the mapping.",
    )


def _no_array(text: JsonText, keys: Keys) -> RefusedError:
    """Refuse an envelope without an array where its path leads; says what is there."""
    members = members_of(text.held[:PART_BYTES])
    there = next(keys[:end] for end in range(len(keys), -1, -1) if keys[:end] in members)
    why = f"there is no array at {'.'.join(keys)}"
    if members[there] == ARRAY:
        way = written_path((there, keys[len(there) :]))
        return text.refuse(
            f"{why}, because {'.'.join(there)} is an array already.",
            f"Open that one too in format.rows: {way}.",
        )
    if there == keys:
        why += f", but {members[there]}"
    elif members[there] != OBJECT:
        why += f"; at {'.'.join(there)} there is {members[there]}"
    return text.refuse(f"{why}{_named(members, there)}.", _path_way_out(members, there))


def _named(members: Mapping[Keys, str], where: Keys) -> str:
    """Name what stands directly below some keys."""
    below = [keys for keys in members if keys[:-1] == where and keys]
    names = ", ".join(keys[-1] for keys in below[:NAMES_SHOWN])
    more = ", ..." if len(below) > NAMES_SHOWN else ""
    return f"; {'.'.join(where) or 'it'} has {names}{more}" if below else ""


def _path_way_out(members: Mapping[Keys, str], where: Keys) -> str:
    """Say which arrays there are, first of all below some keys."""
    arrays = [keys for keys, kind in members.items() if kind == ARRAY]
    near = [keys for keys in arrays if keys[: len(where)] == where] or arrays
    if not near:
        return "It has no array at all: did the desk answer with an error? Export it again."
    paths = " or ".join(written_path((keys,)) for keys in near[:3])
    return f"Write the path to the array of the rows in the mapping, format.rows: {paths}."


def _array_place(part: bytes, wanted: Keys) -> int | None:
    """Find the place behind the opening bracket of the array at some keys; None if not here."""
    for mark, open_keys, end in _values(part):
        if mark == b"[" and len(open_keys) == len(wanted) and _keys(open_keys) == wanted:
            return end
    return None


def members_of(part: bytes) -> dict[Keys, str]:
    """Tell what stands in an object, by its keys, and in the objects in it; () is itself.

    Of a part of it, what stands in that.
    """
    members: dict[Keys, str] = {}
    for mark, open_keys, _ in _values(part):
        if len(open_keys) > DEEPEST_MEMBER or None in open_keys:
            continue
        keys = _keys(open_keys)
        if keys is not None:
            members[keys] = KINDS.get(mark, "a single value")
        if len(members) > MOST_MEMBERS:
            break
    return members


def _values(part: bytes) -> Iterator[tuple[bytes, list[bytes | None], int]]:
    """Give the mark that begins each value, the keys that lead to it, and the mark's end.

    The keys are as they are written, None for an array around it.
    """
    open_keys: list[bytes | None] = []
    names_key = False
    for token in TOKEN.finditer(part):
        mark = token[0]
        if mark in {b"[", b"{"}:
            yield mark, open_keys, token.end()
            open_keys.append(None if mark == b"[" else b'""')
            names_key = mark == b"{"
        elif mark in {b"}", b"]"}:
            open_keys.pop()
            if not open_keys:
                return
        elif mark in {b",", b":"}:
            names_key = mark == b"," and open_keys[-1] is not None
        elif names_key:
            open_keys[-1] = mark
        else:
            yield mark, open_keys, token.end()


def _keys(marks: Sequence[bytes | None]) -> Keys | None:
    try:
        return tuple(str(json.loads(mark)) for mark in marks if mark is not None)
    except ValueError:
        return None


def close_envelope(text: JsonText, envelope: bytes) -> None:
    """Check what stands around the rows, strictly, with the array taken for an empty one."""
    while text.more():
        if len(text.held) > LONGEST_RECORD_BYTES:
            raise text.refuse("what follows its rows is too long.", "Deliver the rows alone.")
    around = decoded(envelope + b"]" + text.held, 0)
    if isinstance(around, Broken):
        # The byte is one of what stands around, not of the file.
        raise text.refuse(
            f"what stands around its rows {NEAR.sub('', around.reason)}.",
            "Several documents are several files, or the lines of a .jsonl file.",
        )
