"""JSON Lines: in each line a row, something that holds rows, or an envelope around either."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import BinaryIO

import polars as pl

from ingest.errors import RefusedError
from ingest.readers.blocks import (
    BLANK,
    LONGEST_RECORD_BYTES,
    ROW,
    Block,
    Broken,
    LeftOut,
    Source,
    whole,
)
from ingest.readers.json_decoding import decoded, decoded_lines, uninterrupted
from ingest.readers.json_rows import (
    Keys,
    RowsPath,
    as_block,
    as_opened_block,
    values_at,
)

BLOCK_BYTES = 8 << 20


def json_lines(stream: BinaryIO, path: RowsPath, *, name: str) -> Source:
    """Read JSON Lines; its columns are those of its first block.

    A line is an element of the path's first array, or an envelope around that array. A row's number
    is its line's; where arrays are opened, its place among the rows.
    """
    return begun(_blocks(stream, path, name), name=name)


def begun(blocks: Iterator[Block], *, name: str) -> Source:
    """Give a file whose columns are those of its first block, as far as anybody can know."""
    first = next(blocks, Block(pl.DataFrame(schema={ROW: pl.Int64})))
    return whole(first.rows.columns[1:], chain([first], blocks))


def _blocks(stream: BinaryIO, path: RowsPath, name: str) -> Iterator[Block]:
    row = 1
    for number, lines in _lines(stream, name):
        with uninterrupted():
            elements, numbers = _decoded(lines, number)
            blank = sorted(set(range(number, number + len(lines))) - set(numbers))
            if path.first:
                elements = _out_of_envelopes(elements, path.first)
                numbers = list(range(row, row + len(elements)))
            if path.arrays[1:]:
                block = as_opened_block(elements, row, path.arrays[1:], path.rest, name=name)
            else:
                block = as_block(elements, numbers, path.rest, name=name)
            row += len(block.rows) + len(block.broken)
        left_out = (LeftOut(BLANK, len(blank), blank[0]),) if blank else ()
        yield Block(block.rows, block.broken, left_out)


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
