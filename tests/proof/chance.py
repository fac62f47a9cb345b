"""Chance for one generator: from a seed, which is quick, or drawn by Hypothesis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

import numpy as np

T = TypeVar("T")


class Chance(Protocol):
    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""

    def pick(self, options: Sequence[T]) -> T:
        """One of several, each as likely."""

    def likely(self, percent: int) -> bool:
        """Whether something happens that does so often."""


class Seeded:
    """Chance from a seed: the same every time, and quick."""

    BATCH = 100_000

    def __init__(self, seed: int) -> None:
        self.generator = np.random.default_rng(seed)
        self.numbers: list[float] = []

    def share(self) -> float:
        if not self.numbers:
            self.numbers = self.generator.random(self.BATCH).tolist()
        return self.numbers.pop()

    def whole(self, low: int, high: int) -> int:
        return low + int(self.share() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self.share() * len(options))]

    def likely(self, percent: int) -> bool:
        return self.share() * 100 < percent
