"""What a life says about its clocks: its stops, its reopenings, what was in force."""

from __future__ import annotations

from itertools import pairwise

from simulate.lives import Life
from simulate.places import Place


def in_force(life: Life, field: str, recorded: str, stop: Place | None) -> str:
    """The value last set before the stop, or by `as_of` where there is none (PRI-3)."""
    value = recorded
    for event in life.events:
        if event.field == field and event.value and (stop is None or event.place < stop):
            value = event.value
    return value


def restoration_stop(life: Life) -> Place | None:
    """The last step from running or resting into restored or closed, if none follows (CLK-4)."""
    moving = last_moving(life)
    after = life.stretches[moving + 1 :]
    if after and after[0].status in ("restored", "closed"):
        return after[0].began
    return None


def last_moving(life: Life) -> int:
    """The number of the stretch that last ran or rested."""
    return max(n for n, stretch in enumerate(life.stretches) if stretch.state != "standing")


def is_cancelled(life: Life) -> bool:
    """Cancelled since it last ran or rested (CLK-7)."""
    return any(s.status == "cancelled" for s in life.stretches[last_moving(life) + 1 :])


def reopenings(life: Life) -> int:
    """Steps from standing into running or resting."""
    states = [stretch.state for stretch in life.stretches]
    return sum(before == "standing" != after for before, after in pairwise(states))


def exclusion(life: Life) -> str | None:
    """The exclusion last set, if it was not lifted since (CLK-10)."""
    values = [event.value for event in life.events if event.field == "exclusion"]
    return values[-1] if values else None
