"""A file that is still written, or swapped, is not taken in; what was hashed is what was read."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from ingest import deliveries
from ingest.deliveries import take_in
from ingest.errors import RefusedError
from ingest.plan import find_files, plan
from ingest.unchanged import is_still, mark_of, require_unchanged
from tests.ingest.conftest import CUSTOMERS

MORE = "C3,Cole\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "customers.csv"
    path.write_text(CUSTOMERS)
    return path


def doubled(path: Path) -> None:
    path.write_text(path.read_text() + MORE)


def swapped(path: Path) -> None:
    other = path.with_name("other.csv")
    other.write_text(CUSTOMERS.replace("Ada", "Eve"))
    other.replace(path)


def swapped_for_the_same(path: Path) -> None:
    other = path.with_name("other.csv")
    other.write_text(CUSTOMERS)
    other.replace(path)


def touched(path: Path) -> None:
    os.utime(path, (1, 1))


def removed(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("change", [doubled, swapped, swapped_for_the_same, touched, removed])
def test_a_file_that_changes_between_hash_and_end_of_reading_is_refused_and_nothing_is_loaded(
    file: Path,
    warehouse: duckdb.DuckDBPyConnection,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path], None],
) -> None:
    read: Callable[..., object] = deliveries._spool_rows

    def read_while_it_changes(*arguments: object, **named: object) -> object:
        found = read(*arguments, **named)
        change(file)
        return found

    monkeypatch.setattr(deliveries, "_spool_rows", read_while_it_changes)
    with pytest.raises(RefusedError, match="changed while it was read"):
        take_in(warehouse, plan(file, None))
    for table in ("customers", "deliveries", "lines", "quarantine"):
        assert warehouse.sql(f"from raw.{table}").fetchall() == []


def test_what_changed_is_named(file: Path) -> None:
    before = mark_of(file)
    doubled(file)

    with pytest.raises(RefusedError, match=r"it had 33 bytes before and has 41 now"):
        require_unchanged(file, before)


def test_a_file_is_still_where_it_does_not_change_for_a_moment(file: Path) -> None:
    slept: list[float] = []

    assert is_still(file, wait=slept.append)
    assert len(slept) == 1
    assert not is_still(file, wait=lambda _: doubled(file))
    assert is_still(file, now=lambda: time.time() + 60, wait=slept.append)
    assert len(slept) == 1


def test_a_name_that_says_it_is_unfinished_is_passed_over(file: Path) -> None:
    for ending in (".part", ".tmp", ".crdownload"):
        file.with_name(f"tickets.csv{ending}").write_text("")

    found, passed_over = find_files([file.parent])

    assert found == [file]
    assert len(passed_over) == 3
