"""A month of which some could not be measured: queries, charts and pages hold ranges."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import duckdb
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from reports.charts.attainment import attainment
from reports.charts.availability import availability
from reports.charts.small_multiples import small_multiples
from reports.charts.target_use import target_use
from reports.charts.trend import trend
from reports.queries import ask
from reports.snapshot import Snapshot, current
from tests.reports import portfolio, reviews
from tests.reports.test_app import run, texts
from tests.reports.test_charts import drawn
from tests.reports.test_portfolio_page import OTHER_MARTS

JUNE, MAY = date(2026, 6, 1), date(2026, 5, 1)
BRIGHTWATER = {"customer_id": "brightwater", "month": JUNE}
CLOCKS = portfolio.known_clocks() + portfolio.hidden_clocks() + portfolio.seeded_clocks()


@pytest.fixture(scope="module")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace of a portfolio whose Brightwater delivers a list without a history."""
    folder = tmp_path_factory.mktemp("hidden")
    reviews.publish(folder / "published", clocks=CLOCKS)
    return folder


@pytest.fixture(scope="module")
def found(hidden: Path) -> Snapshot:
    snapshot = current(hidden / "published")
    assert snapshot is not None
    return snapshot


def page(monkeypatch: pytest.MonkeyPatch, workspace: Path) -> AppTest:
    return run(monkeypatch, workspace, customer="brightwater", month="2026-06")


def test_a_share_that_is_a_range_has_two_ends_and_no_value(found: Snapshot) -> None:
    columns = ["metric", "priority", "met", "decided", "not_measurable", "attainment",
               "attainment_least", "attainment_most"]  # fmt: skip
    rows = ask(found, "attainment", **BRIGHTWATER)

    assert rows.filter(pl.col("attainment_least").is_not_null()).select(columns).rows() == [
        ("response", "P1", 1, 1, 0, 1.0, 1.0, 1.0),
        ("response", "P2", 2, 2, 0, 1.0, 1.0, 1.0),
        ("response", "P3", 0, 1, 1, None, 0.0, 0.5),
        ("restoration", "P1", 0, 1, 1, None, 0.0, 0.5),
        ("restoration", "P2", 1, 1, 1, None, 0.5, 1.0),
        ("restoration", "P3", 1, 2, 0, 0.5, 0.5, 0.5),
    ]
    # Wilson: from the lower end of 1 of 2 to the upper end of 2 of 2.
    (p2,) = rows.filter(metric="restoration", priority="P2").to_dicts()
    assert p2["attainment_low"] == pytest.approx(0.0945, abs=1e-4)
    assert p2["attainment_high"] == 1


def test_the_trend_agrees_with_the_month(found: Snapshot) -> None:
    month = ask(found, "attainment", **BRIGHTWATER).drop("breached", "excluded")

    trend_of_june = ask(found, "trend", **BRIGHTWATER).filter(month=JUNE).select(month.columns)

    assert trend_of_june.equals(month)


def test_a_comparison_is_made_where_both_ends_of_the_range_say_the_same(tmp_path: Path) -> None:
    june = [portfolio.met(f"M-{n}", "response", "P2", portfolio.JUNE) for n in range(40)]
    kept = [portfolio.met(f"K-{n}", "response", "P2", portfolio.JUNE) for n in range(20)]
    late = [portfolio.missed(f"L-{n}", "response", "P2", late_seconds=1) for n in range(20)]
    before = [replace(clock, month=MAY) for clock in (*kept, *late)]
    few = [portfolio.unmeasured(f"U-{n}", "response", "P2", late_seconds=1) for n in range(4)]
    many = [portfolio.unmeasured(f"U-{n}", "response", "P2", late_seconds=1) for n in range(400)]

    standings = []
    for number, unmeasured in enumerate((few, many)):
        folder = tmp_path / str(number)
        portfolio.publish(folder, "first.duckdb", clocks=[*june, *before, *unmeasured])
        snapshot = current(folder)
        assert snapshot is not None
        response = ask(snapshot, "review_shares", **BRIGHTWATER).row(0, named=True)
        standings.append((response["share_least"], response["share_most"], response["standing"]))

    assert standings == [(40 / 44, 1.0, "better"), (40 / 440, 1.0, "not known")]


