"""The documented figures are those saved, and what the benchmarks compare is equal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench import report, steps, totals
from bench.place import Place
from pipeline.build import latest_instant, prepare
from pipeline.policy import Policy
from simulate.bulk import write_bulk

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A portfolio taken in, with its calendars and what totals are counted from."""
    place = Place(tmp_path_factory.mktemp("bench"))
    write_bulk(place.delivery, tickets=20_000, customers=300)
    steps.ingest_parquet(place)
    with place.workspace.writing() as connection:
        prepare(connection, Policy(), as_of=latest_instant(connection))
    totals.tables(place)
    return place


def test_the_page_of_figures_is_made_from_the_saved_results() -> None:
    every = report.saved()

    assert every
    assert [one["failed"] for one in every] == [[]] * len(every)
    dashboards = report.saved(report.RESULTS / "dashboard")
    assert report.PAGE.read_text(encoding="utf-8") == report.page(every, dashboards)


def test_the_questions_measured_are_those_that_the_page_asks() -> None:
    shown = ("attainment.py", "filters.py")
    pages = [(ROOT / "reports/pages" / name).read_text(encoding="utf-8") for name in shown]
    asked = {name for text in pages for name in re.findall(r'answer\(\s*\w+, "(\w+)"', text)}
    indirectly = {name for text in pages for name in re.findall(r'ask\(\s*\w+, "(\w+)"', text)}

    assert "attainment" in asked
    # Asked on pages of all customers alone.
    assert (asked | indirectly) - {"all_months"} <= set(steps.PAGE)


def test_all_ways_of_counting_agree_where_no_holiday_or_clock_change_is_near(place: Place) -> None:
    counted = [way(place) for way in (totals.lookups, totals.all_weeks, totals.running_weeks)]

    compared = totals.agreement(place)
    assert counted[0]["rows"] > 19_900
    assert compared["different"] == 0
    assert compared["compared"] > 100


def test_ways_that_count_differently_are_told(place: Place) -> None:
    with totals.session(place.totals, place) as connection:
        connection.execute("update telescoped set elapsed_seconds = elapsed_seconds + 1")

    with pytest.raises(SystemExit, match="counted differently"):
        totals.agreement(place)
