"""Forms of time are recognised by the values; what they cannot tell of day and month stays open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import polars as pl

from ingest.instants import DayOrder, Reading, days, instants
from ingest.time_formats import time_format

DAY_FIRST: DayOrder = "day-month-year"
MONTH_FIRST: DayOrder = "month-day-year"
ORDERS: tuple[DayOrder, DayOrder] = (DAY_FIRST, MONTH_FIRST)
# Forms in which two numbers stand for day and month, whichever comes first; `day_order` covers
# those with a year of four digits and a blank before the time.
PAIRED = (
    "{0}.{1}.%y %H:%M", "{0}.{1}.%y %H:%M:%S", "{0}.{1}.%y, %H:%M", "{0}.{1}.%y",
    "{0}/{1}/%y %H:%M", "{0}/{1}/%y %H:%M:%S", "{0}/{1}/%y %I:%M %p", "{0}/{1}/%y, %I:%M %p",
    "{0}/{1}/%y", "{0}-{1}-%y %H:%M", "{0}-{1}-%y", "{0}.{1}.%Y, %H:%M", "{0}.{1}.%Y, %H:%M:%S",
    "{0}.{1}.%Y um %H:%M", "{0}.{1}.%Y um %H:%M Uhr", "{0}.{1}.%Y %H:%M Uhr",
    "{0}.{1}.%Y - %H:%M", "{0}.{1}.%Y %H.%M", "{0}/{1}/%Y, %H:%M", "{0}/{1}/%Y, %H:%M:%S",
    "{0}/{1}/%Y, %I:%M %p", "{0}/{1}/%Y, %I:%M:%S %p", "{0}/{1}/%Y %I:%M %p",
    "{0}/{1}/%Y %I:%M:%S %p", "{0}/{1}/%Y %Hh%M", "{0}/{1}/%Y à %H:%M", "{0}/{1}/%Y à %Hh%M",
    "{0}-{1}-%Y %H:%M:%S %z", "{0}/{1}/%Y %H:%M:%S %z",
)  # fmt: skip
# Forms that name the month, put the year first, or count.
PLAIN = (
    "%d/%b/%y %H:%M", "%d/%b/%y %I:%M %p", "%d/%b/%Y %H:%M", "%d/%b/%Y %I:%M %p",
    "%d-%b-%Y %H:%M", "%d-%b-%Y %H:%M:%S", "%d-%b-%y %H:%M", "%d-%b-%y %I:%M %p",
    "%d %b %Y %H:%M", "%d %b %Y %H:%M:%S", "%d %b %Y, %H:%M", "%d %b %Y %I:%M %p",
    "%d %b %y %H:%M", "%d. %B %Y %H:%M", "%d. %B %Y, %H:%M", "%d. %b %Y %H:%M",
    "%d de %B de %Y %H:%M", "%d de %B de %Y, %H:%M", "%b %d, %Y %I:%M %p", "%b %d, %Y, %I:%M %p",
    "%b %d, %Y %H:%M", "%b %d, %Y %I:%M:%S %p", "%b %d %Y %H:%M", "%a, %d %b %Y %H:%M:%S %z",
    "%a, %d %b %Y %H:%M", "%a %d %b %Y %H:%M", "%a %b %d %H:%M:%S %Z %Y", "%Y/%m/%d %H:%M",
    "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %I:%M %p", "%Y-%m-%d %I:%M %p", "%Y-%m-%d %I:%M:%S %p",
    "%Y.%m.%d %H:%M", "%Y-%m-%d, %H:%M", "%Y-%m-%d %H:%M:%S %z", "%Y-%m-%d %H:%M:%S %Z",
    "%Y-%m-%d %H:%M %Z", "%Y%m%d %H:%M", "%Y%m%d%H%M%S", "%Y%m%dT%H%M%S", "%d/%b/%y", "%d/%b/%Y",
    "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d. %B %Y", "%b %d, %Y", "%d de %B de %Y", "%Y/%m/%d",
    "%Y.%m.%d", "%Y%m%d", "json_date", "epoch_microseconds", "epoch_milliseconds", "epoch_seconds",
    "excel_serial",
)  # fmt: skip
# A count is a time only where it is as large as one of our days.
COUNTS = {
    "epoch_seconds": r"^[12]\d{9}(?:\.\d+)?$",
    "epoch_milliseconds": r"^[12]\d{12}$",
    "epoch_microseconds": r"^[12]\d{15}$",
    "excel_serial": r"^[345]\d{4}(?:\.\d+)?$",
}
OFFSET = r"(?:Z|[+-]\d{2}:?\d{2}|UTC|GMT)$"
# Two numbers and a year, in which day and month may stand in either order.
TWO_NUMBERS = r"^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b"
# Of so many values the form is chosen; all are then held against it.
SAMPLED = 5_000
# By so many it is told which forms are worth a try.
GLANCED_AT = 200
# From this share of a column's values on, its name and its values agree that it holds times.
MOST = 0.5


@dataclass(frozen=True)
class Order:
    """The order of day and month: decided (with what speaks for it), or open.

    `first` and `second` count the values that only day first, only month first can read; `either`
    those that both can. `year-month-day` stands where no two numbers are day and month.
    """

    decided: DayOrder | None
    evidence: str
    first: int = 0
    second: int = 0
    either: int = 0
    example: str = ""


@dataclass(frozen=True)
class Forms:
    """How times are written: forms beside ISO 8601, and the values that none of them reads."""

    order: DayOrder
    formats: tuple[str, ...]
    unread: tuple[str, ...] = ()

    @property
    def has_paired(self) -> bool:
        """Whether a form says itself which of two numbers is the day."""
        return bool(set(self.formats) & {*_paired(DAY_FIRST), *_paired(MONTH_FIRST)})

    @property
    def reading(self) -> Reading:
        """How values so written are read, as if they were of UTC."""
        return Reading("UTC", self.order, self.formats)


def order_of(values: pl.Series) -> Order:
    """Tell the order of day and month from values (text, no nulls): one over 12 decides it."""
    values = values.filter(values.str.contains(TWO_NUMBERS))
    read = {order: _readable(values, order, _paired(order)) for order in ORDERS}
    alone = read[DAY_FIRST] ^ read[MONTH_FIRST]
    first = values.filter(read[DAY_FIRST] & alone)
    second = values.filter(read[MONTH_FIRST] & alone)
    either = values.filter(read[DAY_FIRST] & read[MONTH_FIRST])
    counted = Order(None, "", len(first), len(second), len(either))
    if not len(first) + len(second) + len(either):
        return replace(counted, decided="year-month-day")
    if len(first) and not len(second):
        return replace(counted, decided=DAY_FIRST, evidence=_evidence(first, counted, "first"))
    if len(second) and not len(first):
        return replace(counted, decided=MONTH_FIRST, evidence=_evidence(second, counted, "second"))
    if len(first):
        why = (
            f"{len(first):,} dates have a day over 12 in the first place ({first[0]}), "
            f"{len(second):,} in the second ({second[0]}): the file mixes two orders"
        )
        return replace(counted, evidence=why, example=first[0])
    why = f"no date has a day over 12, so day and month cannot be told apart ({either[0]})"
    return replace(counted, evidence=why, example=either[0])


def forms_of(values: pl.Series, order: DayOrder) -> Forms:
    """Find the forms that read values (text, no nulls), as few as do."""
    formats: list[str] = []
    paired = _paired(order) if order != "year-month-day" else ()
    rest = values.filter(~_readable(values, order))
    while len(rest):
        sample = rest.head(SAMPLED)
        tried = _worth_a_try(sample, (*paired, *PLAIN))
        hits = {one: int(_fits(sample, one).sum()) for one in tried}
        best = max(hits, key=lambda one: hits[one], default=None)
        if best is None or not hits[best]:
            break
        formats.append(best)
        rest = rest.filter(~_fits(rest, best))
    return Forms(order, tuple(formats), tuple(rest.head(5)))


def are_times(values: pl.Series) -> bool:
    """Whether most of a column's values (text, no nulls) are times of some form."""
    if values.is_empty():
        return True
    sample = values.head(SAMPLED)
    order = order_of(sample).decided or DAY_FIRST
    forms = forms_of(sample, order)
    return int(_known(sample, forms.reading).sum()) >= MOST * len(sample)


