"""Findings: which rules were broken in a month, how often, and by which records."""

from __future__ import annotations

import secrets

import polars as pl
import streamlit as st

from reports import finding_words, wording
from reports.addresses import ticket_address
from reports.downloads import spreadsheet_csv
from reports.pages import answers
from reports.pages.answers import answer
from reports.pages.scope import Scope
from reports.pages.whose import choose_whose, say_unknown
from reports.tables import html_table

ROWS_SHOWN = 200
RULE = "filter_rule"
EVERY_RULE = "every rule"


def show(scope: Scope) -> None:
    """The page: counts by rule, then the findings themselves."""
    customer_id = scope.customer.customer_id if choose_whose("Findings of") == "customer" else None
    asked = {"customer_id": customer_id, "month": scope.month.month}
    rules = answer(scope.snapshot, "findings_by_rule", **asked)
    month = wording.month_name(scope.month.month)
    rule = _choose_rule(rules["rule_id"].unique(maintain_order=True).to_list())
    if rules.is_empty():
        st.write(f"No rule was found broken in {month}.")
        return
    st.vega_lite_chart(
        answers.findings_chart(scope, customer_id),
        width="stretch",
        theme="streamlit",
        alt="Findings by rule and severity; the table below holds the counts.",
    )
    with st.expander("The figures behind this chart"):
        st.html(
            html_table(
                finding_words.rule_rows(rules),
                caption=f"Findings of {month} by rule, {scope.as_of_text}",
                numbers=("Findings",),
                unbroken=("Rule",),
            )
        )
    found = answer(scope.snapshot, "findings", **asked)
    _show_list(scope, found if rule is None else found.filter(rule_id=rule))


def _choose_rule(rules: list[str]) -> str | None:
    asked = st.query_params.get("rule")
    if asked is not None and asked not in rules:
        say_unknown("rule", asked)
    chosen = asked if asked is not None and asked in rules else EVERY_RULE
    st.session_state[RULE] = chosen
    st.selectbox("Rule", [EVERY_RULE, *rules], key=RULE, on_change=_write_rule)
    return None if chosen == EVERY_RULE else chosen


def _write_rule() -> None:
    if st.session_state[RULE] == EVERY_RULE:
        st.query_params.pop("rule", None)
    else:
        st.query_params["rule"] = st.session_state[RULE]


def _show_list(scope: Scope, found: pl.DataFrame) -> None:
    st.header("The findings")
    zone, shown = scope.zone, found.head(ROWS_SHOWN)
    caption = f"{wording.counted(found.height, 'finding')}, the oldest first; times in {zone}"
    if found.height > shown.height:
        caption += f"; the first {shown.height} of {wording.number(found.height)}"
    addresses = [
        ticket_address(
            row["entity_id"],
            row["customer_id"] or scope.customer.customer_id,
            scope.month.month,
        )
        if row["is_ticket"]
        else None
        for row in shown.to_dicts()
    ]
    st.html(
        html_table(
            finding_words.finding_rows(shown, zone),
            caption=f"{caption}, {scope.as_of_text}",
            unbroken=("Rule", "When", "Record"),
            long=("What is wrong",),
            links={"Record": addresses},
        )
    )
    mark = st.session_state.setdefault("download_mark", secrets.token_hex(4))
    st.download_button(
        "Download these findings (CSV)",
        lambda: spreadsheet_csv(finding_words.finding_record(found, zone)),
        file_name=f"findings_{wording.month_address(scope.month.month)}_{mark}.csv",
        mime="text/csv",
        on_click="ignore",
    )
