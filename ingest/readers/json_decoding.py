"""JSON is decoded, strictly and fast: numbers keep their spelling, no name stands twice."""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

import msgspec

from ingest.readers.blocks import Broken
from ingest.readers.streams import BYTE_ORDER_MARK

LONGEST_EXAMPLE = 2_000
# `msgspec` gives whole numbers as such, and fractions to the hook as they are written.
DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder(float_hook=str)
FAULTS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
NESTED = frozenset((dict, list))
NOT_UTF8 = (
    "is not valid UTF-8: if the file is written otherwise, a mapping says so, format: {encoding: "
    "cp1252}"
)
HALF_A_LETTER = "half a letter such as \\ud800 stands in it"
# What the decoder says begins so, and means this.
MEANINGS = {
    "Input data was truncated": "it ends too early",
    "trailing comma": "a comma too many stands there",
    "trailing characters": "something follows it, such as a comma",
    "expected ',' or": "a comma or a closing bracket is missing there",
    "expected ':'": "a colon is missing there",
    "invalid utf-16 surrogate pair": HALF_A_LETTER,
    "unexpected end of escaped utf-16 surrogate pair": HALF_A_LETTER,
    "unexpected end of hex escape": "an escaped letter such as \\u00e9 lacks digits",
    "invalid character in unicode escape": "an escaped letter such as \\u00e9 has a wrong digit",
    "invalid number": "a number is written wrongly there",
    "object keys must be strings": "a name stands without double quotes",
    "invalid escape character": "a backslash stands before a letter that it cannot escape",
    "invalid character": "a letter stands where none may",
    "Number out of range": "a number is out of range",
}
BYTE = re.compile(r"\(byte (\d+)\)")
# How a reason ends that says where.
NEAR = re.compile(r" \(near byte \d+\)$")
BLANK_BEFORE_COLON = re.compile(rb'"\s+:')


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Keep the garbage collector out while many small objects come: it would search them all."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def decoded_array(part: bytes) -> list[object] | None:
    """Decode elements parted by commas, all at once; None where one of them needs a closer look."""
    try:
        elements: list[object] = DECODER.decode(b"[" + part + b"]")
    except FAULTS:
        return None
    return elements if _has_no_repetition(part, elements) else None


def decoded_lines(lines: Sequence[bytes]) -> list[object] | None:
    """Decode one value of each line, all at once; None where a line needs a closer look."""
    # Each in brackets of its own, so that no line ends what another one began; no text holds a tab.
    text = b"[[" + b"],\t[".join(lines) + b"]]"
    try:
        elements: list[list[object]] = DECODER.decode(text)
    except FAULTS:
        return None
    if len(elements) != len(lines) or any(len(element) != 1 for element in elements):
        return None
    values = [element[0] for element in elements]
    return values if _has_no_repetition(text, values) else None


def decoded(text: bytes, number: int) -> object:
    """Decode one value; Broken, with the number given, where it is none."""
    legible = text.decode("utf-8", "replace").strip()[:LONGEST_EXAMPLE]
    if not legible:
        return Broken(number, "is empty: a comma too many stands there", legible)
    try:
        value: object = DECODER.decode(text.removeprefix(BYTE_ORDER_MARK))
        if not _has_no_repetition(text, [value]):
            json.loads(text.decode("utf-8-sig"), object_pairs_hook=without_repetition)
    except UnicodeDecodeError:
        return Broken(number, NOT_UTF8, legible)
    except RecursionError:
        return Broken(number, "is nested too deep", legible)
    except (msgspec.DecodeError, ValueError) as error:
        why = HALF_A_LETTER if _has_half_a_letter(text, error) else _in_our_words(str(error))
        return Broken(number, f"is not JSON: {why}", legible)
    return value


def _has_half_a_letter(text: bytes, error: Exception) -> bool:
    """Whether what the decoder takes for an early end is an escaped letter without its other half.

    The standard library's decoder lets such a letter pass, and no text that ends too early.
    """
    if not str(error).startswith("Input data was truncated"):
        return False
    try:
        json.loads(text.decode("utf-8-sig"))
    except ValueError:
        return False
    return True


def _in_our_words(said: str) -> str:
    """Say what is wrong with JSON, and near which byte, where the decoder says so."""
    why = said.removeprefix("JSON is malformed: ")
    meaning = next((ours for theirs, ours in MEANINGS.items() if why.startswith(theirs)), None)
    place = BYTE.search(why)
    at = f" (near byte {place[1]})" if place else ""
    return (meaning or BYTE.sub("", why).strip()) + at


def without_repetition(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """Make an object of its pairs; ValueError where a name stands in it twice."""
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError("a name stands in it twice")
    return record


def _has_no_repetition(text: bytes, values: Sequence[object]) -> bool:
    """Whether surely no name stands twice in one object: of two, the decoder keeps one.

    Each name is followed by a quote and a colon; where there are as many of these as names were
    decoded, none was lost. Quotes and colons within texts make it unsure, not wrong.
    """
    written = text.count(b'":') - text.count(b'\\":')
    return written == _count_names(values) and not BLANK_BEFORE_COLON.search(text)


def _count_names(values: Sequence[object]) -> int:
    """Count the names of all objects, on all levels."""
    count = 0
    level: list[Any] = list(values)
    while level:
        objects = [value for value in level if type(value) is dict]
        inner = list(chain.from_iterable(map(dict.values, objects)))
        if len(objects) < len(level):
            inner += chain.from_iterable(value for value in level if type(value) is list)
        count += sum(map(len, objects))
        kinds: set[type] = set(map(type, inner))
        holds_more = bool(kinds & NESTED)
        level = [value for value in inner if type(value) in NESTED] if holds_more else []
    return count
