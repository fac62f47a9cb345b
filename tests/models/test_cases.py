from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb

from tests.models.loader import read_case


def test_every_case_comes_out_as_expected(cases: Path) -> None:
    with duckdb.connect(cases, read_only=True) as connection:
        found = {
            (row[0], row[1]): row[2:]
            for row in connection.sql(
                "select ticket_id, metric, priority, target_seconds, elapsed_seconds, outcome, "
                "due_at, month from marts.sla_clocks"
            ).fetchall()
        }

    expected = {
        (case["ticket_id"], case["metric"]): (
            case["priority"],
            int(case["target_seconds"]),
            int(case["elapsed_seconds"]),
            case["outcome"],
            datetime.fromisoformat(case["due_at"]).replace(tzinfo=None),
            date.fromisoformat(case["month"]),
        )
        for case in read_case("expected").iter_rows(named=True)
    }
    assert {key: found[key] for key in expected} == expected
    assert len(expected) == 51


def test_every_ticket_of_the_cases_has_two_clocks(cases: Path) -> None:
    with duckdb.connect(cases, read_only=True) as connection:
        counted = connection.sql(
            "select (select count(*) from marts.tickets), (select count(*) from marts.sla_clocks)"
        ).fetchall()

    assert counted == [(47, 94)]
