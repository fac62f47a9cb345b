from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from reports import quota_words
from reports.charts import style
from reports.charts.burn_up import Year, burn_up
from reports.queries import ask
from reports.snapshot import Snapshot
from tests.reports import quotas
from tests.reports.test_app import texts

JUNE = date(2026, 6, 1)
ONE_PAGE = str(Path(__file__).with_name("one_page.py"))
OF_THE_YEAR = {"agreement_id": "A-1", "starts_on": quotas.STARTS}


def page(snapshot: Snapshot, customer_id: str, month: date = JUNE) -> AppTest:
    """The page Quota of one customer and month, run by itself."""
    app = AppTest.from_file(ONE_PAGE, default_timeout=60)
    app.query_params["page"] = "quota"
    app.query_params["snapshot"] = str(snapshot.path)
    app.query_params["customer"] = customer_id
    app.query_params["month"] = month.isoformat()
    return app.run()


def test_a_month_shows_the_contract_year_that_it_belongs_to(snapshot: Snapshot) -> None:
    columns = ["kind", "used_units", "quota_units", "agreed_units", "recommended_top_up_units"]
    rows = ask(snapshot, "quota_years", customer_id="brightwater", month=JUNE)

    assert rows.select(columns).rows() == [
        ("standard", 22, 25, 20, 70),
        ("nonstandard", 1, None, None, None),
    ]
    before = ask(snapshot, "quota_years", customer_id="brightwater", month=date(2026, 3, 1))
    assert before.is_empty()


def test_a_burn_up_runs_from_the_first_day_to_as_of_and_knows_each_top_up(
    snapshot: Snapshot,
) -> None:
    rows = ask(snapshot, "quota_burn_up", **OF_THE_YEAR)

    assert rows.filter(kind="standard").drop("kind").rows() == [
        (date(2026, 4, 1), 0, 20, 0),
        (date(2026, 4, 9), 12, 20, 0),
        (date(2026, 5, 2), 21, 20, 0),
        (date(2026, 5, 20), 21, 25, 5),
        (date(2026, 6, 30), 22, 25, 0),
        (date(2026, 7, 3), 22, 25, 0),
    ]
    assert rows.filter(kind="nonstandard")["quota_units"].is_null().all()


def test_only_projects_that_are_still_to_come_are_shown(snapshot: Snapshot) -> None:
    rows = ask(snapshot, "quota_projects", **OF_THE_YEAR)

    assert rows.rows() == [("standard", date(2026, 8, 1), 6, "Move to the new site")]


def test_the_page_tells_use_chance_advice_and_the_sentence(snapshot: Snapshot) -> None:
    app = page(snapshot, "brightwater")

    assert not app.exception
    assert [(metric.label, metric.value) for metric in app.metric] == [
        ("Used of the quota", "22 of 25 units"),
        ("Chance that it runs out", "more than 99 %"),
        ("Top-up that holds 9 times in 10", "70 units"),
        ("Used of the quota", "1 unit, not limited"),
        ("Chance that it runs out", "—"),
        ("Top-up that holds 9 times in 10", "nothing to buy"),
    ]
    said = texts(app)
    assert "20 agreed and 5 bought; 3 units left." in said
    assert "The agreement sets no quota of this kind (QUO-5)." in said
    assert "Move to the new site" in said
    assert "not in the catalogue that day" in said
    assert "of 20 past forecasts the range of four in five held 80 % of the time" in said


def test_the_slider_tells_what_a_size_leaves_as_a_risk(snapshot: Snapshot) -> None:
    app = page(snapshot, "brightwater")

    (slider,) = app.slider
    assert (slider.min, slider.max, slider.value) == (0, 90, 70)
    assert "With **70 units** more" in texts(app)
    slider.set_value(60).run()

    assert "With **50 units** more" in texts(app)
    assert "comes to **50 %**" in texts(app)


def test_a_price_shows_what_each_pack_costs(snapshot: Snapshot) -> None:
    app = page(snapshot, "brightwater")

    assert "Price</th>" not in texts(app)
    app.number_input[0].set_value(12.5).run()

    assert "1,250.00" in texts(app)
    assert "2,500.00" not in texts(app)


def test_a_year_that_is_over_is_not_forecast(snapshot: Snapshot) -> None:
    app = page(snapshot, "calm")

    assert not app.exception
    assert [metric.value for metric in app.metric] == ["0 of 0 units", "0 of 4 units"]
    assert "This contract year is over: nothing is forecast of it." in texts(app)
    assert "No unit has moved in this contract year." in texts(app)


def test_without_a_contract_year_a_sentence_says_so(snapshot: Snapshot) -> None:
    app = page(snapshot, "drifting")

    assert not app.exception
    assert "had no contract year in June 2026" in texts(app)
    assert not app.metric


def test_a_customer_who_leaves_is_not_told_to_buy() -> None:
    year = {**quotas.FORECAST, "leaves": True, "recommended_top_up_units": None}

    assert quota_words.outlook(year) == "likely by 20 Jul 2026"
    assert quota_words.advice(year) == "none: this customer leaves"


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (None, "—"),
        (0.0, "0 %"),
        (0.004, "less than 1 %"),
        (0.634, "63 %"),
        (0.996, "more than 99 %"),
        (1.0, "100 %"),
    ],
)
def test_a_chance_is_never_certain_where_it_is_not(probability: float | None, words: str) -> None:
    assert quota_words.chance(probability) == words


def test_a_burn_up_of_an_unlimited_year_has_no_quota_line(snapshot: Snapshot) -> None:
    days = ask(snapshot, "quota_burn_up", **OF_THE_YEAR)
    paths = ask(snapshot, "quota_paths", **OF_THE_YEAR)
    projects = ask(snapshot, "quota_projects", **OF_THE_YEAR)
    year = Year(quotas.STARTS, quotas.ENDS, quotas.AS_OF_ON, is_open=True)

    def fields(kind: str) -> set[str]:
        spec = burn_up(
            days.filter(kind=kind),
            paths.filter(kind=kind),
            projects.filter(kind=kind),
            year=year,
            title=style.title("x", subtitle=[]),
        ).to_dict()
        return {layer["encoding"].get("y", {}).get("field", "") for layer in spec["layer"]}

    assert {"cumulative_units", "quota_units", "cumulative_p50", "foot"} <= fields("standard")
    assert "quota_units" not in fields("nonstandard")
    assert "cumulative_p50" not in fields("nonstandard")


def test_what_a_ledger_says_of_a_ticket_is_plain_text(snapshot: Snapshot) -> None:
    rows = quota_words.ledger_rows(ask(snapshot, "quota_ledger", **OF_THE_YEAR))

    assert rows.filter(pl.col("Record") == "B-2").row(0)[:6] == (
        "2 May 2026", "request", "B-2", "-9", "-1", "",
    )  # fmt: skip
