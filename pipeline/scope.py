"""What a build must touch: tickets that changed, or that time can change, or whose terms changed.

A build of these gives, row for row, what a build of all gives (decision 5). It rests on what the
last finished build wrote down: as of when it looked, up to which delivery, with which readings,
versions and models, each customer's terms, and what each source delivers. Tickets that an
unfinished build had begun to touch stay touched until a build finishes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from ingest.contract import BY_NAME
from ingest.store import single
from ingest.superseded import in_force

# A build of so large a share of many tickets is dearer than a build of all.
WORTHWHILE_SHARE = 0.3
FEW_TICKETS = 50_000

MODEL_FOLDERS = ("models", "macros", "seeds")

DDL = """
create table if not exists raw.finished_build (
    as_of timestamp not null,
    last_delivery_id bigint not null,
    signature varchar not null,
    snapshot varchar not null
);
create table if not exists raw.finished_terms (
    customer_id varchar not null,
    signature varchar not null
);
create table if not exists raw.finished_supplies (
    source varchar not null,
    entity varchar not null,
    column_name varchar not null
);
create table if not exists raw.touched_tickets (ticket_id varchar not null);
"""

# What the tickets of a source are judged by beside their rows: which columns that a rule needs any
# delivery of it brought, and whether it tells of updates. What one of an earlier release brought
# was not written down.
SUPPLIES = """
select distinct
    coalesce(split_part(deliveries.mapping, '@', 1), 'data contract') as source,
    coalesce(columns.entity, deliveries.entity) as entity,
    coalesce(columns.column_name, '') as column_name
from raw.deliveries
left join raw.delivered_columns as columns using (delivery_id)
anti join raw.set_aside using (delivery_id)
where
    columns.column_name = 'field=update'
    or columns.entity = 'tickets'
    and columns.column_name in ('channel', 'opened_by', 'catalogue_item')
    or columns.delivery_id is null
    and deliveries.entity like '%ticket%'
"""

# What the tickets of a customer are judged by: its agreements, their overrides, its contacts, and
# the holidays delivered for its regions.
TERMS = """
with
    told as (
        select customer_id, row_hash from {in_force_agreements}
        union all
        select agreements.customer_id, overrides.row_hash
        from {in_force_sla_overrides} as overrides
        inner join {in_force_agreements} as agreements using (agreement_id)
        union all
        select customer_id, row_hash from {in_force_contacts}
        union all
        select distinct agreements.customer_id, holidays.row_hash
        from {in_force_holidays} as holidays
        inner join {in_force_agreements} as agreements using (support_region)
    )
select customer_id, md5(string_agg(cast(row_hash as varchar), ' ' order by row_hash)) as signature
from told
group by customer_id
"""

# A request's kind hangs on its item's row in the catalogue; and on whether the customer had any
# row before (QUO-2).
TOUCHED = """
insert into raw.touched_tickets
with
    resupplied as (
        select deliveries.delivery_id
        from raw.deliveries
        inner join (
            select coalesce(finished.source, present.source) as source
            from raw.finished_supplies as finished
            full outer join supplies as present using (source, entity, column_name)
            where finished.source is null or present.source is null
            group by all
        ) as changed
            on coalesce(split_part(deliveries.mapping, '@', 1), 'data contract') = changed.source
    ),

    touched as (
        select ticket_id from raw.tickets where delivery_id > $last_delivery_id
        union all
        select ticket_id from raw.ticket_events where delivery_id > $last_delivery_id
        union all
        select ticket_id from raw.source_verdicts where delivery_id > $last_delivery_id
        union all
        select ticket_id from raw.revised_tickets
        union all
        select ticket_id from raw.tickets semi join resupplied using (delivery_id)
        union all
        select ticket_id from raw.ticket_events semi join resupplied using (delivery_id)
        union all
        select ticket_id from raw.tickets where opened_at > $floor
        union all
        select ticket_id from raw.ticket_events where occurred_at > $floor
        union all
        select ticket_id from intermediate.int_known_tickets where not is_settled
        union all
        select tickets.ticket_id
        from raw.tickets
        where customer_id in (
            select coalesce(finished.customer_id, present.customer_id)
            from raw.finished_terms as finished
            full outer join terms as present using (customer_id)
            where finished.signature is distinct from present.signature
        )
        union all
        select tickets.ticket_id
        from raw.tickets
        inner join raw.catalogue on catalogue.item = tickets.catalogue_item
        where
            catalogue.delivery_id > $last_delivery_id
            and tickets.customer_id = coalesce(catalogue.customer_id, tickets.customer_id)
        union all
        select ticket_id
        from raw.tickets
        where
            customer_id in (
                select coalesce(catalogue.customer_id, customers.customer_id)
                from raw.catalogue
                left join raw.customers on catalogue.customer_id is null
                group by all
                having min(catalogue.delivery_id) > $last_delivery_id
            )
    )
