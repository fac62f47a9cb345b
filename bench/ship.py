"""Fit the parameters that the product ships: `python -m bench.ship --series FILE`.

What all portfolios of the file have in common, written to forecast/shipped.py.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.forecast_folds import SERIES, months_by_portfolio
from forecast import fitting
from forecast.level import portfolio_level
from forecast.parameters import Parameters, plain
from forecast.past_years import past_years
from pipeline.series_files import read_series

SHIPPED = Path(__file__).parents[1] / "forecast" / "shipped.py"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--series", type=Path, default=SERIES)
    portfolios = months_by_portfolio(read_series(arguments.parse_args().series))
    years = {name: past_years(rows) for name, rows in sorted(portfolios.items())}
    levels = {name: portfolio_level(portfolios[name]) for name in years}
    found = fitting.fit_together(years, levels, origin=plain())
    SHIPPED.write_text(as_module(found), encoding="utf-8")
    print(f"Fitted on {sum(map(len, portfolios.values())):,} series; written to {SHIPPED}.")


def as_module(parameters: Parameters) -> str:
    rows = "\n".join(
        "        [\n" + "".join(f"            {value:.4f},\n" for value in row) + "        ],"
        for row in parameters.values + 0.0
    )
    return (
        '"""The parameters of the first day, written by `python -m bench.ship`."""\n'
        "\nfrom __future__ import annotations\n\nimport numpy as np\n\n"
        "from forecast.parameters import Parameters\n\n"
        f"SHIPPED = Parameters(\n    np.array(\n    [\n{rows}\n    ]\n    )\n)\n"
    )


if __name__ == "__main__":
    main()
