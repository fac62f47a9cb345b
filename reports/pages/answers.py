"""Answers and finished charts, kept per snapshot: fifty readers of one month cost one query.

What is kept goes by the snapshot's file, so a newly published one starts afresh.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from reports import change_words, portfolio_words, range_words, wording
from reports.charts import style
from reports.charts.attainment import attainment
from reports.charts.availability import availability
from reports.charts.availability import has_bounds as has_downtime_bounds
from reports.charts.burn_up import Year, burn_up
from reports.charts.change_calendar import change_calendar
from reports.charts.clock_strip import clock_strip
from reports.charts.coverage import coverage
from reports.charts.demand import demand
from reports.charts.exit_ladder import exit_ladder
from reports.charts.exit_timeline import exit_timeline
from reports.charts.findings import findings
from reports.charts.funnel import funnel, numbered
from reports.charts.open_requests import open_requests
from reports.charts.portfolio_trend import portfolio_trend, volumes
from reports.charts.project_units import project_units
from reports.charts.quarantine import quarantine
from reports.charts.quota_chances import MOST_DRAWN, quota_chances
from reports.charts.small_multiples import small_multiples
from reports.charts.target_use import has_bounds, target_use
from reports.charts.trend import trend
from reports.pages.keeping import kept, kept_chart
from reports.pages.scope import Everyone, Scope
from reports.queries import ask
from reports.snapshot import Snapshot
from reports.strip_marks import strip_marks, strip_pieces
from reports.ticket_story import TicketStory, ticket_story


@kept(4000)
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


@kept_chart(2000)
def attainment_chart(scope: Scope, metric: str) -> style.Picture:
    """The finished chart of `reports.charts.attainment`."""
    rows = month_answer(scope, "attainment").filter(metric=metric)
    subtitle = ["Share of decided clocks, 95 % Wilson interval"]
    if style.has_ranges(rows):
        subtitle.append(range_words.LEGEND)
    subtitle.append(scope.as_of_text)
    return attainment(rows, targets=target_words(scope, metric), subtitle=subtitle)


@kept_chart(2000)
def target_use_chart(scope: Scope, metric: str) -> style.Picture:
    """The finished chart of `reports.charts.target_use`."""
    rows = month_answer(scope, "target_use").filter(metric=metric)
    clocks = wording.counted(rows.height, "decided clock")
    subtitle = [f"{clocks}: a stroke was met, a cross missed"]
    if has_bounds(rows):
        subtitle.append("A line leads to it from the least that it can have taken")
    subtitle.append(scope.as_of_text)
    return target_use(rows, subtitle=subtitle)


@kept_chart(8000)
def trend_chart(scope: Scope, metric: str, priority: str) -> style.Picture:
    """The finished chart of `reports.charts.trend`."""
    rows = month_answer(scope, "trend").filter(metric=metric, priority=priority)
    return trend(rows, priority=priority)


@kept_chart(2000)
def demand_chart(scope: Scope) -> style.Picture:
    """The finished chart of `reports.charts.demand`."""
    rows = month_answer(scope, "review_demand")
    subtitle = [
        f"{wording.counted(int(rows['opened'].sum()), 'ticket')} opened (discs, solid), "
        f"{wording.number(int(rows['restored'].sum()))} restored (diamonds, dashed)",
        f"Bars: open at the month's end; {scope.as_of_text}",
    ]
    return demand(rows, subtitle=subtitle)


@kept_chart(2000)
def burn_up_chart(scope: Scope, kind: str) -> style.Picture:
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
    )


@kept_chart(100)
def exit_timeline_chart(scope: Scope) -> style.Picture:
    """The finished chart of `reports.charts.exit_timeline`."""
    exits = answer(scope.snapshot, "exits")
    subtitle = [
        f"{wording.counted(exits.height, 'exit')}. Thick: held; middle: in backups; thin: gone",
        f"Diamond: all data committed to be gone by then. Broken line: {scope.as_of_text}",
    ]
    return exit_timeline(exits, answer(scope.snapshot, "exit_phases"), subtitle=subtitle)


@kept_chart(1000)
def exit_ladder_chart(scope: Scope, exit_id: str) -> style.Picture:
    """The finished chart of `reports.charts.exit_ladder`."""
    steps = answer(scope.snapshot, "exit_steps", exit_id=exit_id)
    chosen = answer(scope.snapshot, "exits").filter(exit_id=exit_id)
    line = "" if chosen["closed_on"][0] else f" Broken line: {scope.as_of_text}"
    subtitle = [
        "Stroke: planned. Disc: in time; cross: late; square: out of order. Bar: the delay",
        f"Triangle: latest day by the plan.{line}",
    ]
    return exit_ladder(steps, chosen.select("as_of_on"), subtitle=subtitle)


@kept(1000)
def story(snapshot: Snapshot, ticket_id: str) -> TicketStory:
    """The ticket's story; it must be known to the snapshot."""
    return ticket_story(snapshot, ticket_id)


