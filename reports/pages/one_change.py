"""The change that an address names, in full, above the others of its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from reports import one_change_words, wording
from reports.addresses import ticket_address, ticket_addresses
from reports.local_time import local_record
from reports.pages import parts
from reports.pages.answers import answer, customer_answer
from reports.pages.scope import Scope

TICKETS = {"request_ticket": "The request", "incident_ticket": "The incident it was made for"}


def show_named(scope: Scope) -> None:
    """Every date, verdict and finding of the address's `change`; a sentence if it is not known."""
    asked = st.query_params.get("change")
    if asked is None:
        return
    of_change = {"customer_id": scope.customer.customer_id, "change_id": asked}
    rows = answer(scope.snapshot, "one_change", **of_change).to_dicts()
    if not rows:
        parts.say_unknown("change", asked)
        return
    row = rows[0]
    st.header("The change asked for")
    parts.say(one_change_words.told(row))
    parts.say(row["summary"] or "It has no summary.")
    tickets = {
        f"{words}: {row[name]}": ticket_address(
            row[name], scope.customer.customer_id, scope.month.month
        )
        for name, words in TICKETS.items()
        if row[name] is not None
    }
    if tickets:
        parts.links(tickets)
    findings = answer(scope.snapshot, "change_findings", **of_change)
    unjudged = customer_answer(scope, "unjudged_by_rule")
    parts.table(
        scope,
        one_change_words.verdict_rows(row, findings, unjudged["rule_id"].to_list()),
        caption=f"Each rule's verdict, {wording.counted(findings.height, 'finding')}, "
        f"{scope.as_of_text}",
        name="change_verdicts",
        unbroken=("Rule", "Verdict"),
        long=("What is wrong",),
    )
    parts.table(
        scope,
        one_change_words.date_rows(row, scope.zone),
        caption=f"Every date known; times in {scope.zone}, {scope.as_of_text}",
        name="change_dates",
        record=lambda: one_change_words.date_record(row, scope.zone),
        unbroken=("When",),
    )
    show_caused(scope, row)


def show_caused(scope: Scope, row: Mapping[str, Any]) -> None:
    """Each incident that names the change as its cause, and the way to it (CHG-8)."""
    caused = answer(
        scope.snapshot,
        "caused_incidents",
        customer_id=scope.customer.customer_id,
        change_id=row["change_id"],
    )
    others = row["incidents_caused"] - caused.height
    if caused.is_empty():
        parts.say("No incident of this customer names it as its cause (CHG-8).")
    else:
        shown = caused.head(parts.ROWS_SHOWN)
        month = scope.month.month
        parts.table(
            scope,
            one_change_words.caused_rows(shown, scope.zone),
            caption=f"{wording.counted(caused.height, 'incident')} that it caused (CHG-8), the "
            f"earliest first; times in {scope.zone}, {scope.as_of_text}",
            name="caused_incidents",
            record=lambda: local_record(caused, scope.zone),
            of=caused.height,
            unbroken=("Incident", "Priority", "Opened", "Restored"),
            long=("Summary",),
            links={
                "Incident": ticket_addresses(shown["ticket_id"], scope.customer.customer_id, month)
            },
        )
    if others > 0:
        parts.say(f"Counted too: {wording.counted(others, 'incident')} of other customers.")
