"""What several rooms' tests share: workspaces that the real product built, each once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ingest.delivery_register import Delivery
from pipeline.build import build
from pipeline.intake import take_in_all
from pipeline.workspace import Workspace

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


def shared(path: str) -> Path:
    """A file of the folder beside the project; the test is skipped where it is not there."""
    wanted = SHARED / path
    if not wanted.exists():
        pytest.skip(f"{wanted} is not there: the real logs and cases lie beside the project")
    return wanted


# The files that take longest begin, so that no worker waits at the end for the other.
LONGEST = (
    "tests/spark/test_spark.py",
    "tests/pipeline/test_incremental.py",
    "tests/browser/test_every_page.py",
    "tests/pipeline/test_files.py",
    "tests/bench/test_attacks.py",
    "tests/browser/test_canary.py",
    "tests/proof/test_proof.py",
    "tests/browser/test_figures.py",
    "tests/ingest/test_superseded.py",
    "tests/browser/test_import.py",
    "tests/browser/test_exits.py",
    "tests/pipeline/test_first_review.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.nodeid.partition("::")[0], len(places)))


@pytest.fixture(scope="session")
def artefacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where dbt keeps what it has parsed, so that the next build need not."""
    return tmp_path_factory.mktemp("dbt")


@pytest.fixture(scope="session")
def demo_workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """What `service-review demo` makes: the default portfolio, taken in, built and published."""
    workspace = Workspace(tmp_path_factory.mktemp("demo"))
    words = ["--workspace", str(workspace.root), "demo", "--no-serve"]
    ended = subprocess.run(
        [sys.executable, "-m", "pipeline", *words], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return workspace


@pytest.fixture(scope="session")
def real_log_workspace(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Workspace, Delivery]:
    """A real instance's audit log, taken in as it is, built and published."""
    log = shared("data/servicenow/incident_event_log.csv.gz")
    workspace = Workspace(tmp_path_factory.mktemp("real"))
    taken = take_in_all(workspace, [log], mapping_name="servicenow_audit_log")
    build(workspace)
    return workspace, taken.deliveries[0]
