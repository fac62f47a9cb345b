"""Names of files: what they may mean, which are not read, and which no person put there."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import RefusedError
from ingest.file_names import entity_meant, passed_over_words
from ingest.plan import find_files, plan


@pytest.mark.parametrize(
    ("stem", "entity"),
    [
        ("tickets (1)", "tickets"),
        ("Tickets_2026", "tickets"),
        ("ticket", "tickets"),
        ("tikets", "tickets"),
        ("tickets-export", "tickets"),
        ("2026-06 ticket events", "ticket_events"),
        ("our_ticket_events_june", "ticket_events"),
        ("agreement", "agreements"),
        ("incidents", None),
        ("events", None),
        ("2026", None),
        ("", None),
        ("a " * 120, None),
    ],
)
def test_a_name_that_is_near_an_entity_means_it(stem: str, entity: str | None) -> None:
    assert entity_meant(stem) == entity


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "tikets.CSV",
            "did you mean tickets? If so, name it tickets.csv; if not, give its mapping",
        ),
        ("ticket.csv.gz", "If so, name it tickets.csv.gz; if not"),
        ("ticket.xlsx", "did you mean tickets? If so, name it tickets.xlsx, or its sheet tickets;"),
        ("customer.csv", "name it customers.csv (in another folder: here is one); if not"),
        (
            "notes.csv",
            "exits, exit_events. Name it after what it holds, give its mapping by --mapping, or",
        ),
        ("export.zip", "files that end in .zip are not read. Unpack it, and take in the files"),
        ("tickets.gz", "files that end in .gz are not read. Unpack it"),
        ("review.PDF", "files that end in .pdf are not read. Export it as a table, a file that"),
        ("tickets", "its name has no ending, so nothing says how to read it. Give it the ending"),
    ],
)
def test_a_file_that_nothing_reads_is_refused_with_what_may_be_meant(
    tmp_path: Path, name: str, message: str
) -> None:
    (tmp_path / "customers.csv").touch()

    with pytest.raises(RefusedError) as refused:
        plan(tmp_path / name, None)
    assert message in str(refused.value)


def test_what_programs_leave_beside_files_is_not_there(tmp_path: Path) -> None:
    names = ("~$desk.xlsx", ".~lock.desk.ods#", "._desk.xlsx", ".DS_Store", "Thumbs.db")
    for name in (*names, "desktop.ini", "desk.xlsx"):
        (tmp_path / name).touch()

    in_folder, passed_over = find_files([tmp_path])
    by_name, _ = find_files(sorted(tmp_path.iterdir()))

    assert [path.name for path in (*in_folder, *by_name)] == ["desk.xlsx", "desk.xlsx"]
    assert passed_over == []


@pytest.mark.parametrize(
    ("name", "ending"),
    [("custmers.csv", " Did you mean {}?"), ("Customers.csv", " Did you mean {}?"), ("x.csv", "")],
)
def test_a_path_that_is_not_there_is_said_with_what_is_near_it(
    tmp_path: Path, name: str, ending: str
) -> None:
    (tmp_path / "customers.csv").touch()

    with pytest.raises(RefusedError) as refused:
        find_files([tmp_path / name])
    near = ending.format(tmp_path / "customers.csv")
    assert str(refused.value) == (
        f"{tmp_path / name}: there is no such file or folder.{near} Nothing was taken in."
    )


def test_a_link_to_what_is_not_there_says_so(tmp_path: Path) -> None:
    (tmp_path / "tickets.csv").symlink_to("/nowhere/tickets.csv")
    (tmp_path / "customers.csv").touch()

    _, passed_over = find_files([tmp_path])
    with pytest.raises(RefusedError) as refused:
        find_files([tmp_path / "customers.csv", tmp_path / "tickets.csv"])

    points = "it points to /nowhere/tickets.csv, which is not there"
    assert passed_over_words(passed_over) == [f"Passed over, because {points}: tickets.csv."]
    assert str(refused.value) == f"{tmp_path / 'tickets.csv'}: {points}. Nothing was taken in."


def test_what_a_program_keeps_for_itself_is_said_to_be_that_where_it_is_named(
    tmp_path: Path,
) -> None:
    files = [tmp_path / name for name in ("~$tickets.csv", "Thumbs.db", "tickets.pdf")]
    for path in files:
        path.touch()

    _, passed_over = find_files(files)
    assert passed_over_words([*passed_over, files[2]]) == [
        "Passed over, because programs keep such files for themselves, as Excel does beside one "
        "that is open: ~$tickets.csv, Thumbs.db.",
        "Passed over, because files of their kind are not read: tickets.pdf.",
    ]
