"""Where JSON elements end, by brackets and quotes alone: nothing is decoded, nothing judged.

A part of a file is looked at as an array of bytes; this costs a few passes over it, in C.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

QUOTE, BACKSLASH, OPENING, CLOSING, COMMA = 1, 2, 3, 4, 5
KIND_OF = np.zeros(256, dtype=np.uint8)
for _letters, _kind in (
    (b'"', QUOTE),
    (b"\\", BACKSLASH),
    (b"{[", OPENING),
    (b"}]", CLOSING),
    (b",", COMMA),
):
    for _letter in _letters:
        KIND_OF[_letter] = _kind
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Scan:
    """The marks of a part of JSON that stand outside of texts.

    `places` of the marks, their `kinds`, and the `depth` of brackets after each, 0 at the part's
    own level, -1 once it has ended.
    """

    places: Places
    kinds: npt.NDArray[np.uint8]
    depth: npt.NDArray[np.int32]

    @property
    def commas(self) -> Places:
        """Where commas part the elements, up to the end of what holds them."""
        commas: Places = self.places[(self.kinds == COMMA) & (self.depth == 0)]
        return commas if self.end is None else commas[commas < self.end]

    @property
    def end(self) -> int | None:
        """Where the bracket closes that was opened before the part; None where it does not."""
        below = np.flatnonzero(self.depth < 0)
        return int(self.places[below[0]]) if len(below) else None

    @property
    def values_end(self) -> Places:
        """Where each object or array at the part's own level ends, its bracket included."""
        ends: Places = self.places[(self.kinds == CLOSING) & (self.depth == 0)] + 1
        return ends


def scan(part: bytes) -> Scan:
    """Find the marks of a part that begins outside of any text."""
    kinds = KIND_OF[np.frombuffer(part, dtype=np.uint8)]
    places = np.flatnonzero(kinds)
    kinds = kinds[places]
    if (kinds == BACKSLASH).any():
        places, kinds = _without_escaped(places, kinds)
    quotes = kinds == QUOTE
    is_inside = np.bitwise_xor.accumulate(quotes)
    outside = ~is_inside & ~quotes
    places, kinds = places[outside], kinds[outside]
    steps = (kinds == OPENING).view(np.int8) - (kinds == CLOSING).view(np.int8)
    return Scan(places, kinds, np.cumsum(steps, dtype=np.int32))


def _without_escaped(
    places: Places, kinds: npt.NDArray[np.uint8]
) -> tuple[Places, npt.NDArray[np.uint8]]:
    """Take out backslashes, and the quotes that one of them takes for a letter."""
    slashes = places[kinds == BACKSLASH]
    begins = np.flatnonzero(np.diff(slashes, prepend=-2) != 1)
    lengths = np.diff(np.append(begins, len(slashes)))
    # After an odd number of backslashes the next letter is escaped.
    escaped = (slashes[begins] + lengths)[lengths % 2 == 1]
    kept = (kinds != BACKSLASH) & ~((kinds == QUOTE) & np.isin(places, escaped))
    return places[kept], kinds[kept]
