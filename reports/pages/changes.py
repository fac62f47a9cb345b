"""Changes: a calendar of past and coming ones, the notice check, each rule's verdict (CHG)."""

from __future__ import annotations

import polars as pl
import streamlit as st

from reports import (
    change_words,
    empty_words,
    one_change_words,
    status_words,
    unjudged_words,
    wording,
)
from reports.addresses import page_address, ticket_address
from reports.local_time import local_record
from reports.pages import answers, one_change, parts
from reports.pages.answers import customer_answer, month_answer
from reports.pages.scope import Scope


def show(scope: Scope) -> None:
    """The page, from the change that the address names to what is coming."""
    one_change.show_named(scope)
    show_calendar(scope)
    show_month(scope)
    show_notice(scope)
    show_outcomes(scope)
    show_updates(scope)
    show_coming(scope)


def show_calendar(scope: Scope) -> None:
    """The weeks around the month, and every change in them."""
    st.header("Calendar")
    rows = answers.change_days(scope)
    begun = rows.filter(pl.col("change_id").is_not_null())
    if begun.is_empty():
        month = wording.month_name(scope.month.month)
        parts.say(_none(scope, f"No change began or is planned in the weeks around {month}."))
        return
    parts.chart(
        answers.change_calendar_chart(scope),
        alt="Changes by week and day, a shape for each outcome; the table below holds them.",
    )
    with parts.figures():
        windows = change_words.with_windows(begun, scope.zone)
        parts.table(
            scope,
            windows.select(
                pl.col("change_id").alias("Change"),
                pl.col("type").alias("Type"),
                pl.col("environment").str.replace("_", "-").alias("Environment"),
                pl.col("planned").alias("Planned"),
                pl.col("actual").alias("Carried out"),
                pl.col("outcome").str.replace("_", " ").alias("Outcome"),
            ),
            caption=f"{wording.counted(begun.height, 'change')} in these weeks; times in "
            f"{scope.zone}, {scope.as_of_text}",
            name="change_calendar",
            record=lambda: local_record(begun, scope.zone),
            unbroken=("Change",),
        )


def show_month(scope: Scope) -> None:
    """The month's changes with each rule's verdict, and the way to their tickets."""
    st.header("Changes of the month")
    rows = month_answer(scope, "changes_of_month")
    month = wording.month_name(scope.month.month)
    if rows.is_empty():
        parts.say(_none(scope, f"No change in {month}, {scope.as_of_text}."))
        return
    unjudged = customer_answer(scope, "unjudged_by_rule")
    parts.say(change_words.month_words(rows, month, unjudged["rule_id"].to_list()))
    of_changes = unjudged.filter(pl.col("rule_id").str.starts_with("CHG-")).to_dicts()
    parts.paragraphs(unjudged_words.sentences(of_changes))
    shown = rows.head(parts.ROWS_SHOWN)
    parts.table(
        scope,
        change_words.change_rows(shown, scope.zone),
        caption=f"{wording.counted(rows.height, 'change')}, the earliest first; times in "
        f"{scope.zone}; kept: which of CHG-1 to CHG-9, a rule not named: nothing owed; caused: "
        f"incidents, {scope.as_of_text}",
        name="changes",
        record=lambda: local_record(rows, scope.zone),
        of=rows.height,
        numbers=("Caused",),
        unbroken=("Change", "Ticket"),
        links={
            "Change": _own_addresses(scope, shown["change_id"]),
            "Ticket": _addresses(
                scope, shown.select(pl.coalesce("request_ticket", "incident_ticket")).to_series()
            ),
        },
    )


def _none(scope: Scope, none: str) -> str:
    """That a section has none, and why: none of all, none of this customer, or just none then."""
    known = customer_answer(scope, "changes_ever").row(0, named=True)
    return empty_words.no_change(known, scope.customer.name, none)


def _addresses(scope: Scope, ticket_ids: pl.Series) -> list[str | None]:
    return [
        None
        if ticket_id is None
        else ticket_address(ticket_id, scope.customer.customer_id, scope.month.month)
        for ticket_id in ticket_ids
    ]


def _own_addresses(scope: Scope, change_ids: pl.Series) -> list[str]:
    customer_id, month = scope.customer.customer_id, scope.month.month
    return [page_address("changes", customer_id, month, change=one) for one in change_ids]


def show_notice(scope: Scope) -> None:
    """Whether maintenance was announced, or agreed, in time."""
    st.header("Notice of maintenance")
    rows = month_answer(scope, "changes_of_month").filter("is_maintenance")
    if rows.is_empty():
        month = wording.month_name(scope.month.month)
        parts.say(_none(scope, f"No maintenance in {month}, so no notice was owed."))
        return
    parts.table(
        scope,
        change_words.notice_rows(rows, scope.zone),
        caption="Routine maintenance that interrupts service needs five whole business days "
        f"between notice and start; times in {scope.zone}, {scope.as_of_text}",
        name="notice",
        record=lambda: local_record(rows, scope.zone),
        unbroken=("Change",),
    )


def show_outcomes(scope: Scope) -> None:
    """How changes went by month and type, and the incidents they caused."""
    st.header("How changes went")
    rows = month_answer(scope, "change_outcomes")
    if rows.is_empty():
        parts.say(_none(scope, "No change in these twelve months, so there is none to count."))
        return
    rates = month_answer(scope, "change_rates")
    parts.table(
        scope,
        one_change_words.rate_rows(rates),
        caption=f"{wording.month_name(scope.month.month)} and the twelve months up to it; "
        f"successful of those that succeeded, failed or were rolled back, {scope.as_of_text}",
        name="change_rates",
        record=rates,
        numbers=("Changes", "Successful", "Share", "95 % interval", "Incidents caused"),
        unbroken=("In",),
    )
    readable = change_words.outcome_rows(rows)
    parts.table(
        scope,
        readable,
        caption="By month and type, twelve months, the latest first; successful of those that "
        f"succeeded, failed or were rolled back, {scope.as_of_text}",
        name="change_outcomes",
        record=rows,
        numbers=readable.columns[2:],
        unbroken=("Month",),
    )


def show_updates(scope: Scope) -> None:
    """Whether software was brought up to date in each calendar year."""
    st.header("Yearly update of the software")
    rows = customer_answer(scope, "update_years")
    if rows.is_empty():
        customer = scope.customer
        not_live = empty_words.not_live(
            customer.name,
            "so far",
            starts_on=customer.starts_on,
            go_live_on=customer.go_live_on,
            as_of_on=scope.as_of_on,
        )
        parts.say(f"{not_live} So no update is owed.")
        return
    parts.table(
        scope,
        change_words.update_rows(rows),
        caption=f"By calendar year, the latest first, {scope.as_of_text}",
        name="update_years",
        record=rows,
        numbers=("Days live", "Updates completed"),
        unbroken=("Last update",),
    )


def show_coming(scope: Scope) -> None:
    """What is planned and has not begun."""
    st.header("Coming changes")
    coming = customer_answer(scope, "status_changes")
    if coming.is_empty():
        parts.say(_none(scope, f"No change is planned, {scope.as_of_text}."))
        return
    parts.table(
        scope,
        status_words.change_rows(coming.head(parts.ROWS_SHOWN), scope.zone).drop("Customer"),
        caption=f"Not begun, the next first; times in {scope.zone}, {scope.as_of_text}",
        name="coming_changes",
        record=lambda: status_words.change_record(coming, scope.zone),
        of=coming.height,
        unbroken=("Change",),
        long=("Missing", "Summary"),
    )
