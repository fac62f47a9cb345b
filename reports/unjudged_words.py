"""Rules that could not be judged, in words: never as kept, and what would have to be delivered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from reports import wording

Row = Mapping[str, Any]

# Names of what is lacking that read otherwise than the contract's, by entity or by its column.
NOUNS = {
    "exit_events": "steps",
    "ticket_events.update": "updates",
    "tickets.catalogue_item": "catalogue items",
    "tickets.opened_by": "names of who logged tickets",
    "tickets.problem_id": "problems",
    "changes.request_ticket": "requests of changes",
    "changes.incident_ticket": "incidents of changes",
    "changes.template": "templates of changes",
    "changes.tested_at": "tests of changes",
    "changes.approved_at": "approvals of changes",
    "changes.customer_agreed_at": "agreements to changes",
    "changes.customer_reviewed_at": "reviews of changes",
    "changes.notified_at": "notices of changes",
    "changes.interrupts_service": "interruptions by changes",
    "changes.ended_at": "ends of changes",
    "changes.outcome": "outcomes of changes",
    "exit_events.occurred_at": "dates of steps",
    "exits.request_ticket": "requests of exits",
    "exits.export_wanted": "wish for an export",
    "exits.empty_by": "date for the tenant to be emptied",
    "exits.gone_by": "date for all data to be gone",
    "exits.channel_closes_on": "date for the channel to close",
    "exits.early_deletion_requested": "wish for an early deletion",
}


def lacks(missing: str) -> str:
    """`no channel was delivered`: an entity, one of its columns, or a field of events."""
    noun = NOUNS.get(missing, missing.rpartition(".")[2].replace("_", " "))
    return f"no {noun} {'were' if noun.endswith('s') else 'was'} delivered"


def to_deliver(missing: str) -> str:
    """`contacts (contacts.csv)`, `the column channel of tickets`, `update events of tickets`."""
    entity, _, column = missing.rpartition(".")
    if not entity:
        return f"{missing.replace('_', ' ')} ({missing}.csv)"
    if entity == "ticket_events":
        return f"{column} events of tickets (ticket_events.csv)"
    return f"the column {column} of {entity.replace('_', ' ')}"


def whose(row: Row) -> str:
    """For whom a rule is not judged: a customer or all, and of which source alone."""
    customer = row["customer_name"] or row["customer_id"] or "all customers"
    return f"{customer}, what {row['source']} brought" if row["source"] else str(customer)


def sentences(rows: Iterable[Row], *, of_all: bool = False) -> list[str]:
    """`unjudged_by_rule.sql`: `CON-1 not judged: no contacts were delivered.`, a line a reason."""
    return [
        f"{and_words([row['rule_id'] for row in alike])} not judged{which}: {lacks(missing)}."
        for (missing, which), alike in groupby(rows, key=lambda row: _alike(row, of_all=of_all))
    ]


def _alike(row: Row, *, of_all: bool) -> tuple[str, str]:
    """What a rule lacks, and of which records or customers."""
    records, customers = row["records"], row["customers"]
    which = "" if records is None else f" of {wording.counted(records, 'record')}"
    if of_all and customers:
        which += f" for {wording.counted(customers, 'customer')}"
    return row["missing_list"], which


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
