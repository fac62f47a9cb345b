"""A file is taken in only as it was hashed: whoever still writes it, or swaps it, is noticed."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import RefusedError

# What programs call a file while they still write it.
UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart")
# A file that was written to so lately is looked at twice.
STILL_SECONDS = 2.0


@dataclass(frozen=True)
class Mark:
    """A file as it was seen: its hash, and what the file system says of it."""

    sha256: str
    size: int
    written_ns: int
    changed_ns: int
    file: tuple[int, int]


def mark_of(path: Path) -> Mark:
    """Hash a file, and note its size, its times and which file it is."""
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        seen = os.fstat(stream.fileno())
    return Mark(
        sha256, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, (seen.st_dev, seen.st_ino)
    )


def require_unchanged(path: Path, before: Mark) -> None:
    """Refuse a file that is another than it was when it was marked; nothing of it is loaded."""
    try:
        after = mark_of(path)
    except OSError:
        after = None
    if after == before:
        return
    if after is None:
        what = "it was removed"
    elif after.size != before.size:
        what = f"it had {before.size:,} bytes before and has {after.size:,} now"
    else:
        what = "its content or its place changed"
    raise RefusedError(
        path.name,
        f"the file changed while it was read ({what}): somebody still writes it.",
        way_out="Nothing of it was loaded. Take it in again once it is whole.",
    )


def is_unfinished(path: Path) -> bool:
    """Whether a file's name says that it is still being written."""
    return path.name.lower().endswith(UNFINISHED)


def is_still(
    path: Path,
    *,
    now: Callable[[], float] = time.time,
    wait: Callable[[float], None] = time.sleep,
) -> bool:
    """Whether nobody writes a file: it is old enough, or does not change for a moment."""
    before = path.stat()
    if now() - before.st_mtime > STILL_SECONDS:
        return True
    wait(STILL_SECONDS / 2)
    after = path.stat()
    return (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
