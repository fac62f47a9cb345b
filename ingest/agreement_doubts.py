"""What looks wrong in the terms of agreements: hours, zones, dates, promises and top-ups."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from ingest.contract import AGREEMENTS, HOLIDAYS, SLA_OVERRIDES, TOP_UPS
from ingest.named import also, counted, first_of
from ingest.superseded import in_force, key_column

HANDBOOK = Path(__file__).parents[1] / "seeds" / "handbook_targets.csv"
# Nobody's business day is longer, unless it is the whole day.
LONGEST_DAY_HOURS = 14
# Zones that stand still where their name or place has summer time.
FIXED_ZONES = {"EST": "America/New_York", "MST": "America/Denver"}
LEAST_AVAILABILITY_PCT = 50
MOST_TIMES_THE_HANDBOOK = 10
# No desk answers within less.
LEAST_TARGET_SECONDS = 60

Rows = list[tuple[Any, ...]]


def agreement_doubts(connection: duckdb.DuckDBPyConnection) -> Iterable[str]:
    """Say of the agreements in force, their targets, holidays and top-ups what looks wrong.

    Each sentence tells of the first such agreement, and names the others.
    """
    yield from _said(_rows(connection, HOURS), _of_hours, "agreement", alike=lambda row: row[3])
    yield from _said(_rows(connection, ZONES), _of_zone, "agreement", alike=lambda row: row[1])
    for sql, says in (
        (REVERSED, _reversed),
        (TERMINATED, _of_termination),
        (TERMINATED_LATE, _of_late_termination),
        (AVAILABILITY, _of_availability),
    ):
        yield from _said(_rows(connection, sql), says, "agreement")
    yield from _of_holidays(connection)
    yield from _of_targets(connection)
    yield from _said(_rows(connection, TOP_UPS_OUTSIDE), _outside, "top-up")
    yield from _said(_rows(connection, TOP_UPS_UNLIMITED), _unlimited, "top-up")
    yield from _said(_rows(connection, TOP_UPS_EMPTY), _empty, "top-up")


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> Rows:
    return connection.execute(sql).fetchall()


def _said(
    rows: Rows,
    says: Callable[..., str],
    what: str,
    *,
    alike: Callable[[tuple[Any, ...]], object] = lambda _: None,
) -> Iterable[str]:
    """Say the first row in a sentence, and name the others by their first column.

    Rows that are not `alike` are said apart.
    """
    groups: dict[object, Rows] = {}
    for row in rows:
        groups.setdefault(alike(row), []).append(row)
    for first, *rest in groups.values():
        yield says(*first) + also((name for name, *_ in rest if name != first[0]), what)


def _minutes_sql(time: str) -> str:
    return f"60 * cast(split_part({time}, ':', 1) as int) + cast(split_part({time}, ':', 2) as int)"


HOURS = f"""
with
    agreements as (
        select agreement_id, {key_column(AGREEMENTS, "opens_at")} as opens_at,
            {key_column(AGREEMENTS, "closes_at")} as closes_at
        from raw.agreements where {in_force(AGREEMENTS)}
    ),
    days as (
        select *, {_minutes_sql("opens_at")} as opens, {_minutes_sql("closes_at")} as closes
        from agreements
    )
select agreement_id, opens_at, closes_at,
    case when closes = opens then 'whole day' when closes < opens then 'over night' end,
    (closes - opens + case when closes <= opens then 1440 else 0 end) / 60 as hours
