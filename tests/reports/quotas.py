"""Quotas of the small published portfolio: Brightwater's contract year from April 2026.

Of 20 standard units 22 are used, five were bought after they had run out; of the others there is
no limit. Calm's year has a quota of none.
"""

from __future__ import annotations

from datetime import date, datetime

import duckdb
import polars as pl

from forecast.tables import (
    FORECAST_SCORES,
    QUOTA_FORECAST_PATHS,
    QUOTA_FORECASTS,
    QUOTA_TOP_UPS,
    Schema,
)

STARTS, ENDS, AS_OF_ON = date(2026, 4, 1), date(2027, 3, 31), date(2026, 7, 3)
KEY = {"customer_id": "brightwater", "agreement_id": "A-1", "starts_on": STARTS}
SENTENCE = "Seven standard units a month lately, <b>drawn</b> towards the portfolio's five."

TABLES = """
create table contract_years (
    customer_id varchar, kind varchar, agreement_id varchar, starts_on date, contract_year bigint,
    ends_on date, quota_units bigint, top_up_units bigint, used_units bigint,
    remaining_units bigint, overage_units bigint, is_open boolean, as_of_on date, time_zone varchar
);
create table quota_ledger (
    customer_id varchar, kind varchar, agreement_id varchar, starts_on date,
    movement_number bigint, movement varchar, moved_on date, record_id varchar, units bigint,
    balance_units bigint, overage_units bigint, catalogue_item varchar, decided_by varchar,
    delivery_id bigint, row_number bigint
);
create table planned_requests (
    customer_id varchar, kind varchar, planned_on date, month date, units bigint, note varchar,
    delivery_id bigint, row_number bigint
);
create table deliveries (delivery_id bigint, file_name varchar);
insert into deliveries values (1, 'tickets.csv');
insert into contract_years values
    ('brightwater', 'standard', 'A-1', '2026-04-01', 1, '2027-03-31', 20, 5, 22, 3, 0, true,
     '2026-07-03', 'America/New_York'),
    ('brightwater', 'nonstandard', 'A-1', '2026-04-01', 1, '2027-03-31', null, 0, 1, null, 0, true,
     '2026-07-03', 'America/New_York'),
    ('calm', 'standard', 'A-2', '2026-06-01', 1, '2026-06-30', 0, 0, 0, 0, 0, false,
     '2026-07-04', 'Asia/Riyadh'),
    ('calm', 'nonstandard', 'A-2', '2026-06-01', 1, '2026-06-30', 4, 0, 0, 4, 0, false,
     '2026-07-04', 'Asia/Riyadh');
insert into quota_ledger
select 'brightwater', kind, 'A-1', '2026-04-01', * exclude (kind)
from (values
    ('standard', 1, 'opening', '2026-04-01'::date, 'A-1', 20, 20, 0, null, null, 1, 1),
    ('standard', 2, 'request', '2026-04-09'::date, 'B-1', -12, 8, 0, 'x', 'in_catalogue', 1, 2),
    ('standard', 3, 'request', '2026-05-02'::date, 'B-2', -9, -1, 0, 'x', 'in_catalogue', 1, 3),
    ('standard', 4, 'top_up', '2026-05-20'::date, 'T-1', 5, 4, 0, null, null, 1, 4),
    ('standard', 5, 'request', '2026-06-30'::date, 'B-4', -1, 3, 0, 'x', 'in_catalogue', 1, 5),
    ('nonstandard', 1, 'request', '2026-06-02'::date, 'B-3', -1, null, 0, 'y', 'not_in_catalogue',
     1, 6)
) as moved (kind, a, b, c, d, e, f, g, h, i, j, k);
insert into planned_requests values
    ('brightwater', 'standard', '2026-08-15', '2026-08-01', 6, 'Move to the new site', 1, 1),
    ('brightwater', 'standard', '2026-05-15', '2026-05-01', 6, 'Over already', 1, 2);
"""

FORECAST = {
    **KEY,
    "kind": "standard",
    "as_of": datetime(2026, 7, 3, 21, 30),
    "as_of_on": AS_OF_ON,
    "ends_on": ENDS,
    "horizon_ends_on": ENDS,
    "horizon_ends_by": "contract_year",
    "leaves": False,
    "used_units": 22,
    "quota_units": 25,
    "remaining_units": 3,
    "run_rate_units": 84.0,
    "year_end_p10": 60.0,
    "year_end_p50": 75.0,
    "year_end_p90": 95.0,
    "exhaustion_probability": 0.998,
    "overage_probability": 0.996,
    "exhausted_on_p10": date(2026, 7, 9),
    "exhausted_on_p50": date(2026, 7, 20),
    "exhausted_on_p90": date(2026, 8, 11),
    "recommended_top_up_units": 70,
    "top_up_units_50": 50,
    "top_up_units_80": 62,
    "top_up_units_90": 70,
    "top_up_units_95": 75,
    "sentence": SENTENCE,
}
UNLIMITED = {
    **KEY,
    "kind": "nonstandard",
    "as_of_on": AS_OF_ON,
    "ends_on": ENDS,
    "horizon_ends_on": ENDS,
    "leaves": False,
    "used_units": 1,
    "run_rate_units": 4.0,
    "sentence": "One non-standard unit a month lately.",
}
PATHS = [
    {**KEY, "kind": "standard", "month": date(2026, 7 + step, 1), "cumulative_p10": 24.0 + 5 * step,
     "cumulative_p50": 27.0 + 7 * step, "cumulative_p90": 31.0 + 9 * step, "project_units": 0.0}
    for step in range(6)
]  # fmt: skip
TOP_UPS = [
    {**KEY, "kind": "standard", "more_units": units, "is_pack": units in (10, 50, 100, 200),
     "overage_probability": chance}
    for units, chance in ((0, 0.996), (10, 0.95), (50, 0.5), (70, 0.09), (90, 0.005), (100, 0.0),
                          (200, 0.0))
]  # fmt: skip
SCORES = [
    {"kind": "standard", "months_known": months, "forecasts": 10, "limited_forecasts": limited,
     "brier": 0.1, "brier_run_rate": 0.3, "coverage_80": cover}
    for months, limited, cover in ((1, 10, 0.7), (2, 5, 0.9))
]  # fmt: skip


def add_quotas(connection: duckdb.DuckDBPyConnection, *, with_rows: bool = True) -> None:
    """Write the marts of quotas; without rows, as a portfolio without agreements has them."""
    connection.execute(TABLES)
    for name, schema, rows in (
        ("quota_forecasts", QUOTA_FORECASTS, [FORECAST, UNLIMITED]),
        ("quota_forecast_paths", QUOTA_FORECAST_PATHS, PATHS),
        ("quota_top_ups", QUOTA_TOP_UPS, TOP_UPS),
        ("forecast_scores", FORECAST_SCORES, SCORES),
    ):
        _write(connection, name, schema, rows if with_rows else [])
    if not with_rows:
        for table in ("contract_years", "quota_ledger", "planned_requests"):
            connection.execute(f"delete from {table}")


def _write(
    connection: duckdb.DuckDBPyConnection, name: str, schema: Schema, rows: list[dict[str, object]]
) -> None:
    frame = pl.DataFrame(
        [{column: row.get(column) for column in schema} for row in rows], schema=schema
    )
    connection.register("made", frame.to_arrow())
    connection.execute(f"create table {name} as select * from made")
    connection.unregister("made")
