"""P1 and P2 incidents with their problem, or the gap where it should be (PRB-1)."""

from __future__ import annotations

import streamlit as st

from reports import review_readable, wording
from reports.addresses import ticket_addresses
from reports.pages import parts
from reports.pages.answers import month_answer
from reports.pages.parts import ROWS_SHOWN
from reports.pages.scope import Scope


def show(scope: Scope) -> None:
    """Every incident of P1 and P2 with a verdict in the month."""
    st.header("Critical and high-priority incidents")
    urgent = month_answer(scope, "review_urgent")
    month = scope.month.month
    if urgent.is_empty():
        parts.say(f"No incident of P1 or P2 came to a verdict in {wording.month_name(month)}.")
        return
    zone = scope.customer.zone
    shown = urgent.head(ROWS_SHOWN)
    parts.table(
        scope,
        review_readable.urgent_rows(shown, zone),
        caption=f"{wording.counted(urgent.height, 'incident')} with a verdict in the month; "
        f"times in {zone}, {scope.as_of_text}",
        name="review_urgent",
        record=urgent,
        of=urgent.height,
        unbroken=("Ticket", "Priority", "Opened", "Restored"),
        long=("Summary",),
        links={"Ticket": ticket_addresses(shown["ticket_id"], scope.customer.customer_id, month)},
    )
