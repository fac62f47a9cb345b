"""Availability: how far production was up, each outage, and the problems behind (AVA, PRB, DRC)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl
import streamlit as st

from reports import (
    availability_words,
    empty_words,
    review_readable,
    review_words,
    unjudged_words,
    wording,
)
from reports.addresses import ticket_address, ticket_addresses
from reports.local_time import local_record
from reports.pages import answers, parts
from reports.pages.answers import customer_answer, month_answer
from reports.pages.scope import Scope

# So many incidents are named beside a problem; the table below has them all.
INCIDENTS_NAMED = 5


def show(scope: Scope) -> None:
    """The page, from the months to what keeps coming back."""
    show_months(scope)
    show_outages(scope)
    show_disasters(scope)
    show_unexplained(scope)
    show_problems(scope)
    show_recurrences(scope)
    show_categories(scope)


def show_months(scope: Scope) -> None:
    """Twelve months against the target."""
    st.header("By month")
    months = month_answer(scope, "review_availability")
    if months.is_empty():
        parts.say(_not_live(scope, "in these twelve months"))
        return
    of_month = months.filter(month=scope.month.month).to_dicts()
    if not of_month:
        parts.say(_not_live(scope, f"in {wording.month_name(scope.month.month)}"))
    for row in of_month:
        target = (
            "no target is agreed"
            if row["target"] is None
            else f"the target is {review_words.availability(row['target'])}"
        )
        share = review_words.availability_share(row)
        parts.say(f"Production was up {share}; {target}.", *review_words.downtime_sentences(row))
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
        month = wording.month_name(scope.month.month)
        live = month_answer(scope, "review_availability").filter(month=scope.month.month)
        parts.say(
            f"{_not_live(scope, f'in {month}')} So no outage counts."
            if live.is_empty()
            else f"No outage in {month}, {scope.as_of_text}."
        )
        return
    shown = rows.head(parts.ROWS_SHOWN)
    tickets = [availability_words.tickets_of(outage) for outage in shown["tickets"]]
    parts.table(
        scope,
        availability_words.outage_rows(shown, scope.zone),
        caption=f"{wording.counted(rows.height, 'outage')}; times in {scope.zone}; durations in "
        f"hours, minutes and seconds; {scope.as_of_text}",
        name="outages",
        record=lambda: local_record(rows, scope.zone),
        of=rows.height,
        numbers=("Lasted", "Taken out", "Down"),
        unbroken=("From", "To"),
        long=("Why taken out",),
        links={"Tickets": [_each(scope, of_outage) for of_outage in tickets]},
    )


def show_disasters(scope: Scope) -> None:
    """Every disaster declared, what was reached against what was agreed (DRC-1)."""
    st.header("Disasters")
    rows = customer_answer(scope, "disasters")
    if rows.is_empty():
        name = scope.customer.name
        parts.say(f"No disaster of {name} was ever declared (DRC-1), {scope.as_of_text}.")
        return
    parts.say(availability_words.disaster_words(rows))
    shown = rows.head(parts.ROWS_SHOWN)
    parts.table(
        scope,
        availability_words.disaster_rows(shown, scope.zone),
        caption=f"{wording.counted(rows.height, 'disaster')} of every month, the latest first; "
        f"times in {scope.zone}, {scope.as_of_text}",
        name="disasters",
        record=lambda: local_record(rows, scope.zone),
        of=rows.height,
        numbers=("Took", "RTO", "Content lost", "RPO"),
        unbroken=("Ticket", "Declared", "Restored"),
        links={"Ticket": _tickets(scope, shown["ticket_id"])},
    )


def show_unexplained(scope: Scope) -> None:
    """Restored P1 incidents that name no known problem, and for how long (PRB-1)."""
    st.header("P1 without a problem")
    rows = month_answer(scope, "unexplained_incidents")
    month = wording.month_name(scope.month.month)
    if rows.is_empty():
        unjudged = customer_answer(scope, "unjudged_by_rule").filter(rule_id="PRB-1").to_dicts()
        words = empty_words.none_unexplained(_totals(scope), scope.customer.name, month)
        parts.say(*(unjudged_words.sentences(unjudged) or [words]))
        return
    shown = rows.head(parts.ROWS_SHOWN)
    parts.table(
        scope,
        availability_words.unexplained_rows(shown, scope.zone),
        caption=f"PRB-1: {wording.counted(rows.height, 'incident')} restored up to {month}, the "
        f"oldest first; age since it was restored; times in {scope.zone}, {scope.as_of_text}",
        name="unexplained_incidents",
        record=lambda: local_record(rows, scope.zone),
        of=rows.height,
        numbers=("Age",),
        unbroken=("Ticket", "Restored"),
        long=("Summary",),
        links={"Ticket": _tickets(scope, shown["ticket_id"])},
    )


def show_problems(scope: Scope) -> None:
    """The customer's problems, each with its incidents."""
    st.header("Problems")
    rows = customer_answer(scope, "problems")
    if rows.is_empty():
        parts.say(empty_words.no_problem(_totals(scope), scope.customer.name))
        return
    incidents = customer_answer(scope, "problem_incidents")
    named = availability_words.incidents_named(incidents, INCIDENTS_NAMED)
    shown = rows.head(parts.ROWS_SHOWN)
    known = set(incidents["ticket_id"])
    parts.table(
        scope,
        availability_words.problem_rows(shown, scope.zone),
        caption="Those that came back first, then those not closed; times in "
        f"{scope.zone}, {scope.as_of_text}",
        name="problems",
        record=lambda: local_record(rows, scope.zone),
        of=rows.height,
        numbers=("Incidents", "Came back"),
        unbroken=("Problem", "First incident", "Closed"),
        long=("Summary",),
        links={
            "Problem": _tickets(scope, shown["ticket_id"]),
            "Latest incidents": [
                _each(scope, named.get(problem, []), known=known) for problem in shown["ticket_id"]
            ],
        },
    )
    if incidents.is_empty():
        return
    with parts.figures("The incidents of these problems"):
        first = incidents.head(parts.ROWS_SHOWN)
        parts.table(
            scope,
            availability_words.incident_rows(first, scope.zone),
            caption=f"{wording.counted(incidents.height, 'incident')}, by problem, the latest "
            f"first; times in {scope.zone}, {scope.as_of_text}",
            name="problem_incidents",
            record=lambda: local_record(incidents, scope.zone),
            of=incidents.height,
            unbroken=("Problem", "Incident", "Opened"),
            long=("Summary",),
            links={
                "Problem": _tickets(scope, first["problem_id"]),
                "Incident": _tickets(scope, first["ticket_id"]),
            },
        )


