"""Open quotas by the chance that they run out: a bar each, with its chance in words."""

from __future__ import annotations

import altair as alt
import polars as pl

from reports import quota_words
from reports.charts import style

ROW_PIXELS = 24
MOST_DRAWN = 15


def quota_chances(rows: pl.DataFrame, *, title: alt.Title) -> style.Picture:
    """Bars of `portfolio_quotas.sql`'s first rows."""
    first = rows.head(MOST_DRAWN)
    named = first.with_columns(
        pl.Series(
            "quota",
            [
                f"{row['name']} · {quota_words.KIND_NAMES[row['kind']].lower()}"
                for row in first.to_dicts()
            ],
        ),
        pl.Series("words", [quota_words.chance(one) for one in first["exhaustion_probability"]]),
    )
    base = alt.Chart(named).encode(
        x=alt.X(
            "exhaustion_probability:Q",
            title="chance that it runs out before the year ends",
            scale=alt.Scale(domain=[0, 1]),
            axis=alt.Axis(
                labelExpr="format(datum.value * 100, '.0f') + ' %'",
                tickCount=4,
                labelFontSize=style.LABEL_PIXELS,
            ),
        ),
        y=alt.Y(
            "quota:N",
            title=None,
            sort=named["quota"].to_list(),
            axis=alt.Axis(labelFontSize=style.LABEL_PIXELS, labelLimit=260, ticks=False),
        ),
        tooltip=[alt.Tooltip("quota:N"), alt.Tooltip("words:N", title="chance")],
    )
    return style.layers(
        base.mark_bar(size=12, color=style.MET),
        base.mark_text(align="left", dx=5, fontSize=style.LABEL_PIXELS, color=style.NEUTRAL).encode(
            text=alt.Text("words:N")
        ),
    ).properties(
        height=ROW_PIXELS * named.height,
        autosize=style.FIT,
        padding={"left": 5, "right": 56, "top": 5, "bottom": 5},
        title=title,
    )
