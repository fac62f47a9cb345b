from __future__ import annotations

from datetime import datetime, timedelta

from reports.time_strip import Piece, legend, time_strip

MONDAY = datetime(2026, 6, 15)


def pieces(*spans: tuple[str, float]) -> list[Piece]:
    """Pieces one after another from Monday's midnight; each lasts so many hours."""
    made, at = [], MONDAY
    for state, hours in spans:
        until = at + timedelta(hours=hours)
        made.append(Piece(at, until, state))
        at = until
    return made


def test_each_mark_stands_for_an_equal_part_of_the_time() -> None:
    day = pieces(("out_of_hours", 8), ("running", 4), ("resting", 5), ("out_of_hours", 7))

    assert time_strip(day, width=24) == "........####~~~~~......."


def test_a_part_shows_what_fills_most_of_it() -> None:
    assert time_strip(pieces(("running", 5), ("stopped", 3)), width=2) == "#-"
    assert time_strip(pieces(("running", 3), ("resting", 5), ("stopped", 8)), width=2) == "~-"


def test_business_hours_are_seen_over_closed_ones_from_a_fifth_on() -> None:
    week = pieces(*[("running", 9), ("out_of_hours", 15)] * 5, ("out_of_hours", 48))

    assert time_strip(week * 1, width=1) == "#"
    assert time_strip(pieces(("running", 1), ("out_of_hours", 9)), width=1) == "."


def test_a_holiday_has_a_mark_of_its_own() -> None:
    days = pieces(("out_of_hours", 24), ("holiday", 24), ("running", 24))

    assert time_strip(days, width=6) == "..**##"
    assert legend(days) == "# running, . out of hours, * holiday"


def test_a_clock_without_length_is_one_mark() -> None:
    assert time_strip(pieces(("out_of_hours", 0)), width=40) == "."
    assert time_strip([], width=40) == ""
