"""Agreements: since when, under which terms, with which quotas, and how they are renewed."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from types import MappingProxyType

from simulate.business_time import HANDBOOK_DAYS
from simulate.chance import Chance
from simulate.homes import Home
from simulate.parameters import Parameters, add_months

NEW_HOME = Home("", "America/New_York", "US-NY")
RENEWED_HALFWAY = ("moves", "gap", "new_hours")
GAP_DAYS = 24

# What the agreement says instead of 08:00 to 17:00, Monday to Friday (CAL-1).
OWN_HOURS = MappingProxyType(
    {
        "own_days": ("07:30", "16:30", "Sun Mon Tue Wed Thu"),
        "overnight": ("21:00", "06:00", HANDBOOK_DAYS),
        "open_all_night": ("00:00", "00:00", HANDBOOK_DAYS),
    }
)


@dataclass(frozen=True)
class Agreement:
    """One row of `agreements`, by the contract's names."""

    agreement_id: str
    customer_id: str
    starts_on: date
    ends_on: date
    terminated_on: date | None
    time_zone: str
    support_region: str
    opens_at: str | None
    closes_at: str | None
    working_days: str | None
    go_live_on: date | None
    access_enabled_on: date | None
    handed_off_on: date | None
    standard_quota: int | None
    nonstandard_quota: int | None
    availability_target_pct: float | None
    contact_limit: int | None
    retrieval_days: int | None
    rto_hours: float | None
    rpo_hours: float | None

    @property
    def last_day(self) -> date:
        """The last day in force."""
        return min(self.ends_on, self.terminated_on or self.ends_on)

    @property
    def opening(self) -> time:
        """When business hours begin, local wall time (CAL-1)."""
        return time.fromisoformat(self.opens_at or "08:00")

    @property
    def closing(self) -> time:
        """When business hours end, local wall time (CAL-1)."""
        return time.fromisoformat(self.closes_at or "17:00")


@dataclass(frozen=True)
class Party:
    """The customer, as far as its agreements depend on it."""

    customer_id: str
    role: str
    home: Home
    tickets_a_month: float


def agreements_of(party: Party, parameters: Parameters, chance: Chance) -> tuple[Agreement, ...]:
    """The agreements of a customer back to back until past the portfolio's end (AGR-1)."""
    role = party.role
    start, months = _first_term(role, parameters, chance)
    first = _first(party, start, months, chance)
    first = _with_go_live(first, role, parameters, chance)
    if role in ("left", "leaving"):
        share = 0.55 if role == "left" else 1.0
        return (replace(first, terminated_on=parameters.day(share) + timedelta(days=25)),)
    agreements = [first]
    while agreements[-1].ends_on < parameters.ends_on:
        agreements.append(_renewed(agreements[-1], role, months, chance))
    return tuple(agreements)


def _first_term(role: str, parameters: Parameters, chance: Chance) -> tuple[date, int]:
    """The first day of the first agreement, and the months of each term."""
    start = parameters.starts_on
    if role in RENEWED_HALFWAY:
        return add_months(start, parameters.months // 2 - 24), 24
    if role == "goes_live":
        return add_months(start, parameters.months // 8), 36
    if role == "before_go_live":
        return add_months(start, parameters.months * 2 // 3), 36
    if role in ("left", "leaving"):
        return add_months(start, -9), 60 + parameters.months
    if role == "leap_day":
        leap = next(year for year in range(start.year - (start.month < 3), 0, -1) if isleap(year))
        return date(leap, 2, 29), 60
    months = chance.weighted(((12, 0.5), (24, 0.25), (36, 0.25)))
    late = role == "usual" and parameters.months > 3 and chance.happens(0.15)
    offset = chance.whole(1, parameters.months // 3) if late else -chance.whole(0, 23)
    day = chance.weighted(((1, 0.7), (15, 0.2), (chance.whole(2, 28), 0.1)))
    return add_months(start, offset).replace(day=day), months


def _first(party: Party, start: date, months: int, chance: Chance) -> Agreement:
    """The first agreement, with quotas made for what the customer asks for."""
    role, tickets = party.role, party.tickets_a_month
    hours = OWN_HOURS.get(role, ("08:00", "17:00", HANDBOOK_DAYS))
    # An empty cell means the handbook's hours, so about half of the usual agreements leave it so.
    given = role in OWN_HOURS or chance.happens(0.5)
    limited = role != "no_quota"
    return Agreement(
        agreement_id=f"CSA-{party.customer_id[5:]}-1",
        customer_id=party.customer_id,
        starts_on=start,
        ends_on=add_months(start, months) - timedelta(days=1),
        terminated_on=None,
        time_zone=party.home.time_zone,
        support_region=party.home.support_region,
        opens_at=hours[0] if given else None,
        closes_at=hours[1] if given else None,
        working_days=hours[2] if given else None,
        go_live_on=None,
        access_enabled_on=None,
        handed_off_on=None,
        standard_quota=round(tickets * chance.number(2.2, 3.6)) if limited else None,
        nonstandard_quota=round(tickets * chance.number(0.0, 1.6)) if limited else None,
        availability_target_pct=chance.one_of((99.5, 99.9, 99.9, None)),
        contact_limit=chance.one_of((None, None, 3, 5)),
        retrieval_days=chance.one_of((None, 30, 45)),
        rto_hours=chance.one_of((None, 8.0, 12.0, 24.0)),
        rpo_hours=chance.one_of((None, 1.0, 4.0)),
    )


def _with_go_live(first: Agreement, role: str, parameters: Parameters, chance: Chance) -> Agreement:
    """The dates of the onboarding (AGR-2, ONB-1); an empty Go-Live means live from the start."""
    ramp = chance.whole(40, 80)
    live = first.starts_on + timedelta(days=ramp)
    if role == "before_go_live":
        live = parameters.ends_on + timedelta(days=ramp)
    elif role not in ("goes_live", "left") and chance.happens(0.45):
        return first
    # Now and then before access was enabled (ONB-1).
    share = 9 if ramp % 7 == 3 else 2
    return replace(
        first,
        go_live_on=live,
        access_enabled_on=first.starts_on + timedelta(days=ramp // 5),
        handed_off_on=min(live, first.starts_on + timedelta(days=ramp // share)),
    )


def _renewed(before: Agreement, role: str, months: int, chance: Chance) -> Agreement:
    """The agreement that follows: the next day, with the quotas looked at again."""
    stem, _, ended = before.agreement_id.rpartition("-")
    number = int(ended) + 1
    gap = GAP_DAYS if role == "gap" and number == 2 else 0
    start = before.ends_on + timedelta(days=1 + gap)
    standard, nonstandard = before.standard_quota, before.nonstandard_quota
    after = replace(
        before,
        agreement_id=f"{stem}-{number}",
        starts_on=start,
        ends_on=add_months(start, months) - timedelta(days=1),
        standard_quota=None if standard is None else round(standard * chance.number(0.9, 1.3)),
        nonstandard_quota=None
        if nonstandard is None
        else round(nonstandard * chance.number(0.9, 1.3)),
    )
    if role == "moves":
        return replace(after, time_zone=NEW_HOME.time_zone, support_region=NEW_HOME.support_region)
    if role == "new_hours":
        return replace(
            after, opens_at="07:00", closes_at="19:00", working_days="Mon Tue Wed Thu Fri Sat"
        )
    return after