def show_recurrences(scope: Scope) -> None:
    """What came back after its problem was closed, up to the month (PRB-2)."""
    st.header("Came back")
    rows = month_answer(scope, "recurrences")
    if rows.is_empty():
        known = _totals(scope)
        parts.say(
            "No incident came back after its problem was closed, and no category keeps coming "
            f"back (PRB-2), {scope.as_of_text}."
            if known["problems"]
            else f"{empty_words.no_problem(known, scope.customer.name)} So none could come back."
        )
        return
    shown = rows.head(parts.ROWS_SHOWN)
    parts.table(
        scope,
        availability_words.finding_rows(shown, scope.zone),
        caption=f"PRB-2: {wording.counted(rows.height, 'finding')} up to "
        f"{wording.month_name(scope.month.month)}, the latest first; times in {scope.zone}, "
        f"{scope.as_of_text}",
        name="prb_2",
        record=lambda: local_record(rows, scope.zone),
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


def show_categories(scope: Scope) -> None:
    """Categories that keep coming back, and how often the test is wrong."""
    st.header("Categories that keep coming back")
    rows = customer_answer(scope, "recurring_categories")
    if rows.is_empty():
        parts.say(empty_words.no_category(_totals(scope), scope.customer.name))
        return
    told = rows.filter(pl.col("is_recurring")).height
    parts.say(availability_words.FALSE_ALARM)
    parts.say(f"{availability_words.recurring_words(told, rows.height)}, {scope.as_of_text}.")
    with parts.figures("Every category tested"):
        parts.table(
            scope,
            availability_words.category_rows(rows),
            caption=f"The most unusual first, {scope.as_of_text}",
            name="categories",
            record=rows,
            numbers=("Days in the last 91", "Days in the 365 before", "Deviations"),
        )


def _not_live(scope: Scope, when: str) -> str:
    customer = scope.customer
    return empty_words.not_live(
        customer.name,
        when,
        starts_on=customer.starts_on,
        go_live_on=customer.go_live_on,
        as_of_on=scope.as_of_on,
    )


def _totals(scope: Scope) -> dict[str, Any]:
    return customer_answer(scope, "problem_totals").row(0, named=True)


def _tickets(scope: Scope, ticket_ids: Iterable[str]) -> list[str]:
    return ticket_addresses(ticket_ids, scope.customer.customer_id, scope.month.month)


def _each(
    scope: Scope, words: list[str], *, known: set[str] | None = None
) -> dict[str, str | None]:
    """Each of a cell's words with its ticket's address; what is not `known` is no ticket."""
    return {
        word: address if known is None or word in known else None
        for word, address in zip(words, _tickets(scope, words), strict=True)
    }
