"""The share met over twelve months, one small panel for a metric and priority (CLK-11)."""

from __future__ import annotations

import json

import altair as alt
import polars as pl

from reports import wording
from reports.charts import style

PLOT_PIXELS = 72
RANGE_PIXELS = 11


def trend(rows: pl.DataFrame, *, priority: str) -> style.Picture:
    """Dots joined month by month with 95 % Wilson intervals; under each month its count.

    `rows`: the rows of `trend.sql` of one metric and priority, twelve in order. A month in which
    nothing was decided has no mark and breaks the line. So does one whose share is a range, which
    is a hollow bar from its least to its most (CLK-13).
    """
    named = rows.with_columns(
        pl.Series("month_name", [wording.month_name(month) for month in rows["month"]]),
        pl.Series("position", [wording.month_address(month) for month in rows["month"]]),
    )
    base = alt.Chart(named).encode(
        x=_month_axis(rows),
        tooltip=[alt.Tooltip("month_name:N", title="month"), *style.share_tooltip(rows)],
    )
    decided = base.transform_filter("isValid(datum.attainment)")
    judged = base.transform_filter("isValid(datum.attainment_least)")
    intervals = judged.mark_rule(strokeWidth=6, opacity=0.45, color=style.MET).encode(
        y=alt.Y("attainment_low:Q"), y2=alt.Y2("attainment_high")
    )
    lines = base.mark_line(color=style.MET, strokeWidth=1.5).encode(y=_share_axis())
    dots = decided.mark_point(
        filled=True, opacity=1, size=45, color=style.MET, shape="diamond"
    ).encode(y=_share_axis())
    marks = [lines, intervals, dots]
    if style.has_ranges(rows):
        marks.append(style.ranges(base, size=RANGE_PIXELS))
    return style.layers(*marks).properties(
        height=PLOT_PIXELS,
        autosize=style.FIT,
        title=alt.Title(wording.PRIORITY_NAMES[priority], fontSize=13, anchor="start", offset=6),
    )


def _share_axis() -> alt.Y:
    return alt.Y(
        "attainment:Q",
        title=None,
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(
            values=[0, 0.5, 1],
            tickCount=5,
            labelExpr="format(datum.value * 100, '.0f') + ' %'",
            labelFlush=False,
            labelOverlap=False,
            labelFontSize=style.SMALL_LABEL_PIXELS,
        ),
    )


def _month_axis(rows: pl.DataFrame) -> alt.X:
    """By month: its short name, and the number of clocks that belong to it."""
    clocks = rows["decided"] + rows["not_measurable"]
    # Twelve times "n=1,846" does not fit a panel of half a page; twelve times "1,846" does.
    prefix = "" if (clocks >= 1000).any() else "n="
    labels = {
        wording.month_address(month): [month.strftime("%b"), prefix + wording.number(count)]
        for month, count in zip(rows["month"], clocks, strict=True)
    }
    return alt.X(
        "position:O",
        title=None,
        axis=alt.Axis(
            labelExpr=f"{json.dumps(labels)}[datum.value]",
            labelAngle=0,
            labelFlush=False,
            labelFontSize=style.SMALL_LABEL_PIXELS,
            labelLineHeight=13,
            labelOverlap=False,
            labelPadding=6,
            ticks=False,
        ),
    )
