"""Temporary folders go with their holder, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from reports.passing_folder import PREFIX, PassingFolder, sweep

HOLDER = """
import time
from reports.passing_folder import PassingFolder
folder = PassingFolder()
(folder.path / "of a customer").write_text("x")
print(folder.path, flush=True)
time.sleep(600)
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def aged(folder: Path) -> Path:
    os.utime(folder, (0, 0))
    return folder


def test_a_folder_is_gone_after_its_context_and_with_its_holder() -> None:
    with PassingFolder() as path:
        assert path.is_dir()
    assert not path.exists()

    holder = PassingFolder()
    path = holder.path
    del holder
    assert not path.exists()


def test_what_a_killed_process_left_is_swept_and_what_one_holds_stays(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        left = aged(Path(holder.stdout.readline().strip()))
        foreign = tmp_path / f"{PREFIX}of-somebody-else"
        foreign.mkdir()
        aged(foreign)
        mine = PassingFolder()
        aged(mine.path)

        sweep()
        assert left.is_dir()
        holder.send_signal(signal.SIGKILL)
    sweep()

    assert not left.exists()
    assert mine.path.is_dir()
    assert foreign.is_dir()
