"""Elapsed business seconds of every ticket and nothing else, counted in several ways.

All start from the same raw rows and from a table of each ticket's calendar; one engine, two threads
and the product's own limit of memory for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from bench.place import Place
from pipeline.workspace import MEMORY_LIMIT

Found = Mapping[str, Any]

HERE = Path(__file__).parent
THREADS = 2
# How many weeks that package looks ahead from the first of a stretch, unless told otherwise.
WEEKS = 52
EVERY_STATUS = ["new", "in_progress", "awaiting_customer", "restored", "closed", "cancelled"]
RUNNING = EVERY_STATUS[:2]
# One ticket of so many is compared.
COMPARED_OF = 50


def tables(place: Place) -> Found:
    """Make what every way of counting starts from."""
    with session(place.totals, place) as connection:
        for name in ("ticket_calendars", "weekly_schedules"):
            connection.execute(_sql(name))
        return {"rows": _count(connection, "ticket_calendars")}


def lookups(place: Place) -> Found:
    """The product's way: two lookups and a signed sum."""
    with session(place.totals, place) as connection:
        connection.execute(_sql("telescoped"))
        return {"rows": _count(connection, "telescoped")}


def all_weeks(place: Place) -> Found:
    """The usual way: every stretch blown up into weeks."""
    return _exploded(place, "exploded_weeks", EVERY_STATUS)


def running_weeks(place: Place) -> Found:
    """The same, kindly: only the stretches that count."""
    return _exploded(place, "exploded_runs", RUNNING)


def _exploded(place: Place, name: str, statuses: list[str]) -> Found:
    with session(place.totals, place) as connection:
        connection.execute(
            f"create table {name} as {_sql('exploded_weeks')}",
            {"weeks": WEEKS, "statuses": statuses},
        )
        return {"rows": _count(connection, name)}


def agreement(place: Place) -> Found:
    """Compare the ways on sampled tickets without a holiday or a clock change: all are equal."""
    with session(place.totals, place) as connection:
        [(compared, different)] = connection.execute(
            _sql("agreement"), {"compared_of": COMPARED_OF}
        ).fetchall()
    if different or not compared:
        raise SystemExit(f"{different} of {compared} tickets are counted differently")
    return {"compared": compared, "different": different}


@contextmanager
def session(database: Path | str, place: Place) -> Iterator[duckdb.DuckDBPyConnection]:
    """Connect with the product's limits; the warehouse, where there is one, can be read."""
    connection = duckdb.connect(str(database))
    try:
        connection.execute(f"set threads = {THREADS}")
        connection.execute("set memory_limit = $limit", {"limit": MEMORY_LIMIT})
        connection.execute("set temp_directory = $at", {"at": str(place.root / "spill")})
        connection.execute("set preserve_insertion_order = false")
        connection.execute("set TimeZone = 'UTC'")
        if place.workspace.warehouse.exists():
            connection.execute(
                "attach $path as warehouse (read_only)", {"path": str(place.workspace.warehouse)}
            )
        yield connection
    finally:
        connection.close()


def _sql(name: str) -> str:
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"select count(*) from {table}").fetchall()[0][0])
