"""Problems: what follows a critical incident (PRB-1), and incidents that come back (PRB-2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from simulate.chance import Chance
from simulate.customers import Customer
from simulate.parameters import Parameters
from simulate.places import PROBLEM, Event, Place, step_place
from simulate.tickets import Ticket
from simulate.vocabulary import PROBLEMS

DAY = 86_400
NAMED_BY_THE_TICKET = 0.55


def with_problems(
    tickets: Sequence[Ticket], customer: Customer, parameters: Parameters
) -> list[Ticket]:
    """The tickets, most restored P1 incidents with their problem, and the problems themselves."""
    chance = Chance(parameters.seed, customer.index, 8)
    linked: list[Ticket] = []
    problems: list[Ticket] = []
    for ticket in tickets:
        opened_at = _opened_at(ticket, chance)
        if opened_at is None or opened_at > parameters.as_of or not chance.happens(0.94):
            linked.append(ticket)
        elif problems and chance.happens(0.12):
            linked.append(_named(ticket, problems[-1].ordinal, opened_at, chance))
        else:
            ordinal = len(tickets) + len(problems)
            problems.append(_problem(ticket, ordinal, opened_at, parameters.as_of, chance))
            linked.append(_named(ticket, ordinal, opened_at, chance))
    return [*linked, *problems]


def _opened_at(ticket: Ticket, chance: Chance) -> int | None:
    """When the problem of an incident is opened: some hours after a critical restoration."""
    clock = ticket.restoration
    if clock is None or clock.priority != "P1" or clock.stopped_at is None:
        return None
    return clock.stopped_at + chance.small(1_800, 3 * DAY)


def _named(ticket: Ticket, problem: int, at: int, chance: Chance) -> Ticket:
    """The incident names its problem, in its own row or by an event."""
    if chance.happens(NAMED_BY_THE_TICKET):
        return replace(ticket, problem=problem)
    event = Event(Place(at, PROBLEM), at, "problem", str(problem), "agent.problems")
    events = sorted((*ticket.events, event), key=lambda one: one.place)
    return replace(ticket, events=tuple(events))


def _problem(incident: Ticket, ordinal: int, opened_at: int, as_of: int, chance: Chance) -> Ticket:
    """A problem; it has no clocks (CLK-10)."""
    taken_up = opened_at + chance.small(600, 2 * DAY)
    closed = taken_up + chance.small(3 * DAY, 80 * DAY)
    steps = ((taken_up, "in_progress"), (closed, "closed"))
    events = tuple(
        Event(step_place(at, number), at, "status", status, "agent.problems")
        for number, (at, status) in enumerate(steps, 1)
        if at <= as_of
    )
    return Ticket(
        customer_id=incident.customer_id,
        ordinal=ordinal,
        opened_at=opened_at,
        kind="problem",
        environment=incident.environment,
        priority=chance.one_of(("P2", "P3", "P3")),
        category=incident.category,
        summary=chance.one_of(PROBLEMS),
        product=incident.product,
        channel="portal",
        events=events,
    )
