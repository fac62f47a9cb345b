"""The workspace: one folder holds all that belongs to one installation."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from pipeline.errors import StoppedError
from pipeline.policy_file import default_file
from pipeline.work import begin_work, work_of

VARIABLE = "SERVICE_REVIEW_WORKSPACE"
DEFAULT = "workspace"
# Enough for any join that fits, little enough that a laptop does not notice.
MEMORY_LIMIT = "768MB"
# What a run lays into `scratch` for as long as it lasts.
LEFT_OVER = ("delivery-*", "what-if-*", "spill")
# A workspace that is made here; who opens its folder to a group opens what is written in it.
OWNER_ALONE = 0o700


class WarehouseInUseError(StoppedError):
    """Another service-review is writing into the warehouse."""


@dataclass(frozen=True)
class Workspace:
    """The places in a workspace's folder.

    `mappings_at` is where its mappings lie, if not in it: a copy aside has none of its own.
    """

    root: Path
    mappings_at: Path | None = None

    @property
    def warehouse(self) -> Path:
        """Raw, staging, intermediate and marts: one writer, and nobody else opens it."""
        return self.root / "warehouse.duckdb"

    @property
    def policy(self) -> Path:
        """The readings chosen; without the file the defaults hold."""
        return self.root / "policy.yml"

    @property
    def mappings(self) -> Path:
        """The installation's own mappings; one that comes along may have the same name."""
        return self.mappings_at or self.root / "mappings"

    @property
    def inbox(self) -> Path:
        """Where deliveries wait."""
        return self.root / "inbox"

    @property
    def taken(self) -> Path:
        """Where deliveries from the inbox lie once they were taken in."""
        return self.inbox / "taken"

    @property
    def published(self) -> Path:
        """The snapshots, and CURRENT, which names one."""
        return self.root / "published"

    @property
    def work(self) -> Path:
        """Who is at work, since when and how far (`pipeline/work.py`)."""
        return self.root / ".work.json"

    @property
    def ledger(self) -> Path:
        """The deliveries taken in, as last written down (`pipeline/ledger.py`)."""
        return self.root / ".deliveries.json"

    @property
    def scratch(self) -> Path:
        """What a run needs while it lasts: spilled data, compiled models, logs."""
        return self.root / ".scratch"

    def create(self) -> None:
        """Make the folders that are missing; a new workspace says its readings.

        Raises StoppedError where that cannot be done.
        """
        if "?" in str(self.root):
            raise StoppedError(f"{self.root}: a workspace's path holds no question mark.")
        try:
            if not self.published.is_dir() and not self.policy.exists():
                self.root.mkdir(mode=OWNER_ALONE, parents=True, exist_ok=True)
                self.stay_private()
                self.policy.write_text(default_file(), encoding="utf-8")
            self.stay_private()
            for folder in (self.inbox, self.published, self.scratch):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoppedError(
                f"The workspace {self.root} cannot be written to: {error}.",
                way_out="Name another folder with --workspace, or mend its permissions.",
            ) from None

    def stay_private(self) -> None:
        """Let this process write nothing that somebody may read who may not open this folder.

        A folder that is made here is its owner's alone; who opens it to others by its permissions
        opens to them what is written in it. Raises OSError where there is no folder.
        """
        mask = os.umask(0o077)
        os.umask(mask | 0o777 & ~stat.S_IMODE(self.root.stat().st_mode) & 0o077)

    @contextmanager
    def alone(self, doing: str) -> Iterator[None]:
        """Keep every other writer out for as long as a piece of work takes, and say what it is.

        A build lets go of the warehouse and takes it again between its steps; nobody may slip in.
        Raises WarehouseInUseError, which names who is at work, where another is.
        """
        self.create()
        with self._lock():
            self._sweep()
            begin_work(self.work, doing)
            try:
                yield
            finally:
                self.work.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what a run that was killed left, unless somebody is at work."""
        with suppress(WarehouseInUseError), self._lock():
            self._sweep()

    def _sweep(self) -> None:
        self.work.unlink(missing_ok=True)
        for pattern in LEFT_OVER:
            for path in self.scratch.glob(pattern):
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Keep writers out while something is read; makes nothing, not even the folder.

        Raises WarehouseInUseError as `alone` does.
        """
        if not (self.root / ".lock").is_file():
            yield
            return
        with self._lock():
            yield

    def _lock(self) -> AbstractContextManager[object]:
        try:
            return FileLock(self.root / ".lock", timeout=0).acquire()
        except Timeout:
            work = work_of(self.work)
            raise WarehouseInUseError(
                f"{self.root} is in use by another service-review"
                + (f": {work}." if work else "."),
                way_out="Wait until that one has finished, then try again.",
            ) from None

    @contextmanager
    def writing(self, *, memory_limit: str = MEMORY_LIMIT) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the warehouse as its one writer; WarehouseInUseError where another works."""
        self.create()
        try:
            connection = duckdb.connect(str(self.warehouse))
        except duckdb.IOException as error:
            if "lock" not in str(error).lower():
                raise
            raise WarehouseInUseError(
                f"{self.warehouse} is in use by another service-review.",
                way_out="Wait until that one has finished, then try again.",
            ) from None
        try:
            connection.execute("set memory_limit = $limit", {"limit": memory_limit})
            connection.execute(
                "set temp_directory = $folder", {"folder": str(self.scratch / "spill")}
            )
            connection.execute("set TimeZone = 'UTC'")
            yield connection
        finally:
            connection.close()


def workspace_at(folder: Path | None) -> Workspace:
    """The workspace of a folder; without one that of the environment, or ./workspace."""
    chosen = folder or Path(os.environ.get(VARIABLE) or DEFAULT)
    return Workspace(chosen.resolve())
