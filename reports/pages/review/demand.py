"""What came, what was done, what was left and how old it is (MTG-1)."""

from __future__ import annotations

import streamlit as st

from reports import review_readable, wording
from reports.pages import answers, parts
from reports.pages.answers import month_answer
from reports.pages.scope import Scope

NUMBERS = ("Opened", "Incidents", "Requests", "Restored", "Cancelled", "Open at the end",
           "Mean age")  # fmt: skip
UNBROKEN = ("Month", "Oldest since")


def show(scope: Scope) -> None:
    """Twelve months as a chart, the month itself by kind, environment and category."""
    st.header("Demand")
    months = month_answer(scope, "review_demand")
    if months.is_empty():
        parts.say(f"No ticket was opened up to {wording.month_name(scope.month.month)}.")
        return
    parts.chart(
        answers.demand_chart(scope),
        alt="Tickets opened, restored and left open by month; the table below holds them.",
    )
    groups = month_answer(scope, "review_demand_groups")
    if groups.is_empty():
        parts.say("In the month itself no ticket was opened, ended or left open.")
    else:
        parts.table(
            scope,
            review_readable.group_rows(groups),
            caption=f"{wording.month_name(scope.month.month)} by kind, environment and category, "
            f"{scope.as_of_text}; ages in days",
            name="review_demand_groups",
            record=groups,
            numbers=NUMBERS,
            unbroken=UNBROKEN,
        )
    with parts.figures():
        parts.table(
            scope,
            review_readable.demand_rows(months),
            caption=f"By month, the latest first, {scope.as_of_text}; ages in days",
            name="review_demand",
            record=months,
            numbers=NUMBERS,
            unbroken=UNBROKEN,
        )
