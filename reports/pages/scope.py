"""What a page is about: one snapshot, one customer, one month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reports import local_time
from reports.snapshot import Snapshot

# All customers have no zone in common.
EVERYONES_ZONE = "UTC"


@dataclass(frozen=True)
class Customer:
    """A customer with the terms that hold; without any agreement the terms are None."""

    customer_id: str
    name: str
    time_zone: str | None
    support_region: str | None
    opens_at: str | None
    closes_at: str | None
    working_days: str | None
    starts_on: date | None
    last_day_on: date | None
    go_live_on: date | None
    has_verdicts: bool

    @property
    def zone(self) -> str:
        """The zone in which this customer's times are shown: UTC without an agreement."""
        return self.time_zone or EVERYONES_ZONE


@dataclass(frozen=True)
class Month:
    """A local month: whether any clock was decided in it, and whether it is over at `as_of`."""

    month: date
    has_verdicts: bool
    is_over: bool


@dataclass(frozen=True)
class Scope:
    """What is shown. Figures of a scope never change: a snapshot does not."""

    snapshot: Snapshot
    customer: Customer
    month: Month
    of_all: bool = False

    @property
    def zone(self) -> str:
        """The zone of what is shown: UTC where it is of all customers."""
        return EVERYONES_ZONE if self.of_all else self.customer.zone

    @property
    def as_of_on(self) -> date:
        """The day of the snapshot's `as_of` in the zone of what is shown."""
        return local_time.in_zone(self.snapshot.as_of, self.zone).date()

    @property
    def as_of_text(self) -> str:
        """`as of 3 Jul 2026, 22:30 BST`, in the zone of what is shown."""
        return f"as of {local_time.zoned_text(self.snapshot.as_of, self.zone)}"

    @property
    def everyone(self) -> Everyone:
        """The same month of all customers, whoever is chosen."""
        return Everyone(self.snapshot, self.month.month)


@dataclass(frozen=True)
class Everyone:
    """All customers of one snapshot in one month: what pictures of all are kept by."""

    snapshot: Snapshot
    month: date

    @property
    def as_of_text(self) -> str:
        """`as of 3 Jul 2026, 21:30 UTC`."""
        return f"as of {local_time.zoned_text(self.snapshot.as_of, EVERYONES_ZONE)}"
