"""How the month stands, and the month in five sentences."""

from __future__ import annotations

import streamlit as st

from reports import review_words
from reports.pages import parts
from reports.pages.answers import answer, month_answer
from reports.pages.scope import Scope


def show(scope: Scope) -> None:
    """What the figures rest on, then the sentences that open the meeting."""
    _show_standing(scope)
    st.header("The month in five sentences")
    parts.paragraphs(sentences(scope))


def sentences(scope: Scope) -> list[str]:
    """Demand, response, restoration, what was urgent, quotas."""
    month, is_over = scope.month.month, scope.month.is_over
    shares = {row["metric"]: row for row in month_answer(scope, "review_shares").to_dicts()}
    urgent = month_answer(scope, "review_urgent").to_dicts()
    available = month_answer(scope, "review_availability").filter(month=month).to_dicts()
    demand = month_answer(scope, "review_demand").to_dicts()
    return [
        review_words.demand_sentence(demand, month, is_over=is_over),
        review_words.share_sentence(shares["response"], month, is_over=is_over),
        review_words.share_sentence(shares["restoration"], month, is_over=is_over),
        review_words.urgent_sentence(urgent, available[0] if available else None),
        review_words.quota_sentence(month_answer(scope, "quota_years").to_dicts()),
    ]


def _show_standing(scope: Scope) -> None:
    (standing,) = month_answer(scope, "review_standing").to_dicts()
    readings = answer(scope.snapshot, "data_readings").to_dicts()
    said = [
        review_words.standing_sentence(standing, is_over=scope.month.is_over),
        review_words.readings_sentence(readings),
    ]
    go_live = scope.customer.go_live_on
    if go_live is not None and go_live > scope.month.month.replace(day=28):
        said.append(
            f"Go-Live is on {go_live:%-d %b %Y}: until then every ticket is one of "
            "non-production (AGR-2)."
        )
    parts.paragraphs(said)
