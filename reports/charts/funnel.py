"""Attainment against the number of clocks, with the limits that chance alone keeps to."""

from __future__ import annotations

import altair as alt
import polars as pl

from reports.charts import style
from reports.portfolio_words import OUTSIDE

HEIGHT_PIXELS = 320
RANGE_PIXELS = 9
# Nearer than this, as parts of the plot's width and height, one number would lie upon another.
NEAREST = (0.05, 0.07)
MOST_NUMBERED = 20


def funnel(customers: pl.DataFrame, limits: pl.DataFrame, *, title: alt.Title) -> style.Picture:
    """A mark per customer; limits of 95 % shaded dark, of 99.8 % light; those outside are numbered.

    A share that is a range is a hollow bar in the mark's place (CLK-13).
    `customers`, `limits`: the rows of `portfolio_funnel.sql` of one metric with and without a
    customer; `customers` has `number`, that of its line in the list below, or null.
    """
    size = alt.X(
        "clocks:Q",
        title="clocks decided (square root scale)",
        scale=alt.Scale(type="sqrt", nice=True, domainMin=0),
        axis=alt.Axis(format=",d", labelFontSize=style.LABEL_PIXELS, tickCount=8),
    )
    share = alt.Axis(
        labelExpr="format(datum.value * 100, '.0f') + ' %'", labelFontSize=style.LABEL_PIXELS
    )
    base = alt.Chart(limits).encode(x=size)
    wide = base.mark_area(opacity=0.15, color=style.NEUTRAL).encode(
        y=alt.Y(
            "low_998:Q",
            title="share met",
            axis=share,
            scale=alt.Scale(domain=[lowest_drawn(customers), 1], clamp=True),
        ),
        y2=alt.Y2("high_998"),
    )
    narrow = base.mark_area(opacity=0.25, color=style.NEUTRAL).encode(
        y=alt.Y("low_95:Q"), y2=alt.Y2("high_95")
    )
    middle = base.mark_line(color=style.NEUTRAL, strokeDash=[4, 3]).encode(
        y=alt.Y("portfolio_attainment:Q")
    )
    outside = alt.FieldOneOfPredicate(field="standing", oneOf=list(OUTSIDE))
    marks = alt.Chart(customers).encode(x=size, y=alt.Y("attainment:Q"))
    dots = marks.mark_point(filled=True, size=45).encode(
        color=alt.condition(outside, alt.value(style.MISSED), alt.value(style.MET)),
        shape=alt.condition(outside, alt.value("cross"), alt.value("circle")),
        opacity=alt.condition(outside, alt.value(1), alt.value(0.55)),
        tooltip=[
            alt.Tooltip("name:N", title="customer"),
            alt.Tooltip("met:Q", format=",d"),
            alt.Tooltip("decided:Q", format=",d"),
            alt.Tooltip("attainment:Q", title="share met", format=".1%"),
            alt.Tooltip("standing:N", title="against the limits"),
        ],
    )
    hollow = [_ranges(marks)] if style.has_ranges(customers) else []
    numbers = (
        marks.transform_filter("isValid(datum.number)")
        .mark_text(
            dx=8, align="left", fontSize=style.LABEL_PIXELS, fontWeight="bold", color=style.MISSED
        )
        .encode(y=alt.Y("attainment_least:Q"), text=alt.Text("number:N"))
    )
    return style.layers(wide, narrow, middle, dots, *hollow, numbers).properties(
        height=HEIGHT_PIXELS, autosize=style.FIT, title=title
    )


def _ranges(marks: alt.Chart) -> alt.Chart:
    bars = style.ranges(marks, size=RANGE_PIXELS)
    drawn: alt.Chart = bars.encode(
        tooltip=[
            alt.Tooltip("name:N", title="customer"),
            alt.Tooltip("met:Q", format=",d"),
            alt.Tooltip("decided:Q", format=",d"),
            alt.Tooltip("not_measurable:Q", title="not measurable", format=",d"),
            alt.Tooltip("attainment_least:Q", title="share met from", format=".1%"),
            alt.Tooltip("attainment_most:Q", title="share met to", format=".1%"),
            alt.Tooltip("standing:N", title="against the limits"),
        ]
    )
    return drawn


def numbered(customers: pl.DataFrame) -> pl.DataFrame:
    """The rows with `number`: 1, 2, ... for those outside in their order, null for the others.

    Numbers that would lie upon another's mark are left out of the picture; the list has them all.
    """
    lowest = lowest_drawn(customers)
    widest = max(customers["clocks"].max() or 1, 1)
    placed: list[tuple[float, float]] = []
    numbers: list[str | None] = []
    count = 0
    for row in customers.to_dicts():
        number = None
        if row["standing"] in OUTSIDE:
            count += 1
            place = (
                (row["clocks"] / widest) ** 0.5,
                (row["attainment_least"] - lowest) / (1 - lowest) if lowest < 1 else 1.0,
            )
            if count <= MOST_NUMBERED and all(
                abs(place[0] - other[0]) > NEAREST[0] or abs(place[1] - other[1]) > NEAREST[1]
                for other in placed
            ):
                number = str(count)
                placed.append(place)
        numbers.append(number)
    return customers.with_columns(pl.Series("number", numbers, dtype=pl.String))


def lowest_drawn(customers: pl.DataFrame) -> float:
    """Where the scale of shares begins: at a whole tenth below every customer."""
    lowest = customers["attainment_least"].min()
    return 0.0 if not isinstance(lowest, float) else max(0.0, int(lowest * 10 - 0.5) / 10)
