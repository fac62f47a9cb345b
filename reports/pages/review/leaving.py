"""The customer's exit, where it leaves (EXI)."""

from __future__ import annotations

import streamlit as st

from reports import exit_readable, wording
from reports.addresses import page_address
from reports.pages import answers, parts
from reports.pages.answers import answer
from reports.pages.scope import Scope


def show(scope: Scope) -> None:
    """Nothing for a customer that stays; else each exit, where it stands and what is at stake."""
    customer_id = scope.customer.customer_id
    for row in answer(scope.snapshot, "exits").filter(customer_id=customer_id).to_dicts():
        st.header("Exit")
        late = row["late_steps"]
        parts.say(
            f"Exit {row['exit_id']} was asked for on {exit_readable.day(row['requested_on'])}. "
            f"It waits for {exit_readable.WAITS_FOR[row['stage']]}; "
            f"{wording.counted(late, 'step') if late else 'no step'} "
            f"{'is' if late < 2 else 'are'} late."
        )
        parts.say(exit_readable.countdown(row))
        parts.say(exit_readable.promise(row), exit_readable.unanswered(row))
        parts.chart(
            answers.exit_ladder_chart(scope, row["exit_id"]),
            alt="Each step with the day planned and the day done; the page Exits holds them.",
        )
        parts.links({"Step by step": page_address("exits", customer_id, scope.month.month)})
