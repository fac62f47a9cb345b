"""From a desk's own file to its first review: a mapping is proposed, tried out, and used."""

from __future__ import annotations

import json
import os
import pty
import select
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import shared
from tests.pipeline.test_command import run

FLAT = "cases/files/mapping_redo/Tickets_alle.csv"
ANSWERS = ("--set", "place=Europe/Berlin DE", "--set", "terms=2026-01-01 to 2026-12-31")


@pytest.fixture
def german(tmp_path: Path) -> Path:
    """A German desk's list of 360 tickets, under a path that no answer depends on."""
    return Path(shutil.copy(shared(FLAT), tmp_path / "Tickets_alle.csv"))


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return tmp_path / "workspace"


def on_a_terminal(*words: str, workspace: Path, answers: list[str]) -> tuple[int, str]:
    """Run the command on a terminal, each answer typed when it waits for one."""
    terminal, far_end = pty.openpty()
    command = [sys.executable, "-m", "pipeline", "--workspace", str(workspace), *words]
    ended = subprocess.Popen(
        command,
        stdin=far_end,
        stdout=far_end,
        stderr=far_end,
        env=os.environ | {"COLUMNS": "200", "TERM": "dumb"},
        start_new_session=True,
    )
    os.close(far_end)
    shown = b""
    waiting = list(answers)
    while True:
        ready, _, _ = select.select([terminal], [], [], 1.0)
        if ready:
            try:
                came = os.read(terminal, 65536)
            except OSError:
                break
            if not came:
                break
            shown += came
        elif shown.endswith(b"]: ") and waiting:
            os.write(terminal, f"{waiting.pop(0)}\n".encode())
    os.close(terminal)
    assert not waiting, "a question was not put"
    return ended.wait(), shown.decode()


def content_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_german_list_is_reviewed_after_two_answers(german: Path, workspace: Path) -> None:
    code, shown = on_a_terminal(
        *("mapping", "init", str(german)), workspace=workspace, answers=["Europe/Berlin DE", ""]
    )

    assert code == 0, shown
    assert "Response: 323 met and 37 breached." in shown
    assert "Restoration: 334 met and 26 not measurable." in shown

    assert run("ingest", str(german), workspace=workspace).returncode == 0
    assert run("build", workspace=workspace).returncode == 0
    asked = "select metric, outcome, count(*) as clocks from sla_clocks group by all order by all"
    assert json.loads(run("query", asked, "--format", "json", workspace=workspace).stdout) == [
        {"metric": "response", "outcome": "breached", "clocks": 37},
        {"metric": "response", "outcome": "met", "clocks": 323},
        {"metric": "restoration", "outcome": "met", "clocks": 334},
        {"metric": "restoration", "outcome": "not_measurable", "clocks": 26},
    ]


def test_where_the_list_hides_no_rest_its_late_restorations_are_missed(
    german: Path, workspace: Path
) -> None:
    run("mapping", "init", "--json", *ANSWERS, str(german), workspace=workspace)
    mapping = workspace / "mappings" / "tickets_alle.yml"
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace("restoration: none", "restoration: full"), encoding="utf-8")

    tried = json.loads(
        run("ingest", "--dry-run", "--json", str(german), workspace=workspace).stdout
    )

    breached = {
        one["metric"]: one["clocks"] for one in tried["outcomes"] if one["outcome"] == "breached"
    }
    assert breached == {"response": 37, "restoration": 26}


def test_what_nobody_answers_stays_open_and_ingest_names_it(german: Path, workspace: Path) -> None:
    proposed = run("mapping", "init", "--yes", str(german), workspace=workspace)
    refused = run("ingest", str(german), workspace=workspace)

    assert proposed.returncode == 0
    assert "4 places are still open" in proposed.stdout
    assert refused.returncode == 1
    assert "line 9, parts.zone: an IANA time zone such as Europe/Berlin" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_mapping_that_is_there_is_not_written_over(german: Path, workspace: Path) -> None:
    run("mapping", "init", "--yes", str(german), workspace=workspace)
    before = content_of(workspace / "mappings")

    again = run("mapping", "init", "--yes", str(german), workspace=workspace)

    assert again.returncode != 0
    assert "tickets_alle.yml already exists." in again.stderr
    assert "Name another file by --out, or move that one away." in again.stderr
    assert content_of(workspace / "mappings") == before


def test_a_dry_run_tells_what_ingest_then_does_and_changes_nothing(
    german: Path, workspace: Path
) -> None:
    run("mapping", "init", "--json", *ANSWERS, str(german), workspace=workspace)
    with german.open("a", encoding="cp1252") as stream:
        stream.write("INC-9;Müller AG;Störung;Egal;01.07.2026 08:00;;;;Offen;Wort unbekannt\n")
        stream.write("INC-10;Müller AG;Störung;Hoch;gestern;;;;Offen;kein Zeitpunkt\n")
    before = content_of(workspace)

    tried = run("ingest", "--dry-run", "--json", str(german), workspace=workspace)
    assert content_of(workspace) == before
    taken = run("ingest", "--json", str(german), workspace=workspace)

    foretold, happened = (json.loads(one.stdout) for one in (tried, taken))
    counts = ("rows_read", "rows_loaded", "rows_quarantined", "rows_known", "complaints")
    assert [[one[name] for name in counts] for one in foretold["deliveries"]] == [
        [one[name] for name in counts] for one in happened["deliveries"]
    ]
    assert foretold["deliveries"][0]["rows_quarantined"] == 2
    assert [(one["column"], one["word"], one["rows"]) for one in foretold["unmapped"]] == [
        ("Priorität", "Egal", 1)
    ]
    assert (foretold["first_on"], foretold["last_on"]) == ("2026-04-01", "2026-07-01")
    assert sum(one["tickets"] for one in foretold["tickets_by_month"]) == 360
    assert len(foretold["tickets"]) == 5


def test_a_dry_run_of_what_is_known_says_so_and_of_no_workspace_makes_none(
    german: Path, workspace: Path, tmp_path: Path
) -> None:
    run("mapping", "init", "--json", *ANSWERS, str(german), workspace=workspace)
    mapping = str(workspace / "mappings" / "tickets_alle.yml")
    run("ingest", str(german), workspace=workspace)

    again = run("ingest", "--dry-run", str(german), workspace=workspace)
    elsewhere = tmp_path / "none"
    fresh = run("ingest", "--dry-run", "--mapping", mapping, str(german), workspace=elsewhere)

    assert "delivered before; nothing of it is new." in again.stdout
    assert fresh.returncode == 0, fresh.stderr
    assert "Brings 3 customers, 3 agreements, 360 tickets and 1,080 ticket events." in fresh.stdout
    assert not elsewhere.exists()


def test_mappings_are_listed_the_workspaces_own_first_and_what_is_wrong_with_one(
    german: Path, workspace: Path
) -> None:
    run("mapping", "init", "--json", *ANSWERS, str(german), workspace=workspace)
    (workspace / "mappings" / "jira.yml").write_text("name: 1\n", encoding="utf-8")

    listed = json.loads(run("mapping", "list", "--json", workspace=workspace).stdout)
    shown = run("mapping", "list", workspace=workspace)

    assert [(one["name"], one["is_own"], one["files"]) for one in listed[:2]] == [
        ("jira", True, []),
        ("tickets_alle", True, ["Tickets_alle*.csv"]),
    ]
    assert listed[0]["problem"].startswith("jira.yml")
    assert [one["name"] for one in listed[2:4]] == ["flat", "freshdesk"]
    assert "tickets_alle (own): files named Tickets_alle*.csv" in shown.stdout
    assert shown.returncode == 0
