"""What a service desk says of its own clocks: mostly what is true, now and then something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from simulate.chance import Chance
from simulate.clock import Clock
from simulate.customers import Customer
from simulate.entitlements import Row
from simulate.judgement import RESPONSE
from simulate.parameters import Parameters
from simulate.tickets import Ticket

# The desk of every third customer keeps clocks of its own.
DESKS = 3
NAMES = {RESPONSE: "First response SLA"}
OUTCOMES = {"excluded": "cancelled"}
MINUTE = 60
# By so many seconds it starts late or stops early, and is off for no reason.
SHIFT, OFF = 600, 777_777
DIFFERENCES = ("rounding", "target", "start", "stop", "rests", "calendar", "unexplained")


@dataclass(frozen=True)
class Verdict:
    """One row of `source_verdicts`; whether it agrees with the truth, and why it does not."""

    ordinal: int
    row: Row
    agrees: bool
    reason: str


def verdicts(
    tickets: Sequence[Ticket], customer: Customer, parameters: Parameters
) -> Iterator[Verdict]:
    """What the customer's desk says of each clock under an agreement; of no other customer's."""
    if customer.index % DESKS:
        return
    chance = Chance(parameters.seed, customer.index, 16)
    for ticket in tickets:
        for clock in ticket.clocks:
            if clock.target_seconds is not None:
                yield _verdict(ticket.ordinal, clock, parameters.as_of, chance)


def _verdict(ordinal: int, clock: Clock, as_of: int, chance: Chance) -> Verdict:
    row: dict[str, Any] = {
        "metric": clock.metric,
        "name": NAMES.get(clock.metric, "Restoration SLA"),
        "outcome": OUTCOMES.get(clock.outcome, clock.outcome),
        "target_seconds": clock.target_seconds,
        "elapsed_seconds": clock.elapsed_seconds,
        "started_at": clock.started_at,
        "stopped_at": clock.stopped_at,
        "due_at": clock.due_at,
        "updated_at": clock.stopped_at or as_of,
    }
    reason = chance.one_of(DIFFERENCES) if chance.happens(0.2) else "agrees"
    difference = _difference(reason, clock)
    if not difference:
        return Verdict(ordinal, row, agrees=True, reason="agrees")
    row |= difference
    row["outcome"] = "met" if row["elapsed_seconds"] <= row["target_seconds"] else "breached"
    return Verdict(ordinal, row, row["outcome"] == clock.outcome, reason)


def _difference(reason: str, clock: Clock) -> Row:
    """The columns that differ for this reason; none where the clock offers no such difference.

    Only clocks that stopped once and for all are told otherwise.
    """
    elapsed, target, paused = clock.elapsed_seconds, clock.target_seconds, clock.paused_seconds
    decided = clock.outcome in ("met", "breached") and not clock.reopenings
    if elapsed is None or target is None or clock.stopped_at is None or not decided:
        return {}
    lasted = clock.stopped_at - clock.started_at
    is_long = elapsed > SHIFT + 2 * MINUTE
    offered: dict[str, tuple[bool, Row]] = {
        "rounding": (elapsed % MINUTE > 0, {"elapsed_seconds": elapsed - elapsed % MINUTE}),
        "target": (target > 0, {"target_seconds": 2 * target}),
        "start": (
            is_long,
            {"started_at": clock.started_at + SHIFT, "elapsed_seconds": elapsed - SHIFT},
        ),
        "stop": (
            is_long,
            {"stopped_at": clock.stopped_at - SHIFT, "elapsed_seconds": elapsed - SHIFT},
        ),
        "rests": ((paused or 0) > 2 * MINUTE, {"elapsed_seconds": elapsed + (paused or 0)}),
        "calendar": (
            clock.calendar == "business" and not paused and lasted - elapsed > 2 * MINUTE,
            {"elapsed_seconds": lasted},
        ),
        "unexplained": (
            not paused and abs(elapsed + OFF - lasted) > 2 * MINUTE,
            {"elapsed_seconds": elapsed + OFF},
        ),
    }
    is_offered, difference = offered.get(reason, (False, {}))
    return difference if is_offered else {}
