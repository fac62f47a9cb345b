"""How often the range of four in five held, by how much of the year was known (QUO-7)."""

from __future__ import annotations

import altair as alt
import polars as pl

from reports.charts import style
from reports.quota_words import KIND_NAMES

PLOT_PIXELS = 220
PROMISED = 0.8


def coverage(rows: pl.DataFrame, *, subtitle: list[str]) -> style.Picture:
    """A mark a kind and months known, against the line of what was said.

    `rows`: those of `data_forecast_coverage.sql`.
    """
    named = rows.with_columns(pl.col("kind").replace_strict(KIND_NAMES))
    names = list(KIND_NAMES.values())
    line = (
        alt.Chart(pl.DataFrame({"said": [PROMISED]}))
        .mark_rule(strokeDash=[5, 3], strokeWidth=1.5, color=style.NEUTRAL)
        .encode(y=alt.Y("said:Q"))
    )
    encoded = alt.Chart(named).encode(
        x=alt.X(
            "months_known:Q",
            title="months of the contract year known",
            scale=alt.Scale(domain=[0.5, 11.5], nice=False),
            axis=alt.Axis(
                values=list(range(1, 12)), format="d", labelFontSize=style.LABEL_PIXELS, grid=False
            ),
        ),
        y=alt.Y(
            "coverage_80:Q",
            title="share held",
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(format=".0%", labelFontSize=style.LABEL_PIXELS),
        ),
        color=alt.Color(
            "kind:N",
            title=None,
            scale=alt.Scale(domain=names, range=[style.MET, style.MISSED]),
            legend=alt.Legend(orient="bottom", columns=1, labelLimit=0),
        ),
        shape=alt.Shape(
            "kind:N", title=None, scale=alt.Scale(domain=names, range=["circle", "cross"])
        ),
        tooltip=[
            alt.Tooltip("kind:N", title="kind"),
            alt.Tooltip("months_known:Q", title="months known"),
            alt.Tooltip("coverage_80:Q", title="held", format=".1%"),
            alt.Tooltip("forecasts:Q", title="forecasts", format=",d"),
        ],
    )
    return style.layers(
        line,
        encoded.mark_line(strokeWidth=1, opacity=0.5),
        encoded.mark_point(filled=True, size=70, opacity=1),
    ).properties(
        height=PLOT_PIXELS,
        autosize=style.FIT,
        title=style.title("How often “80 %” held", subtitle=subtitle),
    )
