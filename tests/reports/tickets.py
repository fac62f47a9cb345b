"""Stories of the small published portfolio: B-1 with its rests, its reclassification, its file."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb

from tests.reports import portfolio

OPENED = portfolio.JUNE

TABLES = """
alter table tickets add column agreement_id varchar;
alter table tickets add column requested_priority varchar;
alter table tickets add column opened_by varchar;
alter table tickets add column channel varchar;
alter table tickets add column has_response_history boolean;
alter table tickets add column has_restoration_history boolean;
alter table tickets add column opened_until timestamp;
alter table tickets add column delivery_id bigint;
alter table tickets add column row_number bigint;
update tickets set has_response_history = true, has_restoration_history = true,
    delivery_id = 1, row_number = 7, opened_by = '<i>ann</i>',
    agreement_id = if(ticket_id = 'B-1', 'A-1', null);
update tickets set has_response_history = false where ticket_id in (
    select ticket_id from sla_clocks where metric = 'response' and least_elapsed_seconds is null
    and elapsed_seconds is not null
);
update tickets set has_restoration_history = false where ticket_id in (
    select ticket_id from sla_clocks where metric = 'restoration' and least_elapsed_seconds is null
    and elapsed_seconds is not null
);
create table agreements as
select 'A-1' as agreement_id, date '2026-04-01' as starts_on, date '2027-03-31' as last_day_on,
    date '2026-04-01' as go_live_on, 'America/New_York' as time_zone, 'US-NY' as support_region,
    '08:00' as opens_at, '17:00' as closes_at, 'Mon Tue Wed Thu Fri' as working_days;
create or replace table deliveries as
select 1 as delivery_id, 'tickets.csv' as file_name
union all select 2, '<b>ticket_events</b>.csv';
create table ticket_events (
    ticket_id varchar, occurred_at timestamp, field varchar, value varchar, actor varchar,
    sequence bigint, delivery_id bigint, row_number bigint, from_value varchar,
    occurred_from timestamp
);
insert into ticket_events
select ticket_id, stopped_at, 'status', 'restored', null, 1, 2, 9, null,
    date_trunc('day', stopped_at)
from sla_clocks
where least_elapsed_seconds < elapsed_seconds;
create table sla_targets (
    agreement_id varchar, metric varchar, priority varchar, source varchar, valid_from date,
    opened_from timestamp, opened_until timestamp
);
create table sla_clock_stretches (
    ticket_id varchar, metric varchar, stretch bigint, started_at timestamp, ended_at timestamp,
    status varchar, priority varchar, recorded_priority varchar, state varchar, seconds bigint,
    local_date date, holiday varchar
);
create table unjudged_rules (
    rule_id varchar, title varchar, customer_id varchar, missing_list varchar, records bigint,
    source varchar
);
create table findings (
    rule_id varchar, severity varchar, title varchar, customer_id varchar, entity varchar,
    entity_id varchar, occurred_at timestamp, month date, message varchar, part varchar
);
"""

EVENTS = (
    ("B-1", datetime(2026, 6, 9, 11, 0), "status", "new", "bot", 1, 2, 3, None, None),
    ("B-1", datetime(2026, 6, 9, 13, 0), "priority", "P1", "bea", 2, 2, 4, "P2", None),
)
STRETCHES = (
    ("B-1", "restoration", 1, OPENED, datetime(2026, 6, 9, 15), "new", "P1", "P1", "running",
     10800, date(2026, 6, 9), None),
    ("B-1", "restoration", 2, datetime(2026, 6, 9, 15), datetime(2026, 6, 9, 16), "waiting", "P1",
     "P1", "resting", 3600, date(2026, 6, 9), None),
    ("B-1", "restoration", 3, datetime(2026, 6, 9, 16), datetime(2026, 6, 9, 22, 13), "new", "P1",
     "P1", "out_of_hours", 0, date(2026, 6, 9), "Liberation Day"),
    ("B-11", "restoration", 1, OPENED, datetime(2026, 6, 9, 22), "new", "P1", "P1", "running",
     36000, date(2026, 6, 9), None),
)  # fmt: skip
JUNE = date(2026, 6, 1)
FINDINGS = (
    ("PRI-5", "major", "Downgrade before the stop", "brightwater", "tickets", "B-1",
     datetime(2026, 6, 9, 13), JUNE, "<script>alert(1)</script> lowered", ""),
    ("PRI-5", "minor", "Downgrade before the stop", "brightwater", "ticket_events", "B-4",
     datetime(2026, 6, 9, 14), JUNE, "Lowered again.", ""),
    ("ODD-1", "note", None, "brightwater", "customers", "brightwater",
     datetime(2026, 6, 10), JUNE, "=1+1", ""),
    ("PRI-4", "minor", "P1 and P2 logged by phone", "aldgate", "tickets", "INC-2606-001",
     datetime(2026, 6, 11), JUNE, "Not logged by phone.", ""),
    ("PRI-4", "minor", "P1 and P2 logged by phone", "brightwater", "tickets", "B-9",
     datetime(2026, 4, 14), date(2026, 4, 1), "Not logged by phone.", ""),
)  # fmt: skip


def publish(published: Path, *, clocks: list[portfolio.Clock] | None = None) -> Path:
    """The little portfolio with stories and findings; the snapshot file's path."""
    path = portfolio.publish(published, "first.duckdb", clocks=clocks)
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
        connection.execute(
            "insert into sla_targets values ('A-1', 'restoration', 'P1', 'agreement',"
            " '2026-04-01', '2026-04-01', '2027-04-01')"
        )
        connection.execute("update sla_clocks set agreement_id = 'A-1' where ticket_id = 'B-1'")
        for table, rows in (
            ("ticket_events", EVENTS),
            ("sla_clock_stretches", STRETCHES),
            ("findings", FINDINGS),
        ):
            places = ", ".join("?" * len(rows[0]))
            connection.executemany(f"insert into {table} values ({places})", rows)
    return path
