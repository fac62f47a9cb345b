"""The models against the judge, on stories that Hypothesis makes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from pipeline.policy import Policy
from tests.proof.built import DEFAULTS, build, built_clocks
from tests.proof.comparison import compare, told
from tests.proof.portfolios import portfolio, seeded_portfolio
from tests.proof.readings import DEFAULT, Readings
from tests.proof.records import Event, Portfolio
from tests.proof.shrinking import shrunk
from tests.proof.strategies import generated
from tests.proof.terms import FRAMES, Frame

SEED = 20261106
STORIES = 70

Build = Callable[..., Path]


@pytest.fixture
def built(tmp_path: Path, artefacts: Path) -> Build:
    """Builds one portfolio after the other."""
    made: list[Portfolio] = []

    def build_next(one: Portfolio, *, with_tests: bool = False, policy: Policy = DEFAULTS) -> Path:
        made.append(one)
        folder = tmp_path / str(len(made))
        return build(one, folder, artefacts=artefacts, with_tests=with_tests, policy=policy)

    return build_next


def said(
    one: Portfolio,
    built: Build,
    *,
    with_tests: bool = False,
    policy: Policy = DEFAULTS,
    readings: Readings = DEFAULT,
) -> str:
    """What differs, the first ticket of it made as small as can be; empty where nothing does."""
    warehouse = built(one, with_tests=with_tests, policy=policy)
    comparison = compare(one, built_clocks(warehouse), readings)
    if not comparison.differences:
        return ""

    def differing(other: Portfolio) -> Collection[str]:
        found = compare(other, built_clocks(built(other, policy=policy)), readings).differences
        return {difference.clock[0] for difference in found}

    smallest = shrunk(comparison.differences[0].clock[0], one, differing)
    left = compare(smallest, built_clocks(built(smallest, policy=policy)), readings).differences
    count = f"{len(comparison.differences)} of {comparison.clocks} clocks differ."
    return "\n".join([count, *(told(difference, smallest) for difference in left)])


@pytest.mark.slow
@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: f"as of {frame.as_of:%Y-%m-%d}")
def test_every_column_of_every_clock_is_what_a_walk_through_its_days_finds(
    frame: Frame, built: Build
) -> None:
    made = portfolio(frame, generated(frame, count=STORIES, seed_number=SEED))

    differing = said(made, built, with_tests=frame is FRAMES[0])
    assert not differing, differing


# Each reading that bears on clocks, off its default: the policy and how the judge says the same.
OTHERWISE = {
    "rests and elapses": (
        Policy(business_day="08:00-16:00", response_rests="yes", reopening="elapse"),
        Readings(business_day="08:00-16:00", response_rests=True, reopening="elapse"),
    ),
    "restarts and excludes": (
        Policy(requests_rest="no", reclassified="restarts", phone_rule="exclude"),
        Readings(requests_rest=False, reclassified="restarts", phone_rule="exclude"),
    ),
    "restarts while it elapses and rests": (
        Policy(response_rests="yes", reopening="elapse", reclassified="restarts"),
        Readings(response_rests=True, reopening="elapse", reclassified="restarts"),
    ),
    "as first recorded": (
        Policy(reclassified="at_opening", exclusions=("customer_caused",)),
        Readings(reclassified="at_opening", exclusions=frozenset({"customer_caused"})),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERWISE)
def test_under_other_readings_too_every_column_is_what_the_judge_finds(
    name: str, built: Build
) -> None:
    policy, readings = OTHERWISE[name]
    made = seeded_portfolio(SEED, 250)

    assert said(made, built, with_tests=True, policy=policy, readings=readings) == ""


def test_the_made_up_tickets_reach_every_outcome() -> None:
    made = seeded_portfolio(SEED, 1_000)

    counts = compare(made, {}).outcomes
    assert min(counts.values()) >= 10
    assert list(counts) == ["breached", "excluded", "met", "not_measurable", "paused", "running"]


def test_a_seed_gives_the_same_portfolio_again() -> None:
    first, again = (generated(FRAMES[0], count=5, seed_number=SEED) for _ in range(2))

    assert first == again
    assert seeded_portfolio(7, 50) == seeded_portfolio(7, 50)


def test_a_ticket_that_differs_is_told_by_the_rows_that_make_it_differ() -> None:
    made = seeded_portfolio(SEED, 40)

    def events(of: Portfolio) -> list[Event]:
        return [row for one in of.deliveries for row in one.rows if isinstance(row, Event)]

    def differing(other: Portfolio) -> set[str]:
        return {row.ticket_id for row in events(other) if row.value == "closed"}

    smallest = shrunk(min(differing(made)), made, differing)
    assert [row.value for row in events(smallest)] == ["closed"]
    assert smallest.deliveries[2].rows == []
