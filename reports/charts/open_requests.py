"""Open requests by age and what they wait for: a bar each, named and with its count beside it."""

from __future__ import annotations

import altair as alt
import polars as pl

from reports.charts import style
from reports.status_words import AGES, WAITS_FOR

ROW_PIXELS = 21
COLOURS = {
    "answer": style.MISSED,
    "us": style.MET,
    "customer": style.NEUTRAL,
    "unknown": style.NEUTRAL,
}


def open_requests(rows: pl.DataFrame, *, subtitle: list[str]) -> style.Picture:
    """A bar for each age and thing waited for. `rows`: those of `status_requests_by_age.sql`."""
    named = rows.with_columns(
        pl.format(
            "{} · {}",
            pl.col("age").replace_strict(AGES),
            pl.col("waits_for").replace_strict(WAITS_FOR),
        ).alias("what")
    )
    base = alt.Chart(named).encode(
        x=style.count_axis("requests", "open requests"),
        y=style.name_axis("what", named["what"].to_list()),
        tooltip=[
            alt.Tooltip("what:N", title="open for, waiting for"),
            alt.Tooltip("requests:Q", title="requests", format=",d"),
            alt.Tooltip("late:Q", title="of them late", format=",d"),
        ],
    )
    bars = base.mark_bar(size=13).encode(
        color=alt.Color(
            "waits_for:N",
            scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
            legend=None,
        )
    )
    return style.layers(bars, style.counts_beside(base, "requests")).properties(
        height=ROW_PIXELS * rows.height,
        autosize=style.FIT,
        padding=style.TIME_PADDING,
        title=style.title("Open for how long, and waiting for what", subtitle=subtitle),
    )
