"""What needs a decision, each with the way to its record."""

from __future__ import annotations

import polars as pl
import streamlit as st

from reports import wording
from reports.decisions import Matters, decisions
from reports.pages import parts
from reports.pages.answers import answer, month_answer
from reports.pages.scope import Scope


def show(scope: Scope) -> None:
    """The list, or that there is nothing to decide."""
    st.header("What needs a decision")
    customer_id, month = scope.customer.customer_id, scope.month.month
    found = decisions(_matters(scope), customer_id, month)
    if not found:
        parts.say(f"Nothing waits for a decision, {scope.as_of_text}.")
        return
    rows = pl.DataFrame(
        {
            "No": [wording.number(place) for place, _ in enumerate(found, start=1)],
            "To decide": [one.text for one in found],
        }
    )
    parts.table(
        scope,
        rows,
        caption=f"{wording.counted(len(found), 'decision')}, {scope.as_of_text}",
        name="review_decisions",
        links={"To decide": [one.address for one in found]},
    )


def _matters(scope: Scope) -> Matters:
    customer_id, month = scope.customer.customer_id, scope.month.month
    return Matters(
        urgent=month_answer(scope, "review_urgent").to_dicts(),
        years=month_answer(scope, "quota_years").to_dicts(),
        changes=answer(scope.snapshot, "status_changes", customer_id=customer_id).to_dicts(),
        exits=answer(scope.snapshot, "exits").filter(customer_id=customer_id).to_dicts(),
        requests=answer(scope.snapshot, "status_requests", customer_id=customer_id).to_dicts(),
        left_out=month_answer(scope, "left_out").to_dicts(),
        findings=answer(
            scope.snapshot, "findings", customer_id=customer_id, month=month
        ).to_dicts(),
    )
