"""Program status, weekly: open requests, planned changes, projects by value, exits (MTG-2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from reports import exit_readable, local_time, status_words, wording
from reports.addresses import escalation_address, page_address, ticket_address
from reports.pages import answers, parts
from reports.pages.answers import answer
from reports.pages.scope import Scope
from reports.pages.whose import choose_whose

ORDERS = {"risk": "most at risk first", "age": "oldest first"}
ORDER = "filter_order"
ROWS_SHOWN = 20

Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """Of whom the page is, None for all, and the month from which projects are still to come."""

    customer_id: str | None
    as_of_month: date

    @property
    def whose(self) -> str:
        """Of whom, in words."""
        return "this customer" if self.customer_id else "all customers"


def show(scope: Scope) -> None:
    """The page, from what is open to what is coming."""
    of_all = choose_whose("Status of") == "all"
    asked = Asked(
        None if of_all else scope.customer.customer_id,
        local_time.local_month(scope.snapshot.as_of, scope.zone),
    )
    (totals,) = answer(
        scope.snapshot,
        "status_totals",
        customer_id=asked.customer_id,
        as_of_month=asked.as_of_month,
    ).to_dicts()
    _show_totals(totals, asked)
    _show_requests(scope, asked)
    _show_changes(scope, asked, totals)
    _show_projects(scope, asked)
    _show_exits(scope, asked)


def _show_totals(totals: Row, asked: Asked) -> None:
    late = wording.count_range(totals["late"], totals["not_measurable"])
    figures = {
        "Open requests": wording.number(totals["requests"]),
        "Already late": late,
        "Likely to be missed": wording.number(totals["likely_misses"]),
        "Changes planned": wording.number(totals["changes"]),
        "Units of projects": wording.number(totals["units"]),
        "Exits under way": wording.number(totals["exits"]),
    }
    for column, (label, figure) in zip(st.columns(len(figures)), figures.items(), strict=True):
        column.metric(label, figure)
    parts.say(status_words.totals_words(totals, asked.whose))


def _show_requests(scope: Scope, asked: Asked) -> None:
    st.header("Open requests")
    requests = answer(scope.snapshot, "status_requests", customer_id=asked.customer_id)
    if requests.is_empty():
        st.write(f"No request is open, {scope.as_of_text}.")
        return
    parts.chart(
        answers.open_requests_chart(scope, asked.customer_id),
        alt="Open requests by age and what they wait for; the table below holds the counts.",
    )
    with parts.figures():
        ages = answer(scope.snapshot, "status_requests_by_age", customer_id=asked.customer_id)
        rows = status_words.age_rows(ages)
        parts.table(
            scope,
            rows,
            caption=f"{wording.counted(requests.height, 'open request')}, {scope.as_of_text}",
            name="open_requests_by_age",
            record=lambda: ages,
            numbers=rows.columns[1:],
            of_all=asked.customer_id is None,
        )
    _list_requests(scope, asked, requests)


def _list_requests(scope: Scope, asked: Asked, requests: pl.DataFrame) -> None:
    order = _choose_order()
    in_order = requests if order == "risk" else requests.sort("age_seconds", descending=True)
    shown = in_order.head(ROWS_SHOWN)
    parts.table(
        scope,
        _without_customer(status_words.request_rows(shown), asked),
        caption=f"Open requests, {ORDERS[order]}, {scope.as_of_text}",
        name="open_requests",
        record=lambda: status_words.request_record(in_order, scope.zone),
        of=requests.height,
        numbers=("Chance of a miss",),
        unbroken=("Ticket", "Open for"),
        long=("Summary",),
        links={
            "Ticket": [
                ticket_address(row["ticket_id"], row["customer_id"], scope.month.month)
                for row in shown.to_dicts()
            ]
        },
        of_all=asked.customer_id is None,
    )
    first = shown["ticket_id"].head(parts.SIDE_BY_SIDE).to_list()
    address = escalation_address(first, scope.customer.customer_id, scope.month.month)
    parts.links({wording.side_by_side(len(first)): address})
    st.caption(
        "Open for and waiting: time by the wall. Time left: of the clock's own calendar. The "
        "chance of a miss is learnt from how such clocks ended; a dash: too few to tell."
    )


def _choose_order() -> str:
    asked = st.query_params.get("order", st.session_state.get(ORDER, "risk"))
    st.session_state[ORDER] = chosen = asked if asked in ORDERS else "risk"
    st.radio(
        "Order",
        list(ORDERS),
        key=ORDER,
        format_func=lambda word: ORDERS[word],
        horizontal=True,
        on_change=lambda: st.query_params.update({"order": st.session_state[ORDER]}),
    )
    return chosen


def _show_changes(scope: Scope, asked: Asked, totals: Row) -> None:
    st.header("Planned changes")
    changes = answer(scope.snapshot, "status_changes", customer_id=asked.customer_id)
    if changes.is_empty():
        st.write(f"No change is planned, {scope.as_of_text}.")
        return
    parts.say(status_words.changes_words(totals))
    zone, shown = scope.zone, changes.head(ROWS_SHOWN)
    parts.table(
        scope,
        _without_customer(status_words.change_rows(shown, zone), asked),
        caption=f"Not begun, the next first; times in {zone}, {scope.as_of_text}",
        name="planned_changes",
        record=lambda: status_words.change_record(changes, zone),
        of=changes.height,
        unbroken=("Change",),
        long=("Missing", "Summary"),
        of_all=asked.customer_id is None,
    )


def _show_projects(scope: Scope, asked: Asked) -> None:
    st.header("Active projects")
    since = {"customer_id": asked.customer_id, "as_of_month": asked.as_of_month}
    projects = answer(scope.snapshot, "status_projects", **since)
    if projects.is_empty():
        st.write(
            f"No project with units from {wording.month_name(asked.as_of_month)} on is known. "
            "Projects come in as `planned_requests.csv`."
        )
        return
    parts.chart(
        answers.project_units_chart(scope, asked.customer_id, asked.as_of_month),
        alt="Units of known projects by month and kind; the table below holds the counts.",
    )
    with parts.figures():
        months = answer(scope.snapshot, "status_project_months", **since)
        parts.table(
            scope,
            status_words.project_month_rows(months),
            caption=f"Units by month, {scope.as_of_text}",
            name="project_months",
            record=lambda: months,
            numbers=("Projects", "Units"),
            of_all=asked.customer_id is None,
        )
    shown = projects.head(ROWS_SHOWN)
    parts.table(
        scope,
        _without_customer(status_words.project_rows(shown), asked),
        caption=f"By value, which is the units expected, {scope.as_of_text}",
        name="projects",
        record=lambda: projects,
        of=projects.height,
        numbers=("Units",),
        of_all=asked.customer_id is None,
    )


def _show_exits(scope: Scope, asked: Asked) -> None:
    st.header("Exits under way")
    leaving = answer(scope.snapshot, "exits").filter(pl.col("stage") != "closed")
    if asked.customer_id is not None:
        leaving = leaving.filter(customer_id=asked.customer_id)
    if leaving.is_empty():
        st.write(f"No exit is under way, {scope.as_of_text}.")
        return
    parts.table(
        scope,
        _without_customer(exit_readable.exit_rows(leaving), asked),
        caption=f"Not closed, the latest first, {scope.as_of_text}",
        name="exits_under_way",
        record=lambda: leaving,
        numbers=("Late", "Out of order"),
        unbroken=("Exit", "Asked for"),
        links={
            "Exit": [
                page_address("exits", row["customer_id"], scope.month.month, exit=row["exit_id"])
                for row in leaving.to_dicts()
            ]
        },
        of_all=asked.customer_id is None,
    )


def _without_customer(rows: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    return rows if asked.customer_id is None else rows.drop("Customer")
