"""Checked rows on their way into raw: written aside as Parquet, so that no file is too large.

A delivery is read once, in blocks; what is made of each block waits in a folder of the workspace
until all of it is known, and is then loaded in one transaction. Memory holds one block. SQL sees a
column without any value as a constant, which DuckDB evaluates once and not for each row.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl

from ingest.check import POLARS_TYPES

# Columns of other types are shown as they were written, whether they have a value or not.
SQL_TYPES = {kind.base_type(): sql_type for sql_type, kind in POLARS_TYPES.items()}


@dataclass
class Spool:
    """The folder in which a delivery's rows wait, by table; `place` numbers the rows of a table.

    `unfilled` are the columns of each table that have no value so far, with their SQL types.
    """

    folder: Path
    written: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    unfilled: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, table: str, rows: pl.DataFrame) -> None:
        """Write rows aside; adds `place`."""
        if rows.is_empty() and table in self.written:
            return
        number, begun = self.written.get(table, 0), self.rows.get(table, 0)
        numbered = rows.with_columns(place=pl.int_range(begun, begun + len(rows), dtype=pl.Int64))
        numbered.write_parquet(self.folder / f"{table}-{number:06d}.parquet", compression="lz4")
        self.written[table], self.rows[table] = number + 1, begun + len(rows)
        empty = {
            column.name: SQL_TYPES[column.dtype.base_type()]
            for column in rows
            if column.null_count() == len(rows) and column.dtype.base_type() in SQL_TYPES
        }
        so_far = self.unfilled.get(table, empty)
        self.unfilled[table] = {name: so_far[name] for name in so_far if name in empty}

    def show(self, connection: duckdb.DuckDBPyConnection, table: str) -> None:
        """Let SQL see the rows as the temporary view `incoming_<table>`."""
        variable = f"spooled_{table}"
        connection.execute(
            f"set variable {variable} = $files",
            {"files": [str(path) for path in sorted(self.folder.glob(f"{table}-*.parquet"))]},
        )
        constants = ", ".join(
            f'cast(null as {sql_type}) as "{name}"'
            for name, sql_type in self.unfilled[table].items()
        )
        columns = f"* replace ({constants})" if constants else "*"
        connection.execute(
            f"create or replace temp view incoming_{table} as "
            f"select {columns} from read_parquet(getvariable('{variable}'))"
        )


@contextmanager
def spooling(scratch: Path | None) -> Iterator[Spool]:
    """Give a spool in a folder of its own, which is gone afterwards."""
    with TemporaryDirectory(prefix="delivery-", dir=scratch) as folder:
        yield Spool(Path(folder))
