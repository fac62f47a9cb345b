"""Portfolio: every customer's month side by side, those with the most harm first."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from reports import portfolio_words, wording
from reports.pages import answers
from reports.pages.answers import answer
from reports.pages.scope import Scope
from reports.tables import html_table

ROWS_SHOWN = 50
NUMBERS = ("Missed P1", "Missed P2", "Missed", "Met", "Share met", "95 % interval", "Late in all",
           "Major findings", "Likely misses", "Quota runs out", "Chance", "Findings", "Customers",
           "Exits", "With late steps")  # fmt: skip


def show(scope: Scope) -> None:
    """The page, from the month's figures to what may go wrong next."""
    month = scope.month.month
    customers = answer(scope.snapshot, "portfolio_customers", month=month)
    _show_totals(scope, customers)
    _show_customers(scope, customers)
    _show_funnel(scope)
    _show_quotas(scope)
    _show_findings(scope)
    _show_exits(scope)


def _show_totals(scope: Scope, customers: pl.DataFrame) -> None:
    month = scope.month.month
    response, restoration = answer(scope.snapshot, "portfolio_totals", month=month).to_dicts()
    figures = {
        "Customers with a verdict": wording.number(response["customers"]),
        "Clocks decided": wording.number(int(response["all_decided"])),
        "Response met": wording.n_of_n(response["met"], response["decided"]),
        "Restoration met": wording.n_of_n(restoration["met"], restoration["decided"]),
        "Missed": wording.number(int(response["all_breached"])),
    }
    for column, (label, figure) in zip(st.columns(len(figures)), figures.items(), strict=True):
        column.metric(label, figure.capitalize())
    for sentence in (
        portfolio_words.metric_sentence(response, month),
        portfolio_words.metric_sentence(restoration, month),
        portfolio_words.harm_sentence(customers, int(response["all_breached"]), month),
    ):
        st.html(f"<p>{escape(sentence)}</p>")


def _show_customers(scope: Scope, customers: pl.DataFrame) -> None:
    st.subheader("Customers by harm")
    if customers.is_empty():
        st.write("No target was missed, so there is nobody to list.")
        return
    shown = customers.head(ROWS_SHOWN)
    caption = (
        f"{wording.counted(customers.height, 'customer')} with missed clocks: most missed P1 "
        "first, then missed P2, then time late"
    )
    if shown.height < customers.height:
        caption += f"; the first {shown.height}"
    _show_table(portfolio_words.customer_rows(shown), caption, _links(scope, shown, ""))
    st.caption(
        "Likely misses: open clocks more likely to be missed than not. These, quotas and exits "
        f"stand {scope.as_of_text}; all else is the month's."
    )


def _show_funnel(scope: Scope) -> None:
    st.subheader("More than chance")
    rows = answer(scope.snapshot, "portfolio_funnel", month=scope.month.month)
    for column, metric in zip(st.columns(2, gap="large"), wording.METRICS, strict=True):
        with column:
            if rows.filter(metric=metric).is_empty():
                st.write(f"No {metric} clock was decided.")
                continue
            st.vega_lite_chart(
                answers.funnel_chart(scope, metric),
                width="stretch",
                theme="streamlit",
                alt=f"{metric.capitalize()}: share met against clocks decided, with limits.",
            )
            outside = rows.filter(pl.col("standing") != "within", metric=metric)
            st.html(f"<p>{escape(portfolio_words.outside_sentence(outside))}</p>")


def _show_quotas(scope: Scope) -> None:
    st.subheader("Quotas likeliest to run out")
    quotas = answer(scope.snapshot, "portfolio_quotas")
    if quotas.is_empty():
        st.write("No open quota is forecast to run out.")
        return
    caption = f"The likeliest first, at most ten, {scope.as_of_text}"
    _show_table(portfolio_words.quota_rows(quotas), caption, _links(scope, quotas, "quota"))


def _show_findings(scope: Scope) -> None:
    st.subheader("Broken rules")
    findings = answer(scope.snapshot, "portfolio_findings", month=scope.month.month)
    if findings.is_empty():
        st.write(f"No rule was broken in {wording.month_name(scope.month.month)}.")
        return
    caption = f"Findings of {wording.month_name(scope.month.month)}, the gravest first"
    _show_table(portfolio_words.finding_rows(findings), caption)


def _show_exits(scope: Scope) -> None:
    st.subheader("Exits under way")
    exits = answer(scope.snapshot, "portfolio_exits")
    if exits.is_empty():
        st.write("No exit is under way.")
        return
    _show_table(portfolio_words.exit_rows(exits), f"By what they wait for, {scope.as_of_text}")
    st.html('<a href="./exits">All exits, step by step</a>')


def _links(scope: Scope, rows: pl.DataFrame, page: str) -> dict[str, list[str]]:
    month = scope.month.month
    return {
        "Customer": [
            portfolio_words.address(page, customer_id, month) for customer_id in rows["customer_id"]
        ]
    }


def _show_table(
    rows: pl.DataFrame, caption: str, links: dict[str, list[str]] | None = None
) -> None:
    st.html(html_table(rows, caption=caption, numbers=NUMBERS, links=links))
