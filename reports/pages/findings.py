"""Findings: which rules were broken in a month, how often, and by which records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from reports import finding_words, unjudged_words, wording
from reports.addresses import page_address, ticket_address
from reports.pages import answers, parts
from reports.pages.answers import answer
from reports.pages.scope import Scope
from reports.pages.whose import choose_whose, say_unknown

ROWS_SHOWN = 200
RULE = "filter_rule"
EVERY_RULE = "every rule"
# The page that shows a record, by its entity; tickets have one of their own each.
SHOWN_ON = {
    "agreements": "contacts",
    "changes": "changes",
    "exits": "exits",
    "exit_events": "exits",
}
# And by its rule, where the entity is the customer.
SHOWN_OF_CUSTOMER = {"CHG-7": "changes", "CON-1": "contacts", "PRB-2": "availability"}
# The word by which the address of that page names the record.
MARKED = {"changes": "change", "exits": "exit", "exit_events": "exit"}


def show(scope: Scope) -> None:
    """The page: counts by rule, then the findings themselves."""
    customer_id = scope.customer.customer_id if choose_whose("Findings of") == "customer" else None
    asked = {"customer_id": customer_id, "month": scope.month.month}
    rules = answer(scope.snapshot, "findings_by_rule", **asked)
    month = wording.month_name(scope.month.month)
    unjudged = answer(scope.snapshot, "unjudged_by_rule", customer_id=customer_id).to_dicts()
    rule = _choose_rule(rules["rule_id"].unique(maintain_order=True).to_list(), unjudged)
    not_judged = unjudged_words.sentences(unjudged, of_all=customer_id is None)
    if rules.is_empty():
        parts.paragraphs([unjudged_words.no_rule_broken(unjudged, month), *not_judged])
        return
    parts.paragraphs(not_judged)
    parts.chart(
        answers.findings_chart(scope, customer_id),
        alt="Findings by rule and severity; the table below holds the counts.",
    )
    with parts.figures():
        parts.table(
            scope,
            finding_words.rule_rows(rules),
            caption=f"Findings of {month} by rule, {scope.as_of_text}",
            name="findings_by_rule",
            record=rules,
            numbers=("Findings",),
            unbroken=("Rule",),
            of_all=customer_id is None,
        )
    if customer_id is None:
        _show_customers(scope, rule)
    found = answer(scope.snapshot, "findings", **asked)
    _show_list(scope, found if rule is None else found.filter(rule_id=rule))


def _choose_rule(rules: list[str], unjudged: Sequence[Mapping[str, Any]]) -> str | None:
    asked = st.query_params.get("rule")
    if asked is not None and asked not in rules:
        not_judged = unjudged_words.sentences(row for row in unjudged if row["rule_id"] == asked)
        if not_judged:
            st.warning(" ".join(not_judged))
        else:
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


def _show_customers(scope: Scope, rule: str | None) -> None:
    st.header("By customer")
    month = scope.month.month
    rows = answer(scope.snapshot, "findings_by_customer", month=month, rule_id=rule)
    shown = rows.head(parts.ROWS_SHOWN)
    more = {} if rule is None else {"rule": rule}
    parts.table(
        scope,
        finding_words.customer_rows(shown),
        caption=f"{wording.counted(rows.height, 'customer')} with findings of "
        f"{rule or EVERY_RULE}, those with most major ones first, {scope.as_of_text}",
        name="findings_by_customer",
        record=rows,
        of=rows.height,
        numbers=("Findings", "Major", "Minor", "Notes", "Rules broken"),
        links={
            "Customer": [
                None if one is None else page_address("findings", one, month, **more)
                for one in shown["customer_id"]
            ]
        },
        of_all=True,
    )


def _show_list(scope: Scope, found: pl.DataFrame) -> None:
    st.header("The findings")
    zone, shown = scope.zone, found.head(ROWS_SHOWN)
    parts.table(
        scope,
        finding_words.finding_rows(shown, zone),
        caption=f"{wording.counted(found.height, 'finding')}, the oldest first; times in {zone}, "
        f"{scope.as_of_text}",
        name="findings",
        record=lambda: finding_words.finding_record(found, zone),
        of=found.height,
        unbroken=("Rule", "When", "Record"),
        long=("What is wrong",),
        links={"Record": [_record_address(scope, row) for row in shown.to_dicts()]},
        of_all=scope.of_all,
    )


def _record_address(scope: Scope, row: dict[str, Any]) -> str | None:
    """Where a record is shown; None for one that no page shows."""
    customer_id = row["customer_id"] or scope.customer.customer_id
    month, entity, entity_id = scope.month.month, row["entity"], row["entity_id"]
    if row["is_ticket"]:
        return ticket_address(entity_id, customer_id, month)
    shown_on = SHOWN_OF_CUSTOMER.get(row["rule_id"]) if entity == "customers" else None
    page = shown_on or SHOWN_ON.get(entity)
    if page is None:
        return None
    marked = {MARKED[entity]: entity_id} if entity in MARKED else {}
    # A page that can be of all is asked for this customer.
    whose = {"of": "customer"} if page == "contacts" else {}
    return page_address(page, customer_id, month, **marked, **whose)
