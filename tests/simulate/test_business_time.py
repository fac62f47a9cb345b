from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from simulate.business_time import (
    AROUND_THE_CLOCK,
    Hours,
    business_hours,
    instant_of,
    local_date,
    non_working_days,
    statutory_holidays,
    working_days,
    zone,
)

WEEK = "Mon Tue Wed Thu Fri"


def hours_in(
    time_zone: str, region: str, middle: date, *, wall: tuple[str, str] = ("08:00", "17:00")
) -> Hours:
    first, last = middle - timedelta(days=20), middle + timedelta(days=20)
    days = working_days(WEEK, first, last, statutory_holidays(region, first, last))
    opens, closes = (time.fromisoformat(text) for text in wall)
    return business_hours(days, opens, closes, time_zone=time_zone)


def open_seconds(span: range, time_zone: str, region: str, *, wall: tuple[str, str]) -> list[int]:
    """The open seconds of a span, one by one, by what the wall shows at each."""
    opens, closes = (time.fromisoformat(text) for text in wall)
    first, last = (local_date(at, time_zone) for at in (span[0] - 86_400, span[-1]))
    public = statutory_holidays(region, first, last)
    found = []
    for at in span:
        local = datetime.fromtimestamp(at, UTC).astimezone(zone(time_zone))
        day, now = local.date(), local.time()
        if closes <= opens and now < closes:
            day, is_open = day - timedelta(days=1), True
        else:
            is_open = now >= opens and (closes <= opens or now < closes)
        if is_open and day.weekday() < 5 and day not in public:
            found.append(at)
    return found


DAYTIME = ("08:00", "17:00")
CLOCK_CHANGES = [
    ("Europe/London", "GB-ENG", date(2026, 4, 3), DAYTIME),
    ("Africa/Cairo", "EG", date(2026, 4, 24), DAYTIME),
    ("Australia/Lord_Howe", "AU-NSW", date(2026, 4, 4), ("21:00", "06:00")),
    ("Australia/Adelaide", "AU-SA", date(2026, 10, 4), DAYTIME),
    ("America/New_York", "US-NY", date(2025, 11, 2), ("00:00", "00:00")),
    ("Asia/Kathmandu", "NP", date(2026, 3, 3), DAYTIME),
    ("Asia/Almaty", "KZ", date(2024, 3, 1), ("21:00", "06:00")),
]


@pytest.mark.parametrize(("time_zone", "region", "day", "wall"), CLOCK_CHANGES)
def test_counting_equals_a_count_second_by_second_over_clock_changes_and_holidays(
    time_zone: str, region: str, day: date, wall: tuple[str, str]
) -> None:
    hours = hours_in(time_zone, region, day, wall=wall)
    start = instant_of(day - timedelta(days=1), time(3, 17), time_zone)
    span = range(start, start + 4 * 86_400)

    passed = open_seconds(span, time_zone, region, wall=wall)

    assert hours.between(span[0], span[-1] + 1) == len(passed)
    assert [hours.after(start, n) for n in range(1, len(passed) + 1, 613)] == [
        at + 1 for at in passed[::613]
    ]


def test_a_target_reached_at_the_close_of_a_day_is_due_at_that_close() -> None:
    hours = hours_in("Europe/London", "GB-ENG", date(2026, 6, 16))
    opened = instant_of(date(2026, 6, 16), time(13), "Europe/London")

    assert hours.after(opened, 14_400) == instant_of(date(2026, 6, 16), time(17), "Europe/London")


def test_one_second_more_than_the_day_has_falls_after_the_next_opening() -> None:
    hours = hours_in("Europe/London", "GB-ENG", date(2026, 6, 16))
    friday = instant_of(date(2026, 6, 19), time(13), "Europe/London")

    monday = instant_of(date(2026, 6, 22), time(8), "Europe/London")
    assert hours.after(friday, 14_401) == monday + 1


def test_around_the_clock_every_second_counts() -> None:
    assert AROUND_THE_CLOCK.between(1_000, 4_600) == 3_600
    assert AROUND_THE_CLOCK.after(1_000, 3_600) == 4_600


def test_no_seconds_after_an_instant_is_that_instant_even_out_of_hours() -> None:
    hours = hours_in("Europe/London", "GB-ENG", date(2026, 6, 16))
    night = instant_of(date(2026, 6, 16), time(22), "Europe/London")

    assert hours.after(night, 0) == night


def test_more_seconds_than_there_are_windows_are_refused() -> None:
    hours = hours_in("Europe/London", "GB-ENG", date(2026, 6, 16))

    with pytest.raises(ValueError, match="no window is left"):
        hours.after(hours.opens[0], 10**7)


def test_an_ambiguous_wall_time_is_its_first_instant_and_a_missing_one_moves_by_the_gap() -> None:
    first = instant_of(date(2026, 10, 25), time(1, 30), "Europe/London")
    moved = instant_of(date(2026, 3, 29), time(1, 30), "Europe/London")

    assert datetime.fromtimestamp(first, UTC).time() == time(0, 30)
    assert datetime.fromtimestamp(moved, UTC).time() == time(1, 30)


def test_delivered_days_change_exactly_their_region() -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    delivered = {("DE", date(2026, 5, 1)): False, ("DE", date(2026, 6, 16)): True}

    country = non_working_days("DE", first, last, delivered)
    part = non_working_days("DE-BY", first, last, delivered)

    assert date(2026, 5, 1) not in country
    assert date(2026, 6, 16) in country
    assert date(2026, 5, 1) in part
    assert date(2026, 6, 16) not in part
