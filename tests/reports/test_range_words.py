"""What could not be measured, in words: a range stands where a claim would say too much."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from reports import portfolio_words, range_words, readable, review_words, wording

MAY = date(2026, 5, 1)
SHARE: dict[str, Any] = {
    "metric": "restoration",
    "met": 34,
    "decided": 34,
    "not_measurable": 3,
    "share_least": 34 / 37,
    "share_most": 1.0,
    "not_measurable_before": 0,
    "months_before": 12,
    "share_before_least": 0.9,
    "share_before_most": 0.9,
    "standing": "alike",
}
UP: dict[str, Any] = {
    "availability": 0.998,
    "target": 0.999,
    "is_met": False,
    "rests_on_bounds": True,
    "outages": 1,
    "downtime_seconds": 5400,
    "excluded_downtime_seconds": 0,
}


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((34, 34, 3), "34 to 37 of 37"),
        ((0, 0, 3), "0 to 3 of 3"),
        ((12, 13, 0), "12 of 13"),
        ((0, 0, 0), "nothing decided"),
        ((1200, 1300, 1000), "1,200 to 2,200 of 2,300"),
    ],
)
def test_a_count_with_what_was_not_measured_is_a_range(
    counts: tuple[int, int, int], words: str
) -> None:
    assert wording.n_of_n(*counts) == words


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (34 / 37, 1.0, "91.9 to 100 %"),
        (0.0, 1.0, "0 to 100 %"),
        (0.923, 0.923, "92.3 %"),
        (0.99991, 0.99992, "99.9 %"),
        (None, None, "—"),
    ],
)
def test_a_share_with_two_ends_is_a_range(
    least: float | None, most: float | None, words: str
) -> None:
    assert wording.share_range(least, most) == words


@pytest.mark.parametrize(
    ("most", "least", "words"),
    [
        (3600, 3600, "1 h"),
        (3600, None, "at most 1 h"),
        (27_900, 0, "0 s to 7 h 45 min"),
        (None, None, "—"),
    ],
)
def test_a_time_says_how_far_it_is_known(most: int | None, least: int | None, words: str) -> None:
    assert wording.time_taken(most, least) == words


def test_lateness_is_a_range_where_the_day_alone_is_known() -> None:
    assert wording.lateness(32_400, "24x7", 3600) == "1 h to 9 h late, 24x7"
    assert wording.lateness(32_400, "24x7", 32_400) == "9 h late, 24x7"
    assert wording.may_be_late(1_353_600, "24x7") == "376 h late at most, 24x7, or in time"


def share(**more: object) -> str:
    return review_words.share_sentence(SHARE | more, MAY, is_over=True)


def test_a_share_of_which_some_was_not_measured_is_said_from_least_to_most() -> None:
    assert share() == (
        "Between 34 and 37 of 37 tickets were restored in time (91.9 to 100 %); it was 90.0 % "
        "over the twelve months before, no more of a difference than chance explains. "
        "3 could not be measured."
    )
    assert share(standing="better", share_before_least=0.2, share_before_most=0.3) == (
        "Between 34 and 37 of 37 tickets were restored in time (91.9 to 100 %), better than the "
        "20.0 to 30.0 % of the twelve months before by more than chance explains. "
        "3 could not be measured."
    )
    assert share(standing=None) == (
        "Between 34 and 37 of 37 tickets were restored in time (91.9 to 100 %); there is no "
        "earlier month to compare with. 3 could not be measured."
    )


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({}, "the twelve months before: 3 could not be measured."),
        ({"not_measurable_before": 5}, "3 could not be measured, and 5 of the earlier ones."),
        ({"months_before": 1}, "the one earlier month: 3 could not be measured."),
    ],
)
def test_no_comparison_is_claimed_where_what_was_not_measured_decides(
    more: dict[str, int], why: str
) -> None:
    said = share(standing="not known", **more)

    assert said.startswith("Between 34 and 37 of 37 tickets were restored in time (91.9 to 100 %). "
                           "This cannot be compared with the ")  # fmt: skip
    assert why in said
    assert "chance" not in said


def test_a_month_that_was_measured_may_not_be_compared_with_one_that_was_not() -> None:
    measured = {"met": 1, "decided": 1, "not_measurable": 0, "share_least": 1.0}

    said = share(standing="not known", months_before=1, not_measurable_before=3, **measured)

    assert said == (
        "The one ticket to be restored was restored in time. This cannot be compared with the one "
        "earlier month: 3 of the earlier ones could not be measured."
    )


def test_the_one_ticket_that_was_not_measured_is_neither_met_nor_missed() -> None:
    assert share(met=0, decided=0, not_measurable=1, standing=None).startswith(
        "Whether the one ticket to be restored was restored in time could not be measured; there"
    )


def urgent(*ends: tuple[str | None, str]) -> str:
    rows = [{"priority": "P1", "response": one, "restoration": other} for one, other in ends]
    return review_words.urgent_sentence(rows, None).removesuffix("; production was not live.")


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (
            [("breached", "not_measurable"), ("met", "not_measurable"),
             ("breached", "not_measurable")],
            "There were 3 critical incidents: 2 missed a target and 1 could not be measured",
        ),
        (
            [("met", "met"), ("met", "not_measurable"), ("met", "running"), (None, "excluded")],
            "There were 4 critical incidents: 1 could not be measured, 1 met the targets, "
            "1 is still open and 1 is not counted",
        ),
        ([("met", "not_measurable")], "There was 1 critical incident, which could not be measured"),
        ([("breached", "not_measurable")], "There was 1 critical incident, which missed a target"),
        ([("met", "met"), ("met", "met")],
         "There were 2 critical incidents, none of which missed a target"),
    ],
)  # fmt: skip
def test_urgent_incidents_are_missed_kept_or_not_measured(
    ends: list[tuple[str | None, str]], words: str
) -> None:
    assert urgent(*ends) == words


def test_availability_that_rests_on_bounds_is_at_least_and_says_why() -> None:
    assert review_words.urgent_sentence([], UP) == (
        "No critical or high-priority incident was due; production was up for at least 99.8 % of "
        "the time; whether that keeps the target of 99.9 % is not known (the export does not show "
        "when tickets waited or changed, so downtime is at most what is shown)."
    )
    assert review_words.downtime_sentences(UP) == [
        "1 outage, at most 1 h 30 min down in all.",
        "The export does not show when tickets waited or changed, so downtime is at most what is "
        "shown.",
    ]
    kept = UP | {"is_met": True, "target": 0.99}
    assert "at least 99.8 % of the time, which keeps the target of 99 % (the export" in (
        review_words.urgent_sentence([], kept)
    )
    exact = UP | {"rests_on_bounds": False}
    assert "up for 99.8 % of the time, which misses the target of 99.9 %." in (
        review_words.urgent_sentence([], exact)
    )


def test_that_nothing_is_left_out_is_said_where_everything_was_measured_alone() -> None:
    standing = {"undecided": 0, "not_measurable": 0, "excluded": 0}

    def said(**more: int) -> str:
        return review_words.standing_sentence(standing | more, is_over=True).split(". ", 1)[-1]

    assert "Every clock of the month could be measured, and counts." in said()
    assert said(not_measurable=3, excluded=1).endswith(
        "3 targets could not be measured, so shares are ranges. Left out of the shares: 1 clock "
        "not owed."
    )
    assert "Every" not in said(not_measurable=1)


def test_no_miss_is_claimed_where_something_was_not_measured() -> None:
    assert range_words.no_miss(0, MAY) == "No clock missed its target in May 2026."
    assert range_words.no_miss(1, MAY) == (
        "No missed target is known of in May 2026; 1 target could not be measured."
    )
    assert range_words.all_count(0, MAY) == "Every clock of May 2026 counts."
    assert "Every" not in range_words.all_count(2, MAY)
    assert range_words.missed_caption(2, 3) == (
        "2 missed clocks, furthest past the target first; 3 more could not be measured"
    )


def test_what_an_export_hides_is_named() -> None:
    def row(ticket_id: str, metric: str, least: int | None = None) -> dict[str, Any]:
        return {"ticket_id": ticket_id, "metric": metric, "least_elapsed_seconds": least}

    said = range_words.not_measured_sentences(
        [row("A", "restoration"), row("B", "restoration"), row("C", "restoration", 7)]
    )
    assert said == [
        "2 targets could not be measured: the export does not show when these tickets waited.",
        "1 target could not be measured: of an instant of this ticket only the day is known.",
        "Each was met or missed, so the shares of the month are ranges.",
    ]
    assert range_words.not_measured_sentences([row("A", "response")]) == [
        "1 target could not be measured: the export does not show when this ticket was answered.",
        "It was met or missed, so the shares of the month are ranges.",
    ]
    assert (
        "when this ticket was answered or waited"
        in (range_words.not_measured_sentences([row("A", "response"), row("A", "restoration")])[0])
    )


def test_a_table_of_shares_has_ranges_as_text() -> None:
    rows = pl.DataFrame(
        {
            "metric": ["restoration"],
            "priority": ["P1"],
            "met": [34],
            "breached": [0],
            "decided": [34],
            "attainment_least": [34 / 37],
            "attainment_most": [1.0],
            "attainment_low": [0.787],
            "attainment_high": [1.0],
            "excluded": [0],
            "not_measurable": [3],
        }
    )

    (line,) = readable.attainment_rows(rows, {"restoration": {"P1": "8 h, 24x7"}}).to_dicts()

    assert line == {
        "Clock": "restoration",
        "Priority": "P1 critical",
        "Target": "8 h, 24x7",
        "Met": "34 to 37 of 37",
        "Share met": "91.9 to 100 %",
        "95 % interval": "78.7 to 100.0 %",
        "Missed": "0 to 3",
        "Excluded": "0",
        "Not measurable": "3",
    }


TOTALS: dict[str, Any] = {
    "metric": "response",
    "met": 90,
    "decided": 95,
    "not_measurable": 5,
    "attainment_least": 0.9,
    "attainment_most": 0.95,
    "not_measurable_before": 0,
}


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (0.02, 0.07, ", 2.0 to 7.0 points more than in the month before."),
        (-0.12, -0.07, ", 7.0 to 12.0 points less than in the month before."),
        (-0.01, 0.04, "; it cannot be compared with the month before: 5 could not be measured."),
        (None, None, "; nothing was decided in the month before."),
    ],
)
def test_the_month_before_is_compared_where_the_whole_range_says_the_same(
    least: float | None, most: float | None, words: str
) -> None:
    row = TOTALS | {"change_least": least, "change_most": most}

    assert portfolio_words.metric_sentence(row, MAY) == (
        f"Response: 90 to 95 of 100 clocks met (90.0 to 95.0 %){words}"
    )


def harmed(*customers: tuple[int, int]) -> str:
    rows = pl.DataFrame(
        [
            {
                "name": f"C{number}",
                "missed": missed,
                "missed_p1": missed,
                "missed_p2": 0,
                "not_measurable": unmeasured,
                "not_measurable_p1": unmeasured,
                "not_measurable_p2": 0,
            }
            for number, (missed, unmeasured) in enumerate(customers, start=1)
        ]
    )
    return portfolio_words.harm_sentence(rows, sum(missed for missed, _ in customers), MAY)


def test_who_may_have_been_harmed_is_not_counted_as_harmed() -> None:
    assert harmed((2, 0), (0, 3)) == (
        "2 clocks missed, of 1 customer; most harm: C1 (2 P1, 0 P2). 3 clocks of 1 customer could "
        "not be measured."
    )
    assert harmed((2, 1)) == (
        "2 clocks missed, of 1 customer; most harm: C1 (2 to 3 P1, 0 P2). 1 clock of 1 customer "
        "could not be measured."
    )
    assert harmed((0, 3)) == (
        "No missed clock is known of in May 2026. 3 clocks of 1 customer could not be measured."
    )
