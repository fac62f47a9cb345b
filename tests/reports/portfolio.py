"""A small published portfolio, made without the pipeline: the marts' tables in a snapshot file.

Three customers with known clocks, and one whose fourteen months come from a seed.
"""

from __future__ import annotations

import os
import random
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl

from tests.reports.quotas import add_quotas

AS_OF = datetime(2026, 7, 3, 21, 30)
JUNE = datetime(2026, 6, 9, 12, 0)
HANDBOOK_SECONDS = {
    ("response", "P1"): 3600,
    ("response", "P2"): 7200,
    ("response", "P3"): 14400,
    ("response", "P4"): 28800,
    ("restoration", "P1"): 28800,
    ("restoration", "P2"): 43200,
    ("restoration", "P3"): 172800,
    ("restoration", "P4"): 172800,
}
HOSTILE_SUMMARY = (
    '=HYPERLINK("http://spy.invalid/x","open") ![p](http://spy.invalid/p.png) <b>x</b>'
)


@dataclass(frozen=True)
class Clock:
    ticket_id: str
    customer_id: str
    metric: str
    priority: str
    started_at: datetime
    elapsed_seconds: int | None
    outcome: str
    month: date | None
    stopped_at: datetime | None = None
    due_at: datetime | None = None
    excluded_reason: str | None = None
    summary: str | None = None
    target_seconds: int | None = None
    calendar: str | None = None
    time_zone: str | None = "America/New_York"
    least_elapsed_seconds: int | None = None
    is_hidden: bool = False


CUSTOMERS = (
    # customer_id, name, time_zone, support_region, opens_at, closes_at, working_days, starts_on
    ("aldgate", "Aldgate Bank", "Europe/London", "GB-ENG", "08:00", "17:00",
     "Mon Tue Wed Thu Fri", date(2025, 5, 1)),
    ("brightwater", "Brightwater & Söhne", "America/New_York", "US-NY", "08:00", "17:00",
     "Mon Tue Wed Thu Fri", date(2026, 4, 1)),
    ("calm", "Calm before Go-Live", "Asia/Riyadh", "SA", "09:00", "18:00",
     "Sun Mon Tue Wed Thu", date(2026, 6, 1)),
    ("drifting", "![d](http://spy.invalid/d.png) <b>Drift</b> :smile: $x$", None, None, None, None,
     None, None),
)  # fmt: skip


def met(ticket_id: str, metric: str, priority: str, started_at: datetime) -> Clock:
    seconds = HANDBOOK_SECONDS[metric, priority] // 2
    return Clock(
        ticket_id,
        "brightwater",
        metric,
        priority,
        started_at,
        seconds,
        "met",
        started_at.date().replace(day=1),
        stopped_at=started_at + timedelta(seconds=seconds),
        due_at=started_at + timedelta(seconds=2 * seconds),
    )


def missed(
    ticket_id: str, metric: str, priority: str, *, late_seconds: int, summary: str | None = None
) -> Clock:
    target = HANDBOOK_SECONDS[metric, priority]
    return Clock(
        ticket_id,
        "brightwater",
        metric,
        priority,
        JUNE,
        target + late_seconds,
        "breached",
        date(2026, 6, 1),
        stopped_at=JUNE + timedelta(seconds=target + late_seconds),
        due_at=JUNE + timedelta(seconds=target),
        summary=summary,
    )


def known_clocks() -> list[Clock]:
    """Brightwater's June 2026: response 3 of 4, restoration 1 of 3; its April: one met response."""
    june = JUNE
    return [
        met("B-1", "response", "P1", june),
        met("B-2", "response", "P2", june),
        met("B-3", "response", "P2", june + timedelta(days=1)),
        missed("B-4", "response", "P3", late_seconds=5400, summary=HOSTILE_SUMMARY),
        missed("B-1", "restoration", "P1", late_seconds=7980, summary="Checkout is down"),
        met("B-2", "restoration", "P2", june),
        replace(missed("B-5", "restoration", "P3", late_seconds=40), stopped_at=None),
        replace(
            met("B-6", "restoration", "P3", june),
            outcome="excluded",
            excluded_reason="third_party_product",
            due_at=None,
        ),
        Clock("B-7", "brightwater", "restoration", "P4", june, 100, "paused", None),
        Clock(
            "B-8",
            "brightwater",
            "restoration",
            "P2",
            AS_OF - timedelta(hours=1),
            3600,
            "running",
            None,
            due_at=AS_OF + timedelta(hours=5),
        ),
        met("B-9", "response", "P4", datetime(2026, 4, 14, 15, 0)),
        Clock(
            "B-0",
            "brightwater",
            "response",
            "P4",
            datetime(2026, 3, 30),
            None,
            "excluded",
            None,
            excluded_reason="no_agreement",
            time_zone=None,
        ),
    ]


