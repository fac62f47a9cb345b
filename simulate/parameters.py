"""What decides a portfolio: with the same parameters it is the same, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

# The portfolio ends in the middle of a European afternoon, so that clocks are running.
ENDS_AT = time(14, 30)


@dataclass(frozen=True)
class Parameters:
    """The size, the time and the seed of a portfolio.

    `months` counts calendar months, that of `ends_on` included. Raises ValueError for a portfolio
    without a customer or a month.
    """

    seed: int
    customers: int
    months: int
    ends_on: date

    def __post_init__(self) -> None:
        if self.seed < 0 or self.customers < 1 or self.months < 1:
            raise ValueError("a portfolio needs a seed from 0 on, a customer and a month")

    @property
    def starts_on(self) -> date:
        """The first day of the first month."""
        return add_months(self.ends_on.replace(day=1), 1 - self.months)

    @property
    def days(self) -> int:
        """The length of the portfolio, last day included."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def starts_at(self) -> int:
        """The first instant, seconds since 1970."""
        return int(datetime.combine(self.starts_on, time(0), UTC).timestamp())

    @property
    def as_of(self) -> int:
        """The last instant of which there is a record, seconds since 1970."""
        return int(datetime.combine(self.ends_on, ENDS_AT, UTC).timestamp())

    def day(self, share: float) -> date:
        """The day after that share of the portfolio has passed."""
        return self.starts_on + timedelta(days=int(share * self.days))


def add_months(day: date, months: int) -> date:
    """The same day some months later; the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    next_year, next_month = divmod(year * 12 + month + 1, 12)
    last = (date(next_year, next_month + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))
