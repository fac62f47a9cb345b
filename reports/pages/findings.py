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
from reports.tables import html_table

ROWS_SHOWN = 200
OF, RULE = "filter_of", "filter_rule"
EVERY_RULE = "every rule"
WHOSE = {"customer": "this customer", "all": "all customers"}


def show(scope: Scope) -> None:
    """The page: counts by rule, then the findings themselves."""
    customer_id = scope.customer.customer_id if _choose_whose() == "customer" else None
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


def _choose_whose() -> str:
    asked = st.query_params.get("of", st.session_state.get(OF, "customer"))
    if asked not in WHOSE:
        _say_unknown("choice of customers", asked)
    chosen = asked if asked in WHOSE else "customer"
    st.session_state[OF] = st.query_params["of"] = chosen
    st.radio(
        "Findings of",
        list(WHOSE),
        key=OF,
        format_func=lambda word: WHOSE[word],
        horizontal=True,
        on_change=lambda: st.query_params.update({"of": st.session_state[OF]}),
    )
    return chosen


def _choose_rule(rules: list[str]) -> str | None:
    asked = st.query_params.get("rule")
    if asked is not None and asked not in rules:
        _say_unknown("rule", asked)
    chosen = asked if asked is not None and asked in rules else EVERY_RULE
    st.session_state[RULE] = chosen
    st.selectbox("Rule", [EVERY_RULE, *rules], key=RULE, on_change=_write_rule)
    return None if chosen == EVERY_RULE else chosen


def _write_rule() -> None:
    if st.session_state[RULE] == EVERY_RULE:
        st.query_params.pop("rule", None)
    else:
        st.query_params["rule"] = st.session_state[RULE]


def _say_unknown(what: str, asked: str) -> None:
    literal = asked[:80].replace("`", "'")
    st.warning(f"The address asks for the {what} `{literal}`, of which nothing was found here.")


def _show_list(scope: Scope, found: pl.DataFrame) -> None:
    st.subheader("The findings")
    zone, shown = scope.customer.zone, found.head(ROWS_SHOWN)
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
