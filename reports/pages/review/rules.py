"""Which rules were broken, how often, and the gravest in words."""

from __future__ import annotations

import streamlit as st

from reports import finding_words, unjudged_words, wording
from reports.addresses import page_address
from reports.pages import answers, parts
from reports.pages.answers import answer, customer_answer, month_answer
from reports.pages.scope import Scope


def show(scope: Scope) -> None:
    """Counts by rule, the gravest finding of each of three rules, and the way to all."""
    st.header("Broken rules")
    customer_id, month = scope.customer.customer_id, scope.month.month
    asked = {"customer_id": customer_id, "month": month}
    rules = answer(scope.snapshot, "findings_by_rule", **asked)
    unjudged = customer_answer(scope, "unjudged_by_rule").to_dicts()
    if rules.is_empty():
        none = unjudged_words.no_rule_broken(unjudged, wording.month_name(month))
        parts.paragraphs([none, *unjudged_words.sentences(unjudged)])
        return
    gravest = [
        finding_words.gravest(row) for row in month_answer(scope, "review_gravest").to_dicts()
    ]
    parts.paragraphs([*gravest, *unjudged_words.sentences(unjudged)])
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
