"""The judge itself, on clocks that one can follow with a pencil: hours, and each reading."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.proof.hours import BusinessHours, seconds_in
from tests.proof.judge import Judge, seconds
from tests.proof.portfolios import seeded_portfolio
from tests.proof.readings import DEFAULT, Readings
from tests.proof.records import (
    Agreement,
    Customer,
    Delivery,
    Event,
    Override,
    Portfolio,
    Ticket,
    known,
)

HOUR = 3_600
AGREEMENT = Agreement("A", "C", date(2026, 1, 1), date(2026, 12, 31), "Etc/UTC", "GB-ENG")
# A Tuesday.
OPENED = datetime(2026, 6, 16, 8, tzinfo=UTC)
TICKET = Ticket("T", "C", "incident", "production", "P2", OPENED, "portal")


AS_OF = OPENED.replace(day=17)


def at(hour: int, day: int = 16) -> datetime:
    return OPENED.replace(day=day, hour=hour)


def status(hour: int, value: str, day: int = 16) -> Event:
    return Event("T", at(hour, day), "status", value)


def judged(
    *events: Event,
    readings: Readings = DEFAULT,
    metric: str = "restoration",
    ticket: Ticket = TICKET,
    overrides: tuple[Override, ...] = (),
    as_of: datetime = AS_OF,
) -> dict[str, Any]:
    rows = ([Customer("C", "C")], [AGREEMENT], overrides, [ticket], events)
    world = known(Portfolio(as_of, [Delivery(one) for one in rows]))
    return next(row for row in Judge(world, readings).all_clocks() if row["metric"] == metric)


def count(agreement: Agreement, start: str, end: str) -> int:
    span = (seconds(datetime.fromisoformat(one)) for one in (start, end))
    return seconds_in(BusinessHours(agreement), *span)


def test_hours_that_a_moved_clock_makes_overlap_count_once() -> None:
    berlin = Agreement(
        "A", "C", AGREEMENT.starts_on, AGREEMENT.ends_on, "Europe/Berlin", "DE-BE",
        opens_at="03:10", closes_at="02:50", working_days="Mon Tue Wed Thu Fri Sat Sun",
    )  # fmt: skip

    # Clocks go forward on 29 March at 01:00 UTC: closes at 03:50, and opens at 03:10.
    assert count(berlin, "2026-03-29T00:00Z", "2026-03-29T12:00Z") == 12 * HOUR


def test_a_date_that_a_zone_leaves_out_has_no_hours() -> None:
    apia = Agreement("A", "C", date(2011, 1, 1), date(2012, 1, 1), "Pacific/Apia", "WS")

    # Thursday 29 December 2011 was followed by Saturday the 31st.
    assert count(apia, "2011-12-29T10:00Z", "2012-01-01T10:00Z") == 9 * HOUR


def test_fixed_hours_stand_for_those_of_every_agreement() -> None:
    row = judged(status(17, "restored"), readings=Readings(business_day="08:00-16:00"))

    assert row["elapsed_seconds"] == 8 * HOUR


def test_a_question_may_rest_the_response_clock_instead_of_stopping_it() -> None:
    asked = (status(9, "awaiting_customer"), status(11, "in_progress"), status(12, "restored"))

    stopped = judged(*asked, metric="response")
    rested = judged(*asked, metric="response", readings=Readings(response_rests=True))
    assert (stopped["stopped_at"].hour, stopped["elapsed_seconds"]) == (9, HOUR)
    assert (rested["stopped_at"].hour, rested["elapsed_seconds"]) == (12, 2 * HOUR)
    assert (rested["paused_seconds"], rested["due_at"].hour) == (2 * HOUR, 12)


def test_a_response_clock_that_rests_short_of_its_target_is_paused() -> None:
    row = judged(
        status(9, "awaiting_customer"), metric="response", readings=Readings(response_rests=True)
    )

    assert (row["outcome"], row["due_at"]) == ("paused", None)


@pytest.mark.parametrize(("rests", "outcome"), [(True, "paused"), (False, "running")])
def test_a_service_request_may_run_while_the_customer_is_asked(rests: bool, outcome: str) -> None:
    request = Ticket("T", "C", "service_request", "production", "P3", OPENED)

    row = judged(
        status(9, "awaiting_customer"), ticket=request, readings=Readings(requests_rest=rests)
    )
    assert row["outcome"] == outcome


def test_the_time_before_a_reopening_may_count() -> None:
    reopened = (status(9, "restored"), status(12, "in_progress"), status(13, "closed"))

    resumed = judged(*reopened)
    elapsed = judged(*reopened, readings=Readings(reopening="elapse"))
    assert (resumed["elapsed_seconds"], elapsed["elapsed_seconds"]) == (2 * HOUR, 5 * HOUR)
    assert resumed["stopped_at"] == elapsed["stopped_at"]


def test_a_p2_incident_that_nobody_called_about_may_be_excluded() -> None:
    row = judged(metric="response", readings=Readings(phone_rule="exclude"))

    assert (row["outcome"], row["excluded_reason"]) == ("excluded", "not_logged_by_phone")


@pytest.mark.parametrize(
    ("reading", "priority", "elapsed", "due"),
    [
        ("at_stop", "P2", 4 * HOUR, datetime(2026, 6, 17, 11)),
        ("at_opening", "P4", 4 * HOUR, datetime(2026, 6, 23, 11)),
        ("restarts", "P2", 3 * HOUR, datetime(2026, 6, 17, 12)),
    ],
)
def test_a_reclassified_ticket_is_judged_in_one_of_three_ways(
    reading: Any, priority: str, elapsed: int, due: datetime
) -> None:
    row = judged(
        Event("T", at(9), "priority", "P2"),
        status(12, "restored"),
        ticket=Ticket("T", "C", "incident", "production", "P4", OPENED),
        readings=Readings(reclassified=reading),
    )

    assert (row["priority"], row["elapsed_seconds"]) == (priority, elapsed)
    assert (row["due_at"], row["started_at"]) == (due, OPENED.replace(tzinfo=None))


def test_only_the_reasons_chosen_exclude() -> None:
    excluded = Event("T", at(9), "exclusion", "customer_caused")

    row = judged(excluded, readings=Readings(exclusions=frozenset({"information_missing"})))
    assert row["outcome"] == "running"


def test_other_targets_stand_for_the_handbook_s_and_not_for_agreed_ones() -> None:
    other = Readings(targets={("restoration", "P2"): (HOUR, "24x7")})
    agreed = Override("A", "restoration", "P2", 2 * HOUR, "business", date(2026, 1, 1))

    assert judged(readings=other)["target_seconds"] == HOUR
    assert judged(readings=other, overrides=(agreed,))["target_seconds"] == 2 * HOUR


@pytest.mark.parametrize(
    ("readings", "sign"),
    [
        (Readings(reopening="elapse"), 1),
        (Readings(requests_rest=False), 1),
        (Readings(reclassified="restarts"), -1),
    ],
)
def test_a_reading_moves_elapsed_time_one_way_only(readings: Readings, sign: int) -> None:
    world = known(seeded_portfolio(3, 600))

    by_default, by_reading = (
        [row["elapsed_seconds"] or 0 for row in Judge(world, one).all_clocks()]
        for one in (DEFAULT, readings)
    )
    moves = [sign * (b - a) for a, b in zip(by_default, by_reading, strict=True)]
    assert min(moves) == 0
    assert max(moves) > 0
