"""The time that counts, day by day, as a person with a calendar and a clock would find it.

Instants are whole seconds UTC since 1970, days are ordinals of local dates.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

import holidays

from tests.proof.records import Agreement

Span = tuple[int, int]

# Nobody waits longer than this for a target.
END_OF_TIME = int(datetime(2101, 1, 1, tzinfo=UTC).timestamp())
NO_HOLIDAYS: Mapping[date, bool] = {}


@cache
def zone(name: str) -> ZoneInfo:
    """A zone of the pinned tzdata package, never of the machine (CAL-6)."""
    with resources.files("tzdata").joinpath("zoneinfo", name).open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)


@cache
def statutory(region: str, year: int) -> frozenset[date]:
    """The public holidays of a region in a year, observed days included (CAL-2)."""
    country, _, subdivision = region.partition("-")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        around = holidays.country_holidays(
            country, subdiv=subdivision or None, years=(year - 1, year, year + 1)
        )
    return frozenset(day for day in around if day.year == year)


def is_holiday(region: str, day: date, delivered: Mapping[date, bool]) -> bool:
    """Whether a day is off, the delivered list having the last word (CAL-2)."""
    said = delivered.get(day)
    return said if said is not None else day in statutory(region, day.year)


def local_date(instant: int, zone_name: str) -> date:
    return datetime.fromtimestamp(instant, zone(zone_name)).date()


def instant_of(day: date, wall_time: str, zone_name: str) -> int:
    """When a clock on the wall shows that; the first time of two, moved on over a gap (CAL-5).

    Instants are put on the wall and not the other way about: for a few wall times at the end of a
    zone's listed changes zoneinfo finds a wrong instant (Nuuk, 28 October 2023, 23:30).
    """
    hours, minutes = map(int, wall_time.split(":"))
    wall = datetime(day.year, day.month, day.day, hours, minutes, tzinfo=UTC)
    around = (wall - timedelta(days=1), wall + timedelta(days=1))
    before, after = (one.astimezone(zone(zone_name)).utcoffset() or timedelta() for one in around)
    for offset in sorted({before, after}, reverse=True):
        shown = (wall - offset).astimezone(zone(zone_name))
        if shown.replace(tzinfo=UTC) == wall:
            return int((wall - offset).timestamp())
    return int((wall - before).timestamp())


def exists(day: date, zone_name: str) -> bool:
    """Whether the zone has that date at all: crossing the date line leaves one out."""
    return local_date(instant_of(day, "12:00", zone_name), zone_name) == day


class BusinessHours:
    """The business hours of one agreement (CAL-1 to CAL-3, CAL-5)."""

    def __init__(
        self,
        agreement: Agreement,
        delivered: Mapping[date, bool] = NO_HOLIDAYS,
        business_day: str = "agreement",
    ) -> None:
        self.zone_name = agreement.time_zone
        self.region = agreement.support_region
        self.delivered = delivered
        self.opens_at, self.closes_at = (
            agreement.opens_at or "08:00",
            agreement.closes_at or "17:00",
        )
        if business_day != "agreement":
            self.opens_at, self.closes_at = business_day.split("-")
        self.working_days: Collection[str] = (
            agreement.working_days or "Mon Tue Wed Thu Fri"
        ).split()
        self.diary: dict[int, Span | None] = {}

    def window(self, ordinal: int) -> Span | None:
        """When a local day's business hours open and close, if it has any."""
        if ordinal not in self.diary:
            self.diary[ordinal] = self._window(date.fromordinal(ordinal))
        return self.diary[ordinal]

    def _window(self, day: date) -> Span | None:
        if day.strftime("%a") not in self.working_days or not exists(day, self.zone_name):
            return None
        if is_holiday(self.region, day, self.delivered):
            return None
        opens = instant_of(day, self.opens_at, self.zone_name)
        # Over midnight, or round the clock.
        last_day = day if self.closes_at > self.opens_at else day + timedelta(days=1)
        return opens, instant_of(last_day, self.closes_at, self.zone_name)

    def open_time(self, start: int, end: int) -> Iterator[Span]:
        """The open spans between two instants, one local day after the other.

        A wall clock that is moved can make two days' hours overlap: no second counts twice.
        """
        reached = start
        day = local_date(start, self.zone_name).toordinal() - 2
        last_day = local_date(end, self.zone_name).toordinal() + 1
        while day <= last_day and reached < end:
            window = self.window(day)
            if window is not None:
                opens, closes = max(window[0], reached), min(window[1], end)
                if opens < closes:
                    yield opens, closes
                    reached = closes
            day += 1


class EverySecond:
    """The calendar 24x7 (CAL-4)."""

    def open_time(self, start: int, end: int) -> Iterator[Span]:
        if start < end:
            yield start, end


Hours = BusinessHours | EverySecond


def seconds_in(hours: Hours, start: int, end: int) -> int:
    return sum(closes - opens for opens, closes in hours.open_time(start, end))


def reach(hours: Hours, start: int, seconds: int) -> int | None:
    """The first instant at which so many seconds (more than none) have counted since `start`."""
    for opens, closes in hours.open_time(start, END_OF_TIME):
        if closes - opens >= seconds:
            return opens + seconds
        seconds -= closes - opens
    return None
