"""Which rules were broken, how often, and the gravest in words."""

from __future__ import annotations

import streamlit as st

from reports import finding_words, wording
from reports.addresses import page_address
from reports.pages import answers, parts
from reports.pages.answers import answer, month_answer
from reports.pages.scope import Scope


def show(scope: Scope) -> None:
    """Counts by rule, the gravest finding of each of three rules, and the way to all."""
    st.header("Broken rules")
    customer_id, month = scope.customer.customer_id, scope.month.month
    asked = {"customer_id": customer_id, "month": month}
    rules = answer(scope.snapshot, "findings_by_rule", **asked)
    if rules.is_empty():
        parts.say(f"No rule was found broken in {wording.month_name(month)}.")
        return
    gravest = month_answer(scope, "review_gravest").to_dicts()
    parts.paragraphs([finding_words.gravest(row) for row in gravest])
    parts.chart(
        answers.findings_chart(scope, customer_id),
        alt="Findings by rule and severity; the table below holds the counts.",
    )
    with parts.figures():
        parts.table(
            scope,
            finding_words.rule_rows(rules),
            caption=f"Findings of {wording.month_name(month)} by rule, {scope.as_of_text}",
            name="review_rules",
            record=rules,
            numbers=("Findings",),
            unbroken=("Rule",),
        )
    parts.links({"Every finding of the month": page_address("findings", customer_id, month)})
