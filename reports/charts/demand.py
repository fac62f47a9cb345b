"""What came, what was done and what was left, month by month (MTG-1)."""

from __future__ import annotations

import json

import altair as alt
import polars as pl

from reports import wording
from reports.charts import style

PLOT_PIXELS = 190
# By the names in `review_demand.sql`; shape and line tell them where colours do not.
SERIES = {
    "opened": ("opened", style.MISSED, "circle", [1, 0]),
    "restored": ("restored", style.MET, "diamond", [5, 3]),
}


def demand(rows: pl.DataFrame, *, subtitle: list[str]) -> style.Picture:
    """Bars for what was open at each month's end, lines for what was opened and restored.

    `rows`: those of `review_demand.sql`, in order.
    """
    named = rows.with_columns(
        pl.Series("position", [wording.month_address(month) for month in rows["month"]]),
        pl.Series("month_name", [wording.month_name(month) for month in rows["month"]]),
    ).drop("month", "oldest_opened_on")
    base = alt.Chart(named).encode(
        x=_month_axis(rows),
        tooltip=[
            alt.Tooltip("month_name:N", title="month"),
            alt.Tooltip("opened:Q"),
            alt.Tooltip("restored:Q"),
            alt.Tooltip("cancelled:Q"),
            alt.Tooltip("backlog:Q", title="open at the end"),
            alt.Tooltip("mean_age_days:Q", title="mean age, days", format=".1f"),
        ],
    )
    bars = base.mark_bar(size=16, color=style.NEUTRAL, opacity=0.45).encode(
        y=_count_axis("backlog")
    )
    return style.layers(bars, *(one for name in SERIES for one in _line(base, name))).properties(
        height=PLOT_PIXELS,
        autosize=style.FIT,
        title=style.title("Tickets a month", subtitle=subtitle),
    )


def _line(base: alt.Chart, name: str) -> tuple[alt.Chart, alt.Chart]:
    column, colour, shape, dash = SERIES[name]
    lines = base.mark_line(color=colour, strokeWidth=1.5, strokeDash=dash)
    points = base.mark_point(filled=True, opacity=1, size=60, color=colour, shape=shape)
    return lines.encode(y=_count_axis(column)), points.encode(y=_count_axis(column))


def _count_axis(column: str) -> alt.Y:
    return alt.Y(
        f"{column}:Q",
        title="tickets",
        scale=alt.Scale(domainMin=0),
        axis=alt.Axis(tickMinStep=1, format=",d", labelFontSize=style.LABEL_PIXELS),
    )


def _month_axis(rows: pl.DataFrame) -> alt.X:
    labels = {
        wording.month_address(month): [month.strftime("%b"), month.strftime("%Y")]
        if place == 0 or month.month == 1
        else [month.strftime("%b")]
        for place, month in enumerate(rows["month"])
    }
    return alt.X(
        "position:O",
        title=None,
        axis=alt.Axis(
            labelExpr=f"{json.dumps(labels)}[datum.value]",
            labelAngle=0,
            labelOverlap=False,
            labelFontSize=style.SMALL_LABEL_PIXELS,
            ticks=False,
        ),
    )
