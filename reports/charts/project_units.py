"""Units of known projects by month and kind of request, each bar with its count."""

from __future__ import annotations

import altair as alt
import polars as pl

from reports import wording
from reports.charts import style
from reports.quota_words import KIND_NAMES

ROW_PIXELS = 28


def project_units(rows: pl.DataFrame, *, subtitle: list[str]) -> style.Picture:
    """A bar a month and kind. `rows`: those of `status_project_months.sql`."""
    named = pl.DataFrame(
        [
            {
                "what": f"{wording.month_name(row['month'])} · {KIND_NAMES[row['kind']].lower()}",
                "units": row["units"],
                "projects": row["projects"],
            }
            for row in rows.to_dicts()
        ]
    )
    base = alt.Chart(named).encode(
        x=style.count_axis("units", "units expected"),
        y=style.name_axis("what", named["what"].to_list()),
        tooltip=[
            alt.Tooltip("what:N", title="month, kind"),
            alt.Tooltip("units:Q", format=",d"),
            alt.Tooltip("projects:Q", format=",d"),
        ],
    )
    bars = base.mark_bar(size=14, color=style.MET)
    return style.layers(bars, style.counts_beside(base, "units")).properties(
        height=ROW_PIXELS * rows.height,
        autosize=style.FIT,
        padding=style.TIME_PADDING,
        title=style.title("Units of known projects", subtitle=subtitle),
    )