@kept_chart(1000)
def clock_chart(scope: Scope, ticket_id: str, metric: str) -> style.Picture:
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
    )


@kept_chart(2000)
def findings_chart(scope: Scope, customer_id: str | None) -> style.Picture:
    """The finished chart of `reports.charts.findings`; None is all customers."""
    month = scope.month.month
    asked = {"customer_id": customer_id, "month": month}
    rules = answer(scope.snapshot, "findings_by_rule", **asked)
    found = wording.counted(int(rules["findings"].sum()), "finding")
    subtitle = [f"{found} of {wording.month_name(month)}", scope.as_of_text]
    return findings(rules, subtitle=subtitle)


def everyones_answer(everyone: Everyone, question: str) -> pl.DataFrame:
    """The answer for the month of all customers."""
    return answer(everyone.snapshot, question, month=everyone.month)


@kept_chart(500)
def funnel_chart(everyone: Everyone, metric: str) -> style.Picture:
    """The finished chart of `reports.charts.funnel`."""
    rows = everyones_answer(everyone, "portfolio_funnel").filter(metric=metric)
    customers = rows.filter(pl.col("customer_id").is_not_null())
    of_all, range_legend = "the share of all", []
    if style.has_ranges(customers):
        of_all = "the share of those that could be measured whole"
        range_legend = [range_words.LEGEND]
    subtitle = [
        f"{wording.counted(customers.height, 'customer')}; broken line: {of_all}",
        "Shaded: 95 % and 99.8 % of what chance alone makes; cross: outside",
        *range_legend,
        everyone.as_of_text,
    ]
    return funnel(
        numbered(customers),
        rows.filter(pl.col("customer_id").is_null()).sort("clocks"),
        title=style.title(metric.capitalize(), subtitle=subtitle),
    )


@kept_chart(500)
def portfolio_trend_chart(everyone: Everyone) -> style.Picture:
    """The finished chart of `reports.charts.portfolio_trend`."""
    rows = everyones_answer(everyone, "portfolio_trend")
    clocks = wording.counted(int(rows["decided"].sum()), "decided clock")
    subtitle = [
        f"{clocks} of 24 months; shaded: 95 % Wilson interval",
        *([range_words.LEGEND] if style.has_ranges(rows) else []),
        everyone.as_of_text,
    ]
    title = style.title("Share of decided clocks met, all customers", subtitle=subtitle)
    return portfolio_trend(rows, title=title)


@kept_chart(100)
def volume_chart(everyone: Everyone, kind: str) -> style.Picture:
    """The finished chart of `reports.charts.portfolio_trend.volumes`."""
    rows = answer(everyone.snapshot, "portfolio_volumes").filter(kind=kind)
    subtitle = [
        f"{wording.counted(int(rows['opened'].sum()), 'ticket')} opened, by month in UTC; "
        "hollow: not over",
        "Grey: where the month will lie four times in five; stroke: as likely above as below",
        everyone.as_of_text,
    ]
    return volumes(rows, title=style.title(portfolio_words.KIND_NAMES[kind], subtitle=subtitle))


@kept_chart(100)
def quota_chances_chart(everyone: Everyone) -> style.Picture:
    """The finished chart of `reports.charts.quota_chances`."""
    rows = answer(everyone.snapshot, "portfolio_quotas")
    drawn = min(MOST_DRAWN, rows.height)
    subtitle = [
        f"The likeliest {drawn} of {wording.counted(rows.height, 'open quota')}",
        everyone.as_of_text,
    ]
    title = style.title("Quotas by chance of running out", subtitle=subtitle)
    return quota_chances(rows, title=title)


