"""What a file's name says: which entity it means, whether its kind is read, what is near it."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Collection
from pathlib import Path

from ingest.contract import BY_NAME
from ingest.errors import RefusedError
from ingest.readers import ENDINGS, kind_of, stem_of
from ingest.readers.no_data import is_no_data

# What is packed: the files that are meant lie in it.
ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst")
# How alike a part of a name must be to mean an entity: `tikets` does, `events` means none of two.
ALIKE = 0.8
# How the names of files that are read may end.
READ = (
    f"{', '.join(one for one in ENDINGS if not one.endswith('.gz'))}; those of text and JSON also "
    "packed, such as .csv.gz"
)
# An entity's name has two words at most.
MOST_WORDS = 2


def is_packed(path: Path) -> bool:
    """Whether the files that are meant lie in this one."""
    return kind_of(path) is None and path.name.lower().endswith(ARCHIVES)


def near_name(name: str, names: Collection[str]) -> str | None:
    """Find the name that is most like this one, in capitals or not; None where none is."""
    folded = {one.casefold(): one for one in names}
    near = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=ALIKE)
    return folded[near[0]] if near else None


def entity_meant(stem: str) -> str | None:
    """Find the entity that a name such as `tickets (1)`, `Ticket_2026` or `tikets-export` means."""
    words = re.findall("[a-z]+", stem.casefold())
    parts = (
        "_".join(words[first:last])
        for first in range(len(words))
        for last in range(first + 1, min(first + MOST_WORDS, len(words)) + 1)
    )
    alike = [
        (difflib.SequenceMatcher(None, part, name).ratio(), len(part), name)
        for part in parts
        for name in BY_NAME
    ]
    likeness, _, name = max(alike, default=(0.0, 0, ""))
    return name if likeness >= ALIKE else None


def entity_with(columns: Collection[str], *, named: str = "") -> str | None:
    """Find the entity whose columns these are, all that it needs among them; None for none.

    `named` is the entity by the file's name: another one must know more of the columns, and each
    at least half of them.
    """
    known = {
        name: len(set(entity.deliverable_names) & set(columns))
        for name, entity in BY_NAME.items()
        if name != named and set(entity.required) <= set(columns)
    }
    own = len(set(BY_NAME[named].deliverable_names) & set(columns)) if named else 0
    best = max(known, key=lambda name: known[name], default=None)
    if best is None or known[best] <= own or 2 * known[best] < len(columns):
        return None
    return best


def absent_path(path: Path, *, then: str = "") -> RefusedError:
    """Say that there is no such file or folder, and which of the same place may be meant.

    `then` says what follows from it.
    """
    if path.is_symlink():
        what = f"it points to {path.readlink()}, which is not there."
        return RefusedError(str(path), what, way_out=then)
    place = path.parent
    # Only who may look into a folder can name what lies there.
    beside = os.listdir(place) if place.is_dir() and os.access(place, os.R_OK) else []
    near = near_name(path.name, beside)
    meant = f"Did you mean {path.with_name(near)}?" if near else ""
    return RefusedError(
        str(path),
        "there is no such file or folder.",
        way_out=" ".join(filter(None, (meant, then))),
    )


def unread_kind(path: Path) -> RefusedError:
    """Say that files with this ending are not read, and what to do."""
    ending = path.suffix.lower()
    if is_packed(path):
        way_out = "Unpack it, and take in the files that lie in it."
    elif ending:
        way_out = f"Export it as a table, a file that ends in one of {READ}."
    else:
        way_out = f"Give it the ending of its kind: {READ}."
    return RefusedError(
        path.name,
        f"files that end in {ending} are not read."
        if ending
        else "its name has no ending, so nothing says how to read it.",
        way_out=way_out,
    )


def unknown_name(path: Path) -> RefusedError:
    """Say that a file's name means no entity, which may be meant, and how else it can be read."""
    is_workbook = kind_of(path) == "excel"
    nor = ", nor does the name of a sheet" if is_workbook else ""
    entity = entity_meant(stem_of(path))
    if entity is None:
        why = f"its name says none of {', '.join(BY_NAME)}{nor}."
        named = f"Name it{', or the sheet,' if is_workbook else ''} after what it holds, "
    else:
        sheet = f", or its sheet {entity}" if is_workbook else ""
        why = f"its name says nothing that is read{nor}; did you mean {entity}?"
        named = f"If so, name it {right_name(path, entity)}{sheet}; if not, "
    return RefusedError(
        path.name,
        why,
        way_out=f"{named}give its mapping by --mapping, or have one proposed: "
        "service-review mapping init FILE",
    )


def passed_over_words(paths: Collection[Path]) -> list[str]:
    """Say of what is passed over why: a folder, a link to nothing, no data, its kind, its name."""
    reasons: dict[str, list[str]] = {}
    for path in paths:
        reasons.setdefault(_why_passed_over(path), []).append(path.name)
    return [f"Passed over, because {why}: {', '.join(names)}." for why, names in reasons.items()]


def _why_passed_over(path: Path) -> str:
    if path.is_dir():
        return "folders in a folder are not looked into"
    if path.is_symlink() and not path.exists():
        return f"it points to {path.readlink()}, which is not there"
    if is_no_data(path):
        return "programs keep such files for themselves, as Excel does beside one that is open"
    if kind_of(path) is None:
        return "files of their kind are not read"
    return "they are named after nothing that is read"


def right_name(path: Path, entity: str) -> str:
    """Name a file after an entity; says where a file of that name lies beside it."""
    right = path.with_name(f"{entity}{path.name[len(stem_of(path)) :].lower()}")
    # Nobody should write over the file of that name.
    return f"{right.name}{' (in another folder: here is one)' if right.exists() else ''}"
