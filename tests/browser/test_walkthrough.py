"""The walk of docs/walkthrough.md can be gone as it is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bench.walkthrough import PICTURES, walk
from pipeline.workspace import Workspace
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser


def test_the_walk_takes_the_pictures_that_the_guide_shows(
    browser: Browser, demo_workspace: Workspace, tmp_path: Path
) -> None:
    pictures = tmp_path / "pictures"
    with serving(demo_workspace.root, tmp_path) as address:
        took = walk(browser, address, pictures)

    assert {path.name for path in pictures.iterdir()} == {path.name for path in PICTURES.iterdir()}
    # A remark that the walk keeps it takes back: others look at this workspace too.
    assert list((demo_workspace.root / "remarks").glob("*.md")) == []
    assert len(took) == 9
