"""Open requests by age and what they wait for: a bar each, its count and its words beside it."""

from __future__ import annotations

import altair as alt
import polars as pl

from reports.charts import style
from reports.status_words import AGES, WAITS_FOR

BAR_PIXELS = 15
# From what we owe first to what we wait for; each bar says its own in words.
COLOURS = {"answer": style.MISSED, "us": style.MET, "customer": style.NEUTRAL}


def open_requests(rows: pl.DataFrame, *, subtitle: list[str]) -> style.Picture:
    """Bars by age, one for each thing waited for. `rows`: those of `status_requests_by_age.sql`."""
    named = rows.with_columns(
        pl.col("age").replace_strict(AGES).alias("age_words"),
        pl.format("{} for {}", "requests", pl.col("waits_for").replace_strict(WAITS_FOR)).alias(
            "words"
        ),
    )
    base = alt.Chart(named).encode(
        x=alt.X(
            "requests:Q",
            title="open requests",
            scale=alt.Scale(domainMin=0),
            axis=alt.Axis(tickMinStep=1, format=",d", labelFontSize=style.LABEL_PIXELS),
        ),
        y=alt.Y(
            "age_words:N",
            title=None,
            sort=list(AGES.values()),
            scale=alt.Scale(paddingInner=0.25),
            axis=alt.Axis(
                labelFontSize=style.LABEL_PIXELS, labelLimit=0, ticks=False, domain=False
            ),
        ),
        yOffset=alt.YOffset("waits_for:N", sort=list(WAITS_FOR)),
        tooltip=[
            alt.Tooltip("age_words:N", title="open for"),
            alt.Tooltip("words:N", title="waiting"),
            alt.Tooltip("late:Q", title="of them late", format=",d"),
        ],
    )
    bars = base.mark_bar().encode(
        color=alt.Color(
            "waits_for:N",
            scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
            legend=None,
        )
    )
    words = base.mark_text(
        align="left", dx=5, fontSize=style.SMALL_LABEL_PIXELS, color=style.NEUTRAL
    ).encode(text=alt.Text("words:N"))
    return style.layers(bars, words).properties(
        height=BAR_PIXELS * 4 * len(AGES),
        autosize=style.FIT,
        padding={**style.TIME_PADDING, "right": 120},
        title=style.title("What is open, and what it waits for", subtitle=subtitle),
    )
