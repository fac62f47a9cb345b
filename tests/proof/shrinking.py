"""A ticket on which judge and models differ, made smaller for as long as they do.

All variants of one round go into one portfolio, each under names of its own: a round is one build.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import fields, replace

from tests.proof.comparison import rows_behind
from tests.proof.records import Customer, Delivery, Event, Override, Portfolio, Record, Ticket

# Tells the tickets of a portfolio on which judge and models differ.
Differing = Callable[[Portfolio], Collection[str]]
NAMES = ("customer_id", "agreement_id", "ticket_id")


def shrunk(ticket_id: str, portfolio: Portfolio, differing: Differing) -> Portfolio:
    """Leave out rows, one after the other, without which the ticket still differs."""
    kept = with_rows_of(ticket_id, portfolio)
    while True:
        variants = [without(kept, number, place) for number, place in removable(kept)]
        failing = differing(side_by_side(variants)) if variants else ()
        smaller = [
            one for number, one in enumerate(variants) if named(ticket_id, number) in failing
        ]
        if not smaller:
            return kept
        kept = smaller[0]


def with_rows_of(ticket_id: str, portfolio: Portfolio) -> Portfolio:
    """Keep what says something of one ticket."""
    behind = set(rows_behind(ticket_id, portfolio))
    customers = {row.customer_id for row in behind if isinstance(row, Ticket)}
    return replace(
        portfolio,
        deliveries=[
            replace(
                one,
                rows=[
                    row
                    for row in one.rows
                    if row in behind or (isinstance(row, Customer) and row.customer_id in customers)
                ],
            )
            for one in portfolio.deliveries
        ],
    )


def removable(portfolio: Portfolio) -> list[tuple[int, int]]:
    """The rows that can go: events and overrides. The others hold these, or another's, up."""
    return [
        (number, place)
        for number, one in enumerate(portfolio.deliveries)
        for place, row in enumerate(one.rows)
        if isinstance(row, Event | Override)
    ]


def without(portfolio: Portfolio, number: int, place: int) -> Portfolio:
    deliveries = list(portfolio.deliveries)
    rows = list(deliveries[number].rows)
    del rows[place]
    deliveries[number] = replace(deliveries[number], rows=rows)
    return replace(portfolio, deliveries=deliveries)


def side_by_side(variants: Sequence[Portfolio]) -> Portfolio:
    """Lay variants of one portfolio into one; holidays, which have no owner, stay as they are."""
    deliveries = [
        Delivery(
            tuple(
                dict.fromkeys(
                    renamed(row, number)
                    for number, variant in enumerate(variants)
                    for row in variant.deliveries[place].rows
                )
            ),
            one.histories,
        )
        for place, one in enumerate(variants[0].deliveries)
    ]
    return replace(variants[0], deliveries=deliveries)


def renamed(row: Record, number: int) -> Record:
    own = {field.name for field in fields(row)} & set(NAMES)
    return replace(row, **{name: named(getattr(row, name), number) for name in own})


def named(name: str, number: int) -> str:
    return f"{name}~{number}"
