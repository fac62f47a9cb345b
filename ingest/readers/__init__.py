"""Files become blocks of rows, each kind of file by a reader of its own."""

from ingest.readers.blocks import ROW, Block, Broken, LeftOut, Part, Source, Unread, summed
from ingest.readers.opening import ENDINGS, kind_of, opened, stem_of

__all__ = [
    "ENDINGS",
    "ROW",
    "Block",
    "Broken",
    "LeftOut",
    "Part",
    "Source",
    "Unread",
    "kind_of",
    "opened",
    "stem_of",
    "summed",
]
