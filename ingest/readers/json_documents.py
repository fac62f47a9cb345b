"""JSON files: one array, an envelope around one, or objects one after another; read as they come.

However large the file, memory holds a part of it: the part's last whole element is found by its
brackets, what is before it is decoded, what is behind it waits for the next part.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import BinaryIO

from ingest.readers.blocks import LONGEST_RECORD_BYTES, Block, Source, no_rows
from ingest.readers.json_decoding import (
    decoded,
    decoded_array,
    decoded_lines,
    uninterrupted,
)
from ingest.readers.json_envelopes import (
    JsonText,
    close_envelope,
    into_array,
    not_an_array,
    not_an_envelope,
)
from ingest.readers.json_lines import begun
from ingest.readers.json_paths import (
    Reach,
    RowsPath,
    doubts_of_path,
    looked_at,
    refuse_array_as_row,
)
from ingest.readers.json_rows import as_block, as_opened_block
from ingest.readers.json_scan import scan
from ingest.readers.streams import BYTE_ORDER_MARK

CUT_OFF = "Was the file cut off? Deliver it again, whole."


def json_documents(stream: BinaryIO, path: RowsPath, *, name: str) -> Source:
    """Read a JSON file; a row's number is its place among the rows.

    Raises RefusedError where the path leads to no array, and where the file's brackets do not
    close; an element that is no JSON by itself is a broken row.
    """
    return begun(_blocks(JsonText(stream, name), path, name), name=name)


def _blocks(text: JsonText, path: RowsPath, name: str) -> Iterator[Block]:
    row = 1
    lower = path.arrays[1:]
    found: Reach | None = None
    for elements in _elements(text, path):
        if lower:
            block = as_opened_block(elements, row, lower, path.rest, name=name)
            found = looked_at(found, elements, lower)
        else:
            refuse_array_as_row(elements, path, name=name)
            numbers = range(row, row + len(elements))
            block = as_block(elements, numbers, path.rest, name=name)
        row += len(block.rows) + len(block.broken)
        yield block
    if doubts := doubts_of_path(path, found):
        yield Block(no_rows(), doubts=doubts)


def _elements(text: JsonText, path: RowsPath) -> Iterator[list[object]]:
    """Give the elements whose rows are read, part by part."""
    first = _first_letter(text)
    if first not in {b"[", b"{"}:
        raise text.refuse(f"it begins with {first.decode('utf-8', 'replace')!r}, and is not JSON.")
    if first == b"[":
        text.held = text.held[1:]
        if path.first:
            raise not_an_envelope(text, path)
        yield from _of_array(text)
        _nothing_more(text)
    elif path.first:
        envelope = into_array(text, path.first)
        yield from _of_array(text)
        close_envelope(text, envelope)
    elif path.first == ():
        raise not_an_array(text)
    else:
        yield from _of_objects(text)


def _first_letter(text: JsonText) -> bytes:
    while not text.held.strip() or len(text.held) < len(BYTE_ORDER_MARK):
        if not text.more():
            break
    text.held = text.held.removeprefix(BYTE_ORDER_MARK).lstrip()
    if not text.held:
        raise text.refuse("the file is empty.")
    return text.held[:1]


def _of_array(text: JsonText) -> Iterator[list[object]]:
    """Give the elements of an array whose opening bracket is behind us, and step over its end."""
    number, is_plain, is_over = 1, True, False
    while not is_over:
        has_more = text.more()
        with uninterrupted():
            elements = _plain_part(text) if is_plain and has_more else None
            if elements is None:
                is_plain = False
                elements, is_over = _scanned_part(text, number, has_more=has_more)
            number += len(elements)
        yield elements


def _plain_part(text: JsonText) -> list[object] | None:
    """Decode what stands before the last `},`, in the hope that an element ends there.

    If it is elements parted by commas, it does: what is before was read from the beginning.
    """
    cut = text.held.rfind(b"},") + 1
    elements = decoded_array(text.held[:cut]) if cut else None
    if elements is not None:
        text.held = text.held[cut + 1 :]
    return elements


def _scanned_part(text: JsonText, number: int, *, has_more: bool) -> tuple[list[object], bool]:
    """Decode the elements that end here, and say whether the array is over; held is the rest."""
    marks = scan(text.held)
    commas, end = marks.commas, marks.end
    if end is None:
        if not has_more:
            raise text.refuse(f"its array is not closed after row {number:,}.", CUT_OFF)
        if not len(commas):
            _refuse_too_long(text, number)
            return [], False
        commas, end = commas[:-1], int(commas[-1])
        is_over = False
    else:
        is_over = True
        if text.held[end : end + 1] != b"]":
            raise text.refuse(f"after row {number:,} a bracket closes that was never opened.")
    part, text.held = text.held[:end], text.held[end + 1 :]
    if is_over and number == 1 and not part.strip():
        return [], True
    elements = decoded_array(part)
    if elements is None:
        places = [0, *(int(comma) + 1 for comma in commas), len(part) + 1]
        pieces = [part[one : after - 1] for one, after in pairwise(places)]
        elements = [decoded(piece, number + place) for place, piece in enumerate(pieces)]
    return elements, is_over


def _of_objects(text: JsonText) -> Iterator[list[object]]:
    """Give objects that stand one after another, with blanks or line ends between them."""
    number, has_more = 1, True
    while has_more:
        has_more = text.more()
        ends = scan(text.held).values_end
        if not len(ends):
            _refuse_too_long(text, number)
            continue
        places = [0, *map(int, ends)]
        pieces = [text.held[one:after] for one, after in pairwise(places)]
        text.held = text.held[places[-1] :]
        with uninterrupted():
            elements = decoded_lines(pieces)
            if elements is None:
                elements = [decoded(piece, number + place) for place, piece in enumerate(pieces)]
        number += len(elements)
        yield elements
    if text.held.strip():
        raise text.refuse(f"its last object, row {number:,}, is not closed.", CUT_OFF)


def _refuse_too_long(text: JsonText, number: int) -> None:
    if len(text.held) > LONGEST_RECORD_BYTES:
        raise text.refuse(
            f"row {number:,} is longer than {LONGEST_RECORD_BYTES >> 20} MiB.",
            "Does format.rows lead to the array of the rows?",
        )


def _nothing_more(text: JsonText) -> None:
    while not text.held.strip() and text.more():
        text.held = text.held.strip()
    if text.held.strip():
        legible = text.held[:40].decode("utf-8", "replace").strip()
        raise text.refuse(f"something follows its array: {legible}.")
