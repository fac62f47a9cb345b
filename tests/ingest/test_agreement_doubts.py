"""Odd terms of agreements: each said in one sentence, with the first and the way out."""

from __future__ import annotations

import duckdb
import pytest

from ingest.doubts import doubts
from tests.ingest.conftest import Deliver

CUSTOMERS = "customer_id,name\nC1,Ada\nC2,Brook\n"
TERMS = {
    "agreement_id": "A1",
    "customer_id": "C1",
    "starts_on": "2026-01-01",
    "ends_on": "2026-12-31",
    "terminated_on": "",
    "time_zone": "UTC",
    "support_region": "DE",
    "opens_at": "",
    "closes_at": "",
    "standard_quota": "10",
    "nonstandard_quota": "",
    "availability_target_pct": "",
}
TARGETS = "agreement_id,metric,priority,target_seconds,calendar,valid_from\n"
TOP_UPS = "top_up_id,customer_id,kind,units,purchased_on\n"
SWAPPED = "are opens_at and closes_at swapped?"
NO_SUMMER = "which has no summer time: write"


def agreements(*rows: dict[str, str]) -> str:
    cells = [",".join((TERMS | row).values()) for row in rows]
    return "\n".join([",".join(TERMS), *cells, ""])


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"opens_at": "08:00", "closes_at": "22:00"}, None),
        ({"opens_at": "00:00", "closes_at": "24:00"}, None),
        ({"opens_at": "00:00", "closes_at": "00:00"}, None),
        (
            {"opens_at": "17:00", "closes_at": "08:00"},
            f"has business hours from 17:00 to 08:00 of the next day, 15 hours: {SWAPPED}",
        ),
        (
            {"opens_at": "18:00"},
            f"has business hours from 18:00 to 17:00 of the next day, 23 hours: {SWAPPED}",
        ),
        (
            {"opens_at": "08:00", "closes_at": "22:30"},
            "has business hours from 08:00 to 22:30, 14.5 hours: are opens_at and closes_at right?",
        ),
        ({"time_zone": "Etc/UTC"}, None),
        (
            {"time_zone": "EST"},
            f"is in the time zone EST, {NO_SUMMER} America/New_York, if the customer has it.",
        ),
        (
            {"time_zone": "Etc/GMT-1"},
            f"is in the time zone Etc/GMT-1, {NO_SUMMER} the zone of its place, such as "
            "Europe/Berlin, if the customer has it.",
        ),
        (
            {"ends_on": "2025-12-31"},
            "ends before it begins, so it is never in force: starts_on is 2026-01-01, ends_on "
            "2025-12-31. Are the two swapped?",
        ),
        ({"ends_on": "2026-01-01"}, None),
        (
            {"ends_on": "2025-12-31", "terminated_on": "2025-11-30"},
            "ends before it begins, so it is never in force: starts_on is 2026-01-01, ends_on "
            "2025-12-31. Are the two swapped?",
        ),
        (
            {"opens_at": "08:00", "closes_at": "08:00"},
            "has business hours from 08:00 to 08:00, which is the whole day and night: are "
            "opens_at and closes_at right?",
        ),
        (
            {"terminated_on": "2025-12-31"},
            "ends before it begins, so it is never in force: terminated_on is 2025-12-31, "
            "starts_on 2026-01-01. Correct the date that is wrong.",
        ),
        ({"terminated_on": "2026-01-01"}, None),
        ({"terminated_on": "2026-12-31"}, None),
        (
            {"terminated_on": "2027-01-01"},
            "is terminated on 2027-01-01, but ends before, on 2026-12-31, which holds: "
            "terminated_on is for one that ends earlier. Correct the date that is wrong, or leave "
            "terminated_on empty.",
        ),
        ({"availability_target_pct": "50"}, None),
        (
            {"availability_target_pct": "0.995"},
            "promises an availability of 0.995 % only. The column availability_target_pct holds "
            "per cent: write 99.5 for 99.5 %.",
        ),
    ],
)
def test_odd_terms_of_an_agreement_are_said(
    deliver: Deliver,
    warehouse: duckdb.DuckDBPyConnection,
    terms: dict[str, str],
    said: str | None,
) -> None:
    deliver("customers.csv", CUSTOMERS)
    deliver("agreements.csv", agreements(terms))

    assert doubts(warehouse) == ((f"Agreement A1 {said}",) if said else ())