@kept_chart(100)
def open_exits_chart(everyone: Everyone) -> style.Picture:
    """The finished chart of `reports.charts.exit_timeline` of the exits under way."""
    exits = answer(everyone.snapshot, "exits").filter(pl.col("stage") != "closed")
    subtitle = [
        f"{wording.counted(exits.height, 'exit')} under way. Thick: held; middle: in backups; "
        "thin: gone",
        f"Diamond: all data committed to be gone by then. Broken line: {everyone.as_of_text}",
    ]
    phases = answer(everyone.snapshot, "exit_phases")
    return exit_timeline(exits, phases, subtitle=subtitle)


@kept(500)
def customers_pictures(everyone: Everyone, shown: tuple[tuple[str, str], ...]) -> str:
    """`reports.charts.small_multiples` of the customers shown, each with its address."""
    return small_multiples(everyones_answer(everyone, "portfolio_months"), dict(shown))


@kept_chart(1000)
def open_requests_chart(scope: Scope, customer_id: str | None) -> style.Picture:
    """The finished chart of `reports.charts.open_requests`; None is all customers."""
    rows = answer(scope.snapshot, "status_requests_by_age", customer_id=customer_id)
    requests = answer(scope.snapshot, "status_requests", customer_id=customer_id).height
    subtitle = [wording.counted(requests, "open request"), scope.as_of_text]
    return open_requests(rows, subtitle=subtitle)


@kept_chart(1000)
def project_units_chart(scope: Scope, customer_id: str | None, as_of_month: date) -> style.Picture:
    """The finished chart of `reports.charts.project_units`; None is all customers."""
    asked = {"customer_id": customer_id, "as_of_month": as_of_month}
    projects = answer(scope.snapshot, "status_projects", **asked).height
    subtitle = [wording.counted(projects, "project"), scope.as_of_text]
    rows = answer(scope.snapshot, "status_project_months", **asked)
    return project_units(rows, subtitle=subtitle)


@kept_chart(200)
def quarantine_chart(scope: Scope, most: int) -> style.Picture:
    """The finished chart of `reports.charts.quarantine`, of so many reasons at most."""
    rows = answer(scope.snapshot, "data_quarantine_reasons")
    refused = answer(scope.snapshot, "data_quarantine").height
    drawn = rows.head(most)
    subtitle = [f"{wording.counted(refused, 'reason')} for which rows were refused"]
    if drawn.height < rows.height:
        subtitle[0] += f"; the {most} most frequent kinds of {wording.number(rows.height)}"
    return quarantine(drawn, subtitle=[*subtitle, scope.as_of_text])


@kept_chart(200)
def coverage_chart(scope: Scope) -> style.Picture:
    """The finished chart of `reports.charts.coverage`."""
    rows = answer(scope.snapshot, "data_forecast_coverage")
    forecasts = wording.counted(int(rows["forecasts"].sum()), "past forecast")
    subtitle = [f"{forecasts}; broken line: as often as it was said to", scope.as_of_text]
    return coverage(rows, subtitle=subtitle)


def change_days(scope: Scope) -> pl.DataFrame:
    """The days of the weeks around the month, each with its changes."""
    return answer(
        scope.snapshot,
        "change_calendar",
        customer_id=scope.customer.customer_id,
        month=scope.month.month,
        as_of_on=scope.as_of_on,
    )


@kept_chart(2000)
def change_calendar_chart(scope: Scope) -> style.Picture:
    """The finished chart of `reports.charts.change_calendar`."""
    rows = change_days(scope)
    changes = wording.counted(rows["change_id"].count(), "change")
    subtitle = [f"{changes}; shaded: the month", f"Framed: {scope.as_of_text}"]
    return change_calendar(change_words.with_windows(rows, scope.zone), subtitle=subtitle)


@kept_chart(2000)
def availability_chart(scope: Scope) -> style.Picture:
    """The finished chart of `reports.charts.availability`."""
    rows = month_answer(scope, "review_availability")
    months = wording.counted(rows.height, "month")
    stretched = "the axis is stretched towards 100 %"
    if rows["target"].is_null().all():
        drawn = f"{months}; no target is agreed; {stretched}"
    else:
        drawn = f"{months}; stroke: the agreement's target; {stretched}"
    subtitle = [drawn]
    if has_downtime_bounds(rows):
        subtitle.append("Hollow bar: the export does not show how far up to 100 % it was up")
    subtitle.append(scope.as_of_text)
    return availability(rows, subtitle=subtitle)
