"""The proof: so many made-up tickets, built by the models, each clock judged by a walk through it.

python -m tests.proof.prove --tickets 100000 --seed 1
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.proof.built import build, built_clocks
from tests.proof.comparison import Comparison, compare, told
from tests.proof.portfolios import seeded_portfolio
from tests.proof.records import Portfolio

LISTED = 5


def main() -> int:
    """Run the proof; 1 where any column of any clock differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    begun = time.perf_counter()
    portfolio = seeded_portfolio(chosen.seed, chosen.tickets)
    made = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        warehouse = build(portfolio, Path(folder), artefacts=Path(folder) / "dbt")
        found = built_clocks(warehouse)
    built = time.perf_counter()
    comparison = compare(portfolio, found)
    judged = time.perf_counter()
    lines = [
        summary(comparison, portfolio, seed=chosen.seed),
        f"{judged - begun:.0f} s: made in {made - begun:.0f}, taken in and built in "
        f"{built - made:.0f}, judged in {judged - built:.0f}",
        *(told(difference, portfolio) for difference in comparison.differences[:LISTED]),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(bool(comparison.differences))


def summary(comparison: Comparison, portfolio: Portfolio, *, seed: int) -> str:
    outcomes = ", ".join(f"{count} {name}" for name, count in comparison.outcomes.items())
    return (
        f"seed {seed}, as of {portfolio.as_of:%Y-%m-%d %H:%M:%S}: "
        f"{comparison.tickets} tickets, {comparison.clocks} clocks ({outcomes}), "
        f"{comparison.columns} columns, {len(comparison.differences)} differences"
    )


if __name__ == "__main__":
    sys.exit(main())
