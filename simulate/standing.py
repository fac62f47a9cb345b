"""What stands for a customer at an instant: the agreement, the local date, business days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from simulate.agreements import Agreement
from simulate.business_time import (
    HANDBOOK_DAYS,
    instant_of,
    local_date,
    non_working_days,
    working_days,
)
from simulate.customers import Customer
from simulate.entitlements import Row


@dataclass(frozen=True)
class Standing:
    """A customer's agreements and the days delivered for their regions (CAL-2)."""

    customer: Customer
    delivered: Mapping[tuple[str, date], bool]

    def agreement(self, instant: int) -> Agreement:
        """The agreement last begun; after its end its terms go on, before the first its own."""
        begun = [
            one
            for one in self.customer.agreements
            if instant_of(one.starts_on, time(0), one.time_zone) <= instant
        ]
        return begun[-1] if begun else self.customer.agreements[0]

    def day(self, instant: int) -> date:
        """The local date of an instant."""
        return local_date(instant, self.agreement(instant).time_zone)

    def business_days_between(self, notice: int, start: int) -> int:
        """Whole business days between two instants, by the calendar at the later one (CHG-6)."""
        terms = self.agreement(start)
        first = local_date(notice, terms.time_zone) + timedelta(days=1)
        last = local_date(start, terms.time_zone) - timedelta(days=1)
        if last < first:
            return 0
        closed = non_working_days(terms.support_region, first, last, self.delivered)
        return len(working_days(terms.working_days or HANDBOOK_DAYS, first, last, closed))


def holds(row: Row, day: date) -> bool:
    """Whether a row with `valid_from` and `valid_to` holds on a day, both included."""
    return (row["valid_from"] or day) <= day <= (row["valid_to"] or day)
