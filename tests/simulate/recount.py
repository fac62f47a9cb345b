"""A second judge for the simulator's truth: it knows the delivered rows only, no plan.

It follows the rules one record at a time and counts the seconds between recorded instants, where
the simulator has walked planned seconds forward.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Any

import polars as pl

from simulate import Portfolio
from simulate.business_time import (
    AROUND_THE_CLOCK,
    Hours,
    business_hours,
    local_date,
    non_working_days,
    working_days,
)

Row = dict[str, Any]
Order = tuple[int, int, int]
RUNNING = ("new", "in_progress")
MOVING = (*RUNNING, "awaiting_customer")
TARGETS = {
    ("response", "P1"): (3_600, "24x7"),
    ("response", "P2"): (7_200, "business"),
    ("response", "P3"): (14_400, "business"),
    ("response", "P4"): (28_800, "business"),
    ("restoration", "P1"): (28_800, "24x7"),
    ("restoration", "P2"): (43_200, "business"),
    ("restoration", "P3"): (172_800, "business"),
    ("restoration", "P4"): (172_800, "business"),
}


@dataclass
class Case:
    """One clock on trial."""

    metric: str
    ticket: Row
    events: list[Row]
    agreement: Row | None
    overrides: list[Row]
    hours: Hours | None
    opened: int
    as_of: int


def recount(portfolio: Portfolio) -> list[Row]:
    """Every clock, as the delivered rows have it, by ticket and metric."""
    frames = portfolio.frames
    agreements = rows_by(frames["agreements"], "customer_id")
    overrides = rows_by(frames["sla_overrides"], "agreement_id")
    events = rows_by(frames["ticket_events"].with_row_index("row_number"), "ticket_id")
    delivered = {
        (row["support_region"], row["date"]): row["observed"]
        for row in frames["holidays"].iter_rows(named=True)
    }
    hours = {
        row["agreement_id"]: hours_of(row, delivered)
        for row in frames["agreements"].iter_rows(named=True)
    }
    clocks = []
    for ticket in frames["tickets"].sort("ticket_id").iter_rows(named=True):
        opened = seconds(ticket["opened_at"])
        mine = in_order(opened, events[ticket["ticket_id"]])
        agreement = in_force(agreements[ticket["customer_id"]], opened)
        name = agreement["agreement_id"] if agreement else ""
        for metric in ("response", "restoration"):
            case = Case(
                metric, ticket, mine, agreement, overrides[name], hours.get(name), opened,
                seconds(portfolio.as_of),
            )  # fmt: skip
            clocks += judged(case)
    return sorted(clocks, key=lambda row: (row["ticket_id"], row["metric"]))


def seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def instant(at: int | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)


def rows_by(frame: pl.DataFrame, key: str) -> dict[str, list[Row]]:
    found = defaultdict(list)
    for row in frame.iter_rows(named=True):
        found[row[key]].append(row)
    return found


def hours_of(agreement: Row, delivered: dict[tuple[str, date], bool]) -> Hours:
    first, last = date(2020, 1, 1), date(2029, 12, 31)
    closed = non_working_days(agreement["support_region"], first, last, delivered)
    words = agreement["working_days"] or "Mon Tue Wed Thu Fri"
    return business_hours(
        working_days(words, first, last, closed),
        time.fromisoformat(agreement["opens_at"] or "08:00"),
        time.fromisoformat(agreement["closes_at"] or "17:00"),
        time_zone=agreement["time_zone"],
    )


def in_order(opened: int, events: list[Row]) -> list[Row]:
    """CLK-1: clamped to the opening, then by sequence, then by place in the delivery."""
    for event in events:
        event["at"] = max(opened, seconds(event["occurred_at"]))
        event["order"] = (event["at"], event["sequence"] or 0, event["row_number"])
    return sorted(events, key=lambda event: event["order"])


def in_force(agreements: list[Row], opened: int) -> Row | None:
    found = [
        row
        for row in agreements
        if row["starts_on"]
        <= local_date(opened, row["time_zone"])
        <= min(row["ends_on"], row["terminated_on"] or row["ends_on"])
    ]
    return max(found, key=lambda row: (row["starts_on"], row["agreement_id"]), default=None)


def stop_of(case: Case) -> Order | None:
    """The place in the order at which the clock stopped."""
    if case.metric == "response":
        answers = ("awaiting_customer", "restored", "closed")
        for event in case.events:
            if event["field"] == "response" or (
                event["field"] == "status" and event["value"] in answers
            ):
                return event["order"]
        return None
    status, stop = "new", None
    for event in case.events:
        if event["field"] == "status":
            if event["value"] in MOVING:
                stop = None
            elif status in MOVING and event["value"] in ("restored", "closed"):
                stop = event["order"]
            status = event["value"]
    return stop


def judged(case: Case) -> list[Row]:
    """The clock's row; none where it is judged a problem."""
    stop = stop_of(case)
    facts = {"kind": case.ticket["kind"], "priority": case.ticket["priority"]}
    for event in case.events:
        if event["field"] in facts and (stop is None or event["order"] < stop):
            facts[event["field"]] = event["value"]
    if facts["kind"] == "problem":
        return []
    environment = case.ticket["environment"]
    if case.agreement and case.agreement["go_live_on"]:
        opened_on = local_date(case.opened, case.agreement["time_zone"])
        if opened_on < case.agreement["go_live_on"]:
            environment = "non_production"
    priority = "P3" if facts["kind"] == "service_request" else facts["priority"]
    priority = "P4" if environment == "non_production" else priority
    named = {
        "ticket_id": case.ticket["ticket_id"],
        "customer_id": case.ticket["customer_id"],
        "metric": case.metric,
        "kind": facts["kind"],
        "environment": environment,
        "recorded_priority": facts["priority"],
        "priority": priority,
        "started_at": case.ticket["opened_at"],
        "stopped_at": instant(stop[0]) if stop else None,
        "reopenings": reopenings(case),
    }
    if case.agreement is None:
        return [named | {"outcome": "excluded", "excluded_reason": "no_agreement"}]
    return [named | measured(case, priority, stop[0] if stop else None)]


