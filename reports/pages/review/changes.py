"""Changes done and coming, with the check of their notice (CHG-1 to CHG-9)."""

from __future__ import annotations

import polars as pl
import streamlit as st

from reports import review_readable, status_words, wording
from reports.local_time import local_record
from reports.pages import parts
from reports.pages.answers import answer, customer_answer, month_answer
from reports.pages.parts import ROWS_SHOWN
from reports.pages.scope import Scope

UNBROKEN = ("Change", "Began", "Begins")


def show(scope: Scope) -> None:
    """Those that began in the month, then those that are planned."""
    st.header("Changes")
    _show_done(scope)
    _show_coming(scope)


def _show_done(scope: Scope) -> None:
    done = month_answer(scope, "changes_of_month").filter(
        pl.col("started_at").is_not_null(), pl.col("outcome") != "cancelled"
    )
    zone = scope.customer.zone
    unjudged = customer_answer(scope, "unjudged_by_rule")["rule_id"].to_list()
    if done.is_empty():
        parts.say(f"No change began in {wording.month_name(scope.month.month)}.")
        return
    parts.table(
        scope,
        review_readable.change_rows(done.head(ROWS_SHOWN), zone, unjudged),
        caption=f"{wording.counted(done.height, 'change')} that began in the month; times in "
        f"{zone}, {scope.as_of_text}",
        name="review_changes",
        record=lambda: local_record(done, zone),
        of=done.height,
        numbers=("Incidents caused",),
        unbroken=UNBROKEN,
        long=("Summary",),
    )


def _show_coming(scope: Scope) -> None:
    coming = answer(scope.snapshot, "status_changes", customer_id=scope.customer.customer_id)
    zone = scope.customer.zone
    if coming.is_empty():
        parts.say(f"No change is planned, {scope.as_of_text}.")
        return
    parts.table(
        scope,
        status_words.change_rows(coming.head(ROWS_SHOWN), zone).drop("Customer"),
        caption=f"{wording.counted(coming.height, 'change')} planned, the next first; times in "
        f"{zone}, {scope.as_of_text}",
        name="review_planned",
        record=lambda: status_words.change_record(coming, zone),
        of=coming.height,
        unbroken=UNBROKEN,
        long=("Summary",),
    )
