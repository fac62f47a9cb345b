"""Cells of JSON that come out empty because an object stands there: its parts are columns."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ingest.check import EMPTY
from ingest.readers import ROW


def say_objects(refused: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Say of refusals for want of a value where an object holds it, with the name of its parts.

    `refused` holds row_number, column_name, value and reason; `rows` the file's own columns, in
    which `priority.name` is the part `name` of an object at `priority`.
    """
    for name in refused["column_name"].drop_nulls().unique():
        parts = [column for column in rows.columns if column.startswith(f"{name}.")]
        if parts and name in rows.columns:
            refused = _with_parts(refused, rows, name, parts)
    return refused


def _with_parts(
    refused: pl.DataFrame, rows: pl.DataFrame, name: str, parts: Sequence[str]
) -> pl.DataFrame:
    is_object = pl.col(name).is_null() & pl.any_horizontal(pl.col(parts).is_not_null())
    objects = rows.filter(is_object)[ROW]
    is_empty = pl.col("reason").str.contains(rf"^(?:{EMPTY}|empty, but)")
    here = is_empty & (pl.col("column_name") == name) & pl.col(ROW).is_in(objects.implode())
    said = (
        "an object, where a text is expected; let a mapping name the part of it that is meant, "
        f"such as {parts[0]}"
    )
    reason = pl.when(here).then(pl.lit(said)).otherwise("reason")
    return refused.with_columns(reason=reason)
