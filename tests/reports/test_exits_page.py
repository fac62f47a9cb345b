"""The page Exits: what it says of each exit, and what it shows of all."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
import vl_convert
from streamlit.testing.v1 import AppTest

from reports import exit_readable
from reports.charts.exit_ladder import exit_ladder
from reports.charts.exit_timeline import exit_timeline
from reports.queries import ask
from reports.snapshot import Snapshot, current
from tests.reports import portfolio

TODAY = date(2026, 7, 3)
SOUND: dict[str, Any] = {
    "exit_id": "EXIT-B",
    "customer_id": "brightwater",
    "stage": "data_gone",
    "requested_on": date(2026, 5, 1),
    "as_of_on": TODAY,
    "owner": "[anna](http://spy.invalid)",
    "products": "SMAX CMS",
    "export_wanted": True,
    "products_without_export": "CMS",
    "unanswered": "channel_closes_on",
    "tenant_deleted_on": date(2026, 7, 1),
    "data_gone_due_on": date(2026, 7, 8),
    "days_left": 5,
    "empty_by": date(2026, 7, 1),
    "gone_by": date(2026, 7, 10),
    "channel_closes_on": None,
    "days_to_gone_by": 7,
    "closed_on": None,
    "late_steps": 2,
    "steps_out_of_order": 1,
    "missed_promises": 0,
    "retrieval_ends_on": date(2026, 6, 30),
    "earliest_deletion_on": date(2026, 7, 1),
    "latest_deletion_on": date(2026, 7, 1),
    "promise": "open",
    "promise_lost_on": None,
}
UNDELETED = {
    "stage": "notice",
    "tenant_deleted_on": None,
    "data_gone_due_on": None,
    "days_left": None,
}
EXITS = (
    SOUND,
    {**SOUND, "exit_id": "EXIT-C", "customer_id": "calm", "stage": "closed", "closed_on": TODAY},
)


def step(name: str, title: str, place: int | None, **told: object) -> dict[str, object]:
    usual = {"planned_on": date(2026, 6, 1), "proposed_on": date(2026, 6, 20)}
    nothing = dict.fromkeys(("occurred_on", "occurred_at", "note", "in_order"))
    place_of = {"step": name, "title": title, "stage": name, "place": place}
    state = {"days_late": 0, "state": "open"}
    return {"exit_id": "EXIT-B", **place_of, **usual, **nothing, **state, **told}


STEPS = (
    step("contact_named", "Contact named", 2, occurred_on=date(2026, 6, 1), state="done",
         in_order=True),
    step("export_done", "Export done", 5, occurred_on=date(2026, 6, 4), state="done_late",
         days_late=3, in_order=True),
    step("tenant_deleted", "Tenant deleted", 7, occurred_on=date(2026, 7, 1), state="done",
         in_order=False),
    step("channel_closed", "Support channel closed", 10, state="late", days_late=32),
    step("materials_returned", "Materials returned", None, planned_on=TODAY, proposed_on=None,
         state="due"),
)  # fmt: skip
FINDINGS = (
    {
        "rule_id": "EXI-3",
        "severity": "major",
        "entity": "exits",
        "entity_id": "EXIT-B",
        "occurred_at": datetime(2026, 5, 1, 8),
        "message": "The customer wants an export of CMS, and none can be had.",
        "part": "CMS",
    },
)


def publish(folder: Path, exits: tuple[dict[str, Any], ...] = EXITS) -> None:
    path = portfolio.publish(folder / "published", "first.duckdb", clocks=[])
    tables = {
        "exits": pl.DataFrame(list(exits or EXITS), infer_schema_length=None).head(len(exits)),
        "exit_steps": pl.DataFrame(list(STEPS), infer_schema_length=None),
        "findings": pl.DataFrame(list(FINDINGS)),
    }
    with duckdb.connect(path) as connection:
        for name, rows in tables.items():
            connection.register("rows", rows)
            connection.execute(f"create table {name} as select * from rows")
            connection.unregister("rows")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exits_page")
    publish(folder)
    return folder


@pytest.fixture(scope="module")
def snapshot(workspace: Path) -> Snapshot:
    found = current(workspace / "published")
    assert found is not None
    return found


PAGE = """
import os
from pathlib import Path

