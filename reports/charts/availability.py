"""How far production was up month by month, against the agreement's target (AVA-1)."""

from __future__ import annotations

import altair as alt
import polars as pl

from reports import wording
from reports.charts import style

PLOT_PIXELS = 180


def availability(rows: pl.DataFrame, *, subtitle: list[str]) -> style.Picture:
    """A dot a month, a cross where the target was missed; a stroke for the target.

    `rows`: those of `review_availability.sql`, in any order.
    """
    named = rows.sort("month").with_columns(
        pl.Series("position", [wording.month_address(one) for one in rows.sort("month")["month"]]),
        pl.when("is_met")
        .then(pl.lit("target met"))
        .when(~pl.col("is_met"))
        .then(pl.lit("target missed"))
        .otherwise(pl.lit("no target"))
        .alias("verdict"),
    )
    return style.layers(_targets(named), _months(named)).properties(
        height=PLOT_PIXELS,
        autosize=style.FIT,
        title=style.title("Availability of production", subtitle=subtitle),
    )


def _share() -> alt.Y:
    return alt.Y(
        "availability:Q",
        title="share of the month",
        scale=alt.Scale(zero=False, domainMax=1),
        axis=alt.Axis(format=".2%", labelFontSize=style.LABEL_PIXELS, gridOpacity=0.35),
    )


def _along() -> alt.X:
    return alt.X(
        "position:N",
        title=None,
        axis=alt.Axis(labelFontSize=style.LABEL_PIXELS, labelAngle=-45, ticks=False),
    )


def _months(named: pl.DataFrame) -> alt.Chart:
    verdicts = {
        "target met": ("circle", style.MET),
        "target missed": ("cross", style.MISSED),
        "no target": ("square", style.NEUTRAL),
    }
    words = list(verdicts)
    legend = alt.Legend(title=None, orient="bottom")
    months: alt.Chart = (
        alt.Chart(named.drop("month"))
        .mark_point(filled=True, opacity=1, size=90)
        .encode(
            x=_along(),
            y=_share(),
            shape=alt.Shape(
                "verdict:N",
                legend=legend,
                scale=alt.Scale(domain=words, range=[verdicts[one][0] for one in words]),
            ),
            color=alt.Color(
                "verdict:N",
                legend=legend,
                scale=alt.Scale(domain=words, range=[verdicts[one][1] for one in words]),
            ),
            tooltip=[
                alt.Tooltip("position:N", title="month"),
                alt.Tooltip("availability:Q", format=".3%"),
                alt.Tooltip("target:Q", format=".3%"),
                alt.Tooltip("downtime_seconds:Q", title="seconds down", format=","),
                alt.Tooltip("verdict:N"),
            ],
        )
    )
    return months


def _targets(named: pl.DataFrame) -> alt.Chart:
    targets: alt.Chart = (
        alt.Chart(named.select("position", "target").drop_nulls())
        .mark_tick(color=style.NEUTRAL, thickness=2, size=26)
        .encode(x=_along(), y=alt.Y("target:Q", title="share of the month"))
    )
    return targets
