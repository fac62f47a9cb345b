"""The workbook to be filled: the command writes it, and takes it back in."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import fastexcel
import pytest

from ingest.template import template_workbook
from tests.ingest.workbooks import BY_HAND, unmarked, write_sheets
from tests.pipeline.test_command import run

CUSTOMERS = [["customer_id", "name"], ["C1", "Ada"]]
CONTACTS = [["customer_id", "contact_id", "role"], ["C1", "ann", "primary"]]


def template(*words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "template", *words], capture_output=True, check=False
    )


def test_the_output_is_the_workbook_and_nothing_else() -> None:
    written = template()

    assert (written.returncode, written.stderr) == (0, b"")
    assert written.stdout == template_workbook(BY_HAND)


def test_a_terminal_is_refused_with_the_way_out() -> None:
    outside, inside = pty.openpty()
    ended = subprocess.run(
        [sys.executable, "-m", "pipeline", "template"],
        stdout=inside,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(inside)
    os.close(outside)

    assert ended.returncode == 1
    assert ended.stderr == (
        "A workbook cannot be shown on a terminal. Write it into a file: service-review template "
        "--out desk.xlsx\n"
    )


def test_a_file_is_written_once_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "new" / "desk.xlsx"

    first, second = template("--out", str(path)), template("--out", str(path))

    assert (first.returncode, second.returncode) == (0, 1)
    assert b"service-review ingest --dry-run" in first.stdout
    assert path.read_bytes() == template_workbook(BY_HAND)
    assert second.stderr.decode() == (
        f"{path} already exists. Name another file by --out, or move that one away.\n"
    )


def test_sheets_are_chosen_by_entity_and_stand_parents_first(tmp_path: Path) -> None:
    path = tmp_path / "desk.xlsx"

    template("--out", str(path), "--entity", "contacts", "--entity", "customers")

    assert fastexcel.read_excel(path).sheet_names == ["Read me", "customers", "contacts"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--entity", "contact"),
            "no entity is called contact; the entities are customers, agreements",
        ),
        (("--out", "desk.csv"), "desk.csv does not end in .xlsx"),
    ],
)
def test_what_cannot_be_written_is_used_wrongly(words: tuple[str, ...], said: str) -> None:
    ended = template(*words)

    assert ended.returncode == 2
    assert said in " ".join(ended.stderr.decode().replace("│", " ").split())


def test_an_untouched_template_brings_nothing_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "desk.xlsx"
    path.write_bytes(template_workbook(BY_HAND))

    came = run("ingest", str(path), workspace=tmp_path / "workspace")
    content = json.loads(run("ingest", str(path), "--json", workspace=tmp_path / "w2").stdout)

    assert (came.returncode, came.stdout) == (0, "")
    assert "desk.xlsx: no sheet holds a row of your own, so nothing came in." in came.stderr
    assert (content["deliveries"], len(content["remarks"])) == ([], 2)


def test_a_dry_run_in_an_empty_workspace_shows_that_nothing_would_come_in(tmp_path: Path) -> None:
    path = tmp_path / "desk.xlsx"
    path.write_bytes(template_workbook(BY_HAND))
    refused = write_sheets(tmp_path / "refused.xlsx", customers=[["customer_id"], ["C1"]])

    shown = run("ingest", "--dry-run", str(path), workspace=tmp_path / "workspace")
    also = run("ingest", "--dry-run", str(refused), workspace=tmp_path / "workspace")

    assert (shown.returncode, shown.stderr.strip()) == (0, "")
    assert "no sheet holds a row of your own, so nothing came in." in shown.stdout
    assert (also.returncode, also.stderr.strip()) == (1, "")
    assert "Refused: refused.xlsx, sheet customers: customers need the column 'name'" in also.stdout


def test_a_filled_template_comes_in_whole_and_changes_nothing_again(tmp_path: Path) -> None:
    path = unmarked(template_workbook(BY_HAND), tmp_path / "desk.xlsx")
    workspace = tmp_path / "workspace"

    shown = run("ingest", "--dry-run", str(path), workspace=workspace)
    first = json.loads(run("ingest", str(path), "--json", workspace=workspace).stdout)
    second = json.loads(run("ingest", str(path), "--json", workspace=workspace).stdout)
    listed = run("status", "--deliveries", workspace=workspace).stdout.splitlines()

    assert shown.returncode == 0
    assert "desk.xlsx, sheet agreements" in shown.stdout
    assert [
        (one["entity"], one["rows_read"], one["rows_loaded"]) for one in first["deliveries"]
    ] == [(entity.name, 1, 1) for entity in BY_HAND]
    assert [(one["rows_known"], one["is_new"]) for one in second["deliveries"]] == [
        (1, False) for _ in BY_HAND
    ]
    assert len(listed) == len(BY_HAND)
    assert listed[1].startswith("   2  desk.xlsx, sheet agreements  ")


def test_a_wrong_cell_is_said_with_its_sheet_and_the_way_out(tmp_path: Path) -> None:
    rows = [*CONTACTS, ["C1", "ben", "deputy"]]
    path = write_sheets(tmp_path / "desk.xlsx", customers=CUSTOMERS, contacts=rows)

    came = run("ingest", str(path), workspace=tmp_path / "workspace")

    assert came.returncode == 0
    assert (
        "desk.xlsx, sheet contacts, row 3 quarantined: role 'deputy': not one of primary, contact, "
        "change_authoriser.\n  Correct the rows in the file" in came.stdout
    )


def test_a_refused_sheet_holds_back_those_that_name_its_rows_and_no_other(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    (workspace / "inbox").mkdir(parents=True)
    holidays = [["support_region", "date", "observed"], ["DE", "2026-12-24", "true"]]
    path = workspace / "inbox" / "desk.xlsx"
    write_sheets(path, customers=[["customer_id"], ["C1"]], contacts=CONTACTS, holidays=holidays)
    os.utime(path, (0, 0))

    came = run("ingest", workspace=workspace)

    assert came.returncode == 1
    assert "Refused: desk.xlsx, sheet customers: customers need the column 'name'" in came.stderr
    assert (
        "Refused: desk.xlsx, sheet contacts: held back, because its rows name customers, and that "
        "sheet or file was refused." in came.stderr
    )
    assert "desk.xlsx, sheet holidays" in came.stdout
    assert path.is_file()


def test_a_workbook_of_the_inbox_is_set_aside_once_all_its_sheets_are_in(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    (workspace / "inbox").mkdir(parents=True)
    path = workspace / "inbox" / "desk.xlsx"
    write_sheets(path, customers=CUSTOMERS, contacts=CONTACTS)
    os.utime(path, (0, 0))

    came = run("ingest", workspace=workspace)

    assert came.returncode == 0
    assert [one.name for one in (workspace / "inbox").rglob("*.xlsx")] == ["000002-desk.xlsx"]


def test_a_sheet_that_is_passed_over_is_said(tmp_path: Path) -> None:
    path = write_sheets(tmp_path / "desk.xlsx", customers=CUSTOMERS, Notes=[["a"], ["b"]])

    came = run("ingest", str(path), workspace=tmp_path / "workspace")

    assert "desk.xlsx: sheets passed over that hold rows: Notes (1 row)." in came.stderr
