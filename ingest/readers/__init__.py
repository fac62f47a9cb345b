"""Files become blocks of rows, each kind of file by a reader of its own."""

from ingest.readers.blocks import (
    EXAMPLE,
    ROW,
    Block,
    Broken,
    LeftOut,
    Part,
    Source,
    Unread,
    summed,
    with_rows,
)
from ingest.readers.endings import ENDINGS, kind_of, stem_of
from ingest.readers.opening import opened, rows_of_sheets, sheets_of

__all__ = [
    "ENDINGS",
    "EXAMPLE",
    "ROW",
    "Block",
    "Broken",
    "LeftOut",
    "Part",
    "Source",
    "Unread",
    "kind_of",
    "opened",
    "rows_of_sheets",
    "sheets_of",
    "stem_of",
    "summed",
    "with_rows",
]
