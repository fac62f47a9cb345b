"""Why rows were refused: a bar for each entity, column and reason, its count beside it."""

from __future__ import annotations

import altair as alt
import polars as pl

from reports.charts import style

ROW_PIXELS = 28
LONGEST = 60


def quarantine(rows: pl.DataFrame, *, subtitle: list[str]) -> style.Picture:
    """Bars with their counts. `rows`: those of `data_quarantine_reasons.sql`, the first of them.

    What a reason says after so many letters is left to the table.
    """
    named = rows.with_row_index("place").with_columns(
        pl.format(
            "{} · {}: {}",
            "entity",
            pl.col("column_name").fill_null("row"),
            pl.when(pl.col("reason").str.len_chars() > LONGEST)
            .then(pl.col("reason").str.slice(0, LONGEST) + "…")
            .otherwise(pl.col("reason")),
        ).alias("why")
    )
    base = alt.Chart(named).encode(
        x=alt.X(
            "reasons:Q",
            title="rows refused",
            scale=alt.Scale(domainMin=0),
            axis=alt.Axis(tickMinStep=1, format=",d", labelFontSize=style.LABEL_PIXELS),
        ),
        y=alt.Y("place:O", title=None, axis=None),
        tooltip=[
            alt.Tooltip("why:N", title="why"),
            alt.Tooltip("reasons:Q", title="rows", format=",d"),
        ],
    )
    words = base.encode(x=alt.value(0), text=alt.Text("why:N")).mark_text(
        align="left", baseline="bottom", dy=-4, fontSize=style.LABEL_PIXELS, color=style.NEUTRAL
    )
    return style.layers(
        base.mark_bar(size=8, color=style.MISSED, yOffset=4),
        base.mark_text(
            align="left", dx=5, dy=4, fontSize=style.LABEL_PIXELS, color=style.NEUTRAL
        ).encode(text=alt.Text("reasons:Q", format=",d")),
        words,
    ).properties(
        height=(ROW_PIXELS + 8) * rows.height,
        autosize=style.FIT,
        padding=style.TIME_PADDING,
        title=style.title("Why rows were refused", subtitle=subtitle),
    )
