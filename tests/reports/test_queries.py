from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from reports.queries import ask
from reports.snapshot import Snapshot, SnapshotError
from tests.reports import portfolio

JUNE = date(2026, 6, 1)


def of_brightwater(snapshot: Snapshot, question: str) -> pl.DataFrame:
    return ask(snapshot, question, customer_id="brightwater", month=JUNE)


def test_customers_come_by_name_and_say_whether_they_have_verdicts(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "customers").select("customer_id", "has_verdicts").rows()

    assert rows == [
        ("drifting", False),
        ("aldgate", True),
        ("brightwater", True),
        ("calm", False),
    ]


def test_months_run_without_a_gap_from_the_first_verdict_to_as_of(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "months", customer_id="brightwater", as_of_month=date(2026, 7, 1)).rows()

    assert rows == [
        (date(2026, 7, 1), False, False),
        (date(2026, 6, 1), True, True),
        (date(2026, 5, 1), False, True),
        (date(2026, 4, 1), True, True),
    ]


def test_a_customer_without_verdicts_has_the_month_of_as_of(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "months", customer_id="calm", as_of_month=date(2026, 7, 1)).rows()

    assert rows == [(date(2026, 7, 1), False, False)]


def test_attainment_has_a_row_for_each_priority_and_no_share_of_nothing(
    snapshot: Snapshot,
) -> None:
    columns = ["metric", "priority", "met", "decided", "attainment", "excluded", "not_measurable"]
    rows = of_brightwater(snapshot, "attainment").select(columns).rows()

    assert rows == [
        ("response", "P1", 1, 1, 1.0, 0, 0),
        ("response", "P2", 2, 2, 1.0, 0, 0),
        ("response", "P3", 0, 1, 0.0, 0, 0),
        ("response", "P4", 0, 0, None, 0, 0),
        ("restoration", "P1", 0, 1, 0.0, 0, 0),
        ("restoration", "P2", 1, 1, 1.0, 0, 0),
        ("restoration", "P3", 0, 1, 0.0, 1, 0),
        ("restoration", "P4", 0, 0, None, 0, 0),
    ]


def test_totals_are_the_sums_over_the_priorities(snapshot: Snapshot) -> None:
    rows = of_brightwater(snapshot, "totals").rows()

    assert rows == [("response", 3, 1, 4, 0, 0), ("restoration", 1, 2, 3, 1, 0)]


def test_a_target_is_the_one_that_judged_the_month(snapshot: Snapshot) -> None:
    rows = of_brightwater(snapshot, "targets").filter(metric="restoration").rows()

    assert rows == [
        ("restoration", "P1", 28800, "24x7"),
        ("restoration", "P2", 43200, "business"),
        ("restoration", "P3", 172800, "business"),
        ("restoration", "P4", 172800, "business"),
    ]


def test_the_trend_covers_twelve_months_with_gaps_where_nothing_was_decided(
    snapshot: Snapshot,
) -> None:
    trend = of_brightwater(snapshot, "trend")
    months = trend.filter(metric="response", priority="P4")

    assert trend.height == 2 * 4 * 12
    assert months["month"].to_list()[0] == date(2025, 7, 1)
    assert months["month"].to_list()[-1] == JUNE
    assert months.filter(pl.col("decided") > 0).select("month", "met", "attainment").rows() == [
        (date(2026, 4, 1), 1, 1.0)
    ]
    assert months["attainment"].null_count() == 11


def test_misses_come_furthest_past_their_target_first(snapshot: Snapshot) -> None:
    columns = ["ticket_id", "metric", "priority", "late_seconds", "calendar", "stopped_at"]
    rows = of_brightwater(snapshot, "misses").select(columns).rows()

    assert rows == [
        ("B-1", "restoration", "P1", 7980, "24x7", datetime(2026, 6, 9, 22, 13)),
        ("B-4", "response", "P3", 5400, "business", datetime(2026, 6, 9, 17, 30)),
        ("B-5", "restoration", "P3", 40, "business", None),
    ]


def test_a_clock_far_past_its_target_is_drawn_at_the_edge(snapshot: Snapshot) -> None:
    uses = of_brightwater(snapshot, "target_use")
    on_the_edge = of_brightwater(snapshot, "target_use").filter(pl.col("drawn_target_use") > 3)

    assert uses.filter(ticket_id="B-1", metric="restoration")["target_use"].to_list() == [
        36780 / 28800
    ]
    assert on_the_edge.is_empty()


def test_what_does_not_count_is_counted_by_reason(snapshot: Snapshot) -> None:
    assert of_brightwater(snapshot, "left_out").rows() == [
        ("restoration", "third_party_product", 1)
    ]
    assert of_brightwater(snapshot, "left_out_tickets")["ticket_id"].to_list() == ["B-6"]


def test_tickets_without_an_agreement_are_counted_apart(snapshot: Snapshot) -> None:
    assert ask(snapshot, "without_agreement", customer_id="brightwater").rows() == [(1,)]
    assert ask(snapshot, "without_agreement", customer_id="aldgate").rows() == [(0,)]


def test_open_clocks_are_counted_with_the_next_one_due(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "open_clocks", customer_id="brightwater").rows()

    assert rows == [
        ("response", 0, 0, 0, 0, None),
        ("restoration", 1, 1, 1, 0, datetime(2026, 7, 4, 2, 30)),
    ]


def test_a_question_without_its_parameter_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(SnapshotError, match="month"):
        ask(snapshot, "totals", customer_id="brightwater")


def test_the_seeded_customer_has_a_whole_year(snapshot: Snapshot) -> None:
    decided = ask(snapshot, "trend", customer_id="aldgate", month=JUNE)["decided"].sum()

    assert decided == sum(
        clock.outcome in ("met", "breached") and clock.month > date(2025, 6, 30)
        for clock in portfolio.seeded_clocks()
        if clock.month is not None
    )
