"""The whole portfolio over time: shares met, and tickets with those to come."""

from __future__ import annotations

import altair as alt
import polars as pl

from reports.charts import style

HEIGHT_PIXELS = 220


def portfolio_trend(rows: pl.DataFrame, *, title: alt.Title) -> style.Picture:
    """Two lines of shares met by month, each with its interval; `rows`: `portfolio_trend.sql`.

    Response is broken and has squares, restoration is whole and has discs. A share that is a range
    is a hollow bar in the line's place, narrow for the response (CLK-13).
    """
    layers: list[alt.Chart] = []
    for metric, colour, dash, shape, pixels in (
        ("response", style.NEUTRAL, [5, 3], "square", 6),
        ("restoration", style.MET, [1, 0], "circle", 12),
    ):
        of_metric = rows.filter(metric=metric)
        base = alt.Chart(of_metric).encode(x=_months(), y=_share())
        layers += [
            base.mark_area(opacity=0.18, color=colour).encode(
                y=alt.Y("attainment_low:Q"), y2=alt.Y2("attainment_high")
            ),
            base.mark_line(color=colour, strokeDash=dash, strokeWidth=1.5),
            base.mark_point(filled=True, size=36, opacity=1, color=colour, shape=shape).encode(
                tooltip=[
                    alt.Tooltip("month:T", format="%B %Y"),
                    alt.Tooltip("metric:N"),
                    *style.share_tooltip(of_metric),
                ]
            ),
        ]
        if style.has_ranges(of_metric):
            layers.append(style.ranges(base, size=pixels, colour=colour, dash=dash))
    names = (
        alt.Chart(rows.group_by("metric", maintain_order=True).last())
        .mark_text(align="left", dx=7, fontSize=style.LABEL_PIXELS, color=style.NEUTRAL)
        .encode(x=_months(), y=alt.Y("attainment_least:Q"), text=alt.Text("metric:N"))
    )
    return style.layers(*layers, names).properties(
        height=HEIGHT_PIXELS,
        autosize=style.FIT,
        padding={"left": 5, "right": 70, "top": 5, "bottom": 5},
        title=title,
    )


def volumes(rows: pl.DataFrame, *, title: alt.Title) -> style.Picture:
    """Tickets opened by month as bars, and the months to come as a range with its middle.

    `rows`: those of `portfolio_volumes.sql` of one kind. The running month is hollow.
    """
    known = rows.filter(pl.col("opened").is_not_null())
    coming = rows.filter(pl.col("opened_p50").is_not_null())
    bars = (
        alt.Chart(known)
        .mark_bar(color=style.MET, stroke=style.MET, strokeWidth=1)
        .encode(
            x=_named_months(rows),
            y=alt.Y(
                "opened:Q",
                title="tickets opened",
                scale=alt.Scale(domainMin=0),
                axis=alt.Axis(format=",d", labelFontSize=style.LABEL_PIXELS, tickMinStep=1),
            ),
            fillOpacity=alt.condition("datum.is_over", alt.value(1), alt.value(0.1)),
            tooltip=[
                alt.Tooltip("month:T", format="%B %Y"),
                alt.Tooltip("opened:Q", title="opened", format=",d"),
                alt.Tooltip("is_over:N", title="month over"),
            ],
        )
    )
    ranges = alt.Chart(coming).encode(
        x=_named_months(rows),
        tooltip=[
            alt.Tooltip("month:T", format="%B %Y"),
            alt.Tooltip("opened_p50:Q", title="as likely above as below", format=",.0f"),
            alt.Tooltip("opened_p10:Q", title="four in five from", format=",.0f"),
            alt.Tooltip("opened_p90:Q", title="to", format=",.0f"),
        ],
    )
    return style.layers(
        bars,
        ranges.mark_bar(color=style.NEUTRAL, opacity=0.45).encode(
            y=alt.Y("opened_p10:Q"), y2=alt.Y2("opened_p90")
        ),
        ranges.mark_tick(color=style.NEUTRAL, thickness=3, opacity=1).encode(
            y=alt.Y("opened_p50:Q")
        ),
    ).properties(height=HEIGHT_PIXELS, autosize=style.FIT, title=title)


def _months() -> alt.X:
    return alt.X(
        "month:T",
        title=None,
        axis=alt.Axis(format="%b %Y", labelFontSize=style.LABEL_PIXELS, tickCount="month",
                      labelOverlap=True),
    )  # fmt: skip


def _named_months(rows: pl.DataFrame) -> alt.X:
    """By month, each labelled where there is room; a band each, so that bars touch no neighbour."""
    return alt.X(
        "yearmonth(month):O",
        title=None,
        axis=alt.Axis(
            format="%b %Y", labelAngle=0, labelFontSize=style.SMALL_LABEL_PIXELS, labelOverlap=True
        ),
    )


def _share() -> alt.Y:
    return alt.Y(
        "attainment:Q",
        title="share met",
        scale=alt.Scale(zero=False, nice=True),
        axis=alt.Axis(
            labelExpr="format(datum.value * 100, '.0f') + ' %'", labelFontSize=style.LABEL_PIXELS
        ),
    )
