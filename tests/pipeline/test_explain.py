"""`explain`: one ticket from its terms to the line of the file that told of each event."""

from __future__ import annotations

import json
import time
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from ingest.delivery_register import Delivery
from pipeline.build import build
from pipeline.intake import take_in_all
from pipeline.story_printing import show_story, story_content
from pipeline.workspace import Workspace
from reports.snapshot import Snapshot, current
from reports.ticket_story import ticket_story

FILES = {
    "customers": "customer_id,name\nC1,Aldgate Bank\n",
    "agreements": (
        "agreement_id,customer_id,starts_on,ends_on,time_zone,support_region\n"
        "A1,C1,2026-01-01,2026-12-31,Europe/Berlin,DE-BY\n"
    ),
    "sla_overrides": (
        "agreement_id,metric,priority,target_seconds,calendar,valid_from\n"
        "A1,restoration,P2,36000,business,2026-03-01\n"
    ),
    "tickets": (
        "ticket_id,customer_id,kind,environment,priority,opened_at,channel,opened_by,"
        "requested_priority\n"
        "T1,C1,incident,production,P3,2026-04-02T14:00:00Z,phone,anna,P1\n"
        "T2,C1,problem,production,P3,2026-04-02T14:00:00Z,,,\n"
        "T3,C1,service_request,non_production,P2,2026-04-02T14:00:00Z,,,\n"
    ),
    "ticket_events": (
        "ticket_id,occurred_at,field,value,sequence\n"
        "T1,2026-04-02T14:30:00Z,response,,0\n"
        "T1,2026-04-02T14:30:00Z,priority,P2,1\n"
        "T1,2026-04-07T07:00:00Z,status,restored,0\n"
    ),
}
# A list without a history of statuses, which tells first responses.
FLAT = """
name: flat
sources:
  - files: flat.csv
    history: none
    records:
      customers: {customer_id: {constant: C1}, name: {constant: Aldgate Bank}}
      agreements:
        agreement_id: {constant: A1}
        customer_id: {constant: C1}
        starts_on: {constant: 2026-01-01}
        ends_on: {constant: 2026-12-31}
        time_zone: {constant: UTC}
        support_region: {constant: DE}
      tickets:
        ticket_id: id
        customer_id: {constant: C1}
        kind: {constant: incident}
        environment: {constant: production}
        priority: {constant: P1}
        opened_at: opened
      ticket_events:
        - when: answered
          ticket_id: id
          occurred_at: answered
          field: {constant: response}
          value: {constant: ""}
        - when: resolved
          ticket_id: id
          occurred_at: resolved
          field: {constant: status}
          value: {constant: restored}
"""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("explain")
    for name, content in FILES.items():
        (folder / f"{name}.csv").write_text(content)
    workspace = Workspace(folder / "workspace")
    take_in_all(workspace, [folder / f"{name}.csv" for name in FILES])
    build(workspace)
    return published(workspace)


def published(workspace: Workspace) -> Snapshot:
    found = current(workspace.published)
    assert found is not None
    return found


def told(snapshot: Snapshot, ticket_id: str, *, width: int = 140) -> str:
    paper = StringIO()
    show_story(Console(file=paper, width=width), ticket_story(snapshot, ticket_id))
    return paper.getvalue()


def test_it_names_who_and_on_which_terms(snapshot: Snapshot) -> None:
    text = " ".join(told(snapshot, "T1").split())

    assert (
        "Aldgate Bank; incident, production, recorded as P3, requested as P1; logged by anna, "
        "channel phone Agreement A1, 2026-01-01 to 2026-12-31, live from its start: Mon to Fri, "
        "08:00 to 17:00, without the holidays of DE-BY; times are of Europe/Berlin" in text
    )


def test_it_says_why_the_priority_and_where_the_target_comes_from(snapshot: Snapshot) -> None:
    clocks = {one["metric"]: one for one in story_content(ticket_story(snapshot, "T1"))["clocks"]}
    text = told(snapshot, "T1")

    assert clocks["response"]["priority_because"] == "as first recorded"
    assert clocks["response"]["target_source"] == "handbook"
    assert clocks["restoration"]["priority_because"] == "as last set"
    assert clocks["restoration"]["priority_set_by"]["row_number"] == 3
    assert clocks["restoration"]["target_source"] == "agreement"
    assert "the agreement, from 2026-03-01 on (TGT-2)" in text
    assert "the handbook (TGT-1)" in text


