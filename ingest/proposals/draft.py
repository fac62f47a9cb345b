"""What was seen of files and what was answered, together: the draft of a mapping's source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ingest.form import MARK
from ingest.open_places import OPEN
from ingest.proposals.dictionary import meaning
from ingest.proposals.look import Look, Word
from ingest.proposals.questions import Answers
from ingest.proposals.times import Forms
from ingest.yaml_text import scalar

UNKNOWN_CUSTOMER = "Customer unknown"
OPEN_STATES = ("new", "in_progress", "awaiting_customer")
ENDED_STATES = ("restored", "closed")
STILL_OPEN = f'"{OPEN}"'


@dataclass(frozen=True)
class Draft:
    """What a look and the answers make together; `mark` tells several in one mapping apart."""

    look: Look
    given: Answers
    mark: str = ""

    @cached_property
    def roles(self) -> dict[str, str]:
        """The column that is what; an answer may name the customer's."""
        own = dict(self.look.roles)
        if self.given.customer_column in self.look.columns:
            own.pop("customer_id", None)
            own["customer"] = str(self.given.customer_column)
        elif self.given.customer is not None:
            own.pop("customer_id", None)
            own.pop("customer", None)
        return own

    @cached_property
    def order(self) -> str | None:
        """The order of day and month, as answered or as the values decide it."""
        return self.given.day_order or self.look.order.decided

    @cached_property
    def forms(self) -> Forms:
        """How its times are written."""
        return self.look.forms(self.order)

    def anchor(self, name: str) -> str:
        """Name a part of this draft."""
        return f"{name}{self.mark}"

    @property
    def ends(self) -> list[str]:
        """The roles of the times at which a ticket ends."""
        return [role for role in ("resolved_at", "closed_at") if role in self.roles]

    @cached_property
    def states(self) -> dict[str, list[Word]]:
        """The statuses, parted into open, ended, cancelled and unknown ones."""
        parted: dict[str, list[Word]] = {"open": [], "ended": [], "cancelled": [], "unknown": []}
        for word in self.look.words("status"):
            parted[_kind_of_state(meaning("status", word.text))].append(word)
        return parted

    def column(self, role: str) -> str:
        """Write the name of the column that is something; open where none is."""
        return scalar(written_name(self.roles[role])) if role in self.roles else STILL_OPEN


def written_name(column: str) -> str:
    """Write a column's name; a mark that it ends in stands twice, for one mark means optional."""
    base = column.rstrip(MARK)
    return base + MARK * 2 * (len(column) - len(base))


def _kind_of_state(means: str | None) -> str:
    if means is None:
        return "unknown"
    if means in OPEN_STATES:
        return "open"
    return "ended" if means in ENDED_STATES else "cancelled"
