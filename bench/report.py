"""docs/performance.md, made from the saved results: `python -m bench.report`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.dashboard_report import dashboard_lines
from bench.tables import HEADINGS, cells, ratio_lines

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "results"
PAGE = ROOT / "docs" / "performance.md"

Results = dict[str, Any]

OPENING = """\
# What it costs

Made by `python -m bench.report` from `bench/results`; change the page there. Each section is one
run of `python -m bench.scale --tickets N --out bench/results/N.json` (`make bench` shows the
smallest and saves nothing): an invented portfolio of N tickets, of about five events each, over
three years, of 2,000 customers in 30 time zones, is taken in, built, asked, and built again after
the next day's delivery, which brings 0.1 % more, a fifth of it about old tickets. That of ten
million is run `--without tables lookups running_weeks all_weeks agreement library`: bare totals
stop there for want of memory, in the limit that all ways share.

Each step runs in a fresh process. CPU is user and system time of that process, wall time is what
passed, peak is the most memory it ever held. The last column divides by the floor of the same run:
DuckDB copying the same events from Parquet to Parquet. The parts of a build are CPU time too:
models and tests run side by side, so theirs is parted by how long dbt says that each took.

*Bare totals* are the elapsed business seconds of each ticket and nothing else, counted from the
same rows by the same engine with two threads and the product's own limit of memory:

- the product's way: the open seconds before an instant are looked up, and summed plus where a run
  ends and minus where one begins;
- weeks of all stretches: the way of fivetran/dbt_zendesk, the best known open dbt package for
  service desks (`int_zendesk__ticket_work_time_business`), written anew for DuckDB without its
  bookkeeping of sources: each stretch between two statuses is crossed with up to 52 weeks, joined
  with the weekly schedule and summed by status. As there on engines whose `least` passes over
  nulls (PostgreSQL, Redshift, Databricks, DuckDB), the last status of a ticket, mostly `closed`,
  goes on to the end; where it gives null (BigQuery, Snowflake) that stretch falls away, and the
  cost lies between this way and the next;
- weeks of running stretches: the same, without the stretches that are not summed in the end. This
  is the kindest way to write it, and not how it is written there;
- a Python library that counts ticket by ticket (businesstimedelta), on a sample of 1,000 tickets,
  scaled up: an estimate, of its own time alone, without reading or writing a row.
"""


def main() -> None:
    PAGE.write_text(page(saved(), saved(RESULTS / "dashboard")), encoding="utf-8")


def saved(folder: Path = RESULTS) -> list[Results]:
    """The saved results of a folder, the smallest portfolio first."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    return sorted(found, key=lambda results: results["tickets"])


def page(every: Sequence[Results], dashboards: Sequence[Results]) -> str:
    """The whole page in Markdown: what each size costs, then the dashboard's speed."""
    sections = [line for results in every for line in _section(results)]
    shown = [line for results in dashboards for line in (*dashboard_lines(results), "")]
    return "\n".join([OPENING, *sections, *shown])


def _section(results: Results) -> Iterator[str]:
    steps, machine = results["steps"], results["machine"]
    built = steps["full_build"]
    yield f"## {results['tickets']:,} tickets, {steps['floor']['rows']:,} events"
    yield ""
    yield _row(HEADINGS)
    yield _row(["---", *["---:"] * (len(HEADINGS) - 1)])
    yield from (_row(cell) for cell in cells(results))
    yield ""
    yield from (f"- {line}" for line in ratio_lines(results))
    yield (
        f"- The portfolio is {steps['portfolio']['mib']:,} MiB of Parquet, the warehouse "
        f"{built['warehouse_mib']:,} MiB, a snapshot {built['snapshot_mib']:,} MiB."
    )
    yield (
        f"- Measured on {machine['cores']} cores and {machine['memory_gib']} GiB, Python "
        f"{machine['python']}, DuckDB {machine['duckdb']}, dbt {machine['dbt-core']}."
    )
    yield ""


def _row(cell: Iterable[str]) -> str:
    return f"| {' | '.join(cell)} |"


if __name__ == "__main__":
    main()
