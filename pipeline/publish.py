"""Publishing: the marts become a snapshot file of their own, then one rename points to it."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import duckdb

CURRENT = "CURRENT"
SUFFIX = ".duckdb"
# Older snapshots are removed; one that somebody still reads stays readable until it is closed.
KEPT = 10
# The marts with a row for each ticket, or several: of these a build of some tickets brings only
# those tickets' rows, and the others stand as they were published before.
BY_TICKET = ("sla_clocks", "tickets", "ticket_events")
# Those whose rows of one ticket lie together in a snapshot, so that its story is found at once; the
# events do already, by when they came in.
TOGETHER = ("sla_clocks", "tickets")
MOST_IN_ORDER = 100_000
# The marts that a snapshot computes when it is asked for them.
ON_DEMAND = ("sla_clock_stretches",)
# What the views behind them read in the warehouse, where only some tickets are checked, and what
# they read in a snapshot.
TOLD = {"int_told_tickets": "tickets", "int_told_records": "ticket_events"}
TOUCHED = "ticket_id in (select ticket_id from raw.touched_tickets)"
# A table or view of the warehouse in the text of a view.
RELATION = re.compile(r"\b(?:intermediate|marts)\.(\w+)")
WAREHOUSE_SCHEMA = re.compile(r"\b(?:intermediate|marts)\.")
CREATE_VIEW = re.compile(r"^create view \S+ (?=as )", re.IGNORECASE)
NAME = re.compile(r"^(\d{6})-as-of-\d{8}T\d{6}Z\.duckdb$")


def publish(
    connection: duckdb.DuckDBPyConnection, folder: Path, *, as_of: datetime, base: str | None = None
) -> str:
    """Copy the marts into a new snapshot and make it the current one; returns its name.

    `base` names the snapshot that a build of some tickets goes on from: what it did not touch is
    taken over from there. The file is written under another name, checkpointed, closed and only
    then named, so a reader never sees a part of it (decision 6).
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{_next_number(folder):06d}-as-of-{as_of:%Y%m%dT%H%M%SZ}{SUFFIX}"
    unfinished = folder / f".{name}.unfinished"
    for left_over in folder.glob(".*.unfinished*"):
        left_over.unlink()
    goes_on = base is not None and (folder / base).is_file()
    if base is not None and goes_on:
        shutil.copyfile(folder / base, unfinished)
    _copy_marts(connection, unfinished, name, goes_on=goes_on)
    _mark(folder, name).write_text(_hash(unfinished), encoding="ascii")
    unfinished.replace(folder / name)
    _point_to(folder, name)
    _remove_old(folder)
    return name


def is_sound(folder: Path, name: str) -> bool | None:
    """Whether a snapshot is still what was published, to the byte.

    None where nobody can know: a release before this one published it.
    """
    if not (folder / name).is_file():
        return False
    mark = _mark(folder, name)
    return mark.read_text(encoding="ascii") == _hash(folder / name) if mark.is_file() else None


def _mark(folder: Path, name: str) -> Path:
    """Where the hash of a snapshot stands."""
    return folder / f".{name}.sha256"


def _hash(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def snapshots(folder: Path) -> list[str]:
    """The names of the published snapshots, oldest first."""
    return sorted(one.name for one in folder.glob(f"*{SUFFIX}") if NAME.match(one.name))


def _copy_marts(
    connection: duckdb.DuckDBPyConnection, path: Path, name: str, *, goes_on: bool
) -> None:
    connection.execute("attach $path as snapshot", {"path": str(path)})
    try:
        marts = _marts(connection)
        large = {table for table in marts if _is_large(connection, table)}
        for table in (one for one in marts if one not in large):
            _copy_whole(connection, table, order="order by all")
        # So many rows would have to be held to keep their order, which nobody asks for.
        connection.execute("set preserve_insertion_order = false")
        for table in (one for one in marts if one in large):
            if table in BY_TICKET:
                _copy_tickets(connection, table, goes_on=goes_on)
            else:
                _copy_whole(connection, table)
        _create_views(connection)
        connection.execute(
            "create or replace table snapshot.main.snapshot as "
            "select $name as snapshot_id, cast($at as timestamp) as published_at",
            {"name": name, "at": datetime.now(UTC).replace(tzinfo=None, microsecond=0)},
        )
        connection.execute("checkpoint snapshot")
    finally:
        connection.execute("detach snapshot")


def _is_large(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    ((rows,),) = connection.execute(f'select count(*) from marts."{table}"').fetchall()
    return table in BY_TICKET or rows > MOST_IN_ORDER


def _copy_whole(connection: duckdb.DuckDBPyConnection, table: str, *, order: str = "") -> None:
    connection.execute(
        f'create or replace table snapshot.main."{table}" as select * from marts."{table}" {order}'
    )


def _copy_tickets(connection: duckdb.DuckDBPyConnection, table: str, *, goes_on: bool) -> None:
    """Copy a mart of tickets; where the snapshot goes on from another, the touched ones alone."""
    if not goes_on:
        _copy_whole(connection, table, order="order by ticket_id" if table in TOGETHER else "")
        return
    connection.execute(f'delete from snapshot.main."{table}" where {TOUCHED}')
    connection.execute(
        f'insert into snapshot.main."{table}" select * from marts."{table}" where {TOUCHED}'
    )


def _marts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The marts that a snapshot holds as tables; those on demand where they came as tables."""
    rows = connection.execute(
        "select table_name, table_type from information_schema.tables "
        "where table_schema = 'marts' and table_catalog = current_database() order by table_name"
    ).fetchall()
    return [table for table, kind in rows if table not in ON_DEMAND or kind == "BASE TABLE"]


def _create_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Take over the views behind the marts computed on demand, to read the snapshot's own tables.

    Which tickets they tell is the warehouse's affair, which checks some: a snapshot tells all.
    """
    views = dict(
        connection.execute(
            "select view_name, sql from duckdb_views() "
            "where database_name = current_database() and schema_name in ('intermediate', 'marts')"
        ).fetchall()
    )
    for name, mart in TOLD.items():
        views[name] = f"create view intermediate.{name} as select * from marts.{mart}"
    for mart in ON_DEMAND:
        for name in _needed(mart, views) if mart in views else ():
            own = WAREHOUSE_SCHEMA.sub("main.", views[name])
            body = CREATE_VIEW.sub("", own, count=1)
            connection.execute(f'create or replace view snapshot.main."{name}" {body}')


def _needed(view: str, views: Mapping[str, str]) -> list[str]:
    """A view and those it rests on, what is needed first first; what a snapshot has is no view."""
    named = [match[1] for match in RELATION.finditer(views[view])]
    before = [
        one
        for name in dict.fromkeys(named)
        if name != view and name in views and name not in BY_TICKET
        for one in _needed(name, views)
    ]
    return [*dict.fromkeys(before), view]


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
    # A publishing that was killed may leave the hash of a snapshot that never came to be.
    kept = {_mark(folder, name) for name in snapshots(folder)}
    for mark in folder.glob(f".*{SUFFIX}.sha256"):
        if mark not in kept:
            mark.unlink()
