"""Rules that could not be judged, in words: never as kept, and what would have to be delivered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from reports import wording

Row = Mapping[str, Any]

# By what was never delivered: how that is said, and what to deliver.
LACKS = {
    "contacts": ("no contacts were delivered", "contacts (contacts.csv)"),
    "catalogue": ("no catalogue was delivered", "the request catalogue (catalogue.csv)"),
    "channel": ("no channel was delivered", "the column channel of tickets"),
    "updates": ("no updates were delivered", "update events (ticket_events.csv)"),
    "changes": ("no changes were delivered", "changes (changes.csv)"),
    "problems": ("no problems were delivered", "problems (problems.csv)"),
}


def lacks(missing: str) -> str:
    """`no channel was delivered`."""
    if missing in LACKS:
        return LACKS[missing][0]
    return f"no {missing.replace('_', ' ')} {'were' if missing.endswith('s') else 'was'} delivered"


def to_deliver(missing: str) -> str:
    """What would have to be delivered, and in which file."""
    return LACKS[missing][1] if missing in LACKS else missing.replace("_", " ")


def whose(row: Row) -> str:
    """For whom a rule is not judged: a customer or all, and of which source alone."""
    customer = row["customer_name"] or row["customer_id"] or "all customers"
    return f"{customer}, what {row['source']} brought" if row["source"] else str(customer)


def sentences(rows: Iterable[Row], *, of_all: bool = False) -> list[str]:
    """`unjudged_by_rule.sql`: `CON-1 not judged: no contacts were delivered.`, a line a reason."""
    lines = []
    for (missing, source, customers), alike in groupby(rows, key=_alike):
        rules = and_words([row["rule_id"] for row in alike])
        whose = f" for {wording.counted(customers, 'customer')}" if of_all and customers else ""
        where = f" of what {source} brought" if source else ""
        lines.append(f"{rules} not judged{where}{whose}: {lacks(missing)}.")
    return lines


def _alike(row: Row) -> tuple[str, str | None, int]:
    return row["missing_list"], row["source"], row["customers"]


def no_rule_broken(rows: Sequence[Row], when: str) -> str:
    """That no rule was found broken; of those that were judged, where some were not."""
    which = "No rule that was judged was" if rows else "No rule was"
    return f"{which} found broken in {when}."


def of_change(row: Row, unjudged: Collection[str]) -> list[str]:
    """The rules without a verdict on a change that were not judged, and so may be broken."""
    return [
        rule
        for rule in sorted(unjudged)
        if rule.startswith("CHG-")
        and row.get(rule.lower().replace("-", "_"), "none") is None
        and (rule != "CHG-2" or row["reason"] == "customer_request")
    ]


def and_words(words: Sequence[str]) -> str:
    """`CHG-2`, `CHG-2 and CON-1`, `CHG-2, CON-1 and CON-2`."""
    return " and ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} and {words[-1]}"
