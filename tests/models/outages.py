"""Customer months with overlapping outages, maintenance and customers' own changes, by chance.

Every instant is a whole minute, so that counting minutes, one by one, counts seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

# What takes downtime out under the default readings of AVA-1.
PARDONING = frozenset(("customer_request", "agreed_maintenance", "routine_maintenance"))

FIRST = datetime(2026, 1, 20, tzinfo=UTC)
AS_OF = datetime(2026, 6, 30, 16, tzinfo=UTC)
MINUTES = int((AS_OF - FIRST).total_seconds()) // 60
ZONES = (
    *(("Europe/Berlin", "DE-BY"), ("America/New_York", "US")),
    *(("Asia/Tokyo", "JP"), ("Australia/Sydney", "AU"), ("UTC", "GB")),
)

Row = dict[str, object]


@dataclass(frozen=True)
class Outages:
    """The rows, and by customer and month the seconds, those down and those pardoned."""

    rows: Mapping[str, list[Row]]
    counted: Mapping[tuple[str, date], tuple[int, int, int]]


def outages(seed: int, customers: int, pardoning: frozenset[str] = PARDONING) -> Outages:
    """As many customers with some months each, and the minute by minute count of them.

    `pardoning` are the reasons of changes that take downtime out.
    """
    random = np.random.default_rng(seed)
    names = ("customers", "agreements", "tickets", "ticket_events", "changes")
    rows: dict[str, list[Row]] = {name: [] for name in names}
    counted: dict[tuple[str, date], tuple[int, int, int]] = {}
    for number in range(customers):
        customer = f"down-{number:02}"
        rows["customers"].append({"customer_id": customer, "name": customer})
        zone, region = ZONES[number % len(ZONES)]
        live = _agreed(rows["agreements"], customer, (zone, region), random)
        down = _down(rows, customer, random)
        pardoned = _pardoned(rows["changes"], customer, pardoning, random)
        months = _months(zone)
        for month in np.unique(months[live]):
            here = live & (months == month)
            counted[customer, month.astype(date)] = (
                int(here.sum()) * 60,
                int((here & down & ~pardoned).sum()) * 60,
                int((here & down & pardoned).sum()) * 60,
            )
    return Outages(rows, counted)


def _minute(instant: datetime) -> int:
    return int((instant - FIRST).total_seconds()) // 60


def _at(minute: int) -> str:
    return f"{FIRST + timedelta(minutes=minute):%Y-%m-%dT%H:%M:%SZ}"


def _months(zone: str) -> np.ndarray:
    """The local month of each minute."""
    there = ZoneInfo(zone)
    hours = [
        (FIRST + timedelta(minutes=30 * half)).astimezone(there).date().replace(day=1)
        for half in range(MINUTES // 30)
    ]
    return np.repeat(np.array(hours, dtype="datetime64[D]"), 30)


def _agreed(
    agreements: list[Row], customer: str, home: tuple[str, str], random: np.random.Generator
) -> np.ndarray:
    """One agreement, live from some day of the first months, ended on some of the last."""
    live_on = date(2026, 1, 20) + timedelta(days=int(random.integers(2, 50)))
    ends_on = date(2026, 6, 1) + timedelta(days=int(random.integers(0, 60)))
    agreements.append(
        {
            "agreement_id": customer,
            "customer_id": customer,
            "starts_on": "2025-01-01",
            "ends_on": ends_on,
            "go_live_on": live_on,
            "availability_target_pct": 99.9,
            "time_zone": home[0],
            "support_region": home[1],
        }
    )
    there = ZoneInfo(home[0])
    begins = datetime(live_on.year, live_on.month, live_on.day, tzinfo=there)
    over = ends_on + timedelta(days=1)
    ends = datetime(over.year, over.month, over.day, tzinfo=there)
    minutes = np.arange(MINUTES)
    return (minutes >= _minute(begins)) & (minutes < _minute(ends))


def _down(rows: dict[str, list[Row]], customer: str, random: np.random.Generator) -> np.ndarray:
    """Incidents that overlap, change their priority, rest, come back or are withdrawn."""
    down = np.zeros(MINUTES, dtype=bool)
    # All opened once every customer is live, so that none is judged as non-production.
    first = _minute(datetime(2026, 3, 13, tzinfo=UTC))
    for number in range(14):
        name = f"{customer}-{number:02}"
        opened = int(random.integers(first, MINUTES - 10))
        kind = random.choice(["plain", "raised", "lowered", "back", "cancelled", "excluded", "P2"])
        rows["tickets"].append(
            {
                "ticket_id": name,
                "customer_id": customer,
                "kind": "incident",
                "environment": "production",
                "opened_at": _at(opened),
                "priority": "P2" if kind in ("raised", "P2") else "P1",
            }
        )
        spans = _told(rows["ticket_events"], name, opened, str(kind), random)
        for start, end in spans:
            down[start:end] = True
    return down


def _told(
    events: list[Row], name: str, opened: int, kind: str, random: np.random.Generator
) -> list[tuple[int, int]]:
    """Write what happens to an incident; returns the minutes in which it was an outage."""
    one, two, three = np.sort(opened + 1 + random.choice(3_000, 3, replace=False)).tolist()
    steps: dict[str, list[tuple[int, str, str]]] = {
        "plain": [(one, "status", "awaiting_customer"), (two, "status", "restored")],
        "raised": [(one, "priority", "P1"), (two, "status", "restored")],
        "lowered": [(one, "priority", "P3"), (two, "status", "restored")],
        "back": [
            *((one, "status", "restored"), (two, "status", "in_progress")),
            (three, "status", "closed"),
        ],
        "cancelled": [(one, "status", "in_progress"), (two, "status", "cancelled")],
        "excluded": [(one, "exclusion", "customer_caused"), (two, "status", "restored")],
        "P2": [(two, "status", "restored")],
    }
    known = [step for step in steps[kind] if step[0] <= MINUTES]
    events += [
        {"ticket_id": name, "occurred_at": _at(at), "field": field, "value": value}
        for at, field, value in known
    ]
    spans = {
        "plain": [(opened, two)],
        "raised": [(one, two)],
        "lowered": [(opened, one)],
        "back": [(opened, one), (two, three)],
        # Not yet withdrawn or excluded, it is still an outage.
        "cancelled": [] if two <= MINUTES else [(opened, two)],
        "excluded": [] if one <= MINUTES else [(opened, two)],
        "P2": [],
    }
    return [(start, min(end, MINUTES)) for start, end in spans[kind] if start < MINUTES]


def _pardoned(
    changes: list[Row], customer: str, pardoning: frozenset[str], random: np.random.Generator
) -> np.ndarray:
    """Changes that take downtime out and others that do not, some of them over one another."""
    pardoned = np.zeros(MINUTES, dtype=bool)
    for number in range(16):
        start = int(random.integers(0, MINUTES - 3_000))
        began, ended = start + int(random.integers(0, 60)), start + int(random.integers(61, 2_000))
        end = start + int(random.integers(61, 2_000))
        reason, holds = [
            ("customer_request", (began, ended)),
            ("agreed_maintenance", (start, end)),
            ("emergency_maintenance", (began, ended)),
            ("service_update", None),
            ("routine_maintenance", (start, end)),
            ("agreed_maintenance", None),
            ("customer_request", None),
        ][number % 7]
        is_held = holds is not None
        changes.append(
            {
                "change_id": f"{customer}-c{number:02}",
                "customer_id": customer,
                "type": "normal",
                "reason": reason,
                "outcome": "successful",
                "environment": "non_production"
                if reason == "customer_request" and not is_held
                else "production",
                "planned_start": _at(start),
                "planned_end": _at(end),
                "started_at": _at(began),
                "ended_at": _at(ended),
                "customer_agreed_at": _at(start - 10) if is_held else None,
                "interrupts_service": "true",
                "notified_at": _at(start - 30 * 1_440),
            }
        )
        if holds is not None and reason in pardoning:
            pardoned[holds[0] : holds[1]] = True
    return pardoned
