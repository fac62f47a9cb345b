"""Times: every form that a mapping can declare is that instant, and what fits none is refused."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from ingest.durations import Unit, durations
from ingest.instants import Reading, dates, day_ends, day_starts, days, instants
from ingest.time_formats import time_format

BERLIN = "Europe/Berlin"


def read(text: str, *formats: str, zone: str = "UTC") -> datetime | None:
    values = instants(pl.Series([text]), Reading(zone, formats=formats))
    instant: datetime | None = values[0]
    return instant


@pytest.mark.parametrize(
    ("written", "form", "utc"),
    [
        ("3/Jun/26 12:17", "%d/%b/%y %H:%M", datetime(2026, 6, 3, 12, 17)),
        ("3/Jun/26 12:17 PM", "%d/%b/%y %I:%M %p", datetime(2026, 6, 3, 12, 17)),
        ("3/Jun/26 12:17 AM", "%d/%b/%y %I:%M %p", datetime(2026, 6, 3, 0, 17)),
        ("3/Jun/26 1:05\u202fpm", "%d/%b/%y %I:%M %p", datetime(2026, 6, 3, 13, 5)),
        ("3.6.2026, 1:05 p. m.", "%d.%m.%Y, %I:%M %p", datetime(2026, 6, 3, 13, 5)),
        ("3. März 2026, 08:15", "%d. %B %Y, %H:%M", datetime(2026, 3, 3, 8, 15)),
        ("Mi., 3. Juni 2026 08:15:09", "%a, %d. %B %Y %H:%M:%S", datetime(2026, 6, 3, 8, 15, 9)),
        ("3 févr. 2026 08:15", "%d %b %Y %H:%M", datetime(2026, 2, 3, 8, 15)),
        ("3 août 2026 08:15", "%d %B %Y %H:%M", datetime(2026, 8, 3, 8, 15)),
        ("3 dic 2026 08:15", "%d %b %Y %H:%M", datetime(2026, 12, 3, 8, 15)),
        ("Sept 3, 2026 8:15 AM", "%b %d, %Y %I:%M %p", datetime(2026, 9, 3, 8, 15)),
        ("2026-06-03 08:15:00 UTC", "%Y-%m-%d %H:%M:%S %Z", datetime(2026, 6, 3, 8, 15)),
        ("2026-06-03 08:15:00 +0200", "%F %T %z", datetime(2026, 6, 3, 6, 15)),
        ("2026-06-03 08:15:00 +02:00", "%F %T %z", datetime(2026, 6, 3, 6, 15)),
        ("2026-06-03 08:15:00.25 -03", "%F %T.%f %z", datetime(2026, 6, 3, 11, 15, 0, 250_000)),
        ("03.06.26 24:00", "%d.%m.%y %H:%M", datetime(2026, 6, 4)),
        ("03.06.69 08:15", "%d.%m.%y %H:%M", datetime(1969, 6, 3, 8, 15)),
        ("03.06.68 08:15", "%d.%m.%y %H:%M", datetime(2068, 6, 3, 8, 15)),
        ("1780467420", "epoch_seconds", datetime(2026, 6, 3, 6, 17)),
        ("1780467420.5", "epoch_seconds", datetime(2026, 6, 3, 6, 17, 0, 500_000)),
        ("1635339214960", "epoch_milliseconds", datetime(2021, 10, 27, 12, 53, 34, 960_000)),
        ("1635341363698808", "epoch_microseconds", datetime(2021, 10, 27, 13, 29, 23, 698_808)),
        ("46177.375", "excel_serial", datetime(2026, 6, 4, 9)),
        ("46177.3784722", "excel_serial", datetime(2026, 6, 4, 9, 5)),
        ("/Date(1635339214960)/", "json_date", datetime(2021, 10, 27, 12, 53, 34, 960_000)),
        ("/Date(1635339214960+0200)/", "json_date", datetime(2021, 10, 27, 12, 53, 34, 960_000)),
    ],
)
def test_a_declared_form_is_that_instant(written: str, form: str, utc: datetime) -> None:
    assert read(written, form) == utc


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("31/Jun/26 12:17", "%d/%b/%y %H:%M"),
        ("3/Jum/26 12:17", "%d/%b/%y %H:%M"),
        ("3/Jun/26 13:17 PM", "%d/%b/%y %I:%M %p"),
        ("3/Jun/26 0:17 AM", "%d/%b/%y %I:%M %p"),
        ("03.06.26 24:01", "%d.%m.%y %H:%M"),
        ("03.06.26 25:00", "%d.%m.%y %H:%M"),
        ("2026-06-03 08:15:60", "%Y/%m/%d %H:%M:%S"),
        ("2026/06/03 08:15:60", "%Y/%m/%d %H:%M:%S"),
        ("2026-06-03 08:15:00 CEST", "%F %T %Z"),
        ("16353392149601234", "epoch_milliseconds"),
        ("46177", "excel_serial"),
        ("59.5", "excel_serial"),
        ("Date(1635339214960)", "json_date"),
        ("", "%d.%m.%y %H:%M"),
    ],
)
def test_what_does_not_fit_a_declared_form_is_refused(written: str, form: str) -> None:
    assert read(written, form) is None


def test_forms_are_tried_in_their_order_and_iso_8601_last() -> None:
    month_first = ("%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M")

    assert read("03/04/2026 08:15", *month_first) == datetime(2026, 3, 4, 8, 15)
    assert read("03/04/2026 08:15", *reversed(month_first)) == datetime(2026, 4, 3, 8, 15)
    assert read("23/04/2026 08:15", *month_first) == datetime(2026, 4, 23, 8, 15)
    assert read("2026-04-03T08:15:00Z", *month_first) == datetime(2026, 4, 3, 8, 15)
    assert read("2026-04-03 08:15", "%Y-%d-%m %H:%M") == datetime(2026, 3, 4, 8, 15)


def test_a_form_without_an_offset_is_wall_time_of_the_zone() -> None:
    form = "%d.%m.%y %H:%M"

    assert read("03.06.26 08:15", form, zone=BERLIN) == datetime(2026, 6, 3, 6, 15)
    assert read("25.10.26 02:30", form, zone=BERLIN) == datetime(2026, 10, 25, 0, 30)
    assert read("29.03.26 02:30", form, zone=BERLIN) == datetime(2026, 3, 29, 1, 30)
    assert read("1780467420", "epoch_seconds", zone=BERLIN) == datetime(2026, 6, 3, 6, 17)


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        ("2026-06-10", Reading(BERLIN)),
        ("10.06.2026", Reading(BERLIN, "day-month-year")),
        ("06/10/2026", Reading(BERLIN, "month-day-year")),
        ("10. Juni 2026", Reading(BERLIN, formats=("%d. %B %Y",))),
        ("46183", Reading(BERLIN, formats=("excel_serial",))),
        ("46183.0", Reading(BERLIN, formats=("excel_serial",))),
    ],
)
def test_a_day_without_a_time_is_no_instant_but_has_two_ends(
    written: str, reading: Reading
) -> None:
    cells = pl.Series([written])

    assert instants(cells, reading).to_list() == [None]
    assert days(cells, reading).to_list() == [date(2026, 6, 10)]
    assert dates(cells, reading).to_list() == [date(2026, 6, 10)]
    assert day_starts(cells, reading).to_list() == [datetime(2026, 6, 9, 22)]
    assert day_ends(cells, reading).to_list() == [datetime(2026, 6, 10, 21, 59, 59)]


def test_a_midnight_written_out_is_an_instant_and_a_date() -> None:
    cells = pl.Series(["2026-06-10 00:00:00"])

    assert instants(cells, Reading()).to_list() == [datetime(2026, 6, 10)]
    assert days(cells, Reading()).to_list() == [None]
    assert dates(cells, Reading()).to_list() == [date(2026, 6, 10)]


def test_a_day_stands_for_the_end_that_is_declared() -> None:
    cells = pl.Series(["2026-03-29", "2026-03-29T10:00:00Z", None, "soon"])
    at = datetime(2026, 3, 29, 10)

    start = instants(cells, Reading(BERLIN, date_means="start_of_day"))
    end = instants(cells, Reading(BERLIN, date_means="end_of_day"))

    assert start.to_list() == [datetime(2026, 3, 28, 23), at, None, None]
    assert end.to_list() == [datetime(2026, 3, 29, 21, 59, 59), at, None, None]


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ("dd.MM.yyyy HH:mm", r"did you mean %d\.%m\.%Y %H:%M\?"),
        ("%H:%M", "lacks a year .* and a month .* and a day"),
        ("%d.%m.%Y %I:%M", "%I and %p go together"),
        ("%d.%m.%Y %M", "has a minute, but no hour"),
        ("%d.%m.%Y %Q", "%Q is not known; known are %Y, %y, "),
        ("%d.%M.%Y %H:%M", r"did you mean %d\.%m\.%Y %H:%M\?"),
        ("%d.%m.%Y %H:%m", r"did you mean %d\.%m\.%Y %H:%M\?"),
        ("%d.%M.%Y", r"did you mean %d\.%m\.%Y\?"),
        ("%d.%m.%Y %d", "has the same part of a time twice"),
        ("epoch", r"did you mean epoch_seconds\?"),
        ("%d.%m.%Y %", "ends in a lone %"),
    ],
)
def test_a_form_that_cannot_be_is_refused(form: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        time_format(form)


@pytest.mark.parametrize(
    ("written", "unit", "seconds"),
    [
        ("90", "minutes", 5_400),
        ("1.5", "hours", 5_400),
        ("2", "days", 172_800),
        ("1500", "milliseconds", 1.5),
        ("01:30:05", "HH:MM:SS", 5_405),
        ("100:00:00", "HH:MM:SS", 360_000),
        ("01:30", "HH:MM", 5_400),
        ("90:05", "mm:ss", 5_405),
        ("-00:30", "mm:ss", -30),
        ("PT4H", "ISO 8601", 14_400),
        ("P1DT2H3M4.5S", "ISO 8601", 93_784.5),
        ("P2W", "ISO 8601", 1_209_600),
        ("1970-01-01 02:10:49", "since_1970", 7_849),
        ("1970-01-03 00:00:00", "since_1970", 172_800),
        ("P", "ISO 8601", None),
        ("P1Y", "ISO 8601", None),
        ("1:75:00", "HH:MM:SS", None),
        ("soon", "minutes", None),
        ("9" * 30, "days", None),
    ],
)
def test_a_duration_is_read_in_its_unit(written: str, unit: Unit, seconds: float | None) -> None:
    (microseconds,) = durations(pl.Series([written]), unit).to_list()

    assert microseconds == (None if seconds is None else round(seconds * 1_000_000))


def test_a_column_of_empty_cells_has_no_times() -> None:
    for cells in (pl.Series([None], dtype=pl.String), pl.Series([], dtype=pl.String)):
        reading = Reading(BERLIN, "day-month-year", ("%d.%m.%y", "epoch_seconds", "excel_serial"))

        assert instants(cells, reading).null_count() == len(cells)
        assert days(cells, reading).null_count() == len(cells)
