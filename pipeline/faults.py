"""What fails outside the product, in one sentence: a full disk, missing rights, a damaged file."""

from __future__ import annotations

import errno
import shlex
import tempfile
import traceback
from collections.abc import Collection
from pathlib import Path

import duckdb

from ingest.errors import first_line
from pipeline.errors import StoppedError
from pipeline.workspace import Workspace

FULL = (errno.ENOSPC, errno.EDQUOT)
BROKEN = (errno.EIO,)
RIGHTS = (errno.EACCES, errno.EPERM, errno.EROFS)
# How libraries that give no number word the same.
FULL_WORDS = ("no space left on device", "disk quota exceeded")
BROKEN_WORDS = ("input/output error", "fsync failed")
# What DuckDB says after an error of its own: its file may be whole, and is looked at when opened.
STOPPED_WORDS = ("because of a previous fatal error",)
RIGHTS_WORDS = ("permission denied", "read-only file system", "operation not permitted")
DAMAGED_WORDS = (
    "not a valid duckdb database",
    "could not read enough bytes",
    "checksum",
    "corrupt",
)
# They come from the system, and quote no value of the data as other errors do.
OF_THE_SYSTEM = (OSError, duckdb.IOException, duckdb.FatalException, duckdb.TransactionException)
SYSTEM_WORDS = ("os error", "io error", "[errno ")


def explained(error: Exception, workspace: Workspace) -> StoppedError | None:
    """Say what a failure means and what to do; None where nobody foresaw it."""
    text = str(error).lower()
    # A place that is missing in the error is somewhere in the workspace.
    named = error.filename if isinstance(error, OSError) and error.filename else workspace.root
    if is_full(error):
        return StoppedError(
            f"The disk is full: {named} cannot be written to. What was published before is still "
            "served.",
            way_out="Make room and run the command again: what was finished is kept.",
        )
    if is_broken(error):
        return StoppedError(
            f"The disk failed: {named} could not be read or written ({first_line(error)}). What "
            "was published before is still served.",
            way_out="Check the disk, then run the command again: what was finished is kept.",
        )
    if lacks_rights(error):
        return StoppedError(
            f"service-review may not read or write {named} ({first_line(error)}).",
            way_out="Correct its permissions, or name another folder with --workspace.",
        )
    if isinstance(error, duckdb.Error) and any(words in text for words in DAMAGED_WORDS):
        return StoppedError(
            f"The warehouse {workspace.warehouse} is damaged ({first_line(error)}). What was "
            "published before is still served.",
            way_out="Put back a copy of it. Without one move it away and take all deliveries in "
            f"again, {where_deliveries_are(workspace)}.",
        )
    if has_stopped(error):
        return StoppedError(
            f"The database stopped after an error ({first_line(error)}). What was published before "
            "is still served.",
            way_out="Run the command again: what was finished is kept.",
        )
    return None


def where_deliveries_are(workspace: Workspace) -> str:
    """Say where the files lie that were taken in: only those of the inbox are kept."""
    taken = workspace.taken
    if not (taken.is_dir() and any(taken.iterdir())):
        return "from where they lay when they were taken in"
    return (
        f"those of the inbox by service-review ingest {shlex.quote(str(taken))}, the others from "
        "where they lay when they were taken in"
    )


def is_full(error: Exception) -> bool:
    """Whether it failed because there is no room on the disk."""
    return _is_one_of(error, FULL, FULL_WORDS)


def is_broken(error: Exception) -> bool:
    """Whether it failed because the disk does not read or write."""
    return _is_one_of(error, BROKEN, BROKEN_WORDS)


def lacks_rights(error: Exception) -> bool:
    """Whether it failed because something may not be read or written."""
    return _is_one_of(error, RIGHTS, RIGHTS_WORDS)


def has_stopped(error: Exception) -> bool:
    """Whether the database stopped over an earlier error, and does nothing more in this process."""
    return _is_one_of(error, (), STOPPED_WORDS)


def _is_one_of(error: Exception, numbers: Collection[int], texts: Collection[str]) -> bool:
    number = error.errno if isinstance(error, OSError) else None
    text = str(error).lower()
    is_of_the_system = isinstance(error, OF_THE_SYSTEM) or any(it in text for it in SYSTEM_WORDS)
    return number in numbers or (is_of_the_system and any(words in text for words in texts))


def written_down(error: Exception, workspace: Workspace) -> Path:
    """Write down where a failure came from that nobody foresaw; returns the file.

    It lies in the workspace, or, where that cannot be written to, in the folder for temporary
    files.
    """
    text = "".join(traceback.format_exception(error))
    try:
        path = workspace.scratch / "failure.log"
        path.write_text(text, encoding="utf-8")
    except OSError:
        with tempfile.NamedTemporaryFile(
            "w", prefix="service-review-failure-", suffix=".log", delete=False, encoding="utf-8"
        ) as stream:
            stream.write(text)
        path = Path(stream.name)
    return path
