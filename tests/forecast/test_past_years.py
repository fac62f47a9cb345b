"""Contract years cut out of series: what was known at each origin, and what came after."""

from __future__ import annotations

import numpy as np

from forecast.past_years import MONTHS_BEFORE, past_years, some_of

# Each month's units are its number, so that a window tells where it lies.
COUNTED = [np.arange(1.0, 31.0), np.arange(101.0, 113.0), np.arange(201.0, 206.0)]


def test_what_came_is_what_follows_the_months_known_up_to_the_years_end() -> None:
    years = past_years(COUNTED)

    for newest, months, came in zip(
        years.history.units[:, 0], years.months.astype(int), years.units, strict=True
    ):
        assert came == sum(newest + ahead for ahead in range(1, months + 1))


def test_the_months_known_are_unbroken_and_of_the_year_or_just_before_it() -> None:
    years = past_years(COUNTED)
    over = 12 - years.months.astype(int)
    known = years.history.exposure.sum(axis=1).astype(int)
    start = (years.history.units[:, 0].astype(int) - over) % 100

    for before, start_month in zip(known - over, start, strict=True):
        assert before == start_month or (before in MONTHS_BEFORE and before < start_month)
    for row, count in zip(years.history.units, known, strict=True):
        assert row[:count].tolist() == [row[0] - back for back in range(count)]
        assert not row[count:].any()


def test_every_year_has_three_origins_and_a_series_shorter_than_a_year_has_none() -> None:
    years = past_years(COUNTED, seed=3)
    begun = years.history.units[:, 0] - (12 - years.months)
    of_first = begun[years.series == 0]

    assert np.unique(of_first, return_counts=True)[1].tolist() == [3] * len(np.unique(of_first))
    assert (np.diff(np.unique(of_first)) == 2).all()
    assert len(np.unique(of_first)) in {9, 10}
    assert set(years.series) <= {0, 1}
    assert len(past_years([])) == 0


def test_some_of_them_are_the_same_ones_every_time() -> None:
    years = past_years(COUNTED)
    drawn = [some_of(years, 12).units.tolist() for _ in range(2)]

    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 12
    assert set(drawn[0]) <= set(years.units)
