"""Files that programs keep for themselves beside the data."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.errors import RefusedError

# Those that programs lay beside a file while it is open, by the name of that file.
LOCKS = (re.compile(r"^~\$(.+)$"), re.compile(r"^\.~lock\.(.+)#$"))
OF_THE_SYSTEM = {
    ".ds_store": "the Finder of macOS",
    "thumbs.db": "Windows",
    "desktop.ini": "Windows",
}
# macOS lays these beside files on a disk that cannot hold all that it knows of them.
SHADOW = "._"


def is_no_data(path: Path) -> bool:
    """Whether a program keeps this file for itself beside those that people put there."""
    return (
        any(lock.match(path.name) for lock in LOCKS)
        or path.name.lower() in OF_THE_SYSTEM
        or path.name.startswith(SHADOW)
    )


def refuse_no_data(path: Path) -> None:
    """Raise RefusedError for a file that a program keeps for itself beside the data."""
    for lock in LOCKS:
        if held := lock.match(path.name):
            # Excel writes its mark over the first two letters of a long name.
            raise RefusedError(
                path.name,
                f"it is no data: a program keeps it while {held[1]} is open.",
                way_out=f"Close {held[1]} there, and deliver that file.",
            )
    system = OF_THE_SYSTEM.get(path.name.lower())
    if system is not None:
        raise RefusedError(
            path.name,
            f"it is no data: {system} keeps it for itself.",
            way_out="Leave it out.",
        )
