"""The share met by priority, with its interval and its count (CLK-11)."""

from __future__ import annotations

import json
from typing import Literal

import altair as alt
import polars as pl

from reports import wording
from reports.charts import style

ROW_PIXELS = 38
RANGE_PIXELS = 17


def attainment(
    rows: pl.DataFrame, *, targets: dict[str, str], subtitle: list[str]
) -> style.Picture:
    """Dot and 95 % Wilson interval per priority; on the right "n of N" and the share.

    `rows`: the rows of `attainment.sql` of one metric. `targets`: the promise in words by priority.
    A priority in which nothing was decided has no mark, and says so. A share that is a range has a
    hollow bar from its least to its most, and no dot (CLK-13).
    """
    readings = (
        alt.Chart(rows)
        .mark_point(opacity=0)
        .encode(y=_priority_axis("right", _readings(rows)), x=_share_axis())
    )
    return (
        style.layers(_shares(rows, targets), readings)
        .properties(
            height=ROW_PIXELS * len(wording.PRIORITIES),
            autosize=style.FIT,
            title=style.title("Share met, by priority", subtitle=subtitle),
        )
        .resolve_scale(y="independent")
    )


def _shares(rows: pl.DataFrame, targets: dict[str, str]) -> style.Layers:
    base = alt.Chart(rows).encode(
        y=_priority_axis("left", _promises(targets)),
        tooltip=[alt.Tooltip("priority:N", title="priority"), *style.share_tooltip(rows)],
    )
    intervals = base.mark_rule(strokeWidth=9, opacity=0.45, color=style.MET).encode(
        x=alt.X("attainment_low:Q"), x2=alt.X2("attainment_high")
    )
    dots = base.mark_point(
        filled=True, opacity=1, size=110, color=style.MET, shape="diamond"
    ).encode(x=_share_axis())
    if not style.has_ranges(rows):
        return style.layers(intervals, dots)
    return style.layers(intervals, dots, style.ranges(base, orient="horizontal", size=RANGE_PIXELS))


def _promises(targets: dict[str, str]) -> dict[str, list[str]]:
    return {
        priority: [wording.PRIORITY_NAMES[priority], targets.get(priority, "")]
        for priority in wording.PRIORITIES
    }


def _readings(rows: pl.DataFrame) -> dict[str, list[str]]:
    return {
        row["priority"]: [
            wording.n_of_n(row["met"], row["decided"], row["not_measurable"]),
            ""
            if row["attainment_least"] is None
            else wording.share_range(row["attainment_least"], row["attainment_most"]),
        ]
        for row in rows.to_dicts()
    }


def _share_axis() -> alt.X:
    return alt.X(
        "attainment:Q",
        title="share of decided clocks met",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(
            values=[0, 0.25, 0.5, 0.75, 1],
            labelExpr="format(datum.value * 100, '.0f') + ' %'",
            labelFlush=False,
            labelFontSize=style.LABEL_PIXELS,
            labelPadding=6,
            titleFontSize=style.LABEL_PIXELS,
            titlePadding=8,
        ),
    )


def _priority_axis(side: Literal["left", "right"], labels: dict[str, list[str]]) -> alt.Y:
    """Two lines of words per priority, beside its row."""
    return alt.Y(
        "priority:N",
        title=None,
        scale=alt.Scale(domain=list(wording.PRIORITIES)),
        axis=alt.Axis(
            orient=side,
            labelExpr=f"{json.dumps(labels)}[datum.value]",
            labelFontSize=style.LABEL_PIXELS,
            labelLimit=0,
            labelLineHeight=15,
            labelBaseline="middle",
            domain=False,
            ticks=False,
            grid=False,
        ),
    )
