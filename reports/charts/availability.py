"""How far production was up month by month, against the agreement's target (AVA-1)."""

from __future__ import annotations

from math import log1p

import altair as alt
import polars as pl

from reports import wording
from reports.charts import style

PLOT_PIXELS = 220
# Of the share of a month that was down: up to about this the axis runs evenly, beyond it by powers,
# so that 100 % and a target of 99.9 % lie apart also below a month of 90 %.
EVEN = 0.001
TICKS = (0.0, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0)
LEAST_DOWN = 0.002
# Below the worst month, and below the target.
ROOM = 1.5
TICK_PIXELS = 16
SPAN_PIXELS = 12
NOT_KNOWN = "not known whether the target is met"


def availability(rows: pl.DataFrame, *, subtitle: list[str]) -> style.Picture:
    """A dot a month, a cross where the target was missed; a stroke and a tick for the target.

    `rows`: those of `review_availability.sql`, in any order. A month that may have been up for
    longer has a hollow bar from its least to 100 % (CLK-13).
    """
    in_order = rows.sort("month")
    named = in_order.with_columns(
        pl.Series("position", [wording.month_address(one) for one in in_order["month"]]),
        (1 - pl.col("availability")).round(9).alias("down"),
        (1 - pl.col("target")).round(9).alias("down_allowed"),
        pl.when("is_met")
        .then(pl.lit("target met"))
        .when(~pl.col("is_met") & pl.col("rests_on_bounds"))
        .then(pl.lit(NOT_KNOWN))
        .when(~pl.col("is_met"))
        .then(pl.lit("target missed"))
        .otherwise(pl.lit("no target"))
        .alias("verdict"),
    )
    targets = sorted(set(named["down_allowed"].drop_nulls()))
    most_down = max(LEAST_DOWN, *(ROOM * one for one in (*named["down"], *targets)))
    most_down = min(most_down, 1.0)
    allowed = _share("down_allowed", targets, most_down)
    share = _share("down", targets, most_down)
    marks = [_targets(named, allowed), _months(named, share)]
    if has_bounds(rows):
        marks.insert(1, _spans(named))
    return style.layers(*marks).properties(
        height=PLOT_PIXELS,
        autosize=style.FIT,
        title=style.title("Availability of production", subtitle=subtitle),
    )


def has_bounds(rows: pl.DataFrame) -> bool:
    """Whether of a month among these only the most that was down is known."""
    return bool(rows["rests_on_bounds"].any())


def axis_values(targets: list[float], most_down: float) -> list[float]:
    """What the axis tells: every target, and the round shares with room beside them."""

    def place(down: float) -> float:
        return PLOT_PIXELS * log1p(down / EVEN) / log1p(most_down / EVEN)

    kept = list(targets)
    for tick in TICKS:
        if tick <= most_down and all(abs(place(tick) - place(one)) >= TICK_PIXELS for one in kept):
            kept.append(tick)
    return sorted(kept)


def _share(field: str, targets: list[float], most_down: float) -> alt.Y:
    """The axis, from 100 % at its top down to below the worst month."""
    share = "format(1 - datum.value, '.4~%')"
    return alt.Y(
        f"{field}:Q",
        title="share of the month",
        scale=alt.Scale(type="symlog", constant=EVEN, domain=[0, most_down], reverse=True),
        axis=alt.Axis(
            values=axis_values(targets, most_down),
            labelExpr=f"indexof({targets}, datum.value) >= 0 ? 'target ' + {share} : {share}",
            labelFontSize=style.LABEL_PIXELS,
            labelOverlap=False,
            gridOpacity=0.35,
        ),
    )


def _along() -> alt.X:
    return alt.X(
        "position:N",
        title=None,
        axis=alt.Axis(labelFontSize=style.LABEL_PIXELS, labelAngle=-45, ticks=False),
    )


def _months(named: pl.DataFrame, share: alt.Y) -> alt.Chart:
    verdicts = {
        "target met": ("circle", style.MET),
        "target missed": ("cross", style.MISSED),
        "no target": ("square", style.NEUTRAL),
    }
    if NOT_KNOWN in named["verdict"]:
        verdicts[NOT_KNOWN] = ("triangle-up", style.NEUTRAL)
    words = list(verdicts)
    legend = alt.Legend(title=None, orient="bottom")
    months: alt.Chart = (
        alt.Chart(named.drop("month"))
        .mark_point(filled=True, opacity=1, size=90)
        .encode(
            x=_along(),
            y=share,
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


def _spans(named: pl.DataFrame) -> alt.Chart:
    """From the least that each month was up to all of it."""
    bounded = named.filter(pl.col("rests_on_bounds")).select("position", "down")
    spans: alt.Chart = (
        alt.Chart(bounded.with_columns(least_down=pl.lit(0.0)))
        .mark_bar(
            filled=False, orient="vertical", size=SPAN_PIXELS, strokeWidth=1.5, color=style.NEUTRAL
        )
        .encode(x=_along(), y=alt.Y("down:Q"), y2=alt.Y2("least_down"))
    )
    return spans


def _targets(named: pl.DataFrame, share: alt.Y) -> alt.Chart:
    targets: alt.Chart = (
        alt.Chart(named.select("position", "down_allowed").drop_nulls())
        .mark_tick(color=style.NEUTRAL, thickness=2, size=26)
        .encode(x=_along(), y=share)
    )
    return targets
