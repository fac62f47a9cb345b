"""Chance: draws that come out the same on every machine.

Only the raw uniform numbers of PCG64 are used, with additions, multiplications and comparisons,
which IEEE 754 fixes to the last bit. Exponentials and logarithms differ between processors.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")


def generator(*path: int) -> np.random.Generator:
    """The stream of one place in the portfolio: seed, customer, purpose."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(path)))


class Chance:
    """A stream of draws; it moves on with each draw."""

    def __init__(self, *path: int) -> None:
        self._generator = generator(*path)
        self._drawn: list[float] = []

    def share(self) -> float:
        """A number from 0 up to 1."""
        if not self._drawn:
            self._drawn = self._generator.random(1024).tolist()
        return self._drawn.pop()

    def happens(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return self.share() < probability

    def whole(self, lowest: int, highest: int) -> int:
        """A whole number from lowest to highest, both included."""
        return lowest + int(self.share() * (highest - lowest + 1))

    def number(self, lowest: float, highest: float) -> float:
        """A number from lowest up to highest."""
        return lowest + self.share() * (highest - lowest)

    def small(self, lowest: int, highest: int) -> int:
        """A whole number from lowest to highest, mostly small: the long tail of waiting times."""
        share = self.share()
        return lowest + int(share * share * share * (highest - lowest + 1))

    def one_of(self, items: Sequence[Item]) -> Item:
        """One of the items, each as likely."""
        return items[int(self.share() * len(items))]

    def weighted(self, items: Sequence[tuple[Item, float]]) -> Item:
        """One of the items by weight; the weights need not add up to 1."""
        left = self.share() * sum(weight for _, weight in items)
        for item, weight in items:
            left -= weight
            if left < 0:
                return item
        return items[-1][0]