def test_what_was_not_measured_is_listed_the_most_urgent_first(found: Snapshot) -> None:
    rows = ask(found, "not_measured", **BRIGHTWATER)

    columns = ["ticket_id", "metric", "priority", "elapsed_seconds", "least_elapsed_seconds"]
    assert rows.select(columns).rows() == [
        ("B-11", "restoration", "P1", 36_000, None),
        ("B-12", "restoration", "P2", 46_800, 40_000),
        ("B-6", "response", "P3", 1_014_400, None),
    ]
    assert rows["stopped_at"].is_null().to_list() == [True, False, False]


def test_the_review_says_ranges_and_never_that_none_was_missed(
    monkeypatch: pytest.MonkeyPatch, hidden: Path
) -> None:
    app = page(monkeypatch, hidden)

    assert not app.exception
    said = texts(app)
    assert [(metric.value, metric.delta) for metric in app.metric[:2]] == [
        ("3 to 4 of 5", "1 to 2 missed"),
        ("2 to 4 of 6", "2 to 4 missed"),
    ]
    for sentence in (
        "3 targets could not be measured, so shares are ranges. Left out of the shares: 1 clock",
        "Between 3 and 4 of 5 tickets were answered in time (60.0 to 80.0 %); it was 100 % over",
        "Between 2 and 4 of 6 tickets were restored in time (33.3 to 66.7 %); there is no earlier "
        "month to compare with. 2 could not be measured.",
        "There were 2 critical incidents and 2 high-priority incidents: 1 missed a target, 2 could "
        "not be measured and 1 met the targets;",
        "3 missed clocks, furthest past the target first; 3 more could not be measured",
        "2 targets could not be measured: the export does not show when these tickets were "
        "answered or waited.",
        "1 target could not be measured: of an instant of this ticket only the day is known.",
        "Hollow bar: some could not be measured; the share lies between its ends",
        "at most 10 h<",
        "11 h 06 min to 13 h<",
        '<a href="ticket?ticket=B-11&amp;customer=brightwater&amp;month=2026-06">B-11</a>',
    ):
        assert sentence in said
    assert "none of which" not in said
    assert "Every clock of the month could" not in said
    headings = [heading.value for heading in app.main.header]
    assert headings[headings.index("What was missed") + 1] == "Could not be measured"


def test_attainment_lists_what_was_not_measured_once(
    monkeypatch: pytest.MonkeyPatch, hidden: Path
) -> None:
    monkeypatch.setenv("SERVICE_REVIEW_WORKSPACE", str(hidden))
    app = one_page(hidden, "attainment")

    assert not app.exception
    said = texts(app)
    assert [heading.value for heading in app.main.header] == [
        "Twelve months", "Missed", "Could not be measured", "Not counted", "Still open",
    ]  # fmt: skip
    assert "3 targets, the most urgent first" in said
    assert ">0 to 1 of 2<" in said
    assert ">0 to 50.0 %<" in said
    assert "not measurable: the source" not in said
    # Met for certain, though nobody knows in how long.
    assert ">at most 24 h<" in said
    assert ">at most 50 %<" in said
    assert ">Open, not measurable<" in said


