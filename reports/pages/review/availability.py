"""How far production was up (AVA-1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from reports import review_readable, review_words, wording
from reports.pages import parts
from reports.pages.answers import month_answer
from reports.pages.scope import Scope


def show(scope: Scope) -> None:
    """The month against its target, the twelve months behind it."""
    st.header("Availability")
    months = month_answer(scope, "review_availability")
    of_month = months.filter(month=scope.month.month).to_dicts()
    if not of_month:
        month = wording.month_name(scope.month.month)
        parts.say(f"Production was not live under an agreement in {month}.")
    else:
        _show_month(of_month[0])
    if not months.is_empty():
        with parts.figures("Twelve months"):
            parts.table(
                scope,
                review_readable.availability_rows(months),
                caption=f"By month, the latest first; hours, minutes and seconds; "
                f"{scope.as_of_text}",
                name="review_availability",
                record=months,
                numbers=("Available", "Target", "Down", "Not counted as down", "Outages"),
                unbroken=("Month",),
            )


def _show_month(row: Mapping[str, Any]) -> None:
    target = row["target"]
    st.metric(
        "Production was up",
        review_words.availability_share(row).capitalize(),
        delta=f"target {review_words.availability(target)}" if target is not None else None,
        delta_color="off",
        delta_arrow="off",
    )
    parts.say(*review_words.downtime_sentences(row))