def steps(case: Case) -> list[tuple[int, str]]:
    changes = [(e["at"], e["value"]) for e in case.events if e["field"] == "status"]
    return [(case.opened, "new"), *changes]


def reopenings(case: Case) -> int:
    return sum(
        before not in MOVING and after in MOVING
        for (_, before), (_, after) in pairwise(steps(case))
    )


def measured(case: Case, priority: str, stop: int | None) -> Row:
    target, calendar = target_of(case, priority)
    hours = AROUND_THE_CLOCK if calendar == "24x7" else case.hours
    runs, rests = spans(case, stop)
    elapsed = sum(hours.between(start, end) for start, end in runs)
    resting = case.metric == "restoration" and steps(case)[-1][1] == "awaiting_customer"
    reason = reason_of(case)
    due = None if reason else due_at(runs, hours, target, None if resting else stop or case.as_of)
    if reason:
        outcome, decided = "excluded", case.opened
    elif elapsed > target:
        outcome, decided = "breached", due
    elif stop is not None:
        outcome, decided = "met", stop
    else:
        outcome, decided = "paused" if resting else "running", None
    zone = case.agreement["time_zone"]
    return {
        "calendar": calendar,
        "target_seconds": target,
        "elapsed_seconds": elapsed,
        "paused_seconds": sum(hours.between(start, end) for start, end in rests),
        "remaining_seconds": target - elapsed,
        "due_at": instant(due),
        "outcome": outcome,
        "excluded_reason": reason,
        "month": local_date(decided, zone).replace(day=1) if decided else None,
        "agreement_id": case.agreement["agreement_id"],
        "time_zone": zone,
    }


def target_of(case: Case, priority: str) -> tuple[int, str]:
    opened_on = local_date(case.opened, case.agreement["time_zone"])
    dated = [
        row
        for row in case.overrides
        if (row["metric"], row["priority"]) == (case.metric, priority)
        and row["valid_from"] <= opened_on
    ]
    if not dated:
        return TARGETS[case.metric, priority]
    latest = max(dated, key=lambda row: row["valid_from"])
    return latest["target_seconds"], latest["calendar"]


def spans(case: Case, stop: int | None) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The running and the resting spans, up to the stop or as_of."""
    if case.metric == "response":
        return [(case.opened, case.as_of if stop is None else stop)], []
    found = [*pairwise([*steps(case), (case.as_of, "")])]
    return (
        [(start, end) for (start, status), (end, _) in found if status in RUNNING],
        [(start, end) for (start, status), (end, _) in found if status == "awaiting_customer"],
    )


def reason_of(case: Case) -> str | None:
    statuses = [status for _, status in steps(case)]
    last = max(place for place, status in enumerate(statuses) if status in MOVING)
    if "cancelled" in statuses[last:]:
        return "cancelled"
    exclusions = [event["value"] for event in case.events if event["field"] == "exclusion"]
    return exclusions[-1] if exclusions and case.metric == "restoration" else None


def due_at(
    runs: list[tuple[int, int]], hours: Hours, target: int, goes_on: int | None
) -> int | None:
    """CLK-6, with the first instant that has the seconds found by halving."""
    left = target
    for start, end in runs:
        if hours.between(start, end) >= left:
            return first_with(hours, start, end, left)
        left -= hours.between(start, end)
    if goes_on is None:
        return None
    return first_with(hours, goes_on, goes_on + 120 * 86_400, left)


def first_with(hours: Hours, start: int, end: int, needed: int) -> int:
    low = start
    while low < end:
        middle = (low + end) // 2
        if hours.between(start, middle) >= needed:
            end = middle
        else:
            low = middle + 1
    return low
