"""The methods that are measured beside each other, each fitted on a fold's other customers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import lightgbm
import numpy as np
from numpy.typing import NDArray
from scipy.stats import nbinom

from bench import nine_parameters
from bench.forecast_folds import Fold
from forecast import scoring
from forecast.fitting import Fitted, fit
from forecast.level import History, dispersions, levels, portfolio_level
from forecast.parameters import plain
from forecast.past_years import PastYears, past_years, some_of
from forecast.top_up import top_up
from pipeline.backtest import forecasts_of
from pipeline.known_windows import history_of, windows

Floats = NDArray[np.float64]

# The quantiles whose pinball loss gives the CRPS, alike for every method.
SHARES = (np.arange(19) + 1.0) / 20.0
# LightGBM learns these; between them its distribution is straight.
LEARNT = np.array([0.01, 0.025, 0.05, *np.arange(0.1, 0.91, 0.05), 0.95, 0.975, 0.99])
ROUNDS = 120
MOST_YEARS_OF_EACH = 5_000


@dataclass(frozen=True)
class Judged:
    """Forecasts of some cases (n) held against what came."""

    probability: Floats
    pit: Floats
    crps: Floats
    within_80: NDArray[np.bool_]
    more: Floats
    held: NDArray[np.bool_]


def joined(parts: Sequence[Judged], place: NDArray[np.int64]) -> Judged:
    """Folds put together, in the order of the file."""
    order = np.argsort(place)
    return Judged(
        *(np.concatenate([getattr(one, f.name) for one in parts])[order] for f in fields(Judged))
    )


def product(fold: Fold, year_units: Floats) -> Judged:
    """The product, its parameters fitted on the fold's other customers and nothing else."""
    return _product(fold, fit(fold.train, origin=plain()), year_units)


def product_unseen(fold: Fold, year_units: Floats) -> Judged:
    """The product on a portfolio of which no series was seen: fitted on the other portfolios."""
    parts, places = [], []
    names = fold.cases["portfolio"].to_numpy()
    for name in sorted(set(names)):
        own = np.flatnonzero(names == name)
        others = {other: rows for other, rows in fold.train.items() if other != name}
        unseen = Fitted({}, fit(others, origin=plain(), each_for_itself=False).together)
        part = Fold(fold.place[own], fold.cases[own], fold.series, {})
        parts.append(_product(part, unseen, year_units[own]))
        places.append(own)
    return joined(parts, np.concatenate(places))


def _product(fold: Fold, fitted: Fitted, year_units: Floats) -> Judged:
    made = forecasts_of(fold.series, fold.cases, fitted)
    quota = fold.cases["quota_units"].to_numpy()
    low, high = made.year_end_quantiles(0.1, 0.9).T
    more = top_up(made, 0.9)
    return Judged(
        made.exhaustion_probability,
        scoring.pit_of(made, year_units - made.used_units),
        scoring.crps(made.year_end_quantiles(*SHARES), SHARES, year_units),
        (year_units >= low) & (year_units <= high),
        more,
        year_units <= quota + more,
    )


def run_rate(fold: Fold, year_units: Floats) -> Judged:
    """Used / elapsed x 12, as spreadsheets do: one number, so its range is that number."""
    used = fold.cases["used_units"].to_numpy()
    months = fold.cases["months_left"].to_numpy()
    rest = np.rint(used / (12.0 - months) * months)
    quota = fold.cases["quota_units"].to_numpy()
    quantiles = np.repeat(rest[:, None], len(SHARES), axis=1)
    return _judged(
        fold, year_units, (used + rest >= quota).astype(np.float64), quantiles, SHARES, whole=True
    )


def nine_as_published(fold: Fold, year_units: Floats) -> Judged:
    """The nine parameters as they were published, and the portfolio's level."""
    return _nine(fold, year_units, refit=False)


def nine_fitted(fold: Fold, year_units: Floats) -> Judged:
    """The nine parameters, fitted to each portfolio."""
    return _nine(fold, year_units, refit=True)


def _nine(fold: Fold, year_units: Floats, *, refit: bool) -> Judged:
    parts, places = [], []
    names = fold.cases["portfolio"].to_numpy()
    history = history_of(windows(fold.series, fold.cases), len(fold.cases))
    for name in sorted(set(names)):
        own = np.flatnonzero(names == name)
        level, dispersion = portfolio_level(fold.train[name])
        values = nine_parameters.PUBLISHED
        if refit:
            values = nine_parameters.fitted(past_years(fold.train[name]), level, dispersion)
        seen = History(history.units[own], history.exposure[own])
        part = Fold(fold.place[own], fold.cases[own], fold.series, {})
        months = part.cases["months_left"].to_numpy()
        mean, size = nine_parameters.mean_and_size(values, seen, months, level, dispersion)
        parts.append(_of_nine(part, year_units[own], mean, size))
        places.append(own)
    return joined(parts, np.concatenate(places))


