"""A build of what can have changed gives, row for row, what a build of all gives (decision 5)."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipeline.build import Built, build
from pipeline.intake import take_in_all
from pipeline.workspace import Workspace
from reports.snapshot import current
from tests.pipeline.marts import differences
from tests.pipeline.service import service_rows
from tests.proof.built import take_in_deliveries
from tests.proof.chance import Seeded
from tests.proof.portfolios import seeded_portfolio
from tests.proof.records import (
    Agreement,
    Customer,
    Delivery,
    Event,
    Portfolio,
    Record,
    Ticket,
)

ITEMS = ("access", "report", "restore")
REQUEST_KINDS = ("standard", "nonstandard")


def parted(portfolio: Portfolio, days: int, chance: Seeded) -> list[list[Delivery]]:
    """The rows of a portfolio as they come in on so many days, parents before children.

    A ticket may come on any day, its corrections and events on that day or on a later one; one in
    five of the other rows (overrides, holidays, agreements that are corrected) comes later too.
    """
    parts: list[list[Delivery]] = [[] for _ in range(days)]
    first_day: dict[str, int] = {}
    known: set[str] = set()
    for delivery in portfolio.deliveries:
        shares: dict[int, list[Record]] = {}
        for row in delivery.rows:
            if isinstance(row, Ticket | Event):
                first = first_day.setdefault(row.ticket_id, chance.whole(0, days - 1))
                is_first = isinstance(row, Ticket) and row.ticket_id not in known
                known.add(row.ticket_id)
                day = first if is_first else chance.whole(first, days - 1)
            elif isinstance(row, Agreement) and row.agreement_id not in known:
                known.add(row.agreement_id)
                day = 0
            elif isinstance(row, Customer) or chance.likely(80):
                day = 0
            else:
                day = chance.whole(0, days - 1)
            shares.setdefault(day, []).append(row)
        for day, rows in shares.items():
            parts[day].append(Delivery(tuple(rows), delivery.histories))
    return parts


def with_quotas(portfolio: Portfolio, chance: Seeded) -> Portfolio:
    """The same with quotas in the agreements, and tickets that ask for items of a catalogue."""

    def quoted(row: Record) -> Record:
        if isinstance(row, Agreement):
            return replace(row, standard_quota=chance.pick((None, 0, 2, 9)), nonstandard_quota=1)
        if isinstance(row, Ticket):
            return replace(
                row,
                catalogue_item=chance.pick((None, *ITEMS)),
                request_kind=chance.pick((None, *REQUEST_KINDS)),
                units=chance.pick((None, 1, 3)),
            )
        return row

    return replace(
        portfolio,
        deliveries=[
            replace(one, rows=tuple(map(quoted, one.rows))) for one in portfolio.deliveries
        ],
    )


def quota_rows(portfolio: Portfolio, day: int, chance: Seeded) -> dict[str, list[dict[str, str]]]:
    """What bears on quotas and comes in on a day: the catalogue grows and changes, and is there for
    every customer only on the last; top-ups, plans, and an exit that names a request.
    """
    tickets = [row for one in portfolio.deliveries for row in one.rows if isinstance(row, Ticket)]
    customers = sorted({ticket.customer_id for ticket in tickets})
    days = [str(ticket.opened_at.date()) for ticket in tickets]
    some = [chance.pick(customers) for _ in range(8)]
    catalogue = [
        {"customer_id": name, "item": item, "valid_from": chance.pick(("", *days))}
        for name in sorted(set(some))
        for item in ITEMS[: chance.whole(1, 2)]
    ]
    if day == 3:
        catalogue.append({"customer_id": "", "item": ITEMS[-1], "valid_from": chance.pick(days)})
    kinds = [chance.pick(REQUEST_KINDS) for _ in some]
    bought = [
        {
            "top_up_id": f"T{day}-{number}",
            "customer_id": name,
            "kind": kind,
            "units": str(chance.whole(1, 4)),
            "purchased_on": chance.pick(days),
        }
        for number, (name, kind) in enumerate(zip(some, kinds, strict=True))
    ]
    planned = [
        {"customer_id": name, "kind": kind, "month": "2028-01-01", "units": str(day)}
        for name, kind in sorted(set(zip(some, kinds, strict=True)))
    ]
    asked = chance.pick([ticket for ticket in tickets if ticket.kind == "service_request"])
    leaving = {
        "exit_id": "E",
        "customer_id": asked.customer_id,
        "request_ticket": asked.ticket_id,
        "requested_at": asked.opened_at.isoformat(),
    }
    return {
        "catalogue": catalogue,
        "top_ups": bought,
        "planned_requests": planned,
        "exits": [leaving],
    }


def take_in_rows(workspace: Workspace, folder: Path, rows: dict[str, list[dict[str, str]]]) -> None:
    folder.mkdir(parents=True)
    for entity, found in rows.items():
        pl.DataFrame(found).write_csv(folder / f"{entity}.csv")
    taken = take_in_all(workspace, [folder])
    assert not taken.refused, taken.refused
    assert not any(one.rows_quarantined for one in taken.deliveries), taken.deliveries


def built_whole(workspace: Workspace, folder: Path, as_of: datetime) -> tuple[Workspace, Built]:
    """The same raw and policy, built of all tickets in a workspace of its own."""
    whole = Workspace(folder)
    whole.create()
    shutil.copyfile(workspace.warehouse, whole.warehouse)
    shutil.copyfile(workspace.policy, whole.policy)
    return whole, build(whole, as_of=as_of, whole=True)


@pytest.mark.parametrize("seed", [11])
def test_whatever_came_in_since_the_marts_are_those_of_a_whole_build(
    seed: int, tmp_path: Path
) -> None:
    chance = Seeded(seed)
    portfolio = with_quotas(seeded_portfolio(seed, 240), chance)
    end = portfolio.as_of.replace(tzinfo=None)
    workspace = Workspace(tmp_path / "workspace")
    workspace.create()
    scopes = []
    for day, deliveries in enumerate(parted(portfolio, 4, chance)):
        take_in_deliveries(workspace, tmp_path / f"day {day}", deliveries)
        take_in_rows(workspace, tmp_path / f"quotas {day}", quota_rows(portfolio, day, chance))
        take_in_rows(workspace, tmp_path / f"service {day}", service_rows(portfolio, day, chance))
        if day == 2:
            workspace.policy.write_text("reclassified: restarts\n", encoding="utf-8")
        # Forwards and backwards, and once over all that is known.
        as_of = end - timedelta(seconds=chance.whole(0, 400 * 86_400)) if day < 3 else end
        built = build(workspace, as_of=as_of)
        scopes.append(built.scope.is_whole)
        if not built.scope.is_whole:
            whole, all_built = built_whole(workspace, tmp_path / f"whole {day}", as_of)

            assert (
                differences(
                    workspace.published / built.snapshot, whole.published / all_built.snapshot
                )
                == {}
            ), f"seed {seed}, day {day}, as of {as_of}"

    snapshot = current(workspace.published)
    assert snapshot is not None
    ledger = snapshot.frame("select movement, decided_by from quota_ledger")
    assert set(ledger["movement"]) == {"opening", "top_up", "request"}
    assert set(ledger["decided_by"].drop_nulls()) == {"in_catalogue", "not_in_catalogue"}
    findings = set(snapshot.frame("select distinct rule_id from findings")["rule_id"])
    assert {"CHG-1", "CHG-3", "CHG-5", "CON-1", "CON-2", "EXI-4", "PRB-1", "PRB-2"} <= findings
    assert snapshot.frame("select change_id from changes where incidents_caused > 0").height > 3
    assert snapshot.frame("select month from availability where downtime_seconds > 0").height > 3
    assert scopes == [True, False, True, False]


def kinds_of_requests(workspace: Workspace) -> dict[str, tuple[str, str]]:
    snapshot = current(workspace.published)
    assert snapshot is not None
    rows = snapshot.frame(
        "select record_id, kind, decided_by from quota_ledger where movement = 'request'"
    )
    return {name: (kind, why) for name, kind, why in rows.iter_rows()}


def test_a_changed_catalogue_touches_the_requests_that_it_judges(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "workspace")
    workspace.create()
    year = {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "support_region": "DE"}
    tickets = [
        {
            "ticket_id": f"{customer}-{item}",
            "customer_id": customer,
            "kind": "service_request",
            "environment": "production",
            "priority": "P3",
            "opened_at": "2026-03-02T09:00:00Z",
            "catalogue_item": item,
            "request_kind": "standard",
        }
        for customer, item in (("listed", "x"), ("listed", "y"), ("bare", "x"))
    ]
    first = {
        "customers": [{"customer_id": name, "name": name} for name in ("listed", "bare")],
        "agreements": [
            {"agreement_id": name, "customer_id": name, "time_zone": "Europe/Berlin", **year}
            for name in ("listed", "bare")
        ],
        "catalogue": [{"customer_id": "listed", "item": "x"}],
        "tickets": tickets,
        "ticket_events": [
            {
                "ticket_id": ticket["ticket_id"],
                "occurred_at": "2026-03-02T10:00:00Z",
                "field": "status",
                "value": "closed",
            }
            for ticket in tickets
        ],
    }
    second = [{"customer_id": "listed", "item": "y"}, {"customer_id": "bare", "item": "z"}]
    take_in_rows(workspace, tmp_path / "first", first)
    build(workspace)
    before = kinds_of_requests(workspace)
    take_in_rows(workspace, tmp_path / "second", {"catalogue": second})

    built = build(workspace)

    assert before == {
        "bare-x": ("standard", "as_recorded"),
        "listed-x": ("standard", "in_catalogue"),
        "listed-y": ("nonstandard", "not_in_catalogue"),
    }
    assert kinds_of_requests(workspace) == before | {
        "bare-x": ("nonstandard", "not_in_catalogue"),
        "listed-y": ("standard", "in_catalogue"),
    }
    assert (built.scope.is_whole, built.scope.tickets) == (False, 2)


def findings_of(workspace: Workspace, rule_id: str) -> list[str]:
    snapshot = current(workspace.published)
    assert snapshot is not None
    rows = snapshot.frame(f"select entity_id from findings where rule_id = '{rule_id}' order by 1")
    return rows["entity_id"].to_list()


def write_down(workspace: Workspace, columns: Sequence[tuple[int, str, str]]) -> None:
    """Write down what deliveries brought: number, entity, column."""
    with workspace.writing() as connection:
        connection.executemany("insert into raw.delivered_columns values (?, ?, ?)", columns)


def test_a_column_that_comes_at_last_touches_the_tickets_of_its_source(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "workspace")
    workspace.create()
    year = {"starts_on": "2026-01-01", "ends_on": "2026-12-31", "support_region": "DE"}
    ticket = {
        "customer_id": "C",
        "kind": "incident",
        "environment": "production",
        "priority": "P1",
        "opened_at": "2026-03-02T09:00:00Z",
    }
    closed = {"occurred_at": "2026-03-02T10:00:00Z", "field": "status", "value": "closed"}
    first = {
        "customers": [{"customer_id": "C", "name": "C"}],
        "agreements": [
            {"agreement_id": "A", "customer_id": "C", "time_zone": "Europe/Berlin", **year}
        ],
        "tickets": [{"ticket_id": "early", **ticket}],
        "ticket_events": [{"ticket_id": "early", **closed}],
    }
    second = {
        "tickets": [{"ticket_id": "late", "channel": "portal", **ticket}],
        "ticket_events": [{"ticket_id": "late", **closed}],
    }
    take_in_rows(workspace, tmp_path / "first", first)
    write_down(workspace, [(number, "tickets", "ticket_id") for number in (1, 2, 3, 4)])
    build(workspace)
    before = findings_of(workspace, "PRI-4")
    take_in_rows(workspace, tmp_path / "second", second)
    write_down(workspace, [(5, "tickets", "channel"), (6, "ticket_events", "field=status")])

    built = build(workspace)

    whole, all_built = built_whole(workspace, tmp_path / "whole", built.as_of)
    assert before == []
    assert findings_of(workspace, "PRI-4") == ["early", "late"]
    assert not built.scope.is_whole
    assert (
        differences(workspace.published / built.snapshot, whole.published / all_built.snapshot)
        == {}
    )
