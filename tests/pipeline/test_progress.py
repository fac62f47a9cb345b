"""What a program that follows the command is told."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from pipeline.progress import shown
from pipeline.work import begin_work, work_of, write_down
from reports.running import PROGRESS, Step, step_of
from tests.ingest.conftest import CUSTOMERS


def test_a_program_that_follows_is_told_each_step_as_a_line_of_json(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(CUSTOMERS)
    words = ["--workspace", str(tmp_path / "workspace"), "ingest", str(tmp_path / "customers.csv")]

    ended = subprocess.run(
        [sys.executable, "-m", "pipeline", *words, "--json"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {PROGRESS: "json"},
    )

    size = len(CUSTOMERS.encode())
    assert [step_of(line) for line in ended.stderr.splitlines()][:1] == [
        Step("reading customers.csv", size, size)
    ]


def test_steps_are_told_a_few_times_a_second_at_most(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(PROGRESS, "json")

    with shown(Console(stderr=True)) as progress:
        for done in range(10_000):
            progress("step", done, 10_000)

    told = capsys.readouterr().err.splitlines()
    assert step_of(told[0]) == Step("step", 0, 10_000)
    assert len(told) < 20


def test_who_does_not_ask_is_told_no_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(PROGRESS, raising=False)

    with shown(Console(file=io.StringIO())) as progress:
        progress("step", 0, 1)

    assert capsys.readouterr().err == ""


@pytest.mark.skipif(
    not Path("/proc/self/stat").is_file(),
    reason="only /proc says when a process began; elsewhere its number alone is known",
)
def test_a_process_of_the_same_number_that_began_later_is_not_at_work(tmp_path: Path) -> None:
    file = tmp_path / "work.json"
    work = begin_work(file, "build")

    assert work_of(file) == work
    write_down(file, replace(work, process_began="1"))
    assert work_of(file) is None
    write_down(file, replace(work, process_began=""))
    assert work_of(file) is not None
