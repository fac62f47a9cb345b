"""The change that an address names, in full, above the others of its page."""

from __future__ import annotations

import streamlit as st

from reports import one_change_words, wording
from reports.addresses import ticket_address
from reports.pages import parts
from reports.pages.answers import answer
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
    parts.table(
        scope,
        one_change_words.verdict_rows(row, findings),
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
        unbroken=("When",),
    )
