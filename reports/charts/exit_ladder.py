"""The steps of one exit, rung by rung: planned, proposed, done, and what is late."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from reports.charts import style

ROW_PIXELS = 24
DAY_FORMAT = "%-d %b %Y"

Mark = dict[str, Any]

PLANNED: Mark = {"shape": "stroke", "angle": 90, "size": 220, "color": style.NEUTRAL}
PROPOSED: Mark = {"shape": "triangle-left", "size": 50, "color": style.NEUTRAL}
IN_TIME: Mark = {"shape": "circle", "size": 90, "color": style.MET, "filled": True}
DONE_LATE: Mark = {"shape": "cross", "angle": 45, "size": 90, "color": style.MISSED, "filled": True}
OUT_OF_ORDER: Mark = {"shape": "square", "size": 90, "color": style.MISSED, "filled": True}


def exit_ladder(
    steps: pl.DataFrame, as_of_on: pl.DataFrame, *, subtitle: list[str]
) -> style.Picture:
    """A rung a step: a stroke where planned, a disc where done in time, a cross where late.

    `steps`: the rows of `exit_steps.sql`; `as_of_on`: one row with the day looked from. A line goes
    from the day planned to the day done, or looked from, where that was later; a square is a step
    out of order; a hollow triangle is the last day by the plan.
    """
    order = steps["title"].to_list()
    is_closed = steps.filter(step="channel_closed")["occurred_on"].is_not_null().any()
    (today,) = as_of_on["as_of_on"]
    marked = steps.with_columns(
        pl.coalesce("occurred_on", pl.lit(today)).alias("late_until_on"),
        pl.when(pl.col("in_order").not_().fill_null(value=False))
        .then(pl.lit("square"))
        .when(pl.col("state") == "done_late")
        .then(pl.lit("cross"))
        .otherwise(pl.lit("circle"))
        .alias("shape"),
    )
    late = marked.filter(pl.col("days_late") > 0)
    return style.layers(
        _lateness(late, order),
        _marks(marked, "planned_on", order, PLANNED),
        _marks(marked, "proposed_on", order, PROPOSED),
        *(
            _marks(marked.filter(shape=mark["shape"]), "occurred_on", order, mark)
            for mark in (IN_TIME, DONE_LATE, OUT_OF_ORDER)
        ),
        # An exit that is closed would shrink to make room for the day looked from.
        *([] if is_closed else [_today(as_of_on)]),
    ).properties(
        height=ROW_PIXELS * steps.height,
        autosize=style.FIT,
        padding=style.TIME_PADDING,
        title=style.title("The ladder of steps", subtitle=subtitle),
    )


def _today(as_of_on: pl.DataFrame) -> alt.Chart:
    line: alt.Chart = (
        alt.Chart(as_of_on)
        .mark_rule(strokeDash=[5, 3], strokeWidth=1.5, color=style.NEUTRAL)
        .encode(x=alt.X("as_of_on:T"))
    )
    return line


def _lateness(late: pl.DataFrame, order: list[str]) -> alt.Chart:
    lines: alt.Chart = (
        alt.Chart(late)
        .mark_rule(strokeWidth=3, color=style.MISSED, opacity=0.6)
        .encode(
            x=_days("planned_on"),
            x2=alt.X2("late_until_on"),
            y=_step_axis(order),
            tooltip=_tooltip(),
        )
    )
    return lines


def _marks(steps: pl.DataFrame, column: str, order: list[str], mark: Mark) -> alt.Chart:
    marks: alt.Chart = (
        alt.Chart(steps.filter(pl.col(column).is_not_null()))
        .mark_point(opacity=1, strokeWidth=2, **mark)
        .encode(x=_days(column), y=_step_axis(order), tooltip=_tooltip())
    )
    return marks


def _days(column: str) -> alt.X:
    return alt.X(
        f"{column}:T",
        title=None,
        axis=alt.Axis(format="%-d %b %y", labelFontSize=style.LABEL_PIXELS, labelOverlap=True),
    )


def _step_axis(order: list[str]) -> alt.Y:
    return alt.Y(
        "title:N",
        title=None,
        sort=order,
        scale=alt.Scale(domain=order),
        axis=alt.Axis(
            labelFontSize=style.LABEL_PIXELS,
            labelLimit=0,
            domain=False,
            ticks=False,
            grid=True,
            gridOpacity=0.6,
            labelFlush=False,
        ),
    )


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("title:N", title="step"),
        alt.Tooltip("state:N"),
        alt.Tooltip("planned_on:T", title="planned", format=DAY_FORMAT),
        alt.Tooltip("proposed_on:T", title="latest by the plan", format=DAY_FORMAT),
        alt.Tooltip("occurred_on:T", title="done", format=DAY_FORMAT),
        alt.Tooltip("days_late:Q", title="days late"),
    ]
