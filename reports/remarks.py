"""A manager's own word on a customer's month, kept as files beside the snapshots.

A snapshot never changes and the dashboard writes nothing into the warehouse, so a remark is a
small file of its own: `remarks/<mark>_<month>.<number>.md`. The mark is made of the customer's id,
so that no id becomes a path; a remark that is changed is a new file, and one that is taken back is
only renamed. Nothing that was once written is lost.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path

from reports import wording

LONGEST = 5000
WRITTEN = re.compile(r"\.(\d{4,})\.(md|undone)$")
MARK_LETTERS = 24
# Writing a remark takes no longer.
UNFINISHED_SECONDS = 3600


def remark(folder: Path, customer_id: str, month: date) -> str:
    """The word that stands now; empty where there is none. OSError where it cannot be read."""
    standing = _standing(folder, customer_id, month)
    return standing[-1].read_text(encoding="utf-8") if standing else ""


def can_take_back(folder: Path, customer_id: str, month: date) -> bool:
    """Whether there is a version to take back."""
    return bool(_standing(folder, customer_id, month))


def write_remark(folder: Path, customer_id: str, month: date, text: str) -> None:
    """Let this be the word; what stood before is kept. OSError where it cannot be written."""
    text = text.strip()[:LONGEST]
    if text == remark(folder, customer_id, month):
        return
    folder.mkdir(parents=True, exist_ok=True)
    stem = _stem(customer_id, month)
    _sweep(folder, stem)
    unfinished = folder / f".{stem}.{secrets.token_hex(8)}"
    try:
        with unfinished.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        _take_next_number(folder, stem, unfinished)
    finally:
        unfinished.unlink(missing_ok=True)


def _sweep(folder: Path, stem: str) -> None:
    """Remove what somebody was writing when the dashboard was killed: it was never kept."""
    for unfinished in folder.glob(f".{stem}.*"):
        with suppress(FileNotFoundError):
            if time.time() - unfinished.stat().st_mtime > UNFINISHED_SECONDS:
                unfinished.unlink()


def take_back(folder: Path, customer_id: str, month: date) -> None:
    """Let the word before it stand again. OSError where that cannot be done."""
    standing = _standing(folder, customer_id, month)
    if standing:
        standing[-1].rename(standing[-1].with_suffix(".undone"))


def _take_next_number(folder: Path, stem: str, unfinished: Path) -> None:
    """Two who write at once get a number each: a link is never made over a file."""
    while True:
        number = max((_number(path) for path in _written(folder, stem)), default=0) + 1
        try:
            os.link(unfinished, folder / f"{stem}.{number:04}.md")
        except FileExistsError:
            continue
        return


def _standing(folder: Path, customer_id: str, month: date) -> list[Path]:
    written = _written(folder, _stem(customer_id, month))
    return sorted((path for path in written if path.suffix == ".md"), key=_number)


def _written(folder: Path, stem: str) -> list[Path]:
    return [path for path in folder.glob(f"{stem}.*") if WRITTEN.search(path.name)]


def _number(path: Path) -> int:
    found = WRITTEN.search(path.name)
    return int(found[1]) if found else 0


def _stem(customer_id: str, month: date) -> str:
    mark = sha256(customer_id.encode()).hexdigest()[:MARK_LETTERS]
    return f"{mark}_{wording.month_address(month)}"
