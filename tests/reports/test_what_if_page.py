from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from reports import what_if, what_if_page
from reports.what_if import Change, WhatIf

COUNTS = {
    "met_before": 2,
    "decided_before": 3,
    "attainment_before": 2 / 3,
    "met_after": 0,
    "decided_after": 0,
    "attainment_after": None,
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
