"""Portfolios of invented contract years, as the marts would give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import polars as pl

from forecast.records import QuotaRecords

YEARS = {
    "customer_id": pl.String,
    "kind": pl.String,
    "agreement_id": pl.String,
    "starts_on": pl.Date,
    "ends_on": pl.Date,
    "quota_units": pl.Int64,
    "top_up_units": pl.Int64,
    "used_units": pl.Int64,
    "remaining_units": pl.Int64,
    "overage_units": pl.Int64,
    "is_open": pl.Boolean,
    "as_of_on": pl.Date,
}
USAGE = {
    **{name: YEARS[name] for name in ("customer_id", "kind", "agreement_id", "starts_on")},
    "month": pl.Date,
    "used_units": pl.Int64,
    "cumulative_units": pl.Int64,
    "quota_units": pl.Int64,
}
LEDGER = {
    **{name: YEARS[name] for name in ("customer_id", "kind", "agreement_id", "starts_on")},
    "movement_number": pl.Int64,
    "moved_on": pl.Date,
    "balance_units": pl.Int64,
}
PLANNED = {
    "customer_id": pl.String,
    "kind": pl.String,
    "month": pl.Date,
    "units": pl.Int64,
    "note": pl.String,
}
ENDS = {
    "agreement_id": pl.String,
    "last_day_on": pl.Date,
    "is_terminated": pl.Boolean,
    "has_exit": pl.Boolean,
    "exit_ends_on": pl.Date,
}
Uses = dict[date, int]


class Portfolio:
    """Contract years written down one by one, then given as records as of a day."""

    def __init__(self) -> None:
        self.agreements: list[dict[str, Any]] = []
        self.planned: list[dict[str, object]] = []
        self.ends: dict[str, dict[str, object]] = {}

    def agreement(
        self,
        customer: str,
        starts_on: date,
        ends_on: date,
        *,
        quota: int | None,
        uses: Uses,
        kind: str = "standard",
        top_ups: Uses | None = None,
    ) -> Portfolio:
        self.agreements.append(
            {"customer": customer, "kind": kind, "starts_on": starts_on, "ends_on": ends_on,
             "quota": quota, "uses": uses, "top_ups": top_ups or {}}
        )  # fmt: skip
        name = f"A-{customer}"
        self.ends.setdefault(
            name,
            {"agreement_id": name, "last_day_on": ends_on, "is_terminated": False,
             "has_exit": False, "exit_ends_on": None},
        )  # fmt: skip
        return self

    def records(self, as_of: date, *, data_starts_on: date | None = None) -> QuotaRecords:
        """What was known at the end of a day: later uses and top-ups are left out."""
        years: list[dict[str, object]] = []
        usage: list[dict[str, object]] = []
        ledger: list[dict[str, object]] = []
        for agreement in self.agreements:
            start = agreement["starts_on"]
            while start <= min(as_of, agreement["ends_on"]):
                end = min(_next_year(start) - timedelta(1), agreement["ends_on"])
                _write(agreement, (start, end), as_of, (years, usage, ledger))
                start = _next_year(start)
        return QuotaRecords(
            contract_years=pl.DataFrame(years, schema=YEARS),
            quota_usage=pl.DataFrame(usage, schema=USAGE),
            quota_ledger=pl.DataFrame(ledger, schema=LEDGER),
            planned_requests=pl.DataFrame(self.planned, schema=PLANNED),
            agreement_ends=pl.DataFrame(list(self.ends.values()), schema=ENDS),
            data_starts_on=data_starts_on or min(a["starts_on"] for a in self.agreements),
            as_of=datetime.combine(as_of, time(23, 59, 59)),
        )


def portfolio(customers: int, *, seed: int = 1, months: int = 36) -> Portfolio:
    """Customers with agreements of three years from 2023 on, and use at levels of their own."""
    draws = np.random.default_rng(seed)
    made = Portfolio()
    for number in range(customers):
        level = draws.lognormal(1.5, 0.8)
        counts = draws.poisson(draws.gamma(2.0, level / 2.0, months))
        uses = {
            date(2023 + month // 12, month % 12 + 1, 10): int(count)
            for month, count in enumerate(counts)
        }
        made.agreement(
            f"C{number:03d}",
            date(2023, 1, 1),
            date(2025, 12, 31),
            quota=int(level * 12 * draws.uniform(0.6, 1.6)) + 1,
            uses=uses,
            kind="standard" if number % 2 else "nonstandard",
        )
    return made


def _next_year(start: date) -> date:
    return start.replace(year=start.year + 1)


def _write(
    agreement: Mapping[str, Any], year: tuple[date, date], as_of: date, tables: Sequence[list[Any]]
) -> None:
    start, end = year
    years, usage, ledger = tables
    key = {
        "customer_id": agreement["customer"],
        "kind": agreement["kind"],
        "agreement_id": f"A-{agreement['customer']}",
        "starts_on": start,
    }
    known_to = min(end, as_of)
    quota = agreement["quota"]
    uses = {on: units for on, units in agreement["uses"].items() if start <= on <= known_to}
    bought = {on: units for on, units in agreement["top_ups"].items() if start <= on <= known_to}
    used, more = sum(uses.values()), sum(bought.values())
    left = None if quota is None else quota + more - used
    years.append(
        {**key, "ends_on": end, "quota_units": quota, "top_up_units": more, "used_units": used,
         "remaining_units": None if left is None else max(left, 0),
         "overage_units": 0 if left is None else max(-left, 0),
         "is_open": start <= as_of <= end, "as_of_on": as_of}
    )  # fmt: skip
    month, cumulative = start.replace(day=1), 0
    while month <= known_to:
        after = (month + timedelta(32)).replace(day=1)
        now = sum(units for on, units in uses.items() if month <= on < after)
        cumulative += now
        by_then = sum(units for on, units in bought.items() if on < after)
        usage.append(
            {**key, "month": month, "used_units": now, "cumulative_units": cumulative,
             "quota_units": None if quota is None else quota + by_then}
        )  # fmt: skip
        month = after
    balance = quota
    moves = [(start, 0, quota or 0)]
    moves += [(on, 1, units) for on, units in bought.items()]
    moves += [(on, 2, -units) for on, units in uses.items()]
    for number, (on, _, units) in enumerate(sorted(moves)):
        if number and balance is not None:
            balance += units
        ledger.append({**key, "movement_number": number + 1, "moved_on": on,
                       "balance_units": balance})  # fmt: skip
