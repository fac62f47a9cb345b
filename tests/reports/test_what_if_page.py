from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from reports import what_if, what_if_page
from reports.what_if import Change, WhatIf

COUNTS = {
    "met_before": 2,
    "decided_before": 3,
    "not_measurable_before": 0,
    "attainment_least_before": 2 / 3,
    "attainment_most_before": 2 / 3,
    "met_after": 0,
    "decided_after": 0,
    "not_measurable_after": 0,
    "attainment_least_after": None,
    "attainment_most_after": None,
}
RANGE = {
    "met_after": 2,
    "decided_after": 2,
    "not_measurable_after": 1,
    "attainment_least_after": 2 / 3,
    "attainment_most_after": 1.0,
}
FLIP = {
    "ticket_id": "T1",
    "customer_id": "C1",
    "customer_name": "<b>Ada</b> & Sons",
    "metric": "response",
    "priority_before": "P2",
    "priority_after": "P1",
    "outcome_before": "met",
    "outcome_after": "excluded",
    "excluded_reason_before": None,
    "excluded_reason_after": "not_logged_by_phone",
    "elapsed_seconds_before": 7_200,
    "elapsed_seconds_after": 7_201,
    "least_elapsed_seconds_before": 7_200,
    "least_elapsed_seconds_after": 7_201,
    "target_seconds_before": 7_200,
    "calendar_before": "business",
    "target_seconds_after": 3_600,
    "calendar_after": "24x7",
}


@pytest.fixture
def found() -> WhatIf:
    return WhatIf(
        changes=(Change("phone_rule", "flag", "exclude"),),
        as_of=datetime(2026, 6, 30, 14, 30, tzinfo=UTC),
        baseline="the published snapshot S",
        notes=("A note.",),
        clocks=1_000,
        different=2,
        flipped=1,
        totals=pl.DataFrame([{"metric": "response", **COUNTS}]),
        attainment=pl.DataFrame(
            [{"customer_id": "C1", "customer_name": None, "metric": "response", **COUNTS}]
        ),
        flip_counts=pl.DataFrame(
            [
                {
                    "metric": "response",
                    "outcome_before": "met",
                    "outcome_after": None,
                    "clocks": 1,
                }
            ]
        ),
        flips=pl.DataFrame([FLIP], infer_schema_length=None),
    )


def test_a_flip_is_told_before_and_after_and_what_stays_once(found: WhatIf) -> None:
    assert what_if.flip_rows(found).rows() == [
        (
            *("T1", "<b>Ada</b> & Sons", "response", "P2 → P1"),
            *("met → excluded (not logged by phone)", "2:00:00 → 2:00:01"),
            "2 business hours → 1 h, 24x7",
        )
    ]


def test_attainment_ends_with_all_customers_and_nothing_decided_is_no_figure(
    found: WhatIf,
) -> None:
    assert what_if.attainment_rows(found).rows() == [
        ("C1", "response", "2 of 3 (66.7 %)", "nothing decided"),
        ("All customers", "response", "2 of 3 (66.7 %)", "nothing decided"),
    ]


def test_what_could_not_be_measured_is_a_range_before_or_after(found: WhatIf) -> None:
    totals = pl.DataFrame([{"metric": "response", **COUNTS, **RANGE}])
    hidden = {"outcome_after": "not_measurable", "excluded_reason_after": None,
              "least_elapsed_seconds_after": None}  # fmt: skip
    flips = pl.DataFrame([FLIP | hidden], infer_schema_length=None)
    ranged = WhatIf(**{**vars(found), "totals": totals, "flips": flips})

    (flip,) = what_if.flip_rows(ranged).to_dicts()

    assert what_if.attainment_rows(ranged).rows()[-1] == (
        "All customers", "response", "2 of 3 (66.7 %)", "2 to 3 of 3 (66.7 to 100 %)",
    )  # fmt: skip
    assert flip["Outcome"] == "met → not measurable"
    assert flip["Elapsed"] == "2:00:00 → at most 2:00:01"


def test_a_clock_that_only_one_side_has_is_none_on_the_other(found: WhatIf) -> None:
    assert what_if.flip_count_rows(found).rows() == [("response", "met → no clock", "1")]


def test_the_page_needs_nothing_beside_it_and_holds_names_as_text(found: WhatIf) -> None:
    page = what_if_page.page(found)

    assert "&lt;b&gt;Ada&lt;/b&gt; &amp; Sons" in page
    assert "<b>" not in page
    assert not [word for word in ("http", "src=", "href=", "<script", "@import") if word in page]
    assert "Of 1,000 clocks, 2 would be judged otherwise, and 1 would change their outcome." in page
    assert "A note." in page


def test_a_page_without_flips_says_none(found: WhatIf) -> None:
    empty = {**vars(found), "flips": found.flips.clear(), "flip_counts": found.flip_counts.clear()}

    page = what_if_page.page(WhatIf(**empty))

    assert "<p>None.</p>" in page
