"""A quota's burn-up: units used against the quota, and where the forecast says they go (QUO-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import altair as alt
import polars as pl

from reports.charts import style

PLOT_PIXELS = 280
NAME_PIXELS = 13
QUOTA = style.NEUTRAL


@dataclass(frozen=True)
class Year:
    """What a burn-up is drawn of: a contract year, and the day that it is looked at from."""

    starts_on: date
    ends_on: date
    as_of_on: date
    is_open: bool


def burn_up(
    days: pl.DataFrame, paths: pl.DataFrame, projects: pl.DataFrame, *, year: Year, title: alt.Title
) -> style.Picture:
    """Used units as steps, the quota as a dashed line that each top-up lifts, the fan of the rest.

    `days`: the rows of `quota_burn_up.sql` of one kind; `paths` and `projects` those of
    `quota_paths.sql` and `quota_projects.sql`, empty where nothing is forecast or known.
    """
    layers: list[alt.Chart] = []
    if not paths.is_empty():
        layers += _fan(days, paths)
    layers += _used(days)
    if days["quota_units"].is_not_null().any():
        layers += _quota(days, year)
    if not projects.is_empty():
        layers.append(_projects(projects, year))
    layers += _marks_of(year)
    return style.layers(*layers).properties(height=PLOT_PIXELS, autosize=style.FIT, title=title)


def _day(name: str) -> alt.X:
    """Days, at noon: a reader's zone then never moves one to another date."""
    return alt.X(
        f"{name}:T",
        title=None,
        axis=alt.Axis(
            format="%b %Y", tickCount="month", labelAngle=0, labelOverlap=True,
            labelFontSize=style.SMALL_LABEL_PIXELS, grid=False,
        ),
    )  # fmt: skip


def _units(name: str) -> alt.Y:
    return alt.Y(
        f"{name}:Q",
        title="units since the contract year began",
        scale=alt.Scale(domainMin=0),
        axis=alt.Axis(
            tickMinStep=1, labelFontSize=style.LABEL_PIXELS, titleFontSize=style.LABEL_PIXELS
        ),
    )


def _at_noon(rows: pl.DataFrame, *names: str) -> pl.DataFrame:
    return rows.with_columns(pl.col(name).cast(pl.Date).dt.combine(time(12)) for name in names)


def _used(days: pl.DataFrame) -> list[alt.Chart]:
    base = alt.Chart(_at_noon(days, "day")).encode(
        x=_day("day"),
        tooltip=[
            alt.Tooltip("day:T", title="day", format="%-d %b %Y"),
            alt.Tooltip("cumulative_units:Q", title="used by then"),
            alt.Tooltip("quota_units:Q", title="quota by then"),
        ],
    )
    return [
        base.mark_line(interpolate="step-after", strokeWidth=2.5, color=style.MET).encode(
            y=_units("cumulative_units")
        ),
        base.mark_point(opacity=0, size=80).encode(y=_units("cumulative_units")),
    ]


def _quota(days: pl.DataFrame, year: Year) -> list[alt.Chart]:
    """A line that goes on to the end of the year, with a mark where units were bought."""
    last = days.tail(1).with_columns(
        day=pl.lit(year.ends_on), bought_units=pl.lit(0, dtype=pl.Int64)
    )
    line = _at_noon(pl.concat([days, last]), "day")
    bought = line.filter(pl.col("bought_units") > 0)
    lines = alt.Chart(line).mark_line(
        interpolate="step-after", strokeWidth=2, strokeDash=[7, 4], color=QUOTA
    )
    label = alt.Chart(line.head(1)).mark_text(
        align="left", dx=4, dy=5, baseline="top", fontSize=style.LABEL_PIXELS, color=QUOTA
    )
    drawn = [
        lines.encode(x=_day("day"), y=_units("quota_units")),
        label.encode(
            x=_day("day"),
            y=_units("quota_units"),
            text=alt.Text("text:N"),
        ).transform_calculate(text="'quota of ' + format(datum.quota_units, ',') + ' units'"),
    ]
    if not bought.is_empty():
        points = alt.Chart(bought).mark_point(
            shape="triangle-up", filled=True, size=110, opacity=1, color=QUOTA
        )
        drawn.append(
            points.encode(
                x=_day("day"),
                y=_units("quota_units"),
                tooltip=[
                    alt.Tooltip("day:T", title="bought on", format="%-d %b %Y"),
                    alt.Tooltip("bought_units:Q", title="units bought"),
                    alt.Tooltip("quota_units:Q", title="quota from then on"),
                ],
            )
        )
    return drawn


