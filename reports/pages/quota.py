"""Quota: what was used of the contract year, when it runs out, what to buy (CSS 4.4.3, QUO-6)."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from reports import quota_words, wording
from reports.addresses import ticket_address
from reports.pages import answers, parts
from reports.pages.answers import month_answer
from reports.pages.parts import ROWS_SHOWN
from reports.pages.scope import Scope

NUMBERS = ("Units", "Balance", "Beyond the quota", "Units bought", "Units to buy", "Price",
           "Chance of using more than there is")  # fmt: skip
UNBROKEN = ("Day", "Movement", "Record", "Month")
LONG = ("Summary", "Project")


def show(scope: Scope) -> None:
    """Both kinds of requests of the contract year that the month belongs to."""
    years = month_answer(scope, "quota_years")
    if years.is_empty():
        parts.say(
            f"{scope.customer.name} had no contract year in "
            f"{wording.month_name(scope.month.month)}, so there is no quota to show (QUO-1)."
        )
        return
    first = years.row(0, named=True)
    parts.say(
        f"Contract year {quota_words.day_text(first['starts_on'])} to "
        f"{quota_words.day_text(first['ends_on'])} of agreement {first['agreement_id']}, "
        f"{scope.as_of_text}."
    )
    for year in years.to_dicts():
        _show_kind(scope, year)
    _show_scores(scope)


def _show_kind(scope: Scope, year: dict[str, Any]) -> None:
    st.header(quota_words.KIND_NAMES[year["kind"]])
    used, outlook, advice = st.columns(3)
    used.metric("Used of the quota", quota_words.used_of(year))
    used.caption(quota_words.quota_made_of(year))
    if year["sentence"] is not None:
        _show_outlook(year, outlook, advice)
        st.write(year["sentence"])
    elif year["reason"] is not None:
        st.write(year["reason"])
    elif not year["is_open"]:
        st.write("This contract year is over: nothing is forecast of it.")
    parts.chart(
        answers.burn_up_chart(scope, year["kind"]),
        alt=f"{quota_words.KIND_NAMES[year['kind']]}: units used against the quota, day by day; "
        "the ledger below holds the figures.",
    )
    _show_projects(scope, year)
    _show_top_up(scope, year)
    _show_ledger(scope, year)


def _show_outlook(year: dict[str, Any], outlook: Any, advice: Any) -> None:
    outlook.metric(
        "Chance that it runs out",
        quota_words.chance(year["exhaustion_probability"]),
        delta=quota_words.outlook(year),
        delta_color="off",
        delta_arrow="off",
    )
    advice.metric("Top-up that holds 9 times in 10", quota_words.advice(year))
    advice.caption(quota_words.run_rate(year))


def _show_projects(scope: Scope, year: dict[str, Any]) -> None:
    projects = answers.year_answer(scope, "quota_projects").filter(kind=year["kind"])
    if not projects.is_empty():
        parts.table(
            scope,
            quota_words.project_rows(projects),
            caption="Known projects, marked by diamonds and counted into the forecast",
            name=f"projects_{year['kind']}",
            record=projects,
            numbers=NUMBERS,
            unbroken=UNBROKEN,
            long=LONG,
        )


def _show_top_up(scope: Scope, year: dict[str, Any]) -> None:
    sizes = answers.year_answer(scope, "quota_top_ups").filter(kind=year["kind"])
    if sizes.is_empty():
        return
    with st.expander("What would a top-up do?", expanded=year["exhaustion_probability"] >= 0.1):
        _try_top_up(scope, year, sizes)


@st.fragment
def _try_top_up(scope: Scope, year: dict[str, Any], sizes: pl.DataFrame) -> None:
    """Only this runs again when the slider moves."""
    most = max(quota_words.worth_telling(sizes)["more_units"].to_list()[-1], 1)
    left, right = st.columns(2, gap="large")
    with left:
        units = st.slider(
            "Units to buy",
            0,
            most,
            min(year["recommended_top_up_units"] or 0, most),
            key=f"top_up_{year['agreement_id']}_{year['starts_on']}_{year['kind']}",
        )
        _, before = quota_words.left_over(sizes, 0)
        told, after = quota_words.left_over(sizes, units)
        st.write(
            f"With **{wording.counted(told, 'unit')}** more, the chance of using more than there "
            f"is comes to **{quota_words.chance(after)}**; without, {quota_words.chance(before)}."
            if told
            else "Without a top-up, the chance of using more than there is comes to "
            f"**{quota_words.chance(before)}**."
        )
        parts.table(
            scope,
            quota_words.size_rows(year),
            caption="Sizes that hold",
            name=f"top_ups_that_hold_{year['kind']}",
            numbers=NUMBERS,
        )
    with right:
        price = st.number_input(
            "Price of a unit (optional)",
            min_value=0.0,
            value=None,
            step=1.0,
            key=f"price_{year['agreement_id']}_{year['starts_on']}_{year['kind']}",
        )
        parts.table(
            scope,
            quota_words.pack_rows(sizes, price),
            caption="What the usual packs leave as a risk",
            name=f"packs_{year['kind']}",
            numbers=NUMBERS,
        )


def _show_ledger(scope: Scope, year: dict[str, Any]) -> None:
    rows = answers.year_answer(scope, "quota_ledger").filter(kind=year["kind"])
    beyond = rows.filter(pl.col("overage_units") > 0)
    with st.expander(f"The ledger: {wording.counted(rows.height, 'movement')}"):
        if rows.is_empty():
            st.write("No unit has moved in this contract year.")
            return
        _show_movements(
            scope,
            rows,
            caption="Every movement of units, the latest first",
            name=f"ledger_{year['kind']}_{year['starts_on']}",
        )
    if not beyond.is_empty():
        with st.expander(f"Beyond the quota: {wording.counted(beyond.height, 'request')}"):
            _show_movements(
                scope,
                beyond,
                caption="Requests beyond the quota, the latest first (QUO-5)",
                name=f"overage_{year['kind']}_{year['starts_on']}",
            )


def _show_movements(scope: Scope, every: pl.DataFrame, *, caption: str, name: str) -> None:
    """The first of `every` movement; a request leads to its ticket."""
    shown = every.head(ROWS_SHOWN)
    parts.table(
        scope,
        quota_words.ledger_rows(shown),
        caption=caption,
        name=name,
        record=every,
        of=every.height,
        numbers=NUMBERS,
        unbroken=UNBROKEN,
        long=LONG,
        links={
            "Record": [
                ticket_address(row["record_id"], scope.customer.customer_id, scope.month.month)
                if row["movement"] == "request"
                else None
                for row in shown.to_dicts()
            ]
        },
    )


def _show_scores(scope: Scope) -> None:
    scores = answers.answer(scope.snapshot, "forecast_scores")
    st.header("How far such forecasts held")
    if scores.is_empty():
        st.write("No contract year is over yet, so none could be forecast again (QUO-7).")
        return
    st.caption(
        "Past contract years of all customers, forecast again from each month with only what was "
        "known then."
    )
    for row in scores.to_dicts():
        parts.say(quota_words.score(row))
