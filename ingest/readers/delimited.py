"""CSV, read by a declared dialect: every cell as text, every line accounted for.

Blocks without a quote character go through pyarrow, where a record is a line; blocks with one go
through the standard library's strict reader, which alone notices a quote in the wrong place.
Nothing is sniffed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, BinaryIO

import polars as pl
import pyarrow as pa
import pyarrow.csv

from ingest.dialect import Dialect
from ingest.errors import RefusedError
from ingest.readers.blocks import (
    BLANK,
    LONGEST_RECORD_BYTES,
    Block,
    Broken,
    LeftOut,
    Source,
    whole,
)
from ingest.readers.heads import Head, as_one, merged_names, read_head
from ingest.readers.run_on_cells import RunOnCells

BLOCK_BYTES = 16 << 20
LONGEST_CELL = 40
# How a byte that is no letter of UTF-8 is carried along.
BAD_LETTER = re.compile("[\udc80-\udcff]")
OTHER_ENCODING = (
    "save the file as UTF-8 (in Excel: CSV UTF-8), or name its encoding in a mapping: "
    "format: {encoding: cp1252}"
)
# A record that is too long is refused here, by the line on which it begins; the library's own limit
# would cut it in two.
csv.field_size_limit(LONGEST_RECORD_BYTES + BLOCK_BYTES)


def delimited(stream: BinaryIO, dialect: Dialect, *, default_delimiter: str, name: str) -> Source:
    """Read a text table: its head, then its rows as blocks."""
    head = read_head(stream, dialect, default_delimiter=default_delimiter, name=name)
    blocks = read_blocks(stream, head, quote=dialect.quote, name=name)
    return whole(
        merged_names(head.columns),
        (as_one(block, head.merged, dialect.repeats) for block in blocks),
    )


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
            block, used, lines = _quoted(part, columns, run_on, line)
            pending = part[used:] + rest
            is_open = used < len(part) and quote.encode() not in rest
            if pending and (ended or len(pending) > LONGEST_RECORD_BYTES):
                raise RefusedError(
                    name,
                    f"the quote opened in line {line + lines} is never closed.",
                    way_out="Was the file cut off? Deliver it again, whole.",
                )
        if ended:
            block = replace(block, doubts=(*run_on.doubts(), *_not_ended(part, delimiter, line)))
        line += lines
        yield block


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
    ragged: dict[int, Broken] = {}

    def note(row: pa.csv.InvalidRow) -> str:
        number = line + row.number - 1
        ragged[row.number - 1] = _ragged(
            number, row.expected_columns, row.text.split(delimiter), row.text
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
    places = pl.Series("row_number", range(len(rows) + len(ragged)), dtype=pl.Int64)
    if ragged:
        places = places.filter(~places.is_in(list(ragged)))
    rows = rows.insert_column(0, places + line)
    blank = _blank_lines(rows, part, line)
    if blank:
        rows = rows.filter(~pl.col("row_number").is_in(blank))
    return Block(rows, tuple(ragged.values()), _said(blank))


def _blank_lines(rows: pl.DataFrame, part: bytes, line: int) -> list[int]:
    """Number the lines with nothing on them; a line of mere delimiters is a row."""
    empty = pl.all_horizontal(pl.exclude("row_number") == "")
    suspects = rows.filter(empty)["row_number"]
    if suspects.is_empty():
        return []
    lines = part.split(b"\n")
    return [number for number in suspects if not lines[number - line].strip()]


def _said(blank: Sequence[int]) -> tuple[LeftOut, ...]:
    return (LeftOut(BLANK, len(blank), blank[0]),) if blank else ()


def _quoted(
    part: bytes, columns: Sequence[str], run_on: RunOnCells, line: int
) -> tuple[Block, int, int]:
    """Read a block strictly; returns it, the bytes used, and the lines used.

    A record that is not finished at the block's end is left for the next one.
    """
    lines = list(io.StringIO(part.decode("utf-8", "surrogateescape"), newline=""))
    dialect: dict[str, Any] = {
        "delimiter": run_on.delimiter,
        "quotechar": run_on.quote,
        "strict": True,
    }
    reader, skipped = csv.reader(lines, **dialect), 0
    cells: list[list[str]] = []
    numbers: list[int] = []
    broken: list[Broken] = []
    blank: list[int] = []
    begun = 0
    while begun < len(lines):
        number = line + begun
        try:
            record, misplaced = next(reader), ""
        except csv.Error as error:
            record, misplaced = [], str(error)
        ended = skipped + reader.line_num
        if ended == len(lines) and "unexpected end" in misplaced:
            break
        own = lines[begun:ended]
        rows_within = run_on.rows_in(own) if len(own) > 1 else []
        fault: Broken | None
        if misplaced:
            fault = Broken(number, _misplaced(misplaced, run_on.quote), _legible(own[0].strip()))
        else:
            fault = _fault(record, columns, number, run_on.delimiter)
        if fault is not None:
            broken.append(fault)
        elif record:
            cells.append(record)
            numbers.append(number)
            run_on.note(number, own, rows_within)
        else:
            blank.append(number)
        begun = ended
        if misplaced or (fault is not None and rows_within):
            # The lines that a misplaced quote swallowed are rows of their own: they are read again.
            begun = skipped = number - line + 1
            reader = csv.reader(_from(lines, skipped), **dialect)
    block = Block(_gathered(cells, numbers, columns), tuple(broken), _said(blank))
    return block, len(part) if begun == len(lines) else _size(lines[:begun]), begun


def _from(lines: Sequence[str], place: int) -> Iterator[str]:
    """Give the lines from a place on; to come there costs nothing."""
    return (lines[at] for at in range(place, len(lines)))


def _fault(record: list[str], columns: Sequence[str], number: int, delimiter: str) -> Broken | None:
    text = delimiter.join(record)
    if record and len(record) != len(columns):
        return _ragged(number, len(columns), record, _legible(text))
    if text.isascii() or not BAD_LETTER.search(text):
        return None
    cells = zip(columns, record, strict=True)
    where = next(name for name, cell in cells if BAD_LETTER.search(cell))
    return Broken(number, f"column {where} is not in UTF-8; {OTHER_ENCODING}", _legible(text))


def _misplaced(said: str, quote: str) -> str:
    """Say what the library found wrong with a line, in the words of whoever mends it."""
    if "expected after" in said:
        return (
            f"a quote ({quote}) stands within a text; a text that holds one stands in quotes "
            f"itself, and those in it are doubled, such as {quote}a {quote * 2}b{quote * 2}{quote}"
        )
    if "new-line" in said:
        return "a line break within a text; a text that holds one stands in quotes"
    return f"cannot be read as a row ({said})"


def _legible(text: str) -> str:
    """Put a sign for each byte that is no letter, so that the text can be shown and kept."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _ragged(number: int, expected: int, cells: Sequence[str], text: str) -> Broken:
    meant = (
        "is a delimiter within a text? Such a text stands in quotes"
        if len(cells) > expected
        else "is it cut off, or a line break within a text? Such a text stands in quotes"
    )
    reason = f"has {len(cells)} cells where the header names {expected} columns ({meant})"
    return Broken(number, reason, text, sum(bool(cell.strip()) for cell in cells))


def _size(lines: Sequence[str]) -> int:
    return sum(len(text.encode("utf-8", "surrogateescape")) for text in lines)


def _gathered(cells: list[list[str]], numbers: list[int], columns: Sequence[str]) -> pl.DataFrame:
    by_column = list(zip(*cells, strict=True)) if cells else [()] * len(columns)
    return pl.DataFrame(
        {"row_number": numbers, **dict(zip(columns, by_column, strict=True))},
        schema={"row_number": pl.Int64, **dict.fromkeys(columns, pl.String)},
    )
