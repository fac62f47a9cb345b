"""The command as people and scripts use it: what it does, what it says, how it ends."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from pipeline.publish import snapshots
from pipeline.workspace import Workspace
from tests.ingest.conftest import CUSTOMERS, TICKETS


def run(*words: str, workspace: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, on no terminal."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "--workspace", str(workspace), *words],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COLUMNS": "200"},
    )


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        (("ingest",), "[the workspace's inbox]"),
        (("build",), "[the latest instant in the data]"),
        (("mapping", "init"), "[mappings/NAME.yml in the workspace]"),
        (("template",), "[each entity that is kept by hand]"),
    ],
    ids=lambda one: one[-1] if isinstance(one, tuple) else "",
)
def test_the_help_of_a_verb_says_what_holds_where_an_option_is_left_out(
    verb: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    shown = run(*verb, "--help", workspace=tmp_path)

    assert said in " ".join(shown.stdout.replace("│", " ").split())


def ask(workspace: Workspace, sql: str, form: str) -> str:
    answer = run("query", sql, "--format", form, workspace=workspace.root)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_ingest_says_for_each_file_what_became_of_its_rows(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(CUSTOMERS)
    (tmp_path / "tickets.csv").write_text(TICKETS + "T3,C9,incident,production,P1,soon,\n")

    came = run("ingest", str(tmp_path), "--json", workspace=tmp_path / "workspace")

    assert came.returncode == 0
    assert [
        tuple(one[name] for name in ("entity", "rows_read", "rows_loaded", "rows_quarantined"))
        for one in json.loads(came.stdout)["deliveries"]
    ] == [("customers", 2, 2, 0), ("tickets", 3, 2, 1)]


def test_a_quarantined_row_is_told_with_its_file_row_column_and_value(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(CUSTOMERS)
    (tmp_path / "tickets.csv").write_text(TICKETS + "T3,C1,incident,production,P1,soon,\n")

    came = run("ingest", str(tmp_path), workspace=tmp_path / "workspace")

    assert (
        "tickets.csv, row 4 quarantined: opened_at 'soon': not a time such as "
        "2026-06-16T12:59:00Z." in came.stdout
    )


@pytest.mark.parametrize(
    ("words", "ending"),
    [
        (
            (),
            "The other 2 came in, or were known already. Correct the file and take it in again; "
            "service-review withdraw 2 takes back what came in.",
        ),
        (
            ("--dry-run",),
            "The other 2 would come in. Correct the file and take it in again.",
        ),
    ],
)
def test_more_refused_rows_than_the_share_given_are_said_with_what_came_in(
    tmp_path: Path, words: tuple[str, ...], ending: str
) -> None:
    (tmp_path / "customers.csv").write_text(CUSTOMERS)
    wrong = "T{},C1,incident,production,P9,2026-06-16T09:00:00Z,\n"
    (tmp_path / "tickets.csv").write_text(TICKETS + wrong.format(3) + wrong.format(4))
    share = ("--refused-at-most", "0.25")

    came = run("ingest", *words, *share, str(tmp_path), workspace=tmp_path / "workspace")

    assert came.returncode == 1
    said = " ".join(came.stderr.split())
    assert (
        "Too many rows refused: tickets.csv: 2 of 4 rows refused, for the reasons above: more than "
        f"the share of 0.25 that --refused-at-most allows. {ending}"
    ) in said
    if not words:
        listed = "P1 (the most urgent), P2, P3, P4"
        assert f"priority 'P9': not one of {listed}. So is row 5." in " ".join(came.stdout.split())


def test_refused_rows_are_told_with_the_next_ones_of_the_same_reason(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(CUSTOMERS)
    row = "T{},C1,incident,production,{},2026-06-16T09:00:00Z,\n"
    words = ["P9", "P9", "EMEA", *["UK"] * 6]
    wrong = "".join(row.format(n, word) for n, word in enumerate(words, start=3))
    (tmp_path / "tickets.csv").write_text(TICKETS + wrong)

    came = run("ingest", str(tmp_path), workspace=tmp_path / "workspace")
    tried = run("ingest", "--dry-run", str(tmp_path), workspace=tmp_path / "other")

    named = "So are rows 5, 6 ('EMEA'), 7 ('UK'), 8 ('UK'), 9 ('UK') and 3 more."
    said = f"priority 'P9': not one of P1 (the most urgent), P2, P3, P4. {named}"
    assert f"tickets.csv, row 4 quarantined: {said}" in " ".join(came.stdout.split())
    assert "Correct the rows in the file and take it in again: rows that are" in came.stdout
    assert "So are rows 5, 6 ('EMEA')" in " ".join(tried.stdout.replace("│", " ").split())
    assert "│ Row │" in tried.stdout.replace("┃", "│")


def test_rows_that_wait_for_a_file_are_not_to_be_corrected(tmp_path: Path) -> None:
    (tmp_path / "tickets.csv").write_text(TICKETS)

    came = run("ingest", str(tmp_path / "tickets.csv"), workspace=tmp_path / "workspace")

    assert came.returncode == 1
    assert "no customers are known yet; deliver customers.csv first. So is row 3 (" in (came.stdout)
    again = "Take the file in again once customers are there"
    assert f"  {again}: rows that are loaded" in came.stdout
    assert f"for the reasons above: nothing is left. {again}." in " ".join(came.stderr.split())
    assert "Correct" not in came.stdout + came.stderr


def test_what_goes_with_a_delivery_or_a_key_that_is_taken_back_is_said(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "customers.csv").write_text(CUSTOMERS)
    (tmp_path / "first" / "tickets.csv").write_text(TICKETS)
    (tmp_path / "customers.csv").write_text("customer_id,name,withdrawn\nC1,,true\nC2,,true\n")
    run("ingest", str(tmp_path / "first"), workspace=workspace)

    came = run("ingest", str(tmp_path / "customers.csv"), workspace=workspace)
    ended = run("build", workspace=workspace)
    run("withdraw", "3", workspace=workspace)
    back = run("withdraw", "1", workspace=workspace)
    status = run("status", workspace=workspace)

    said = "customers.csv: 2 customers (C1, C2) are taken back, and with them 2 tickets."
    assert said in came.stdout
    assert "out of force" not in came.stdout
    assert (
        "There is nothing to build: 2 tickets were delivered, but none of them is in force, since "
        "the customers were taken back. Deliver the customers again, or undo what took them back"
    ) in ended.stderr
    assert "Out of force now: 2 customers and 2 tickets." in back.stdout
    assert "2 deliveries taken back (no. 1 customers.csv, no. 3 customers.csv)" in status.stdout


def test_rows_that_take_back_what_never_came_are_said_after_their_delivery(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("customer_id,name,withdrawn\nC1,Ada,\nC9,,true\n")

    came = run("ingest", str(tmp_path / "customers.csv"), workspace=tmp_path / "workspace")

    assert came.returncode == 0
    assert (
        "Look at this: customers.csv: 1 row takes back a key that no delivery brought, so nothing "
        "changes; the first is row 3: customer_id C9. Is the key spelt right?"
    ) in " ".join(came.stderr.split())


def test_a_refused_file_holds_back_what_hangs_on_it_and_ends_in_1(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(CUSTOMERS)
    (tmp_path / "tickets.csv").write_text("ticket_id\nT1\n")
    (tmp_path / "ticket_events.csv").write_text("ticket_id,occurred_at,field\n")

    came = run("ingest", str(tmp_path), workspace=tmp_path / "workspace")

    assert came.returncode == 1
    assert "Refused: tickets.csv: tickets need the columns 'customer_id', 'kind'" in came.stderr
    assert "Refused: ticket_events.csv: held back, because its rows name tickets" in came.stderr
    assert "customers.csv" in came.stdout
    assert "Traceback" not in came.stderr


def test_a_file_that_a_mapping_cannot_read_takes_no_other_with_it(tmp_path: Path) -> None:
    (tmp_path / "incident_event_log_1.csv").write_text("number,foo\nI1,x\n")
    (tmp_path / "incident_event_log_2.csv").write_text('number,"foo\n')
    words = ("--mapping", "servicenow_audit_log", "--json")

    came = run("ingest", str(tmp_path), *words, workspace=tmp_path / "workspace")

    assert came.returncode == 1
    assert len(json.loads(came.stdout)["refused"]) == 2
    assert "not foreseen" not in came.stderr


def test_what_lies_in_a_folder_beside_the_files_is_named(tmp_path: Path) -> None:
    (tmp_path / "delivery").mkdir()
    (tmp_path / "delivery" / "customers.csv").write_text(CUSTOMERS)
    (tmp_path / "delivery" / "tickets.doc").write_text("old")
    (tmp_path / "delivery" / "readme.txt").write_text("what lies here")

    came = run("ingest", str(tmp_path / "delivery"), workspace=tmp_path / "workspace")

    assert came.returncode == 0
    assert "Passed over, because files of their kind are not read: tickets.doc." in came.stderr
    assert "because they are named after nothing that is read: readme.txt." in came.stderr


def test_a_folder_in_which_nothing_is_read_is_said_with_what_lies_there(tmp_path: Path) -> None:
    (tmp_path / "delivery").mkdir()
    (tmp_path / "delivery" / "export.zip").write_text("packed")
    (tmp_path / "delivery" / "review.pdf").write_text("shown")

    came = run("ingest", str(tmp_path / "delivery"), workspace=tmp_path / "workspace")

    assert came.returncode == 1
    assert "no file to take in at" in came.stderr
    assert "kind are not read: export.zip, review.pdf. Files to take in end in .csv" in came.stderr
    assert "Unpack what is packed." in came.stderr


def test_a_note_that_is_named_is_refused(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("what lies here")

    came = run("ingest", str(tmp_path / "readme.txt"), workspace=tmp_path / "workspace")

    assert came.returncode == 1
    assert "readme.txt: its name says none of customers, agreements" in came.stderr


def test_a_failure_is_said_in_json_too(tmp_path: Path) -> None:
    ended = run("ingest", "nowhere.csv", "--json", workspace=tmp_path)

    assert ended.returncode == 1
    assert json.loads(ended.stdout)["error"].startswith("nowhere.csv: there is no such file")


def test_files_are_taken_from_the_inbox_and_set_aside(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    workspace.create()
    (workspace.inbox / "customers.csv").write_text(CUSTOMERS)

    came = run("ingest", workspace=tmp_path)
    nothing_left = run("ingest", workspace=tmp_path)

    assert came.returncode == 0
    assert [path.name for path in workspace.taken.iterdir()] == ["000001-customers.csv"]
    assert nothing_left.returncode == 1
    assert "There is no file to take in at the inbox" in nothing_left.stderr


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("ingest", "nowhere.csv"), 1, "there is no such file or folder. Nothing was taken in."),
        (("build",), 1, "Nothing has been taken in yet."),
        (("query", "select 1"), 1, "Nothing is published in"),
        (("explain", "T1"), 1, "Nothing is published in"),
        (("status",), 1, "There is no workspace at"),
        (("serve",), 1, "There is no workspace at"),
        (("build", "--as-of", "yesterday"), 2, "is neither an instant such as"),
        (("ingest", "--mapping", "none", "x.csv"), 2, "no mapping and no file has this name."),
        (("ingest", "--expect-rows", "x", __file__), 2, "'x' is not a number of rows."),
        (("ingest", "--expect-rows", "x.csv=2", __file__), 2, "no file to take in is called x.csv"),
        (("ingest", "--refused-at-most", "5", "x.csv"), 2, "is not a share from 0 to 1"),
        (("dance",), 2, "No such command 'dance'"),
        (("withdraw", "9"), 1, "Delivery 9: there is no such delivery. None was taken in yet."),
    ],
)
def test_what_cannot_be_done_is_said_without_a_traceback(
    tmp_path: Path, words: tuple[str, ...], code: int, message: str
) -> None:
    ended = run(*words, workspace=tmp_path / "nothing")

    assert ended.returncode == code
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_warehouse_in_use_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(CUSTOMERS)

    with Workspace(tmp_path).alone("build"):
        endings = [
            run("ingest", str(tmp_path / "customers.csv"), workspace=tmp_path),
            run("build", workspace=tmp_path),
        ]

    assert [ended.returncode for ended in endings] == [1, 1]
    assert all("is in use by another service-review" in ended.stderr for ended in endings)


def test_query_answers_in_each_form(demo_workspace: Workspace, tmp_path: Path) -> None:
    sql = "select metric, count(*) as clocks from sla_clocks group by metric order by metric"

    as_csv = pl.read_csv(io.StringIO(ask(demo_workspace, sql, "csv")))
    as_json = pl.DataFrame(json.loads(ask(demo_workspace, sql, "json")))
    as_table = ask(demo_workspace, sql, "table")
    file = tmp_path / "answer.parquet"
    run("query", sql, "--format", "parquet", "--output", str(file), workspace=demo_workspace.root)

    assert as_csv.equals(as_json)
    assert as_csv.equals(pl.read_parquet(file))
    assert str(as_csv["clocks"][0]) in as_table


def test_query_cannot_write_and_reads_no_other_file(demo_workspace: Workspace) -> None:
    for sql in ("drop table sla_clocks", "select * from read_text('/etc/hostname')"):
        ended = run("query", sql, workspace=demo_workspace.root)

        assert ended.returncode == 1
        assert "Traceback" not in ended.stderr


def test_explain_names_the_delivery_and_line_behind_each_event(demo_workspace: Workspace) -> None:
    ticket = json.loads(
        ask(
            demo_workspace,
            "select ticket_id from ticket_events group by ticket_id order by count(*) desc limit 1",
            "json",
        )
    )[0]["ticket_id"]

    told = json.loads(run("explain", ticket, "--json", workspace=demo_workspace.root).stdout)

    lines = (demo_workspace.root / "portfolio" / "ticket_events.csv").read_text().splitlines()
    assert len(told["clocks"]) == 2
    assert all(lines[event["row_number"] - 1].startswith(ticket + ",") for event in told["events"])


def test_explain_of_an_unknown_ticket_says_so(demo_workspace: Workspace) -> None:
    ended = run("explain", "NOBODY", workspace=demo_workspace.root)

    assert ended.returncode == 1
    assert "There is no ticket NOBODY in" in ended.stderr


def test_status_tells_what_is_there(demo_workspace: Workspace) -> None:
    told = json.loads(run("status", "--json", workspace=demo_workspace.root).stdout)

    assert told["snapshot"]["name"] == snapshots(demo_workspace.published)[-1]
    assert {one["entity"] for one in told["deliveries"]} >= {"tickets", "exits"}


def test_the_demonstration_never_throws_real_deliveries_away(tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text(CUSTOMERS)
    run("ingest", str(tmp_path / "customers.csv"), workspace=tmp_path)

    ended = run("demo", "--no-serve", workspace=tmp_path)

    assert ended.returncode == 1
    assert "holds real deliveries, not a demonstration" in ended.stderr
