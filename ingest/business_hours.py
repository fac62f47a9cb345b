"""Business hours as instants: when a calendar is open, cut by UTC day and by open seconds (CAL-5).

Pure functions over arrays. Days are counted from 1970-01-01; epochs are whole UTC seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from ingest.contract import WORKING_DAYS
from ingest.zones import Seconds, utc_seconds

DAY_SECONDS = 86_400
# Open seconds in one bucket of the inverse table; macros/clock.sql divides by the same number.
BUCKET_SECONDS = 36_000
# Local days beyond each end of a range whose windows may still reach into it.
MARGIN_DAYS = 3
EPOCH = date(1970, 1, 1)
NEVER = np.iinfo(np.int64).max


class CalendarError(ValueError):
    """A calendar, or an instant, that the tables of calendars cannot hold."""


@dataclass(frozen=True, order=True)
class Terms:
    """What makes a calendar: zone, holidays' region, window (`HH:MM`) and working days (CAL-1)."""

    time_zone: str
    support_region: str
    opens_at: str
    closes_at: str
    working_days: str


@dataclass(frozen=True)
class DayRange:
    """UTC days from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def days(self) -> Seconds:
        """Every day of the range."""
        return np.arange(self.first, self.last + 1, dtype=np.int64)

    @property
    def starts_epoch(self) -> int:
        """The instant at which the range begins."""
        return self.first * DAY_SECONDS

    @property
    def ends_epoch(self) -> int:
        """The instant at which the range is over."""
        return (self.last + 1) * DAY_SECONDS


@dataclass(frozen=True)
class Windows:
    """Open time as ascending half-open intervals that neither meet nor overlap."""

    opens: Seconds
    closes: Seconds

    @property
    def seconds_after(self) -> Seconds:
        """The open seconds up to the end of each window."""
        return np.cumsum(self.closes - self.opens, dtype=np.int64)

    def open_seconds(self, instants: Seconds) -> Seconds:
        """Count the open seconds before each instant."""
        totals = np.concatenate([[0], self.seconds_after])
        closes = np.concatenate([[0], self.closes])
        begun = np.searchsorted(self.opens, instants, side="right")
        still_open = np.where(begun > 0, np.maximum(closes[begun] - instants, 0), 0)
        return np.asarray(totals[begun] - still_open, dtype=np.int64)


def open_windows(terms: Terms, *, holidays: Seconds, span: DayRange) -> Windows:
    """Find the open time of a calendar within a range (CAL-1, CAL-5).

    `holidays` are local days that are not worked (CAL-2). A window that closes not after it opens
    closes on the next day and belongs to the day it opens on; windows that meet become one. A
    local date that the zone leaves out has no window.
    """
    days = np.arange(span.first - MARGIN_DAYS, span.last + MARGIN_DAYS + 1, dtype=np.int64)
    opening, closing = _second_of_day(terms.opens_at), _second_of_day(terms.closes_at)
    closing_days = days if closing > opening else days + 1
    opens = utc_seconds(days * DAY_SECONDS + opening, zone=terms.time_zone)
    closes = utc_seconds(closing_days * DAY_SECONDS + closing, zone=terms.time_zone)
    opens = np.maximum(opens, span.starts_epoch)
    closes = np.minimum(closes, span.ends_epoch)
    worked = _is_worked(days, terms=terms) & ~np.isin(days, holidays) & (closes > opens)
    return _joined(opens[worked], closes[worked])


def calendar_days(windows: Windows, *, zone: str, span: DayRange) -> pl.DataFrame:
    """Cut a calendar into UTC days: open seconds before each, its pieces, its local month.

    Raises CalendarError where a day has more than two pieces of open time.
    """
    starts, ends = span.days * DAY_SECONDS, (span.days + 1) * DAY_SECONDS
    opens, closes = (
        np.concatenate([side, np.full(3, NEVER)]) for side in (windows.opens, windows.closes)
    )
    current = np.searchsorted(windows.closes, starts, side="right")
    crowded = span.days[opens[current + 2] < ends]
    if len(crowded):
        day = EPOCH + timedelta(days=int(crowded[0]))
        raise CalendarError(f"business hours in {zone} open three times in the UTC day {day}")
    pieces = {
        f"{place}_{end}_epoch": np.where(
            opens[current + offset] < ends, np.clip(side[current + offset], starts, ends), ends
        )
        for offset, place in enumerate(("first", "second"))
        for end, side in (("opens", opens), ("closes", closes))
    }
    return pl.DataFrame(
        {
            "utc_day": span.days.astype(np.int32),
            "seconds_before": windows.open_seconds(starts),
            **pieces,
            **_months(starts, zone=zone),
        }
    )


def calendar_windows(windows: Windows) -> pl.DataFrame:
    """Lay the windows out by buckets of cumulative open seconds: the way back to an instant."""
    after = windows.seconds_after
    before = after - (windows.closes - windows.opens)
    first, last = before // BUCKET_SECONDS, (after - 1) // BUCKET_SECONDS
    place = np.repeat(np.arange(len(after)), last - first + 1)
    step = np.arange(len(place)) - np.searchsorted(place, place)
    return pl.DataFrame(
        {
            "bucket": first[place] + step,
            "opens_epoch": windows.opens[place],
            "seconds_before": before[place],
            "seconds_after": after[place],
        }
    )


def zone_days(zone: str, *, span: DayRange) -> pl.DataFrame:
    """List a zone's local dates as half-open intervals; a date that it leaves out is empty."""
    days = np.arange(span.first, span.last + 2, dtype=np.int64)
    midnights = utc_seconds(days * DAY_SECONDS, zone=zone)
    return pl.DataFrame(
        {
            "local_date": days[:-1].astype("datetime64[D]"),
            "starts_epoch": midnights[:-1],
            "ends_epoch": midnights[1:],
        }
    ).select(pl.lit(zone, pl.String).alias("time_zone"), pl.all())


