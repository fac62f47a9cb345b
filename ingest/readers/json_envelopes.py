"""The envelope around the rows of a JSON file: stepped into, and checked once the rows are read."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from ingest.errors import RefusedError
from ingest.readers.blocks import LONGEST_RECORD_BYTES
from ingest.readers.json_decoding import without_repetition
from ingest.readers.json_rows import Keys

PART_BYTES = 4 << 20
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
            raise text.refuse(
                f"there is no array at {'.'.join(keys)}{_names_in(text)}.",
                "format.rows is the path to the array of the rows.",
            )
        wanted *= 4


def _names_in(text: JsonText) -> str:
    """Name the keys of a small document, for a message."""
    try:
        document = json.loads(text.held)
    except (ValueError, RecursionError):
        return ""
    return f"; it has {', '.join(document)}" if isinstance(document, dict) and document else ""


def _array_place(part: bytes, wanted: Keys) -> int | None:
    """Find the place behind the opening bracket of the array at some keys; None if not here."""
    open_keys: list[bytes | None] = []
    names_key = False
    for token in TOKEN.finditer(part):
        mark = token[0]
        if mark == b"[":
            if len(open_keys) == len(wanted) and _keys(open_keys) == wanted:
                return token.end()
            open_keys.append(None)
            names_key = False
        elif mark == b"{":
            open_keys.append(b'""')
            names_key = True
        elif mark in {b"}", b"]"}:
            open_keys.pop()
            if not open_keys:
                return None
        elif mark in {b",", b":"}:
            names_key = mark == b"," and open_keys[-1] is not None
        elif names_key:
            open_keys[-1] = mark
    return None


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
    around = envelope + b"]" + text.held
    try:
        json.loads(around.decode("utf-8"), object_pairs_hook=without_repetition)
    except (ValueError, RecursionError) as error:
        raise text.refuse(
            f"what stands around its rows is not JSON ({error}).",
            "Several documents are several files, or the lines of a .jsonl file.",
        ) from None
