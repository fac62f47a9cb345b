"""Availability against a count of minutes, one by one, of months made by chance."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.models.conftest import OUTAGES_CUSTOMERS, OUTAGES_SEED
from tests.models.outages import outages


def test_every_second_of_200_customer_months_is_as_counted_minute_by_minute(changed: Path) -> None:
    counted = outages(OUTAGES_SEED, OUTAGES_CUSTOMERS).counted
    with duckdb.connect(changed, read_only=True) as connection:
        rows = connection.execute(
            "select customer_id, month, seconds, downtime_seconds, excluded_downtime_seconds, "
            "availability from marts.availability where customer_id like 'down-%'"
        ).fetchall()

    assert {(row[0], row[1]): row[2:5] for row in rows} == counted
    assert len(counted) > 200
    assert sum(down > 0 for _, down, _ in counted.values()) > 100
    assert sum(pardoned > 0 for *_, pardoned in counted.values()) > 20
    assert all(row[5] == pytest.approx(1 - row[3] / row[2], abs=1e-12) for row in rows)


def test_an_outage_tells_its_tickets_and_what_was_taken_out_of_it(changed: Path) -> None:
    with duckdb.connect(changed, read_only=True) as connection:
        rows = connection.execute(
            "select seconds, excluded_seconds, downtime_seconds, tickets, excluded_for "
            "from marts.outages where customer_id like 'down-%' and excluded_seconds > 0"
        ).fetchall()

    assert all(seconds == out + down for seconds, out, down, *_ in rows)
    assert all(told.startswith("down-") for *_, told, _ in rows)
    reasons = {part.split(" (")[1] for *_, told in rows for part in told.split(", ")}
    assert reasons == {"asked for by the customer)", "planned maintenance)"}
