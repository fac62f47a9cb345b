"""What is under way and what was delivered, of the small published portfolio with stories.

Brightwater has three open requests, two planned changes and one project to come; of the two
deliveries one row in four was refused.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from tests.reports import portfolio, tickets

DAY = 86_400
HOSTILE = "=1+1,<script>alert(1)</script> ![p](http://spy.invalid/p.png) $x$ :smile:"

TABLES = """
create table open_requests (
    ticket_id varchar, customer_id varchar, kind varchar, environment varchar, priority varchar,
    waits_for varchar, opened_at timestamp, age_seconds bigint, age varchar, waited_seconds bigint,
    metric varchar, outcome varchar, excluded_reason varchar, calendar varchar,
    target_seconds bigint, remaining_seconds bigint, due_at timestamp, chance_of_miss double,
    summary varchar
);
create table planned_changes (
    change_id varchar, customer_id varchar, type varchar, reason varchar, environment varchar,
    planned_start timestamp, planned_end timestamp, planned_on date, is_overdue boolean,
    seconds_to_start bigint, interrupts_service boolean, notice_business_days bigint,
    is_notice_broken boolean, missing varchar, summary varchar
);
create table exits (
    exit_id varchar, customer_id varchar, stage varchar, requested_on date, as_of_on date,
    owner varchar, products varchar, export_wanted boolean, products_without_export varchar,
    unanswered varchar, tenant_deleted_on date, data_gone_due_on date, days_left bigint,
    empty_by date, gone_by date, channel_closes_on date, days_to_gone_by bigint, closed_on date,
    late_steps bigint, steps_out_of_order bigint, missed_promises bigint, retrieval_ends_on date,
    earliest_deletion_on date, latest_deletion_on date, promise varchar, promise_lost_on date
);
create or replace table deliveries (
    delivery_id bigint, file_name varchar, sha256 varchar, entity varchar, received_at timestamp,
    rows_read bigint, rows_loaded bigint, rows_quarantined bigint, rows_known bigint,
    mapping varchar, source varchar, has_response_history boolean,
    has_restoration_history boolean, exported_at timestamp, unknown_columns varchar,
    set_aside_at timestamp, replaced_by bigint
);
create table quarantine (
    delivery_id bigint, row_number bigint, entity varchar, reason varchar, "column" varchar,
    value varchar, record varchar
);
create table instants_ahead (
    entity varchar, column_name varchar, value timestamp, received_at timestamp,
    delivery_id bigint, file_name varchar, row_number bigint
);
create table readings (
    name varchar, value varchar, default_value varchar, is_default boolean, rule_id varchar
);
create table freshness (
    entity varchar, place bigint, mapping varchar, deliveries bigint, last_delivery_id bigint,
    last_received_at timestamp, rows_in_force bigint, latest_at timestamp, behind_seconds bigint
);
insert into deliveries values
    (1, 'tickets.csv', 'a', 'tickets', '2026-07-03 20:00', 4, 3, 1, 0, null,
     'data contract', true, true, null, null, null, null),
    (2, '<b>ticket_events</b>.csv', 'b', 'ticket_events', '2026-07-03 20:01', 8, 5, 2, 1, 'log',
     'log', true, true, null, 'odd', null, null);
