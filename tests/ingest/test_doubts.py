"""What looks wrong in the data as a whole: said with its place and the way out."""

from __future__ import annotations

import duckdb
import pytest

from ingest.doubts import doubts
from tests.ingest.conftest import TICKETS, Deliver

AGREEMENTS = (
    "agreement_id,customer_id,starts_on,ends_on,time_zone,support_region\n"
    "A1,C1,2026-01-01,2026-12-31,UTC,DE\n"
)
TICKET = "{},C1,incident,production,P1,{}T09:00:00Z,\n"
HEADER = TICKETS.splitlines()[0] + "\n"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (["2026-06-01"], []),
        (
            ["2025-06-01"],
            [
                "1 of 1 ticket of C1, opened on 2025-06-01, lies outside the dates of its "
                "agreements and has no target."
            ],
        ),
        (
            ["2025-06-01", "2025-06-03", "2026-06-01"],
            [
                "2 of 3 tickets of C1, opened from 2025-06-01 to 2025-06-03, lie outside the dates "
                "of its agreements and have no target."
            ],
        ),
    ],
)
def test_tickets_outside_the_agreements_are_counted(
    deliver: Deliver,
    warehouse: duckdb.DuckDBPyConnection,
    days: list[str],
    said: list[str],
) -> None:
    deliver("customers.csv", "customer_id,name\nC1,Ada\n")
    deliver("agreements.csv", AGREEMENTS)
    deliver(
        "tickets.csv", HEADER + "".join(TICKET.format(f"T{n}", day) for n, day in enumerate(days))
    )

    right = " Are the dates of the agreements right, and day and month in their places?"
    assert list(doubts(warehouse)) == [one + right for one in said]


@pytest.mark.parametrize(
    ("customers", "said"),
    [
        (
            ["C1"],
            "1 customer with tickets has no agreement, so its 1 ticket has no target: C1. Deliver "
            "its agreements.",
        ),
        (
            ["C1", "C2"],
            "2 customers with tickets have no agreement, so their 2 tickets have no target: C1, "
            "C2. Deliver their agreements.",
        ),
    ],
)
def test_customers_without_agreement_are_counted(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection, customers: list[str], said: str
) -> None:
    deliver("customers.csv", "customer_id,name\nC1,Ada\nC2,Brook\n")
    deliver("tickets.csv", "\n".join(TICKETS.splitlines()[: len(customers) + 1]) + "\n")

    assert doubts(warehouse) == (said,)


def test_a_time_in_the_future_is_said_first(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", "customer_id,name\nC1,Ada\n")
    deliver("tickets.csv", HEADER + TICKET.format("T1", "2062-06-16"))

    said = doubts(warehouse)[0]
    assert said.startswith(
        "1 time lay in the future when its file came in: tickets.csv, row 2, opened_at 2062-06-16 "
        "09:00:00 UTC (received "
    )
    assert said.endswith(
        "Correct the year, or the time zone, at the source or in the mapping: what lies in the "
        "future is not in the figures."
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["C1,Ada Ltd", "C2,Brook", "dot,Dot"], None),
        (
            ["C1,Ada Ltd", "C2,ada  ltd"],
            "2 customer_ids: 'C1' (named 'Ada Ltd'), 'C2' (named 'ada  ltd')",
        ),
        (["C1,Ada", "C2,Ada"], "2 customer_ids: 'C1' (named 'Ada'), 'C2' (named 'Ada')"),
        (["Ada,Ada", "ADA,ADA", "C3,ada"], "3 customer_ids: 'ADA', 'Ada', 'C3' (named 'ada')"),
        (
            ["C1,Ada", "c1,ada", "C2,ADA"],
            "3 customer_ids: 'C1' (named 'Ada'), 'C2' (named 'ADA'), 'c1' (named 'ada')",
        ),
        (
            ["C1,Ada", "C2,ada", "c2,Brook"],
            "3 customer_ids: 'C1' (named 'Ada'), 'C2' (named 'ada'), 'c2' (named 'Brook')",
        ),
        (["C1,Ada", "Ada,Brook"], "2 customer_ids: 'Ada' (named 'Brook'), 'C1' (named 'Ada')"),
    ],
)
def test_one_customer_under_several_ids_is_said_with_each(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection, rows: list[str], said: str | None
) -> None:
    deliver("customers.csv", "\n".join(["customer_id,name", *rows, ""]))

    right = (
        " Its figures are parted among them: use one customer_id, at the source or in the mapping."
    )
    assert doubts(warehouse) == (
        (f"One customer seems to stand under {said}.{right}",) if said else ()
    )
