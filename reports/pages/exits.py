"""Exits: who leaves, where each exit stands, and whether what was promised can be kept (EXI)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from reports import exit_readable, wording
from reports.downloads import spreadsheet_csv
from reports.pages import answers
from reports.pages.answers import answer
from reports.pages.scope import Scope
from reports.tables import html_table

NUMBERS = ("Late", "Out of order")
UNBROKEN = ("Exit", "Asked for", "Deleted", "Backups end", "All gone by", "Planned", "Done",
            "Latest by the plan", "State", "Since", "Rule")  # fmt: skip
LONG = ("What is wrong",)
CHOICE = "filter_exit"

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
        _say(f"{scope.customer.name} has no exit on record. Choose another's above.")
        return
    _show_exit(scope, chosen)


def _show_none() -> None:
    st.subheader("No customer leaves")
    st.write(
        "No exit has been asked for. Exits come in as `exits.csv`, their steps as "
        "`exit_events.csv`:"
    )
    st.code("service-review ingest PATH\nservice-review build", language=None)


def _show_portfolio(scope: Scope, exits: pl.DataFrame) -> None:
    st.subheader("All exits")
    st.vega_lite_chart(
        answers.exit_timeline_chart(scope),
        width="stretch",
        theme="streamlit",
        alt="Each exit from its request on: data held, in backups, gone; the table below holds it.",
    )
    with st.expander("The figures behind this chart"):
        _show_table(
            exit_readable.exit_rows(exits),
            f"{wording.counted(exits.height, 'exit')}, those under way first, {scope.as_of_text}",
        )
    _offer("Download all exits (CSV)", exits, "exits")


def _choose(scope: Scope, exits: pl.DataFrame) -> Row | None:
    """The exit that the address names, if it is the customer's; else the customer's latest."""
    rows = {row["exit_id"]: row for row in exits.to_dicts()}
    own = [name for name, row in rows.items() if row["customer_id"] == scope.customer.customer_id]
    asked = st.query_params.get("exit")
    chosen = asked if asked in own else next(iter(own), None)
    if asked is not None and asked not in rows:
        literal = asked[:80].replace("`", "'")
        st.warning(
            f"The address asks for the exit `{literal}`, of which this snapshot knows nothing."
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
    st.subheader("The exit step by step")
    contact = row["owner"] or "nobody named with the request"
    _say(
        f"{row['name']} · {row['exit_id']}: asked for on {exit_readable.day(row['requested_on'])}; "
        f"contact: {contact}; products: {row['products'] or 'none named'}; {scope.as_of_text}."
    )
    waits, left, late = st.columns(3)
    waits.metric("Waits for", exit_readable.WAITS_FOR[row["stage"]].capitalize())
    left.metric(
        "Until the backups end",
        "Not deleted yet" if row["days_left"] is None else exit_readable.days(row["days_left"]),
    )
    late.metric("Late steps", wording.number(row["late_steps"]))
    for name, sentence in (
        ("Countdown", exit_readable.countdown(row)),
        ("Dates given", exit_readable.promise(row)),
        ("Questions", exit_readable.unanswered(row)),
        ("Exports", exit_readable.exports(row)),
    ):
        st.markdown(f"**{name}.** {sentence}")
    _show_steps(scope, row)
    _show_findings(scope, row)


def _show_steps(scope: Scope, row: Row) -> None:
    steps = answer(scope.snapshot, "exit_steps", exit_id=row["exit_id"])
    st.vega_lite_chart(
        answers.exit_ladder_chart(scope, row["exit_id"]),
        width="stretch",
        theme="streamlit",
        alt="Each step with the day planned and the day done; the table below holds them.",
    )
    _show_table(exit_readable.step_rows(steps), f"Steps in order, {scope.as_of_text}")
    _offer("Download these steps (CSV)", steps, f"steps_{row['exit_id']}")


def _show_findings(scope: Scope, row: Row) -> None:
    findings = answer(scope.snapshot, "exit_findings", exit_id=row["exit_id"])
    st.subheader("Broken rules")
    if findings.is_empty():
        st.write("This exit breaks no rule.")
        return
    zone = scope.customer.zone
    _show_table(
        exit_readable.finding_rows(findings, zone),
        f"{wording.counted(findings.height, 'finding')}, the oldest first; times in {zone}, "
        f"{scope.as_of_text}",
    )
    _offer("Download these findings (CSV)", findings, f"findings_{row['exit_id']}")


def _say(sentence: str) -> None:
    """A sentence that holds what was delivered: plain text, whatever it says."""
    st.html(f'<p class="review-context">{escape(sentence)}</p>')


def _offer(label: str, rows: pl.DataFrame, name: str) -> None:
    """A download whose name has a part nobody can guess: the server asks for no more."""
    mark = st.session_state.setdefault("download_mark", secrets.token_hex(4))
    safe = "".join(letter if letter.isalnum() else "_" for letter in name)
    st.download_button(
        label,
        lambda: spreadsheet_csv(rows),
        file_name=f"{safe}_{mark}.csv",
        mime="text/csv",
        on_click="ignore",
    )


def _show_table(rows: pl.DataFrame, caption: str) -> None:
    st.html(html_table(rows, caption=caption, numbers=NUMBERS, unbroken=UNBROKEN, long=LONG))
