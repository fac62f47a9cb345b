"""Folders of the machine's own for temporary files, gone with whoever needed them."""

from __future__ import annotations

import shutil
import tempfile
import time
import weakref
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

PREFIX = "service-review-"
# The lock that whoever needs a folder holds as long as it lives, however it ends.
HELD = ".held"
# A folder is made a moment before it is held.
MOMENT_SECONDS = 60


class PassingFolder:
    """A folder which nobody else may read; gone with the last who holds this, or as a context.

    What a killed process left is swept when the next folder is made.
    """

    def __init__(self) -> None:
        sweep()
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX)).resolve()
        lock = FileLock(self.path / HELD)
        lock.acquire()
        self._end = weakref.finalize(self, _remove, self.path, lock)

    def __enter__(self) -> Path:
        return self.path

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()


def sweep() -> None:
    """Remove the folders whose holder is gone."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        held = folder / HELD
        try:
            if time.time() - folder.stat().st_mtime < MOMENT_SECONDS or not held.is_file():
                continue
            lock = FileLock(held, timeout=0)
            with lock:
                shutil.rmtree(folder, ignore_errors=True)
        except (OSError, Timeout):
            # Somebody else's, or still in use.
            continue


def _remove(folder: Path, lock: FileLock) -> None:
    lock.release()
    shutil.rmtree(folder, ignore_errors=True)
