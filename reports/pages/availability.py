"""Availability: how far production was up, each outage, and the problems behind (AVA, PRB, DRC)."""

from __future__ import annotations

import polars as pl
import streamlit as st

from reports import availability_words, review_readable, review_words, wording
from reports.addresses import ticket_address
from reports.pages import answers, parts
from reports.pages.answers import customer_answer, month_answer
from reports.pages.scope import Scope

# By rule: the heading, and the sentence where nothing was found.
FOUND = {
    "PRB-1": ("P1 without a problem", "No restored P1 incident lacks a problem"),
    "PRB-2": ("Came back", "No incident came back after its problem was closed"),
    "DRC-1": ("Disasters", "No disaster broke what was agreed"),
}


def show(scope: Scope) -> None:
    """The page, from the months to what keeps coming back."""
    show_months(scope)
    show_outages(scope)
    for rule in ("DRC-1", "PRB-1"):
        show_found(scope, rule)
    show_problems(scope)
    show_found(scope, "PRB-2")
    show_categories(scope)


def show_months(scope: Scope) -> None:
    """Twelve months against the target."""
    st.header("By month")
    months = month_answer(scope, "review_availability")
    if months.is_empty():
        parts.say(
            f"{scope.customer.name} had no live agreement in these twelve months, so there is no "
            "availability to tell."
        )
        return
    of_month = months.filter(month=scope.month.month).to_dicts()
    if not of_month:
        month = wording.month_name(scope.month.month)
        parts.say(f"Production was not live under an agreement in {month}.")
    for row in of_month:
        target = (
            "no target is agreed"
            if row["target"] is None
            else f"the target is {review_words.availability(row['target'])}"
        )
        share = review_words.availability(row["availability"])
        parts.say(f"Production was up {share}; {target}.", review_words.downtime_sentence(row))
    parts.chart(
        answers.availability_chart(scope),
        alt="Availability by month against its target; the table below holds the figures.",
    )
    with parts.figures():
        parts.table(
            scope,
            review_readable.availability_rows(months),
            caption=f"By month, the latest first; hours, minutes and seconds; {scope.as_of_text}",
            name="availability",
            record=months,
            numbers=("Available", "Target", "Down", "Not counted as down", "Outages"),
            unbroken=("Month",),
        )


def show_outages(scope: Scope) -> None:
    """The month's outages, with what was taken out of each and why."""
    st.header("Outages of the month")
    rows = month_answer(scope, "outages")
    if rows.is_empty():
        parts.say(f"No outage in {wording.month_name(scope.month.month)}, {scope.as_of_text}.")
        return
    shown = rows.head(parts.ROWS_SHOWN)
    first = [availability_words.first_ticket(tickets) for tickets in shown["tickets"]]
    parts.table(
        scope,
        availability_words.outage_rows(shown, scope.zone),
        caption=f"{wording.counted(rows.height, 'outage')}; times in {scope.zone}; durations in "
        f"hours, minutes and seconds; {scope.as_of_text}",
        name="outages",
        record=rows,
        of=rows.height,
        numbers=("Lasted", "Taken out", "Down"),
        unbroken=("First ticket", "From", "To"),
        long=("Why taken out",),
        links={"First ticket": _addresses(scope, first)},
    )


def show_found(scope: Scope, rule: str) -> None:
    """What breaks a rule about problems or disasters, up to the month."""
    heading, nothing = FOUND[rule]
    st.header(heading)
    rows = month_answer(scope, "problem_findings").filter(rule_id=rule)
    if rows.is_empty():
        parts.say(f"{nothing} ({rule}), {scope.as_of_text}.")
        return
    shown = rows.head(parts.ROWS_SHOWN)
    parts.table(
        scope,
        availability_words.finding_rows(shown, scope.zone),
        caption=f"{rule}: {wording.counted(rows.height, 'finding')} up to "
        f"{wording.month_name(scope.month.month)}, the latest first; times in {scope.zone}, "
        f"{scope.as_of_text}",
        name=rule.lower().replace("-", "_"),
        record=rows,
        of=rows.height,
        unbroken=("Record", "When"),
        long=("What is wrong",),
        links={
            "Record": [
                ticket_address(entity_id, scope.customer.customer_id, scope.month.month)
                if entity == "tickets"
                else None
                for entity, entity_id in shown.select("entity", "entity_id").iter_rows()
            ]
        },
    )


def show_problems(scope: Scope) -> None:
    """The customer's problems, with their incidents."""
    st.header("Problems")
    rows = customer_answer(scope, "problems")
    if rows.is_empty():
        parts.say(f"No problem of this customer is known, {scope.as_of_text}.")
        return
    parts.table(
        scope,
        availability_words.problem_rows(rows.head(parts.ROWS_SHOWN), scope.zone),
        caption="Those that came back first, then those not closed; times in "
        f"{scope.zone}, {scope.as_of_text}",
        name="problems",
        record=rows,
        of=rows.height,
        numbers=("Incidents", "Came back after"),
        unbroken=("Problem",),
        long=("Summary",),
    )


def show_categories(scope: Scope) -> None:
    """Categories that keep coming back, and how often the test is wrong."""
    st.header("Categories that keep coming back")
    parts.say(availability_words.FALSE_ALARM)
    rows = customer_answer(scope, "recurring_categories")
    told = rows.filter(pl.col("is_recurring")).height
    if rows.is_empty():
        parts.say("No category of this customer could be tested.")
        return
    parts.say(
        f"{wording.number(told)} of {wording.number(rows.height)} categories "
        f"{'keeps' if told == 1 else 'keep'} coming back, {scope.as_of_text}."
    )
    with parts.figures("Every category tested"):
        parts.table(
            scope,
            availability_words.category_rows(rows),
            caption=f"The most unusual first, {scope.as_of_text}",
            name="categories",
            record=rows,
            numbers=("Days in the last 91", "Days in the 365 before", "Deviations"),
        )


def _addresses(scope: Scope, ticket_ids: list[str]) -> list[str]:
    return [
        ticket_address(ticket_id, scope.customer.customer_id, scope.month.month)
        for ticket_id in ticket_ids
    ]
