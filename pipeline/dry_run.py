"""A dry run: what would come in, worked out in a copy aside; nothing of the workspace changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from ingest.contract import AGREEMENTS, ENTITIES, TICKETS
from ingest.delivery_register import Delivery
from ingest.errors import RefusedError
from ingest.plan import find_files
from ingest.store import create_raw
from ingest.superseded import in_force
from ingest.unknown_words import UNLISTED
from pipeline.aside import copied_aside, keep_tickets
from pipeline.build import latest_instant, prepare
from pipeline.errors import StoppedError
from pipeline.intake import Taken, take_in_all, taken_content
from pipeline.models import Progress, run_models
from pipeline.output import in_json
from pipeline.policy_file import load_policy
from pipeline.publish import publish
from pipeline.workspace import Workspace
from reports.queries import ask
from reports.snapshot import Snapshot, opened

Row = dict[str, Any]

TOLD = 5
# So many tickets are all judged; of more, those alone that are told.
MOST_JUDGED = 5_000
# The marts that tell a ticket's story, and what they rest on.
SELECTED = tuple(
    f"+{mart}"
    for mart in (
        *("sla_clocks", "tickets", "ticket_events", "customers", "agreements", "sla_targets"),
        *("deliveries", "builds"),
    )
)
REFUSED_LISTED = 10_000

MADE = """
select count(*) from raw.{name}
where delivery_id in (select unnest($deliveries)) and {in_force}
"""

UNMAPPED = """
select deliveries.file_name, quarantine.column_name, quarantine.value, count(*)
from raw.quarantine
inner join raw.deliveries using (delivery_id)
where quarantine.delivery_id in (select unnest($deliveries))
    and starts_with(quarantine.reason, $unlisted)
group by all order by count(*) desc, file_name, column_name, value
"""

REFUSED = """
select deliveries.file_name, quarantine.row_number, quarantine.entity,
    coalesce(quarantine.column_name, '') as column_name, quarantine.value, quarantine.reason,
    quarantine.record
from raw.quarantine
inner join raw.deliveries using (delivery_id)
where quarantine.delivery_id in (select unnest($deliveries))
order by quarantine.delivery_id, quarantine.row_number
limit $most
"""

SPAN = """
select cast(min(opened_at) as date), cast(max(opened_at) as date)
from raw.tickets where delivery_id in (select unnest($deliveries)) and {in_force}
"""

BY_MONTH = """
select date_trunc('month', opened_at) as month, customer_id, count(*) as tickets
from raw.tickets where delivery_id in (select unnest($deliveries)) and {in_force}
group by all order by all
"""

TERMS = """
with
    tickets as (
        select customer_id, count(*) as tickets, cast(min(opened_at) as date) as first_on,
            cast(max(opened_at) as date) as last_on
        from raw.tickets where delivery_id in (select unnest($deliveries)) and {tickets_in_force}
        group by customer_id
    ),
    agreements as (
        select customer_id, count(*) as agreements, min(starts_on) as starts_on,
            max(least(ends_on, coalesce(terminated_on, ends_on))) as ends_on
        from raw.agreements where {agreements_in_force}
        group by customer_id
    )
select tickets.customer_id, coalesce(agreements.agreements, 0) as agreements,
    agreements.starts_on, agreements.ends_on, tickets.tickets, tickets.first_on, tickets.last_on
from tickets left join agreements using (customer_id)
order by tickets.customer_id
"""

# Of each kind and priority the ticket with the most events first; the last is one with the fewest,
# which most likely has not ended.
CHOSEN = """
with
    told as (
        select tickets.ticket_id, tickets.kind, tickets.priority,
            count(ticket_events.ticket_id) as events
        from raw.tickets
        left join raw.ticket_events on tickets.ticket_id = ticket_events.ticket_id
        where tickets.delivery_id in (select unnest($deliveries)) and {in_force}
            and tickets.kind <> 'problem'
        group by all
    ),
    fullest as (
        select ticket_id, row_number() over (
            partition by kind, priority order by events desc, ticket_id
        ) as place, priority, kind
        from told
    ),
    first as (
        select ticket_id, row_number() over (order by place, priority, kind, ticket_id) as place
        from fullest order by place limit $most - 1
    ),
    barest as (
        select ticket_id, $most as place from told
        where ticket_id not in (select ticket_id from first)
        order by events, ticket_id limit 1
    )