def _of_nine(fold: Fold, year_units: Floats, mean: Floats, size: Floats) -> Judged:
    used, quota = (fold.cases[name].to_numpy() for name in ("used_units", "quota_units"))
    ahead = nbinom(size[:, None], (size / (size + mean))[:, None])
    rest = (year_units - used)[:, None]
    drawn = np.random.default_rng(1).random(len(used))
    below, upto = ahead.cdf(rest - 1.0)[:, 0], ahead.cdf(rest)[:, 0]
    low, high = ahead.ppf([0.1, 0.9]).T
    more = np.maximum(0.0, high - (quota - used))
    return Judged(
        nine_parameters.exceedance(mean, size, quota - used),
        below + drawn * (upto - below),
        scoring.crps(ahead.ppf(SHARES), SHARES, year_units - used),
        (rest[:, 0] >= low) & (rest[:, 0] <= high),
        more,
        year_units <= quota + more,
    )


def lightgbm_quantiles(fold: Fold, year_units: Floats) -> Judged:
    """Quantiles of the rest over the level, learnt over all portfolios together."""
    names = sorted(fold.train)
    known, ratios = [], []
    for number, name in enumerate(names):
        level, dispersion = portfolio_level(fold.train[name])
        years = some_of(past_years(fold.train[name]), MOST_YEARS_OF_EACH)
        known.append(_columns(years.history, years.months, number, level, dispersion))
        ratios.append(np.sqrt(years.units / _scale(years, level)))
    data = lightgbm.Dataset(
        np.vstack(known), np.concatenate(ratios), categorical_feature=[0], free_raw_data=False
    )
    seen = history_of(windows(fold.series, fold.cases), len(fold.cases))
    months = fold.cases["months_left"].to_numpy()
    whose = fold.cases["portfolio"].to_numpy()
    asked = np.zeros((len(months), known[0].shape[1]))
    scale = np.zeros(len(months))
    for number, name in enumerate(names):
        own = np.flatnonzero(whose == name)
        level, dispersion = portfolio_level(fold.train[name])
        part = PastYears(
            History(seen.units[own], seen.exposure[own]), months[own], months[own], own
        )
        asked[own] = _columns(part.history, months[own], number, level, dispersion)
        scale[own] = _scale(part, level)
    learnt = [
        lightgbm.train(_settings(float(share)), data, ROUNDS).predict(asked) for share in LEARNT
    ]
    quantiles = np.sort(np.column_stack(learnt), axis=1) ** 2 * scale[:, None]
    wanted = (fold.cases["quota_units"] - fold.cases["used_units"]).to_numpy()
    probability = 1.0 - _between(quantiles, wanted - 0.5)
    return _judged(fold, year_units, probability, quantiles, LEARNT, whole=False)


def _settings(share: float) -> dict[str, object]:
    return {
        "objective": "quantile",
        "alpha": share,
        "learning_rate": 0.05,
        "num_leaves": 15,
        "min_data_in_leaf": 100,
        "feature_fraction": 0.7,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "verbose": -1,
        "num_threads": 1,
        "seed": 1,
        "deterministic": True,
    }


def _scale(years: PastYears, level: float) -> Floats:
    return levels(years.history, np.full(len(years), level)) * years.months


def _columns(
    history: History, months: Floats, portfolio: int, level: float, dispersion: float
) -> Floats:
    """What LightGBM is told: levels of five speeds, recent months, ups and downs, what is known."""
    units, exposure = history.seen()
    everyone = np.full(len(units), level)
    own = levels(history, everyone)
    known = exposure.sum(axis=1)
    some = units > 0
    return np.column_stack(
        [
            np.full(len(units), float(portfolio)),
            months,
            known,
            *(np.log(levels(history, everyone, decay=w)) for w in (0.5, 0.8, 0.9, 0.95, 1.0)),
            *(
                (units[:, :k].sum(axis=1) + 0.5 * level) / (exposure[:, :k].sum(axis=1) + 0.5) / own
                for k in (1, 3, 6, 12)
            ),
            np.log(dispersions(history, own, np.full(len(units), dispersion))),
            np.log1p(units @ 0.95 ** np.arange(units.shape[1])),
            ((units == 0) & (exposure > 0)).sum(axis=1) / np.maximum(known, 1.0),
            np.where(some.any(axis=1), some.argmax(axis=1), known),
            units.max(axis=1) / own,
            np.log(everyone),
        ]
    )


def _between(quantiles: Floats, units: Floats) -> Floats:
    """The distribution at `units`, straight between the quantiles learnt."""
    return np.array(
        [
            np.interp(at, [-0.5, *row], [0.0, *LEARNT], right=0.995)
            for at, row in zip(units, quantiles, strict=True)
        ]
    )


def _judged(  # noqa: PLR0913  # a method's forecasts, whole
    fold: Fold,
    year_units: Floats,
    probability: Floats,
    quantiles: Floats,
    shares: Floats,
    *,
    whole: bool,
) -> Judged:
    """Judge a method that gives quantiles of the rest (n x k)."""
    used, quota = (fold.cases[name].to_numpy() for name in ("used_units", "quota_units"))
    rest = year_units - used
    wanted = np.array([np.interp(SHARES, shares, row) for row in quantiles])
    low, high = wanted[:, 1], wanted[:, 17]
    more = np.ceil(np.maximum(0.0, high - (quota - used)))
    drawn = np.random.default_rng(1).random(len(rest))
    if whole:
        pit = np.where(rest < low, 0.0, np.where(rest > high, 1.0, drawn))
    else:
        pit = _between(quantiles, rest - 0.5 + drawn)
    return Judged(
        probability,
        pit,
        scoring.crps(wanted, SHARES, rest),
        (rest >= np.floor(low)) & (rest <= np.ceil(high)),
        more,
        year_units <= quota + more,
    )
