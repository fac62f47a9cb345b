"""Lines of a text table that are no rows: what is wrong with each, and the way out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.named import counted
from ingest.readers.blocks import Broken
from ingest.readers.no_rows import IS_FOOTER, is_footer

# What may part the cells of a text, and what it is called.
DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars", ",": "commas"}
# How a byte that is no letter of UTF-8 is carried along.
BAD_LETTER = re.compile("[\udc80-\udcff]")
OTHER_ENCODING = (
    "save the file as UTF-8 (in Excel: CSV UTF-8), or name its encoding in a mapping: "
    "format: {encoding: cp1252}"
)


def fault_of(
    record: list[str], columns: Sequence[str], number: int, delimiter: str
) -> Broken | None:
    """Say what is wrong with a record's cells: how many they are, or their letters."""
    text = delimiter.join(record)
    if record and len(record) != len(columns):
        return ragged(number, len(columns), record, delimiter)
    if text.isascii() or not BAD_LETTER.search(text):
        return None
    cells = zip(columns, record, strict=True)
    where = next(name for name, cell in cells if BAD_LETTER.search(cell))
    return Broken(number, f"column {where} is not in UTF-8; {OTHER_ENCODING}", legible(text))


def misplaced_quote(said: str, quote: str) -> str:
    """Say what the library found wrong with a line, in the words of whoever mends it."""
    if "expected after" in said:
        return (
            f"a quote ({quote}) stands within a text; a text that holds one stands in quotes "
            f"itself, and those in it are doubled, such as {quote}a {quote * 2}b{quote * 2}{quote}"
        )
    if "new-line" in said:
        return "a line break within a text; a text that holds one stands in quotes"
    return f"cannot be read as a row ({said})"


def legible(text: str) -> str:
    """Put a sign for each byte that is no letter, so that the text can be shown and kept."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def ragged(number: int, expected: int, cells: Sequence[str], delimiter: str) -> Broken:
    """Say that a record has another number of cells than the header has names."""
    reason = (
        IS_FOOTER
        if is_footer(cells)
        else _otherwise_parted(cells, expected, delimiter) or _of_other_length(len(cells), expected)
    )
    filled = sum(bool(cell.strip()) for cell in cells)
    return Broken(number, reason, legible(delimiter.join(cells)), filled)


def _otherwise_parted(cells: Sequence[str], expected: int, delimiter: str) -> str:
    """Say that a record's only cell holds all of them, parted by another sign than the header's."""
    if len(cells) > 1:
        return ""
    signs = (sign for sign in DELIMITERS if len(cells[0].split(sign)) == expected)
    sign = next(signs, None)
    if sign is None:
        return ""
    if sign == delimiter:
        return "the whole line stands in quotes, as one cell; take the outer quotes away"
    of_header = DELIMITERS.get(delimiter, repr(delimiter))
    return (
        f"its cells are parted by {DELIMITERS[sign]}, the header's by {of_header}; part them alike"
    )


def _of_other_length(cells: int, expected: int) -> str:
    meant = (
        "is a delimiter within a text? Such a text stands in quotes"
        if cells > expected
        else "is it cut off, or a line break within a text? Such a text stands in quotes"
    )
    named = f"where the header names {counted(expected, 'column')}"
    return f"has {counted(cells, 'cell')} {named} ({meant})"