from days
where (closes <= opens or hours > {LONGEST_DAY_HOURS}) and not (opens = 0 and hours = 24)
order by agreement_id
"""


def _of_hours(agreement: str, opens: str, closes: str, kind: str | None, hours: float) -> str:
    if kind == "whole day":
        return (
            f"Agreement {agreement} has business hours from {opens} to {closes}, which is the "
            "whole day and night: are opens_at and closes_at right?"
        )
    if kind is None:
        return (
            f"Agreement {agreement} has business hours from {opens} to {closes}, {hours:g} hours: "
            "are opens_at and closes_at right?"
        )
    return (
        f"Agreement {agreement} has business hours from {opens} to {closes} of the next day, "
        f"{hours:g} hours: are opens_at and closes_at swapped?"
    )


ZONES = f"""
select agreement_id, time_zone from raw.agreements
where {in_force(AGREEMENTS)} and (
    time_zone in ({", ".join(f"'{zone}'" for zone in FIXED_ZONES)})
    or regexp_matches(time_zone, '^Etc/GMT[+-][1-9]')
)
order by agreement_id
"""


def _of_zone(agreement: str, zone: str) -> str:
    place = FIXED_ZONES.get(zone)
    write = f"write {place}" if place else "write the zone of its place, such as Europe/Berlin"
    return (
        f"Agreement {agreement} is in the time zone {zone}, which has no summer time: {write}, if "
        "the customer has it."
    )


REVERSED = f"""
select agreement_id, starts_on, ends_on from raw.agreements
where {in_force(AGREEMENTS)} and ends_on < starts_on order by agreement_id
"""


def _reversed(agreement: str, starts_on: Any, ends_on: Any) -> str:
    return (
        f"Agreement {agreement} ends before it begins, so it is never in force: starts_on is "
        f"{starts_on}, ends_on {ends_on}. Are the two swapped?"
    )


TERMINATED = f"""
select agreement_id, terminated_on, starts_on from raw.agreements
where {in_force(AGREEMENTS)} and terminated_on < starts_on and ends_on >= starts_on
order by agreement_id
"""


def _of_termination(agreement: str, terminated_on: Any, starts_on: Any) -> str:
    return (
        f"Agreement {agreement} ends before it begins, so it is never in force: terminated_on is "
        f"{terminated_on}, starts_on {starts_on}. Correct the date that is wrong."
    )


TERMINATED_LATE = f"""
select agreement_id, terminated_on, ends_on from raw.agreements
where {in_force(AGREEMENTS)} and terminated_on > ends_on and ends_on >= starts_on
order by agreement_id
"""


def _of_late_termination(agreement: str, terminated_on: Any, ends_on: Any) -> str:
    return (
        f"Agreement {agreement} is terminated on {terminated_on}, but ends before, on {ends_on}, "
        "which holds: terminated_on is for one that ends earlier. Correct the date that is wrong, "
        "or leave terminated_on empty."
    )


AVAILABILITY = f"""
select agreement_id, availability_target_pct from raw.agreements
where {in_force(AGREEMENTS)} and availability_target_pct < {LEAST_AVAILABILITY_PCT}
order by agreement_id
"""


def _of_availability(agreement: str, share: float) -> str:
    return (
        f"Agreement {agreement} promises an availability of {share:g} % only. The column "
        "availability_target_pct holds per cent: write 99.5 for 99.5 %."
    )


def _of_holidays(connection: duckdb.DuckDBPyConnection) -> Iterable[str]:
    regions = f"select support_region from raw.agreements where {in_force(AGREEMENTS)}"
    rows = _rows(
        connection,
        f"""
        select support_region, count(*) from raw.holidays
        where {in_force(HOLIDAYS)} and support_region not in ({regions})
            and exists ({regions})
        group by support_region order by support_region
        """,
    )
    if rows:
        region, days = rows[0]
        counts, own = ("counts", "is") if days == 1 else ("count", "are")
        known = _rows(connection, f"select distinct * from ({regions}) order by all")
        has = first_of([name for (name,) in known])
        yield (
            f"{counted(days, 'holiday')} {own} of the region {region}, which no agreement has, and "
            f"{counts} for none: write the region as the agreements do ({has})."
            + also([name for name, _ in rows[1:]], "region")
        )


def _of_targets(connection: duckdb.DuckDBPyConnection) -> Iterable[str]:
    """Targets of their own that are most likely in another unit, or in each other's place."""
    connection.register("handbook", pl.read_csv(HANDBOOK).to_arrow())
    try:
        for sql, says in (
            (TARGETS_SHORT, _short),
            (TARGETS_LONG, _long),
            (TARGETS_SWAPPED, _swapped),
            (TARGETS_NEVER_HELD, _never_held),
        ):
            yield from _said(_rows(connection, sql), says, "agreement")
    finally:
        connection.unregister("handbook")


# An override that begins after the end of its agreement never holds, and is not judged.
_OVERRIDES = f"""
with
    agreements as (
        select agreement_id, least(ends_on, coalesce(terminated_on, ends_on)) as last_on
        from raw.agreements where {in_force(AGREEMENTS)}
    ),
    delivered as (
        select sla_overrides.*, agreements.last_on
        from raw.sla_overrides
        inner join agreements using (agreement_id)
        where {in_force(SLA_OVERRIDES)}
    ),
    overrides as (select * from delivered where valid_from <= last_on)
"""
TARGETS_SHORT = f"""
{_OVERRIDES}
select agreement_id, metric, priority, target_seconds from overrides
where target_seconds < {LEAST_TARGET_SECONDS}
order by agreement_id, metric, priority
"""


def _short(agreement: str, metric: str, priority: str, seconds: int) -> str:
    return (
        f"The target of agreement {agreement} for the {metric} of {priority} is "
        f"{counted(seconds, 'second')}. The column target_seconds counts seconds: are minutes or "
        "hours meant?"
    )


TARGETS_LONG = f"""
{_OVERRIDES}
select agreement_id, metric, priority, overrides.target_seconds, handbook.target_seconds
from overrides
inner join handbook using (metric, priority)
where overrides.target_seconds > {MOST_TIMES_THE_HANDBOOK} * handbook.target_seconds
order by agreement_id, metric, priority
"""


