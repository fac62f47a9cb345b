"""CSV, read by a declared dialect: every cell as text, every line accounted for.

Blocks without a quote character go through pyarrow, where a record is a line; those with one are
read strictly (`quoted.py`). Nothing is sniffed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

import polars as pl
import pyarrow as pa
import pyarrow.csv

from ingest.dialect import Dialect
from ingest.errors import RefusedError
from ingest.readers.blocks import LONGEST_RECORD_BYTES, Block, Broken, Source, whole
from ingest.readers.broken_lines import ragged
from ingest.readers.heads import Head, as_one, merged_names, read_head
from ingest.readers.quoted import Records, blank_left_out, quoted
from ingest.readers.run_on_cells import RunOnCells

BLOCK_BYTES = 16 << 20
LONGEST_CELL = 40
# A record that is too long is refused here, by the line on which it begins; the library's own limit
# would cut it in two.
csv.field_size_limit(LONGEST_RECORD_BYTES + BLOCK_BYTES)


def delimited(stream: BinaryIO, dialect: Dialect, *, default_delimiter: str, name: str) -> Source:
    """Read a text table: its head, then its rows as blocks."""
    head = read_head(stream, dialect, default_delimiter=default_delimiter, name=name)
    blocks = read_blocks(stream, head, quote=dialect.quote, name=name)
    source = whole(
        merged_names(head.columns),
        (as_one(block, head.merged, dialect.repeats) for block in blocks),
    )
    return replace(source, delimiter=head.delimiter, has_delimiter_line=head.has_delimiter_line)


def read_blocks(stream: BinaryIO, head: Head, *, quote: str, name: str) -> Iterator[Block]:
    """Yield the records after the head, block by block, in bounded memory.

    `row_number` is the line of the file on which a record begins. Raises RefusedError for a quote
    that is opened and never closed.
    """
    columns, delimiter, line = head.columns, head.delimiter, head.next_line
    pending = b""
    run_on = RunOnCells(delimiter, quote, len(columns))
    ended = is_open = False
    while not ended:
        chunk = stream.read(BLOCK_BYTES)
        ended = not chunk
        pending += chunk
        is_closed_later = chunk and quote.encode() not in chunk
        if is_open and is_closed_later and len(pending) <= LONGEST_RECORD_BYTES:
            continue
        cut = len(pending) if ended else pending.rfind(b"\n") + 1
        if not cut:
            continue
        part, rest = pending[:cut], pending[cut:]
        block = _plain(part, columns, delimiter, line) if _is_plain(part, quote) else None
        if block is not None:
            pending, lines = rest, part.count(b"\n")
        else:
            block, used, lines = quoted(part, columns, run_on, line)
            pending = part[used:] + rest
            is_open = used < len(part) and quote.encode() not in rest
            if pending and (ended or len(pending) > LONGEST_RECORD_BYTES):
                raise RefusedError(
                    name,
                    f"the quote opened in line {line + lines} is never closed.",
                    way_out="Was the file cut off? Then deliver it again, whole. Or there is a "
                    f"quote too many in line {line + lines}: correct it there.",
                )
        if ended:
            block = replace(block, doubts=_not_ended(part, delimiter, line))
        line += lines
        yield block
    if run_on.count:
        yield replace(Records(columns).block(), doubts=run_on.doubts())


def _not_ended(part: bytes, delimiter: str, line: int) -> tuple[str, ...]:
    """Say that the last line, if anything stands on it, has no line break."""
    lines = part.splitlines()
    last = lines[-1].decode("utf-8", "replace")
    if part.endswith((b"\n", b"\r")) or not last.strip():
        return ()
    cell = last.rpartition(delimiter)[2][-LONGEST_CELL:]
    return (
        f"the last line ({line + len(lines) - 1:,}) does not end with a line break; it ends with: "
        f"{cell or 'an empty cell'}. Is the file complete?",
    )


def _is_plain(part: bytes, quote: str) -> bool:
    """Whether each line is a record: no quote, and no line that ends in a carriage return alone."""
    if quote.encode() in part:
        return False
    # To look for one is many times faster than to count them.
    return b"\r" not in part or part.count(b"\r") == part.count(b"\r\n")


def _is_utf8(part: bytes) -> bool:
    try:
        return part.isascii() or bool(part.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _plain(part: bytes, columns: Sequence[str], delimiter: str, line: int) -> Block | None:
    """Read a block without quotes, where a record is a line; None where it is not UTF-8."""
    if not _is_utf8(part):
        return None
    no_rows: dict[int, Broken] = {}

    def note(row: pa.csv.InvalidRow) -> str:
        number = line + row.number - 1
        no_rows[row.number - 1] = ragged(
            number, row.expected_columns, row.text.split(delimiter), delimiter
        )
        return "skip"

    try:
        table = pa.csv.read_csv(
            io.BytesIO(part),
            read_options=pa.csv.ReadOptions(
                use_threads=False, column_names=list(columns), block_size=len(part) + 1
            ),
            parse_options=pa.csv.ParseOptions(
                delimiter=delimiter,
                quote_char=False,
                ignore_empty_lines=False,
                invalid_row_handler=note,
            ),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    rows = pl.DataFrame(table)
    places = pl.Series("row_number", range(len(rows) + len(no_rows)), dtype=pl.Int64)
    if no_rows:
        places = places.filter(~places.is_in(list(no_rows)))
    rows = rows.insert_column(0, places + line)
    blank = _blank_lines(rows, part, line)
    if blank:
        rows = rows.filter(~pl.col("row_number").is_in(blank))
    return Block(rows, tuple(no_rows.values()), blank_left_out(blank))


def _blank_lines(rows: pl.DataFrame, part: bytes, line: int) -> list[int]:
    """Number the lines with nothing on them; a line of mere delimiters is a row."""
    empty = pl.all_horizontal(pl.exclude("row_number") == "")
    suspects = rows.filter(empty)["row_number"]
    if suspects.is_empty():
        return []
    lines = part.split(b"\n")
    return [number for number in suspects if not lines[number - line].strip()]
