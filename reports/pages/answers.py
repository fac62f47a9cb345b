"""Answers and finished charts, kept per snapshot: fifty readers of one month cost one query.

What is kept goes by the snapshot's file, so a newly published one starts afresh.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from reports import wording
from reports.charts import style
from reports.charts.attainment import attainment
from reports.charts.burn_up import Year, burn_up
from reports.charts.clock_strip import clock_strip
from reports.charts.coverage import coverage
from reports.charts.demand import demand
from reports.charts.exit_ladder import exit_ladder
from reports.charts.exit_timeline import exit_timeline
from reports.charts.findings import findings
from reports.charts.funnel import funnel
from reports.charts.open_requests import open_requests
from reports.charts.project_units import project_units
from reports.charts.quarantine import quarantine
from reports.charts.target_use import target_use
from reports.charts.trend import trend
from reports.pages.scope import Scope
from reports.queries import ask
from reports.snapshot import Snapshot
from reports.strip_marks import strip_marks, strip_pieces
from reports.ticket_story import TicketStory, ticket_story

_BY_FILE: dict[str | type[Any], Callable[[Any], Any]] = {
    Snapshot: lambda snapshot: (str(snapshot.path), snapshot.published_at)
}

Spec = dict[str, Any]


@st.cache_data(max_entries=4000, show_spinner=False, hash_funcs=_BY_FILE)
def answer(snapshot: Snapshot, question: str, **parameters: object) -> pl.DataFrame:
    """The answer to a question of `reports/queries`, asked once."""
    return ask(snapshot, question, **parameters)


def month_answer(scope: Scope, question: str) -> pl.DataFrame:
    """The answer for the scope's customer and month."""
    return answer(
        scope.snapshot,
        question,
        customer_id=scope.customer.customer_id,
        month=scope.month.month,
    )


def customer_answer(scope: Scope, question: str) -> pl.DataFrame:
    """The answer for the scope's customer."""
    return answer(scope.snapshot, question, customer_id=scope.customer.customer_id)


def year_answer(scope: Scope, question: str) -> pl.DataFrame:
    """The answer for the contract year that the scope's month belongs to; there must be one."""
    year = month_answer(scope, "quota_years").row(0, named=True)
    return answer(
        scope.snapshot,
        question,
        agreement_id=year["agreement_id"],
        starts_on=year["starts_on"],
    )


def target_words(scope: Scope, metric: str) -> dict[str, str]:
    """By priority the promised time in words; two where an override changed it in the month."""
    words: dict[str, list[str]] = {}
    for row in month_answer(scope, "targets").filter(metric=metric).to_dicts():
        promise = wording.target(row["target_seconds"], row["calendar"])
        words.setdefault(row["priority"], []).append(promise)
    return {priority: " or ".join(promises) for priority, promises in words.items()}


@st.cache_data(max_entries=2000, show_spinner=False, hash_funcs=_BY_FILE)
def attainment_chart(scope: Scope, metric: str) -> Spec:
    """The finished chart of `reports.charts.attainment`."""
    rows = month_answer(scope, "attainment").filter(metric=metric)
    subtitle = ["Share of decided clocks, 95 % Wilson interval", scope.as_of_text]
    return attainment(rows, targets=target_words(scope, metric), subtitle=subtitle).to_dict()


@st.cache_data(max_entries=2000, show_spinner=False, hash_funcs=_BY_FILE)
def target_use_chart(scope: Scope, metric: str) -> Spec:
    """The finished chart of `reports.charts.target_use`."""
    rows = month_answer(scope, "target_use").filter(metric=metric)
    clocks = wording.counted(rows.height, "decided clock")
    subtitle = [f"{clocks}: a stroke was met, a cross missed", scope.as_of_text]
    return target_use(rows, subtitle=subtitle).to_dict()


@st.cache_data(max_entries=8000, show_spinner=False, hash_funcs=_BY_FILE)
def trend_chart(scope: Scope, metric: str, priority: str) -> Spec:
    """The finished chart of `reports.charts.trend`."""
    rows = month_answer(scope, "trend").filter(metric=metric, priority=priority)
    return trend(rows, priority=priority).to_dict()