"""
READINGS = (
    ("reopening", "resume", "resume", True, "CLK-4"),
    ("phone_rule", "exclude", "flag", False, "PRI-4"),
)
FRESHNESS = (
    ("tickets", 9, None, 1, 1, datetime(2026, 7, 3, 20), 3, datetime(2026, 7, 1, 21, 30), 2 * DAY),
    ("ticket_events", 10, "log", 1, 2, datetime(2026, 7, 3, 20, 1), 5, portfolio.AS_OF, 0),
    ("contacts", 8, None, 0, None, None, 0, None, None),
)
AHEAD = (
    (
        "tickets",
        "opened_at",
        datetime(2062, 6, 1, 8),
        datetime(2026, 7, 3, 20),
        1,
        "tickets.csv",
        7,
    ),
)
QUARANTINE = (
    (1, 5, "tickets", "not one of P1, P2, P3, P4", "priority", "P9", '{"priority": "P9"}'),
    (2, 3, "ticket_events", HOSTILE, "value", HOSTILE, HOSTILE),
    (2, 4, "ticket_events", HOSTILE, "value", "x" * 300, "{}"),
)
UNJUDGED = (("CON-1", "Points of contact", "drifting", "contacts", 1, None),)
CHANGES = (
    ("CHG-2", "brightwater", "normal", "customer_request", "production",
     datetime(2026, 7, 10, 2), datetime(2026, 7, 10, 4), datetime(2026, 7, 9), False, 534_600,
     False, None, False, "approval agreement", "Forms <i>anew</i>"),
    ("CHG-1", "brightwater", "standard", "routine_maintenance", "production",
     datetime(2026, 7, 3, 20), datetime(2026, 7, 3, 21), datetime(2026, 7, 3), True, -5400,
     True, 2, True, None, None),
    ("CHG-3", "aldgate", "normal", "other", "non_production",
     datetime(2026, 7, 11, 2), datetime(2026, 7, 11, 4), datetime(2026, 7, 11), False, 621_000,
     False, None, False, None, "Patch"),
)  # fmt: skip


def request(
    ticket_id: str,
    waits_for: str,
    *,
    age_seconds: int,
    age: str,
    customer_id: str = "brightwater",
    outcome: str = "running",
    remaining_seconds: int = 3600,
    chance: float | None = None,
    summary: str | None = None,
) -> tuple[object, ...]:
    metric = "response" if waits_for == "answer" else "restoration"
    opened_at = portfolio.AS_OF - timedelta(seconds=age_seconds)
    return (
        ticket_id, customer_id, "incident", "production", "P2", waits_for, opened_at, age_seconds,
        age, age_seconds // 2, metric, outcome, None, "business", 43_200, remaining_seconds, None,
        chance, summary,
    )  # fmt: skip


REQUESTS = (
    request("B-8", "us", age_seconds=3600, age="under_1_day", chance=0.62),
    request("B-7", "customer", age_seconds=24 * DAY, age="1_to_4_weeks", outcome="paused",
            chance=0.02),
    request("B-5", "us", age_seconds=20 * DAY, age="1_to_4_weeks", outcome="breached",
            remaining_seconds=-40, summary=HOSTILE),
    request("A-9", "answer", age_seconds=60, age="under_1_day", customer_id="aldgate"),
)  # fmt: skip


def publish(
    published: Path, *, with_rows: bool = True, clocks: list[portfolio.Clock] | None = None
) -> Path:
    """The little portfolio with what is under way and delivered; the snapshot file's path."""
    path = tickets.publish(published, clocks=clocks)
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
        if not with_rows:
            connection.execute("delete from planned_requests; delete from forecast_scores")
            connection.execute("delete from deliveries")
            return path
        connection.execute(
            "insert into exits (exit_id, customer_id, stage, requested_on, late_steps,"
            " steps_out_of_order, promise) values"
            " ('EXIT-1', 'brightwater', 'teams', '2026-06-20', 2, 0, 'not_given'),"
            " ('EXIT-2', 'brightwater', 'closed', '2026-01-20', 0, 0, 'kept')"
        )
        for table, rows in (
            ("open_requests", REQUESTS),
            ("planned_changes", CHANGES),
            ("readings", READINGS),
            ("freshness", FRESHNESS),
            ("quarantine", QUARANTINE),
            ("instants_ahead", AHEAD),
            ("unjudged_rules", UNJUDGED),
        ):
            places = ", ".join("?" * len(rows[0]))
            connection.executemany(f"insert into {table} values ({places})", rows)
    return path
