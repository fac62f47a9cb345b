from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from reports import portfolio_words
from reports.queries import ask
from reports.snapshot import Snapshot, current
from reports.tables import html_table
from tests.reports import portfolio
from tests.reports.test_app import texts

JUNE = date(2026, 6, 1)
ONE_PAGE = str(Path(__file__).with_name("one_page.py"))
OTHER_MARTS = """
create table findings as select * from (values
    ('EXI-3', 'major', 'brightwater', date '2026-06-01', 'Order of the steps'),
    ('CLK-S', 'minor', 'aldgate', date '2026-06-01', 'Chain of statuses'),
    ('EXI-3', 'major', 'brightwater', date '2026-05-01', 'Order of the steps')
) as found(rule_id, severity, customer_id, month, title);
create table exits as select * from (values
    ('brightwater', 'data_held', date '2026-05-01', 2),
    ('aldgate', 'closed', date '2025-05-01', 0)
) as left_over(customer_id, stage, requested_on, late_steps);
create table clock_risks as select * from (values
    ('brightwater', 0.51), ('brightwater', 0.5), ('brightwater', null)
) as risks(customer_id, chance_of_miss);
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The small portfolio's known clocks alone, with findings, exits and risks."""
    folder = tmp_path_factory.mktemp("portfolio") / "published"
    path = portfolio.publish(folder, "first.duckdb", clocks=portfolio.known_clocks())
    with duckdb.connect(str(path)) as connection:
        connection.execute(OTHER_MARTS)
    found = current(folder)
    assert found is not None
    return found


def page(snapshot: Snapshot, month: date) -> AppTest:
    app = AppTest.from_file(ONE_PAGE, default_timeout=60)
    app.query_params["page"] = "portfolio"
    app.query_params["snapshot"] = str(snapshot.path)
    app.query_params["customer"] = "brightwater"
    app.query_params["month"] = month.isoformat()
    return app.run()


def test_the_totals_count_every_customer_and_know_the_month_before(whole: Snapshot) -> None:
    rows = ask(whole, "portfolio_totals", month=JUNE)

    columns = ["metric", "customers", "met", "breached", "decided", "change", "all_breached"]
    assert rows.select(columns).rows() == [
        ("response", 1, 3, 1, 4, None, 3),
        ("restoration", 1, 1, 2, 3, None, 3),
    ]


def test_a_customer_has_its_harm_and_what_may_come(whole: Snapshot) -> None:
    (row,) = ask(whole, "portfolio_customers", month=JUNE).to_dicts()

    assert (row["missed_p1"], row["missed_p2"], row["missed"]) == (1, 0, 3)
    assert row["late_seconds"] == 5400 + 7980 + 40
    assert (row["met"], row["decided"]) == (4, 7)
    # Wilson's interval of 4 of 7 as published tables have it.
    assert row["attainment_low"] == pytest.approx(0.2505, abs=1e-4)
    assert row["attainment_high"] == pytest.approx(0.8418, abs=1e-4)
    assert (row["major_findings"], row["likely_misses"]) == (1, 1)
    assert (row["quota_chance"], row["exit_stage"]) == (0.998, "data_held")


def test_limits_are_those_of_the_binomial_distribution(tmp_path: Path) -> None:
    clocks = [portfolio.met(f"A-{n}", "response", "P2", portfolio.JUNE) for n in range(5)]
    clocks += [portfolio.missed(f"B-{n}", "response", "P2", late_seconds=1) for n in range(5)]
    clocks[:5] = [replace(clock, customer_id="aldgate") for clock in clocks[:5]]
    portfolio.publish(tmp_path, "first.duckdb", clocks=clocks)
    found = current(tmp_path)
    assert found is not None

    rows = ask(found, "portfolio_funnel", month=JUNE)

    # Of 5 at one half: none has chance 1/32 = 0.031, so only 0.1 % either side is never reached.
    columns = ["customer_id", "met", "decided", "low_95", "high_95", "low_998", "standing"]
    assert rows.select(columns).rows() == [
        ("aldgate", 5, 5, 0.0, 1.0, 0.0, "within"),
        ("brightwater", 0, 5, 0.0, 1.0, 0.0, "within"),
    ]


def test_the_page_tells_the_month_and_links_to_the_customer(whole: Snapshot) -> None:
    app = page(whole, JUNE)

    assert not app.exception
    shown = texts(app)
    assert "Response: 3 of 4 clocks met (75.0 %)" in shown
    assert "3 clocks missed, of 1 customer" in shown
    assert "./?customer=brightwater&amp;month=2026-06" in shown
    assert "./quota?customer=brightwater&amp;month=2026-06" in shown


def test_a_month_without_verdicts_says_so(whole: Snapshot) -> None:
    app = page(whole, date(2026, 2, 1))

    assert not app.exception
    shown = texts(app)
    assert "Response: no clock was decided in February 2026." in shown
    assert "No target was missed" in shown
    assert "No rule was broken in February 2026." in shown


def test_a_link_holds_no_markup_whatever_a_customer_is_called() -> None:
    href = portfolio_words.address("", '"><script>&', JUNE)

    assert href == "./?customer=%22%3E%3Cscript%3E%26&month=2026-06"
    rows = pl.DataFrame({"Severity": ["<b>"]})
    table = html_table(rows, caption="c", links={"Severity": [href]})
    assert '<a href="./?customer=%22%3E%3Cscript%3E%26&amp;month=2026-06">&lt;b&gt;</a>' in table
