"""Parquet, which carries types of its own: the one kind of file whose columns come in typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from ingest.errors import RefusedError
from ingest.readers.blocks import ROW, Block, Source, column_names, refuse_repeats, whole

# A block of a wide table has fewer rows, so that it stays as small.
CELLS_A_BLOCK = 2_000_000
MOST_ROWS_A_BLOCK = 200_000
# The days that a calendar names, as Parquet counts them.
FIRST_DAY, LAST_DAY = ((day - date(1970, 1, 1)).days for day in (date.min, date.max))
SECONDS_A_DAY = 86_400
PARTS_A_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
# The kinds that stay as they are.
PLAIN = (
    pa.types.is_null,
    pa.types.is_boolean,
    pa.types.is_integer,
    pa.types.is_floating,
    pa.types.is_decimal128,
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_date,
    pa.types.is_time,
    pa.types.is_timestamp,
)


def parquet(raw: BinaryIO) -> Source:
    """Read a Parquet file; a row's number is its place, from 1 on."""
    name = Path(raw.name).name
    try:
        file = pa.parquet.ParquetFile(raw)
        names = column_names([column.strip() for column in file.schema_arrow.names])
    except UnicodeDecodeError as error:
        raise RefusedError(
            name,
            f"the name of one of its columns is not in UTF-8 ({error.object!r}).",
            way_out="The file is damaged: export it again.",
        ) from None
    refuse_repeats(names, name=name, where="its schema")

    def blocks() -> Iterator[Block]:
        begun = 1
        size = max(min(CELLS_A_BLOCK // max(len(names), 1), MOST_ROWS_A_BLOCK), 1)
        for batch in file.iter_batches(batch_size=size):
            # Texts that are not UTF-8 would come as far as the warehouse, and stop there.
            batch.validate(full=True)
            columns = [_plain_kind(column) for column in batch.columns]
            rows = pl.DataFrame(pa.table(columns, names=names)).with_columns(
                pl.selectors.categorical().cast(pl.String)
            )
            yield Block(rows.with_row_index(ROW, begun).cast({ROW: pl.Int64}))
            begun += len(rows)
        if begun - 1 != file.metadata.num_rows:
            raise RefusedError(
                name,
                f"its footer says {file.metadata.num_rows:,} rows, but {begun - 1:,} can be read.",
                way_out="The file is damaged: export it again.",
            )

    return whole(names, blocks())


def _plain_kind(column: pa.Array) -> pa.Array:
    """Give a column a kind that a contract's column can have; what has none becomes text."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _plain_kind(column.dictionary_decode())
    if pa.types.is_timestamp(kind):
        column = _in_microseconds(column)
    if not any(is_such(kind) for is_such in PLAIN):
        return pa.array(map(_text, column.to_pylist()), pa.string())
    if pa.types.is_temporal(kind) and not pa.types.is_time(kind):
        return _in_calendar(column)
    return column


def _in_microseconds(column: pa.Array) -> pa.Array:
    """Give instants in microseconds; finer parts are cut off, what has no such number stays."""
    target = pa.timestamp("us", tz="UTC" if column.type.tz else None)
    try:
        return column.cast(target, safe=column.type.unit != "ns")
    except pa.ArrowInvalid:
        return column


def _in_calendar(column: pa.Array) -> pa.Array:
    """Give days and instants as they are, where all have a name; else text, numbers for the others.

    A file can hold days of any year; a calendar names those of the years 1 to 9999.
    """
    counts = column.cast(pa.int64() if column.type.bit_width == 64 else pa.int32())
    a_day = _counted_a_day(column.type)
    first, last = FIRST_DAY * a_day, (LAST_DAY + 1) * a_day - 1
    bounds = pc.min_max(counts).as_py()
    if bounds["min"] is None or (first <= bounds["min"] and bounds["max"] <= last):
        return column
    has_name = pc.and_(pc.greater_equal(counts, first), pc.less_equal(counts, last))
    named = pc.if_else(has_name, column, pa.scalar(None, column.type)).to_pylist()
    texts = [
        None if count is None else f"{count} (out of range)" if one is None else one.isoformat()
        for one, count in zip(named, counts.to_pylist(), strict=True)
    ]
    return pa.array(texts, pa.string())


def _counted_a_day(kind: pa.DataType) -> int:
    """How many of its units a day has."""
    if pa.types.is_date(kind):
        return 1 if pa.types.is_date32(kind) else SECONDS_A_DAY * PARTS_A_SECOND["ms"]
    return SECONDS_A_DAY * PARTS_A_SECOND[kind.unit]


def _text(value: object) -> str | None:
    """Spell out a value of a kind that is no plain one."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value, ensure_ascii=False, default=str)
