"""What Spark costs at several sizes: `python -m bench.spark_sizes [--tickets N N N] [--out F]`.

The same portfolio is built by DuckDB and by Spark, whole, with tests and publishing. A line through
the sizes tells what a build costs that has no rows, what a million events cost, and what a billion
would.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.machine import machine
from bench.measure import in_fresh_process

SIZES = (25_000, 100_000, 400_000)
STEPS = ("portfolio", "ingest_parquet", "full_build", "spark_build")
EVENTS_RECKONED = 1_000_000_000

console = Console(width=110)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--tickets", type=int, nargs="+", default=SIZES, help="at least two")
    arguments.add_argument("--out", type=Path, help="write what was measured there, as JSON")
    arguments.add_argument("--folder", type=Path, help="where to work [a temporary folder]")
    chosen = arguments.parse_args()
    runs = [_run(chosen.folder, tickets) for tickets in chosen.tickets]
    console.print(_table(runs))
    for line in reckoned(runs):
        console.print(line, highlight=False)
    if chosen.out:
        results = {"machine": machine("duckdb", "pyspark", "dbt-spark"), "runs": runs}
        chosen.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def reckoned(runs: list[dict[str, Any]]) -> list[str]:
    """What the least-squares line through the sizes says, of CPU and of wall seconds."""
    millions = np.array([run["events"] for run in runs]) / 1e6
    lines = []
    for measure in ("cpu_seconds", "wall_seconds"):
        seconds = np.array([run["spark_build"][measure] for run in runs])
        each, fixed = np.polyfit(millions, seconds, 1)
        off = np.max(np.abs(fixed + each * millions - seconds))
        whole = (fixed + each * EVENTS_RECKONED / 1e6) / 3600
        lines.append(
            f"Spark, {measure.replace('_', ' ')}: {fixed:,.0f} and {each:,.0f} for each million "
            f"events (the line is off by {off:,.0f} at most); reckoned for a billion events "
            f"{whole:,.0f} hours."
        )
    return lines


def _run(folder: Path | None, tickets: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=folder, prefix="bench-") as place:
        (Path(place) / "tickets.txt").write_text(str(tickets))
        run: dict[str, Any] = {"tickets": tickets}
        for step in STEPS:
            console.print(f"{tickets:,} tickets: {step} ...", highlight=False)
            run[step] = in_fresh_process(step, Path(place))
        run["events"] = run["spark_build"]["events"]
    return run


def _table(runs: list[dict[str, Any]]) -> Table:
    table = Table(title="A whole build, with tests and publishing")
    for heading in ("tickets", "events", "DuckDB CPU s", "wall s", "Spark CPU s", "wall s",
                    "Spark / DuckDB, CPU"):  # fmt: skip
        table.add_column(heading, justify="right")
    for run in runs:
        duckdb, spark = run["full_build"], run["spark_build"]
        table.add_row(
            f"{run['tickets']:,}",
            f"{run['events']:,}",
            *(
                f"{one[of]:,.0f}"
                for one in (duckdb, spark)
                for of in ("cpu_seconds", "wall_seconds")
            ),
            f"{spark['cpu_seconds'] / duckdb['cpu_seconds']:.1f}x",
        )
    return table


if __name__ == "__main__":
    main()
