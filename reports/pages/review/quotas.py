"""What was used of the quotas, and what is to come (QUO-6)."""

from __future__ import annotations

import streamlit as st

from reports import quota_words, wording
from reports.addresses import page_address
from reports.pages import answers, parts
from reports.pages.answers import month_answer
from reports.pages.scope import Scope


def show(scope: Scope) -> None:
    """Each kind with its burn-up and the forecast's own sentence."""
    st.header("Service request quota")
    years = month_answer(scope, "quota_years").to_dicts()
    if not years:
        parts.say(
            f"{scope.customer.name} had no contract year in "
            f"{wording.month_name(scope.month.month)}, so there is no quota to show (QUO-1)."
        )
        return
    for column, year in zip(st.columns(len(years), gap="large"), years, strict=True):
        with column:
            st.metric(quota_words.KIND_NAMES[year["kind"]], quota_words.used_of(year))
            parts.say(quota_words.quota_made_of(year))
            parts.chart(
                answers.burn_up_chart(scope, year["kind"]),
                alt=f"{quota_words.KIND_NAMES[year['kind']]}: units used against the quota; the "
                "page Quota holds the ledger.",
            )
            outlook = year["sentence"] or year["reason"]
            if outlook is not None:
                parts.say(outlook)
    parts.links(
        {
            "The ledger, and what a top-up would do": page_address(
                "quota", scope.customer.customer_id, scope.month.month
            )
        }
    )
