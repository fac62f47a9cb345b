"""How far the chances of a miss held: `python -m bench.risk --workspace WORKSPACE`.

The workspace's data is built again as of past month ends, each with only what was known then, and
the chances given to the clocks open then are compared with how they ended. Beside them, in the same
run, the share of such clocks that had been missed before, whatever their age.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from pipeline.build import build
from pipeline.workspace import Workspace, workspace_at
from reports.snapshot import current

SORT = ["metric", "kind", "priority"]
EDGES = [0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8]
LABELS = [
    *(f"{low:.0%} to {high:.0%}" for low, high in zip([0.0, *EDGES], EDGES, strict=False)),
    "80% and more",
]

GIVEN = "select ticket_id, metric, kind, priority, chance_of_miss, clocks_as_old from clock_risks"
MISSED_BEFORE = """
select metric, kind, priority, avg(case when outcome = 'breached' then 1.0 else 0.0 end) as before
from sla_clocks where outcome in ('met', 'breached') group by metric, kind, priority
"""
ENDED = """
select ticket_id, metric, case when outcome = 'breached' then 1.0 else 0.0 end as missed
from sla_clocks
where outcome in ('met', 'breached') or excluded_reason = 'cancelled' and metric = 'restoration'
"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--workspace", type=Path)
    arguments.add_argument("--months", type=int, default=6, help="held-out month ends")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        aside = Workspace(Path(folder))
        aside.create()
        shutil.copy(workspace_at(chosen.workspace).warehouse, aside.warehouse)
        show(compare(aside, chosen.months), chosen.months)


def compare(workspace: Workspace, months: int) -> pl.DataFrame:
    """Join the chances given at each month end with how the clocks ended."""
    last = build(workspace).as_of
    ended = _ask(workspace, ENDED)
    given = []
    for instant in month_ends(last, months):
        build(workspace, as_of=instant)
        before = _ask(workspace, MISSED_BEFORE)
        given.append(_ask(workspace, GIVEN).join(before, on=SORT, how="left"))
    return pl.concat(given).join(ended, on=["ticket_id", "metric"], how="inner")


def month_ends(last: datetime, months: int) -> list[datetime]:
    """Noon of the last day of each of the months before; the month of `last` is not over."""
    ends = []
    day = last.replace(day=1, hour=12, minute=0, second=0) - timedelta(days=1)
    for _ in range(months):
        ends.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    return ends


def show(compared: pl.DataFrame, months: int) -> None:
    told = compared.filter(pl.col("chance_of_miss").is_not_null())
    table = Table("chance given", "clocks", "mean chance", "missed", "share missed")
    cut = told.with_columns(band=pl.col("chance_of_miss").bin_intervals(EDGES, labels=LABELS)).sort(
        "chance_of_miss"
    )
    for (band,), rows in cut.group_by(["band"], maintain_order=True):
        mean, share = rows["chance_of_miss"].mean(), rows["missed"].mean()
        table.add_row(
            str(band),
            f"{len(rows):,}",
            f"{mean:.3f}",
            f"{rows['missed'].sum():.0f}",
            f"{share:.3f}",
        )
    console = Console(width=100)
    console.print(table)
    brier = told.select(
        given=((pl.col("chance_of_miss") - pl.col("missed")) ** 2).mean(),
        before=((pl.col("before") - pl.col("missed")) ** 2).mean(),
    ).row(0)
    console.print(
        f"{months} month ends, {len(told):,} open clocks that ended since "
        f"({len(compared) - len(told)} more had no chance given). "
        f"Brier {brier[0]:.4f}; by the share missed before {brier[1]:.4f}."
    )


def _ask(workspace: Workspace, sql: str) -> pl.DataFrame:
    snapshot = current(workspace.published)
    if snapshot is None:
        raise SystemExit("nothing was published")
    return snapshot.frame(sql)


if __name__ == "__main__":
    main()
