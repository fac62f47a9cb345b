"""How fast events come in, and in how much memory: `python -m bench.ingest`.

The same events as CSV, as Parquet and as a JSON array, each into a workspace of its own; as a JSON
envelope of issues with their changes nested in them, read by a mapping; then a day's delivery into
what is there: a thousandth of the tickets with their events, a fifth of them known. Beside it, in
the same run, the floor: counting the lines of the same file.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import polars as pl
from rich.console import Console
from rich.table import Table

from ingest.deliveries import take_in
from ingest.mapping_file import load_mapping
from ingest.plan import Plan, plan
from pipeline.workspace import Workspace

EVENTS_A_TICKET = 5
ISSUES = """
name: issues
sources:
  - files: "issues*"
    format: {rows: "issues[].changes[]"}
    records:
      ticket_events:
        ticket_id: ticket_id
        occurred_at: changes.at
        field: changes.field
        value: changes.to
"""
PORTION = 1_000_000
STATUSES = ["in_progress", "awaiting_customer", "in_progress", "restored", "closed"]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", type=int, default=1_000_000)
    arguments.add_argument("--folder", type=Path, help="where to work [a temporary folder]")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        measure(Path(folder), chosen.events)


def measure(folder: Path, events: int) -> None:
    """Write the files, take them in, and print what it cost."""
    tickets = events // EVENTS_A_TICKET
    whole, day = folder / "whole", folder / "day"
    write_portfolio(whole, 0, tickets)
    write_portfolio(day, tickets - tickets // 5_000, tickets + tickets // 1_250)
    events_as_parquet(whole)
    events_as_json(whole)
    before = peak_mib()
    table = Table("step", "rows", "wall s", "CPU s", "rows a wall second", "peak MiB")
    _row(table, "floor: count the lines", partial(count_lines, whole / "ticket_events.csv"))
    for kind in ("json", "parquet", "csv"):
        with Workspace(folder / f"workspace of {kind}").writing() as connection:
            for name in ("customers.csv", "tickets.csv", f"ticket_events.{kind}"):
                _row(table, name, partial(rows_taken_in, connection, plan(whole / name, None)))
            for name in ("tickets.csv", "ticket_events.csv") if kind == "csv" else ():
                one = plan(day / name, None)
                _row(table, f"a day: {name}", partial(rows_read, connection, one))
    (folder / "issues.yml").write_text(ISSUES, encoding="utf-8")
    mapping = load_mapping(str(folder / "issues.yml"))
    with Workspace(folder / "workspace of issues").writing() as connection:
        for name in ("customers.csv", "tickets.csv"):
            rows_taken_in(connection, plan(whole / name, None))
        nested = plan(whole / "issues.json", mapping)
        _row(table, "issues.json, nested", partial(rows_taken_in, connection, nested))
    size = (whole / "ticket_events.csv").stat().st_size / 2**20
    console = Console(width=110)
    console.print(table)
    console.print(
        f"{events:,} events in {size:,.0f} MiB of CSV; {before:,.0f} MiB held beforehand."
    )


def write_portfolio(folder: Path, first: int, last: int) -> None:
    """Write the tickets of these numbers, and their events, as files of a customer."""
    folder.mkdir()
    (folder / "customers.csv").write_text("customer_id,name\nC1,Ada\n")
    write_tickets(folder / "tickets.csv", last, first=first)
    write_events(folder / "ticket_events.csv", last, first=first)


def events_as_parquet(folder: Path) -> None:
    """Write the events once more, with types of their own."""
    occurred_at = pl.col("occurred_at").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_zone="UTC")
    events = pl.scan_csv(folder / "ticket_events.csv").with_columns(occurred_at)
    events.sink_parquet(folder / "ticket_events.parquet")


def events_as_json(folder: Path) -> None:
    """Write the events once more: as one array, and as issues that hold their own."""
    events = pl.scan_csv(folder / "ticket_events.csv", infer_schema=False)
    with (folder / "ticket_events.json").open("wb") as stream:
        stream.write(b"[")
        for place, part in enumerate(events.collect().iter_slices(PORTION // 4)):
            lines = part.write_ndjson().encode().rstrip(b"\n").replace(b"\n", b",\n")
            stream.write(b",\n" * (place > 0) + lines)
        stream.write(b"]")
    change = pl.struct(at="occurred_at", to="value", field="field")
    issues = events.group_by("ticket_id", maintain_order=True).agg(
        created=pl.col("occurred_at").first(), changes=change
    )
    with (folder / "issues.json").open("wb") as stream:
        stream.write(b'{"issues": [')
        for place, part in enumerate(issues.collect().iter_slices(PORTION // 20)):
            lines = part.write_ndjson().encode().rstrip(b"\n").replace(b"\n", b",\n")
            stream.write(b",\n" * (place > 0) + lines)
        stream.write(b"]}")


def write_tickets(path: Path, tickets: int, *, first: int = 0) -> None:
    with path.open("wb") as stream:
        for start in range(first, tickets, PORTION):
            numbers = pl.int_range(start, min(start + PORTION, tickets), eager=True)
            frame = pl.select(
                ticket_id=pl.format("T{}", numbers.cast(pl.String).str.zfill(9)),
                customer_id=pl.lit("C1"),
                kind=pl.lit("incident"),
                environment=pl.lit("production"),
                priority=pl.lit("P3"),
                opened_at=_instants(numbers, 0),
            )
            frame.write_csv(stream, include_header=start == first)


def write_events(path: Path, tickets: int, *, first: int = 0) -> None:
    with path.open("wb") as stream:
        for start in range(first, tickets, PORTION // EVENTS_A_TICKET):
            last = min(start + PORTION // EVENTS_A_TICKET, tickets)
            numbers = pl.int_range(start, last, eager=True)
            frame = pl.concat(
                pl.select(
                    ticket_id=pl.format("T{}", numbers.cast(pl.String).str.zfill(9)),
                    occurred_at=_instants(numbers, step * 3600),
                    field=pl.lit("status"),
                    value=pl.lit(status),
                    sequence=pl.lit(step),
                )
                for step, status in enumerate(STATUSES, start=1)
            )
            frame.write_csv(stream, include_header=start == first)


def _instants(numbers: pl.Series, seconds: int) -> pl.Series:
    epoch = numbers * 60 % 63_072_000 + 1_700_000_000 + seconds
    return pl.from_epoch(epoch, time_unit="s").dt.strftime("%Y-%m-%dT%H:%M:%SZ")


def count_lines(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(part.count(b"\n") for part in iter(lambda: stream.read(1 << 24), b""))


def rows_read(connection: duckdb.DuckDBPyConnection, one: Plan) -> int:
    return take_in(connection, one, scratch=one.path.parent).rows_read


def rows_taken_in(connection: duckdb.DuckDBPyConnection, one: Plan) -> int:
    taken = take_in(connection, one, scratch=one.path.parent)
    if taken.rows_loaded != taken.rows_read:
        raise SystemExit(f"not every row came in: {taken}")
    return taken.rows_read


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _row(table: Table, step: str, work: Callable[[], int]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    rows = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    cells = (f"{rows:,}", f"{wall:.1f}", f"{cpu:.1f}", f"{rows / wall:,.0f}", f"{peak_mib():,.0f}")
    table.add_row(step, *cells)


if __name__ == "__main__":
    main()
