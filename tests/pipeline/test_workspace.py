"""Who may read what a workspace holds, and what a run that was killed leaves in it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import StoppedError
from pipeline.intake import take_in_all
from pipeline.workspace import Workspace
from tests.ingest.conftest import TICKETS
from tests.pipeline.test_command import run

CUSTOMERS = "customer_id,name\nC1,Ada\nC2,Bo\n"


def modes(folder: Path) -> dict[str, int]:
    """What others than the owner may do with each file and folder, by its path."""
    return {
        str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode) & 0o077
        for path in (folder, *folder.rglob("*"))
    }


@pytest.fixture
def customers(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    path.write_text(CUSTOMERS, encoding="utf-8")
    return path


def test_a_workspace_that_is_made_is_its_owner_s_alone(tmp_path: Path, customers: Path) -> None:
    workspace = tmp_path / "desk"

    assert run("ingest", str(customers), workspace=workspace).returncode == 0

    found = modes(workspace)
    assert {".", "policy.yml", "warehouse.duckdb", "inbox"} <= set(found)
    assert {name: mode for name, mode in found.items() if mode} == {}


def test_a_workspace_that_was_opened_to_a_group_stays_open_to_it(
    tmp_path: Path, customers: Path
) -> None:
    workspace = tmp_path / "desk"
    workspace.mkdir()
    workspace.chmod(0o750)
    before = os.umask(0o022)
    try:
        assert run("ingest", str(customers), workspace=workspace).returncode == 0
    finally:
        os.umask(before)

    found = modes(workspace)
    assert found["warehouse.duckdb"] == 0o040
    assert found["inbox"] == 0o050


def test_what_a_killed_run_left_is_swept_even_where_nothing_waits_to_be_taken_in(
    tmp_path: Path,
) -> None:
    workspace = Workspace(tmp_path / "workspace")
    workspace.create()
    die = (
        "import os, sys; from pathlib import Path; from pipeline.workspace import Workspace\n"
        "with Workspace(Path(sys.argv[1])).alone('ingest'): os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", die, str(workspace.root)], check=False)
    (workspace.scratch / "delivery-1").mkdir()
    assert workspace.work.exists()

    with pytest.raises(StoppedError, match="There is no file to take in"):
        take_in_all(workspace, [])

    assert not workspace.work.exists()
    assert list(workspace.scratch.iterdir()) == []


def test_what_belongs_to_a_run_at_work_is_not_swept(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "workspace")
    with workspace.alone("build"):
        (workspace.scratch / "delivery-1").mkdir()
        with pytest.raises(StoppedError, match="There is no file to take in"):
            take_in_all(workspace, [])

        assert workspace.work.exists()
        assert (workspace.scratch / "delivery-1").exists()


def test_a_dry_run_names_what_people_wrote_where_it_lies(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "desk")
    workspace.create()
    workspace.mappings.mkdir()
    for name in ("one", "two"):
        records = "{customers: {customer_id: N, name: N}}"
        text = f"name: {name}\nsources:\n- files: list*\n  records: {records}\n"
        (workspace.mappings / f"{name}.yml").write_text(text)
    workspace.policy.write_bytes(b"\xff")
    for name, text in {"list": "N\nAda\n", "customers": CUSTOMERS, "tickets": TICKETS}.items():
        (tmp_path / f"{name}.csv").write_text(text)
    files = [str(tmp_path / f"{name}.csv") for name in ("list", "customers", "tickets")]

    by_mapping = run("ingest", "--dry-run", files[0], workspace=workspace.root)
    by_policy = run("ingest", "--dry-run", *files[1:], workspace=workspace.root)

    said = "".join((by_mapping.stdout + by_mapping.stderr).split())
    assert f"one({workspace.mappings / 'one.yml'}),two({workspace.mappings / 'two.yml'})" in said
    assert f"Mend {workspace.policy}, or move it away" in by_policy.stderr
