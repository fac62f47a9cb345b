from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.reports import portfolio

APP = Path(__file__).parents[2] / "app.py"


def run(monkeypatch: pytest.MonkeyPatch, workspace: Path, **address: str) -> AppTest:
    monkeypatch.setenv("SERVICE_REVIEW_WORKSPACE", str(workspace))
    app = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def texts(app: AppTest) -> str:
    """Everything that the page says, one element a line."""
    kinds = ("title", "markdown", "caption", "code", "warning", "info", "html")
    return "\n".join(
        str(getattr(e, "value", None) or e.proto.body) for k in kinds for e in app.get(k)
    )


def test_who_asks_for_nothing_gets_the_first_customer_and_its_last_whole_month(
    monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    app = run(monkeypatch, workspace)

    assert not app.exception
    assert app.query_params == {"customer": "aldgate", "month": "2026-06"}
    assert [box.value for box in app.sidebar.selectbox] == ["aldgate", "2026-06"]


def test_the_address_chooses_customer_and_month(
    monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    app = run(monkeypatch, workspace, customer="brightwater", month="2026-06")

    assert [(metric.label, metric.value, metric.delta) for metric in app.metric[:2]] == [
        ("Response within target", "3 of 4", "1 missed"),
        ("Restoration within target", "1 of 3", "2 missed"),
    ]
    assert "Brightwater &amp; Söhne <span>June 2026</span>" in texts(app)
    assert "As of 3 Jul 2026, 17:30 EDT, times in America/New_York" in texts(app)
    assert "Business hours Mon to Fri 08:00 to 17:00, without the holidays of US-NY" in texts(app)
    assert "Snapshot first, published 3 Jul 2026, 18:00" in texts(app)


def test_a_filter_writes_the_address(monkeypatch: pytest.MonkeyPatch, workspace: Path) -> None:
    app = run(monkeypatch, workspace)

    app.sidebar.selectbox[0].set_value("brightwater").run()
    app.sidebar.selectbox[1].set_value("2026-04").run()

    assert app.query_params == {"customer": "brightwater", "month": "2026-04"}
    assert app.metric[0].value == "1 of 1"
    assert app.metric[1].value == "Nothing decided"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"customer": "nobody"}, "asks for the customer `nobody`, of which this snapshot knows"),
        ({"month": "2031-13"}, "asks for the month `2031-13`, of which this snapshot knows"),
        ({"customer": "brightwater", "month": "2025-01"}, "knows nothing for this customer"),
        ({"customer": "`![x](http://spy.invalid/p.png)"}, "`'![x](http://spy.invalid/p.png)`"),
    ],
)
def test_an_address_that_names_nothing_known_gets_a_sentence_and_a_default(
    monkeypatch: pytest.MonkeyPatch, workspace: Path, address: dict[str, str], said: str
) -> None:
    app = run(monkeypatch, workspace, **address)

    assert [said in warning.value for warning in app.warning] == [True]
    assert app.metric[0].label == "Response within target"


def test_a_month_without_a_verdict_is_empty_in_words(
    monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    app = run(monkeypatch, workspace, customer="brightwater", month="2026-05")

    assert [metric.value for metric in app.metric[:2]] == ["Nothing decided", "Nothing decided"]
    assert "No response clock was decided in May 2026." in texts(app)
    assert "No clock missed its target in May 2026." in texts(app)
    assert "Every clock of the month could be measured, and counts." in texts(app)


def test_a_customer_without_an_agreement_is_shown_in_utc_and_as_plain_text(
    monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    app = run(monkeypatch, workspace, customer="drifting")

    assert "&lt;b&gt;Drift&lt;/b&gt; :smile: $x$" in texts(app)
    assert "times in UTC (no agreement names a zone)" in texts(app)
    assert "July 2026 is not over: the figures stand as of 3 Jul 2026, 21:30 UTC." in texts(app)


def test_without_a_workspace_the_page_says_so_and_shows_the_way_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app = run(monkeypatch, tmp_path / "nowhere")

    assert "There is no workspace at this place:" in texts(app)
    assert str(tmp_path / "nowhere") in texts(app)
    assert "service-review ingest PATH\nservice-review build" in texts(app)


def test_before_anything_is_published_the_page_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app = run(monkeypatch, tmp_path)

    assert "Nothing has been published in this workspace:" in texts(app)


@pytest.mark.parametrize(("hosts", "offered"), [("", 1), ("review.example", 0)])
def test_before_anything_is_published_files_can_be_dropped_where_nobody_else_reaches_the_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hosts: str, offered: int
) -> None:
    monkeypatch.setenv("SERVICE_REVIEW_HOSTS", hosts)

    app = run(monkeypatch, tmp_path)

    assert "Nothing has been published in this workspace:" in texts(app)
    assert len(app.file_uploader) == offered


def test_a_pointer_to_nothing_is_said_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "CURRENT").write_text("gone.duckdb")

    app = run(monkeypatch, tmp_path)

    assert not app.exception
    assert "CURRENT names gone.duckdb, which is not there." in texts(app)


def test_a_snapshot_without_customers_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    portfolio.publish(tmp_path / "published", "bare.duckdb", clocks=[], customers=())

    app = run(monkeypatch, tmp_path)

    assert [title.value for title in app.title] == ["No customers"]
