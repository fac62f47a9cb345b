"""Files that must have so many rows, by the command's own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import StoppedError
from pipeline.expected_rows import expected_rows
from pipeline.intake import take_in_all
from pipeline.workspace import Workspace

FILES = {"customers.csv", "a=b.csv"}


def test_a_count_is_given_for_the_one_file_or_by_name() -> None:
    assert expected_rows(["12"], {"customers.csv"}) == {"customers.csv": 12}
    assert expected_rows(["customers.csv=3", "a=b.csv=4"], FILES) == {
        "customers.csv": 3,
        "a=b.csv": 4,
    }
    assert expected_rows([], FILES) == {}


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("12", "several files are to be taken in. Write --expect-rows FILE=12; the files are"),
        ("tickets.csv=12", "no file to take in is called tickets.csv. Write --expect-rows FILE=12"),
        (
            "custmers.csv=12",
            r"no file to take in is called custmers.csv; did you mean customers.csv\? Write "
            "--expect-rows customers.csv=12; the files are: a=b.csv; customers.csv.",
        ),
        ("customers.csv=many", "'many' is not a number of rows"),
        ("customers.csv=", "'' is not a number of rows"),
        ("customers.csv=-1", "'-1' is not a number of rows"),
    ],
)
def test_what_says_no_count_of_a_file_is_said(word: str, why: str) -> None:
    with pytest.raises(StoppedError, match=why):
        expected_rows([word], FILES)


@pytest.mark.parametrize("words", [["3", "4"], ["customers.csv=3", "4"], ["3", "3"]])
def test_a_file_that_is_named_twice_is_said(words: list[str]) -> None:
    with pytest.raises(StoppedError, match=r"another --expect-rows says 3 rows for customers\.csv"):
        expected_rows(words, {"customers.csv"})


def test_a_file_that_was_cut_off_is_refused_and_the_others_come_in(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("customer_id,name\nC1,Ada\n")
    (tmp_path / "holidays.csv").write_text("support_region,date,observed\nDE,2026-01-02,true\n")
    workspace = Workspace(tmp_path / "workspace")
    files = [tmp_path / "customers.csv", tmp_path / "holidays.csv"]

    taken = take_in_all(workspace, files, expected=["customers.csv=2", "holidays.csv=1"])

    assert [one.file_name for one in taken.deliveries] == ["holidays.csv"]
    (refused,) = taken.refused
    assert "it has 1 row, but 2 are expected" in str(refused)