def days_alone(values: pl.Series, reading: Reading) -> int:
    """Count the values that name a day without a time."""
    return len(values) - days(values, reading).null_count()


def has_offsets(values: pl.Series, reading: Reading) -> bool:
    """Whether every time among values says its offset from UTC, or counts from an instant."""
    counted = [one for one in reading.formats if one in {*COUNTS, "json_date"} - {"excel_serial"}]
    said = values.str.contains(OFFSET)
    for one in counted:
        said |= _fits(values, one)
    return bool(said.all()) and not values.is_empty()


def _paired(order: DayOrder) -> tuple[str, ...]:
    parts = ("%d", "%m") if order == DAY_FIRST else ("%m", "%d")
    return tuple(one.format(*parts) for one in PAIRED)


def _readable(
    values: pl.Series, order: DayOrder = "year-month-day", formats: Sequence[str] = ()
) -> pl.Series:
    """Say of each value whether it is a time by an order of day and month, or by some forms."""
    found = _known(values, Reading("UTC", order))
    if found.all():
        return found
    for one in _worth_a_try(values.filter(~found), formats):
        found |= _fits(values, one)
    return found


def _known(values: pl.Series, reading: Reading) -> pl.Series:
    return instants(values, reading).is_not_null() | days(values, reading).is_not_null()


def _fits(values: pl.Series, written: str) -> pl.Series:
    if written in COUNTS:
        return values.str.contains(COUNTS[written])
    times = time_format(written).read(values)
    return times.wall.is_not_null() | times.day.is_not_null()


def _worth_a_try(values: pl.Series, formats: Iterable[str]) -> list[str]:
    """Leave out the forms that none of the first values can be of, by their signs alone."""
    glance = list(values.head(GLANCED_AT))
    return [one for one in formats if any(_skeleton(one).match(value) for value in glance)]


@cache
def _skeleton(written: str) -> re.Pattern[str]:
    """A form's signs between words and numbers; of a count, digits."""
    if "%" not in written:
        return re.compile(r"[\d.]+$" if written in COUNTS else r"/Date\(")
    parts = re.split(r"(%-?.)", written)
    word = r"[^\W\d_]+\.?"
    kinds = {"b": word, "B": word, "a": word, "p": r"[AaPp]\.?\s?[Mm]\.?", "Z": "[A-Za-z]+",
             "z": r"(?:[Zz]|[+-][\d:]+)"}  # fmt: skip
    made = [
        kinds.get(part[-1], r"\d+")
        if part.startswith("%")
        else re.sub(r"\\? +", r"\\s+", re.escape(part))
        for part in parts
    ]
    return re.compile("".join(made) + "$", re.IGNORECASE)


def _evidence(values: pl.Series, counted: Order, place: str) -> str:
    every = counted.first + counted.second + counted.either
    verb = "has" if len(values) == 1 else "have"
    return (
        f"{len(values):,} of {every:,} different dates {verb} a day over 12 in the {place} place, "
        f"as {values[0]}"
    )
