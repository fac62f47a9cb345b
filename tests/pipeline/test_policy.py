"""The readings: what can be chosen, what is said of a wrong choice, and what a snapshot tells."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ingest.errors import RefusedError
from pipeline.build import PROJECT, build
from pipeline.intake import take_in_all
from pipeline.policy import Policy, readings
from pipeline.policy_file import default_file, load_policy
from pipeline.spans import Span, span
from pipeline.status import as_lines, workspace_status
from pipeline.workspace import Workspace
from reports.snapshot import current
from tests.ingest.conftest import CUSTOMERS, TICKETS

DEFAULTS = {
    "business_day": ("agreement", "CAL-1"),
    "response_rests": ("no", "CLK-2"),
    "requests_rest": ("yes", "CLK-3"),
    "reopening": ("resume", "CLK-4"),
    "phone_rule": ("flag", "PRI-4"),
    "reclassified": ("at_stop", "PRI-3"),
    "exclusions": (
        "third_party_product, not_our_cloud, customer_caused, updates_not_authorised, "
        "not_used_as_specified, contact_untrained, information_missing",
        "CLK-9",
    ),
    "update_spans": ("P1: 4h, P2: 1 business day", "INC-1"),
    "request_consumed": ("opened", "QUO-3"),
    "last_year_quota": ("whole", "QUO-1"),
    "exit_request": ("consumes nothing", "QUO-3"),
    "top_up_covers_overage": ("yes", "QUO-4"),
    "customer_review": ("required", "CHG-3"),
    "notice": ("whole_days_between", "CHG-6"),
    "maintenance_downtime": ("excluded", "AVA-1"),
    "emergency_maintenance": ("counts", "AVA-1"),
    "exit_order": ("process", "EXI-4"),
}


def written(folder: Path, text: str) -> Path:
    path = folder / "policy.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_choice_of_the_rules_has_a_name_a_default_and_its_rule() -> None:
    found = {name: (Policy().values[name], one.rule_id) for name, one in readings().items()}

    assert found == DEFAULTS


def test_the_models_take_the_same_defaults_as_the_policy() -> None:
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))

    assert project["vars"] == Policy().variables | {"targets": []}


def test_the_file_that_comes_with_a_workspace_says_every_default(tmp_path: Path) -> None:
    text = default_file()

    assert load_policy(written(tmp_path, text)) == Policy()
    assert list(yaml.safe_load(text)) == list(DEFAULTS)
    assert all(f"# {rule_id}. " in text for _, rule_id in DEFAULTS.values())
    assert max(map(len, text.splitlines())) <= 100


def test_a_new_workspace_gets_the_file_and_keeps_what_is_written_into_it(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "new")
    workspace.create()
    assert load_policy(workspace.policy) == Policy()

    written(workspace.root, "reopening: elapse\n")
    workspace.create()

    assert load_policy(workspace.policy) == Policy(reopening="elapse")


def test_a_workspace_without_the_file_has_the_defaults_and_is_given_none(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.create()
    workspace.policy.unlink()

    workspace.create()

    assert not workspace.policy.exists()
    assert load_policy(workspace.policy) == Policy()


def test_what_a_file_leaves_out_has_its_default(tmp_path: Path) -> None:
    empty = load_policy(written(tmp_path, "# nothing yet\n"))
    partial = load_policy(
        written(
            tmp_path,
            "business_day: 08:00-16:00\nresponse_rests: yes\nexclusions: []\n"
            "update_spans: {P1: 90 min}\n",
        )
    )

    assert empty == Policy()
    assert partial.values == Policy().values | {
        "business_day": "08:00-16:00",
        "response_rests": "yes",
        "exclusions": "none",
        "update_spans": "P1: 90 min, P2: 1 business day",
    }
    assert partial.hours == ("08:00", "16:00")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "\nreopening: restart\n",
            "line 2, reopening: must be 'resume' or 'elapse', not 'restart'",
        ),
        ("reopning: elapse\n", "line 1, reopning: is not known here.*there are business_day, "),
        ("business_day: 8-16\n", "line 1, business_day: '8-16' is neither agreement nor hours"),
        ("business_day: 08:00-24:30\n", "line 1, business_day: .*neither agreement nor hours"),
        (
            "exclusions:\n  - not_our_cloud\n  - bad_weather\n",
            r"line 3, exclusions \(2nd\): 'bad_weather' is none of third_party_product, ",
        ),
        ("update_spans:\n  P1: soon\n", r"line 2, update_spans\.P1: 'soon' is no span such as 4h"),
        ("update_spans:\n  P3: 4h\n", r"line 2, update_spans\.P3: is not known here"),
        ("reopening: resume\nreopening: elapse\n", "line 2, reopening: stands there twice"),
        ("- reopening\n", "its top level must be keys such as business_day and response_rests"),
        ("reopening: [\n", r"line 2, column 1: is not YAML"),
    ],
)
def test_a_fault_is_named_with_its_key_and_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(RefusedError, match=rf"policy\.yml: {message}"):
        load_policy(written(tmp_path, text))


def test_a_value_that_is_shown_can_be_set() -> None:
    values = Policy().values

    assert Policy().changed(values) == Policy()
    assert Policy().changed({"exclusions": "none"}).exclusions == ()
    # The order in which reasons are named means nothing.
    assert Policy().changed({"exclusions": "customer_caused, not_our_cloud"}).exclusions == (
        "not_our_cloud",
        "customer_caused",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4h", Span(14_400, "24x7")),
        ("1 h, 24x7", Span(3_600, "24x7")),
        ("90 min", Span(5_400, "24x7")),
        ("45 s", Span(45, "24x7")),
        ("40 business hours", Span(144_000, "business")),
        ("1 business hour", Span(3_600, "business")),
    ],
)
def test_a_span_says_its_calendar(text: str, expected: Span) -> None:
    assert span(text) == expected


@pytest.mark.parametrize("text", ["", "4", "4 parsecs", "-4h", "4h later", "4 business h, 24x7"])
def test_what_is_no_span_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValueError, match="is no span such as 4h"):
        span(text)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "customers.csv").write_text(CUSTOMERS)
    (tmp_path / "tickets.csv").write_text(TICKETS)
    workspace = Workspace(tmp_path / "workspace")
    take_in_all(workspace, [tmp_path / "customers.csv", tmp_path / "tickets.csv"])
    return workspace


def test_a_build_stops_at_a_wrong_policy_and_publishes_nothing(workspace: Workspace) -> None:
    written(workspace.root, "phone_rule: ring\n")

    with pytest.raises(RefusedError, match="line 1, phone_rule: must be 'flag' or 'excl"):
        build(workspace)

    assert current(workspace.published) is None


def test_a_snapshot_and_the_status_say_which_readings_were_used(workspace: Workspace) -> None:
    written(workspace.root, "exclusions: []\nrequest_consumed: restored\n")
    build(workspace)

    snapshot = current(workspace.published)
    assert snapshot is not None
    told = snapshot.frame("select name, value, default_value, is_default, rule_id from readings")
    assert {row[0]: (row[2], row[4]) for row in told.iter_rows()} == DEFAULTS
    assert [row[:2] for row in told.sort("name").iter_rows() if not row[3]] == [
        ("exclusions", "none"),
        ("request_consumed", "restored"),
    ]
    assert [line for line in as_lines(workspace_status(workspace)) if "Reading " in line] == [
        f"Reading exclusions: none, by default {DEFAULTS['exclusions'][0]} (CLK-9)",
        "Reading request_consumed: restored, by default opened (QUO-3)",
    ]
