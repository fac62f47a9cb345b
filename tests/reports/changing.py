"""Changes, outages and problems of the small published portfolio.

Brightwater has two changes in June, one of which broke two rules, one planned in July, and an
outage of which half was planned; aldgate has nothing.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.reports import operations

HOSTILE = operations.HOSTILE.replace("'", "''")
TABLES = f"""
create table changes (
    change_id varchar, customer_id varchar, type varchar, reason varchar, environment varchar,
    planned_start timestamp, planned_end timestamp, summary varchar, request_ticket varchar,
    incident_ticket varchar, interrupts_service boolean, notified_at timestamp,
    customer_agreed_at timestamp, started_at timestamp, ended_at timestamp, outcome varchar,
    on_time boolean, incidents_caused bigint, month date, begins_on date,
    notice_business_days bigint, chg_1 varchar, chg_2 varchar, chg_3 varchar, chg_4 varchar,
    chg_5 varchar, chg_6 varchar, chg_9 varchar
);
insert into changes values
    ('CHG-10', 'brightwater', 'normal', 'customer_request', 'production', '2026-06-08 14:00',
     '2026-06-08 16:00', '{HOSTILE}', 'B-1', null, false, null, '2026-06-01', '2026-06-08 14:00',
     '2026-06-08 17:00', 'rolled_back', false, 2, '2026-06-01', '2026-06-08', null, 'kept',
     'broken', 'broken', 'kept', null, null, 'kept'),
    ('CHG-11', 'brightwater', 'standard', 'routine_maintenance', 'production', '2026-06-20 02:00',
     '2026-06-20 05:00', 'Patch', null, null, true, '2026-06-11 14:00', null, '2026-06-20 02:00',
     '2026-06-20 04:00', 'successful', true, 0, '2026-06-01', '2026-06-19', 5, null, null, 'kept',
     'kept', null, 'kept', null),
    ('CHG-12', 'brightwater', 'normal', 'other', 'non_production', '2026-07-10 14:00',
     '2026-07-10 16:00', 'Later', null, null, false, null, null, null, null, null, null, 0,
     '2026-07-01', '2026-07-10', null, null, null, null, null, null, null, null);
alter table changes add column template varchar;
alter table changes add column approved_at timestamp;
alter table changes add column tested_at timestamp;
alter table changes add column customer_reviewed_at timestamp;
alter table changes add column delivery_id bigint default 2;
alter table changes add column row_number bigint default 7;
update changes set approved_at = '2026-06-08 13:30' where change_id = 'CHG-10';
create table change_outcomes (
    customer_id varchar, month date, type varchar, changes bigint, successful bigint,
    rolled_back bigint, failed bigint, cancelled bigint, not_ended bigint, on_time bigint,
    not_on_time bigint, incidents_caused bigint
);
insert into change_outcomes values
    ('brightwater', '2026-06-01', 'normal', 1, 0, 1, 0, 0, 0, 0, 1, 2),
    ('brightwater', '2026-06-01', 'standard', 1, 1, 0, 0, 0, 0, 1, 0, 0);
create table update_years (
    customer_id varchar, calendar_year bigint, live_days bigint, is_live_all_year boolean,
    is_over boolean, updates bigint, updated_on date, days_left bigint, chg_7 varchar
);
insert into update_years values
    ('brightwater', 2025, 365, true, true, 0, null, null, 'broken'),
    ('brightwater', 2026, 184, false, false, 0, null, 181, 'open');
create table availability (
    customer_id varchar, month date, seconds bigint, downtime_seconds bigint,
    excluded_downtime_seconds bigint, availability double, target double, is_met boolean,
    outages bigint, agreement_id varchar, rests_on_bounds boolean
);
insert into availability values
    ('brightwater', '2026-05-01', 2678400, 0, 0, 1, null, null, 0, 'A-1', false),
    ('brightwater', '2026-06-01', 2592000, 3600, 1800, 0.9986111, 0.999, false, 1, 'A-1', false);
