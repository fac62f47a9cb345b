"""What everything costs at a size: `python -m bench.scale --tickets 100000 [--out results.json]`.

One portfolio, one workspace, each step in a fresh process, one table. All ratios are of this run.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.machine import machine
from bench.measure import Measured, StepFailedError, in_fresh_process
from bench.tables import ratio_lines, steps_table

# In this order; the CSV is left out where it would only show patience.
STEPS = ("portfolio", "floor", "csv_files", "ingest_csv", "ingest_parquet", "full_build", "page",
         "explain", "tables", "lookups", "running_weeks", "all_weeks", "agreement",
         "library", "ingest_next_day", "daily_build")  # fmt: skip
OF_CSV = ("csv_files", "ingest_csv")
MOST_CSV_TICKETS = 1_000_000
RESULTS = Path(__file__).parent / "results"

console = Console(width=110)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--tickets", type=int, default=100_000)
    arguments.add_argument("--out", type=Path, help="write what was measured there, as JSON")
    arguments.add_argument("--folder", type=Path, help="where to work [a temporary folder]")
    arguments.add_argument(
        "--without", nargs="+", default=[], choices=STEPS, help="steps to leave out", metavar="STEP"
    )
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder, prefix="bench-") as folder:
        results = measure(Path(folder), chosen.tickets, without=chosen.without)
    console.print(steps_table(results))
    for line in ratio_lines(results):
        console.print(line, highlight=False)
    if chosen.out:
        chosen.out.parent.mkdir(parents=True, exist_ok=True)
        chosen.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if results["failed"]:
        raise SystemExit("\n".join(results["failed"]))


def measure(folder: Path, tickets: int, *, without: Collection[str] = ()) -> dict[str, Any]:
    """Run all steps; one that fails is told at the end, with those that need it."""
    (folder / "tickets.txt").write_text(str(tickets))
    steps: dict[str, Measured] = {}
    failed: list[str] = []
    for step in STEPS:
        if step in without or (step in OF_CSV and tickets > MOST_CSV_TICKETS):
            continue
        console.print(f"{step} ...", highlight=False)
        try:
            steps[step] = in_fresh_process(step, folder)
        except StepFailedError as error:
            failed.append(str(error))
            console.print(str(error), highlight=False)
        if step == "ingest_csv":
            for left_over in ("delivery_csv", "workspace_csv"):
                shutil.rmtree(folder / left_over, ignore_errors=True)
    return {
        "tickets": tickets,
        "machine": machine("duckdb", "dbt-core", "dbt-duckdb", "polars"),
        "steps": steps,
        "failed": failed,
    }


if __name__ == "__main__":
    main()
