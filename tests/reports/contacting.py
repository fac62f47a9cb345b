"""Contacts and onboarding of the small published portfolio, as of 3 July 2026.

Brightwater has four points of contact, two of them primary, of three agreed, one to come and one of
the past; aldgate keeps CON-1; calm, whose Go-Live is to come, was never listed.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.reports import changing

HOSTILE = changing.HOSTILE
TABLES = f"""
create table contacts (
    customer_id varchar, contact_id varchar, role varchar, valid_from date, valid_to date,
    is_valid boolean, standing varchar, trained_on date, is_trained boolean, tickets_logged bigint,
    tickets_untrained bigint
);
insert into contacts values
    ('brightwater', 'zoe', 'primary', '2026-01-01', null, true, 'in_force', '2026-02-01', true,
     1203, 2),
    ('brightwater', 'yan', 'primary', null, '2026-12-31', true, 'in_force', null, false, 0, 0),
    ('brightwater', '{HOSTILE}', 'contact', null, null, true, 'in_force', '2026-08-01', false, 3,
     3),
    ('brightwater', 'amy', 'contact', '2026-05-01', null, true, 'in_force', null, false, 0, 0),
    ('brightwater', 'eva', 'change_authoriser', null, null, true, 'in_force', null, false, 1, 1),
    ('brightwater', 'old', 'contact', null, '2026-05-31', false, 'past', null, false, 0, 0),
    ('brightwater', 'new', 'contact', '2026-09-01', null, false, 'to_come', null, false, 0, 0),
    ('aldgate', 'ann', 'primary', null, null, true, 'in_force', '2026-01-01', true, 0, 0);
create table contact_counts (
    customer_id varchar, as_of_on date, agreement_id varchar, contact_limit bigint,
    has_list boolean, points_of_contact bigint, primaries bigint, trained bigint,
    change_authorisers bigint, con_1 varchar
);
insert into contact_counts values
    ('aldgate', '2026-07-03', 'L-1', 3, true, 1, 1, 1, 0, 'kept'),
    ('brightwater', '2026-07-03', 'A-1', 3, true, 4, 2, 1, 1, 'broken'),
    ('calm', '2026-07-04', 'C-1', 3, false, 0, 0, 0, 0, null),
    ('drifting', '2026-07-03', null, null, false, 0, 0, 0, 0, null);
insert into unjudged_rules values
    ('CHG-2', 'Asked for', 'calm', 'contacts', 1, null),
    ('CON-1', 'Points', 'calm', 'contacts', 1, null),
    ('CON-2', 'Logged', 'calm', 'contacts', 2, null),
    ('QUO-2', 'Kind', 'calm', 'catalogue', 2, null);
create table onboarding (
    agreement_id varchar, customer_id varchar, starts_on date, access_enabled_on date,
    handed_off_on date, go_live_on date, handing_off_days bigint, going_live_days bigint,
    onboarding_days bigint, is_in_order boolean
);
insert into onboarding values
    ('A-0', 'brightwater', '2025-04-01', '2025-04-02', '2025-04-01', '2025-04-30', -1, 29, 28,
     false),
    ('A-1', 'brightwater', '2026-04-01', null, null, '2026-04-01', null, null, null, true),
    ('L-1', 'aldgate', '2025-05-01', '2025-05-01', '2025-05-11', '2025-05-26', 10, 15, 25, true);
alter table agreements add column customer_id varchar;
update agreements set customer_id = 'brightwater';
insert into agreements (agreement_id, customer_id, starts_on, last_day_on, go_live_on) values
    ('A-0', 'brightwater', '2025-04-01', '2026-03-31', '2025-04-30');
update customers set go_live_on = '2026-09-01' where customer_id = 'calm';
insert into findings (rule_id, severity, customer_id, entity, entity_id, occurred_at, month,
    message, title, part)
values
    ('CON-2', 'minor', 'brightwater', 'tickets', 'B-2', '2026-06-09 12:00', '2026-06-01',
     'Logged by joe, who was no point of contact of the customer on 9 Jun 2026.', 'Logged', ''),
    ('CON-2', 'minor', 'brightwater', 'tickets', 'B-9', '2026-04-14 15:00', '2026-04-01',
     'Logged by jim, who was no point of contact of the customer on 14 Apr 2026.', 'Logged', ''),
    ('CON-1', 'minor', 'brightwater', 'customers', 'brightwater', '2026-07-03 21:30',
     '2026-07-01', 'Four.', 'Points of contact', ''),
    ('ONB-1', 'minor', 'brightwater', 'agreements', 'A-0', '2026-07-03 21:30', '2026-07-01',
     'Out of order.', 'Order of the onboarding', '');
"""


def publish(published: Path) -> Path:
    """The little portfolio with its changes and its contacts; the snapshot file's path."""
    path = changing.publish(published)
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
    return path
