"""How often a category that keeps its pace is told as recurring: `python -m bench.recurrence`.

PRB-2 compares the days with an incident among the last 91 with those among the 365 before, as
`recurring_categories` does. Exact: the binomial chances of both counts are summed, for a category
that has an incident on any day with the same probability throughout.
"""

from __future__ import annotations

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.stats import binom

RECENT_DAYS, PAST_DAYS = 91, 365
LEAST_DAYS = 5
DEVIATION = 3.09
DAYS_A_QUARTER = (0.5, 1, 2, 4, 8, 15, 30, 45)
TIMES_AS_MANY = (2, 3)


def chance_of_alarm(days_a_quarter: float, *, times: float = 1.0) -> float:
    """The chance to be told, with `times` as many days in the last quarter as before it."""
    before = min(days_a_quarter / RECENT_DAYS, 1.0)
    recent, past = np.arange(RECENT_DAYS + 1)[:, None], np.arange(PAST_DAYS + 1)[None, :]
    share = RECENT_DAYS / PAST_DAYS
    rise = np.sqrt(recent + 0.375) - np.sqrt((past + 0.375) * share)
    told = (2.0 * rise / np.sqrt(1.0 + share) > DEVIATION) & (recent >= LEAST_DAYS)
    now = binom.pmf(recent, RECENT_DAYS, min(before * times, 1.0))
    return float((now * binom.pmf(past, PAST_DAYS, before) * told).sum())


def main() -> None:
    table = Table(title="PRB-2: chance that a category is told as recurring")
    table.add_column("days with an incident, a quarter")
    for heading in ("at its pace", *(f"{times} times as many" for times in TIMES_AS_MANY)):
        table.add_column(heading, justify="right")
    for days in DAYS_A_QUARTER:
        chances = (chance_of_alarm(days), *(chance_of_alarm(days, times=t) for t in TIMES_AS_MANY))
        table.add_row(f"{days:g}", *(f"{chance:.2%}" for chance in chances))
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
