"""Rows become frames of the contract's columns and types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

import polars as pl

from ingest.contract import BY_NAME
from simulate.breaches import Breach
from simulate.clock import Clock
from simulate.holes import LOST
from simulate.places import Event
from simulate.tickets import Ticket
from simulate.verdicts import Verdict

TYPES: Mapping[str, type[pl.DataType]] = {
    "date": pl.Date,
    "whole": pl.Int64,
    "number": pl.Float64,
    "flag": pl.Boolean,
    "instant": pl.Int64,
}
CLOCK_TYPES: Mapping[str, type[pl.DataType]] = {
    "month": pl.Date,
    "target_seconds": pl.Int64,
    "started_at": pl.Int64,
    "stopped_at": pl.Int64,
    "elapsed_seconds": pl.Int64,
    "paused_seconds": pl.Int64,
    "remaining_seconds": pl.Int64,
    "due_at": pl.Int64,
    "reopenings": pl.Int64,
}


def entity_frame(name: str, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """The frame of an entity; instants in the rows are seconds since 1970, missing names null."""
    columns = BY_NAME[name].content
    schema = {column.name: TYPES.get(column.kind, pl.String) for column in columns}
    found = [{column: row.get(column) for column in schema} for row in rows]
    frame = pl.DataFrame(found, schema=schema)
    return _with_instants(frame, [c.name for c in columns if c.kind == "instant"])


def findings_frame(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """The rules that exits break: rule_id, customer_id, exit_id, part, each a text."""
    names = ("rule_id", "customer_id", "exit_id", "part")
    return pl.DataFrame(list(rows), schema=dict.fromkeys(names, pl.String))


def _with_instants(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    return frame.with_columns(
        (pl.col(column) * 1_000_000).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
        for column in columns
    )


def ticket_ids(tickets: Sequence[Ticket]) -> dict[tuple[str, int], str]:
    """Identifiers by customer and ordinal, numbered in the order of opening."""
    ordered = sorted(tickets, key=lambda one: (one.opened_at, one.customer_id, one.ordinal))
    prefix = {"incident": "INC", "service_request": "REQ", "problem": "PRB"}
    return {
        (ticket.customer_id, ticket.ordinal): f"{prefix[ticket.kind]}{100_000 + number:07}"
        for number, ticket in enumerate(ordered, 1)
    }


def tickets_frame(
    tickets: Sequence[Ticket], identifiers: Mapping[tuple[str, int], str]
) -> pl.DataFrame:
    """The frame of `tickets`, by identifier."""
    names = {column.name for column in BY_NAME["tickets"].content}
    names -= {"ticket_id", "problem_id", "updated_at"}
    rows = (
        {
            **{name: getattr(ticket, name) for name in names},
            "ticket_id": identifiers[ticket.customer_id, ticket.ordinal],
            "problem_id": None
            if ticket.problem is None
            else identifiers[ticket.customer_id, ticket.problem],
            "updated_at": max([ticket.opened_at, *(e.stamped_at for e in ticket.events)]),
        }
        for ticket in tickets
    )
    return entity_frame("tickets", rows).sort("opened_at", "ticket_id")


def events_frame(
    tickets: Sequence[Ticket], identifiers: Mapping[tuple[str, int], str]
) -> pl.DataFrame:
    """The frame of `ticket_events` as a desk would export it: by time.

    Where `sequence` tells the order of one instant, the rows stand in another one (CLK-1).
    """
    rows: list[dict[str, Any]] = []
    for ticket in tickets:
        ticket_id = identifiers[ticket.customer_id, ticket.ordinal]
        sequenced = _needs_sequence(ticket.events)
        in_force = {"status": "new", "priority": ticket.priority, "kind": ticket.kind}
        for number, event in enumerate(ticket.events, 1):
            value = event.value
            if event.field == "problem":
                value = identifiers[ticket.customer_id, int(value or 0)]
            rows.append(
                {
                    "ticket_id": ticket_id,
                    "occurred_at": event.stamped_at,
                    "field": event.field,
                    "value": value,
                    "sequence": number if sequenced else None,
                    "actor": event.actor,
                    "from_value": LOST
                    if event.place == ticket.lost_before
                    else in_force.get(event.field),
                    "place": -number if sequenced else number,
                }
            )
            if event.field in in_force and event.value is not None:
                in_force[event.field] = event.value
    rows.sort(key=lambda row: (row["occurred_at"], row["ticket_id"], row["place"]))
    return entity_frame("ticket_events", rows)


def _needs_sequence(events: Sequence[Event]) -> bool:
    """Whether several events share an instant, and the place in the file does not tell.

    It tells in one ticket of five, where no field comes twice and nothing is stamped early.
    """
    instants = [event.place.at for event in events]
    if len(set(instants)) == len(instants):
        return False
    keys = {(event.stamped_at, event.field) for event in events}
    as_stamped = all(event.stamped_at == event.place.at for event in events)
    return not (as_stamped and len(keys) == len(events) and instants[0] % 5 == 0)


def verdicts_frame(
    verdicts: Sequence[tuple[str, Verdict]], identifiers: Mapping[tuple[str, int], str]
) -> pl.DataFrame:
    """The frame of `source_verdicts`, in the order of tickets."""
    rows = (
        {**said.row, "ticket_id": identifiers[customer_id, said.ordinal]}
        for customer_id, said in verdicts
    )
    return entity_frame("source_verdicts", rows).sort("ticket_id", "metric")


def reasons_frame(
    verdicts: Sequence[tuple[str, Verdict]], identifiers: Mapping[tuple[str, int], str]
) -> pl.DataFrame:
    """Whether each verdict of a desk is true, and why not: by the names of `reconciliation`."""
    rows = [
        {
            "ticket_id": identifiers[customer_id, said.ordinal],
            "metric": said.row["metric"],
            "name": said.row["name"],
            "agrees": said.agrees,
            "reason": said.reason,
        }
        for customer_id, said in verdicts
    ]
    schema = dict.fromkeys(("ticket_id", "metric", "name", "agrees", "reason"), pl.String)
    frame = pl.DataFrame(rows, schema=schema | {"agrees": pl.Boolean})
    return frame.sort("ticket_id", "metric")


def clocks_frame(
    tickets: Sequence[Ticket], identifiers: Mapping[tuple[str, int], str]
) -> pl.DataFrame:
    """The true clocks, by the names of the mart `sla_clocks`, by ticket and metric."""
    names = ["ticket_id", "customer_id", *(field.name for field in fields(Clock))]
    schema = {name: CLOCK_TYPES.get(name, pl.String) for name in names}
    rows = [
        {
            "ticket_id": identifiers[ticket.customer_id, ticket.ordinal],
            "customer_id": ticket.customer_id,
            **vars(clock),
        }
        for ticket in tickets
        for clock in ticket.clocks
    ]
    frame = pl.DataFrame(rows, schema=schema).sort("ticket_id", "metric")
    return _with_instants(frame, ["started_at", "stopped_at", "due_at"])


def contract_years_frame(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """The true contract years, by the names of the mart `contract_years`."""
    days = dict.fromkeys(("starts_on", "ends_on"), pl.Date)
    texts = dict.fromkeys(("customer_id", "kind", "agreement_id"), pl.String)
    counts = ("quota", "top_up", "used", "remaining", "overage")
    schema = texts | days | {f"{name}_units": pl.Int64 for name in counts}
    return pl.DataFrame(list(rows), schema=schema).sort("agreement_id", "kind", "starts_on")


def breaches_frame(
    breaches: Sequence[Breach], identifiers: Mapping[tuple[str, int], str]
) -> pl.DataFrame:
    """The broken rules by the names of the mart `findings`, in order."""
    rows = [
        {
            **vars(breach),
            "entity_id": identifiers[breach.customer_id, breach.record]
            if isinstance(breach.record, int)
            else breach.record,
        }
        for breach in breaches
    ]
    columns = ["rule_id", "customer_id", "entity", "entity_id", "part"]
    found = [{name: row[name] for name in columns} for row in rows]
    return pl.DataFrame(found, schema=dict.fromkeys(columns, pl.String)).sort(columns)
