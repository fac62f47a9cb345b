"""Text that was read in the wrong encoding before it came here: `MÃ¼ller`, `â€“`, `�`.

Such a file is good UTF-8: whoever wrote it had read the text wrongly already. So its rows come in,
and it is said.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from ingest.contract import BY_NAME
from ingest.odd_cells import OddCells, odd_cells
from ingest.plan import Plan
from ingest.readers.encodings import read_anew
from ingest.row_places import row_place

# A letter of two bytes, or a mark of three, of which each byte was read as a letter of its own by
# Windows-1252 or Latin-1; one of these pairs hardly stands in a text of any language.
AS_SINGLE_BYTES = (
    "[ÃÂ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]|â[\u20ac\u0080]"
)
# What programs write in place of what they cannot read.
LOST = "\ufffd"
GARBLED = f"{AS_SINGLE_BYTES}|{LOST}"
LONGEST = 40


def text_columns(one: Plan) -> Collection[str]:
    """Name the columns of a file that can hold words of people: of a mapped file all it reads."""
    if one.source is not None:
        return one.columns_read
    columns = BY_NAME[one.entity].columns
    return [column.name for column in columns if column.kind in {"text", "identifier"}]


def find_garbled(rows: pl.DataFrame, columns: Collection[str]) -> list[OddCells]:
    """Find such cells in some columns of a block (row_number, and text as delivered)."""
    return odd_cells(rows, columns, _marked)


def _marked(cells: pl.Series) -> pl.Series | None:
    # Most text is plain ASCII, a byte for each letter, where no expression need look.
    if cells.str.len_bytes().sum() == cells.str.len_chars().sum():
        return None
    return cells.str.contains(GARBLED)


def garbled_words(found: Sequence[OddCells], encoding: str) -> list[str]:
    """Say how many cells hold such text, the first of them, what it seems to mean, the way out.

    `encoding` is the one in which the file was read.
    """
    if not found:
        return []
    first = min(found, key=lambda one: one.row_number)
    cells = sum(one.cells for one in found)
    in_mapping = read_anew(first.text, encoding)
    meant = in_mapping or read_anew(first.text, "cp1252") or read_anew(first.text, "latin-1")
    way_out = (
        f"The file was read as {encoding} and seems to be UTF-8: take `encoding` out of the "
        "mapping's `format`, and take the file in again."
        if in_mapping
        else "It stands so in the file: the program that wrote it had read the text in another "
        "encoding. Have it exported anew, as UTF-8."
    )
    contain = "1 cell contains" if cells == 1 else f"{cells:,} cells contain"
    seems = f", which seems to say {_cut(meant)!r}" if meant else ""
    return [
        f"{contain} garbled text; the first is {_cut(first.text)!r} in row "
        f"{row_place(first.row_number)}, column {first.column}{seems}. {way_out}"
    ]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
