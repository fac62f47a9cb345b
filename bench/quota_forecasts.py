"""What quota forecasts cost: `python -m bench.quota_forecasts [--customers N]`.

Invented contract years, one kind a customer; prints seconds and CPU seconds of every step.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from forecast.months import monthly_use
from forecast.portfolios import fitted_portfolios, portfolios_of
from forecast.quotas import forecasted, quota_forecast_paths, quota_forecasts, quota_top_ups
from tests.forecast.invented import portfolio

Made = TypeVar("Made")
TODAY = date(2025, 8, 15)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--customers", type=int, default=20_000)
    records = portfolio(arguments.parse_args().customers, months=30).records(TODAY)
    use = timed(
        "months",
        lambda: monthly_use(
            records.contract_years, records.quota_usage, data_starts_on=records.data_starts_on
        ),
    )
    before = TODAY.year * 12 + TODAY.month - 1
    portfolios = portfolios_of(timed("fitting", lambda: fitted_portfolios(use, before=before)))
    found = timed("forecasts", lambda: forecasted(records, use, portfolios))
    timed("quota_forecasts", lambda: quota_forecasts(found))
    timed("quota_forecast_paths", lambda: quota_forecast_paths(found))
    timed("quota_top_ups", lambda: quota_top_ups(found))


def timed(what: str, make: Callable[[], Made]) -> Made:
    begun, cpu_begun = time.perf_counter(), time.process_time()
    made = make()
    wall, cpu = time.perf_counter() - begun, time.process_time() - cpu_begun
    print(f"{what}: {wall:.2f} s, CPU {cpu:.2f} s")
    return made


if __name__ == "__main__":
    main()
