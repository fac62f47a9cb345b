from __future__ import annotations

import pytest

from bench.recurrence import DAYS_A_QUARTER, chance_of_alarm


@pytest.mark.parametrize("days", DAYS_A_QUARTER)
def test_a_category_that_keeps_its_pace_is_told_less_than_once_in_a_thousand(days: float) -> None:
    assert chance_of_alarm(days) < 0.001


def test_one_that_comes_three_times_as_often_is_mostly_told() -> None:
    assert chance_of_alarm(8, times=3) == pytest.approx(0.767, abs=0.001)
    assert chance_of_alarm(2, times=3) == pytest.approx(0.105, abs=0.001)
