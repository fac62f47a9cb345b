"""How good past forecasts were: what was said against what was seen, and by what was known."""

from __future__ import annotations

import altair as alt
import polars as pl

from reports.charts import style

METHODS = ("forecast", "run rate")
COLOURS = alt.Scale(domain=list(METHODS), range=[style.MET, style.MISSED])
SHAPES = alt.Scale(domain=list(METHODS), range=["diamond", "cross"])
PLOT_PIXELS = 260


def calibration(rows: pl.DataFrame, *, subtitle: list[str]) -> style.Picture:
    """One mark per band of chance said, as large as it has forecasts, against the line of truth.

    `rows`: method, mean_said, share_exhausted, forecasts.
    """
    truth = alt.Chart(pl.DataFrame({"said": [0, 1], "seen": [0, 1]})).mark_line(
        strokeDash=[5, 3], strokeWidth=1.5, color=style.NEUTRAL
    )
    marks = (
        alt.Chart(rows)
        .mark_point(filled=True, opacity=0.9)
        .encode(
            x=alt.X("mean_said:Q", title="chance said that the quota runs out", axis=_per_cent()),
            y=alt.Y("share_exhausted:Q", title="share that did run out", axis=_per_cent()),
            size=alt.Size("forecasts:Q", title="forecasts", scale=alt.Scale(range=[40, 400])),
            color=alt.Color("method:N", title=None, scale=COLOURS),
            shape=alt.Shape("method:N", title=None, scale=SHAPES),
        )
    )
    return alt.layer(truth.encode(x=alt.X("said:Q"), y=alt.Y("seen:Q")), marks).properties(
        width=PLOT_PIXELS * 2,
        height=PLOT_PIXELS,
        title=style.title("What was said, and what came", subtitle=subtitle),
    )


def by_months_known(
    rows: pl.DataFrame, *, measure: str, title: str, unit: str, subtitle: list[str]
) -> style.Picture:
    """A line for the forecasts and one for the run rate, by months of the year known.

    `rows`: months_known, `measure` and `measure`_run_rate.
    """
    names = {measure: METHODS[0], f"{measure}_run_rate": METHODS[1]}
    long = rows.select("months_known", *names).unpivot(
        index="months_known", variable_name="method", value_name="value"
    )
    base = alt.Chart(long.with_columns(pl.col("method").replace(names))).encode(
        x=alt.X("months_known:O", title="months of the contract year known", axis=_upright()),
        y=alt.Y("value:Q", title=unit),
        color=alt.Color("method:N", title=None, scale=COLOURS),
        shape=alt.Shape("method:N", title=None, scale=SHAPES),
    )
    return alt.layer(base.mark_line(), base.mark_point(filled=True, size=60)).properties(
        width=PLOT_PIXELS * 2,
        height=PLOT_PIXELS * 2 // 3,
        title=style.title(title, subtitle=subtitle),
    )


def cover(rows: pl.DataFrame, *, subtitle: list[str]) -> style.Picture:
    """How often the range of 80 % held, by months of the year known, against 80 %."""
    line = alt.Chart(pl.DataFrame({"promised": [0.8]})).mark_rule(
        strokeDash=[5, 3], strokeWidth=1.5, color=style.NEUTRAL
    )
    bars = (
        alt.Chart(rows)
        .mark_bar(color=style.MET)
        .encode(
            x=alt.X("months_known:O", title="months of the contract year known", axis=_upright()),
            y=alt.Y(
                "cover_80:Q",
                title="range of 80 % held",
                scale=alt.Scale(domain=[0, 1]),
                axis=_per_cent(),
            ),
        )
    )
    return alt.layer(bars, line.encode(y=alt.Y("promised:Q"))).properties(
        width=PLOT_PIXELS * 2,
        height=PLOT_PIXELS * 2 // 3,
        title=style.title('How often "80 %" held', subtitle=subtitle),
    )


def _per_cent() -> alt.Axis:
    return alt.Axis(format=".0%", labelFontSize=style.LABEL_PIXELS)


def _upright() -> alt.Axis:
    return alt.Axis(labelAngle=0, labelFontSize=style.LABEL_PIXELS)
