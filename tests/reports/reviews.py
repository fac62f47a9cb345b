"""Brightwater's service review: its demand, changes, problems and availability by hand.

In June 2026 eight tickets came, five were restored and one cancelled; with the two of May four are
left. Of two changes one broke two rules; production was down for 43 min 12 s of 30 days.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb

from tests.reports import operations, portfolio

APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)

TABLES = """
create table demand (
    customer_id varchar, month date, kind varchar, environment varchar, priority varchar,
    category varchar, opened bigint, restored bigint, cancelled bigint, backlog bigint,
    backlog_from_before bigint, backlog_days bigint, oldest_opened_on date
);
create table incident_problems (
    ticket_id varchar, customer_id varchar, problem_id varchar, is_known boolean, status varchar,
    closed_at timestamp
);
create table unexplained_incidents (
    ticket_id varchar, customer_id varchar, problem_id varchar, restored_at timestamp,
    restored_on date, month date, age_days bigint
);
insert into unexplained_incidents values
    ('B-1', 'brightwater', 'PRB-9', '2026-06-09 22:13', '2026-06-09', '2026-06-01', 24);
create table changes (
    change_id varchar, customer_id varchar, type varchar, reason varchar, environment varchar,
    started_at timestamp, ended_at timestamp, outcome varchar, on_time boolean,
    incidents_caused bigint, interrupts_service boolean, notice_business_days bigint, month date,
    chg_1 varchar, chg_2 varchar, chg_3 varchar, chg_4 varchar, chg_5 varchar, chg_6 varchar,
    chg_9 varchar, summary varchar, planned_start timestamp, planned_end timestamp,
    request_ticket varchar, incident_ticket varchar, notified_at timestamp,
    customer_agreed_at timestamp
);
create table availability (
    customer_id varchar, month date, seconds bigint, downtime_seconds bigint,
    excluded_downtime_seconds bigint, availability double, target double, is_met boolean,
    outages bigint, rests_on_bounds boolean
);
create table exit_steps (
    exit_id varchar, step varchar, place bigint, stage varchar, planned_on date,
    occurred_at timestamp, days_late bigint, in_order boolean, occurred_on date, note varchar,
    state varchar, proposed_on date, title varchar
);
"""
DEMAND = (
    ("brightwater", APRIL, "incident", "production", "P4", "Login", 1, 1, 0, 0, 0, 0, None),
    ("brightwater", MAY, "incident", "production", "P3", "Login", 3, 1, 0, 2, 0, 10,
     date(2026, 5, 20)),
    ("brightwater", JUNE, "incident", "production", "P3", "Login", 5, 3, 1, 3, 1, 62,
     date(2026, 5, 20)),
    ("brightwater", JUNE, "service_request", "non_production", "P4", None, 3, 2, 0, 1, 0, 2,
     date(2026, 6, 28)),
)  # fmt: skip
CHANGES = (
    ("CHG-0", "brightwater", "normal", "routine_maintenance", "production",
     datetime(2026, 6, 3, 2), datetime(2026, 6, 3, 4), "successful", True, 1, True, 2, JUNE,
     None, None, "broken", "kept", None, "broken", None, "<i>Patch</i>", *[None] * 6),
    ("CHG-9", "brightwater", "standard", "other", "non_production",
     datetime(2026, 6, 4, 2), None, None, None, 0, False, None, JUNE,
     None, None, None, "kept", None, None, None, None, *[None] * 6),
    ("CHG-8", "brightwater", "standard", "other", "production", datetime(2026, 5, 4, 2), None,
     "cancelled", None, 0, False, None, JUNE, *[None] * 8, *[None] * 6),
)  # fmt: skip
AVAILABILITY = (
    ("brightwater", MAY, 2_678_400, 0, 0, 1.0, 0.995, True, 0, False),
    ("brightwater", JUNE, 2_592_000, 2592, 600, 0.999, 0.995, True, 2, False),
)


def publish(
    published: Path, *, with_rows: bool = True, clocks: list[portfolio.Clock] | None = None
) -> Path:
    """The little portfolio with all that a review tells; without rows nothing but its clocks."""
    path = operations.publish(published, with_rows=with_rows, clocks=clocks)
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
        if not with_rows:
            connection.execute("delete from findings; delete from sla_clocks")
            connection.execute("delete from sla_attainment; delete from contract_years")
            return path
        connection.execute(
            "insert into incident_problems values"
            " ('B-1', 'brightwater', 'PRB-9', false, null, null),"
            " ('B-2', 'brightwater', 'PRB-1', true, 'in_progress', null)"
        )
        for table, rows in (
            ("demand", DEMAND),
            ("changes", CHANGES),
            ("availability", AVAILABILITY),
        ):
            places = ", ".join("?" * len(rows[0]))
            connection.executemany(f"insert into {table} values ({places})", rows)
    return path
