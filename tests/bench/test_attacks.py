"""A share of what `bench.kills`, `bench.faults` and `bench.readers` do to a small portfolio."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bench import faults, kills, readers
from bench.undisturbed import Step, prepare

KILLS, SEED = 8, 3
EVERY = 97
PUBLISHES, READERS = 6, 4


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What makes calls to the system fail, loaded by every run of this module."""
    if shutil.which("cc") is None:
        if os.environ.get("CI"):
            pytest.fail("no C compiler, which CI has")
        pytest.skip("no C compiler (cc) for what makes calls fail")
    before = os.environ.get("LD_PRELOAD")
    yield faults.loaded(tmp_path_factory.mktemp("library"))
    os.environ.pop("LD_PRELOAD")
    if before is not None:
        os.environ["LD_PRELOAD"] = before


@pytest.fixture(scope="module")
def steps(library: str, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Step]:
    assert library
    return prepare(tmp_path_factory.mktemp("prepared"), SEED)


def test_a_run_killed_at_any_moment_loses_nothing_and_doubles_nothing(
    steps: Mapping[str, Step], tmp_path: Path
) -> None:
    outcome = kills.kill(tmp_path, steps, KILLS, SEED)

    assert outcome.failures == []
    assert set(outcome.kills) == set(kills.SHARES)
    assert outcome.late.total() < KILLS // 2


def test_a_call_that_fails_is_a_sentence_and_the_next_run_is_as_if_none_had_failed(
    steps: Mapping[str, Step], library: str, tmp_path: Path
) -> None:
    outcome = faults.fail_all(tmp_path, steps, library, EVERY)

    assert outcome.failures == []
    assert {name for name, _ in outcome.faults} == {"taking in", "publishing"}
    assert {call for _, call in outcome.faults} == set(faults.CALLS)
    assert outcome.ended.total() > 0


def test_no_reader_sees_a_mixed_snapshot_while_others_are_published(
    steps: Mapping[str, Step], tmp_path: Path
) -> None:
    built = steps["build"].before
    outcome = readers.publish_under_readers(tmp_path, built, PUBLISHES, READERS)

    assert outcome.failures == ()
    assert outcome.fewest_seen > 1
