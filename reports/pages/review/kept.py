"""What was promised and what was kept of it, by metric and priority (CLK-11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from reports import range_words, readable, wording
from reports.addresses import page_address
from reports.charts import style
from reports.pages import answers, parts
from reports.pages.answers import month_answer
from reports.pages.scope import Scope

TITLES = {"response": "Response", "restoration": "Restoration"}
NUMBERS = ("Met", "Share met", "95 % interval", "Missed", "Excluded", "Not measurable")
FEW = 3


def show(scope: Scope) -> None:
    """Both metrics side by side, each with its twelve months."""
    st.header("What was kept")
    st.caption(
        "By priority: the share of decided clocks met in the month, then in each of twelve months, "
        "with its 95 % Wilson interval; n is the number of clocks decided, and no control limits "
        f"are drawn on so few months. {scope.as_of_text[0].upper()}{scope.as_of_text[1:]}."
    )
    if style.has_ranges(month_answer(scope, "trend")):
        st.caption(f"{range_words.LEGEND}; n counts these too.")
    totals = {row["metric"]: row for row in month_answer(scope, "totals").to_dicts()}
    for column, metric in zip(st.columns(2, gap="large"), wording.METRICS, strict=True):
        with column:
            total = totals[metric]
            st.metric(
                f"{TITLES[metric]} within target",
                wording.n_of_n(
                    total["met"], total["decided"], total["not_measurable"]
                ).capitalize(),
                delta=range_words.missed_words(total),
                delta_color="off",
                delta_arrow="off",
            )
            _show_metric(scope, metric, total)
    _show_figures(scope)


def _show_metric(scope: Scope, metric: str, total: Mapping[str, Any]) -> None:
    if total["decided"] + total["not_measurable"]:
        parts.chart(
            answers.attainment_chart(scope, metric),
            alt=f"{TITLES[metric]}: share met by priority with its interval; the table below "
            "holds it.",
        )
    else:
        parts.say(f"No {metric} clock was decided in {wording.month_name(scope.month.month)}.")
    trend = month_answer(scope, "trend").filter(metric=metric)
    for priority in wording.PRIORITIES:
        months = trend.filter(priority=priority)["attainment_least"].drop_nulls().len()
        name = wording.PRIORITY_NAMES[priority]
        if months < FEW:
            told = "no month" if not months else f"only {wording.counted(months, 'month')}"
            parts.say(f"{name}: {told} of the last twelve with a verdict, too few for a trend.")
            continue
        parts.chart(
            answers.trend_chart(scope, metric, priority),
            alt=f"{TITLES[metric]}, {name}: share met in each of twelve months with its interval; "
            "the table below holds it.",
        )


def _show_figures(scope: Scope) -> None:
    with parts.figures("The figures behind these charts"):
        targets = {metric: answers.target_words(scope, metric) for metric in wording.METRICS}
        rows = month_answer(scope, "attainment")
        parts.table(
            scope,
            readable.attainment_rows(rows, targets),
            caption=f"By clock and priority, {scope.as_of_text}",
            name="review_attainment",
            record=rows,
            numbers=NUMBERS,
            unbroken=("Priority",),
        )
        for metric in wording.METRICS:
            months = month_answer(scope, "trend").filter(metric=metric)
            parts.table(
                scope,
                readable.trend_rows(months),
                caption=f"{TITLES[metric]}: met of decided, and share met, by priority",
                name=f"review_{metric}_by_month",
                record=months,
                unbroken=("Month",),
            )
    parts.links(
        {
            "Every clock of the month": page_address(
                "attainment", scope.customer.customer_id, scope.month.month
            )
        }
    )
