"""What other readings or targets would change: two snapshots compared, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import polars as pl

from reports import wording
from reports.queries import ask
from reports.snapshot import SnapshotPair

ARROW = "→"
NO_CLOCK = "no clock"


@dataclass(frozen=True)
class Change:
    """One thing that was asked: a reading or a target by name, as it is and as it would be."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class WhatIf:
    """What was asked, what it is compared with, and all that differs.

    `notes` are sentences that must be read with the figures. `totals`, `attainment`, `flip_counts`
    and `flips` are the answers to the queries of those names; of `clocks` in all, `different` are
    judged otherwise, and the verdicts of `flipped` differ.
    """

    changes: tuple[Change, ...]
    as_of: datetime
    baseline: str
    notes: tuple[str, ...]
    clocks: int
    different: int
    flipped: int
    totals: pl.DataFrame
    attainment: pl.DataFrame
    flip_counts: pl.DataFrame
    flips: pl.DataFrame


def compared(
    pair: SnapshotPair, *, changes: Iterable[Change], baseline: str, notes: Iterable[str]
) -> WhatIf:
    """All that differs between two snapshots; raises SnapshotError where one cannot be read."""
    counts = ask(pair, "what_if_counts").row(0, named=True)
    return WhatIf(
        changes=tuple(changes),
        as_of=pair.before.as_of,
        baseline=baseline,
        notes=tuple(notes),
        **counts,
        totals=ask(pair, "what_if_totals"),
        attainment=ask(pair, "what_if_attainment"),
        flip_counts=ask(pair, "what_if_flip_counts"),
        flips=ask(pair, "what_if_flips"),
    )


def content(found: WhatIf) -> dict[str, Any]:
    """All of it for a script, frames as lists of rows."""
    return {
        name: part.to_dicts() if isinstance(part, pl.DataFrame) else part
        for name, part in vars(found).items()
    } | {"changes": [asdict(one) for one in found.changes]}


def summary(found: WhatIf) -> str:
    """One sentence: how many clocks there are, differ, and flip."""
    return (
        f"Of {wording.counted(found.clocks, 'clock')}, {wording.number(found.different)} would be "
        f"judged otherwise, and {wording.number(found.flipped)} would change their outcome."
    )


def attainment_rows(found: WhatIf) -> pl.DataFrame:
    """A line for each customer and clock whose attainment differs, then one in all for each."""
    customers = [
        {"Customer": row["customer_name"] or row["customer_id"], **_attained(row)}
        for row in found.attainment.to_dicts()
    ]
    totals = [{"Customer": "All customers", **_attained(row)} for row in found.totals.to_dicts()]
    return pl.DataFrame([*customers, *totals], infer_schema_length=None)


def flip_count_rows(found: WhatIf) -> pl.DataFrame:
    """A line for each pair of outcomes that clocks flip between."""
    rows = [
        {
            "Clock": row["metric"],
            "Outcome": _step(_named(row["outcome_before"]), _named(row["outcome_after"])),
            "Clocks": wording.number(row["clocks"]),
        }
        for row in found.flip_counts.to_dicts()
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def flip_rows(found: WhatIf) -> pl.DataFrame:
    """A line for each clock whose outcome differs."""
    rows = [
        {
            "Ticket": row["ticket_id"],
            "Customer": row["customer_name"] or row["customer_id"],
            "Clock": row["metric"],
            "Priority": _step(row["priority_before"], row["priority_after"]),
            "Outcome": _step(_outcome(row, "before"), _outcome(row, "after")),
            "Elapsed": _step(_elapsed(row, "before"), _elapsed(row, "after")),
            "Target": _step(_target(row, "before"), _target(row, "after")),
        }
        for row in found.flips.to_dicts()
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _attained(row: dict[str, Any]) -> dict[str, str]:
    return {"Clock": row["metric"], "Before": _met(row, "before"), "After": _met(row, "after")}


def _met(row: dict[str, Any], side: str) -> str:
    counts = (row[f"{count}_{side}"] for count in ("met", "decided", "not_measurable"))
    least, most = row[f"attainment_least_{side}"], row[f"attainment_most_{side}"]
    met = wording.n_of_n(*counts)
    return met if least is None else f"{met} ({wording.share_range(least, most)})"


def _outcome(row: dict[str, str | None], side: str) -> str:
    outcome, why = _named(row[f"outcome_{side}"]), row[f"excluded_reason_{side}"]
    return f"{outcome} ({wording.reason(why)})" if why else outcome


def _named(outcome: str | None) -> str:
    return NO_CLOCK if outcome is None else outcome.replace("_", " ")


def _elapsed(row: dict[str, Any], side: str) -> str:
    return wording.time_taken(
        row[f"elapsed_seconds_{side}"],
        row[f"least_elapsed_seconds_{side}"],
        wording.exact_duration,
    )


def _target(row: dict[str, Any], side: str) -> str:
    seconds = row[f"target_seconds_{side}"]
    return wording.NONE if seconds is None else wording.target(seconds, row[f"calendar_{side}"])


def _step(before: str | None, after: str | None) -> str:
    """`P2`, or `P2 → P1` where the two differ."""
    sides = [wording.NONE if side is None else side for side in (before, after)]
    return sides[0] if sides[0] == sides[1] else f"{sides[0]} {ARROW} {sides[1]}"
