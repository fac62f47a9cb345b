"""A file is taken in only as it was hashed: whoever still writes it, or swaps it, is noticed."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ingest.errors import RefusedError

# What programs call a file while they still write it.
UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart")
# A file that was written to so lately is looked at twice.
STILL_SECONDS = 2.0


class Facts(NamedTuple):
    """What the file system says of a file: size, times in nanoseconds, and which file it is."""

    size: int
    written_ns: int
    changed_ns: int
    device: int
    inode: int


@dataclass(frozen=True)
class Mark:
    """A file as it was seen: its hash, and what the file system says of it.

    `was_still` is whether nobody had written it for a moment: then a later write gives it other
    times, and it need not be hashed to see that there was none.
    """

    sha256: str
    facts: Facts
    was_still: bool = field(compare=False)


def mark_of(path: Path) -> Mark:
    """Hash a file, and note what the file system says of it."""
    begun = time.time()
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        facts = _facts(os.fstat(stream.fileno()))
    last = max(facts.written_ns, facts.changed_ns) / 1e9
    return Mark(sha256, facts, was_still=begun - last > STILL_SECONDS)


def _facts(seen: os.stat_result) -> Facts:
    return Facts(seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_dev, seen.st_ino)


def require_unchanged(path: Path, before: Mark) -> None:
    """Refuse a file that is another than it was when it was marked; nothing of it is loaded."""
    try:
        with path.open("rb") as stream:
            if before.was_still and _facts(os.fstat(stream.fileno())) == before.facts:
                return
        after = mark_of(path)
    except OSError:
        after = None
    if after == before:
        return
    if after is None:
        what = "it was removed"
    elif after.facts.size != before.facts.size:
        what = f"it had {before.facts.size:,} bytes before and has {after.facts.size:,} now"
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