def test_without_anything_hidden_no_page_speaks_of_it(
    monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    for name in ("review", "attainment"):
        said = texts(one_page(workspace, name))

        assert "could not be measured" not in said.replace("could be measured", "")
        assert "Hollow bar" not in said
        assert "Open, not measurable" not in said


def one_page(workspace: Path, name: str, month: date = JUNE) -> AppTest:
    app = AppTest.from_file(str(Path(__file__).with_name("one_page.py")), default_timeout=60)
    snapshot = current(workspace / "published")
    assert snapshot is not None
    asked = {"page": name, "snapshot": str(snapshot.path), "customer": "brightwater"}
    for word, value in (asked | {"month": month.isoformat()}).items():
        app.query_params[word] = value
    return app.run()


def test_a_month_of_which_nothing_was_measured_has_a_range_and_no_times(tmp_path: Path) -> None:
    reviews.publish(tmp_path / "published", clocks=portfolio.hidden_clocks()[1:2])

    said = texts(one_page(tmp_path, "attainment"))

    assert "The one restoration target of June 2026 could not be measured, so there is no " in said
    assert "No missed target is known of in June 2026; 1 target could not be measured." in said
    assert "Nothing else of June 2026 is left out." in said
    assert ">0 to 1 of 1<" in said


def test_a_range_is_a_hollow_bar_without_a_point(found: Snapshot) -> None:
    rows = ask(found, "attainment", **BRIGHTWATER).filter(metric="restoration")

    svg = drawn(attainment(rows, targets={}, subtitle=[]))

    assert svg.count('aria-roledescription="bar"') == 2
    # One of three shares is known: a dot for it, and the words beside it.
    assert svg.count('aria-roledescription="point"') == 2
    for words in ("0 to 1 of 2", "0 to 50.0 %", "1 to 2 of 2", "1 of 2"):
        assert f">{words}<" in svg
    assert "NaN" not in svg


def test_a_month_that_is_a_range_breaks_the_line_and_counts_all_its_clocks(
    found: Snapshot,
) -> None:
    rows = ask(found, "trend", **BRIGHTWATER).filter(metric="restoration", priority="P1")

    svg = drawn(trend(rows, priority="P1"))

    assert svg.count('aria-roledescription="bar"') == 1
    assert svg.count('aria-roledescription="point"') == 0
    assert ">n=2<" in svg


def test_a_time_that_is_known_at_most_has_a_line_to_its_mark(found: Snapshot) -> None:
    rows = ask(found, "target_use", **BRIGHTWATER)
    known = rows.filter(pl.col("least_elapsed_seconds").is_not_null())

    marks = [
        [layer["mark"]["type"] for layer in target_use(some, subtitle=[]).to_dict()["layer"]]
        for some in (rows, known)
    ]

    assert marks == [["rule", "rule", "tick", "point"], ["rule", "tick", "point"]]


def test_downtime_that_is_known_at_most_is_drawn_up_to_the_whole_month() -> None:
    rows = pl.DataFrame(
        {
            "month": [MAY, JUNE],
            "availability": [0.9, 1.0],
            "target": [0.999, 0.999],
            "is_met": [False, True],
            "downtime_seconds": [7200, 0],
            "rests_on_bounds": [True, False],
        }
    )

    spec = json.dumps(availability(rows, subtitle=[]).to_dict())
    svg = drawn(availability(rows, subtitle=[]))

    assert '"verdict": "not known whether the target is met"' in spec
    assert svg.count('aria-roledescription="bar"') == 1
    assert ">not known whether the target is met<" in svg


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with all that the portfolio tells; aldgate may have missed one more."""
    folder = tmp_path_factory.mktemp("whole")
    clocks = [
        *portfolio.known_clocks(),
        *portfolio.hidden_clocks(),
        of("aldgate", portfolio.unmeasured("A-1", "response", "P1", late_seconds=1)),
    ]
    path = portfolio.publish(folder / "published", "first.duckdb", clocks=clocks)
    with duckdb.connect(str(path)) as connection:
        connection.execute(OTHER_MARTS)
    return folder


def of(customer_id: str, clock: portfolio.Clock) -> portfolio.Clock:
    return replace(clock, customer_id=customer_id)


def test_the_portfolio_holds_ranges_and_lists_who_may_have_missed_last(whole: Path) -> None:
    snapshot = current(whole / "published")
    assert snapshot is not None
    totals = ask(snapshot, "portfolio_totals", month=JUNE)
    customers = ask(snapshot, "portfolio_customers", month=JUNE)

    columns = ["metric", "met", "decided", "not_measurable", "all_breached", "all_not_measurable"]
    assert totals.select(columns).rows() == [
        ("response", 3, 4, 2, 3, 4),
        ("restoration", 2, 4, 2, 3, 4),
    ]
    columns = ["customer_id", "missed_p1", "not_measurable_p1", "missed", "not_measurable", "met",
               "decided", "attainment_least", "attainment_most"]  # fmt: skip
    assert customers.select(columns).rows() == [
        ("brightwater", 1, 1, 3, 3, 5, 8, 5 / 11, 8 / 11),
        ("aldgate", 0, 1, 0, 1, 0, 0, 0.0, 1.0),
    ]


def test_the_funnel_s_limits_are_drawn_by_those_who_were_measured_whole(tmp_path: Path) -> None:
    """Of 100 measured 50 are met; who is not measured stands only where the whole range does."""

    def some(customer: str, met: int, missed: int, unmeasured: int) -> list[portfolio.Clock]:
        kept = [
            portfolio.met(f"{customer}-m{n}", "response", "P2", portfolio.JUNE) for n in range(met)
        ]
        late = [
            portfolio.missed(f"{customer}-l{n}", "response", "P2", late_seconds=1)
            for n in range(missed)
        ]
        rest = [
            portfolio.unmeasured(f"{customer}-u{n}", "response", "P2", late_seconds=1)
            for n in range(unmeasured)
        ]
        return [of(customer, clock) for clock in (*kept, *late, *rest)]

    clocks = [
        *some("aldgate", 50, 50, 0),
        *some("brightwater", 10, 0, 90),
        *some("calm", 2, 90, 8),
        *some("drifting", 49, 49, 2),
    ]
    portfolio.publish(tmp_path, "first.duckdb", clocks=clocks)
    snapshot = current(tmp_path)
    assert snapshot is not None

    rows = ask(snapshot, "portfolio_funnel", month=JUNE)

    judged = rows.filter(pl.col("customer_id").is_not_null()).sort("customer_id")
    columns = ["customer_id", "attainment", "attainment_least", "attainment_most", "standing"]
    assert judged.select(columns).rows() == [
        ("aldgate", 0.5, 0.5, 0.5, "within"),
        ("brightwater", None, 0.1, 1.0, "not known"),
        ("calm", None, 0.02, 0.1, "below 99.8 %"),
        ("drifting", None, 0.49, 0.51, "within"),
    ]
    assert judged["portfolio_attainment"].unique().to_list() == [0.5]


def test_where_nobody_was_measured_whole_nobody_is_compared(tmp_path: Path) -> None:
    clocks = [portfolio.unmeasured("B-1", "response", "P2", late_seconds=1)]
    portfolio.publish(tmp_path, "first.duckdb", clocks=clocks)
    snapshot = current(tmp_path)
    assert snapshot is not None

    rows = ask(snapshot, "portfolio_funnel", month=JUNE)

    assert rows.filter(customer_id="brightwater")["standing"].to_list() == ["not known"]


def test_a_small_picture_has_a_hollow_bar_where_the_month_is_a_range(found: Snapshot) -> None:
    rows = ask(found, "portfolio_months", month=JUNE)

    told = small_multiples(rows, {"brightwater": "./?customer=brightwater"})

    assert "response 3 to 4/5 · restoration 2 to 4/6" in told
    (picture,) = re.findall(r'src="data:image/svg\+xml,([^"]+)"', told)
    assert unquote(unescape(picture)).count("width='6'") == 2


def test_the_portfolio_page_says_ranges(whole: Path) -> None:
    app = one_page(whole, "portfolio")

    assert not app.exception
    metrics = {metric.label: metric.value for metric in app.metric}
    assert metrics == {
        "Customers with a verdict": "2",
        "Clocks decided": "8",
        "Response met": "3 to 5 of 6",
        "Restoration met": "2 to 4 of 6",
        "Missed": "3 to 7",
    }
    said = texts(app)
    for sentence in (
        "Response: 3 to 5 of 6 clocks met (50.0 to 83.3 %); nothing was decided in the month",
        "3 clocks missed, of 1 customer; most harm: Brightwater &amp; Söhne (1 to 2 P1, 0 to 1 P2)."
        " 4 clocks of 2 customers could not be measured.",
        "2 customers with clocks missed or not measurable: most missed P1 first",
        "No customer can be compared: not all of their clocks could be measured.",
        "Hollow bar: some could not be measured; the share lies between its ends.",
        "3 h 43 min or more",
        ">0 to 1/1<",
    ):
        assert sentence in said
