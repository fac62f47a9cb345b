"""What is said of a file beside its counts: what was left out, not read, or looks cut off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from ingest.named import counted
from ingest.plan import Plan
from ingest.readers import LeftOut, summed
from ingest.readers.blocks import BLANK, EXAMPLE
from ingest.row_places import row_place

# Where desks stop an export without a word: ServiceNow at 10,000 rows, Jira at 1,000.
EXPORT_LIMITS = (1_000, 10_000)
# How alike the name of a column must be to mean one of the contract's.
ALIKE = 0.85


def remarks(
    one: Plan,
    rows_read: int,
    left_out: Iterable[LeftOut],
    missing: Sequence[str] = (),
    doubts: Sequence[str] = (),
) -> tuple[str, ...]:
    """Say in sentences what a reader of the summary would not see in the counts of rows.

    `missing` are the columns that the source's last file had and this one has not, `doubts` what
    its reader noticed.
    """
    parts = summed(left_out)
    said = [_left_out(part) for part in parts]
    said += doubts
    if not rows_read and all(part.reason == BLANK for part in parts):
        below = " below its header" if one.has_header else ""
        said.append(f"it holds no rows{below}: was the filter of the export right?")
    if rows_read in EXPORT_LIMITS:
        said.append(
            f"it has exactly {rows_read:,} rows, where many desks stop an export: is it complete?"
        )
    if missing:
        columns, they, count = (
            ("column", "It counts", "is") if len(missing) == 1 else ("columns", "They count", "are")
        )
        said.append(
            f"the {columns} {', '.join(missing)} {count} missing, which the last file of this kind "
            f"had. {they} as empty in these rows. If that is not meant, export the file again, "
            "complete."
        )
    return tuple(said)


def misspelt_columns(one: Plan, unknown: Sequence[str], columns: Sequence[str]) -> list[str]:
    """Say which unknown columns of a canonical file look like one of the contract's, not there.

    In a mapped file any column may be left unread; nothing is said of it.
    """
    if one.source is not None:
        return []
    absent = {
        form: name for name in one.columns_read if name not in columns for form in _forms(name)
    }
    meant = {
        name: [near for form in _forms(name) for near in get_close_matches(form, absent, 1, ALIKE)]
        for name in unknown
    }
    where = "the file's header" if one.has_header else "the file"
    return [
        f"the column {name} is not read: did you mean {absent[near[0]]}? If so, name it that in "
        f"{where} and take the file in again."
        for name, near in meant.items()
        if near
    ]


def _forms(name: str) -> tuple[str, str]:
    """Write a column's name without capitals and marks, as it is and with its words in order."""
    words = re.findall("[a-z0-9]+", name.lower())
    return "".join(words), "".join(sorted(words))


def _left_out(one: LeftOut) -> str:
    if one.reason == BLANK:
        return f"{one.rows:,} blank {'row' if one.rows == 1 else 'rows'} left out."
    if one.reason == EXAMPLE:
        rows = "row" if one.rows == 1 else "rows"
        first = row_place(one.first_row)
        return (
            f"{one.rows:,} example {rows} left out; the first is row {first}, which "
            f"begins with {one.text!r}. In a row of your own, write its own value there."
        )
    text = f": {one.text}" if one.text else ""
    first = f"the first is row {row_place(one.first_row)}{text}"
    return f"{counted(one.rows, 'row')} left out where {one.reason}; {first}."