def _second_of_day(wall_time: str) -> int:
    hours, minutes = wall_time.split(":")
    return int(hours) * 3_600 + int(minutes) * 60


def _is_worked(days: Seconds, *, terms: Terms) -> npt.NDArray[np.bool_]:
    """Tell the working days that the zone has: crossing the date line leaves a date out."""
    wanted = [WORKING_DAYS.index(name) for name in terms.working_days.split()]
    # 1970-01-01 was a Thursday, three days after a Monday.
    weekdays = (days + 3) % 7
    midnights = utc_seconds(np.append(days, days[-1] + 1) * DAY_SECONDS, zone=terms.time_zone)
    return np.isin(weekdays, wanted) & (np.diff(midnights) > 0)


def _joined(opens: Seconds, closes: Seconds) -> Windows:
    """Make one window of those that meet or overlap (a wall clock can run over its own window)."""
    order = np.argsort(opens, kind="stable")
    opens, reached = opens[order], np.maximum.accumulate(closes[order])
    apart = np.flatnonzero(opens[1:] > reached[:-1]) + 1
    firsts = np.concatenate([np.zeros(min(1, len(opens)), dtype=np.int64), apart])
    lasts = np.concatenate([apart - 1, np.full(min(1, len(opens)), len(opens) - 1)])
    return Windows(opens=opens[firsts], closes=reached[lasts.astype(np.int64)])


def _months(starts: Seconds, *, zone: str) -> dict[str, npt.NDArray[np.datetime64]]:
    """Give the local month at each UTC midnight, the next one and its instant within the day."""
    ends = starts[[0, -1]] if len(starts) else np.zeros(2, dtype=np.int64)
    around = ends + np.array([-70, 70]) * DAY_SECONDS
    first, last = around.astype("datetime64[s]").astype("datetime64[M]")
    months = np.arange(first, last)
    walls = months.astype("datetime64[s]").astype(np.int64)
    begun = utc_seconds(walls, zone=zone)
    following = np.searchsorted(begun, starts, side="right")
    return {
        "month": months[following - 1].astype("datetime64[D]"),
        "next_month_epoch": np.minimum(begun[following], starts + DAY_SECONDS),
        "next_month": months[following].astype("datetime64[D]"),
    }