from reports.pages import exits
from reports.pages.filters import choose_scope
from reports.snapshot import current

snapshot = current(Path(os.environ["SERVICE_REVIEW_WORKSPACE"]) / "published")
exits.show(choose_scope(snapshot))
"""


def run(monkeypatch: pytest.MonkeyPatch, workspace: Path, **address: str) -> AppTest:
    monkeypatch.setenv("SERVICE_REVIEW_WORKSPACE", str(workspace))
    app = AppTest.from_string(PAGE, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    kinds = ("header", "markdown", "caption", "code", "warning", "html")
    return "\n".join(
        str(getattr(e, "value", None) or e.proto.body) for k in kinds for e in app.get(k)
    )


def test_a_customer_s_exit_is_shown_with_countdown_questions_exports_and_findings(
    monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    app = run(monkeypatch, workspace, customer="brightwater")

    assert app.query_params["exit"] == "EXIT-B"
    assert [(one.label, one.value) for one in app.metric] == [
        ("Waits for", "Backups to end"),
        ("Until the backups end", "5 days"),
        ("Late steps", "2"),
    ]
    told = texts(app)
    assert "the backups end on 8 Jul 2026, in 5 days. That is 2 days before the date" in told
    assert "Not answered: on which date the support channel closes." in told
    assert "An export is wanted, but none can be had for CMS." in told
    assert "The customer wants an export of CMS, and none can be had." in told
    assert "✓ done late by 3 days" in told
    assert "✗ late by 32 days" in told
    assert "✗ out of order" in told


def test_what_a_delivery_says_is_shown_as_plain_text(
    monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    app = run(monkeypatch, workspace, customer="brightwater")

    said = [one.value for kind in ("markdown", "header", "caption") for one in app.get(kind)]
    assert not [text for text in said if "spy.invalid" in text]
    assert "contact: [anna](http://spy.invalid)" in texts(app)


def test_another_exit_takes_its_customer_along(
    monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    app = run(monkeypatch, workspace, customer="brightwater")

    app.main.selectbox[0].set_value("EXIT-C").run()

    assert not app.exception
    assert app.query_params["customer"] == "calm"
    assert app.query_params["exit"] == "EXIT-C"
    assert app.metric[0].value == "Nothing, it is closed"
    assert "This exit breaks no rule." in texts(app)


def test_a_customer_who_stays_has_a_sentence_below_all_exits(
    monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    app = run(monkeypatch, workspace, customer="aldgate", exit="EXIT-B")

    assert "Aldgate Bank has no exit on record." in texts(app)
    assert "2 exits, those under way first" in texts(app)
    assert "exit" not in app.query_params


def test_an_exit_that_is_not_known_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch, workspace: Path
) -> None:
    app = run(monkeypatch, workspace, customer="brightwater", exit="EXIT-`Z")

    assert "The address asks for the exit `EXIT-'Z`" in app.warning[0].value
    assert app.query_params["exit"] == "EXIT-B"


def test_without_any_exit_the_page_says_how_they_come_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    publish(tmp_path, ())

    app = run(monkeypatch, tmp_path)

    assert "No exit has been asked for." in texts(app)
    assert "service-review ingest PATH" in texts(app)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "Deleted on 1 Jul 2026: the backups end on 8 Jul 2026, in 5 days. That is 2 days "
             "before the date committed, 10 Jul 2026."),
        ({"days_to_spare": 0, "days_left": 1}, "Deleted on 1 Jul 2026: the backups end on 8 Jul "
             "2026, in 1 day. That is on the date committed, 10 Jul 2026."),
        ({"days_to_spare": -1, "days_left": 0}, "Deleted on 1 Jul 2026: the backups were to end "
             "on 8 Jul 2026. That is 1 day after the date committed, 10 Jul 2026."),
        ({"days_to_spare": None}, "Deleted on 1 Jul 2026: the backups end on 8 Jul 2026, in 5 "
             "days. No date is committed for all data to be gone."),
        (UNDELETED, "The tenant is not deleted yet, and backups keep its data for 7 days after. "
             "All data is committed to be gone by 10 Jul 2026, in 7 days."),
        ({**UNDELETED, "days_to_gone_by": -2}, "The tenant is not deleted yet, and backups keep "
             "its data for 7 days after. All data is committed to be gone by 10 Jul 2026, 2 days "
             "ago."),
    ],
)  # fmt: skip
def test_the_countdown_reads_against_the_date_committed(told: dict[str, Any], said: str) -> None:
    assert exit_readable.countdown({**SOUND, "days_to_spare": 2, **told}) == said


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "The dates given can be kept: they ask for a deletion by 1 Jul 2026, and from 1 Jul "
             "2026 on it is allowed."),
        ({"promise": "lost", "promise_lost_on": date(2026, 7, 2)}, "The dates given cannot be "
             "kept since 2 Jul 2026: they ask for a deletion by 1 Jul 2026."),
        ({"promise": "broken", "promise_lost_on": date(2026, 5, 1)}, "The dates given could not "
             "be kept from the first day: they ask for a deletion by 1 Jul 2026, but the data is "
             "to stay available, and the first day to delete it is 1 Jul 2026. A date was "
             "missed."),
        ({"promise": "broken"}, "A date given was missed."),
        ({"promise": "kept"}, "Every date given was kept."),
        ({"promise": "not_given"}, "No date is given. The tenant may be deleted from 1 Jul 2026 "
             "on."),
    ],
)  # fmt: skip
def test_the_promise_reads_as_it_stands(told: dict[str, Any], said: str) -> None:
    assert exit_readable.promise({**SOUND, **told}) == said


def drawn(spec: dict[str, Any]) -> str:
    return vl_convert.vegalite_to_svg(json.dumps({**spec, "width": 700}))


def test_the_timeline_names_each_exit_and_what_it_waits_for(snapshot: Snapshot) -> None:
    exits, phases = ask(snapshot, "exits"), ask(snapshot, "exit_phases")

    svg = drawn(exit_timeline(exits, phases, subtitle=["2 exits"]).to_dict())

    assert phases.select("exit_id", "phase", "from_on", "until_on").rows() == [
        ("EXIT-B", "data held", date(2026, 5, 1), date(2026, 7, 1)),
        ("EXIT-B", "in backups", date(2026, 7, 1), TODAY),
        ("EXIT-C", "data held", date(2026, 5, 1), date(2026, 7, 1)),
        ("EXIT-C", "in backups", date(2026, 7, 1), TODAY),
    ]
    for words in ("Brightwater &amp; Söhne · EXIT-B", "waits for backups to end", "closed"):
        assert f">{words}<" in svg
    assert "NaN" not in svg


def test_the_ladder_tells_late_and_out_of_order_by_shape(snapshot: Snapshot) -> None:
    steps = ask(snapshot, "exit_steps", exit_id="EXIT-B")
    today = pl.DataFrame({"as_of_on": [TODAY]})

    spec = exit_ladder(steps, today, subtitle=["5 steps"]).to_dict()

    shapes = [layer["mark"].get("shape") for layer in spec["layer"]]
    assert shapes == [None, "stroke", "triangle-left", "circle", "cross", "square", None]
    names = [[one["title"] for one in spec["datasets"][layer["data"]["name"]]]
             for layer in spec["layer"][3:6]]  # fmt: skip
    assert names == [["Contact named"], ["Export done"], ["Tenant deleted"]]
    assert "NaN" not in drawn(spec)
