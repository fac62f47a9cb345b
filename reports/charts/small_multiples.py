"""Twelve months of each customer, as small pictures side by side.

Thousands of marks in dozens of panels: each is a plain picture, so that a page of them costs no
more to draw than one chart. Its colours stand against the white and the dark ground alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

import polars as pl

from reports import wording
from reports.charts import style
from reports.portfolio_words import met_of_clocks

WIDTH, SHARES_HEIGHT, BARS_HEIGHT, GAP = 240, 64, 22, 6
HEIGHT = SHARES_HEIGHT + GAP + BARS_HEIGHT
MARGIN = 6

Row = Mapping[str, Any]


def small_multiples(rows: pl.DataFrame, addresses: Mapping[str, str]) -> str:
    """HTML: a panel per customer of `portfolio_months.sql`, in the order of `addresses`.

    Lines: the share of clocks met, restoration whole with discs, response broken, on one scale; a
    share that is a range is a hollow bar in the line's place (CLK-13). Bars: clocks decided, on
    another. `addresses`: where each customer's name leads.
    """
    by_customer = rows.partition_by("customer_id", as_dict=True)
    lowest = lowest_share(rows, list(addresses))
    most = max(
        (max(_volumes(by_customer[(one,)])) for one in addresses if (one,) in by_customer),
        default=1,
    )
    panels = "".join(
        _panel(by_customer[(customer_id,)], address, most=max(most, 1), lowest=lowest)
        for customer_id, address in addresses.items()
        if (customer_id,) in by_customer
    )
    return f'<div class="review-panels">{panels}</div>'


def lowest_share(rows: pl.DataFrame, customer_ids: Sequence[str]) -> float:
    """Where the scale of all panels begins: the tenth below every share, at most four fifths."""
    shown = rows.filter(pl.col("customer_id").is_in(customer_ids))
    shares = shown["attainment_least"].drop_nulls()
    return min([0.8, *(int(share * 10) / 10 for share in shares)])


def _panel(rows: pl.DataFrame, address: str, *, most: int, lowest: float) -> str:
    volumes = _volumes(rows)
    name = str(rows["name"][0])
    last = {row["metric"]: row for row in rows.filter(month=rows["month"].max()).to_dicts()}
    words = " · ".join(
        f"no {metric}" if (met := met_of_clocks(last[metric])) is None else f"{metric} {met}"
        for metric in wording.METRICS
    )
    alt = (
        f"{name}, twelve months to {wording.month_name(last['response']['month'])}: share of "
        f"clocks met, and {wording.number(min(volumes))} to {wording.number(max(volumes))} clocks "
        "decided a month"
    )
    source = "data:image/svg+xml," + quote(
        _picture(rows, volumes, most=most, lowest=lowest), safe="/:=' "
    )
    return (
        f'<figure><figcaption><a href="{escape(address)}">{escape(name)}</a>'
        f"<span>{escape(words)}</span></figcaption>"
        f'<img src="{escape(source)}" alt="{escape(alt)}" width="{WIDTH}" height="{HEIGHT}">'
        "</figure>"
    )


def _picture(rows: pl.DataFrame, volumes: Sequence[int], *, most: int, lowest: float) -> str:
    step = (WIDTH - 2 * MARGIN) / (len(volumes) - 1)
    bars = "".join(
        f"<rect x='{MARGIN + place * step - 5:.1f}' y='{HEIGHT - BARS_HEIGHT * one / most:.1f}' "
        f"width='10' height='{BARS_HEIGHT * one / most:.1f}'/>"
        for place, one in enumerate(volumes)
    )
    lines = "".join(
        _line(rows.filter(metric=metric)["attainment"].to_list(), step, metric, lowest=lowest)
        + _ranges(rows.filter(metric=metric), step, metric, lowest=lowest)
        for metric in wording.METRICS
    )
    ends = "".join(
        f"<path d='M0 {y}H{WIDTH}' stroke='{style.NEUTRAL}' stroke-opacity='.45'/>"
        for y in (4, SHARES_HEIGHT - 4)
    )
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' "
        f"width='{WIDTH}' height='{HEIGHT}'>{ends}"
        f"<g fill='{style.NEUTRAL}' fill-opacity='.6'>{bars}</g>{lines}</svg>"
    )


def _line(shares: Sequence[float | None], step: float, metric: str, *, lowest: float) -> str:
    """The line breaks where nothing was decided."""
    places = [
        None if share is None else (MARGIN + at * step, _height(share, lowest))
        for at, share in enumerate(shares)
    ]
    drawn, pen_down = [], False
    for place in places:
        if place is not None:
            drawn.append(f"{'L' if pen_down else 'M'}{place[0]:.1f} {place[1]:.1f}h.1")
        pen_down = place is not None
    path = "".join(drawn)
    if metric == "response":
        return (
            f"<path d='{path}' fill='none' stroke='{style.MISSED}' stroke-width='1.5' "
            "stroke-dasharray='4 3'/>"
        )
    discs = "".join(
        f"<circle cx='{place[0]:.1f}' cy='{place[1]:.1f}' r='2.2'/>" for place in places if place
    )
    return (
        f"<path d='{path}' fill='none' stroke='{style.MET}' stroke-width='1.8'/>"
        f"<g fill='{style.MET}'>{discs}</g>"
    )


def _ranges(rows: pl.DataFrame, step: float, metric: str, *, lowest: float) -> str:
    """A hollow bar for each share that is a range, broken for the response as its line is."""
    colour, dash = (style.MISSED, "2 2") if metric == "response" else (style.MET, "none")
    return "".join(
        f"<rect x='{MARGIN + at * step - 3:.1f}' y='{_height(most, lowest):.1f}' width='6' "
        f"height='{_height(least, lowest) - _height(most, lowest):.1f}' fill='none' "
        f"stroke='{colour}' stroke-width='1.2' stroke-dasharray='{dash}'/>"
        for at, (least, most, unmeasured) in enumerate(
            rows.select("attainment_least", "attainment_most", "not_measurable").iter_rows()
        )
        if unmeasured
    )


def _height(share: float, lowest: float) -> float:
    return 4 + (SHARES_HEIGHT - 8) * (1 - share) / (1 - lowest)


def _volumes(rows: pl.DataFrame) -> list[int]:
    """Clocks with a verdict in each month, both metrics together."""
    return rows.filter(metric="response")["clocks_of_both"].to_list()
