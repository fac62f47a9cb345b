"""Small files that cost a reader dear: each has its message, and those beside it come in."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.intake import take_in_all
from pipeline.workspace import Workspace
from tests.ingest.costly_files import COSTLY

# What is said of each: why the file is refused, or of its rows (loaded, quarantined) and the first
# complaint, or neither where it is a file like any other.
SAID = {
    "days out of range": ((0, 3), "not a time"),
    "instants out of range": ((1, 2), "not a time"),
    "decimals of 256 bits": ((2, 1), "not between 0 and 999,999,999"),
    "numbers that are none": ((0, 2), "not a whole number"),
    "a workbook without sheets": "the workbook has no sheet",
    "a cell at the far corner": "over 16,384 columns down to row 1,048,576",
    "a packed cell of 100 megabytes": "need",
    "200,000 columns": "line 1 names 200,006 columns; a file may have 16,384",
    "a new key on every line": "more than 2,000 different names",
    "an open quote over 120 megabytes": "the quote opened in line 2 is never closed",
    "misplaced quotes on every line": ((0, 100_000), "stands within a text"),
    "200,000 open brackets": "row 1 is nested too deep",
    "a line of 60 megabytes": ((0, 1), "not a time"),
}


@pytest.mark.parametrize("title", COSTLY)
def test_a_costly_file_has_its_message_and_takes_no_other_with_it(
    tmp_path: Path, title: str
) -> None:
    name, content = COSTLY[title]
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / name).write_bytes(content())
    (folder / "customers.csv").write_text("customer_id,name\nC1,Ada\n", encoding="utf-8")

    taken = take_in_all(Workspace(tmp_path / "workspace"), [folder])

    came = {one.file_name: one for one in taken.deliveries}
    assert came["customers.csv"].rows_loaded == 1
    said = SAID[title]
    if isinstance(said, str):
        (refused,) = taken.refused
        assert said in str(refused)
        return
    rows, reason = said
    assert (came[name].rows_loaded, came[name].rows_quarantined) == rows
    assert any(reason in one.reason for one in came[name].complaints)
