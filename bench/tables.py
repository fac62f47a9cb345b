"""What was measured, as a table for the terminal and as one for the documentation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.table import Table

Results = dict[str, Any]

# What each step is called for people, in the order of the table.
NAMES = {
    "floor": "floor: copy the events, Parquet to Parquet",
    "ingest_parquet": "ingest, Parquet",
    "ingest_csv": "ingest, CSV",
    "full_build": "full build",
    "ingest_next_day": "ingest the next day, 0.1 %",
    "daily_build": "build after it",
    "page": "page Attainment: all its questions",
    "explain": "explain one ticket",
    "lookups": "bare totals, the product's way",
    "running_weeks": "bare totals, weeks of running stretches",
    "all_weeks": "bare totals, weeks of all stretches",
    "library": "bare totals, a Python library (estimate)",
}
BUILDS = ("full_build", "daily_build")
HEADINGS = ("step", "CPU s", "wall s", "peak MiB", "CPU of the floor")


def cells(results: Results) -> Iterator[tuple[str, ...]]:
    """The rows of the table: each step, and under a build its parts."""
    steps = results["steps"]
    floor = steps["floor"]["cpu_seconds"]
    for name, title in NAMES.items():
        if name not in steps:
            continue
        one = steps[name]
        if name == "library":
            spent = library_cpu_seconds(results)
            yield title, _seconds(spent), "", "", _times(spent, floor)
            continue
        spent, wall, peak = one["cpu_seconds"], one["wall_seconds"], one["peak_mib"]
        yield title, _seconds(spent), _seconds(wall), f"{peak:,}", _times(spent, floor)
        if name in BUILDS:
            for part, seconds in one["parts_cpu_seconds"].items():
                yield f"of it {part}", _seconds(seconds), "", "", _times(seconds, floor)


def ratio_lines(results: Results) -> Iterator[str]:
    """The ratios worth a sentence, all measured in one run."""
    steps = results["steps"]

    def times(step: str, of: str) -> str:
        return _times(steps[step]["cpu_seconds"], steps[of]["cpu_seconds"])

    if {"lookups", "all_weeks", "running_weeks"} <= set(steps):
        yield (
            f"Bare totals: weeks of all stretches cost {times('all_weeks', 'lookups')} as "
            "much CPU as the product's way, weeks of the running stretches alone "
            f"{times('running_weeks', 'lookups')}."
        )
    if "library" in steps:
        estimate = library_cpu_seconds(results)
        sampled = steps["library"]
        yield (
            "Ticket by ticket in Python they would cost "
            f"{_times(estimate, steps['lookups']['cpu_seconds'])} as much: scaled up from "
            f"{sampled['rows']:,} tickets, {sampled['equal']:,} of which it counts alike "
            "(it was told of no holidays)."
        )
    if "agreement" in steps:
        yield (
            f"All ways agree on each of {steps['agreement']['compared']:,} sampled tickets that "
            "lived through no holiday and no week of a clock change."
        )
    if {"full_build", "daily_build"} <= set(steps):
        yield (
            f"The build after the next day's delivery costs {times('daily_build', 'full_build')} "
            "as much CPU as the full one."
        )


def library_cpu_seconds(results: Results) -> float:
    """What the library would take for all tickets: an estimate."""
    sampled = results["steps"]["library"]
    return float(sampled["sample_cpu_seconds"] * results["tickets"] / sampled["rows"])


def steps_table(results: Results) -> Table:
    """The table for the terminal."""
    table = Table(HEADINGS[0], title=f"{results['tickets']:,} tickets")
    for heading in HEADINGS[1:]:
        table.add_column(heading, justify="right")
    for row in cells(results):
        table.add_row(*row)
    return table


def _seconds(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def _times(value: float, of: float) -> str:
    ratio = value / of
    return f"{ratio:,.0f}x" if ratio >= 10 else f"{ratio:.1f}x" if ratio >= 0.1 else f"{ratio:.2f}x"
