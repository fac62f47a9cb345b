from __future__ import annotations

import gc
import signal
import time
from pathlib import Path

import pytest

from reports.passing_folder import PassingFolder
from reports.running import Outcome, Step, start, step_line, step_of


def test_a_command_runs_by_itself_and_gives_its_json(tmp_path: Path) -> None:
    outcome = start(tmp_path, ["mapping", "list", "--json"]).wait()

    assert outcome.code == 0
    assert outcome.is_done
    assert "servicenow" in {one["name"] for one in outcome.content}
    assert list(tmp_path.iterdir()) == []


def test_what_the_command_says_is_its_message(tmp_path: Path) -> None:
    outcome = start(tmp_path / "workspace", ["build", "--json"]).wait()

    assert outcome.code == 1
    assert outcome.message == (
        "Nothing has been taken in yet. Take deliveries in with `service-review ingest PATH`."
    )


def test_no_word_is_read_by_a_shell(tmp_path: Path) -> None:
    start(tmp_path, ["explain", f"$(touch {tmp_path}/made); touch {tmp_path}/made"]).wait()

    assert not (tmp_path / "made").exists()


def test_a_process_that_dies_is_told_with_its_signal(tmp_path: Path) -> None:
    run = start(tmp_path, ["mapping", "list", "--json"])

    run.process.send_signal(signal.SIGKILL)
    outcome = run.wait()

    assert not outcome.is_done
    assert outcome.message == (
        "service-review stopped without a result (signal 9). It wrote nothing."
    )


def test_a_command_used_wrongly_is_told_with_its_code_and_what_it_wrote(tmp_path: Path) -> None:
    outcome = start(tmp_path, ["ingest", "--no-such-option"]).wait()

    assert outcome.message is not None
    assert "(exit code 2)" in outcome.message
    assert "--no-such-option" in outcome.message


def test_who_forgets_a_run_leaves_it_what_it_needs_until_it_ends(tmp_path: Path) -> None:
    needed = PassingFolder()
    path = needed.path

    run = start(tmp_path, ["mapping", "list", "--json"], keep=needed)
    del needed
    gc.collect()
    assert path.is_dir()
    run.wait()

    give_up_at = time.monotonic() + 10
    while path.is_dir() and time.monotonic() < give_up_at:
        time.sleep(0.05)
    assert not path.exists()


@pytest.mark.parametrize("step", [Step("reading a.csv", 3, 10), Step('"', 0, 0)])
def test_a_step_is_read_as_it_was_written(step: Step) -> None:
    assert step_of(step_line(step)) == step


@pytest.mark.parametrize(
    "line",
    ["", "{", "[]", "1", "null", '{"what": "x"}', '{"what": "x", "done": null, "total": 1}'],
)
def test_another_line_is_no_step(line: str) -> None:
    assert step_of(line) is None


def test_a_share_lies_between_nothing_and_all() -> None:
    assert [Step("", done, total).share for done, total in ((0, 0), (1, 4), (5, 4))] == [0, 0.25, 1]


def test_content_that_names_no_error_is_done() -> None:
    assert Outcome(1, {"deliveries": []}, "").is_done
