from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from reports.remarks import can_take_back, remark, take_back, write_remark

JUNE = date(2026, 6, 1)


def test_no_word_was_said_where_there_is_no_folder(tmp_path: Path) -> None:
    assert remark(tmp_path / "remarks", "C1", JUNE) == ""
    assert not can_take_back(tmp_path / "remarks", "C1", JUNE)


def test_a_word_is_kept_and_those_before_it_stand_again(tmp_path: Path) -> None:
    for text in ("first", "second", "second", ""):
        write_remark(tmp_path, "C1", JUNE, text)

    assert remark(tmp_path, "C1", JUNE) == ""
    take_back(tmp_path, "C1", JUNE)
    assert remark(tmp_path, "C1", JUNE) == "second"
    take_back(tmp_path, "C1", JUNE)
    write_remark(tmp_path, "C1", JUNE, "third")
    assert remark(tmp_path, "C1", JUNE) == "third"
    kept = sorted(path.read_text() for path in tmp_path.iterdir())
    assert kept == ["", "first", "second", "third"]


def test_a_word_belongs_to_one_customer_and_month(tmp_path: Path) -> None:
    write_remark(tmp_path, "C1", JUNE, "June of C1")

    assert remark(tmp_path, "C1", date(2026, 5, 1)) == ""
    assert remark(tmp_path, "C2", JUNE) == ""


def test_no_customer_s_id_leads_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "remarks"
    for customer_id in ("../../etc/passwd", "a/b", "*", "x" * 5000, "", "\x00"):
        write_remark(folder, customer_id, JUNE, customer_id or "nobody")

    assert {path.parent for path in tmp_path.rglob("*.md")} == {folder}
    assert remark(folder, "*", JUNE) == "*"
    assert len(list(folder.iterdir())) == 6


def test_of_two_who_write_at_once_neither_is_lost(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: write_remark(tmp_path, "C1", JUNE, f"word {n}"), range(40)))

    written = {path.read_text() for path in tmp_path.iterdir()}
    assert written == {f"word {n}" for n in range(40)}


def test_what_a_killed_dashboard_left_unfinished_is_swept_once_it_is_old(tmp_path: Path) -> None:
    write_remark(tmp_path, "C1", JUNE, "first")
    (kept,) = tmp_path.glob("*.md")
    old, young = (tmp_path / f".{kept.name.split('.')[0]}.{name}" for name in ("old", "young"))
    for path in (old, young):
        path.write_text("unfinished")
    os.utime(old, (0, 0))

    write_remark(tmp_path, "C1", JUNE, "second")

    assert not old.exists()
    assert young.exists()
