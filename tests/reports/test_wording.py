from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from reports import local_time, wording


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (7980, "2 h 13 min"),
        (3660, "1 h 01 min"),
        (172800, "48 h"),
        (4_000_000, "1,111 h 06 min"),
    ],
)
def test_a_duration_reads_in_hours_and_minutes(seconds: int, words: str) -> None:
    assert wording.duration(seconds) == words


def test_the_latest_instant_is_said_to_be_none_of_the_future_where_some_were_left_aside() -> None:
    said = [wording.latest_instant_words(has_slips=has_slips) for has_slips in (False, True)]

    assert said[0] == "the latest instant in the data"
    assert said[1] == "the latest instant in the data that is not in the future"


def test_lateness_names_the_calendar_it_is_counted_on() -> None:
    assert wording.lateness(7980, "24x7") == "2 h 13 min late, 24x7"
    assert wording.lateness(40, "business") == "40 s late, business hours"


def test_targets_read_as_the_handbook_words_them() -> None:
    assert wording.target(3600, "24x7") == "1 h, 24x7"
    assert wording.target(3600, "business") == "1 business hour"
    assert wording.target(43200, "business") == "12 business hours"
    assert wording.target(5400, "business") == "1 h 30 min of business hours"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "—"),
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.9999, "99.9 %"),
        (0.0001, "0.1 %"),
        (12 / 13, "92.3 %"),
    ],
)
def test_rounding_makes_no_share_whole(value: float | None, words: str) -> None:
    assert wording.share(value) == words


def test_a_clock_past_its_target_never_reads_as_on_it() -> None:
    assert wording.share_of_target(1.0) == "100 %"
    assert wording.share_of_target(1.0002) == "over 100 %"
    assert wording.share_of_target(2.23) == "223 %"


def test_nothing_decided_is_words_and_not_0_of_0() -> None:
    assert wording.n_of_n(0, 0) == "nothing decided"
    assert wording.n_of_n(1200, 1203) == "1,200 of 1,203"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ("Mon Tue Wed Thu Fri", "Mon to Fri"),
        ("Sun Mon Tue Wed Thu", "Sun to Thu"),
        ("Mon Tue Wed Thu Fri Sat Sun", "Mon to Sun"),
        ("Mon Wed Fri", "Mon, Wed, Fri"),
        ("Sat Sun", "Sat, Sun"),
    ],
)
def test_working_days_in_a_row_read_as_a_span(days: str, words: str) -> None:
    assert wording.working_days(days) == words


def test_a_window_over_midnight_says_so() -> None:
    assert wording.opening_hours("08:00", "17:00") == "08:00 to 17:00"
    assert wording.opening_hours("22:00", "06:00") == "22:00 to 06:00 of the next day"
    assert wording.opening_hours("08:00", "08:00") == "24 hours from 08:00"


def test_a_local_month_begins_before_the_one_in_utc_where_the_zone_is_ahead() -> None:
    instant = datetime(2026, 6, 30, 22, 30)

    assert local_time.local_month(instant, "Europe/Berlin") == date(2026, 7, 1)
    assert local_time.local_month(instant, "America/New_York") == date(2026, 6, 1)


def test_a_zone_without_letters_is_named_by_its_offset() -> None:
    instant = datetime(2026, 6, 30, 12, 0)

    assert local_time.zoned_text(instant, "Europe/London") == "30 Jun 2026, 13:00 BST"
    assert local_time.zoned_text(instant, "Asia/Riyadh") == "30 Jun 2026, 15:00 UTC+03"


def test_both_hours_of_a_clock_change_keep_their_offset() -> None:
    instants = pl.Series("at", [datetime(2026, 10, 25, 0, 30), datetime(2026, 10, 25, 1, 30), None])

    assert local_time.offset_texts(instants, "Europe/Berlin").to_list() == [
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:30:00+01:00",
        None,
    ]
    assert local_time.instant_texts(instants, "Europe/Berlin").to_list() == [
        "25 Oct 2026, 02:30",
        "25 Oct 2026, 02:30",
        "—",
    ]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("nobody", "`nobody`"),
        ("`![x](//spy.invalid)`", "`'![x](//spy.invalid)'`"),
        ("a\x00b\r\nc\u202e", "`a b  c`"),
        ("x" * 10_000, f"`{'x' * 80}`"),
        ("", "` `"),
    ],
)
def test_what_an_address_asks_for_is_quoted_as_code(asked: str, told: str) -> None:
    assert wording.quoted(asked) == told