create table outages (
    customer_id varchar, month date, started_at timestamp, ended_at timestamp, tickets varchar,
    seconds bigint, excluded_seconds bigint, downtime_seconds bigint, excluded_for varchar,
    rests_on_bounds boolean
);
insert into outages values
    ('brightwater', '2026-06-01', '2026-06-20 03:30', '2026-06-20 05:00', 'B-1, B-4', 5400, 1800,
     3600, 'CHG-11 (planned maintenance)', false);
create table caused_incidents (
    change_id varchar, ticket_id varchar, customer_id varchar, opened_at timestamp
);
insert into caused_incidents values
    ('CHG-10', 'B-5', 'brightwater', '2026-06-09 12:00'),
    ('CHG-10', 'A-9', 'aldgate', '2026-06-09 12:00');
create table unexplained_incidents (
    ticket_id varchar, customer_id varchar, problem_id varchar, restored_at timestamp,
    restored_on date, month date, age_days bigint
);
insert into unexplained_incidents values
    ('B-4', 'brightwater', 'PRB-0', '2026-06-20 05:00', '2026-06-20', '2026-06-01', 13),
    ('B-1', 'brightwater', null, '2026-06-09 22:13', '2026-06-09', '2026-06-01', 24),
    ('B-8', 'brightwater', null, '2026-07-02 22:13', '2026-07-02', '2026-07-01', 1);
create table disasters (
    ticket_id varchar, customer_id varchar, declared_at timestamp, restored_at timestamp,
    recovery_seconds bigint, rto_seconds bigint, content_lost_seconds bigint, rpo_seconds bigint,
    time_zone varchar, rto_verdict varchar, rpo_verdict varchar
);
insert into disasters values
    ('B-1', 'brightwater', '2026-06-09 13:00', '2026-06-09 20:00', 25200, 28800, 3660, 3600,
     'America/New_York', 'kept', 'broken'),
    ('B-2', 'brightwater', '2026-04-09 13:00', '2026-04-09 20:00', 25200, 28800, null, null,
     'America/New_York', 'kept', null),
    ('B-8', 'brightwater', '2026-07-03 20:30', null, 3600, 28800, null, 3600,
     'America/New_York', 'open', null);
create table incident_problems (
    ticket_id varchar, customer_id varchar, problem_id varchar, is_known boolean, status varchar,
    closed_at timestamp
);
insert into incident_problems values
    ('B-2', 'brightwater', 'PRB-1', true, 'closed', '2026-05-20'),
    ('B-3', 'brightwater', 'PRB-1', true, 'closed', '2026-05-20'),
    ('B-4', 'brightwater', 'PRB-0', false, null, null);
alter table tickets add column category varchar;
create table problems (
    ticket_id varchar, customer_id varchar, category varchar, summary varchar,
    opened_at timestamp, status varchar, incidents bigint, first_incident_at timestamp,
    closed_at timestamp, recurrences bigint
);
insert into problems values
    ('PRB-1', 'brightwater', 'Network', '{HOSTILE}', '2026-05-02', 'closed', 2, '2026-05-01',
     '2026-05-20', 1);
create table recurring_categories (
    customer_id varchar, category varchar, recent_days bigint, past_days bigint,
    deviation double, is_recurring boolean
);
insert into recurring_categories values ('brightwater', 'Network', 7, 0, 4.31, true);
insert into findings (rule_id, severity, customer_id, entity, entity_id, occurred_at, month,
    message, title, part)
values
    ('CHG-2', 'minor', 'brightwater', 'changes', 'CHG-10', '2026-06-08 14:00', '2026-06-01',
     'Not asked for by an authorised contact.', 'Requested by an authorised contact', ''),
    ('PRB-2', 'minor', 'brightwater', 'tickets', 'B-3', '2026-06-10 12:00', '2026-06-01',
     'Incident of the problem PRB-1, which was closed on 20 May 2026: it came back.', 'Back', ''),
    ('EXI-1', 'minor', 'brightwater', 'exits', 'EXIT-1', '2026-06-20 05:00', '2026-06-01',
     'No date is given.', 'Questions', '');
"""


def publish(published: Path) -> Path:
    """The little portfolio with its changes, outages and problems; the snapshot file's path."""
    path = operations.publish(published)
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
    return path
