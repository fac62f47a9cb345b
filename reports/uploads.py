"""Files that somebody dropped, in a folder of their own under the names that they came with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from reports.passing_folder import PassingFolder

# File systems take 255 bytes; a name that is longer loses its beginning, not its ending.
LONGEST_NAME = 200
WITHOUT_NAME = "file"


@dataclass(frozen=True)
class Uploads:
    """The files of one import; their folder is gone with the last who holds this."""

    folder: PassingFolder
    paths: tuple[Path, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The files' names, in the order in which they came."""
        return tuple(path.name for path in self.paths)


def store(files: Iterable[tuple[str, bytes | memoryview]]) -> Uploads:
    """Write (name, content) of each; of the same name each lies in a folder of its own.

    A mapping finds files by their names, so these stay as they are but for what is unsafe.
    """
    folder = PassingFolder()
    paths = []
    for place, (name, content) in enumerate(files):
        path = folder.path / str(place) / safe_name(name)
        path.parent.mkdir()
        path.write_bytes(content)
        paths.append(path)
    return Uploads(folder, tuple(paths))


def safe_name(name: str) -> str:
    """The last part of a path that a browser names; letters that cannot be seen become `_`."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(letter if letter.isprintable() else "_" for letter in last).strip()
    while len(seen.encode()) > LONGEST_NAME:
        seen = seen[1:]
    return WITHOUT_NAME if seen in {"", ".", ".."} else seen
