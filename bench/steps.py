"""The steps that are measured: `python -m bench.steps STEP FOLDER`, each in a fresh process.

A step finds the files of those before it in the folder and writes down in `measured.json` what it
cost.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from bench import day_by_day, totals
from bench.build_parts import Parts
from bench.measure import cpu_seconds, living_children_cpu_seconds, measured
from bench.place import Place
from pipeline.build import build
from pipeline.engine import Engine
from pipeline.engine import Place as Engines
from pipeline.intake import take_in_all
from pipeline.workspace import Workspace
from reports import queries
from reports.queries import ask
from reports.snapshot import Snapshot, current
from reports.ticket_story import ticket_story
from simulate.bulk import write_bulk
from simulate.bulk_delta import write_delta
from simulate.files import INSTANT_FORMAT

Found = Mapping[str, Any]

# What the page Attainment asks for one customer and month, in its order.
PAGE = ("customers", "months", "totals", "targets", "attainment", "target_use", "trend", "misses",
        "not_measured", "left_out", "left_out_tickets", "without_agreement",
        "open_clocks")  # fmt: skip


def portfolio(place: Place) -> Found:
    """Make the portfolio and the day after it."""
    tickets = int((place.root / "tickets.txt").read_text())
    write_bulk(place.delivery, tickets=tickets)
    write_delta(place.next_day, after=place.delivery)
    return {"rows": _rows(place.delivery) + _rows(place.next_day), "mib": _mib(place.delivery)}


def csv_files(place: Place) -> Found:
    """Write the portfolio as CSV."""
    place.delivery_csv.mkdir()
    for path in sorted(place.delivery.iterdir()):
        rows = pl.scan_parquet(path).with_columns(
            pl.selectors.datetime().dt.strftime(INSTANT_FORMAT),
            pl.selectors.date().dt.to_string(),
        )
        rows.sink_csv(place.delivery_csv / f"{path.stem}.csv")
    return {"mib": _mib(place.delivery_csv)}


def floor(place: Place) -> Found:
    """Copy the events from Parquet to Parquet."""
    with totals.session(":memory:", place) as connection:
        connection.execute(
            f"copy (from read_parquet('{place.delivery / 'ticket_events.parquet'}')) "
            f"to '{place.root / 'copied.parquet'}' (format parquet)"
        )
    (place.root / "copied.parquet").unlink()
    return {"rows": _count(place.delivery / "ticket_events.parquet")}


def ingest_parquet(place: Place) -> Found:
    """Take the portfolio in."""
    return _take_in(place.workspace, place.delivery)


def ingest_csv(place: Place) -> Found:
    """Take the portfolio in from CSV."""
    return _take_in(place.workspace_csv, place.delivery_csv)


def ingest_next_day(place: Place) -> Found:
    """Take the day after in."""
    return _take_in(place.workspace, place.next_day)


def full_build(place: Place) -> Found:
    """Build everything for the first time."""
    return _build(place.workspace)


def daily_build(place: Place) -> Found:
    """Build again after the day after was taken in."""
    return _build(place.workspace)


def spark_build(place: Place) -> Found:
    """Build everything on Spark; its CPU is this process's and that of Spark's own."""
    before = cpu_seconds()
    build(place.workspace, place=Engines(Engine.spark))
    events = _count(place.delivery / "ticket_events.parquet")
    spent = cpu_seconds() - before + living_children_cpu_seconds()
    return {"events": events, "cpu_seconds": round(spent, 3)}


def page(place: Place) -> Found:
    """Ask all that the page Attainment asks, for the customer with the most clocks."""
    snapshot = _published(place.workspace)
    scope = snapshot.frame(
        "select customer_id, max(month) as month, "
        "cast(date_trunc('month', (select as_of from builds)) as date) as as_of_month "
        "from sla_clocks where month < date_trunc('month', (select as_of from builds)) "
        "group by customer_id order by count(*) desc, customer_id limit 1"
    ).row(0, named=True)
    rows = sum(len(ask(snapshot, question, **_asked(question, scope))) for question in PAGE)
    return {"rows": rows, "questions": len(PAGE)}


def explain(place: Place) -> Found:
    """Tell one ticket's whole story."""
    snapshot = _published(place.workspace)
    ticket = snapshot.frame(
        "select ticket_id from sla_clocks where outcome = 'breached' order by ticket_id limit 1"
    ).item()
    return {"rows": len(ticket_story(snapshot, ticket).stretches)}


STEPS: Mapping[str, Callable[[Place], Found]] = {
    one.__name__: one
    for one in (
        portfolio,
        csv_files,
        floor,
        ingest_parquet,
        ingest_csv,
        full_build,
        spark_build,
        ingest_next_day,
        daily_build,
        page,
        explain,
        totals.tables,
        totals.lookups,
        totals.all_weeks,
        totals.running_weeks,
        totals.agreement,
        day_by_day.library,
    )
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("step", choices=list(STEPS))
    arguments.add_argument("folder", type=Path)
    chosen = arguments.parse_args()
    place = Place(chosen.folder)
    found = measured(lambda: STEPS[chosen.step](place))
    (place.root / "measured.json").write_text(json.dumps(found), encoding="utf-8")


def _take_in(workspace: Workspace, folder: Path) -> Found:
    taken = take_in_all(workspace, [folder])
    if taken.refused or any(one.rows_loaded != one.rows_read for one in taken.deliveries):
        raise SystemExit(f"not every row came in: {taken}")
    return {"rows": sum(one.rows_read for one in taken.deliveries)}


def _build(workspace: Workspace) -> Found:
    parts = Parts(workspace)
    built = build(workspace, progress=parts.follow)
    snapshot = workspace.published / built.snapshot
    return {
        **parts.told(),
        "models": built.models,
        "tests": built.tests,
        "warehouse_mib": round(workspace.warehouse.stat().st_size / 2**20),
        "snapshot_mib": round(snapshot.stat().st_size / 2**20),
    }


def _published(workspace: Workspace) -> Snapshot:
    snapshot = current(workspace.published)
    if snapshot is None:
        raise SystemExit("nothing was published")
    return snapshot


def _asked(question: str, scope: Mapping[str, object]) -> dict[str, object]:
    """Of what is known of the scope, the parameters that a question has."""
    text = files(queries).joinpath(f"{question}.sql").read_text(encoding="utf-8")
    return {name: value for name, value in scope.items() if re.search(rf"\${name}\b", text)}


def _rows(folder: Path) -> int:
    return sum(_count(path) for path in folder.glob("*.parquet"))


def _count(path: Path) -> int:
    return int(pl.scan_parquet(path).select(pl.len()).collect().item())


def _mib(folder: Path) -> int:
    return round(sum(path.stat().st_size for path in folder.iterdir()) / 2**20)


if __name__ == "__main__":
    main()
