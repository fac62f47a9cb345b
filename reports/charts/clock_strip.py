"""One clock over time: a lane for each state and for each mark, so that no colour tells them."""

from __future__ import annotations

import altair as alt
import polars as pl

from reports.charts import style

LANE_PIXELS = 24
# States by their names in `reports.time_strip`, thickest what counts.
STATES = {
    "running": (style.MET, 16),
    "resting": (style.MISSED, 11),
    "running or resting": (style.NEUTRAL, 14),
    "out of hours": (style.NEUTRAL, 4),
    "holiday": (style.NEUTRAL, 8),
    "stopped": (style.NEUTRAL, 2),
}
SHAPES = {
    "opened": "triangle-right",
    "answered": "circle",
    "reclassified": "square",
    "due": "diamond",
    "stopped at": "cross",
}
# A day where it begins, else the hour, whatever the strip's length.
DAY_OR_HOUR = (
    "hours(datum.value) + minutes(datum.value) > 0"
    " ? timeFormat(datum.value, '%H:%M') : timeFormat(datum.value, '%a %-d %b')"
)


def clock_strip(pieces: pl.DataFrame, marks: pl.DataFrame, *, title: alt.Title) -> style.Picture:
    """Bars for what the clock did, points for what happened to it.

    `pieces`: from_at, until_at, lane (of STATES); `marks`: at, lane (of SHAPES); local instants.
    """
    lanes = [lane for lane in SHAPES if lane in marks["lane"]]
    lanes += [lane for lane in STATES if lane in pieces["lane"]]
    return style.layers(
        *(_bars(pieces, lane, lanes) for lane in STATES if lane in lanes),
        *(_points(marks, lane, lanes) for lane in SHAPES if lane in lanes),
    ).properties(
        height=LANE_PIXELS * len(lanes),
        autosize=style.FIT,
        padding=style.TIME_PADDING,
        title=title,
    )


def _bars(pieces: pl.DataFrame, lane: str, lanes: list[str]) -> alt.Chart:
    colour, pixels = STATES[lane]
    bars: alt.Chart = (
        alt.Chart(_inline(pieces.filter(lane=lane)))
        .mark_bar(size=pixels, color=colour, minBandSize=1)
        .encode(
            x=_time_axis("from_at:T"),
            x2=alt.X2("until_at"),
            y=_lane_axis(lanes),
            tooltip=[
                alt.Tooltip("lane:N", title="state"),
                alt.Tooltip("from_at:T", title="from", format="%-d %b %Y, %H:%M:%S"),
                alt.Tooltip("until_at:T", title="to", format="%-d %b %Y, %H:%M:%S"),
            ],
        )
    )
    return bars


def _points(marks: pl.DataFrame, lane: str, lanes: list[str]) -> alt.Chart:
    points: alt.Chart = (
        alt.Chart(_inline(marks.filter(lane=lane)))
        .mark_point(shape=SHAPES[lane], size=90, filled=True, color=style.NEUTRAL, opacity=1)
        .encode(
            x=_time_axis("at:T"),
            y=_lane_axis(lanes),
            tooltip=[
                alt.Tooltip("lane:N", title="what"),
                alt.Tooltip("at:T", title="when", format="%-d %b %Y, %H:%M:%S"),
            ],
        )
    )
    return points


def _inline(rows: pl.DataFrame) -> alt.InlineData:
    """Rows as they are: a clock that ran for years has more stretches than a frame may bring."""
    instants = [name for name, kind in rows.schema.items() if kind == pl.Datetime]
    values = rows.with_columns(pl.col(instants).dt.strftime("%Y-%m-%dT%H:%M:%S")).to_dicts()
    return alt.InlineData(values=values)


def _time_axis(field: str) -> alt.X:
    axis = alt.Axis(labelFontSize=style.LABEL_PIXELS, tickCount=8, labelExpr=DAY_OR_HOUR)
    return alt.X(field, title=None, axis=axis)


def _lane_axis(lanes: list[str]) -> alt.Y:
    return alt.Y(
        "lane:N",
        title=None,
        scale=alt.Scale(domain=lanes),
        axis=alt.Axis(
            labelFontSize=style.LABEL_PIXELS,
            labelLimit=0,
            domain=False,
            ticks=False,
            grid=True,
            gridOpacity=0.35,
        ),
    )
