"""Attainment against the number of clocks, with the limits that chance alone keeps to."""

from __future__ import annotations

import altair as alt
import polars as pl

from reports.charts import style

HEIGHT_PIXELS = 320
# Nearer than this, as parts of the plot's width and height, one number would lie upon another.
NEAREST = (0.05, 0.07)
MOST_NUMBERED = 20


def funnel(customers: pl.DataFrame, limits: pl.DataFrame, *, title: alt.Title) -> style.Picture:
    """A mark per customer; limits of 95 % shaded dark, of 99.8 % light; those outside are numbered.

    `customers`, `limits`: the rows of `portfolio_funnel.sql` of one metric with and without a
    customer; `customers` has `number`, that of its line in the list below, or null.
    """
    size = alt.X(
        "decided:Q",
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
    outside = alt.datum.standing != "within"
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
    numbers = (
        marks.transform_filter("isValid(datum.number)")
        .mark_text(
            dx=8, align="left", fontSize=style.LABEL_PIXELS, fontWeight="bold", color=style.MISSED
        )
        .encode(text=alt.Text("number:N"))
    )
    return style.layers(wide, narrow, middle, dots, numbers).properties(
        height=HEIGHT_PIXELS, autosize=style.FIT, title=title
    )


def numbered(customers: pl.DataFrame) -> pl.DataFrame:
    """The rows with `number`: 1, 2, ... for those outside in their order, null for the others.

    Numbers that would lie upon another's mark are left out of the picture; the list has them all.
    """
    lowest = lowest_drawn(customers)
    widest = max(customers["decided"].max() or 1, 1)
    placed: list[tuple[float, float]] = []
    numbers: list[str | None] = []
    count = 0
    for row in customers.to_dicts():
        number = None
        if row["standing"] != "within":
            count += 1
            place = (
                (row["decided"] / widest) ** 0.5,
                (row["attainment"] - lowest) / (1 - lowest) if lowest < 1 else 1.0,
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
    lowest = customers["attainment"].min()
    return 0.0 if not isinstance(lowest, float) else max(0.0, int(lowest * 10 - 0.5) / 10)
