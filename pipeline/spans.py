"""Spans of time as people write them: `4h`, `90 min`, `40 business hours`, `1 business day`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

UNIT_SECONDS = {"h": 3600, "hour": 3600, "min": 60, "minute": 60, "s": 1, "second": 1}
_SPAN = re.compile(
    r"(?P<number>\d+)\s*(?P<business>business\s+)?"
    r"(?P<unit>h|hours?|min|minutes?|s|seconds?)(?P<all>,?\s*24x7)?"
)
_BUSINESS_DAYS = re.compile(r"([1-9]\d*)\s*business days?")


@dataclass(frozen=True)
class Span:
    """Seconds of a calendar: `business`, or `24x7`, which counts every second (CAL-4)."""

    seconds: int
    calendar: Literal["business", "24x7"]


def span(text: str) -> Span:
    """Read a span: `4h` is of 24x7, `40 business hours` of business hours.

    Raises ValueError that says how one is written.
    """
    found = _SPAN.fullmatch(text.strip())
    if not found or (found["business"] and found["all"]):
        raise ValueError(f"{text!r} is no span such as 4h, 90 min or 40 business hours")
    unit = found["unit"]
    seconds = int(found["number"]) * UNIT_SECONDS[unit if unit == "s" else unit.rstrip("s")]
    return Span(seconds, "business" if found["business"] else "24x7")


def span_or_days(text: str) -> str:
    """Check a span that may be business days too, and give it back; ValueError for another."""
    if _BUSINESS_DAYS.fullmatch(text):
        return text
    try:
        return text if span(text).seconds else _refuse(text)
    except ValueError:
        return _refuse(text)


def terms(text: str) -> dict[str, int | str]:
    """Write a span as the models read it: seconds or business_days, and their calendar."""
    days = _BUSINESS_DAYS.fullmatch(text)
    if days:
        return {"business_days": int(days[1]), "calendar": "business"}
    found = span(text)
    return {"seconds": found.seconds, "calendar": found.calendar}


def _refuse(text: str) -> str:
    raise ValueError(f"{text!r} is no span such as 4h, 9 business hours or 1 business day")