def unmeasured(ticket_id: str, metric: str, priority: str, *, late_seconds: int) -> Clock:
    """A clock of June that its export hides: at most so late, and perhaps met (CLK-13)."""
    clock = missed(ticket_id, metric, priority, late_seconds=late_seconds)
    return replace(clock, outcome="not_measurable", due_at=None, is_hidden=True)


def hidden_clocks() -> list[Clock]:
    """What makes Brightwater's June a range: response 3 to 4 of 5, restoration 2 to 4 of 6.

    One of them still runs, one is known by its day alone, one was met for certain.
    """
    return [
        unmeasured("B-6", "response", "P3", late_seconds=10**6),
        replace(unmeasured("B-11", "restoration", "P1", late_seconds=7200), stopped_at=None),
        replace(
            unmeasured("B-12", "restoration", "P2", late_seconds=3600),
            least_elapsed_seconds=40_000,
        ),
        replace(met("B-13", "restoration", "P3", JUNE), is_hidden=True),
    ]


def seeded_clocks(seed: int = 11) -> list[Clock]:
    """Aldgate's fourteen months: some 30 tickets each, P1 seldom, nothing at all in December."""
    dice = random.Random(seed)  # noqa: S311
    clocks: list[Clock] = []
    for month_number in range(14):
        month = date(2025 + (4 + month_number) // 12, (4 + month_number) % 12 + 1, 1)
        if month.month != 12:
            clocks += _tickets_of(month, dice)
    return [clock for clock in clocks if clock.started_at <= AS_OF]


def _tickets_of(month: date, dice: random.Random) -> list[Clock]:
    clocks = []
    for number in range(dice.randint(22, 38)):
        priority = dice.choices(("P1", "P2", "P3", "P4"), (1, 5, 12, 8))[0]
        opened_at = datetime(month.year, month.month, 1) + timedelta(
            days=dice.randint(0, 26), minutes=dice.randint(480, 1000)
        )
        for metric in ("response", "restoration"):
            target = HANDBOOK_SECONDS[metric, priority]
            elapsed = int(target * dice.lognormvariate(-1.0, 0.75))
            wall = 1 if priority == "P1" else 2.4
            missed = elapsed > target
            clocks.append(
                Clock(
                    f"INC-{month:%y%m}-{number:03d}",
                    "aldgate",
                    metric,
                    priority,
                    opened_at,
                    elapsed,
                    "breached" if missed else "met",
                    month,
                    stopped_at=opened_at + timedelta(seconds=int(elapsed * wall)),
                    due_at=opened_at + timedelta(seconds=int(target * wall)),
                    summary=dice.choice(SUMMARIES),
                    time_zone="Europe/London",
                )
            )
        if dice.random() < 0.06:
            clocks[-1] = replace(
                clocks[-1], outcome="excluded", excluded_reason=dice.choice(REASONS), due_at=None
            )
    return clocks


SUMMARIES = (
    "Approval mails are not sent after the weekend's update",
    "Search returns nothing for attachments older than a year",
    "Users of the Manchester office cannot sign in: the identity provider's certificate changed",
    "Report export stops at 10,000 rows",
    "Change calendar shows every entry one hour late",
    "Portal answers slowly between 09:00 and 10:00",
)
REASONS = ("cancelled", "customer_caused", "third_party_product", "information_missing")


def publish(
    published: Path,
    name: str,
    *,
    clocks: list[Clock] | None = None,
    customers: tuple[tuple[object, ...], ...] = CUSTOMERS,
    as_of: datetime = AS_OF,
) -> Path:
    """Write a snapshot file and let CURRENT name it; the file's path."""
    published.mkdir(parents=True, exist_ok=True)
    path = published / name
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
        _add_customers(connection, customers)
        add_quotas(connection, with_rows=customers is CUSTOMERS)
        _add_clocks(connection, known_clocks() + seeded_clocks() if clocks is None else clocks)
        connection.execute("insert into builds values ($as_of, 'a', 'b', 'c')", {"as_of": as_of})
        connection.execute(
            "insert into snapshot values ($id, $at)",
            {"id": path.stem, "at": datetime(2026, 7, 3, 22, 0)},
        )
    pointer = published / "CURRENT.new"
    pointer.write_text(name, encoding="utf-8")
    os.replace(pointer, published / "CURRENT")
    return path


def _add_customers(
    connection: duckdb.DuckDBPyConnection, customers: tuple[tuple[object, ...], ...]
) -> None:
    for customer in customers:
        connection.execute(
            "insert into customers (customer_id, name, time_zone, support_region, opens_at,"
            " closes_at, working_days, starts_on) values (?, ?, ?, ?, ?, ?, ?, ?)",
            list(customer),
        )


def _add_clocks(connection: duckdb.DuckDBPyConnection, clocks: list[Clock]) -> None:
    if not clocks:
        return
    rows = pl.DataFrame([asdict(clock) for clock in clocks], infer_schema_length=None)
    connection.register("clock_rows", rows)
    connection.register("handbook", _handbook())
    connection.execute(CLOCKS)
    connection.execute(ATTAINMENT)


def _handbook() -> pl.DataFrame:
    return pl.DataFrame(
        [(*key, value) for key, value in HANDBOOK_SECONDS.items()],
        schema=["metric", "priority", "seconds"],
        orient="row",
    )


TABLES = """
create table snapshot (snapshot_id varchar, published_at timestamp);
create table builds (
    as_of timestamp, tzdata_version varchar, holidays_version varchar,
    service_review_version varchar
);
create table customers (
    customer_id varchar, name varchar, csm_email varchar, agreement_id varchar, time_zone varchar,
    support_region varchar, opens_at varchar, closes_at varchar, working_days varchar,
    starts_on date, last_day_on date, go_live_on date
);
create table tickets (
    ticket_id varchar, customer_id varchar, kind varchar, environment varchar, priority varchar,
    opened_at timestamp, product varchar, summary varchar
);
create table sla_clocks (
    ticket_id varchar, customer_id varchar, metric varchar, kind varchar, environment varchar,
    recorded_priority varchar, priority varchar, calendar varchar, target_seconds bigint,
    started_at timestamp, stopped_at timestamp, elapsed_seconds bigint, paused_seconds bigint,
    remaining_seconds bigint, due_at timestamp, outcome varchar, excluded_reason varchar,
    month date, reopenings bigint, agreement_id varchar, time_zone varchar,
    least_elapsed_seconds bigint
);
create table sla_attainment (
    customer_id varchar, month date, metric varchar, priority varchar, met bigint, breached bigint,
    decided bigint, attainment double, attainment_low double, attainment_high double,
    excluded bigint, not_measurable bigint, attainment_least double, attainment_most double
);
create table reconciliation (
    ticket_id varchar, customer_id varchar, metric varchar, name varchar, kind varchar,
    priority varchar, month date, outcome varchar, source_outcome varchar, agrees boolean,
    reason varchar, elapsed_seconds bigint, source_elapsed_seconds bigint, paused_seconds bigint,
    target_seconds bigint, source_target_seconds bigint, calendar varchar, started_at timestamp,
    source_started_at timestamp, stopped_at timestamp, source_stopped_at timestamp,
    due_at timestamp, source_due_at timestamp, excluded_reason varchar,
    least_elapsed_seconds bigint, time_zone varchar, delivery_id bigint, row_number bigint
);
"""

CLOCKS = """
insert into sla_clocks
select
    ticket_id, customer_id, clock_rows.metric, 'incident', 'production', clock_rows.priority,
    clock_rows.priority,
    case when time_zone is null then null
        else coalesce(calendar, if(clock_rows.priority = 'P1', '24x7', 'business')) end,
    case when time_zone is null then null else coalesce(target_seconds, handbook.seconds) end,
    started_at, stopped_at, elapsed_seconds, 0,
    case when time_zone is null then null
        else coalesce(target_seconds, handbook.seconds) - elapsed_seconds end,
    due_at, outcome, excluded_reason, month, 0, null, time_zone,
    case when is_hidden then least_elapsed_seconds else elapsed_seconds end
from clock_rows
inner join handbook
    on clock_rows.metric = handbook.metric and clock_rows.priority = handbook.priority;
insert into tickets
select ticket_id, any_value(customer_id), 'incident', 'production', any_value(priority),
    any_value(started_at), 'SMAX', min(summary)
from clock_rows
group by ticket_id;
"""

ATTAINMENT = """
insert into sla_attainment
with counts as (
    select customer_id, month, metric, priority,
        count(*) filter (where outcome = 'met') as met,
        count(*) filter (where outcome = 'breached') as breached,
        count(*) filter (where outcome in ('met', 'breached')) as decided,
        count(*) filter (where outcome = 'excluded') as excluded,
        count(*) filter (where outcome = 'not_measurable') as not_measurable
    from sla_clocks
    where month is not null
    group by all
), shares as (
    select *, met / nullif(decided, 0) as share, 1.959963984540054 as z from counts
), intervals as (
    select *, (share + z * z / (2 * decided)) / (1 + z * z / decided) as centre,
        z / (1 + z * z / decided)
            * sqrt(share * (1 - share) / decided + z * z / (4 * decided * decided)) as half
    from shares
)
select customer_id, month, metric, priority, met, breached, decided, share,
    greatest(centre - half, 0), least(centre + half, 1), excluded, not_measurable,
    met / nullif(decided + not_measurable, 0),
    (met + not_measurable) / nullif(decided + not_measurable, 0)
from intervals
"""

PUBLISHED_AT = datetime(2026, 7, 3, 22, 0, tzinfo=UTC)