def test_it_shows_the_stretches_their_strip_and_the_holidays(snapshot: Snapshot) -> None:
    lines = [line.strip() for line in told(snapshot, "T1", width=115).splitlines()]

    # 113 hours from Thursday 16:00: each mark is one.
    strip = "#" + "." * 7 + "*" * 24 + "." * 48 + "*" * 24 + "." * 8 + "#"
    assert strip in lines
    assert "# running, . out of hours, * holiday; a mark is 1:00:00 of 113:00:00" in lines
    counted = [" ".join(line.split()) for line in lines]
    closed = "2026-04-03 00:00:00 2026-04-04 00:00:00 new P2 out of hours: Good Friday"
    running = "2026-04-07 08:00:00 2026-04-07 09:00:00 new P2 running 1:00:00 2:00:00"
    assert closed in counted
    assert running in counted
    assert "Holiday: 2026-04-03 Good Friday" in lines
    assert "Holiday: 2026-04-06 Easter Monday" in lines


def test_it_tells_the_findings_about_the_ticket(snapshot: Snapshot) -> None:
    text = " ".join(told(snapshot, "T3").split())

    assert "Finding PRI-2 (minor): Recorded as P2, but a non-production ticket is P4" in text
    assert "non-production, which is P4 (PRI-1)" in text


def test_a_problem_has_no_clocks_to_tell(snapshot: Snapshot) -> None:
    text = told(snapshot, "T2")

    assert "A problem has no clocks (CLK-10)." in text
    assert "delivery 4, line 3" in text


def test_what_an_export_hides_is_known_at_most(tmp_path: Path) -> None:
    (tmp_path / "flat.csv").write_text(
        "id,opened,answered,resolved\n"
        "1,2026-05-04T09:00:00Z,2026-05-04T09:10:00Z,2026-05-20T09:00:00Z\n"
    )
    (tmp_path / "flat.yml").write_text(FLAT)
    workspace = Workspace(tmp_path / "workspace")
    take_in_all(workspace, [tmp_path / "flat.csv"], mapping_name=str(tmp_path / "flat.yml"))
    build(workspace)

    text = " ".join(told(published(workspace), "1").split())

    assert "The export does not show when this ticket waited: its restoration took at most" in text
    assert "│ elapsed │ 0:10:00 │ at most 384:00:00 │" in text
    assert "│ known │ exactly │ at most: waiting times are hidden by the export (CLK-13) │" in text
    assert "│ paused │ 0:00:00 │ not known │" in text
    assert "│ late │ — │ 376 h late at most, 24x7, or in time │" in text
    assert "? running or resting; a mark is" in text


def test_for_scripts_the_same_is_told_as_json(snapshot: Snapshot) -> None:
    content = json.loads(json.dumps(story_content(ticket_story(snapshot, "T1")), default=str))

    restoration = content["clocks"][1]
    running = [one["seconds"] for one in restoration["stretches"] if one["state"] == "running"]
    assert sum(running) == restoration["elapsed_seconds"] == 7_200
    assert [one["file_name"] for one in content["events"]] == ["ticket_events.csv"] * 3
    assert [one["holiday"] for one in content["holidays"]] == ["Good Friday", "Easter Monday"]


def test_the_longest_story_of_a_real_log_is_told_within_two_seconds(
    real_log_workspace: tuple[Workspace, Delivery],
) -> None:
    found = published(real_log_workspace[0])
    longest = found.frame(
        "select ticket_id from sla_clock_stretches "
        "group by ticket_id order by count(*) desc limit 1"
    ).item()

    started = time.perf_counter()
    text = told(found, longest)
    took = time.perf_counter() - started

    assert "Stretches of the restoration clock" in text
    assert took < 2
    assert Path(found.path).exists()
