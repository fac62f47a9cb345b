"""Number formats of a workbook: what a cell that holds a number shows of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

Shown = Literal["day", "duration", "time", "other"]

# Those that a workbook does not write out (ECMA-376, 18.8.30); the East Asian ones are days.
BUILT_IN: Mapping[int, Shown] = MappingProxyType(
    {
        **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 36, *range(50, 59)), "day"),
        **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47), "time"),
        46: "duration",
    }
)
# What is no letter of a date: quoted text, escaped signs, colours and locales in brackets.
LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.')
ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
BRACKETS = re.compile(r"\[[^\]]*\]")


def shown_by(code: str) -> Shown:
    """Tell what a number format shows: a day alone, a time of day, a duration, or all else.

    A format with day and time shows an instant, which is as it is: `other`.
    """
    first = LITERAL.sub("", code).split(";")[0]
    if ELAPSED.search(first):
        return "duration"
    letters = set(BRACKETS.sub("", first).lower())
    has_time = bool(letters & {"h", "s"})
    has_day = bool(letters & {"y", "d"}) or ("m" in letters and not has_time)
    if has_day == has_time or "general" in first.lower():
        return "other"
    return "day" if has_day else "time"


def shown_by_style(styles: Sequence[int], codes: Mapping[int, str]) -> dict[int, Shown]:
    """Tell what each style of a workbook shows, those left out that show all else.

    `styles` are the number formats of the cell styles, `codes` the formats written out.
    """
    shown: dict[int, Shown] = {}
    for style, number in enumerate(styles):
        one = shown_by(codes[number]) if number in codes else BUILT_IN.get(number, "other")
        if one != "other":
            shown[style] = one
    return shown