select distinct ticket_id from touched
where ticket_id not in (select ticket_id from raw.touched_tickets)
"""


@dataclass(frozen=True)
class Finished:
    """The last build that was published: what it rested on, and the snapshot it became."""

    as_of: datetime
    last_delivery_id: int
    signature: str
    snapshot: str


@dataclass(frozen=True)
class Scope:
    """What a build touches: all tickets, or `tickets` of them; `reason` says why all."""

    is_whole: bool
    tickets: int
    reason: str

    @property
    def told(self) -> str:
        """What is built, in words."""
        if self.is_whole:
            return f"all {self.tickets:,} tickets ({self.reason})"
        if self.tickets == 1:
            return "the one ticket that can have changed"
        return f"the {self.tickets:,} tickets that can have changed"


def signature(project: Path, variables: Mapping[str, object], versions: Mapping[str, str]) -> str:
    """Sum up what every ticket rests on: the models, the readings chosen, zones and holidays."""
    digest = hashlib.sha256()
    for folder in MODEL_FOLDERS:
        for path in sorted((project / folder).rglob("*")):
            if path.is_file():
                digest.update(str(path.relative_to(project)).encode())
                digest.update(path.read_bytes())
    digest.update(json.dumps([dict(variables), dict(versions)], sort_keys=True).encode())
    return digest.hexdigest()


def last_finished(connection: duckdb.DuckDBPyConnection) -> Finished | None:
    """The last build that was published; None where there is none to go on from."""
    connection.execute(DDL)
    rows = connection.execute("from raw.finished_build").fetchall()
    return Finished(*rows[0]) if rows else None


def begin(
    connection: duckdb.DuckDBPyConnection, *, as_of: datetime, present: str, whole: bool
) -> Scope:
    """Decide what this build touches and write it down before anything is touched.

    `present` is the signature of this build; `whole` asks for a build of all tickets. To be called
    in a transaction, so that a build that ends here leaves what was there before.
    """
    finished = last_finished(connection)
    reason = _why_whole(connection, finished, present, whole)
    if finished is None or reason:
        return _whole(connection, reason)
    terms = connection.sql(_terms_sql()).to_arrow_table()
    connection.register("terms", terms)
    connection.register("supplies", connection.sql(SUPPLIES).to_arrow_table())
    connection.execute(
        TOUCHED,
        {
            "last_delivery_id": finished.last_delivery_id,
            "floor": min(as_of, finished.as_of),
        },
    )
    connection.unregister("terms")
    connection.unregister("supplies")
    touched = int(single(connection, "select count(*) from raw.touched_tickets"))
    known = int(single(connection, "select count(*) from raw.tickets"))
    if known > FEW_TICKETS and touched > WORTHWHILE_SHARE * known:
        return _whole(connection, f"{touched:,} of {known:,} tickets are touched")
    return Scope(is_whole=False, tickets=touched, reason="")


def finish(
    connection: duckdb.DuckDBPyConnection, *, as_of: datetime, present: str, snapshot: str
) -> None:
    """Write down what the published build rests on; nothing is touched any more."""
    connection.execute("begin")
    connection.execute("delete from raw.finished_build")
    connection.execute(
        "insert into raw.finished_build "
        "select $as_of, coalesce(max(delivery_id), 0), $signature, $snapshot from raw.deliveries",
        {"as_of": as_of, "signature": present, "snapshot": snapshot},
    )
    connection.execute("delete from raw.finished_terms")
    connection.execute(f"insert into raw.finished_terms {_terms_sql()}")
    connection.execute("delete from raw.finished_supplies")
    connection.execute(f"insert into raw.finished_supplies {SUPPLIES}")
    connection.execute("delete from raw.touched_tickets")
    connection.execute("delete from raw.revised_tickets")
    connection.execute("delete from raw.whole_build_due")
    connection.execute("commit")


def _why_whole(
    connection: duckdb.DuckDBPyConnection, finished: Finished | None, present: str, whole: bool
) -> str:
    if whole:
        return "asked for"
    if finished is None:
        return "no finished build to go on from"
    due = single(connection, "select max(why) from raw.whole_build_due")
    if due:
        return str(due)
    if finished.signature != present:
        return "other readings, versions or models than last time"
    known = single(
        connection,
        "select count(*) from duckdb_tables() "
        "where schema_name = 'intermediate' and table_name = 'int_known_tickets'",
    )
    return "" if known else "nothing was built here yet"


def _whole(connection: duckdb.DuckDBPyConnection, reason: str) -> Scope:
    connection.execute("delete from raw.finished_build")
    connection.execute("delete from raw.touched_tickets")
    tickets = int(single(connection, "select count(distinct ticket_id) from raw.tickets"))
    return Scope(is_whole=True, tickets=tickets, reason=reason)


def _terms_sql() -> str:
    in_force_rows = {
        f"in_force_{name}": f"(select * from raw.{name} where {in_force(BY_NAME[name])})"
        for name in ("agreements", "sla_overrides", "contacts", "holidays")
    }
    return TERMS.format(**in_force_rows)