def test_further_agreements_of_the_same_kind_are_named(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", CUSTOMERS)
    rows = [{"agreement_id": f"A{n}", "time_zone": "EST"} for n in range(1, 9)]
    deliver("agreements.csv", agreements(*rows))

    (said,) = doubts(warehouse)
    assert said.endswith(" The same holds for the agreements A2, A3, A4, A5, A6 and 2 more.")


def test_agreements_with_other_facts_are_said_apart(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", CUSTOMERS)
    rows = [
        {"agreement_id": "A1", "time_zone": "EST"},
        {"agreement_id": "A2", "time_zone": "MST"},
        {"agreement_id": "A3", "opens_at": "17:00", "closes_at": "08:00"},
        {"agreement_id": "A4", "opens_at": "00:00", "closes_at": "23:59"},
    ]
    deliver("agreements.csv", agreements(*rows))

    over_night, all_day, new_york, denver = doubts(warehouse)
    assert "A3 has business hours from 17:00 to 08:00 of the next day" in over_night
    assert "A4 has business hours from 00:00 to 23:59, 23.9833 hours" in all_day
    assert "write America/New_York" in new_york
    assert "write America/Denver" in denver


def test_holidays_of_a_region_that_no_agreement_has_are_said(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    header = "support_region,date,observed\n"
    deliver("holidays.csv", f"{header}DE-BY,2026-01-06,true\nDE-BY,2026-08-15,true\n")
    assert doubts(warehouse) == ()
    deliver("customers.csv", CUSTOMERS)

    deliver("agreements.csv", agreements({}))

    assert doubts(warehouse) == (
        "2 holidays are of the region DE-BY, which no agreement has, and count for none: write the "
        "region as the agreements do (DE).",
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("A1,response,P2,60,business,2026-01-01\n", None),
        (
            "A1,response,P1,15,24x7,2026-01-01\nA1,response,P2,15,24x7,2026-01-01\n",
            "The target of agreement A1 for the response of P1 is 15 seconds. The column "
            "target_seconds counts seconds: are minutes or hours meant?",
        ),
        (
            "A1,restoration,P1,360000,24x7,2026-01-01\n",
            "The target of agreement A1 for the restoration of P1 is 100 hours, more than 10 times "
            "the handbook's 8 hours. The column target_seconds counts seconds: is the number "
            "right?",
        ),
        (
            "A1,response,P1,7200,24x7,2026-01-01\nA1,restoration,P1,3600,24x7,2026-01-01\n",
            "Agreement A1 lets the response to P1 take 2 hours, longer than its restoration, 1 "
            "hour: are the two swapped, or is one in another unit?",
        ),
        (
            "A1,restoration,P2,1800,business,2026-01-01\n",
            "Agreement A1 lets the response to P2 take 2 hours, longer than its restoration, 30 "
            "minutes: are the two swapped, or is one in another unit?",
        ),
        # A target that another day replaces is none beside which this one stands.
        (
            "A1,restoration,P2,1800,business,2026-06-01\nA1,response,P2,1200,24x7,2026-01-01\n"
            "A1,response,P2,1200,business,2026-06-01\n",
            None,
        ),
        ("A1,restoration,P1,3600,24x7,2026-12-31\nA1,response,P1,3600,24x7,2026-12-31\n", None),
        # None of these ever holds, so whatever they say is not judged.
        *(
            (
                f"A1,{metric},P1,{seconds},24x7,2027-01-01\n",
                f"The override of agreement A1 for the {metric} of P1, valid from 2027-01-01, "
                "never holds, for the agreement ends on 2026-12-31. Correct the date that is "
                "wrong, or name the agreement that is in force then.",
            )
            for metric, seconds in (("restoration", 60), ("response", 15), ("response", 9_999_999))
        ),
        # 100 business hours are longer than 100 of the clock, but not than 48 business hours.
        ("A1,response,P4,180000,24x7,2026-01-01\n", None),
    ],
)
def test_targets_in_another_unit_or_place_are_said(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection, rows: str, said: str | None
) -> None:
    deliver("customers.csv", CUSTOMERS)
    deliver("agreements.csv", agreements({}))
    deliver("sla_overrides.csv", TARGETS + rows)

    assert doubts(warehouse) == ((said,) if said else ())


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("U1,C1,standard,5,2026-12-31", None),
        ("U1,C1,standard,0,2026-01-01", "U1 brings 0 units: is the number missing?"),
        (
            "U1,C1,nonstandard,5,2026-01-01",
            "U1 of C1 adds units to a quota that is not limited: agreement A1 has no "
            "nonstandard_quota. Write the quota into the agreement, or correct the top-up's kind.",
        ),
        (
            "U1,C1,standard,5,2027-01-01",
            "U1 of C1 was bought on 2027-01-01, when no agreement of the customer is in force, so "
            "it adds to nothing: are its date and those of the agreements right?",
        ),
        (
            "U1,C2,standard,5,2026-01-01",
            "U1 of C2 was bought on 2026-01-01, when no agreement of the customer is in force, so "
            "it adds to nothing: are its date and those of the agreements right?",
        ),
    ],
)
def test_top_ups_that_add_to_nothing_are_said(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection, row: str, said: str | None
) -> None:
    deliver("customers.csv", CUSTOMERS)
    deliver("agreements.csv", agreements({}))
    deliver("top_ups.csv", f"{TOP_UPS}{row}\n")

    assert doubts(warehouse) == ((f"Top-up {said}",) if said else ())
