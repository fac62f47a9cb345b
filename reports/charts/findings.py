"""How often each rule was broken: a bar for each rule and severity, its count beside it."""

from __future__ import annotations

import altair as alt
import polars as pl

from reports.charts import style

ROW_PIXELS = 28


def findings(rows: pl.DataFrame, *, subtitle: list[str]) -> style.Picture:
    """Bars with their counts. `rows`: those of `findings_by_rule.sql`."""
    named = rows.with_columns(
        (pl.col("rule_id") + " · " + pl.col("title") + " · " + pl.col("severity")).alias("rule")
    )
    base = alt.Chart(named).encode(
        x=style.count_axis("findings", "findings"),
        y=style.name_axis("rule", named["rule"].to_list()),
        tooltip=[alt.Tooltip("rule:N"), alt.Tooltip("findings:Q", format=",d")],
    )
    return style.layers(
        base.mark_bar(size=14, color=style.MET),
        style.counts_beside(base, "findings"),
    ).properties(
        height=ROW_PIXELS * rows.height,
        autosize=style.FIT,
        padding=style.TIME_PADDING,
        title=style.title("Findings by rule", subtitle=subtitle),
    )
