"""Each miss: how late, why, and its clock over time."""

from __future__ import annotations

import streamlit as st

from reports import range_words, readable
from reports.addresses import ticket_address, ticket_addresses
from reports.pages import answers, parts
from reports.pages.answers import month_answer
from reports.pages.parts import ROWS_SHOWN
from reports.pages.scope import Scope

STRIPS = 3


def show(scope: Scope) -> None:
    """The table of all, then the clocks of those furthest past their target, or of all if asked."""
    st.header("What was missed")
    misses = month_answer(scope, "misses")
    unmeasured = month_answer(scope, "not_measured").height
    if misses.is_empty():
        parts.say(range_words.no_miss(unmeasured, scope.month.month))
        return
    zone = scope.customer.zone
    customer_id, month = scope.customer.customer_id, scope.month.month
    shown = misses.head(ROWS_SHOWN)
    parts.table(
        scope,
        readable.reasoned_miss_rows(shown, zone),
        caption=f"{range_words.missed_caption(misses.height, unmeasured)}; times in {zone}, "
        f"{scope.as_of_text}",
        name="review_missed",
        record=lambda: readable.miss_record(misses, zone),
        of=misses.height,
        unbroken=("Ticket", "Priority", "Due", "Stopped"),
        long=("Summary",),
        links={"Ticket": ticket_addresses(shown["ticket_id"], customer_id, month)},
    )
    for row in shown.head(_strips(shown.height)).to_dicts():
        parts.links(
            {
                f"{row['ticket_id']}, {row['priority']} {row['metric']}": ticket_address(
                    row["ticket_id"], customer_id, month
                )
            }
        )
        stretches = answers.story(scope.snapshot, row["ticket_id"]).stretches
        if stretches.filter(metric=row["metric"]).is_empty():
            parts.say("This clock has no stretch to draw.")
            continue
        parts.chart(
            answers.clock_chart(scope, row["ticket_id"], row["metric"]),
            alt=f"The {row['metric']} clock of {row['ticket_id']} over time by state; the page "
            "of the ticket holds its stretches.",
        )


def _strips(misses: int) -> int:
    """How many clocks to draw: where they are many, the first, and all once they are asked for."""
    if misses <= STRIPS:
        return misses
    every = st.toggle(
        f"Draw all {misses} clocks, not only the {STRIPS} furthest past their target",
        key="draw_every_miss",
    )
    return misses if every else STRIPS
