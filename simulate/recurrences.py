"""A fault that comes back: of late, many incidents of a customer are about one thing (PRB-2)."""

from __future__ import annotations

from simulate.chance import Chance
from simulate.customers import Customer
from simulate.parameters import Parameters
from simulate.vocabulary import INCIDENTS

DAY = 86_400
# One customer of so many has such a fault, the first of them the one of this index.
EVERY, FIRST = 8, 5
LASTING_DAYS = 88
SHARE = 0.5
# The last categories are the rarest otherwise.
RAREST = 2


def fault_of(customer: Customer) -> int | None:
    """The place among `INCIDENTS` of what comes back to a customer, if anything does."""
    turn, place = divmod(customer.index - FIRST, EVERY)
    return None if place else len(INCIDENTS) - 1 - turn % RAREST


class Recurrence:
    """A customer's fault: it turns up in the last quarter, among the incidents of every day.

    It has draws of its own, so that the customer's other tickets are what they were without it.
    """

    def __init__(self, customer: Customer, parameters: Parameters) -> None:
        self._fault = fault_of(customer)
        self._from = parameters.as_of - LASTING_DAYS * DAY
        self._chance = Chance(parameters.seed, customer.index, 15)

    def place(self, opened_at: int, usual: int) -> int:
        """The place among `INCIDENTS` of an incident, with what it is about `usual`ly."""
        if self._fault is None or opened_at < self._from:
            return usual
        return self._fault if self._chance.happens(SHARE) else usual
