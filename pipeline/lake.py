"""The lake: the folder or bucket through which Spark is given raw and gives back marts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet
from pyarrow import fs

from pipeline.errors import StoppedError

# Emptied at each build; nobody else's files may lie there.
SCHEMAS = ("raw", "staging", "intermediate", "marts")
# Says that a folder is a lake of this product.
MARK = "_service_review"
# What intake compares later deliveries with; no model reads it.
INTAKE_ONLY = frozenset(
    {
        "log_rows",
        "repeated_log_rows",
        "repetitions",
        "lines",
        "retracted",
        "mappings",
        "revised_tickets",
        "whole_build_due",
    }
)
# A file is read by one task or more, a row group by one alone.
ROWS_IN_A_GROUP = 250_000
ROWS_IN_A_FILE = 4_000_000


@dataclass(frozen=True)
class Lake:
    """A place for Parquet that this process and Spark both reach.

    `address` is what Spark calls it, `root` what `files` calls it.
    """

    address: str
    files: fs.FileSystem
    root: str

    def folder(self, schema: str) -> str:
        """The address of a schema's tables."""
        return f"{self.address}/{schema}"

    def clear(self) -> None:
        """Remove what the last build left.

        Raises StoppedError where the place holds something else, or cannot be reached.
        """
        try:
            self._claim()
            for schema in SCHEMAS:
                self.files.delete_dir_contents(f"{self.root}/{schema}", missing_dir_ok=True)
                self.files.create_dir(f"{self.root}/{schema}", recursive=True)
        except OSError as error:
            raise StoppedError(
                f"The lake {self.address} cannot be written to: {error}.",
                way_out="Name another place with --lake, or mend its permissions.",
            ) from None

    def _claim(self) -> None:
        found = self.files.get_file_info(fs.FileSelector(self.root, allow_not_found=True))
        names = {info.base_name for info in found}
        if names and MARK not in names:
            raise StoppedError(
                f"{self.address} holds other things ({', '.join(sorted(names)[:3])}, ...), and a "
                "lake is emptied at each build.",
                way_out="Name a folder of its own with --lake.",
            )
        self.files.create_dir(self.root, recursive=True)
        with self.files.open_output_stream(f"{self.root}/{MARK}") as stream:
            stream.write(b"A lake of service-review; each build on Spark writes it anew.\n")


def open_lake(address: str | Path) -> Lake:
    """The lake at a folder, or at an address such as s3://bucket/folder.

    Raises StoppedError for an address of a kind that is not known.
    """
    if "://" not in str(address):
        folder = Path(address).resolve()
        return Lake(folder.as_uri(), fs.LocalFileSystem(), str(folder))
    told = str(address).rstrip("/")
    try:
        # Spark knows S3 as s3a.
        files, root = fs.FileSystem.from_uri(told.replace("s3a://", "s3://", 1))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise StoppedError(
            f"The lake {told} cannot be reached: {error}",
            way_out="Name a folder, or an address such as s3://bucket/folder, with --lake.",
        ) from None
    return Lake(told.replace("s3://", "s3a://", 1), files, root)


def write_raw(connection: duckdb.DuckDBPyConnection, lake: Lake) -> list[str]:
    """Write every table of raw that models may read into the lake; returns their names."""
    found = connection.sql(
        "select table_name from duckdb_tables() where schema_name = 'raw' "
        "and database_name = current_database() order by table_name"
    ).fetchall()
    tables = [name for (name,) in found if name not in INTAKE_ONLY]
    for table in tables:
        reader = connection.table(f"raw.{table}").to_arrow_reader(ROWS_IN_A_GROUP)
        _write_rows(reader, lake, f"{lake.root}/raw/{table}")
    return tables


def _write_rows(reader: pa.RecordBatchReader, lake: Lake, folder: str) -> None:
    """Write files of so many rows; the first is there even where no row is."""
    lake.files.create_dir(folder)
    batches = iter(reader)
    batch = next(batches, None)
    number = 0
    while batch is not None or number == 0:
        path = f"{folder}/part-{number:05d}.parquet"
        with pyarrow.parquet.ParquetWriter(path, reader.schema, filesystem=lake.files) as writer:
            rows = 0
            while batch is not None and rows < ROWS_IN_A_FILE:
                writer.write_batch(batch)
                rows += batch.num_rows
                batch = next(batches, None)
        number += 1


def read_marts(lake: Lake, names: Iterable[str], connection: duckdb.DuckDBPyConnection) -> None:
    """Take the marts that Spark wrote into the schema `marts` of a database."""
    connection.execute("create schema marts")
    for name in names:
        found = pyarrow.dataset.dataset(
            f"{lake.root}/marts/{name}", filesystem=lake.files, format="parquet"
        )
        connection.register("found", found)
        connection.execute(f'create table marts."{name}" as select * from found')
        connection.unregister("found")
