"""What looks wrong in the data as a whole: said with its place and the way out."""

from __future__ import annotations

import duckdb
import pytest

from ingest.doubts import doubts, taken_back_in_vain
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


def test_rows_that_take_back_what_never_came_are_said_at_their_delivery(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    header = "ticket_id,occurred_at,field,value,sequence,withdrawn\n"
    event = "T{},2026-06-16T09:30:00Z,status,restored,,"
    known("ticket_events.csv", f"{header}{event.format(1)}\n")

    taken = known("ticket_events.csv", f"{header}{event.format(1)}true\n")
    amiss = known(
        "ticket_events.csv", header + "".join(f"{event.format(n)}true\n" for n in (1, 8, 9))
    )
    later = known("ticket_events.csv", f"{header}{event.format(2)}\n")

    assert taken_back_in_vain(warehouse, [taken.delivery_id, later.delivery_id]) == ()
    assert taken_back_in_vain(warehouse, [amiss.delivery_id]) == (
        "ticket_events.csv: 2 rows take back keys that no delivery brought, so nothing changes; "
        "the first is row 3: ticket_id T8, occurred_at 2026-06-16 09:30:00, field status. Is the "
        "key spelt right?",
    )


def test_amounts_in_another_unit_are_said(
    deliver: Deliver, warehouse: duckdb.DuckDBPyConnection
) -> None:
    deliver("customers.csv", "customer_id,name\nC1,Ada\n")
    header, row = AGREEMENTS.splitlines()
    deliver("agreements.csv", f"{header},availability_target_pct\n{row},0.995\n")
    deliver(
        "sla_overrides.csv",
        "agreement_id,metric,priority,target_seconds,calendar,valid_from\n"
        "A1,response,P1,15,24x7,2026-01-01\nA1,response,P2,60,24x7,2026-01-01\n",
    )
    deliver(
        "top_ups.csv",
        "top_up_id,customer_id,kind,units,purchased_on\n"
        "U1,C1,standard,0,2026-01-01\nU2,C1,standard,1,2026-01-01\n",
    )

    assert list(doubts(warehouse)) == [
        "1 target of sla_overrides is shorter than a minute, such as that of A1 for the response "
        "of P1: 15 seconds. The column target_seconds counts seconds: are minutes or hours meant?",
        "1 agreement promises an availability of 1 % or less, such as A1: 0.995 %. The column "
        "availability_target_pct holds per cent: write 99.5 for 99.5 %, not 0.995.",
        "1 top-up brings 0 units: U1. Is the number missing?",
    ]
