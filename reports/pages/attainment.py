"""Attainment: what was promised for a month, and what was kept of it (CLK-11, CSS 4.4.4)."""

from __future__ import annotations

import polars as pl
import streamlit as st

from reports import range_words, readable, wording
from reports.addresses import escalation_address, ticket_addresses
from reports.charts import style
from reports.pages import answers, not_measured, parts
from reports.pages.answers import customer_answer, month_answer
from reports.pages.parts import ROWS_SHOWN
from reports.pages.scope import Scope

TITLES = {"response": "Response", "restoration": "Restoration"}
NUMBERS = ("Met", "Share met", "95 % interval", "Missed", "Excluded", "Not measurable", "Clocks",
           "Share of target", "Running", "Paused", "Open, already missed",
           "Open, not measurable")  # fmt: skip
UNBROKEN = ("Ticket", "Priority", "Month", "Due", "Stopped", "Opened", "Next due")
LONG = ("Summary",)


def show(scope: Scope) -> None:
    """The page, from the month's figures to the single tickets behind them."""
    _show_month(scope)
    _show_trend(scope)
    _show_misses(scope)
    not_measured.show(scope, name="not_measured")
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
        wording.n_of_n(total["met"], total["decided"], total["not_measurable"]).capitalize(),
        delta=range_words.missed_words(total),
        delta_color="off",
        delta_arrow="off",
    )
    undecided = range_words.nothing_decided(metric, total["not_measurable"], scope.month.month)
    if not total["decided"] + total["not_measurable"]:
        parts.say(f"{undecided}, so there is no share to show.")
        return
    parts.chart(
        answers.attainment_chart(scope, metric),
        alt=f"{TITLES[metric]}: share met by priority with its interval; the table below holds it.",
    )
    if not total["decided"]:
        parts.say(f"{undecided}, so there is no time to hold against the target.")
        return
    parts.chart(
        answers.target_use_chart(scope, metric),
        alt=f"{TITLES[metric]}: time taken by each decided clock as a share of its target; "
        "the table below holds it.",
    )


def _show_month_figures(scope: Scope) -> None:
    with parts.figures("The figures behind these charts"):
        targets = {metric: answers.target_words(scope, metric) for metric in wording.METRICS}
        rows = month_answer(scope, "attainment")
        parts.table(
            scope,
            readable.attainment_rows(rows, targets),
            caption=f"By clock and priority, {scope.as_of_text}",
            name="attainment",
            record=rows,
            numbers=NUMBERS,
            unbroken=UNBROKEN,
        )
        clocks = month_answer(scope, "target_use").sort("target_use", descending=True)
        _show_tickets(
            scope,
            clocks,
            readable.target_use_rows(clocks.head(ROWS_SHOWN)),
            caption="Decided clocks, the largest share of the target first",
            name="decided_clocks",
        )


def _show_trend(scope: Scope) -> None:
    st.header("Twelve months")
    rows = month_answer(scope, "trend")
    months = f"{wording.month_name(rows['month'][0])} to {wording.month_name(scope.month.month)}"
    st.caption(
        f"{months}: share of decided clocks met, with its 95 % Wilson interval; under each month "
        f"the number n of clocks decided, {scope.as_of_text}. No mark: nothing was decided."
    )
    if style.has_ranges(rows):
        st.caption(f"{range_words.LEGEND}; n counts these too.")
    for column, metric in zip(st.columns(2, gap="large"), wording.METRICS, strict=True):
        with column, st.container(gap="xsmall"):
            st.markdown(f"**{TITLES[metric]}**")
            if rows.filter(metric=metric)["attainment_least"].is_null().all():
                st.caption("Nothing was decided in these twelve months.")
                continue
            for priority in wording.PRIORITIES:
                _show_trend_panel(scope, metric, priority)
    with parts.figures("The figures behind these charts"):
        for metric in wording.METRICS:
            months_of = rows.filter(metric=metric)
            parts.table(
                scope,
                readable.trend_rows(months_of),
                caption=f"{TITLES[metric]}: met of decided, and share met, by priority",
                name=f"{metric}_by_month",
                record=months_of,
                unbroken=UNBROKEN,
            )


