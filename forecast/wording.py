"""A forecast in plain words, made from its own numbers."""

from __future__ import annotations

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


def sentences(
    forecasts: Forecasts,
    place: int,
    *,
    what: str = "requests",
    confidence: float = 0.9,
    leaves: bool = False,
) -> str:
    """Tell one forecast: level, how far it is drawn to the portfolio, range, chance and advice.

    A customer who `leaves` within the year gets no advice to buy.
    """
    said = [_level(forecasts, place, what), _year(forecasts, place, what)]
    if np.isnan(forecasts.remaining_units[place]):
        said.append("There is no quota, so nothing runs out.")
    elif forecasts.remaining_units[place] <= 0:
        said.append("The quota has run out already.")
    else:
        said.append(_chance(forecasts, place))
    advice = None if leaves else _advice(forecasts, place, confidence)
    return " ".join([*said, advice] if advice else said)


def _level(forecasts: Forecasts, place: int, what: str) -> str:
    level = _about(forecasts.level[place])
    portfolio = _about(forecasts.portfolio_level[place])
    drawn = _fraction(float(forecasts.portfolio_share[place]))
    return f"{level.capitalize()} {what} a month lately, {drawn} the portfolio's {portfolio}."


def _year(forecasts: Forecasts, place: int, what: str) -> str:
    low, middle, high = forecasts.year_end_quantiles(0.1, 0.5, 0.9)[place]
    project = float(forecasts.project_units[place])
    added = f", {project:,.0f} of them for known projects" if project else ""
    return (
        f"The year comes to about {middle:,.0f} {what}{added}; four times in five it ends between "
        f"{low:,.0f} and {high:,.0f}."
    )


def _chance(forecasts: Forecasts, place: int) -> str:
    chance = float(forecasts.exhaustion_probability[place])
    after = float(forecasts.exhausted_after_months()[place])
    said = f"The quota runs out before the end with a probability of {percent(chance)}"
    if np.isnan(after):
        return f"{said}."
    months = f"{after:.1f}".removesuffix(".0")
    return f"{said}, more likely than not within {months} month{'' if after == 1.0 else 's'}."


def _advice(forecasts: Forecasts, place: int, confidence: float) -> str | None:
    more = float(top_up(forecasts, confidence)[place])
    if np.isnan(more):
        return None
    if more == 0:
        return f"It needs no top-up to hold with {percent(confidence)}."
    units = "unit" if more == 1 else "units"
    return f"A top-up of {more:,.0f} {units} holds with {percent(confidence)}."


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
