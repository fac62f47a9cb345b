"""Hypothesis makes the stories; many of them become one portfolio, for a build takes seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.proof.portfolios import Story, make_story
from tests.proof.terms import Frame

T = TypeVar("T")

MOST_TICKETS = 6
# Nothing is kept between runs and nothing is tried twice: the same seed gives the same stories.
PROFILE = settings(
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class Drawn:
    """Chance that Hypothesis draws."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def whole(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, max(low, high)))

    def pick(self, options: Sequence[T]) -> T:
        return self.draw(st.sampled_from(options))

    def likely(self, percent: int) -> bool:
        return self.draw(st.integers(1, 100)) > 100 - percent


@st.composite
def stories(draw: st.DrawFn, frame: Frame, number: Callable[[], int]) -> Story:
    """One customer with its terms and a few tickets."""
    chance = Drawn(draw)
    return make_story(chance, number(), frame, chance.whole(1, MOST_TICKETS))


def generated(frame: Frame, *, count: int, seed_number: int) -> list[Story]:
    """So many stories, each as an example of Hypothesis."""
    found: list[Story] = []

    @seed(seed_number)
    @settings(PROFILE, max_examples=count)
    @given(stories(frame, number=lambda: len(found)))
    def collect(story: Story) -> None:
        found.append(story)

    collect()
    return found
