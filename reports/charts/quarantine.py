"""Why rows were refused: a numbered bar for each entity, column and reason, its count beside it."""

from __future__ import annotations

import altair as alt
import polars as pl

from reports.charts import style

ROW_PIXELS = 24


def quarantine(rows: pl.DataFrame, *, subtitle: list[str]) -> style.Picture:
    """Bars with their counts. `rows`: those of `data_quarantine_reasons.sql`, the first of them."""
    named = rows.with_columns(
        pl.format("{} · {} {}", "place", "entity", pl.col("column_name").fill_null("row")).alias(
            "what"
        )
    )
    base = alt.Chart(named).encode(
        x=style.count_axis("reasons", "rows refused"),
        y=style.name_axis("what", named["what"].to_list()),
        tooltip=[
            alt.Tooltip("what:N", title="where"),
            alt.Tooltip("reason:N", title="why"),
            alt.Tooltip("reasons:Q", title="rows", format=",d"),
        ],
    )
    bars = base.mark_bar(size=13, color=style.MISSED)
    return style.layers(bars, style.counts_beside(base, "reasons")).properties(
        height=ROW_PIXELS * rows.height,
        autosize=style.FIT,
        padding=style.TIME_PADDING,
        title=style.title("Where rows were refused", subtitle=subtitle),
    )
