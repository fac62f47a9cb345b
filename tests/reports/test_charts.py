from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import vl_convert

from reports.charts.attainment import attainment
from reports.charts.style import Picture
from reports.charts.target_use import target_use
from reports.charts.trend import trend
from reports.queries import ask
from reports.snapshot import Snapshot

ROOT = Path(__file__).parents[2]
JUNE = date(2026, 6, 1)


def drawn(picture: Picture) -> str:
    """The chart as its own renderer draws it, its texts and marks readable."""
    return vl_convert.vegalite_to_svg(json.dumps(picture.properties(width=480).to_dict()))


def test_attainment_says_n_of_n_and_the_promise_beside_each_priority(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "attainment", customer_id="brightwater", month=JUNE)

    svg = drawn(
        attainment(
            rows.filter(metric="response"),
            targets={"P1": "1 h, 24x7"},
            subtitle=["as of 3 Jul 2026"],
        )
    )

    for words in ("P1 critical", "1 h, 24x7", "2 of 2", "0 of 1", "0 %", "as of 3 Jul 2026"):
        assert f">{words}<" in svg
    assert svg.count(">nothing decided<") == 1
    assert "NaN" not in svg


def test_a_missed_clock_has_another_shape_than_a_met_one(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "target_use", customer_id="brightwater", month=JUNE)

    spec = target_use(rows.filter(metric="restoration"), subtitle=["3 decided clocks"]).to_dict()

    marks = {layer["mark"]["type"]: layer["mark"].get("shape") for layer in spec["layer"]}
    assert marks == {"rule": None, "tick": None, "point": "cross"}


def test_the_target_is_drawn_as_a_line_at_the_whole_target(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "target_use", customer_id="brightwater", month=JUNE)

    spec = target_use(rows.filter(metric="restoration"), subtitle=["3 decided clocks"]).to_dict()

    line = spec["layer"][0]
    assert spec["datasets"][line["data"]["name"]] == [{"target": 1}]
    assert ">target<" in drawn(target_use(rows, subtitle=[]))


def test_a_trend_draws_no_mark_where_nothing_was_decided(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "trend", customer_id="aldgate", month=JUNE)
    panel = rows.filter(metric="response", priority="P3")

    svg = drawn(trend(panel, priority="P3"))

    decided = panel["attainment"].count()
    assert decided == 11
    assert svg.count('aria-roledescription="point"') == decided
    assert svg.count('aria-roledescription="rule mark"') == decided
    assert ">n=0<" in svg
    assert ">Dec<" in svg
    assert "NaN" not in svg


def test_counts_in_the_thousands_have_room_under_their_months(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "trend", customer_id="aldgate", month=JUNE)
    panel = rows.filter(metric="response", priority="P3").with_columns(
        decided=pl.col("decided") + 1800
    )

    svg = drawn(trend(panel, priority="P3"))

    assert ">1,815<" in svg
    assert ">n=" not in svg


def test_pandas_is_whole_before_a_chart_is_made() -> None:
    asked = "import sys, reports.charts.style; sys.exit('pandas' not in sys.modules)"

    assert subprocess.run([sys.executable, "-c", asked], check=False, cwd=ROOT).returncode == 0
