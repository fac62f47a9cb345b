"""Cells that run over several lines: text with line breaks, or rows that a stray quote swallowed.

A quote that is opened by mistake is closed by the next one, rows later. What stands between is then
one cell, and nothing is wrong with its form; only the lines in it look like the rows around them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

LONGEST = 60
DIGITS = re.compile(r"\d+")
LETTERS = re.compile(r"[^\W\d_]+")


@dataclass
class RunOnCells:
    """The cells of a file in which lines look like rows: how many, and the first of them."""

    delimiter: str
    quote: str
    columns: int
    count: int = 0
    first: tuple[int, int, int, str] | None = field(default=None)

    def rows_in(self, lines: Sequence[str]) -> list[int]:
        """Give the places of the lines of a record that look like rows, but for its own first.

        They have as many cells as the file has columns, and begin as the record itself does:
        `T-17` as `T-16`.
        """
        if self.columns < 2:
            return []
        own = self._form(lines[0])
        return [
            place
            for place, line in enumerate(lines[1:], start=1)
            if line.count(self.delimiter) == self.columns - 1 and self._form(line) == own
        ]

    def note(self, number: int, lines: Sequence[str], places: Sequence[int]) -> None:
        """Count a record of which some lines look like rows; `number` is that of its first line."""
        self.count += 1
        if self.first is None:
            text = lines[places[0]].strip()[:LONGEST]
            self.first = (number, number + len(lines) - 1, number + places[0], text)

    def doubts(self) -> tuple[str, ...]:
        """Say what was noted, and the way out."""
        if self.first is None:
            return ()
        begins, ends, line, text = self.first
        more = f", and {self.count - 1:,} more like it" if self.count > 1 else ""
        return (
            f"a quoted text runs from line {begins:,} to line {ends:,}{more}, and lines in it look "
            f"like rows of their own, such as line {line:,}: {text}. It was read as one text. If "
            "those are rows, a quote is missing or one too many there: correct it at the source "
            "and deliver the file again.",
        )

    def _form(self, line: str) -> str:
        """Write how a line begins, whatever its letters and digits are."""
        first = line.split(self.delimiter, 1)[0].strip().strip(self.quote)
        return LETTERS.sub("a", DIGITS.sub("9", first))
