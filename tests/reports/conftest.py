"""What is asked of here: the folder `published/` with one snapshot in it.

Only `published` knows how that snapshot came about; the tests know `portfolio`'s figures.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.snapshot import Snapshot, current
from tests.reports import reviews


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    reviews.publish(folder / "published")
    return folder


@pytest.fixture(scope="session")
def published(workspace: Path) -> Path:
    return workspace / "published"


@pytest.fixture(scope="session")
def snapshot(published: Path) -> Snapshot:
    found = current(published)
    assert found is not None
    return found
