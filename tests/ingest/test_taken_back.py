"""Rows that take a key back: what goes with them is said, and what was never there."""

from __future__ import annotations

import duckdb
import pytest

from ingest.in_force import given_way
from ingest.taken_back import taken_back_in_vain
from tests.ingest.conftest import Deliver

WITHDRAWN = "customer_id,name,withdrawn\n"
EVENTS = (
    "ticket_id,occurred_at,field,value\n"
    "T1,2026-06-16T09:30:00Z,status,restored\nT2,2026-06-16T10:30:00Z,status,restored\n"
)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("C1,,true\n", "customer C1 is taken back, and with it 1 ticket and 1 ticket event."),
        (
            "C1,,true\nC2,,true\nC9,,true\n",
            "2 customers (C1, C2) are taken back, and with them 2 tickets and 2 ticket events.",
        ),
        ("C3,,true\n", "customer C3 is taken back."),
        ("C9,,true\n", None),
    ],
)
def test_what_goes_with_a_key_that_is_taken_back_is_counted(
    known: Deliver, warehouse: duckdb.DuckDBPyConnection, rows: str, said: str | None
) -> None:
    known("customers.csv", "customer_id,name\nC3,Cy\n")
    known("ticket_events.csv", EVENTS)

    came = known("customers.csv", WITHDRAWN + rows)

    assert came.remarks[-1:] == ((said,) if said else ())
    assert given_way(warehouse, [came.delivery_id]) == ()


def test_what_was_taken_back_before_does_not_go_again(known: Deliver) -> None:
    known("ticket_events.csv", EVENTS)
    known(
        "tickets.csv",
        "ticket_id,withdrawn\n".replace("\n", ",customer_id,kind,environment,priority,opened_at\n")
        + "T1,true,,,,,\n",
    )

    came = known("customers.csv", WITHDRAWN + "C1,,true\n")
    again = known("customers.csv", WITHDRAWN + "C1,,true\nC1,,true\n")

    assert came.remarks[-1] == "customer C1 is taken back."
    assert "taken back" not in " ".join(again.remarks)


def test_an_event_that_is_taken_back_is_named_by_its_key(known: Deliver) -> None:
    known("ticket_events.csv", EVENTS)

    came = known(
        "ticket_events.csv",
        "ticket_id,occurred_at,field,value,withdrawn\nT1,2026-06-16T09:30:00Z,status,,true\n",
    )

    assert came.remarks[-1] == (
        "ticket event ticket_id T1, occurred_at 2026-06-16 09:30:00, field status is taken back."
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
