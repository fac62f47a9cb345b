"""Lost pages of a log: a step that says it came from a status which nobody had entered (CLK-S)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from simulate.customers import Customer
from simulate.places import Event
from simulate.tickets import Ticket

# Every sixth customer's log has lost a line.
LOGS = 6
LOST = "awaiting_customer"


def with_hole(tickets: Sequence[Ticket], customer: Customer) -> list[Ticket]:
    """The tickets, of the one in the middle that was taken up first with a question lost before."""
    taken_up = [ticket for ticket in tickets if _taken_up(ticket)]
    if customer.index % LOGS != 1 or not taken_up:
        return list(tickets)
    torn = taken_up[len(taken_up) // 2]
    marked = replace(torn, lost_before=_steps(torn)[0].place)
    return [marked if ticket is torn else ticket for ticket in tickets]


def _steps(ticket: Ticket) -> list[Event]:
    return [event for event in ticket.events if event.field == "status"]


def _taken_up(ticket: Ticket) -> bool:
    return bool(_steps(ticket)) and _steps(ticket)[0].value == "in_progress"
