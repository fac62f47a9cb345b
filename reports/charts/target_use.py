"""How much of its target each decided clock took, against the target line."""

from __future__ import annotations

import json

import altair as alt
import polars as pl

from reports import wording
from reports.charts import style

ROW_PIXELS = 30
MOST_DRAWN = 3
AXIS_WORDS = {0: "0", 0.5: "half", 1: "target", 2: "twice", MOST_DRAWN: "3 times or more"}


def target_use(rows: pl.DataFrame, *, subtitle: list[str]) -> style.Picture:
    """One mark a clock, a stroke where it was met and a cross where it was missed, and the target.

    `rows`: the rows of `target_use.sql` of one metric. Clocks beyond three times the target are
    drawn at the edge, which the axis says. Where only the most is known, a line leads to the mark
    from the least (CLK-13, CLK-15).
    """
    base = alt.Chart(rows).encode(x=_use_axis(), y=_priority_axis(), tooltip=_tooltip())
    met = base.transform_filter(alt.datum.outcome == "met").mark_tick(
        color=style.MET, opacity=0.75, thickness=2, size=18
    )
    missed = base.transform_filter(alt.datum.outcome == "breached").mark_point(
        shape="cross", angle=45, filled=True, opacity=0.9, size=90, color=style.MISSED
    )
    marks = [_target_line(), met, missed]
    if has_bounds(rows):
        marks.insert(1, _spans(base))
    return style.layers(*marks).properties(
        height=ROW_PIXELS * len(wording.PRIORITIES),
        autosize=style.FIT,
        title=style.title("Time taken against the target", subtitle=subtitle),
    )


def has_bounds(rows: pl.DataFrame) -> bool:
    """Whether of a clock among these only the most that it took is known."""
    return bool((rows["drawn_least_use"] < rows["drawn_target_use"]).any())


def _spans(base: alt.Chart) -> alt.Chart:
    spans: alt.Chart = base.mark_rule(color=style.NEUTRAL, strokeWidth=1).encode(
        x2=alt.X2("drawn_least_use")
    )
    return spans


def _target_line() -> alt.Chart:
    base = alt.Chart(pl.DataFrame({"target": [1]})).encode(x=alt.X("target:Q"))
    line: alt.Chart = base.mark_rule(strokeDash=[5, 3], strokeWidth=1.5, color=style.NEUTRAL)
    return line


def _use_axis() -> alt.X:
    return alt.X(
        "drawn_target_use:Q",
        title="time taken, as a share of the target",
        scale=alt.Scale(domain=[0, MOST_DRAWN], nice=False),
        axis=alt.Axis(
            values=list(AXIS_WORDS),
            labelExpr=f"{json.dumps(AXIS_WORDS)}[datum.value]",
            labelFlush=False,
            labelFontSize=style.LABEL_PIXELS,
            labelPadding=6,
            titleFontSize=style.LABEL_PIXELS,
            titlePadding=8,
        ),
    )


def _priority_axis() -> alt.Y:
    return alt.Y(
        "priority:N",
        title=None,
        scale=alt.Scale(domain=list(wording.PRIORITIES)),
        axis=alt.Axis(labelFontSize=style.LABEL_PIXELS, domain=False, ticks=False, grid=False),
    )


def _tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("ticket_id:N", title="ticket"),
        alt.Tooltip("priority:N", title="priority"),
        alt.Tooltip("outcome:N", title="outcome"),
        alt.Tooltip("target_use:Q", title="share of target", format=".0%"),
    ]