@st.cache_data(max_entries=2000, show_spinner=False, hash_funcs=_BY_FILE)
def demand_chart(scope: Scope) -> Spec:
    """The finished chart of `reports.charts.demand`."""
    rows = month_answer(scope, "review_demand")
    subtitle = [
        f"{wording.counted(int(rows['opened'].sum()), 'ticket')} opened (discs, solid), "
        f"{wording.number(int(rows['restored'].sum()))} restored (diamonds, dashed)",
        f"Bars: open at the month's end; {scope.as_of_text}",
    ]
    return demand(rows, subtitle=subtitle).to_dict()


@st.cache_data(max_entries=2000, show_spinner=False, hash_funcs=_BY_FILE)
def burn_up_chart(scope: Scope, kind: str) -> Spec:
    """The finished chart of `reports.charts.burn_up`."""
    row = month_answer(scope, "quota_years").filter(kind=kind).row(0, named=True)
    year = Year(row["starts_on"], row["ends_on"], row["as_of_on"], row["is_open"])
    subtitle = ["Solid: used; dashed: the quota, a triangle where units were bought"]
    if row["sentence"] is not None:
        subtitle.append("Dotted: as likely below as above; shaded: four times in five")
    subtitle.append(scope.as_of_text)
    return burn_up(
        year_answer(scope, "quota_burn_up").filter(kind=kind),
        year_answer(scope, "quota_paths").filter(kind=kind),
        year_answer(scope, "quota_projects").filter(kind=kind),
        year=year,
        title=style.title("Units used against the quota", subtitle=subtitle),
    ).to_dict()


@st.cache_data(max_entries=100, show_spinner=False, hash_funcs=_BY_FILE)
def exit_timeline_chart(scope: Scope) -> Spec:
    """The finished chart of `reports.charts.exit_timeline`."""
    exits = answer(scope.snapshot, "exits")
    subtitle = [
        f"{wording.counted(exits.height, 'exit')}. Thick: held; middle: in backups; thin: gone",
        f"Diamond: all data committed to be gone by then. Broken line: {scope.as_of_text}",
    ]
    return exit_timeline(exits, answer(scope.snapshot, "exit_phases"), subtitle=subtitle).to_dict()


@st.cache_data(max_entries=1000, show_spinner=False, hash_funcs=_BY_FILE)
def exit_ladder_chart(scope: Scope, exit_id: str) -> Spec:
    """The finished chart of `reports.charts.exit_ladder`."""
    steps = answer(scope.snapshot, "exit_steps", exit_id=exit_id)
    chosen = answer(scope.snapshot, "exits").filter(exit_id=exit_id)
    line = "" if chosen["closed_on"][0] else f" Broken line: {scope.as_of_text}"
    subtitle = [
        "Stroke: planned. Disc: in time; cross: late; square: out of order. Bar: the delay",
        f"Triangle: latest day by the plan.{line}",
    ]
    return exit_ladder(steps, chosen.select("as_of_on"), subtitle=subtitle).to_dict()


@st.cache_data(max_entries=1000, show_spinner=False, hash_funcs=_BY_FILE)
def story(snapshot: Snapshot, ticket_id: str) -> TicketStory:
    """The ticket's story; it must be known to the snapshot."""
    return ticket_story(snapshot, ticket_id)


@st.cache_data(max_entries=1000, show_spinner=False, hash_funcs=_BY_FILE)
def clock_chart(scope: Scope, ticket_id: str, metric: str) -> Spec:
    """The finished chart of `reports.charts.clock_strip`."""
    told = story(scope.snapshot, ticket_id)
    stretches = told.stretches.filter(metric=metric).height
    subtitle = [
        f"{wording.counted(stretches, 'stretch').replace('stretchs', 'stretches')}, a lane for "
        f"each state and each mark; times in {told.time_zone}",
        scope.as_of_text,
    ]
    return clock_strip(
        strip_pieces(told, metric),
        strip_marks(told, metric),
        title=style.title(f"The {metric} clock over time", subtitle=subtitle),
    ).to_dict()


