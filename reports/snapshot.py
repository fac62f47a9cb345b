"""The only way into what was published: one snapshot file, opened for reading alone.

A snapshot never changes and each has a file name of its own, so nothing here ever reopens a path
whose content could be another. `CURRENT` names the one to be read.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import duckdb
import polars as pl

from reports.query_words import ONLY_READS, READING, unanswered

POINTER = "CURRENT"
SUFFIX = ".duckdb"
# The one that is current, and those that somebody still looks at.
KEPT_OPEN = 4
# For all who read one snapshot at once.
MEMORY_LIMIT = "2GB"

Parameters = Mapping[str, object] | Sequence[object]


class SnapshotError(Exception):
    """What was asked of the published data cannot be given; the message says why, for people."""


@dataclass(frozen=True)
class Snapshot:
    """One published snapshot. `as_of` and `published_at` are UTC instants."""

    name: str
    path: Path
    as_of: datetime
    published_at: datetime

    def frame(
        self, sql: str, parameters: Parameters | None = None, *, seconds: float | None = None
    ) -> pl.DataFrame:
        """The rows that one statement returns; instants are UTC without a zone.

        Values come in as `parameters` (`$name` by a mapping, `?` by a sequence), never in the text.
        Raises SnapshotError for a statement that is wrong, is not one, would write, needs more than
        MEMORY_LIMIT, or runs for longer than `seconds` [as long as it takes].
        """
        return _ask({"published": self.path}, sql, parameters, seconds=seconds)


@dataclass(frozen=True)
class SnapshotPair:
    """Two snapshots side by side: a statement calls their tables `before.` and `after.`."""

    before: Snapshot
    after: Snapshot

    def frame(self, sql: str, parameters: Parameters | None = None) -> pl.DataFrame:
        """The rows that one statement over both returns, as `Snapshot.frame` gives them."""
        return _ask({"before": self.before.path, "after": self.after.path}, sql, parameters)


def current_name(published: Path) -> str | None:
    """The file name that `CURRENT` holds, or None where nothing has been published yet.

    Reads a few bytes: cheap enough for every run of a page. Raises SnapshotError where the pointer
    cannot be read or holds no file name.
    """
    pointer = published / POINTER
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise SnapshotError(f"{pointer} cannot be read: {error}. {_PUBLISH_AGAIN}") from error
    if Path(name).name != name or not name.endswith(SUFFIX):
        raise SnapshotError(
            f"{pointer} should hold the name of a snapshot file (ending in {SUFFIX}), "
            f"but holds {name[:80]!r}. {_PUBLISH_AGAIN}"
        )
    return name


def opened(published: Path, name: str) -> Snapshot:
    """The snapshot of that file name. Raises SnapshotError where it is missing or is none."""
    path = published / name
    if not path.is_file():
        raise SnapshotError(
            f"{published / POINTER} names {name}, which is not there. {_PUBLISH_AGAIN}"
        )
    stated = _ask({"published": path}, _STATED_SQL, None)
    if stated.height != 1:
        raise SnapshotError(f"{path} holds no build to read. {_PUBLISH_AGAIN}")
    as_of, published_at = stated.row(0)
    return Snapshot(name, path, as_of.replace(tzinfo=UTC), published_at.replace(tzinfo=UTC))


def current(published: Path) -> Snapshot | None:
    """The snapshot that `CURRENT` names, or None where nothing has been published yet."""
    name = current_name(published)
    return None if name is None else opened(published, name)


_PUBLISH_AGAIN = "Run `service-review build` to publish again."

_STATED_SQL = """
select
    builds.as_of,
    snapshot.published_at,
from builds
cross join snapshot
"""


def _ask(
    paths: Mapping[str, Path],
    sql: str,
    parameters: Parameters | None,
    *,
    seconds: float | None = None,
) -> pl.DataFrame:
    with _connection(paths) as connection, _stopped_after(seconds, connection):
        try:
            statements = connection.extract_statements(sql)
            if len(statements) != 1:
                raise SnapshotError(f"One statement is expected, but {len(statements)} were given.")
            if statements[0].type not in READING:
                raise SnapshotError(ONLY_READS)
            relation = connection.sql(
                sql, params=dict(parameters) if isinstance(parameters, Mapping) else parameters
            )
            if relation is None:
                raise SnapshotError("The statement returned no rows. Ask with `select`.")
            rows: pl.DataFrame = relation.pl()
            return rows
        except duckdb.InterruptException as error:
            raise SnapshotError(
                f"The statement was stopped after {seconds:g} s. Ask for less, or give it "
                "longer with --seconds."
            ) from error
        except duckdb.OutOfMemoryException as error:
            raise SnapshotError(
                f"The statement needs more than {MEMORY_LIMIT} of memory. Ask for fewer rows or "
                "columns at once."
            ) from error
        except duckdb.Error as error:
            raise SnapshotError(unanswered(error)) from error
        except pl.exceptions.PolarsError as error:
            raise SnapshotError(
                "The result has a column of a type that cannot be shown; "
                f"cast it, for example to varchar. ({error})"
            ) from error


@contextmanager
def _stopped_after(seconds: float | None, connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Interrupt what runs on a connection once its time is over."""
    if seconds is None:
        yield
        return
    clock = threading.Timer(seconds, connection.interrupt)
    clock.start()
    try:
        yield
    finally:
        clock.cancel()


@contextmanager
def _connection(paths: Mapping[str, Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can read these files, by name, and nothing else on this machine.

    Opening takes longer than most answers: what reads one snapshot is kept open, as a snapshot
    never changes, and each question gets a cursor of its own.
    """
    try:
        if len(paths) == 1:
            ((name, path),) = paths.items()
            connection = _reader(name, path, path.stat().st_mtime_ns, path.stat().st_ino).cursor()
        else:
            connection = _opened(paths)
        connection.execute(f"use {next(iter(paths))}")
    except (duckdb.Error, OSError) as error:
        named = " or ".join(map(str, paths.values()))
        raise SnapshotError(
            f"{named} cannot be read as a snapshot: {error} {_PUBLISH_AGAIN}"
        ) from error
    try:
        yield connection
    finally:
        connection.close()


@lru_cache(maxsize=KEPT_OPEN)
def _reader(name: str, path: Path, written_at: int, inode: int) -> duckdb.DuckDBPyConnection:
    """By when it was written too: a workspace made anew counts its snapshots from one again."""
    atexit.register(_reader.cache_clear)
    return _opened({name: path})


def _opened(paths: Mapping[str, Path]) -> duckdb.DuckDBPyConnection:
    """A new instance in memory with the files attached.

    Two connections to a file itself would share their settings, and the second could no longer set
    its zone.
    """
    connection = duckdb.connect(":memory:")
    try:
        for name, path in paths.items():
            connection.execute(f"attach $path as {name} (read_only)", {"path": str(path)})
        connection.execute("set global TimeZone = 'UTC'")
        connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
        # Who reads writes nothing, not even what does not fit into memory.
        connection.execute("set temp_directory = ''")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
    except duckdb.Error:
        connection.close()
        raise
    return connection
