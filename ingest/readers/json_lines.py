"""JSON Lines: in each line a row, something that holds rows, or an envelope around either."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import BinaryIO

from ingest.errors import RefusedError
from ingest.readers.blocks import (
    BLANK,
    LONGEST_RECORD_BYTES,
    Block,
    Broken,
    LeftOut,
    Source,
    no_rows,
    whole,
)
from ingest.readers.json_decoding import decoded, decoded_lines, uninterrupted
from ingest.readers.json_paths import (
    Keys,
    Reach,
    RowsPath,
    doubts_of_path,
    looked_at,
    refuse_array_as_row,
    values_at,
)
from ingest.readers.json_rows import as_block, as_opened_block

BLOCK_BYTES = 8 << 20
LONGEST_TEXT = 80


def json_lines(stream: BinaryIO, path: RowsPath, *, name: str) -> Source:
    """Read JSON Lines; its columns are those of its first block.

    A line is an element of the path's first array, or an envelope around that array. A row's number
    is its line's; where arrays are opened, its place among the rows.
    """
    return begun(_blocks(stream, path, name), name=name)


def begun(blocks: Iterator[Block], *, name: str) -> Source:
    """Give a file whose columns are those of its first rows, as far as anybody can know.

    A file without any row names no columns, and so lacks none: it has no part. Raises RefusedError
    where none of its first rows can be read.
    """
    first: list[Block] = []
    for block in blocks:
        first.append(block)
        if block.broken and block.rows.is_empty():
            raise _none_is_a_row(block.broken, name)
        if len(block.rows):
            return whole(block.rows.columns[1:], chain(first, blocks))
    return Source((), iter(first))


def _none_is_a_row(broken: Sequence[Broken], name: str) -> RefusedError:
    first = broken[0]
    text = f": {first.text[:LONGEST_TEXT]}" if first.text else ""
    return RefusedError(
        name,
        f"none of its first rows can be read; row {first.row_number:,} {first.reason}{text}.",
        way_out="Nothing of it was loaded. Correct it at the source and export it again.",
    )


def _blocks(stream: BinaryIO, path: RowsPath, name: str) -> Iterator[Block]:
    row = 1
    lower = path.arrays[1:]
    found: Reach | None = None
    for number, lines in _lines(stream, name):
        with uninterrupted():
            elements, numbers = _decoded(lines, number)
            blank = sorted(set(range(number, number + len(lines))) - set(numbers))
            if path.first:
                elements = _out_of_envelopes(elements, path.first)
                numbers = list(range(row, row + len(elements)))
            if lower:
                block = as_opened_block(elements, row, lower, path.rest, name=name)
                found = looked_at(found, elements, lower)
            else:
                refuse_array_as_row(elements, path, name=name)
                block = as_block(elements, numbers, path.rest, name=name)
            row += len(block.rows) + len(block.broken)
        left_out = (LeftOut(BLANK, len(blank), blank[0]),) if blank else ()
        yield Block(block.rows, block.broken, left_out)
    if doubts := doubts_of_path(path, found):
        yield Block(no_rows(), doubts=doubts)


def _out_of_envelopes(elements: Sequence[object], keys: Keys) -> list[object]:
    """Take what is in the array of each envelope; a line without it is an element itself."""
    taken: list[object] = []
    for element, inside in zip(elements, values_at(elements, keys), strict=True):
        if isinstance(inside, list):
            taken += inside
        elif inside is None or isinstance(element, Broken):
            taken.append(element)
        else:
            text = json.dumps(element, ensure_ascii=False)
            taken.append(Broken(0, f"has no array at {'.'.join(keys)}", text))
    return taken


def _decoded(lines: list[bytes], number: int) -> tuple[list[object], list[int]]:
    """Decode the lines that are not blank; `number` is that of the first."""
    numbers = list(range(number, number + len(lines)))
    values = decoded_lines(lines)
    if values is not None:
        return values, numbers
    numbers = [one for one, line in zip(numbers, lines, strict=True) if line.strip()]
    return [decoded(lines[one - number], one) for one in numbers], numbers


def _lines(stream: BinaryIO, name: str) -> Iterator[tuple[int, list[bytes]]]:
    """Give the file's lines in portions, each with the number of its first line."""
    number, pending, ended = 1, b"", False
    while not ended:
        chunk = stream.read(BLOCK_BYTES)
        ended = not chunk
        pending += chunk
        if ended and not pending and number == 1:
            raise RefusedError(name, "the file is empty.", way_out="Export it again.")
        cut = len(pending) if ended else pending.rfind(b"\n") + 1
        if not cut:
            if len(pending) > LONGEST_RECORD_BYTES:
                limit = LONGEST_RECORD_BYTES >> 20
                raise RefusedError(
                    name,
                    f"line {number:,} is longer than {limit} MiB.",
                    way_out="Is it one document? Then it is a .json file, not .jsonl.",
                )
            continue
        part, pending = pending[:cut].removesuffix(b"\n"), pending[cut:]
        lines = part.split(b"\n")
        yield number, lines
        number += len(lines)
