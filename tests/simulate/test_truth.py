from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from ingest.contract import ENTITIES
from simulate import Portfolio, portfolio
from tests.simulate.recount import recount


def counted_again(given: Portfolio) -> pl.DataFrame:
    truth = given.truth["sla_clocks"]
    return pl.DataFrame(recount(given), schema=truth.schema)


def test_the_planned_seconds_equal_a_count_from_the_delivered_rows(
    default_portfolio: Portfolio,
) -> None:
    truth = default_portfolio.truth["sla_clocks"]

    again = counted_again(default_portfolio)

    assert truth.filter(~truth.hash_rows().is_in(again.hash_rows().implode())).to_dicts() == []
    assert again.equals(truth)


def test_it_does_so_for_other_seeds_sizes_and_ends() -> None:
    one_month = portfolio(seed=11, customers=16, months=1)
    four_years = portfolio(seed=12, customers=3, months=48, ends_on=one_month.as_of.date())

    assert counted_again(one_month).equals(one_month.truth["sla_clocks"])
    assert counted_again(four_years).equals(four_years.truth["sla_clocks"])


def test_the_latest_recorded_instant_is_the_end_of_the_portfolio(
    default_portfolio: Portfolio,
) -> None:
    latest = [
        default_portfolio.frames[entity.name][column.name].max()
        for entity in ENTITIES
        for column in entity.content
        if column.kind == "instant" and not column.planned
    ]

    assert max(instant for instant in latest if instant) == default_portfolio.as_of
    assert default_portfolio.as_of == datetime(2026, 6, 30, 14, 30, tzinfo=UTC)


def test_verdicts_follow_from_their_seconds(default_portfolio: Portfolio) -> None:
    clocks = default_portfolio.truth["sla_clocks"]
    late = pl.col("elapsed_seconds") > pl.col("target_seconds")

    for outcome, holds in {
        "met": ~late & pl.col("stopped_at").is_not_null() & pl.col("due_at").is_not_null(),
        "breached": late & pl.col("due_at").is_not_null() & pl.col("month").is_not_null(),
        "running": ~late & pl.col("stopped_at").is_null() & pl.col("month").is_null(),
        "paused": ~late & pl.col("due_at").is_null() & pl.col("month").is_null(),
        "excluded": pl.col("excluded_reason").is_not_null() & pl.col("due_at").is_null(),
    }.items():
        assert clocks.filter(pl.col("outcome") == outcome).filter(~holds).is_empty()


def test_a_stopped_clock_is_due_after_its_stop_only_where_it_was_met(
    default_portfolio: Portfolio,
) -> None:
    decided = default_portfolio.truth["sla_clocks"].filter(pl.col("stopped_at").is_not_null())

    breached = decided.filter(pl.col("outcome") == "breached")
    assert breached.filter(pl.col("due_at") >= pl.col("stopped_at")).is_empty()
    met = decided.filter(pl.col("outcome") == "met", pl.col("remaining_seconds") > 0)
    assert met.filter(pl.col("due_at") <= pl.col("stopped_at")).is_empty()


def test_every_ticket_that_is_not_a_problem_has_two_clocks(
    default_portfolio: Portfolio,
) -> None:
    tickets = default_portfolio.frames["tickets"].filter(pl.col("kind") != "problem")

    counts = default_portfolio.truth["sla_clocks"].group_by("ticket_id").len()
    assert counts.sort("ticket_id").equals(
        tickets.select("ticket_id", len=pl.lit(2, dtype=pl.get_index_type())).sort("ticket_id")
    )
