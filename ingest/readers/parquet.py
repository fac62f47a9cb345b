"""Parquet, which carries types of its own: the one kind of file whose columns come in typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import polars as pl
import pyarrow as pa
import pyarrow.parquet

from ingest.readers.blocks import ROW, Block, Source, column_names, refuse_repeats, whole

ROWS_A_BLOCK = 100_000


def parquet(raw: BinaryIO) -> Source:
    """Read a Parquet file; a row's number is its place, from 1 on."""
    file = pa.parquet.ParquetFile(raw)
    name = Path(raw.name).name
    names = column_names([column.strip() for column in file.schema_arrow.names])
    refuse_repeats(names, name=name, where="its schema")

    def blocks() -> Iterator[Block]:
        begun = 1
        for batch in file.iter_batches(batch_size=ROWS_A_BLOCK):
            columns = [_plain_kind(column) for column in batch.columns]
            rows = pl.DataFrame(pa.table(columns, names=names)).with_columns(
                pl.selectors.categorical().cast(pl.String)
            )
            yield Block(rows.with_row_index(ROW, begun).cast({ROW: pl.Int64}))
            begun += len(rows)

    return whole(names, blocks())


def _plain_kind(column: pa.Array) -> pa.Array:
    """Give a column a kind that a contract's column can have; what has none becomes text."""
    kind = column.type
    if pa.types.is_timestamp(kind):
        return column.cast(pa.timestamp("us", tz="UTC" if kind.tz else None), safe=False)
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_duration(kind):
        texts = [
            None if value is None else json.dumps(value, ensure_ascii=False, default=str)
            for value in column.to_pylist()
        ]
        return pa.array(texts, pa.string())
    return column
