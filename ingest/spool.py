"""Checked rows on their way into raw: written aside as Parquet, so that no file is too large.

A delivery is read once, in blocks; what is made of each block waits in a folder of the workspace
until all of it is known, and is then loaded in one transaction. Memory holds one block.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl


@dataclass
class Spool:
    """The folder in which a delivery's rows wait, by table; `place` numbers the rows of a table."""

    folder: Path
    written: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def add(self, table: str, rows: pl.DataFrame) -> None:
        """Write rows aside; adds `place`."""
        if rows.is_empty() and table in self.written:
            return
        number, begun = self.written.get(table, 0), self.rows.get(table, 0)
        numbered = rows.with_columns(place=pl.int_range(begun, begun + len(rows), dtype=pl.Int64))
        numbered.write_parquet(self.folder / f"{table}-{number:06d}.parquet", compression="lz4")
        self.written[table], self.rows[table] = number + 1, begun + len(rows)

    def show(self, connection: duckdb.DuckDBPyConnection, table: str) -> None:
        """Let SQL see the rows as the temporary view `incoming_<table>`."""
        variable = f"spooled_{table}"
        connection.execute(
            f"set variable {variable} = $files",
            {"files": [str(path) for path in sorted(self.folder.glob(f"{table}-*.parquet"))]},
        )
        connection.execute(
            f"create or replace temp view incoming_{table} as "
            f"select * from read_parquet(getvariable('{variable}'))"
        )


@contextmanager
def spooling(scratch: Path | None) -> Iterator[Spool]:
    """Give a spool in a folder of its own, which is gone afterwards."""
    with TemporaryDirectory(prefix="delivery-", dir=scratch) as folder:
        yield Spool(Path(folder))
