"""One ticket's whole story: its terms, its clocks, and the row behind each of its events."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from reports.queries import ask
from reports.snapshot import Snapshot, SnapshotError
from reports.time_strip import HOLIDAY, Piece

Row = dict[str, Any]


@dataclass(frozen=True)
class TicketStory:
    """A ticket's record and agreement (one row); the rest is asked for when it is told."""

    snapshot: Snapshot
    ticket: pl.DataFrame

    @cached_property
    def clocks(self) -> pl.DataFrame:
        """One row per clock, response first."""
        return self._ask("ticket_clocks")

    @cached_property
    def stretches(self) -> pl.DataFrame:
        """One row per stretch of a clock, in order."""
        return self._ask("ticket_stretches")

    @cached_property
    def history(self) -> pl.DataFrame:
        """One row per event, in the order in which they count."""
        return self._ask("ticket_history")

    @cached_property
    def findings(self) -> pl.DataFrame:
        """One row per finding of the ticket."""
        return self._ask("ticket_findings")

    def _ask(self, question: str) -> pl.DataFrame:
        return ask(self.snapshot, question, ticket_id=self.record["ticket_id"])

    @property
    def record(self) -> Row:
        """The ticket's one row."""
        return self.ticket.row(0, named=True)

    @property
    def time_zone(self) -> str:
        """The zone in which its customer reads a clock; UTC without an agreement."""
        return str(self.record["time_zone"] or "UTC")

    @property
    def holidays(self) -> pl.DataFrame:
        """The holidays within its clocks: local_date and holiday, each once, in order."""
        named = self.stretches.filter(pl.col("holiday").is_not_null())
        return named.select("local_date", "holiday").unique().sort("local_date")

    def pieces(self, metric: str) -> list[Piece]:
        """The stretches of one clock as a strip draws them: a holiday is a state of its own."""
        return [
            Piece(row["started_at"], row["ended_at"], HOLIDAY if row["holiday"] else row["state"])
            for row in self.stretches.filter(metric=metric).to_dicts()
        ]

    def why_priority(self, clock: Row) -> str:
        """What made a clock's priority the one that judges it (PRI-1, PRI-3, AGR-2)."""
        if clock["environment"] == "non_production":
            if self.record["environment"] == "production":
                return "opened before Go-Live, so non-production (AGR-2), which is P4 (PRI-1)"
            return "non-production, which is P4 (PRI-1)"
        if clock["kind"] == "service_request":
            return "a production service request, which is P3 (PRI-1)"
        return "as first recorded" if self.reclassification(clock) is None else "as last set"

    def reclassification(self, clock: Row) -> Row | None:
        """The event that gave a clock the recorded priority it was judged with (PRI-3).

        None where that is the one first recorded.
        """
        stop = clock["stopped_at"]
        setting = [
            event
            for event in self.history.filter(field="priority").to_dicts()
            if event["value"] == clock["recorded_priority"]
            and (stop is None or event["counted_at"] <= stop)
        ]
        return setting[-1] if setting else None


def ticket_story(snapshot: Snapshot, ticket_id: str) -> TicketStory:
    """Tell a ticket's story; raises SnapshotError for a ticket that the snapshot does not hold."""
    ticket = ask(snapshot, "ticket_story", ticket_id=ticket_id)
    if ticket.is_empty():
        raise SnapshotError(
            f"There is no ticket {ticket_id} in {snapshot.name}. "
            "Either no delivery brought it, or it was opened after the instant looked from."
        )
    return TicketStory(snapshot, ticket)
