"""How large a top-up holds, and what risk smaller ones leave (CSS 4.4.3, QUO-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecast.forecasting import Forecasts
from forecast.parameters import Floats


@dataclass(frozen=True)
class Pack:
    """A top-up that can be bought: its units, and the price where one is known."""

    units: int
    price: float | None = None


# Sizes that are usually sold, shown beside any other.
PACKS = (10, 20, 50, 100, 200, 500)
# So far sizes are told: where less than one in a hundred is left.
LEAST_RISK = 0.01
MOST_SIZES = 100
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)


def curve(
    forecasts: Forecasts, which: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Floats, NDArray[np.bool_]]:
    """The sizes of top-ups to tell of some forecasts: of which each is, units, whether a pack.

    From none in even steps, of one unit where few suffice, to the least of them that leaves a risk
    of overage under 1 %, and the packs besides.
    """
    rest = forecasts.rest_quantiles(1.0 - LEAST_RISK)[:, 0]
    enough = np.maximum(0.0, rest - forecasts.remaining_units)
    sizes = [np.unique([*_evenly_to(float(enough[one])), *PACKS]) for one in which]
    counts = np.array([len(one) for one in sizes], dtype=np.int64)
    units = np.concatenate([*sizes, np.zeros(0)])
    return np.repeat(which, counts), units, np.isin(units, PACKS)


def _evenly_to(enough: float) -> Floats:
    step = next((one for one in STEPS if enough / one <= MOST_SIZES), enough / MOST_SIZES)
    return np.asarray(np.arange(np.ceil(enough / np.ceil(step)) + 1.0) * np.ceil(step))


def top_up(forecasts: Forecasts, confidence: float = 0.9) -> Floats:
    """The units (n) to buy so that the year stays within quota with this confidence.

    nan where there is no limit.
    """
    rest = forecasts.rest_quantiles(confidence)[:, 0]
    return np.where(
        np.isnan(forecasts.remaining_units),
        np.nan,
        np.maximum(0.0, rest - forecasts.remaining_units),
    )


def risks_left(forecasts: Forecasts, units: Sequence[int]) -> Floats:
    """The probability (n x k) of overage in spite of each top-up (k)."""
    count = len(forecasts.level)
    return np.column_stack(
        [forecasts.chance_to_go_beyond(np.full(count, float(more))) for more in units]
    )


def pack_table(
    forecasts: Forecasts, place: int, packs: Sequence[Pack]
) -> list[dict[str, float | int | None]]:
    """What each pack costs, and what risk of overage it leaves one forecast; none comes first."""
    offered = [Pack(0, 0.0), *sorted(packs, key=lambda pack: pack.units)]
    left = risks_left(forecasts, [pack.units for pack in offered])[place]
    return [
        {"units": pack.units, "price": pack.price, "risk_left": float(risk)}
        for pack, risk in zip(offered, left, strict=True)
    ]
