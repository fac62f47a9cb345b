from __future__ import annotations

import gc

import pytest

from reports.uploads import safe_name, store


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("tickets.csv", "tickets.csv"),
        ("Tickets Müller [Juni].xlsx", "Tickets Müller [Juni].xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\exports\\tickets.csv", "tickets.csv"),
        ("/tmp/tickets.csv", "tickets.csv"),  # noqa: S108  # a name that is given, not a file
        ("..", "file"),
        ("a/", "file"),
        ("", "file"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("a\u202ecsv.exe", "a_csv.exe"),
        ("\ud800.csv", "_.csv"),
        ("<img src=x>.csv", "<img src=x>.csv"),
        ("é" * 300 + ".csv", "é" * 98 + ".csv"),
    ],
)
def test_a_name_is_the_last_part_of_what_came(given: str, name: str) -> None:
    assert safe_name(given) == name


def test_files_lie_under_their_names_and_are_gone_with_the_import() -> None:
    uploads = store([("a.csv", b"1"), ("x/a.csv", b"2"), ("b.csv", b"3")])
    paths = uploads.paths

    assert uploads.names == ("a.csv", "a.csv", "b.csv")
    assert [path.read_bytes() for path in paths] == [b"1", b"2", b"3"]
    assert {path.parents[1] for path in paths} == {uploads.folder.path}
    assert uploads.folder.path.stat().st_mode & 0o077 == 0

    del uploads
    gc.collect()
    assert not any(path.exists() for path in paths)
