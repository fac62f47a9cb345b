"""Availability against a count of minutes, one by one, of months made by chance."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.models.conftest import OUTAGES_CUSTOMERS, OUTAGES_SEED, PARDONING_OTHERWISE
from tests.models.loader import run_dbt
from tests.models.outages import outages


def of_months(path: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(
            "select customer_id, month, seconds, downtime_seconds, excluded_downtime_seconds, "
            "availability from marts.availability where customer_id like 'down-%'"
        ).fetchall()


def test_every_second_of_200_customer_months_is_as_counted_minute_by_minute(changed: Path) -> None:
    counted = outages(OUTAGES_SEED, OUTAGES_CUSTOMERS).counted
    rows = of_months(changed)

    assert {(row[0], row[1]): row[2:5] for row in rows} == counted
    assert len(counted) > 200
    assert sum(down > 0 for _, down, _ in counted.values()) > 100
    assert sum(pardoned > 0 for *_, pardoned in counted.values()) > 20
    assert all(row[5] == pytest.approx(1 - row[3] / row[2], abs=1e-12) for row in rows)


def test_planned_maintenance_can_count_and_emergency_maintenance_can_be_taken_out(
    changed: Path, changed_otherwise: Path
) -> None:
    counted = outages(OUTAGES_SEED, OUTAGES_CUSTOMERS, PARDONING_OTHERWISE).counted
    found = {row[:2]: row[2:5] for row in of_months(changed_otherwise)}

    assert found == counted
    usual = {row[:2]: row[2:5] for row in of_months(changed)}
    assert sum(found[month] != usual[month] for month in found) > 10


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


def test_many_tickets_that_were_open_all_month_are_one_outage(
    changed: Path, artefacts: Path, tmp_path: Path
) -> None:
    path = tmp_path / "warehouse.duckdb"
    shutil.copyfile(changed, path)
    with duckdb.connect(path) as connection:
        connection.execute(
            "insert into intermediate.int_outage_spans by name "
            "select live.*, customer_id || '-' || number as ticket_id from (select customer_id, "
            "from_epoch, until_epoch from intermediate.int_live_months) as live "
            "cross join range(2000) as tickets(number) "
            "order by hash(ticket_id)"
        )

    assert run_dbt(path, "run", "--select", "int_outages", artefacts=artefacts) == []

    with duckdb.connect(path) as connection:
        months, outages_told, whole = connection.execute(
            "select (select count(*) from intermediate.int_live_months), count(*), "
            "count(*) filter (where outages.seconds = live.until_epoch - live.from_epoch) "
            "from intermediate.int_outages as outages "
            "inner join intermediate.int_live_months as live using (customer_id, month)"
        ).fetchall()[0]
    assert outages_told == whole == months > 200
