"""A forecast in plain words, made from its own numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecast.forecasting import Forecasts
from forecast.top_up import top_up

SMALL = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
# Below this share of the portfolio, or above its complement, a fraction would mislead.
HARDLY = 0.05
PARTS = (2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True)
class Told:
    """The numbers of one forecast that are told; `project` and `more` in units.

    `remaining` and `more` are nan where there is no limit, `after_months` where it likelier holds.
    """

    level: float
    portfolio_level: float
    portfolio_share: float
    low: float
    middle: float
    high: float
    project: float
    remaining: float
    chance: float
    after_months: float
    more: float
    confidence: float


def told(forecasts: Forecasts, *, confidence: float = 0.9) -> list[Told]:
    """The numbers to tell of each forecast (n)."""
    columns = (
        forecasts.level,
        forecasts.portfolio_level,
        forecasts.portfolio_share,
        *forecasts.year_end_quantiles(0.1, 0.5, 0.9).T,
        forecasts.project_units,
        forecasts.remaining_units,
        forecasts.exhaustion_probability,
        forecasts.exhausted_after_months(),
        top_up(forecasts, confidence),
        np.full(len(forecasts.level), confidence),
    )
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [Told(*row) for row in rows]


def sentences(
    forecasts: Forecasts,
    place: int,
    *,
    what: str = "requests",
    confidence: float = 0.9,
    leaves: bool = False,
) -> str:
    """Tell one forecast in words; see `sentence`."""
    return sentence(told(forecasts, confidence=confidence)[place], what=what, leaves=leaves)


def sentence(told: Told, *, what: str = "requests", leaves: bool = False) -> str:
    """Tell one forecast: level, how far it is drawn to the portfolio, range, chance and advice.

    A customer who `leaves` within the year gets no advice to buy.
    """
    said = [_level(told, what), _year(told, what)]
    if np.isnan(told.remaining):
        said.append("There is no quota, so nothing runs out.")
    elif told.remaining <= 0:
        said.append("The quota has run out already.")
    else:
        said.append(_chance(told))
    advice = None if leaves else _advice(told)
    return " ".join([*said, advice] if advice else said)


def _level(told: Told, what: str) -> str:
    level, portfolio = _about(told.level), _about(told.portfolio_level)
    drawn = _fraction(told.portfolio_share)
    return f"{level.capitalize()} {what} a month lately, {drawn} the portfolio's {portfolio}."


def _year(told: Told, what: str) -> str:
    added = f", {told.project:,.0f} of them for known projects" if told.project else ""
    return (
        f"The year comes to about {told.middle:,.0f} {what}{added}; four times in five it ends "
        f"between {told.low:,.0f} and {told.high:,.0f}."
    )


def _chance(told: Told) -> str:
    said = f"The quota runs out before the end with a probability of {percent(told.chance)}"
    if np.isnan(told.after_months):
        return f"{said}."
    months = f"{told.after_months:.1f}".removesuffix(".0")
    return f"{said}, more likely than not within {months} month{'' if months == '1' else 's'}."


def _advice(told: Told) -> str | None:
    if np.isnan(told.more):
        return None
    if told.more == 0:
        return f"It needs no top-up to hold with {percent(told.confidence)}."
    units = "unit" if told.more == 1 else "units"
    return f"A top-up of {told.more:,.0f} {units} holds with {percent(told.confidence)}."


def percent(share: float) -> str:
    """A probability in words: whole per cent, and never certain where it is not."""
    if 0 < share < 0.01:
        return "less than 1 %"
    if 0.99 < share < 1:
        return "more than 99 %"
    return f"{100.0 * share:.0f} %"


def _about(units: float) -> str:
    """A level: small whole numbers as words, others with as much as can be known of them."""
    if units < 0.95:
        return f"{units:.1f}" if units >= 0.05 else "hardly any"
    whole = round(units)
    if whole < len(SMALL) and abs(units - whole) < 0.25:
        return SMALL[whole]
    return f"{units:.1f}" if units < 10 else f"{units:,.0f}"


def _fraction(share: float) -> str:
    if share > 1.0 - HARDLY:
        return "which is"
    if share < HARDLY:
        return "hardly drawn towards"
    if share > 0.55:
        return "drawn mostly towards"
    part = min(PARTS, key=lambda one: abs(1.0 / one - share))
    return f"drawn one part in {SMALL[part]} towards"