def _show_trend_panel(scope: Scope, metric: str, priority: str) -> None:
    rows = month_answer(scope, "trend").filter(metric=metric, priority=priority)
    name = wording.PRIORITY_NAMES[priority]
    if rows["attainment_least"].is_null().all():
        st.caption(f"**{name}**: nothing decided in these twelve months.")
        return
    parts.chart(
        answers.trend_chart(scope, metric, priority),
        alt=f"{TITLES[metric]}, {name}: share met in each of twelve months with its interval; "
        "the table below holds it.",
    )


def _show_misses(scope: Scope) -> None:
    misses = month_answer(scope, "misses")
    unmeasured = month_answer(scope, "not_measured").height
    st.header("Missed")
    if misses.is_empty():
        parts.say(range_words.no_miss(unmeasured, scope.month.month))
        return
    zone = scope.zone
    caption = (
        f"{range_words.missed_caption(misses.height, unmeasured)}; times in {zone}, "
        f"{scope.as_of_text}"
    )
    parts.table(
        scope,
        readable.miss_rows(misses.head(ROWS_SHOWN), zone),
        caption=caption,
        name="missed",
        record=lambda: readable.miss_record(misses, zone),
        of=misses.height,
        unbroken=UNBROKEN,
        long=LONG,
        links=_tickets(scope, misses.head(ROWS_SHOWN)),
    )
    first = misses["ticket_id"].unique(maintain_order=True).head(parts.SIDE_BY_SIDE).to_list()
    address = escalation_address(first, scope.customer.customer_id, scope.month.month)
    parts.links({wording.side_by_side(len(first)): address})


def _show_left_out(scope: Scope) -> None:
    st.header("Not counted")
    left_out = month_answer(scope, "left_out")
    if left_out.is_empty():
        unmeasured = month_answer(scope, "not_measured").height
        parts.say(range_words.all_count(unmeasured, scope.month.month))
    else:
        parts.table(
            scope,
            readable.left_out_rows(left_out),
            caption=f"In neither met nor missed, {scope.as_of_text}",
            name="not_counted",
            record=left_out,
            numbers=NUMBERS,
        )
        with parts.figures("The tickets behind these counts"):
            tickets = month_answer(scope, "left_out_tickets")
            zone = scope.zone
            _show_tickets(
                scope,
                tickets,
                readable.left_out_ticket_rows(tickets.head(ROWS_SHOWN), zone),
                caption=f"Times in {zone}",
                name="not_counted_tickets",
            )
    (without_agreement,) = customer_answer(scope, "without_agreement")["tickets"]
    if without_agreement:
        parts.say(
            f"{wording.counted(without_agreement, 'ticket')} opened while no agreement was in "
            "force: in no month, without a target (AGR-1)."
        )


def _show_open(scope: Scope) -> None:
    st.header("Still open")
    rows = customer_answer(scope, "open_clocks")
    parts.table(
        scope,
        readable.open_rows(rows, scope.zone),
        caption=f"Clocks of {scope.customer.name} without a stop, {scope.as_of_text}; "
        "of every month",
        name="open_clocks",
        record=rows,
        numbers=NUMBERS,
        unbroken=UNBROKEN,
    )


def _show_tickets(
    scope: Scope, every: pl.DataFrame, rows: pl.DataFrame, *, caption: str, name: str
) -> None:
    """The first of `every` clock, as `rows` word them, each with the way to its ticket."""
    parts.table(
        scope,
        rows,
        caption=caption,
        name=name,
        record=every,
        of=every.height,
        numbers=NUMBERS,
        unbroken=UNBROKEN,
        long=LONG,
        links=_tickets(scope, every.head(rows.height)),
    )


def _tickets(scope: Scope, rows: pl.DataFrame) -> dict[str, list[str]]:
    month = scope.month.month
    return {"Ticket": ticket_addresses(rows["ticket_id"], scope.customer.customer_id, month)}
