"""What a ticket is judged by: its agreement, environment, priority, calendar and target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from simulate.agreements import Agreement
from simulate.business_time import (
    AROUND_THE_CLOCK,
    HANDBOOK_DAYS,
    Hours,
    business_hours,
    local_date,
    non_working_days,
    working_days,
)
from simulate.customers import Customer
from simulate.entitlements import Override
from simulate.parameters import Parameters

RESPONSE = "response"
RESTORATION = "restoration"
METRICS = (RESPONSE, RESTORATION)

# Seconds and calendar by metric and priority (TGT-1).
TARGETS: Mapping[tuple[str, str], tuple[int, str]] = MappingProxyType(
    {
        (RESPONSE, "P1"): (3_600, "24x7"),
        (RESPONSE, "P2"): (7_200, "business"),
        (RESPONSE, "P3"): (14_400, "business"),
        (RESPONSE, "P4"): (28_800, "business"),
        (RESTORATION, "P1"): (28_800, "24x7"),
        (RESTORATION, "P2"): (43_200, "business"),
        (RESTORATION, "P3"): (172_800, "business"),
        (RESTORATION, "P4"): (172_800, "business"),
    }
)
# Business hours reach so far past both ends of the portfolio, for what is due after its end.
MARGIN_DAYS = 500


@dataclass(frozen=True)
class Terms:
    """An agreement with its business hours and its overrides."""

    agreement: Agreement
    hours: Hours
    overrides: tuple[Override, ...]


@dataclass(frozen=True)
class Judgement:
    """What a clock is judged by; `priority` is that of PRI-1, `recorded_priority` that recorded."""

    kind: str
    environment: str
    recorded_priority: str
    priority: str
    calendar: str
    target_seconds: int
    hours: Hours


def terms_of(
    customer: Customer,
    overrides: Sequence[Override],
    delivered: Mapping[tuple[str, date], bool],
    *,
    parameters: Parameters,
) -> tuple[Terms, ...]:
    """The terms of each agreement of a customer, in order."""
    first = parameters.starts_on - timedelta(days=31)
    last = parameters.ends_on + timedelta(days=MARGIN_DAYS)
    return tuple(
        Terms(
            agreement,
            _hours(agreement, first, last, delivered),
            tuple(row for row in overrides if row.agreement_id == agreement.agreement_id),
        )
        for agreement in customer.agreements
    )


def _hours(
    agreement: Agreement, first: date, last: date, delivered: Mapping[tuple[str, date], bool]
) -> Hours:
    closed = non_working_days(agreement.support_region, first, last, delivered)
    days = working_days(agreement.working_days or HANDBOOK_DAYS, first, last, closed)
    return business_hours(days, agreement.opening, agreement.closing, time_zone=agreement.time_zone)


def in_force(terms: Sequence[Terms], opened_at: int) -> Terms | None:
    """The terms in force on the local date of the opening; of two the later begun (AGR-1)."""
    found = None
    for candidate in terms:
        agreement = candidate.agreement
        day = local_date(opened_at, agreement.time_zone)
        if agreement.starts_on <= day <= agreement.last_day:
            found = candidate
    return found


def judge(  # noqa: PLR0913 - each is a fact that judges
    terms: Terms, metric: str, *, opened_at: int, kind: str, environment: str, priority: str
) -> Judgement:
    """The environment (AGR-2), priority (PRI-1) and target (TGT-1, TGT-2) of a clock."""
    agreement = terms.agreement
    opened_on = local_date(opened_at, agreement.time_zone)
    live = agreement.go_live_on is None or opened_on >= agreement.go_live_on
    judged_environment = environment if live else "non_production"
    judged = judged_priority(kind, judged_environment, priority)
    seconds, calendar = TARGETS[metric, judged]
    rows = [
        row
        for row in terms.overrides
        if (row.metric, row.priority) == (metric, judged) and row.valid_from <= opened_on
    ]
    if rows:
        latest = max(rows, key=lambda row: row.valid_from)
        seconds, calendar = latest.target_seconds, latest.calendar
    hours = AROUND_THE_CLOCK if calendar == "24x7" else terms.hours
    return Judgement(kind, judged_environment, priority, judged, calendar, seconds, hours)


def judged_priority(kind: str, environment: str, priority: str) -> str:
    """The priority that counts (PRI-1)."""
    if environment == "non_production":
        return "P4"
    return "P3" if kind == "service_request" else priority
