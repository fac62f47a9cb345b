"""The forecast of a quota: whether it runs out, when, and what the year comes to (QUO-6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecast.distribution import Total, total
from forecast.level import History, features, levels, portfolio_share
from forecast.parameters import Floats, Portfolio

LEAST_DAYS_OF_PORTFOLIO = 30


@dataclass(frozen=True)
class Forecasts:
    """What can be said of each quota (n); the months ahead are columns (n x months).

    `month_ends` is how many months from now each month ahead ends (nan beyond the horizon);
    `runs_out_by` the probability that the quota has run out by then (nan: no quota, or beyond).
    `level` is in units a month, `portfolio_share` how far it is drawn to `portfolio_level`.
    `expected_rest` is the mean of the units to come, known projects (`project_units`) included.
    `ahead` holds the total up to each month end, without the projects up to it (`projects_by`).
    """

    month_ends: Floats
    runs_out_by: Floats
    exhaustion_probability: Floats
    expected_rest: Floats
    project_units: Floats
    level: Floats
    portfolio_level: Floats
    portfolio_share: Floats
    used_units: Floats
    remaining_units: Floats
    rest: Total
    ahead: tuple[Total, ...]
    projects_by: Floats
    portfolio_of: NDArray[np.int64]
    portfolios: tuple[Portfolio, ...]

    def rest_quantiles(self, *shares: float, between: bool = False) -> Floats:
        """The units to come (n x k) that are not passed with each of the shares (k).

        Whole numbers, each the least that holds with its share. `between` spreads every number
        over the half unit to both sides and gives the quantile of that, but not below 0: a range
        of small whole numbers holds too often, since it contains both of its ends.
        """
        found = np.zeros((len(self.level), len(shares)))
        for number, portfolio in enumerate(self.portfolios):
            own = self.portfolio_of == number
            asked = np.array([portfolio.recalibration.share_to_ask(share) for share in shares])
            rest = self.rest.only(own)
            found[own] = rest.quantiles_between(asked) if between else rest.quantiles(asked)
        return found + self.project_units[:, None]

    def cumulative_quantiles(self, *shares: float) -> Floats:
        """The units of the contract year up to each month end (n x months x k), nan beyond.

        Whole numbers, as `rest_quantiles` gives them; none is above a later one's.
        """
        count, months = self.month_ends.shape
        found = np.full((count, months, len(shares)), np.nan)
        for number, portfolio in enumerate(self.portfolios):
            asked = np.array([portfolio.recalibration.share_to_ask(share) for share in shares])
            for month, ahead in enumerate(self.ahead):
                own = (self.portfolio_of == number) & ~np.isnan(self.month_ends[:, month])
                found[own, month] = ahead.only(own).quantiles(asked)
        for place in range(len(shares)):
            found[:, :, place] = _rising(found[:, :, place]) + self.projects_by
        return np.asarray(found + self.used_units[:, None, None])

    def year_end_quantiles(self, *shares: float, between: bool = False) -> Floats:
        """The units of the whole contract year (n x k) that are not passed with each share (k)."""
        return self.used_units[:, None] + self.rest_quantiles(*shares, between=between)

    def exhausted_after_months(self, share: float = 0.5) -> Floats:
        """The month end (n, months from now) by which the quota has run out with this probability.

        0 where it has run out already; nan where it is likelier to hold, or there is no quota.
        """
        reached = self.runs_out_by >= share
        first = reached.argmax(axis=1)
        ends = self.month_ends[np.arange(len(first)), first]
        after = np.where(reached.any(axis=1), ends, np.nan)
        return np.where(self.remaining_units <= 0, 0.0, after)

    def chance_to_reach(self, rest_units: Floats, which: NDArray[np.int64] | None = None) -> Floats:
        """The probability (n) that at least `rest_units` (n) come until the year's end.

        `which` (n) says which forecast each is about; without it each is about its own.
        """
        about = np.arange(len(self.level)) if which is None else which
        return _mended(
            self.rest.only(about),
            rest_units - self.project_units[about],
            self.portfolio_of[about],
            self.portfolios,
        )

    def chance_to_go_beyond(self, more_units: Floats) -> Floats:
        """The probability (n) of overage in spite of `more_units` (n): more used than there is."""
        return self.chance_to_reach(self.remaining_units + more_units + 1.0)


def forecast(  # noqa: PLR0913  # each is a thing a forecast respects
    history: History,
    *,
    used_units: Floats,
    quota_units: Floats,
    months_left: Floats,
    portfolios: Sequence[Portfolio],
    portfolio_of: NDArray[np.int64] | None = None,
    project_units: Floats | None = None,
    known_levels: tuple[Floats, Floats] | None = None,
    month_ends: Floats | None = None,
) -> Forecasts:
    """Forecast n quotas.

    `quota_units` (n) holds the top-ups known today and is nan where there is no limit;
    `months_left` (n) ends with the contract year, the agreement or the exit, whichever is first,
    and may end in a part of a month (the part of this month that is left). `portfolio_of` (n) says
    whose parameters serve each; `project_units` (n x months ahead) adds known projects.
    `known_levels` are level and dispersion (n each) of the portfolio as they were known when each
    forecast is made, where that differs from the portfolio's own. `month_ends` (n x months) says
    when each month ahead ends, the last with `months_left`, nan beyond; without it they are whole
    months back from the end.

    Raises:
        ValueError: arrays that do not fit each other, or negative months.

    """
    count = len(history.units)
    whose = np.zeros(count, dtype=np.int64) if portfolio_of is None else portfolio_of
    months = np.asarray(months_left, dtype=np.float64)
    _check(count, months, used_units, quota_units)
    ends = _month_ends(months) if month_ends is None else month_ends
    projects = _projects(project_units, ends)
    level, dispersion = known_levels or (
        np.array([one.level for one in portfolios])[whose],
        np.array([one.dispersion for one in portfolios])[whose],
    )
    known = features(history, level, dispersion)
    remaining = quota_units - used_units
    rest = _totals(known, months, whose, portfolios)
    ahead = tuple(
        _totals(known, np.where(np.isnan(end), months, end), whose, portfolios) for end in ends.T
    )
    by_month = np.full(ends.shape, np.nan)
    for month, by_then in enumerate(ahead):
        now = ~np.isnan(ends[:, month])
        wanted = remaining[now] - projects[now, month]
        by_month[now, month] = _mended(by_then.only(now), wanted, whose[now], portfolios)
    all_projects = projects[:, -1] if projects.shape[1] else np.zeros(count)
    at_end = _mended(rest, remaining - all_projects, whose, portfolios)
    return Forecasts(
        month_ends=ends,
        runs_out_by=_rising(by_month),
        exhaustion_probability=at_end,
        expected_rest=rest.expected() + all_projects,
        project_units=all_projects,
        level=levels(history, level),
        portfolio_level=level,
        portfolio_share=portfolio_share(history),
        used_units=np.asarray(used_units, dtype=np.float64),
        remaining_units=remaining,
        rest=rest,
        ahead=ahead,
        projects_by=projects,
        portfolio_of=whose,
        portfolios=tuple(portfolios),
    )


def reason_for_none(portfolio_days: float) -> str | None:
    """Why there is no forecast, in words; None where there can be one."""
    if portfolio_days >= LEAST_DAYS_OF_PORTFOLIO:
        return None
    return (
        f"No forecast: the portfolio has {portfolio_days:.0f} days of history, and "
        f"{LEAST_DAYS_OF_PORTFOLIO} are needed."
    )


def _check(count: int, months: Floats, *others: Floats) -> None:
    if any(len(one) != count for one in (months, *others)):
        raise ValueError(f"each of the {count} histories needs its own quota, use and months left")
    if not (months >= 0).all():
        raise ValueError("months left must be 0 or more")


def _month_ends(months: Floats) -> Floats:
    """When each month ahead ends (n x months): the part of this month first, then whole ones."""
    in_all = np.ceil(months)
    column = np.arange(1, int(in_all.max(initial=0.0)) + 1)
    ends = months[:, None] - (in_all[:, None] - column[None, :])
    return np.where(column[None, :] <= in_all[:, None], ends, np.nan)


def _projects(project_units: Floats | None, ends: Floats) -> Floats:
    """Known projects up to each month end (n x months), without what lies beyond the horizon."""
    if project_units is None:
        return np.zeros(ends.shape)
    given = np.zeros(ends.shape)
    columns = min(ends.shape[1], project_units.shape[1])
    given[:, :columns] = project_units[:, :columns]
    return np.cumsum(np.where(np.isnan(ends), 0.0, given), axis=1)


def _totals(
    known: Floats, months: Floats, whose: NDArray[np.int64], portfolios: Sequence[Portfolio]
) -> Total:
    """The totals of the next months (n), each by its own portfolio's parameters."""
    parts = np.zeros((5, len(months)))
    for number, portfolio in enumerate(portfolios):
        own = whose == number
        ahead = total(known[own], months[own], portfolio.parameters)
        parts[:, own] = (
            ahead.mean, ahead.size, ahead.other_mean, ahead.other_size, ahead.other_weight,
        )  # fmt: skip
    return Total(*parts)


def _mended(
    ahead: Total, units: Floats, whose: NDArray[np.int64], portfolios: Sequence[Portfolio]
) -> Floats:
    """The probability (n) to reach `units` (n), recalibrated; certain at 0, nan without a limit."""
    said = ahead.exceedance(np.where(np.isnan(units), 1.0, units))
    mended = said.copy()
    for number, portfolio in enumerate(portfolios):
        own = whose == number
        mended[own] = portfolio.recalibration.of_exceedance(said[own])
    return np.where(np.isnan(units), np.nan, np.where(units <= 0, 1.0, mended))


def _rising(by_month: Floats) -> Floats:
    """Counts only grow: no month end is likelier than a later one (nan stays nan)."""
    if by_month.shape[1] == 0:
        return by_month
    filled = np.where(np.isnan(by_month), np.inf, by_month)
    least_after = np.minimum.accumulate(filled[:, ::-1], axis=1)[:, ::-1]
    return np.where(np.isnan(by_month), np.nan, least_after)