@st.cache_data(max_entries=2000, show_spinner=False, hash_funcs=_BY_FILE)
def findings_chart(scope: Scope, customer_id: str | None) -> Spec:
    """The finished chart of `reports.charts.findings`; None is all customers."""
    month = scope.month.month
    asked = {"customer_id": customer_id, "month": month}
    found = answer(scope.snapshot, "findings", **asked).height
    subtitle = [f"{wording.counted(found, 'finding')} of {wording.month_name(month)}"]
    subtitle.append(scope.as_of_text)
    return findings(
        answer(scope.snapshot, "findings_by_rule", **asked), subtitle=subtitle
    ).to_dict()


@st.cache_data(max_entries=500, show_spinner=False, hash_funcs=_BY_FILE)
def funnel_chart(scope: Scope, metric: str) -> Spec:
    """The finished chart of `reports.charts.funnel`."""
    rows = answer(scope.snapshot, "portfolio_funnel", month=scope.month.month).filter(metric=metric)
    subtitle = [
        f"{wording.counted(rows.height, 'customer')}; broken line: the share of all",
        "Shaded: 95 % and 99.8 % of what chance alone makes; cross: outside",
        scope.as_of_text,
    ]
    return funnel(rows, title=style.title(metric.capitalize(), subtitle=subtitle)).to_dict()


@st.cache_data(max_entries=1000, show_spinner=False, hash_funcs=_BY_FILE)
def open_requests_chart(scope: Scope, customer_id: str | None) -> Spec:
    """The finished chart of `reports.charts.open_requests`; None is all customers."""
    rows = answer(scope.snapshot, "status_requests_by_age", customer_id=customer_id)
    requests = answer(scope.snapshot, "status_requests", customer_id=customer_id).height
    subtitle = [wording.counted(requests, "open request"), scope.as_of_text]
    return open_requests(rows, subtitle=subtitle).to_dict()


@st.cache_data(max_entries=1000, show_spinner=False, hash_funcs=_BY_FILE)
def project_units_chart(scope: Scope, customer_id: str | None, as_of_month: date) -> Spec:
    """The finished chart of `reports.charts.project_units`; None is all customers."""
    asked = {"customer_id": customer_id, "as_of_month": as_of_month}
    projects = answer(scope.snapshot, "status_projects", **asked).height
    subtitle = [wording.counted(projects, "project"), scope.as_of_text]
    rows = answer(scope.snapshot, "status_project_months", **asked)
    return project_units(rows, subtitle=subtitle).to_dict()


@st.cache_data(max_entries=200, show_spinner=False, hash_funcs=_BY_FILE)
def quarantine_chart(scope: Scope, most: int) -> Spec:
    """The finished chart of `reports.charts.quarantine`, of so many reasons at most."""
    rows = answer(scope.snapshot, "data_quarantine_reasons")
    refused = answer(scope.snapshot, "data_quarantine").height
    drawn = rows.head(most)
    subtitle = [f"{wording.counted(refused, 'reason')} for which rows were refused"]
    if drawn.height < rows.height:
        subtitle[0] += f"; the {most} most frequent kinds of {wording.number(rows.height)}"
    return quarantine(drawn, subtitle=[*subtitle, scope.as_of_text]).to_dict()


@st.cache_data(max_entries=200, show_spinner=False, hash_funcs=_BY_FILE)
def coverage_chart(scope: Scope) -> Spec:
    """The finished chart of `reports.charts.coverage`."""
    rows = answer(scope.snapshot, "data_forecast_coverage")
    forecasts = wording.counted(int(rows["forecasts"].sum()), "past forecast")
    subtitle = [f"{forecasts}; broken line: as often as it was said to", scope.as_of_text]
    return coverage(rows, subtitle=subtitle).to_dict()
