"""A whole portfolio: parameters become customers, customers tickets, tickets frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from types import MappingProxyType

import polars as pl

from simulate.breaches import Breach, Told, change_breaches
from simulate.changes import changes
from simulate.customers import Customer, customers_of
from simulate.entitlements import (
    Override,
    Row,
    contacts,
    delivered_holidays,
    general_catalogue,
    overrides,
    own_catalogue,
    planned_requests,
    top_ups,
)
from simulate.exits import exit_of
from simulate.frames import (
    breaches_frame,
    clocks_frame,
    contract_years_frame,
    entity_frame,
    events_frame,
    findings_frame,
    reasons_frame,
    ticket_ids,
    tickets_frame,
    verdicts_frame,
)
from simulate.holes import with_hole
from simulate.judgement import terms_of
from simulate.parameters import Parameters
from simulate.places import AT_THE_END, Event, Place
from simulate.problems import with_problems
from simulate.quotas import Rights, contract_years
from simulate.standing import Standing
from simulate.ticket_breaches import terms_breaches, ticket_breaches
from simulate.tickets import Ticket, tickets
from simulate.verdicts import verdicts

ENDS_ON = date(2026, 6, 30)


@dataclass(frozen=True)
class Portfolio:
    """A portfolio and its truth.

    `frames` holds a frame for each entity of the contract, by its name and with exactly its
    columns; `truth` a frame `sla_clocks` with the true outcome of every clock, a frame
    `contract_years` with the true use of every quota, a frame `exit_findings` with every rule
    that an exit breaks, one `findings` with every rule of changes, contacts, problems, onboarding,
    disasters and torn logs that is broken, and one `source_verdicts` with the reason why what a
    desk says of its own clocks is not what is true. `as_of` is the latest instant of any record.
    """

    parameters: Parameters
    as_of: datetime
    frames: Mapping[str, pl.DataFrame]
    truth: Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Story:
    """Everything that belongs to one customer; references between its rows are ordinals."""

    customer: Customer
    overrides: tuple[Override, ...]
    top_ups: list[Row]
    planned_requests: list[Row]
    catalogue: list[Row]
    contacts: list[Row]
    tickets: list[Ticket]
    changes: list[Row]
    exits: list[Row]
    steps: list[Row]
    exit_findings: list[Row]


def portfolio(
    *, seed: int = 1, customers: int = 40, months: int = 24, ends_on: date = ENDS_ON
) -> Portfolio:
    """Make the portfolio of a seed and a size: the same arguments, the same portfolio.

    `months` counts calendar months up to that of `ends_on`, on which it ends at 14:30 UTC. Every
    story of `customers.ROLES` is told from 16 customers on. Raises ValueError for a negative seed
    or a size below one.
    """
    parameters = Parameters(seed, customers, months, ends_on)
    people = customers_of(parameters)
    holidays = delivered_holidays(people, parameters)
    delivered = {(row["support_region"], row["date"]): row["observed"] for row in holidays}
    stories = _until_the_end(
        [_story(customer, delivered, parameters) for customer in people], parameters.as_of
    )
    return _assembled(stories, holidays, parameters)


def _story(
    customer: Customer, delivered: Mapping[tuple[str, date], bool], parameters: Parameters
) -> Story:
    """Live one customer."""
    targets = overrides(customer, parameters)
    items = own_catalogue(customer, parameters)
    callers = contacts(customer, parameters)
    lived = tickets(
        customer,
        terms_of(customer, targets, delivered, parameters=parameters),
        items=[*general_catalogue(), *items],
        contacts=callers,
        parameters=parameters,
    )
    lived = with_hole(_with_disaster(lived, customer), customer)
    leaving = exit_of(customer, with_problems(lived, customer, parameters), parameters)
    changed, named = changes(customer, leaving.tickets, parameters)
    return Story(
        customer=customer,
        overrides=targets,
        top_ups=top_ups(customer, parameters),
        planned_requests=planned_requests(customer, parameters),
        catalogue=items,
        contacts=callers,
        tickets=named,
        changes=changed,
        exits=leaving.exits,
        steps=leaving.steps,
        exit_findings=leaving.findings,
    )


def _with_disaster(lived: list[Ticket], customer: Customer) -> list[Ticket]:
    """Every eighth customer has lived through a disaster: a critical incident (DRC-1)."""
    if customer.index % 8:
        return lived
    critical = [
        ticket
        for ticket in lived
        if ticket.restoration and ticket.restoration.priority == "P1" and not ticket.is_open
    ]
    if not critical:
        return lived
    struck = critical[len(critical) // 2]
    declared = replace(
        struck,
        disaster_declared_at=struck.opened_at + 600,
        # Of every other one more than any agreement allows.
        content_lost_minutes=45.0 if customer.index % 16 else 300.0,
    )
    return [declared if ticket is struck else ticket for ticket in lived]


def _until_the_end(stories: list[Story], as_of: int) -> list[Story]:
    """One more event, on the open ticket last opened: it is recorded at the very end."""
    every = [(ticket, story) for story in stories for ticket in story.tickets]
    if not every:
        return stories
    last, owner = max(every, key=lambda pair: (pair[0].is_open, pair[0].opened_at))
    event = Event(Place(as_of, AT_THE_END), as_of, "update", "progress", "agent.duty")
    noted = replace(last, events=(*last.events, event))
    kept = [noted if ticket is last else ticket for ticket in owner.tickets]
    return [replace(story, tickets=kept) if story is owner else story for story in stories]


def _assembled(
    stories: Sequence[Story], holidays: Sequence[Row], parameters: Parameters
) -> Portfolio:
    """Number the tickets and put every row into its frame."""
    every = [ticket for story in stories for ticket in story.tickets]
    identifiers = ticket_ids(every)
    delivered = {(row["support_region"], row["date"]): row["observed"] for row in holidays}
    broken = [
        breach for story in stories for breach in _breaches(story, delivered, parameters.as_of)
    ]
    rows: dict[str, list[Row]] = {
        "customers": [vars(story.customer) for story in stories],
        "agreements": [vars(one) for story in stories for one in story.customer.agreements],
        "sla_overrides": [vars(one) for story in stories for one in story.overrides],
        "holidays": list(holidays),
        "top_ups": [row for story in stories for row in story.top_ups],
        "planned_requests": [row for story in stories for row in story.planned_requests],
        "catalogue": [*general_catalogue(), *(r for story in stories for r in story.catalogue)],
        "contacts": [row for story in stories for row in story.contacts],
        "changes": [_named(r, identifiers) for story in stories for r in story.changes],
        "exits": [_named(r, identifiers) for story in stories for r in story.exits],
        "exit_events": [row for story in stories for row in story.steps],
    }
    frames = {name: entity_frame(name, found) for name, found in rows.items()}
    frames["tickets"] = tickets_frame(every, identifiers)
    frames["ticket_events"] = events_frame(every, identifiers)
    said = [
        (story.customer.customer_id, verdict)
        for story in stories
        for verdict in verdicts(story.tickets, story.customer, parameters)
    ]
    frames["source_verdicts"] = verdicts_frame(said, identifiers)
    return Portfolio(
        parameters=parameters,
        as_of=datetime.fromtimestamp(parameters.as_of, UTC),
        frames=MappingProxyType(frames),
        truth=MappingProxyType(
            {
                "sla_clocks": clocks_frame(every, identifiers),
                "contract_years": contract_years_frame(
                    row for story in stories for row in _quotas(story, parameters.as_of)
                ),
                "exit_findings": findings_frame(r for s in stories for r in s.exit_findings),
                "findings": breaches_frame(broken, identifiers),
                "source_verdicts": reasons_frame(said, identifiers),
            }
        ),
    )


def _quotas(story: Story, as_of: int) -> list[Row]:
    rights = Rights(
        items=[*general_catalogue(), *story.catalogue],
        top_ups=story.top_ups,
        exit_requests=frozenset(row["request_ticket"] for row in story.exits),
    )
    return contract_years(story.customer, story.tickets, rights, as_of=as_of)


def _breaches(
    story: Story, delivered: Mapping[tuple[str, date], bool], as_of: int
) -> Iterator[Breach]:
    """Every rule that a story breaks, of those that its maker watches."""
    known = {ticket.ordinal: ticket for ticket in story.tickets}
    told = Told(Standing(story.customer, delivered), story.contacts, known, as_of)
    yield from change_breaches(story.changes, told)
    yield from ticket_breaches(told)
    yield from terms_breaches(told)


def _named(row: Row, identifiers: Mapping[tuple[str, int], str]) -> Row:
    """The row with identifiers where it names tickets by their ordinal."""
    names = {
        column: identifiers[row["customer_id"], row[column]]
        for column in ("request_ticket", "incident_ticket")
        if row.get(column) is not None
    }
    return {**row, **names}
