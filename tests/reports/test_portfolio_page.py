from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import duckdb
import polars as pl
import pytest
from scipy.stats import binom
from streamlit.testing.v1 import AppTest

from reports.addresses import page_address
from reports.charts.funnel import numbered
from reports.charts.small_multiples import small_multiples
from reports.queries import ask
from reports.snapshot import Snapshot, current
from reports.tables import html_table
from tests.reports import portfolio
from tests.reports.test_app import texts

JUNE = date(2026, 6, 1)
SHARE = 0.95
ONE_PAGE = str(Path(__file__).with_name("one_page.py"))
OTHER_MARTS = """
create table findings as select * from (values
    ('EXI-3', 'major', 'brightwater', date '2026-06-01', 'Order of the steps'),
    ('CLK-S', 'minor', 'aldgate', date '2026-06-01', 'Chain of statuses'),
    ('EXI-3', 'major', 'brightwater', date '2026-05-01', 'Order of the steps')
) as found(rule_id, severity, customer_id, month, title);
create table exits as
select *, date '2026-07-03' as as_of_on, null as owner, null as products, true as export_wanted,
    null as products_without_export, null as unanswered, null::date as tenant_deleted_on,
    null::date as data_gone_due_on, null::bigint as days_left, null::date as empty_by,
    date '2026-09-30' as gone_by, null::date as channel_closes_on, 89 as days_to_gone_by,
    0 as steps_out_of_order, 0 as missed_promises, null::date as retrieval_ends_on,
    null::date as earliest_deletion_on, null::date as latest_deletion_on, 'kept' as promise,
    null::date as promise_lost_on
from (values
    ('E-1', 'brightwater', 'access', date '2026-05-01', 2, null::date),
    ('E-2', 'aldgate', 'closed', date '2025-05-01', 0, date '2025-08-01')
) as left_over(exit_id, customer_id, stage, requested_on, late_steps, closed_on);
create table ticket_volumes as select 'incident' as kind, * from (values
    (date '2026-05-01', 40, true), (date '2026-06-01', 1250, true), (date '2026-07-01', 3, false)
) as volumes(month, opened, is_over);
create table volume_forecasts as select
    'incident' as kind, date '2026-08-01' as month, 1 as months_ahead,
    1100.0 as opened_p10, 1300.4 as opened_p50, 1500.0 as opened_p90;
create table volume_forecast_scores as select
    'incident' as kind, 24 as forecasts, 20 as held, 20 / 24 as coverage_80, 0.061 as error,
    0.12 as error_of_last_month;
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

    columns = ["metric", "customers", "met", "breached", "decided", "change_most", "all_breached"]
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
    assert (row["quota_chance"], row["exit_stage"]) == (0.998, "access")


def test_limits_are_those_of_the_binomial_distribution(tmp_path: Path) -> None:
    clocks = [portfolio.met(f"A-{n}", "response", "P2", portfolio.JUNE) for n in range(5)]
    clocks += [portfolio.missed(f"B-{n}", "response", "P2", late_seconds=1) for n in range(5)]
    clocks[:5] = [replace(clock, customer_id="aldgate") for clock in clocks[:5]]
    portfolio.publish(tmp_path, "first.duckdb", clocks=clocks)
    found = current(tmp_path)
    assert found is not None

    rows = ask(found, "portfolio_funnel", month=JUNE)

    # Of 5 at one half: none has chance 1/32 = 0.031, more than the tail of 2.5 %: within.
    judged = rows.filter(pl.col("customer_id").is_not_null())
    columns = ["customer_id", "met", "decided", "low_95", "high_95", "low_998", "standing"]
    assert judged.select(columns).rows() == [
        ("brightwater", 0, 5, 0.0, 1.0, 0.0, "within"),
        ("aldgate", 5, 5, 0.0, 1.0, 0.0, "within"),
    ]


def test_limits_are_drawn_at_every_size_and_judge_by_the_exact_tail(tmp_path: Path) -> None:
    clocks = [portfolio.met(f"A-{n}", "response", "P2", portfolio.JUNE) for n in range(92)]
    clocks += [portfolio.missed(f"A-9{n}", "response", "P2", late_seconds=1) for n in range(2, 4)]
    clocks = [replace(clock, customer_id="aldgate") for clock in clocks]
    clocks += [portfolio.met(f"B-{n}", "response", "P2", portfolio.JUNE) for n in range(3)]
    clocks += [portfolio.missed(f"B-{n}", "response", "P2", late_seconds=1) for n in range(3, 6)]
    portfolio.publish(tmp_path, "first.duckdb", clocks=clocks)
    found = current(tmp_path)
    assert found is not None

    rows = ask(found, "portfolio_funnel", month=JUNE)

    # The share of all is 95 of 100. scipy.stats.binom: P(3 or fewer of 6) = 0.0022, beyond the tail
    # of 2.5 % and not of 0.1 %.
    (worst,) = rows.filter(customer_id="brightwater").to_dicts()
    assert (worst["met"], worst["decided"], worst["standing"]) == (3, 6, "below 95 %")
    at_most = [binom.cdf(hits, 6, SHARE) for hits in range(7)]
    lowest = next(hits for hits in range(7) if at_most[hits] >= 0.025)
    chance = at_most[lowest] - at_most[lowest - 1]
    assert worst["low_95"] * 6 == pytest.approx(lowest - (at_most[lowest] - 0.025) / chance)
    assert worst["low_998"] * 6 == pytest.approx(
        3 - (at_most[3] - 0.001) / (at_most[3] - at_most[2])
    )
    sizes = rows.filter(pl.col("customer_id").is_null(), metric="response")
    assert sizes["clocks"].min() == 1
    assert sizes["clocks"].max() == 94
    assert sizes.height > 30
    assert rows["expected_outside_95"][0] == pytest.approx(
        sum(
            binom.cdf(_lowest(size, 0.025) - 1, size, SHARE)
            + binom.sf(_highest(size, 0.025), size, SHARE)
            for size in (6, 94)
        )
    )


def _lowest(size: int, tail: float) -> int:
    return next(hits for hits in range(size + 1) if binom.cdf(hits, size, SHARE) >= tail)


def _highest(size: int, tail: float) -> int:
    return next(
        hits for hits in range(size + 1) if binom.cdf(hits, size, SHARE) > 1 - tail or hits == size
    )


def test_nobody_outside_is_without_a_number_and_numbers_keep_apart() -> None:
    rows = pl.DataFrame(
        {
            "clocks": [100, 101, 20, 400],
            "attainment_least": [0.5, 0.505, 0.6, 0.9],
            "standing": ["below 99.8 %", "below 99.8 %", "below 95 %", "within"],
        }
    )

    assert numbered(rows)["number"].to_list() == ["1", None, "3", None]


def test_a_customer_without_a_month_has_a_broken_line_and_an_alternative_text(
    whole: Snapshot,
) -> None:
    rows = ask(whole, "portfolio_months", month=JUNE)

    told = small_multiples(rows, {"brightwater": "./?customer=brightwater"})

    assert rows.height == 2 * 12
    assert told.count("<figure>") == 1
    assert "Brightwater &amp; Söhne, twelve months to June 2026" in told
    assert "response 3/4 · restoration 1/3" in told
    assert "<svg" not in told
    # April and June were decided, May was not: no line joins them.
    (picture,) = re.findall(r'src="data:image/svg\+xml,([^"]+)"', told)
    response = re.search(
        r"<path d='(M[^']+)' fill='none' stroke='#d9660f'", unquote(unescape(picture))
    )
    assert response is not None
    assert (response[1].count("M"), response[1].count("L")) == (2, 0)


def test_the_page_tells_the_month_and_links_to_the_customer(whole: Snapshot) -> None:
    app = page(whole, JUNE)

    assert not app.exception
    shown = texts(app)
    assert "Response: 3 of 4 clocks met (75.0 %)" in shown
    assert "3 clocks missed, of 1 customer" in shown
    assert "./?customer=brightwater&amp;month=2026-06" in shown
    assert "./attainment?customer=brightwater&amp;month=2026-06#missed" in shown
    assert "./exits?customer=brightwater&amp;month=2026-06" in shown
    assert "findings?customer=brightwater&amp;month=2026-06&amp;of=all&amp;rule=EXI-3" in shown
    assert "To come: August 2026 1,300 (1,100 to 1,500)." in shown
    assert "held in 20 of 24 past forecasts (83.3 %)" in shown
    assert "as of 3 Jul 2026, 21:30 UTC" in shown
    assert "EDT" not in shown


def test_a_month_without_verdicts_says_so(whole: Snapshot) -> None:
    app = page(whole, date(2026, 2, 1))

    assert not app.exception
    shown = texts(app)
    assert "Response: no clock was decided in February 2026." in shown
    assert "No target was missed" in shown
    assert "No rule was broken in February 2026." in shown


def test_a_link_holds_no_markup_whatever_a_customer_is_called() -> None:
    href = page_address("./", '"><script>&', JUNE)

    assert href == "./?customer=%22%3E%3Cscript%3E%26&month=2026-06"
    rows = pl.DataFrame({"Severity": ["<b>"]})
    table = html_table(rows, caption="c", links={"Severity": [href]})
    assert '<a href="./?customer=%22%3E%3Cscript%3E%26&amp;month=2026-06">&lt;b&gt;</a>' in table
