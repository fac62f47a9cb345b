"""One ticket's whole story: its clocks, and behind each event the row that told of it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from reports.queries import ask
from reports.snapshot import Snapshot, SnapshotError


@dataclass(frozen=True)
class TicketStory:
    """A ticket's record (one row), its clocks (a row each) and its events in order."""

    ticket: pl.DataFrame
    clocks: pl.DataFrame
    history: pl.DataFrame

    @property
    def time_zone(self) -> str:
        """The zone in which its customer reads a clock; UTC without an agreement."""
        zones = self.clocks["time_zone"].drop_nulls()
        return str(zones[0]) if len(zones) else "UTC"


def ticket_story(snapshot: Snapshot, ticket_id: str) -> TicketStory:
    """Tell a ticket's story; raises SnapshotError for a ticket that the snapshot does not hold."""
    ticket = ask(snapshot, "ticket_story", ticket_id=ticket_id)
    if ticket.is_empty():
        raise SnapshotError(
            f"There is no ticket {ticket_id} in {snapshot.name}. "
            "Either no delivery brought it, or it was opened after the instant looked from."
        )
    return TicketStory(
        ticket,
        ask(snapshot, "ticket_clocks", ticket_id=ticket_id),
        ask(snapshot, "ticket_history", ticket_id=ticket_id),
    )
