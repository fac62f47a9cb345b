"""Units of known projects by month and kind of request, each bar with its count."""

from __future__ import annotations

import altair as alt
import polars as pl

from reports import wording
from reports.charts import style
from reports.quota_words import KIND_NAMES

ROW_PIXELS = 34


def project_units(rows: pl.DataFrame, *, subtitle: list[str]) -> style.Picture:
    """A bar a month and kind. `rows`: those of `status_project_months.sql`."""
    months = [wording.month_name(month) for month in rows["month"].unique().sort()]
    named = pl.DataFrame(
        [
            {
                "month_words": wording.month_name(row["month"]),
                "kind": row["kind"],
                "units": row["units"],
                "words": f"{wording.counted(row['units'], 'unit')}, "
                f"{KIND_NAMES[row['kind']].lower()}",
            }
            for row in rows.to_dicts()
        ]
    )
    base = alt.Chart(named).encode(
        x=alt.X(
            "units:Q",
            title="units expected",
            scale=alt.Scale(domainMin=0),
            axis=alt.Axis(tickMinStep=1, format=",d", labelFontSize=style.LABEL_PIXELS),
        ),
        y=alt.Y(
            "month_words:N",
            title=None,
            sort=months,
            axis=alt.Axis(labelFontSize=style.LABEL_PIXELS, labelLimit=0, ticks=False),
        ),
        yOffset=alt.YOffset("kind:N", sort=list(KIND_NAMES)),
        tooltip=[alt.Tooltip("month_words:N", title="month"), alt.Tooltip("words:N")],
    )
    return style.layers(
        base.mark_bar(color=style.MET),
        base.mark_text(
            align="left", dx=5, fontSize=style.SMALL_LABEL_PIXELS, color=style.NEUTRAL
        ).encode(text=alt.Text("words:N")),
    ).properties(
        height=ROW_PIXELS * max(len(months), 2),
        autosize=style.FIT,
        padding={**style.TIME_PADDING, "right": 150},
        title=style.title("Units of known projects", subtitle=subtitle),
    )
