"""Service request quotas (QUO-1 to QUO-5), each rule where it just holds and just does not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.policy import Policy
from tests.models.loader import deliver, prepare, run_dbt, warehouse

AS_OF = datetime(2026, 6, 30, 16, tzinfo=UTC)
BERLIN = {"time_zone": "Europe/Berlin", "support_region": "DE-BY"}
LOS_ANGELES = {"time_zone": "America/Los_Angeles", "support_region": "US-CA"}

Row = dict[str, object]


def agreement(name: str, starts_on: str, ends_on: str, **columns: object) -> Row:
    """An agreement `name` of the customer before its first hyphen, in Berlin, ten units of each."""
    usual = {"standard_quota": 10, "nonstandard_quota": 10, **BERLIN}
    customer = name.partition("-")[0]
    dates = {"starts_on": starts_on, "ends_on": ends_on}
    return {"agreement_id": name, "customer_id": customer, **dates, **usual, **columns}


AGREEMENTS = [
    agreement("west", "2025-03-01", "2027-02-28", **LOS_ANGELES),
    agreement("leap", "2024-02-29", "2029-02-27"),
    agreement("renewed-1", "2025-01-15", "2026-01-14"),
    agreement("renewed-2", "2026-01-15", "2027-01-14", standard_quota=5),
    agreement("overlap-1", "2025-01-01", "2026-12-31"),
    agreement("overlap-2", "2026-03-01", "2027-02-28"),
    agreement("topped", "2026-01-01", "2026-12-31", standard_quota=3),
    agreement("late", "2026-01-01", "2026-12-31", standard_quota=1),
    agreement("items", "2026-01-01", "2026-12-31"),
    agreement("bare", "2026-01-01", "2026-12-31"),
    agreement("worked", "2026-01-01", "2026-12-31"),
    agreement("zero", "2026-01-01", "2026-12-31", standard_quota=0),
    agreement("free", "2026-01-01", "2026-12-31", standard_quota=None),
    agreement("gone", "2025-06-01", "2027-05-31", terminated_on="2026-03-31"),
    agreement("future", "2026-07-01", "2027-06-30"),
]

CATALOGUE: list[Row] = [
    {"customer_id": "items", "item": "always"},
    {"customer_id": "items", "item": "since-march", "valid_from": "2026-03-01"},
    {"customer_id": "items", "item": "until-april", "valid_to": "2026-04-30"},
    *(
        {"customer_id": name, "item": "always"}
        for name in (
            "west",
            "leap",
            "renewed",
            "overlap",
            "topped",
            "late",
            "worked",
            "zero",
            "free",
        )
    ),
    {"customer_id": "gone", "item": "always"},
]

TOP_UPS: list[Row] = [
    {"top_up_id": name, "customer_id": customer, "kind": "standard", "units": units}
    | {"purchased_on": day}
    for name, customer, units, day in (
        ("T1", "topped", 2, "2026-04-10"),
        ("T2", "topped", 4, "2026-06-30"),
        ("T3", "topped", 8, "2026-07-01"),
        ("L1", "late", 4, "2026-03-01"),
        ("R1", "renewed", 7, "2026-01-14"),
        ("O1", "overlap", 1, "2026-03-01"),
        ("F1", "free", 5, "2026-02-01"),
        ("G1", "gone", 5, "2026-04-01"),
    )
]

EXITS: list[Row] = [
    {
        "exit_id": "E",
        "customer_id": "gone",
        "request_ticket": "gone-exit",
        "requested_at": "2026-02-01T08:00:00Z",
    }
]


class Log:
    """Service requests as a desk would write them, standard ones unless told; times in UTC."""

    def __init__(self) -> None:
        self.tickets: list[Row] = []
        self.events: list[Row] = []

    def ticket(self, name: str, at: str, *told: tuple[str, str, str], **columns: object) -> None:
        usual = {
            "customer_id": name.partition("-")[0],
            "kind": "service_request",
            "environment": "production",
            "priority": "P3",
            "catalogue_item": "always",
        }
        self.tickets.append({"ticket_id": name, "opened_at": stamp(at), **usual, **columns})
        self.events += [
            {"ticket_id": name, "occurred_at": stamp(when), "field": field, "value": value}
            for when, field, value in told
        ]


def stamp(at: str) -> str:
    return f"{at.replace(' ', 'T')}:00Z"


def tell() -> Log:
    log = Log()
    years(log)
    top_ups(log)
    kinds(log)
    work(log)
    return log


def years(log: Log) -> None:
    # 23:30 on 28 February in Los Angeles, and half an hour later.
    log.ticket("west-last", "2026-03-01 07:30")
    log.ticket("west-first", "2026-03-01 08:00")
    # The leap customer's second year ends on 27 February 2026, 23:00 UTC being midnight.
    log.ticket("leap-last", "2026-02-27 22:59")
    log.ticket("leap-first", "2026-02-27 23:00")
    log.ticket("renewed-last", "2026-01-14 22:59")
    log.ticket("renewed-first", "2026-01-14 23:00", units=6)
    log.ticket("renewed-before", "2025-01-14 12:00")
    log.ticket("overlap-before", "2026-02-28 12:00")
    log.ticket("overlap-after", "2026-03-01 12:00")
    log.ticket("gone-exit", "2026-02-01 08:00", ("2026-02-02 08:00", "status", "closed"))
    log.ticket("gone-last", "2026-03-31 21:59")
    log.ticket("gone-over", "2026-03-31 22:00")


def top_ups(log: Log) -> None:
    log.ticket("topped-a", "2026-02-10 09:00", units=2)
    log.ticket("topped-b", "2026-04-09 09:00", units=3)
    log.ticket("topped-d", "2026-04-10 09:00")
    # Of one instant the lesser name first, whatever the order in the file.
    log.ticket("topped-c", "2026-04-10 09:00")
    log.ticket("topped-e", "2026-06-01 09:00", units=5)
    log.ticket("late-a", "2026-02-01 09:00", ("2026-02-03 09:00", "status", "closed"), units=3)
    log.ticket("late-b", "2026-04-01 09:00", ("2026-04-03 09:00", "status", "closed"), units=5)
    log.ticket("zero-a", "2026-05-05 09:00", units=2)
    log.ticket("free-a", "2026-05-05 09:00", units=40)


def kinds(log: Log) -> None:
    for name, at, columns in (
        ("items-always", "2026-02-01 09:00", {"request_kind": "standard"}),
        ("items-too-early", "2026-02-28 22:59", {"catalogue_item": "since-march"}),
        ("items-now-standard", "2026-02-28 23:00", {"catalogue_item": "since-march"}),
        ("items-last-day", "2026-04-30 21:59", {"catalogue_item": "until-april"}),
        ("items-too-late", "2026-04-30 22:00", {"catalogue_item": "until-april"}),
        ("items-none", "2026-05-01 09:00", {"catalogue_item": None, "request_kind": "standard"}),
        ("items-wrong", "2026-05-02 09:00", {"request_kind": "nonstandard"}),
        ("items-other", "2026-05-03 09:00", {"catalogue_item": "x1", "request_kind": "standard"}),
        ("bare-standard", "2026-05-01 09:00", {"request_kind": "standard"}),
        ("bare-nonstandard", "2026-05-02 09:00", {"request_kind": "nonstandard"}),
        ("bare-unrecorded", "2026-05-03 09:00", {}),
    ):
        log.ticket(name, at, **columns)


def work(log: Log) -> None:
    cancelled = ("2026-02-03 09:00", "status", "cancelled")
    taken_up = ("2026-02-02 09:00", "status", "in_progress")
    asked = ("2026-02-02 09:00", "status", "awaiting_customer")
    again = ("2026-02-04 09:00", "status", "new")
    log.ticket("worked-01-dropped", "2026-02-01 09:00", cancelled)
    log.ticket("worked-02-asked", "2026-02-01 09:00", asked, cancelled)
    log.ticket("worked-03-begun", "2026-02-01 09:00", taken_up, cancelled)
    log.ticket("worked-04-back", "2026-02-01 09:00", cancelled, again)
    became = ("2026-02-02 09:00", "kind", "service_request")
    log.ticket("worked-05-became", "2026-02-01 09:00", became, kind="incident")
    other = ("2026-02-02 09:00", "kind", "incident")
    log.ticket("worked-06-no-longer", "2026-02-01 09:00", other)
    log.ticket("worked-07-incident", "2026-02-01 09:00", kind="incident")
    log.ticket("worked-08-later", "2026-06-30 16:01")
    restored = ("2026-05-31 22:00", "status", "restored")
    log.ticket("worked-09-restored", "2026-05-01 09:00", restored)


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory, artefacts: Path) -> Path:
    path = tmp_path_factory.mktemp("quotas") / "warehouse.duckdb"
    log = tell()
    customers = {str(one["customer_id"]) for one in AGREEMENTS}
    with warehouse(path) as connection:
        for entity, rows in (
            ("customers", [{"customer_id": name, "name": name} for name in sorted(customers)]),
            ("agreements", AGREEMENTS),
            ("top_ups", TOP_UPS),
            ("catalogue", CATALOGUE),
            ("tickets", log.tickets),
            ("ticket_events", log.events),
            ("exits", EXITS),
        ):
            deliver(connection, entity, rows)
        prepare(connection, as_of=AS_OF)
    built = run_dbt(
        path, "build", "--exclude-resource-type=unit_test", artefacts=artefacts / "quotas"
    )
    assert built == []
    return path


@pytest.fixture(scope="module")
def asked(marts: Path) -> Callable[[str], list[tuple[Any, ...]]]:
    def rows(query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(marts, read_only=True) as connection:
            return connection.sql(query).fetchall()

    return rows


Asked = Callable[[str], list[tuple[Any, ...]]]


def years_of(asked: Asked, customer: str, kind: str = "standard") -> list[tuple[Any, ...]]:
    return asked(
        "select agreement_id, contract_year, cast(starts_on as varchar), cast(ends_on as varchar), "
        "quota_units, top_up_units, used_units, remaining_units, overage_units, is_open "
        f"from marts.contract_years where customer_id = '{customer}' and kind = '{kind}' "
        "order by agreement_id, starts_on"
    )


def ledger_of(asked: Asked, customer: str, kind: str = "standard") -> list[tuple[Any, ...]]:
    return asked(
        "select record_id, movement, strftime(moved_on, '%m-%d'), units, balance_units, "
        "overage_units from marts.quota_ledger "
        f"where customer_id = '{customer}' and kind = '{kind}' "
        "order by agreement_id, starts_on, movement_number"
    )


def test_the_last_day_ends_at_midnight_of_the_agreement_s_zone(asked: Asked) -> None:
    assert years_of(asked, "west") == [
        ("west", 1, "2025-03-01", "2026-02-28", 10, 0, 1, 9, 0, False),
        ("west", 2, "2026-03-01", "2027-02-28", 10, 0, 1, 9, 0, True),
    ]


def test_a_year_from_29_february_starts_on_the_28th_of_common_years(asked: Asked) -> None:
    assert years_of(asked, "leap") == [
        ("leap", 1, "2024-02-29", "2025-02-27", 10, 0, 0, 10, 0, False),
        ("leap", 2, "2025-02-28", "2026-02-27", 10, 0, 1, 9, 0, False),
        ("leap", 3, "2026-02-28", "2027-02-27", 10, 0, 1, 9, 0, True),
    ]


def test_nothing_carries_over_to_a_renewal(asked: Asked) -> None:
    assert years_of(asked, "renewed") == [
        ("renewed-1", 1, "2025-01-15", "2026-01-14", 10, 7, 1, 16, 0, False),
        ("renewed-2", 1, "2026-01-15", "2027-01-14", 5, 0, 6, 0, 1, True),
    ]


def test_of_two_agreements_the_one_that_started_last_counts(asked: Asked) -> None:
    assert years_of(asked, "overlap") == [
        ("overlap-1", 1, "2025-01-01", "2025-12-31", 10, 0, 0, 10, 0, False),
        ("overlap-1", 2, "2026-01-01", "2026-12-31", 10, 0, 1, 9, 0, False),
        ("overlap-2", 1, "2026-03-01", "2027-02-28", 10, 1, 1, 10, 0, True),
    ]


def test_a_top_up_covers_what_was_used_before_it_and_the_last_beyond_are_listed(
    asked: Asked,
) -> None:
    assert ledger_of(asked, "topped") == [
        ("topped", "opening", "01-01", 3, 3, 0),
        ("topped-a", "request", "02-10", -2, 1, 0),
        ("topped-b", "request", "04-09", -3, -2, 0),
        ("T1", "top_up", "04-10", 2, 0, 0),
        ("topped-c", "request", "04-10", -1, -1, 0),
        ("topped-d", "request", "04-10", -1, -2, 0),
        ("topped-e", "request", "06-01", -5, -7, 3),
        ("T2", "top_up", "06-30", 4, -3, 0),
    ]
    assert years_of(asked, "topped") == [
        ("topped", 1, "2026-01-01", "2026-12-31", 3, 6, 12, 0, 3, True)
    ]


def test_every_month_is_there_with_the_quota_at_its_end(asked: Asked) -> None:
    usage = asked(
        "select month, used_units, cumulative_units, quota_units from marts.quota_usage "
        "where customer_id = 'topped' and kind = 'standard' order by month"
    )

    assert usage == [
        (date(2026, 1, 1), 0, 0, 3),
        (date(2026, 2, 1), 2, 2, 3),
        (date(2026, 3, 1), 0, 2, 3),
        (date(2026, 4, 1), 5, 7, 5),
        (date(2026, 5, 1), 0, 7, 5),
        (date(2026, 6, 1), 5, 12, 9),
    ]


def test_a_year_that_starts_mid_month_has_parts_of_thirteen_months(asked: Asked) -> None:
    usage = asked(
        "select strftime(month, '%Y-%m'), used_units from marts.quota_usage "
        "where agreement_id = 'renewed-1' and kind = 'standard' order by month"
    )

    assert [month for month, _ in usage] == [
        *(f"2025-{month:02}" for month in range(1, 13)),
        "2026-01",
    ]
    assert [units for _, units in usage] == [0] * 12 + [1]


def test_a_quota_of_zero_is_a_quota_and_none_is_not_limited(asked: Asked) -> None:
    assert ledger_of(asked, "zero") == [
        ("zero", "opening", "01-01", 0, 0, 0),
        ("zero-a", "request", "05-05", -2, -2, 2),
    ]
    assert ledger_of(asked, "free") == [
        ("F1", "top_up", "02-01", 5, None, 0),
        ("free-a", "request", "05-05", -40, None, 0),
    ]
    assert [row[4:9] for row in years_of(asked, "zero")] == [(0, 0, 2, 0, 2)]
    assert [row[4:9] for row in years_of(asked, "free")] == [(None, 5, 40, None, 0)]


def test_the_catalogue_of_the_opening_s_day_decides(asked: Asked) -> None:
    found = asked(
        "select record_id, kind, decided_by from marts.quota_ledger "
        "where customer_id in ('items', 'bare') and movement = 'request' order by record_id"
    )

    assert found == [
        ("bare-nonstandard", "nonstandard", "as_recorded"),
        ("bare-standard", "standard", "as_recorded"),
        ("bare-unrecorded", "nonstandard", "nothing_recorded"),
        ("items-always", "standard", "in_catalogue"),
        ("items-last-day", "standard", "in_catalogue"),
        ("items-none", "nonstandard", "not_in_catalogue"),
        ("items-now-standard", "standard", "in_catalogue"),
        ("items-other", "nonstandard", "not_in_catalogue"),
        ("items-too-early", "nonstandard", "not_in_catalogue"),
        ("items-too-late", "nonstandard", "not_in_catalogue"),
        ("items-wrong", "standard", "in_catalogue"),
    ]


def test_a_recorded_kind_that_differs_is_a_finding(asked: Asked) -> None:
    found = asked(
        "select entity_id, severity, message from marts.findings where rule_id = 'QUO-2' "
        "order by entity_id"
    )

    assert found == [
        (
            "items-none",
            "minor",
            "Recorded as standard, but no item of the request catalogue is named: the request is "
            "taken as non-standard.",
        ),
        (
            "items-other",
            "minor",
            "Recorded as standard, but x1 was not in the request catalogue on "
            "3 May 2026: the request is taken as non-standard.",
        ),
        (
            "items-wrong",
            "minor",
            "Recorded as non-standard, but always was in the request catalogue on "
            "2 May 2026: the request is taken as standard.",
        ),
    ]


def test_what_was_cancelled_before_any_work_consumes_nothing(asked: Asked) -> None:
    found = asked(
        "select record_id from marts.quota_ledger "
        "where customer_id = 'worked' and movement = 'request' order by record_id"
    )

    assert [name for (name,) in found] == [
        "worked-03-begun",
        "worked-04-back",
        "worked-05-became",
        "worked-09-restored",
    ]


def test_a_customer_who_leaves_has_a_shorter_year_and_an_exit_that_consumes_nothing(
    asked: Asked,
) -> None:
    assert years_of(asked, "gone") == [
        ("gone", 1, "2025-06-01", "2026-03-31", 10, 0, 1, 9, 0, False)
    ]
    assert [row[0] for row in ledger_of(asked, "gone")] == ["gone", "gone-last"]


def test_a_year_to_come_has_no_row_and_both_kinds_always_have_one(asked: Asked) -> None:
    assert years_of(asked, "future") == []
    assert asked(
        "select count(*) from (select agreement_id, starts_on from marts.contract_years "
        "group by all having list_sort(list(kind)) <> ['nonstandard', 'standard'])"
    ) == [(0,)]


OTHERWISE = {
    "request_consumed": "restored",
    "last_year_quota": "prorated",
    "exit_request": "consumes",
    "top_up_covers_overage": "no",
}


@pytest.fixture(scope="module")
def otherwise(marts: Path, tmp_path_factory: pytest.TempPathFactory, artefacts: Path) -> Asked:
    """The same deliveries under the other reading of each choice."""
    path = tmp_path_factory.mktemp("otherwise") / "warehouse.duckdb"
    shutil.copy(marts, path)
    told = json.dumps(Policy().changed(OTHERWISE).variables)
    chosen = ("+quota_usage", "+contract_years", "quota_ledger")
    built = run_dbt(
        path,
        *("build", "--exclude-resource-type=unit_test", "--vars", told, "--full-refresh"),
        *("--indirect-selection=cautious", "--select", *chosen),
        artefacts=artefacts / "quotas otherwise",
    )
    assert built == []

    def rows(query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(path, read_only=True) as connection:
            return connection.sql(query).fetchall()

    return rows


def test_a_request_can_consume_on_the_day_it_is_fulfilled(otherwise: Asked) -> None:
    found = otherwise(
        "select record_id, moved_on from marts.quota_ledger "
        "where movement = 'request' order by record_id"
    )

    # 22:00 UTC of 31 May is 1 June in Berlin; all others are still open, or came to nothing.
    assert found == [
        ("gone-exit", date(2026, 2, 2)),
        ("late-a", date(2026, 2, 3)),
        ("late-b", date(2026, 4, 3)),
        ("worked-09-restored", date(2026, 6, 1)),
    ]


def test_the_quota_of_a_year_cut_short_can_be_in_proportion(otherwise: Asked) -> None:
    # 304 of 365 days of ten units: 8.3, rounded up.
    assert years_of(otherwise, "gone")[0][4] == 9
    assert years_of(otherwise, "topped")[0][4] == 3


def test_a_top_up_can_leave_what_was_used_before_it_beyond_the_quota(otherwise: Asked) -> None:
    assert ledger_of(otherwise, "late") == [
        ("late", "opening", "01-01", 1, 1, 0),
        ("late-a", "request", "02-03", -3, 0, 2),
        ("L1", "top_up", "03-01", 4, 4, 0),
        ("late-b", "request", "04-03", -5, 0, 1),
    ]
    assert years_of(otherwise, "late") == [
        ("late", 1, "2026-01-01", "2026-12-31", 1, 4, 8, 0, 3, True)
    ]
