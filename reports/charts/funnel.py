"""Attainment against the number of clocks, with the limits that chance alone keeps to."""

from __future__ import annotations

import altair as alt
import polars as pl

from reports.charts import style

HEIGHT_PIXELS = 260


def funnel(rows: pl.DataFrame, *, title: alt.Title) -> style.Picture:
    """A mark per customer; limits of 95 % shaded dark, of 99.8 % light; those outside are named.

    `rows`: `portfolio_funnel.sql` of one metric.
    """
    base = alt.Chart(rows).encode(x=alt.X("decided:Q", title="clocks decided"))
    wide = base.mark_area(opacity=0.15, color=style.NEUTRAL, interpolate="step").encode(
        y=alt.Y("low_998:Q", title="share met", axis=alt.Axis(format="%")), y2="high_998:Q"
    )
    narrow = base.mark_area(opacity=0.25, color=style.NEUTRAL, interpolate="step").encode(
        y="low_95:Q", y2="high_95:Q"
    )
    share = base.mark_line(color=style.NEUTRAL, strokeDash=[4, 3]).encode(
        y="portfolio_attainment:Q"
    )
    outside = alt.datum.standing != "within"
    dots = base.mark_point(filled=True, opacity=1, size=60).encode(
        y="attainment:Q",
        color=alt.condition(outside, alt.value(style.MISSED), alt.value(style.MET)),
        shape=alt.condition(outside, alt.value("cross"), alt.value("circle")),
        tooltip=["name:N", "met:Q", "decided:Q", "standing:N"],
    )
    names = (
        base.transform_filter(outside)
        .mark_text(dy=-10, limit=140, fontSize=style.SMALL_LABEL_PIXELS, color=style.NEUTRAL)
        .encode(y="attainment:Q", text="name:N")
    )
    drawn: style.Picture = alt.layer(wide, narrow, share, dots, names).properties(
        height=HEIGHT_PIXELS, autosize=style.FIT, title=title
    )
    return drawn