def _long(agreement: str, metric: str, priority: str, seconds: int, handbook: int) -> str:
    return (
        f"The target of agreement {agreement} for the {metric} of {priority} is {_hours(seconds)}, "
        f"more than {MOST_TIMES_THE_HANDBOOK} times the handbook's {_hours(handbook)}. The column "
        "target_seconds counts seconds: is the number right?"
    )


# A target that is not set otherwise is the handbook's. A second of business time lasts as long as
# one of the clock at least, so both are compared unless the restoration alone counts business time.
TARGETS_SWAPPED = f"""
{_OVERRIDES},
    changes as (select distinct agreement_id, priority, valid_from from overrides),
    targets as (
        select changes.agreement_id, changes.priority, changes.valid_from, handbook.metric,
            coalesce(arg_max(overrides.target_seconds, overrides.valid_from),
                any_value(handbook.target_seconds)) as target_seconds,
            coalesce(arg_max(overrides.calendar, overrides.valid_from),
                any_value(handbook.calendar)) as calendar
        from changes
        inner join handbook using (priority)
        left join overrides
            on changes.agreement_id = overrides.agreement_id
            and changes.priority = overrides.priority
            and handbook.metric = overrides.metric
            and overrides.valid_from <= changes.valid_from
        group by all
    )
select response.agreement_id, response.priority, response.target_seconds,
    restoration.target_seconds
from targets as response
inner join targets as restoration using (agreement_id, priority, valid_from)
where response.metric = 'response' and restoration.metric = 'restoration'
    and response.target_seconds > restoration.target_seconds
    and (response.calendar = restoration.calendar or response.calendar = 'business')
order by response.agreement_id, response.priority, valid_from
"""


def _swapped(agreement: str, priority: str, response: int, restoration: int) -> str:
    return (
        f"Agreement {agreement} lets the response to {priority} take {_hours(response)}, longer "
        f"than its restoration, {_hours(restoration)}: are the two swapped, or is one in another "
        "unit?"
    )


TARGETS_NEVER_HELD = f"""
{_OVERRIDES}
select agreement_id, metric, priority, valid_from, last_on from delivered
where valid_from > last_on order by agreement_id, metric, priority, valid_from
"""


def _never_held(agreement: str, metric: str, priority: str, valid_from: Any, last_on: Any) -> str:
    return (
        f"The override of agreement {agreement} for the {metric} of {priority}, valid from "
        f"{valid_from}, never holds, for the agreement ends on {last_on}. Correct the date that is "
        "wrong, or name the agreement that is in force then."
    )


def _hours(seconds: int) -> str:
    if seconds < 3600:
        return counted(round(seconds / 60), "minute")
    return f"{seconds / 3600:,.4g} hour{'' if seconds == 3600 else 's'}"


_BOUGHT = f"""
with
    agreements as (
        select *, least(ends_on, coalesce(terminated_on, ends_on)) as last_on
        from raw.agreements where {in_force(AGREEMENTS)}
    ),
    top_ups as (select * from raw.top_ups where {in_force(TOP_UPS)} and units > 0),
    bought as (
        select top_ups.*, agreements.agreement_id, case top_ups.kind
            when 'standard' then agreements.standard_quota else agreements.nonstandard_quota
        end as quota
        from top_ups
        left join agreements
            on top_ups.customer_id = agreements.customer_id
            and top_ups.purchased_on between agreements.starts_on and agreements.last_on
    )
"""
TOP_UPS_OUTSIDE = f"""
{_BOUGHT}
select top_up_id, customer_id, purchased_on from bought
where agreement_id is null order by top_up_id
"""
TOP_UPS_UNLIMITED = f"""
{_BOUGHT}
select top_up_id, customer_id, any_value(kind), min(agreement_id) from bought
where agreement_id is not null
group by top_up_id, customer_id having count(quota) = 0 order by top_up_id
"""
TOP_UPS_EMPTY = f"""
select top_up_id from raw.top_ups where {in_force(TOP_UPS)} and units = 0 order by top_up_id
"""


def _outside(top_up: str, customer: str, purchased_on: Any) -> str:
    return (
        f"Top-up {top_up} of {customer} was bought on {purchased_on}, when no agreement of the "
        "customer is in force, so it adds to nothing: are its date and those of the agreements "
        "right?"
    )


def _unlimited(top_up: str, customer: str, kind: str, agreement: str) -> str:
    return (
        f"Top-up {top_up} of {customer} adds units to a quota that is not limited: agreement "
        f"{agreement} has no {kind}_quota. Write the quota into the agreement, or correct the "
        "top-up's kind."
    )


def _empty(top_up: str) -> str:
    return f"Top-up {top_up} brings 0 units: is the number missing?"
