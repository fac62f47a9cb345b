"""What is said of a file beside its counts: what was left out, not read, or looks cut off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.readers import LeftOut, Unread, summed
from ingest.readers.blocks import BLANK, EXAMPLE
from ingest.row_places import row_place

# Where desks stop an export without a word: ServiceNow at 10,000 rows, Jira at 1,000.
EXPORT_LIMITS = (1_000, 10_000)


def remarks(
    rows_read: int,
    left_out: Iterable[LeftOut],
    unread: Sequence[Unread],
    missing: Sequence[str] = (),
    doubts: Sequence[str] = (),
) -> tuple[str, ...]:
    """Say in sentences what a reader of the summary would not see in the counts of rows.

    `missing` are the columns that the source's last file had and this one has not, `doubts` what
    its reader noticed.
    """
    said = [_left_out(one) for one in summed(left_out)]
    said += doubts
    if unread:
        sheets = ", ".join(f"{one.name} ({counted_rows(one.rows)})" for one in unread)
        said.append(f"sheets not read that hold rows: {sheets}.")
    if rows_read in EXPORT_LIMITS:
        said.append(
            f"it has exactly {rows_read:,} rows, where many desks stop an export: is it complete?"
        )
    if missing:
        columns = "column" if len(missing) == 1 else "columns"
        said.append(
            f"the last file of this kind had the {columns} {', '.join(missing)}, this one does "
            "not: what depends on it is not known of these rows."
        )
    return tuple(said)


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
    return f"{counted_rows(one.rows)} left out where {one.reason}; {first}."


def counted_rows(count: int) -> str:
    """`1 row`, `2 rows`."""
    return f"{count:,} {'row' if count == 1 else 'rows'}"
