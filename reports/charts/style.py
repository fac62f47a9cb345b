"""Colours, sizes and words that all charts share.

Blue and vermilion keep apart for every kind of colour blindness, and both stand 3 to 1 or better
against the white and the dark ground. No chart says anything by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import altair as alt

# Altair looks at pandas once anybody has begun to load it, which Streamlit does in the midst of a
# session: another session's chart then meets half of it. So it is loaded whole before any chart.
import pandas  # noqa: F401
import polars as pl

Spec: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Layers:
    """Marks over one another, as `alt.layer` makes them, in a third of its time.

    Altair's own copies every layer deeply at each step, which is most of what a page waits for.
    """

    layers: Sequence[alt.Chart | Layers]
    whole: Spec

    def properties(self, **properties: object) -> Layers:
        """The same with a height, a title and so on, of all layers together."""
        return replace(self, whole=self.whole | _plain(properties))

    def resolve_scale(self, **scales: str) -> Layers:
        """The same with scales `independent` by layer, or `shared`."""
        return replace(self, whole=self.whole | {"resolve": {"scale": scales}})

    def to_dict(self, *, validate: bool = True) -> Spec:
        """The finished specification of Vega-Lite, each layer checked unless told not."""
        drawn: Spec = {**self.whole, "layer": [], "datasets": {}}
        for layer in self.layers:
            spec = layer.to_dict(validate=validate)
            for shared in ("$schema", "config"):
                if shared in spec:
                    drawn[shared] = spec.pop(shared)
            drawn["datasets"] |= spec.pop("datasets", {})
            drawn["layer"].append(spec)
        return drawn


def layers(*over_one_another: alt.Chart | Layers) -> Layers:
    """These marks over one another, the first below."""
    return Layers(over_one_another, {})


def _plain(properties: dict[str, object]) -> Spec:
    return {
        name: value.to_dict() if isinstance(value, alt.SchemaBase) else value
        for name, value in properties.items()
    }


Picture: TypeAlias = Layers | alt.LayerChart | alt.FacetChart

# A chart's height is that of its plot; its width, as of a page's column, is all it takes.
FIT = alt.AutoSizeParams(type="fit-x", contains="padding")

# Dates on an axis of time may stand at its very end: half a date fits beside the plot.
TIME_PADDING = {"left": 5, "right": 36, "top": 5, "bottom": 5}

MET = "#2f86c9"
MISSED = "#d9660f"
NEUTRAL = "#8a8f98"

LABEL_PIXELS = 12
SMALL_LABEL_PIXELS = 11


def title(text: str, *, subtitle: list[str]) -> alt.Title:
    """A chart's title, with lines below it for what the marks mean and as of when."""
    return alt.Title(
        text, subtitle=subtitle, fontSize=15, subtitleFontSize=12, subtitleColor=NEUTRAL, offset=10
    )


def has_ranges(rows: pl.DataFrame) -> bool:
    """Whether a share among these is a range, clocks of it not measurable (CLK-13)."""
    return bool(rows["not_measurable"].sum())


def ranges(
    base: alt.Chart,
    *,
    size: int,
    orient: Literal["horizontal", "vertical"] = "vertical",
    colour: str = MET,
    dash: Sequence[int] = (1, 0),
) -> alt.Chart:
    """A hollow bar from the least to the most for each share that is a range; others have none."""
    bars: alt.Chart = base.transform_filter("datum.not_measurable > 0").mark_bar(
        filled=False,
        orient=orient,
        size=size,
        strokeWidth=1.5,
        strokeDash=list(dash),
        opacity=1,
        color=colour,
    )
    if orient == "horizontal":
        return bars.encode(x=alt.X("attainment_least:Q"), x2=alt.X2("attainment_most"))
    return bars.encode(y=alt.Y("attainment_least:Q"), y2=alt.Y2("attainment_most"))


def share_tooltip(rows: pl.DataFrame) -> list[alt.Tooltip]:
    """Counts, share and interval, as `sla_attainment` names them; its ends where it is a range."""
    counts = [alt.Tooltip("met:Q", title="met"), alt.Tooltip("decided:Q", title="decided")]
    shares = [alt.Tooltip("attainment:Q", title="share met", format=".1%")]
    if has_ranges(rows):
        counts.append(alt.Tooltip("not_measurable:Q", title="not measurable"))
        shares = [
            alt.Tooltip("attainment_least:Q", title="share met from", format=".1%"),
            alt.Tooltip("attainment_most:Q", title="share met to", format=".1%"),
        ]
    return [
        *counts,
        *shares,
        alt.Tooltip("attainment_low:Q", title="95 % from", format=".1%"),
        alt.Tooltip("attainment_high:Q", title="95 % to", format=".1%"),
    ]


def count_axis(field: str, title: str) -> alt.X:
    """A count along the bottom, in whole numbers from 0."""
    return alt.X(
        f"{field}:Q",
        title=title,
        scale=alt.Scale(domainMin=0),
        axis=alt.Axis(tickMinStep=1, format=",d", labelFontSize=LABEL_PIXELS),
    )


def name_axis(field: str, names: list[str]) -> alt.Y:
    """Names down the side, whole and in the order given."""
    return alt.Y(
        f"{field}:N",
        title=None,
        sort=names,
        axis=alt.Axis(labelFontSize=LABEL_PIXELS, labelLimit=0, ticks=False),
    )


def counts_beside(bars: alt.Chart, field: str) -> alt.Chart:
    """Each bar's count beside its end."""
    counts: alt.Chart = bars.mark_text(
        align="left", dx=5, fontSize=LABEL_PIXELS, color=NEUTRAL
    ).encode(text=alt.Text(f"{field}:Q", format=",d"))
    return counts
