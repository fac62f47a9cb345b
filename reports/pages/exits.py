"""Exits: who leaves, where each exit stands, and whether what was promised can be kept (EXI)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from reports import exit_readable, wording
from reports.pages import answers, parts
from reports.pages.answers import answer
from reports.pages.scope import Scope

NUMBERS = ("Late", "Out of order")
UNBROKEN = ("Exit", "Asked for", "Deleted", "Backups end", "All gone by", "Planned", "Done",
            "Latest by the plan", "State", "Since", "Rule")  # fmt: skip
LONG = ("What is wrong",)
CHOICE = "filter_exit"

_table = partial(parts.table, numbers=NUMBERS, unbroken=UNBROKEN, long=LONG)

Row = Mapping[str, Any]


def show(scope: Scope) -> None:
    """The page: every exit of the portfolio, then the one of the address, step by step."""
    exits = answer(scope.snapshot, "exits")
    if exits.is_empty():
        _show_none()
        return
    _show_portfolio(scope, exits)
    chosen = _choose(scope, exits)
    if chosen is None:
        parts.say(f"{scope.customer.name} has no exit on record. Choose another's above.")
        return
    _show_exit(scope, chosen)


def _show_none() -> None:
    st.header("No customer leaves")
    st.write(
        "No exit has been asked for. Exits come in as `exits.csv`, their steps as "
        "`exit_events.csv`:"
    )
    st.code("service-review ingest PATH\nservice-review build", language=None)


def _show_portfolio(scope: Scope, exits: pl.DataFrame) -> None:
    st.header("All exits")
    parts.chart(
        answers.exit_timeline_chart(scope),
        alt="Each exit from its request on: data held, in backups, gone; the table below holds it.",
    )
    with parts.figures():
        _table(
            scope,
            exit_readable.exit_rows(exits),
            caption=f"{wording.counted(exits.height, 'exit')}, those under way first, "
            f"{scope.as_of_text}",
            name="exits",
            record=exits,
            of_all=True,
        )


def _choose(scope: Scope, exits: pl.DataFrame) -> Row | None:
    """The exit that the address names, if it is the customer's; else the customer's latest."""
    rows = {row["exit_id"]: row for row in exits.to_dicts()}
    own = [name for name, row in rows.items() if row["customer_id"] == scope.customer.customer_id]
    asked = st.query_params.get("exit")
    chosen = asked if asked in own else next(iter(own), None)
    if asked is not None and asked not in rows:
        st.warning(
            f"The address asks for the exit {wording.quoted(asked)}, of which this snapshot knows "
            "nothing."
        )
    if chosen is None:
        st.query_params.pop("exit", None)
    else:
        st.query_params["exit"] = chosen
    st.session_state[CHOICE] = chosen
    st.selectbox(
        "Exit",
        list(rows),
        index=None,
        key=CHOICE,
        placeholder="Choose an exit",
        format_func=lambda name: f"{rows[name]['name']} · {name}",
        on_change=_write_address,
        args=({name: row["customer_id"] for name, row in rows.items()},),
    )
    return None if chosen is None else rows[chosen]


def _write_address(customers: Mapping[str, str]) -> None:
    """An exit is its customer's: the filter beside the page goes with it."""
    chosen = st.session_state[CHOICE]
    if chosen is None:
        return
    if st.query_params.get("customer") != customers[chosen]:
        st.query_params["customer"] = customers[chosen]
        st.query_params.pop("month", None)
        st.session_state.pop("filter_month", None)
    st.query_params["exit"] = chosen


def _show_exit(scope: Scope, row: Row) -> None:
    st.header("The exit step by step")
    contact = row["owner"] or "nobody named with the request"
    parts.say(
        f"{row['name']} · {row['exit_id']}: asked for on {exit_readable.day(row['requested_on'])}; "
        f"contact: {contact}; products: {row['products'] or 'none named'}; {scope.as_of_text}."
    )
    left = "Not deleted yet" if row["days_left"] is None else exit_readable.days(row["days_left"])
    figures = {
        "Waits for": exit_readable.WAITS_FOR[row["stage"]].capitalize(),
        "Until the backups end": left,
        "Late steps": wording.number(row["late_steps"]),
    }
    with st.container(horizontal=True, gap="large"):
        for label, figure in figures.items():
            st.metric(label, figure, width="content")
    parts.named(
        {
            "Countdown": exit_readable.countdown(row),
            "Dates given": exit_readable.promise(row),
            "Questions": exit_readable.unanswered(row),
            "Exports": exit_readable.exports(row),
        }
    )
    _show_steps(scope, row)
    _show_findings(scope, row)


def _show_steps(scope: Scope, row: Row) -> None:
    steps = answer(scope.snapshot, "exit_steps", exit_id=row["exit_id"])
    parts.chart(
        answers.exit_ladder_chart(scope, row["exit_id"]),
        alt="Each step with the day planned and the day done; the table below holds them.",
    )
    _table(
        scope,
        exit_readable.step_rows(steps),
        caption=f"Steps in order, {scope.as_of_text}",
        name=f"steps_{row['exit_id']}",
        record=steps,
    )


def _show_findings(scope: Scope, row: Row) -> None:
    findings = answer(scope.snapshot, "exit_findings", exit_id=row["exit_id"])
    st.header("Broken rules")
    if findings.is_empty():
        st.write("This exit breaks no rule.")
        return
    zone = scope.zone
    _table(
        scope,
        exit_readable.finding_rows(findings, zone),
        caption=f"{wording.counted(findings.height, 'finding')}, the oldest first; "
        f"times in {zone}, {scope.as_of_text}",
        name=f"exit_findings_{row['exit_id']}",
        record=findings,
    )
