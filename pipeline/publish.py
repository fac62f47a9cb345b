"""Publishing: the marts become a snapshot file of their own, then one rename points to it."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

import duckdb

CURRENT = "CURRENT"
SUFFIX = ".duckdb"
# Older snapshots are removed; one that somebody still reads stays readable until it is closed.
KEPT = 10
NAME = re.compile(r"^(\d{6})-as-of-\d{8}T\d{6}Z\.duckdb$")


def publish(connection: duckdb.DuckDBPyConnection, folder: Path, *, as_of: datetime) -> str:
    """Copy the marts into a new snapshot and make it the current one; returns its name.

    The file is written under another name, checkpointed, closed and only then named, so a reader
    never sees a part of it (decision 6).
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{_next_number(folder):06d}-as-of-{as_of:%Y%m%dT%H%M%SZ}{SUFFIX}"
    unfinished = folder / f".{name}.unfinished"
    for left_over in folder.glob(".*.unfinished*"):
        left_over.unlink()
    _copy_marts(connection, unfinished, name)
    unfinished.replace(folder / name)
    _point_to(folder, name)
    _remove_old(folder)
    return name


def snapshots(folder: Path) -> list[str]:
    """The names of the published snapshots, oldest first."""
    return sorted(one.name for one in folder.glob(f"*{SUFFIX}") if NAME.match(one.name))


def _copy_marts(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    tables = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'marts' "
        "and database_name = current_database() order by table_name"
    ).fetchall()
    connection.execute("attach $path as snapshot", {"path": str(path)})
    try:
        for (table,) in tables:
            connection.execute(
                f'create table snapshot.main."{table}" as '
                f'select * from marts."{table}" order by all'
            )
        connection.execute(
            "create table snapshot.main.snapshot as "
            "select $name as snapshot_id, cast($at as timestamp) as published_at",
            {"name": name, "at": datetime.now(UTC).replace(tzinfo=None, microsecond=0)},
        )
        connection.execute("checkpoint snapshot")
    finally:
        connection.execute("detach snapshot")


def _next_number(folder: Path) -> int:
    numbers = [int(match[1]) for name in snapshots(folder) if (match := NAME.match(name))]
    return max(numbers, default=0) + 1


def _point_to(folder: Path, name: str) -> None:
    pointer = folder / f".{CURRENT}.unfinished"
    with pointer.open("w", encoding="utf-8") as stream:
        stream.write(name + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    pointer.replace(folder / CURRENT)


def _remove_old(folder: Path) -> None:
    for name in snapshots(folder)[:-KEPT]:
        (folder / name).unlink()
