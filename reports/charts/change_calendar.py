"""A calendar of changes: a line a week, a column a weekday, a shape for what became of each."""

from __future__ import annotations

import altair as alt
import polars as pl

from reports.charts import style

ROW_PIXELS = 34
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# An outcome has a shape of its own, so that no colour is needed to tell it.
SHAPES = {
    "successful": ("circle", style.MET),
    "rolled back": ("triangle-down", style.MISSED),
    "failed": ("cross", style.MISSED),
    "cancelled": ("triangle-left", style.NEUTRAL),
    "under way": ("square", style.NEUTRAL),
    "planned": ("diamond", style.NEUTRAL),
}


def change_calendar(rows: pl.DataFrame, *, subtitle: list[str]) -> style.Picture:
    """Days as cells, those of the month shaded, the day looked from framed.

    `rows`: those of `change_calendar.sql`, instants local.
    """
    placed = rows.with_columns(
        pl.col("week_on").dt.strftime("%-d %b %Y").alias("week"),
        (pl.col("weekday") - 1 + (pl.col("place") - 0.5) / pl.col("of_day")).alias("across"),
        pl.col("outcome").str.replace_all("_", " "),
        (pl.col("weekday") - 1).alias("left"),
        pl.col("weekday").alias("right"),
    )
    weeks = placed["week"].unique(maintain_order=True).to_list()
    days = placed.unique("day_on", maintain_order=True)
    return style.layers(
        _cells(days, weeks),
        _as_of(days.filter("is_as_of"), weeks),
        _marks(placed.filter(pl.col("change_id").is_not_null()), weeks),
    ).properties(
        height=ROW_PIXELS * len(weeks),
        autosize=style.FIT,
        title=style.title("Changes by week and day", subtitle=subtitle),
    )


def _across(field: str) -> alt.X:
    return alt.X(
        f"{field}:Q",
        title=None,
        scale=alt.Scale(domain=[0, 7], nice=False),
        axis=alt.Axis(
            orient="top",
            values=[day + 0.5 for day in range(7)],
            labelExpr=f"{list(WEEKDAYS)}[floor(datum.value)]",
            grid=False,
            ticks=False,
            domain=False,
            labelFontSize=style.LABEL_PIXELS,
        ),
    )


def _weeks(weeks: list[str]) -> alt.Y:
    return alt.Y(
        "week:N",
        title="Week from",
        sort=weeks,
        axis=alt.Axis(labelFontSize=style.LABEL_PIXELS, labelLimit=0, ticks=False, domain=False),
    )


def _cells(days: pl.DataFrame, weeks: list[str]) -> alt.Chart:
    cells: alt.Chart = (
        alt.Chart(days.select("week", "left", "right", "is_of_month"))
        .mark_bar(color=style.NEUTRAL, stroke=style.NEUTRAL, strokeOpacity=0.7)
        .encode(
            x=_across("left"),
            x2=alt.X2("right"),
            y=_weeks(weeks),
            opacity=alt.Opacity(
                "is_of_month:N",
                scale=alt.Scale(domain=[False, True], range=[0.05, 0.22]),
                legend=None,
            ),
        )
    )
    return cells


def _as_of(day: pl.DataFrame, weeks: list[str]) -> alt.Chart:
    frame: alt.Chart = (
        alt.Chart(day.select("week", "left", "right"))
        .mark_bar(filled=False, stroke=style.MISSED, strokeWidth=2, strokeDash=[5, 3])
        .encode(x=_across("left"), x2=alt.X2("right"), y=_weeks(weeks))
    )
    return frame


def _marks(placed: pl.DataFrame, weeks: list[str]) -> alt.Chart:
    outcomes = list(SHAPES)
    marks: alt.Chart = (
        alt.Chart(
            placed.select(
                "week", "across", "change_id", "type", "environment", "outcome",
                *(pl.col(name).fill_null("—") for name in ("planned", "actual")),
            )
        )
        .mark_point(size=90, filled=True, opacity=1, strokeWidth=2)
        .encode(
            x=_across("across"),
            y=_weeks(weeks),
            shape=alt.Shape(
                "outcome:N",
                scale=alt.Scale(domain=outcomes, range=[SHAPES[one][0] for one in outcomes]),
                legend=alt.Legend(title=None, orient="bottom", columns=2),
            ),
            color=alt.Color(
                "outcome:N",
                scale=alt.Scale(domain=outcomes, range=[SHAPES[one][1] for one in outcomes]),
                legend=alt.Legend(title=None, orient="bottom", columns=2),
            ),
            tooltip=[
                alt.Tooltip("change_id:N", title="change"),
                alt.Tooltip("type:N"),
                alt.Tooltip("environment:N"),
                alt.Tooltip("outcome:N"),
                alt.Tooltip("planned:N", title="planned"),
                alt.Tooltip("actual:N", title="carried out"),
            ],
        )
    )  # fmt: skip
    return marks
