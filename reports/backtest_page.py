"""How good the forecasts of past contract years were, as one page that needs nothing beside it."""

from __future__ import annotations

import json
from datetime import datetime

import polars as pl
import vl_convert

from reports import tables, wording
from reports.charts import past_forecasts, style

STYLE = """
body {
    font: 1rem/1.5 system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif;
    max-width: 72rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; color: #1b1f24; background: #fff;
}
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 0.25rem; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 0.5rem; }
.context { opacity: 0.8; margin: 0; }
.answer { font-size: 1.15rem; }
figure { margin: 1.5rem 0; }
figure svg { max-width: 100%; height: auto; }
"""
TITLE = "How good the forecasts were"


def page(
    *,
    as_of: datetime,
    summary: pl.DataFrame,
    by_months_known: pl.DataFrame,
    calibration: pl.DataFrame,
) -> str:
    """The whole page as HTML; the frames are those of a backtest's summary."""
    count = int(summary.filter(kind="both")["forecasts"][0])
    subtitle = [f"As of {as_of:%Y-%m-%d %H:%M:%S} UTC, {wording.number(count)} forecasts"]
    charts = [
        past_forecasts.calibration(calibration, subtitle=subtitle),
        past_forecasts.by_months_known(
            by_months_known,
            measure="brier",
            title="Error of the chance that the quota runs out",
            unit="Brier score, lower is better",
            subtitle=subtitle,
        ),
        past_forecasts.by_months_known(
            by_months_known,
            measure="crps",
            title="Error of the year's total",
            unit="CRPS in units, lower is better",
            subtitle=subtitle,
        ),
        past_forecasts.cover(by_months_known, subtitle=subtitle),
    ]
    bands, scores = calibration_rows(calibration), score_rows(summary)
    numbers = tuple(name for name in scores.columns if name != "Measure")
    parts = [
        f"<h1>{TITLE}</h1>",
        f'<p class="context">{subtitle[0]}. Past contract years, forecast again from the end of '
        "each month with only what was known then.</p>",
        f'<p class="answer">{answer(summary)}</p>',
        tables.html_table(scores, caption="Forecast, and run rate beside it.", numbers=numbers),
        *(_figure(chart) for chart in charts),
        "<h2>What was said, and what came</h2>",
        tables.html_table(
            bands,
            caption="Chance that the quota runs out, in tenths.",
            numbers=tuple(bands.columns[2:]),
        ),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{TITLE}</title>\n{tables.STYLE}<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )


def answer(summary: pl.DataFrame) -> str:
    """The whole in a sentence."""
    both = summary.filter(kind="both").row(0, named=True)
    said = (
        f"Of {wording.number(both['forecasts'])} forecasts of {wording.number(both['years'])} "
        f'contract years, the range of "80 %" held {_percent(both["cover_80"])} of the time.'
    )
    if both["brier"] is None:
        return said
    return (
        f"{said} The Brier score is {both['brier']:.3f}, the run rate's "
        f"{both['brier_run_rate']:.3f}."
    )


def score_rows(summary: pl.DataFrame) -> pl.DataFrame:
    """One row per measure, a column per kind and method, as a reader sees them."""
    names = {"standard": "standard", "nonstandard": "non-standard", "both": "both"}
    found: dict[str, list[str]] = {"Measure": [name for name, *_ in _MEASURES]}
    for row in summary.iter_rows(named=True):
        own = names[row["kind"]]
        found[own] = [_said(row[column], form) for _, column, _, form in _MEASURES]
        found[f"{own}, run rate"] = [
            _said(row[rate] if rate else None, form) for _, _, rate, form in _MEASURES
        ]
    return pl.DataFrame(found)


def calibration_rows(calibration: pl.DataFrame) -> pl.DataFrame:
    """One row per method and band, as a reader sees them."""
    return calibration.select(
        pl.col("method").alias("Method"),
        pl.Series(
            "Chance said",
            [
                f"{100 * low:.0f} to {100 * high:.0f} %"
                for low, high in calibration.select("said_from", "said_to").iter_rows()
            ],
            dtype=pl.String,
        ),
        pl.col("forecasts").cast(pl.String).alias("Forecasts"),
        pl.Series("Mean said", [_percent(one) for one in calibration["mean_said"]]),
        pl.Series("Ran out", [_percent(one) for one in calibration["share_exhausted"]]),
    )


_MEASURES = (
    ("Forecasts", "forecasts", None, "{:,.0f}"),
    ("Contract years", "years", None, "{:,.0f}"),
    ("Brier score", "brier", "brier_run_rate", "{:.4f}"),
    ("Pinball loss, units", "pinball", "pinball_run_rate", "{:.2f}"),
    ("CRPS, units", "crps", "crps_run_rate", "{:.2f}"),
    ("Range of 50 % held", "cover_50", "cover_run_rate", "{:.1%}"),
    ("Range of 80 % held", "cover_80", "cover_run_rate", "{:.1%}"),
    ("Range of 95 % held", "cover_95", "cover_run_rate", "{:.1%}"),
)


def _said(value: float | None, form: str) -> str:
    return "-" if value is None else form.format(value)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _figure(chart: style.Picture) -> str:
    drawn: str = vl_convert.vegalite_to_svg(json.dumps(chart.to_dict()))
    return f"<figure>{drawn}</figure>"
