"""Judge and models side by side: every column of every clock, and what differs in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.proof.judge import Judge
from tests.proof.readings import DEFAULT, Readings
from tests.proof.records import (
    Agreement,
    Event,
    Holiday,
    Override,
    Portfolio,
    Record,
    Ticket,
    known,
)

Clock = tuple[str, str]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """One clock on which judge and models do not agree, and in which columns."""

    clock: Clock
    expected: Row
    found: Row

    @property
    def columns(self) -> list[str]:
        names = self.expected.keys() | self.found.keys()
        return sorted(one for one in names if self.expected.get(one) != self.found.get(one))


@dataclass(frozen=True)
class Comparison:
    """What was compared, and what differed."""

    tickets: int
    clocks: int
    columns: int
    outcomes: Mapping[str, int]
    differences: tuple[Difference, ...]


def compare(
    portfolio: Portfolio, found: Mapping[Clock, Row], readings: Readings = DEFAULT
) -> Comparison:
    """Judge every ticket and hold every column against what the models found."""
    world = known(portfolio)
    expected = {
        (row["ticket_id"], row["metric"]): row for row in Judge(world, readings).all_clocks()
    }
    outcomes: dict[str, int] = {}
    for row in expected.values():
        outcomes[row["outcome"]] = outcomes.get(row["outcome"], 0) + 1
    return Comparison(
        tickets=len(world.tickets),
        clocks=len(expected),
        columns=len(next(iter(expected.values()), {})),
        outcomes=dict(sorted(outcomes.items())),
        differences=tuple(
            Difference(clock, expected.get(clock, {}), found.get(clock, {}))
            for clock in sorted(expected.keys() | found.keys())
            if expected.get(clock) != found.get(clock)
        ),
    )


def told(difference: Difference, portfolio: Portfolio) -> str:
    """A difference for a person to read: the clock, the rows behind it, expected and found."""
    ticket_id, metric = difference.clock
    behind = set(rows_behind(ticket_id, portfolio))
    lines = [f"{ticket_id} {metric}, looked at from {portfolio.as_of}"]
    lines += [
        f"  delivery {number}, tells all of {sorted(one.histories)}: {spelt(row)}"
        for number, one in enumerate(portfolio.deliveries)
        for row in one.rows
        if row in behind
    ]
    lines += [
        f"  {name}: expected {difference.expected.get(name)}, found {difference.found.get(name)}"
        for name in difference.columns
    ]
    return "\n".join(lines)


def spelt(row: Record) -> str:
    """A row as its kind and the cells that are not empty."""
    cells = [f"{name}={value}" for name, value in vars(row).items() if value is not None]
    return f"{type(row).__name__} {' '.join(cells)}"


def rows_behind(ticket_id: str, portfolio: Portfolio) -> Iterator[Record]:
    """The rows that say something of a ticket: its own, its customer's terms, their holidays."""
    rows = [row for delivery in portfolio.deliveries for row in delivery.rows]
    own = [row for row in rows if isinstance(row, Ticket) and row.ticket_id == ticket_id]
    customers = {row.customer_id for row in own}
    terms = [row for row in rows if isinstance(row, Agreement) and row.customer_id in customers]
    agreements = {row.agreement_id for row in terms}
    regions = {row.support_region for row in terms}
    yield from own
    yield from terms
    for row in rows:
        if isinstance(row, Override) and row.agreement_id in agreements:
            yield row
        if isinstance(row, Holiday) and row.support_region in regions:
            yield row
        if isinstance(row, Event) and row.ticket_id == ticket_id:
            yield row
