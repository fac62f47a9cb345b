"""Business time, walked forward: an instant and some business seconds give an instant.

Written for the simulator alone, so that its truth does not share a fault with what it judges.
Zones come from the pinned `tzdata` package, holidays from the pinned `holidays` package (CAL-6).
Instants are whole seconds since 1970.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

import holidays

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HANDBOOK_DAYS = "Mon Tue Wed Thu Fri"


@dataclass(frozen=True)
class Hours:
    """Open windows, half open, in order; `before` counts the open seconds before each.

    24x7 is one window without an end (CAL-4).
    """

    opens: tuple[int, ...]
    closes: tuple[int, ...]
    before: tuple[int, ...]

    def until(self, instant: int) -> int:
        """The open seconds before an instant, from the first window on."""
        place = bisect_right(self.opens, instant) - 1
        if place < 0:
            return 0
        return self.before[place] + min(instant, self.closes[place]) - self.opens[place]

    def between(self, start: int, end: int) -> int:
        """The open seconds from start to end."""
        return self.until(end) - self.until(start)

    def after(self, start: int, seconds: int) -> int:
        """The first instant by which so many open seconds have passed; a close is such (CLK-6).

        Raises ValueError where the windows end before that.
        """
        if seconds == 0:
            return start
        count = self.until(start) + seconds
        place = bisect_left(self.before, count) - 1
        instant = self.opens[place] + count - self.before[place]
        if instant > self.closes[place]:
            raise ValueError(f"{seconds} business seconds after {start} no window is left")
        return instant

    def rest_of_day(self, instant: int) -> tuple[int, int]:
        """The open seconds left in the window at an instant, and the closed ones after it.

        (0, 0) outside a window.
        """
        place = bisect_right(self.opens, instant) - 1
        if place < 0 or place + 1 == len(self.opens) or instant > self.closes[place]:
            return 0, 0
        close = self.closes[place]
        return close - instant, self.opens[place + 1] - close


AROUND_THE_CLOCK = Hours((0,), (1 << 40,), (0,))


@cache
def zone(name: str) -> ZoneInfo:
    """A zone of the pinned `tzdata` package, never of the machine (CAL-6)."""
    path = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    with path.open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def instant_of(day: date, wall: time, time_zone: str) -> int:
    """A local wall time as an instant.

    Of an ambiguous one the first; one that does not exist moves forward by the gap (CAL-5).
    """
    return int(datetime.combine(day, wall, zone(time_zone)).timestamp())


def local_time(instant: int, time_zone: str) -> datetime:
    """An instant on the wall of a zone."""
    return datetime.fromtimestamp(instant, UTC).astimezone(zone(time_zone))


def local_date(instant: int, time_zone: str) -> date:
    """The local date of an instant."""
    return local_time(instant, time_zone).date()


def local_month(instant: int, time_zone: str) -> date:
    """The first day of the local month of an instant (CLK-8)."""
    return local_date(instant, time_zone).replace(day=1)


def statutory_holidays(region: str, first: date, last: date) -> frozenset[date]:
    """The public holidays of a support region, observed days included (CAL-2)."""
    country, _, subdivision = region.partition("-")
    years = range(first.year - 1, last.year + 2)
    days = holidays.country_holidays(country, subdiv=subdivision or None, years=years)
    return frozenset(day for day in days if first <= day <= last)


def non_working_days(
    region: str, first: date, last: date, delivered: Mapping[tuple[str, date], bool]
) -> frozenset[date]:
    """The statutory holidays, with the delivered days of exactly that region (CAL-2).

    `delivered` maps (region, day) to whether the day is added (true) or struck (false).
    """
    own = {day: observed for (code, day), observed in delivered.items() if code == region}
    added = {day for day, observed in own.items() if observed}
    struck = {day for day, observed in own.items() if not observed}
    return frozenset((statutory_holidays(region, first, last) - struck) | added)


def working_days(words: str, first: date, last: date, closed: frozenset[date]) -> list[date]:
    """The days from first to last with business hours."""
    weekdays = {WEEKDAYS.index(word) for word in words.split()}
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return [day for day in days if day.weekday() in weekdays and day not in closed]


def business_hours(
    days: Iterable[date], opens_at: time, closes_at: time, *, time_zone: str
) -> Hours:
    """The windows of some days (CAL-1, CAL-5).

    A closing time not after the opening time is meant on the next day; the window belongs to the
    day on which it opens.
    """
    later = timedelta(days=closes_at <= opens_at)
    opens, closes, before = [], [], []
    total = 0
    for day in days:
        opening = instant_of(day, opens_at, time_zone)
        closing = instant_of(day + later, closes_at, time_zone)
        opens.append(opening)
        closes.append(closing)
        before.append(total)
        total += closing - opening
    return Hours(tuple(opens), tuple(closes), tuple(before))
