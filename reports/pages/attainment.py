"""Attainment: what was promised for a month, and what was kept of it (CLK-11, CSS 4.4.4)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import polars as pl
import streamlit as st

from reports import readable, wording
from reports.addresses import ticket_addresses
from reports.downloads import spreadsheet_csv
from reports.pages import answers
from reports.pages.answers import customer_answer, month_answer
from reports.pages.scope import Scope
from reports.tables import html_table

TITLES = {"response": "Response", "restoration": "Restoration"}
ROWS_SHOWN = 50
NUMBERS = ("Met", "Share met", "95 % interval", "Missed", "Excluded", "Not measurable", "Clocks")
UNBROKEN = ("Ticket", "Priority", "Month", "Due", "Stopped", "Opened", "Next due")
LONG = ("Summary",)


def show(scope: Scope) -> None:
    """The page, from the month's figures to the single tickets behind them."""
    _show_month(scope)
    _show_trend(scope)
    _show_misses(scope)
    _show_left_out(scope)
    _show_open(scope)


def _show_month(scope: Scope) -> None:
    totals = {row["metric"]: row for row in month_answer(scope, "totals").to_dicts()}
    for column, metric in zip(st.columns(2, gap="large"), wording.METRICS, strict=True):
        with column:
            _show_metric(scope, metric, totals[metric])
    st.caption(
        "The target is a time for each ticket, and not a guarantee (CSS 4.4.4). The agreement sets "
        "no share of tickets that must keep it, so no goal is drawn on the shares."
    )
    _show_month_figures(scope)


def _show_metric(scope: Scope, metric: str, total: dict[str, int]) -> None:
    st.metric(
        f"{TITLES[metric]} within target",
        wording.n_of_n(total["met"], total["decided"]).capitalize(),
        delta=f"{wording.number(total['breached'])} missed" if total["decided"] else None,
        delta_color="off",
        delta_arrow="off",
    )
    if not total["decided"]:
        st.write(
            f"No {metric} clock was decided in {wording.month_name(scope.month.month)}, "
            "so there is no share to show."
        )
        return
    _draw(
        answers.attainment_chart(scope, metric),
        f"{TITLES[metric]}: share met by priority with its interval; the table below holds it.",
    )
    _draw(
        answers.target_use_chart(scope, metric),
        f"{TITLES[metric]}: time taken by each decided clock as a share of its target.",
    )


def _show_month_figures(scope: Scope) -> None:
    with st.expander("The figures behind these charts"):
        targets = {metric: answers.target_words(scope, metric) for metric in wording.METRICS}
        _show_table(
            readable.attainment_rows(month_answer(scope, "attainment"), targets),
            f"By clock and priority, {scope.as_of_text}",
        )
        clocks = month_answer(scope, "target_use").sort("target_use", descending=True)
        _show_table(
            readable.target_use_rows(clocks.head(ROWS_SHOWN)),
            "Decided clocks, the largest share of the target first",
            of=clocks.height,
        )


def _show_trend(scope: Scope) -> None:
    st.subheader("Twelve months")
    rows = month_answer(scope, "trend")
    months = f"{wording.month_name(rows['month'][0])} to {wording.month_name(scope.month.month)}"
    st.caption(
        f"{months}: share of decided clocks met, with its 95 % Wilson interval; under each month "
        f"the number n of clocks decided, {scope.as_of_text}. No mark: nothing was decided."
    )
    for column, metric in zip(st.columns(2, gap="large"), wording.METRICS, strict=True):
        with column, st.container(gap="xsmall"):
            st.markdown(f"**{TITLES[metric]}**")
            if rows.filter(metric=metric)["attainment"].is_null().all():
                st.caption("Nothing was decided in these twelve months.")
                continue
            for priority in wording.PRIORITIES:
                _show_trend_panel(scope, metric, priority)
    with st.expander("The figures behind these charts"):
        for metric in wording.METRICS:
            caption = f"{TITLES[metric]}: met of decided, and share met, by priority"
            _show_table(readable.trend_rows(rows.filter(metric=metric)), caption)