select ticket_id from (from first union all from barest) order by place
"""


OWN = """
select distinct ticket_id from raw.tickets where delivery_id in (select unnest($deliveries))
"""

OUTCOMES = """
select metric, outcome, count(*) as clocks from sla_clocks group by all order by all
"""


@dataclass(frozen=True)
class Told:
    """A ticket as it would be judged: its record, its events in order, its clocks."""

    ticket: Row
    events: tuple[Row, ...]
    clocks: tuple[Row, ...]


@dataclass(frozen=True)
class DryRun:
    """What would come in: counts by file, refusals, and what the rows in force would say.

    `made` counts the records in force by entity, `unmapped` are (file, column, word, rows) that the
    mapping does not list, `by_month` (month, customer, tickets), `terms` each customer's agreements
    beside its tickets, `told` some tickets as the models judge them as of `as_of`. `outcomes` are
    (metric, outcome, clocks) of all tickets that came in, where they are few enough.
    """

    taken: Taken
    made: dict[str, int]
    unmapped: tuple[tuple[str, str, str, int], ...]
    refused_rows: tuple[Row, ...]
    span: tuple[date, date] | None
    by_month: tuple[tuple[date, str, int], ...]
    terms: tuple[Row, ...]
    as_of: datetime | None
    told: tuple[Told, ...] = ()
    outcomes: tuple[tuple[str, str, int], ...] = ()

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """The files that would be taken in."""
        return self.taken.deliveries

    @property
    def refused(self) -> tuple[RefusedError, ...]:
        """The files that would be refused."""
        return self.taken.refused


def dry_run(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    mapping_name: str | None = None,
    expected: Sequence[str] = (),
    progress: Progress = lambda *_: None,
) -> DryRun:
    """Take files in, in a copy aside, and judge some of their tickets with the models.

    Without paths, those that wait in the inbox. `expected` is as for `take_in_all`. Raises
    StoppedError where there is nothing to take in, BuildFailedError where a model or a test fails.
    """
    waiting, passed_over = ([], []) if paths else _waiting(workspace)
    with copied_aside(workspace) as aside:
        taken = take_in_all(
            aside,
            list(paths) or waiting,
            mapping_name=mapping_name,
            expected=expected,
            progress=progress,
        )
        taken = replace(taken, passed_over=(*taken.passed_over, *passed_over))
        numbers = _new(taken)
        with aside.writing() as connection:
            create_raw(connection)
            facts = _facts(connection, taken, numbers)
            tickets = _chosen(connection, numbers)
            as_of = latest_instant(connection) if tickets else None
        found = DryRun(**facts, as_of=as_of)
        return _judged(aside, found, tickets, workspace.policy, progress)


def _waiting(workspace: Workspace) -> tuple[list[Path], list[Path]]:
    """The files that wait in the inbox, and what is passed over there; StoppedError if none do."""
    waiting, passed_over = find_files([workspace.inbox]) if workspace.inbox.is_dir() else ([], [])
    if not waiting:
        raise StoppedError(
            f"There is no file to take in at the inbox ({workspace.inbox}).",
            way_out="Name files or folders, or put files there.",
        )
    return waiting, [path for path in passed_over if path != workspace.taken]


def _new(taken: Taken) -> list[int]:
    """Number the deliveries that bring something new."""
    return [one.delivery_id for one in taken.deliveries if one.is_new]


def _facts(
    connection: duckdb.DuckDBPyConnection, taken: Taken, numbers: Sequence[int]
) -> dict[str, Any]:
    """Count and date what came in."""
    known = {"deliveries": list(numbers)}
    of_tickets = in_force(TICKETS)
    made = {
        entity.name: connection.execute(
            MADE.format(name=entity.name, in_force=in_force(entity)), known
        ).fetchall()[0][0]
        for entity in ENTITIES
    }
    ((first, last),) = connection.execute(SPAN.format(in_force=of_tickets), known).fetchall()
    by_month = connection.execute(BY_MONTH.format(in_force=of_tickets), known).fetchall()
    terms = TERMS.format(tickets_in_force=of_tickets, agreements_in_force=in_force(AGREEMENTS))
    return {
        "taken": taken,
        "made": {name: int(rows) for name, rows in made.items() if rows},
        "unmapped": tuple(connection.execute(UNMAPPED, {**known, "unlisted": UNLISTED}).fetchall()),
        "refused_rows": tuple(_rows(connection, REFUSED, {**known, "most": REFUSED_LISTED})),
        "span": None if first is None else (first, last),
        "by_month": tuple(
            (month.date() if isinstance(month, datetime) else month, customer, count)
            for month, customer, count in by_month
        ),
        "terms": tuple(_rows(connection, terms, known)),
    }


def _chosen(connection: duckdb.DuckDBPyConnection, numbers: Sequence[int]) -> list[str]:
    found = connection.execute(
        CHOSEN.format(in_force=in_force(TICKETS)), {"deliveries": list(numbers), "most": TOLD}
    ).fetchall()
    return [str(ticket) for (ticket,) in found]


def _judged(
    aside: Workspace,
    found: DryRun,
    tickets: Sequence[str],
    policy_file: Path,
    progress: Progress,
) -> DryRun:
    """Build the clocks of what came in, if there are any, and tell some tickets."""
    as_of = found.as_of
    if as_of is None:
        return found
    policy = load_policy(policy_file)
    numbers = _new(found.taken)
    with aside.writing() as connection:
        every = [
            str(ticket) for (ticket,) in connection.execute(OWN, {"deliveries": numbers}).fetchall()
        ]
        are_few = len(every) <= MOST_JUDGED
        keep_tickets(connection, every if are_few else tickets)
        progress("calendars", 0, 1)
        prepare(connection, policy, as_of=as_of)
    run_models(aside, variables=policy.variables, select=SELECTED, progress=progress)
    with aside.writing() as connection:
        name = publish(connection, aside.published, as_of=as_of)
    snapshot = opened(aside.published, name)
    told = (_told(snapshot, ticket) for ticket in tickets)
    outcomes = snapshot.frame(OUTCOMES).rows() if are_few else []
    return replace(
        found, told=tuple(one for one in told if one is not None), outcomes=tuple(outcomes)
    )


def _told(snapshot: Snapshot, ticket: str) -> Told | None:
    """Tell a ticket; None for one that was opened after the instant looked from."""
    record = ask(snapshot, "ticket_story", ticket_id=ticket)
    if record.is_empty():
        return None
    return Told(
        record.row(0, named=True),
        tuple(ask(snapshot, "ticket_history", ticket_id=ticket).to_dicts()),
        tuple(ask(snapshot, "ticket_clocks", ticket_id=ticket).to_dicts()),
    )


def content(found: DryRun) -> dict[str, Any]:
    """The same for scripts and pages: what JSON can hold, instants in UTC ending in Z."""
    told: dict[str, Any] = in_json(
        {
            **taken_content(found.taken),
            "made": found.made,
            "unmapped": [
                dict(zip(("file_name", "column", "word", "rows"), one, strict=True))
                for one in found.unmapped
            ],
            "refused_rows": found.refused_rows,
            "first_on": found.span[0] if found.span else None,
            "last_on": found.span[1] if found.span else None,
            "tickets_by_month": [
                dict(zip(("month", "customer_id", "tickets"), one, strict=True))
                for one in found.by_month
            ],
            "terms": found.terms,
            "as_of": found.as_of,
            "outcomes": [
                dict(zip(("metric", "outcome", "clocks"), one, strict=True))
                for one in found.outcomes
            ],
            "tickets": [
                {"ticket": one.ticket, "events": one.events, "clocks": one.clocks}
                for one in found.told
            ],
        }
    )
    return told


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, known: Row) -> list[Row]:
    found = connection.execute(sql, known)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
