"""Where a run of the benchmarks keeps its files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.workspace import Workspace


@dataclass(frozen=True)
class Place:
    """The files of one run, all in one folder that is removed at its end."""

    root: Path

    @property
    def delivery(self) -> Path:
        """The portfolio as Parquet."""
        return self.root / "delivery"

    @property
    def delivery_csv(self) -> Path:
        """The same rows as CSV."""
        return self.root / "delivery_csv"

    @property
    def next_day(self) -> Path:
        """What the desk delivers the day after."""
        return self.root / "next_day"

    @property
    def workspace(self) -> Workspace:
        """The workspace that every step works on."""
        return Workspace(self.root / "workspace")

    @property
    def workspace_csv(self) -> Workspace:
        """Another one, for the rows from CSV."""
        return Workspace(self.root / "workspace_csv")

    @property
    def totals(self) -> Path:
        """The database in which totals are counted in several ways."""
        return self.root / "totals.duckdb"