def _show_trend_panel(scope: Scope, metric: str, priority: str) -> None:
    rows = month_answer(scope, "trend").filter(metric=metric, priority=priority)
    name = wording.PRIORITY_NAMES[priority]
    if rows["attainment"].is_null().all():
        st.caption(f"**{name}**: nothing decided in these twelve months.")
        return
    _draw(
        answers.trend_chart(scope, metric, priority),
        f"{TITLES[metric]}, {name}: share met in each of twelve months with its interval.",
    )


def _show_misses(scope: Scope) -> None:
    misses = month_answer(scope, "misses")
    st.subheader("Missed")
    if misses.is_empty():
        st.write(f"No clock missed its target in {wording.month_name(scope.month.month)}.")
        return
    zone = scope.customer.zone
    caption = (
        f"{wording.counted(misses.height, 'missed clock')}, furthest past the target first; "
        f"times in {zone}, {scope.as_of_text}"
    )
    shown = misses.head(ROWS_SHOWN)
    _show_table(
        readable.miss_rows(shown, zone), caption, of=misses.height, tickets=_tickets(scope, shown)
    )
    st.download_button(
        "Download all missed clocks (CSV)",
        lambda: spreadsheet_csv(readable.miss_record(misses, zone)),
        file_name=_file_name(scope),
        mime="text/csv",
        on_click="ignore",
    )


def _file_name(scope: Scope) -> str:
    """With a part nobody can guess: the server hands a file to whoever knows its address."""
    mark = st.session_state.setdefault("download_mark", secrets.token_hex(4))
    customer = "".join(letter if letter.isalnum() else "-" for letter in scope.customer.customer_id)
    return f"missed_{customer}_{wording.month_address(scope.month.month)}_{mark}.csv"


def _show_left_out(scope: Scope) -> None:
    st.subheader("Not counted")
    left_out = month_answer(scope, "left_out")
    if left_out.is_empty():
        st.write(f"Every clock of {wording.month_name(scope.month.month)} counts.")
    else:
        caption = f"In neither met nor missed, {scope.as_of_text}"
        _show_table(readable.left_out_rows(left_out), caption)
        with st.expander("The tickets behind these counts"):
            tickets = month_answer(scope, "left_out_tickets")
            zone = scope.customer.zone
            shown = tickets.head(ROWS_SHOWN)
            _show_table(
                readable.left_out_ticket_rows(shown, zone),
                f"Times in {zone}",
                of=tickets.height,
                tickets=_tickets(scope, shown),
            )
    (without_agreement,) = customer_answer(scope, "without_agreement")["tickets"]
    if without_agreement:
        st.write(
            f"{wording.counted(without_agreement, 'ticket')} opened while no agreement was in "
            "force: in no month, without a target (AGR-1)."
        )


def _show_open(scope: Scope) -> None:
    st.subheader("Still open")
    caption = f"Clocks of {scope.customer.name} without a stop, {scope.as_of_text}; of every month"
    rows = readable.open_rows(customer_answer(scope, "open_clocks"), scope.customer.zone)
    _show_table(rows, caption)


def _draw(spec: answers.Spec, description: str) -> None:
    st.vega_lite_chart(spec, width="stretch", theme="streamlit", alt=description)


def _tickets(scope: Scope, rows: pl.DataFrame) -> list[str]:
    return ticket_addresses(rows["ticket_id"], scope.customer.customer_id, scope.month.month)


def _show_table(
    rows: pl.DataFrame,
    caption: str,
    *,
    of: int | None = None,
    tickets: Sequence[str | None] | None = None,
) -> None:
    if of is not None and of > rows.height:
        caption += f"; the first {rows.height} of {wording.number(of)}"
    links = {} if tickets is None else {"Ticket": tickets}
    st.html(
        html_table(
            rows, caption=caption, numbers=NUMBERS, unbroken=UNBROKEN, long=LONG, links=links
        )
    )
