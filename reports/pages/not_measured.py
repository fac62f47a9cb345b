"""Could not be measured: each clock of the month that met or missed its target, unknown which."""

from __future__ import annotations

import streamlit as st

from reports import range_words, readable, wording
from reports.addresses import ticket_addresses
from reports.pages import parts
from reports.pages.answers import month_answer
from reports.pages.parts import ROWS_SHOWN
from reports.pages.scope import Scope


def show(scope: Scope, *, name: str) -> None:
    """Nothing where everything could be measured; else why not, and the tickets. `name`: files."""
    rows = month_answer(scope, "not_measured")
    if rows.is_empty():
        return
    st.header("Could not be measured")
    parts.paragraphs(range_words.not_measured_sentences(rows.to_dicts()))
    shown = rows.head(ROWS_SHOWN)
    customer_id, month = scope.customer.customer_id, scope.month.month
    parts.table(
        scope,
        readable.not_measured_rows(shown, scope.zone),
        caption=f"{wording.counted(rows.height, 'target')}, the most urgent first; times in "
        f"{scope.zone}, {scope.as_of_text}",
        name=name,
        record=rows,
        of=rows.height,
        unbroken=("Ticket", "Priority", "Took", "Opened", "Stopped"),
        long=("Summary",),
        links={"Ticket": ticket_addresses(shown["ticket_id"], customer_id, month)},
    )