def _fan(days: pl.DataFrame, paths: pl.DataFrame) -> list[alt.Chart]:
    """The middle path and the range of four in five, from what is used today."""
    today = days.tail(1)
    start = pl.DataFrame(
        {
            "day": today["day"],
            **{
                f"cumulative_p{p}": today["cumulative_units"].cast(pl.Float64) for p in (10, 50, 90)
            },
        }
    )
    fan = _at_noon(pl.concat([start, paths.select(start.columns)]), "day")
    base = alt.Chart(fan).encode(
        x=_day("day"),
        tooltip=[
            alt.Tooltip("day:T", title="by", format="%-d %b %Y"),
            alt.Tooltip("cumulative_p10:Q", title="one in ten below", format=",.0f"),
            alt.Tooltip("cumulative_p50:Q", title="as likely below as above", format=",.0f"),
            alt.Tooltip("cumulative_p90:Q", title="one in ten above", format=",.0f"),
        ],
    )
    return [
        base.mark_area(opacity=0.25, color=style.MISSED).encode(
            y=_units("cumulative_p10"), y2=alt.Y2("cumulative_p90")
        ),
        base.mark_line(strokeWidth=2, strokeDash=[2, 3], color=style.MISSED).encode(
            y=_units("cumulative_p50")
        ),
        base.mark_point(filled=True, size=30, opacity=1, color=style.MISSED).encode(
            y=_units("cumulative_p50")
        ),
    ]


def _projects(projects: pl.DataFrame, year: Year) -> alt.Chart:
    """A diamond at the foot of each month with units that are known to come."""
    placed = projects.with_columns(
        day=pl.max_horizontal(
            pl.col("month").cast(pl.Date) + timedelta(days=14), pl.lit(year.as_of_on)
        ),
        foot=pl.lit(0),
    )
    drawn: alt.Chart = (
        alt.Chart(_at_noon(placed, "day"))
        .mark_point(shape="diamond", filled=True, size=130, opacity=1, color=style.MISSED)
        .encode(
            x=_day("day"),
            y=_units("foot"),
            tooltip=[
                alt.Tooltip("note:N", title="known project"),
                alt.Tooltip("units:Q", title="units"),
            ],
        )
    )
    return drawn


def _marks_of(year: Year) -> list[alt.Chart]:
    """Lines where the year ends and, while it runs, where today is, named above the plot."""
    marks = [{"day": datetime.combine(year.ends_on, time(12)), "text": "year ends"}]
    if year.is_open and year.as_of_on < year.ends_on:
        marks.append({"day": datetime.combine(year.as_of_on, time(12)), "text": "as of"})
    drawn = []
    for row, mark in enumerate(marks):
        base = alt.Chart(pl.DataFrame([mark])).encode(x=_day("day"))
        drawn += [
            base.mark_rule(color=style.NEUTRAL, strokeDash=[3, 3]),
            base.mark_text(
                align="right", dy=-4 - row * NAME_PIXELS, baseline="bottom",
                fontSize=style.SMALL_LABEL_PIXELS, color=style.NEUTRAL,
            ).encode(y=alt.value(0), text=alt.Text("text:N")),
        ]  # fmt: skip
    return drawn
