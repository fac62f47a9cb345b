"""Every exit on one line of time: how long data was held, in backups, gone."""

from __future__ import annotations

import altair as alt
import polars as pl

from reports.charts import style
from reports.exit_readable import WAITS_FOR

ROW_PIXELS = 30
# A phase has a thickness of its own, so that no colour is needed to tell it.
PHASES = {
    "data held": (style.MET, 16),
    "in backups": (style.MISSED, 9),
    "data gone": (style.NEUTRAL, 4),
}


def exit_timeline(
    exits: pl.DataFrame, phases: pl.DataFrame, *, subtitle: list[str]
) -> style.Picture:
    """Bars from the request on, a diamond on the date committed, a line on the day looked from.

    `exits`: the rows of `exits.sql`; `phases`: those of `exit_phases.sql`.
    """
    named = exits.select(
        "exit_id",
        "gone_by",
        "closed_on",
        (pl.col("name") + " · " + pl.col("exit_id")).alias("exit"),
        pl.max_horizontal("gone_by", pl.coalesce("closed_on", "as_of_on")).alias("label_on"),
        pl.when(pl.col("stage") == "closed")
        .then(pl.lit("closed"))
        .otherwise(pl.lit("waits for ") + pl.col("stage").replace(WAITS_FOR))
        .alias("words"),
    )
    order = named["exit"].to_list()
    return style.layers(
        *(_bars(phases.join(named, on="exit_id"), phase, order) for phase in PHASES),
        _committed(named, order),
        _words(named, order),
        _today(exits),
    ).properties(
        height=ROW_PIXELS * exits.height,
        autosize=style.FIT,
        padding=style.TIME_PADDING,
        title=style.title("Exits over time", subtitle=subtitle),
    )


def _bars(rows: pl.DataFrame, phase: str, order: list[str]) -> alt.Chart:
    colour, pixels = PHASES[phase]
    bars: alt.Chart = (
        alt.Chart(rows.filter(phase=phase))
        .mark_bar(size=pixels, color=colour, minBandSize=2)
        .encode(
            x=alt.X(
                "from_on:T",
                title=None,
                axis=alt.Axis(
                    format="%b %Y",
                    tickCount="month",
                    labelOverlap=True,
                    labelFontSize=style.LABEL_PIXELS,
                ),
            ),
            x2=alt.X2("until_on"),
            y=_exit_axis(order),
            tooltip=[
                alt.Tooltip("exit:N"),
                alt.Tooltip("phase:N"),
                alt.Tooltip("from_on:T", title="from", format="%-d %b %Y"),
                alt.Tooltip("until_on:T", title="to", format="%-d %b %Y"),
            ],
        )
    )
    return bars


def _committed(named: pl.DataFrame, order: list[str]) -> alt.Chart:
    marks: alt.Chart = (
        alt.Chart(named.filter(pl.col("gone_by").is_not_null()))
        .mark_point(
            shape="diamond", size=80, filled=False, strokeWidth=2, color=style.NEUTRAL, opacity=1
        )
        .encode(
            x=alt.X("gone_by:T"),
            y=_exit_axis(order),
            tooltip=[
                alt.Tooltip("exit:N"),
                alt.Tooltip(
                    "gone_by:T", title="all data committed to be gone by", format="%-d %b %Y"
                ),
            ],
        )
    )
    return marks


def _words(named: pl.DataFrame, order: list[str]) -> alt.Chart:
    words: alt.Chart = (
        alt.Chart(named)
        .mark_text(align="left", dx=10, fontSize=style.SMALL_LABEL_PIXELS, color=style.NEUTRAL)
        .encode(x=alt.X("label_on:T"), y=_exit_axis(order), text=alt.Text("words:N"))
    )
    return words


def _today(exits: pl.DataFrame) -> alt.Chart:
    line: alt.Chart = (
        alt.Chart(exits.select(pl.col("as_of_on").max()))
        .mark_rule(strokeDash=[5, 3], strokeWidth=1.5, color=style.NEUTRAL)
        .encode(x=alt.X("as_of_on:T"))
    )
    return line


def _exit_axis(order: list[str]) -> alt.Y:
    return alt.Y(
        "exit:N",
        title=None,
        sort=order,
        axis=alt.Axis(
            labelFontSize=style.LABEL_PIXELS,
            labelLimit=0,
            domain=False,
            ticks=False,
            grid=True,
            gridOpacity=0.35,
        ),
    )
