"""A customer's tickets: each life with the words that a service desk puts on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from simulate.arrivals import arrivals
from simulate.business_time import local_date
from simulate.chance import Chance
from simulate.clock import Clock
from simulate.customers import Customer
from simulate.entitlements import Row
from simulate.judgement import RESTORATION, Terms
from simulate.lives import live
from simulate.openings import Opening, draw_opening
from simulate.parameters import Parameters
from simulate.places import Event, Place
from simulate.plans import draw_plan
from simulate.recurrences import Recurrence
from simulate.truth import clocks
from simulate.vocabulary import INCIDENTS, NONSTANDARD_REQUESTS


@dataclass(frozen=True)
class Ticket:
    """One row of `tickets`, its events and its true clocks; before `lost_before` a step was lost.

    Tickets of one customer name each other by `ordinal`; `portfolio` turns that into identifiers.
    """

    customer_id: str
    ordinal: int
    opened_at: int
    kind: str
    environment: str
    priority: str
    category: str
    summary: str
    product: str | None = None
    channel: str | None = None
    opened_by: str | None = None
    requested_priority: str | None = None
    catalogue_item: str | None = None
    request_kind: str | None = None
    units: int | None = None
    problem: int | None = None
    caused_by_change: str | None = None
    disaster_declared_at: int | None = None
    content_lost_minutes: float | None = None
    is_open: bool = False
    lost_before: Place | None = None
    events: tuple[Event, ...] = ()
    clocks: tuple[Clock, ...] = ()

    @property
    def restoration(self) -> Clock | None:
        """The restoration clock, where there is one."""
        return next((clock for clock in self.clocks if clock.metric == RESTORATION), None)


def tickets(
    customer: Customer,
    terms: tuple[Terms, ...],
    *,
    items: Sequence[Row],
    contacts: Sequence[Row],
    parameters: Parameters,
) -> list[Ticket]:
    """Live every ticket of a customer, in the order of opening."""
    chance = Chance(parameters.seed, customer.index, 6)
    words = Chance(parameters.seed, customer.index, 7)
    fault = Recurrence(customer, parameters)
    found = arrivals(customer, parameters)
    lived: list[Ticket] = []
    for opened_at, burst in zip(found.opened_at.tolist(), found.burst.tolist(), strict=True):
        opening = draw_opening(opened_at, burst, terms, chance)
        ticket = _lived(customer, opening, len(lived), parameters, chance)
        ticket = _described(ticket, opening, items, fault, words)
        caller = _caller(ticket, contacts, opening, words)
        lived.append(replace(ticket, opened_by=caller))
    return lived


def _lived(
    customer: Customer, opening: Opening, ordinal: int, parameters: Parameters, chance: Chance
) -> Ticket:
    passed = (opening.opened_at - parameters.starts_at) / (86_400 * parameters.days)
    share_met = customer.share_met_lately if passed > 0.8 else customer.share_met
    life = live(draw_plan(opening, share_met, chance), as_of=parameters.as_of, chance=chance)
    return Ticket(
        customer_id=customer.customer_id,
        ordinal=ordinal,
        opened_at=opening.opened_at,
        kind=opening.kind,
        environment=opening.environment,
        priority=opening.priority,
        category="",
        summary="",
        is_open=life.stretches[-1].state != "standing",
        events=life.events,
        clocks=clocks(life, as_of=parameters.as_of),
    )


def _described(
    ticket: Ticket, opening: Opening, items: Sequence[Row], fault: Recurrence, chance: Chance
) -> Ticket:
    """What it is about, how it came in (PRI-4) and what was asked for (PRI-6, QUO-2)."""
    asked = ticket.priority
    if chance.happens(0.14):
        asked = chance.one_of(("P1", "P2", "P2", "P3"))
    critical = ticket.kind == "incident" and ticket.priority in ("P1", "P2")
    by_phone = 0.96 if critical else 0.12
    other = (("portal", 0.75), ("email", 0.2), ("chat", 0.05))
    channel = "phone" if chance.happens(by_phone) else chance.weighted(other)
    described = replace(ticket, requested_priority=asked, channel=channel)
    if ticket.kind == "service_request":
        return _requested(described, opening, items, chance)
    if opening.burst >= 0:
        place = opening.burst % len(INCIDENTS)
    else:
        place = fault.place(ticket.opened_at, _often_the_first(chance))
    category, product, titles = INCIDENTS[place]
    return replace(described, category=category, product=product, summary=chance.one_of(titles))


def _often_the_first(chance: Chance) -> int:
    share = chance.share()
    return int(share * share * len(INCIDENTS))


def _requested(ticket: Ticket, opening: Opening, items: Sequence[Row], chance: Chance) -> Ticket:
    """A service request: from the catalogue of that day, or beyond it (QUO-2, QUO-3)."""
    day = local_date(ticket.opened_at, opening.terms.agreement.time_zone)
    ticket = replace(ticket, product=chance.one_of(("ESM", "SMAX", "SMAX", "CMS", "OO")))
    if chance.happens(0.72):
        item = chance.one_of(items)
        kind = "standard" if _holds(item, day) or chance.happens(0.5) else "nonstandard"
        return replace(
            ticket,
            category="Catalogue request",
            summary=item["title"],
            catalogue_item=item["item"],
            request_kind=kind if chance.happens(0.97) else None,
        )
    return replace(
        ticket,
        category="Service request",
        summary=chance.one_of(NONSTANDARD_REQUESTS),
        request_kind="nonstandard" if chance.happens(0.96) else None,
        units=chance.weighted(((None, 0.6), (1, 0.15), (2, 0.15), (3, 0.06), (5, 0.04))),
    )


def _holds(row: Row, day: date) -> bool:
    """Whether a row with `valid_from` and `valid_to` holds on a day, both included."""
    return (row["valid_from"] or day) <= day <= (row["valid_to"] or day)


def _caller(
    ticket: Ticket, contacts: Sequence[Row], opening: Opening, chance: Chance
) -> str | None:
    """Who logged it: mostly a contact of that day, now and then somebody who may not (CON-2)."""
    if chance.happens(0.02):
        return None
    day = local_date(ticket.opened_at, opening.terms.agreement.time_zone)
    roles = {"primary", "contact"}
    if ticket.kind == "service_request":
        roles.add("change_authoriser")
    may = [row for row in contacts if row["role"] in roles and _holds(row, day)]
    if not may or chance.happens(0.025):
        may = list(contacts)
    caller: str = chance.one_of(may)["contact_id"]
    return caller
