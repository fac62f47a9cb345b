"""What a build spends on what: calendars and parsing, models, tests, forecasts, publishing."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from typing import Any

from bench.measure import cpu_seconds
from pipeline.workspace import Workspace

CALENDARS, FORECASTING, PUBLISHING = "calendars", "forecasting", "publishing"
SLOWEST = 12


class Parts:
    """Follows the progress of one build.

    Models and tests run side by side in one process: their CPU seconds are those of both, parted by
    how long dbt says each took. What is told before the first of them ended is `preparing`, which
    so holds dbt's import and parsing and the first, small node.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._begun_at = time.time()
        self._begun = cpu_seconds()
        self._first_node: float | None = None
        self._forecasting: float | None = None
        self._publishing: float | None = None
        os.environ["DBT_WRITE_JSON"] = "1"

    def follow(self, what: str, _done: int, _total: int) -> None:
        """Be told what is being done."""
        if what == FORECASTING:
            self._forecasting = cpu_seconds()
        elif what == PUBLISHING:
            self._publishing = cpu_seconds()
        elif what != CALENDARS and self._first_node is None:
            self._first_node = cpu_seconds()

    def told(self) -> dict[str, Any]:
        """CPU seconds by part, and the slowest nodes by their own seconds of time."""
        took = self._seconds_by_node()
        by_kind = {"models": 0.0, "tests": 0.0}
        for name, seconds in took.items():
            by_kind["tests" if name.startswith("test.") else "models"] += seconds
        ended = cpu_seconds()
        first_node = self._first_node or ended
        publishing = self._publishing or ended
        forecasting = self._forecasting or publishing
        dbt = (forecasting - first_node) / max(sum(by_kind.values()), 1e-9)
        parts = {
            "preparing": first_node - self._begun,
            **{kind: dbt * seconds for kind, seconds in by_kind.items()},
            "forecasting": publishing - forecasting,
            "publishing": ended - publishing,
        }
        slowest = Counter(took).most_common(SLOWEST)
        return {
            "parts_cpu_seconds": {name: round(seconds, 3) for name, seconds in parts.items()},
            "slowest_seconds": {name.split(".")[2]: round(value, 2) for name, value in slowest},
        }

    def _seconds_by_node(self) -> dict[str, float]:
        """What dbt wrote down of the runs since this build began."""
        took: dict[str, float] = {}
        for path in self._workspace.scratch.rglob("run_results.json"):
            if path.stat().st_mtime < self._begun_at:
                continue
            results = json.loads(path.read_text(encoding="utf-8"))["results"]
            took |= {one["unique_id"]: one["execution_time"] for one in results}
        return took
