"""What a file is by its first bytes, whatever its ending says."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.readers.encodings import extends_ascii, likely_encoding, wide_encoding
from ingest.readers.endings import PACKED, TEXT_ENDINGS, named_anew

HEAD_BYTES = 64 << 10
NAMES_SHOWN = 3
LONGEST_BEGINNING = 4096
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
GZIP = b"\x1f\x8b"
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
# Behind its mark a Parquet file goes on with Thrift; a text that begins with PAR1 does not.
PARQUET_BEGINS = re.compile(rb"PAR1[\x00-\x08\x0e-\x1f]")
# The names of a ZIP archive's members stand before what is packed.
MEMBER = re.compile(rb"PK\x03\x04.{22}(.)(.).{2}", re.DOTALL)
WEB_PAGE = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|style|script|table|div)\b", re.IGNORECASE
)
JSON_BEGINS = re.compile(r'(?:\[\s*)?\{\s*(?:"[^"\n]*"\s*:|\}|$)|\[\s*\]?\s*$')
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")

OTHER_FORM = "Export it again, as CSV or .xlsx."
UNPACK = "Unpack it and deliver what is in it."


@dataclass(frozen=True)
class Content:
    """What a file is: how a sentence names it, and the endings under which it is read.

    `way_out` says of a file's path what to do where it has none of them [it is to be named anew].
    """

    called: str
    endings: tuple[str, ...] = ()
    way_out: Callable[[Path], str] | None = None

    def way_out_of(self, path: Path) -> str:
        """Say what is to be done with a file that has this content under another ending."""
        if self.way_out is not None:
            return self.way_out(path)
        return f"Name it {named_anew(path, self.endings[0])}."


def _way_out_of_packed(path: Path) -> str:
    ending = path.suffix.lower()
    return f"Name it {path.name}{PACKED}." if ending in TEXT_ENDINGS else UNPACK


WORKBOOK = Content("a workbook of Excel (.xlsx)", (".xlsx", ".xlsm", ".xlsb"))
BINARY_WORKBOOK = Content("a binary workbook of Excel (.xlsb)", (".xlsb",))
OPEN_WORKBOOK = Content("a workbook of OpenDocument (.ods)", (".ods",))
OLD_WORKBOOK = Content("an old workbook of Excel (.xls)", (".xls",))
PROTECTED = Content(
    "a workbook that a password protects",
    way_out=lambda path: f"Save it without the password, as {named_anew(path, '.xlsx')}.",
)
COMPOUND_FILE = Content(
    "a file of an old Office program, or one that a password protects",
    (".xls",),
    lambda path: f"Save it without a password, as {named_anew(path, '.xlsx')}.",
)
DOCUMENT = Content("a document of Word or PowerPoint", way_out=lambda _: OTHER_FORM)
PARQUET = Content("Parquet", (".parquet",))
JSON = Content("JSON", (".json", ".jsonl", ".ndjson"))
PACKED_FILE = Content("a file packed with gzip", way_out=_way_out_of_packed)
PDF = Content("a PDF", way_out=lambda _: OTHER_FORM)
HTML = Content(
    "a web page (HTML)",
    way_out=lambda path: (
        "Look at it in a browser. Where it shows the list, open it in Excel and save it as "
        f"{named_anew(path, '.xlsx')}; where it asks for a password, log in and export again."
    ),
)
XML = Content(
    "XML",
    way_out=lambda path: (
        f"Open it in Excel and save it as {named_anew(path, '.xlsx')}, or export "
        "it again, as CSV or .xlsx."
    ),
)
TEXT = Content(
    "text, such as CSV",
    (".csv", ".tsv", ".txt"),
    lambda path: f"If it is CSV, name it {named_anew(path, '.csv')}; otherwise export it again.",
)
BINARY = Content("binary data of no known kind", way_out=lambda _: OTHER_FORM)


def content_of(
    head: bytes, *, encoding: str = "utf-8", whole: Callable[[], bytes] = lambda: b""
) -> Content | None:
    """Tell what a file is by its first bytes (up to HEAD_BYTES); None where there is nothing.

    `encoding` is declared to be that of its text. `whole` gives all of a file; it is called for
    those of old Office programs, whose first bytes may not tell.
    """
    if not head.strip():
        return None
    if head.startswith(ZIP):
        return _archive(head)
    if head.startswith(COMPOUND):
        return _compound_file(head, whole)
    if head.startswith(GZIP):
        return PACKED_FILE
    if PARQUET_BEGINS.match(head):
        return PARQUET
    return PDF if head.startswith(b"%PDF-") else _text(head, encoding)


def unpacked(head: bytes) -> bytes:
    """Unpack the first bytes of a file packed with gzip; zlib.error where they are damaged."""
    return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, HEAD_BYTES)


def _archive(head: bytes) -> Content:
    names = [
        head[found.end() : found.end() + found[1][0] + 256 * found[2][0]].decode("utf-8", "replace")
        for found in MEMBER.finditer(head)
    ]
    if b"opendocument.spreadsheet" in head:
        return OPEN_WORKBOOK
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return DOCUMENT
    if "xl/workbook.bin" in names:
        return BINARY_WORKBOOK
    if any(name.startswith(("xl/", "[Content_Types]", "_rels/")) for name in names):
        return WORKBOOK
    shown = [name for name in names if name.isprintable()][:NAMES_SHOWN]
    inside = f" (in it: {', '.join(shown)})" if shown else ""
    return Content(f"a ZIP archive{inside}", way_out=lambda _: UNPACK)


def _compound_file(head: bytes, whole: Callable[[], bytes]) -> Content:
    """Tell an old workbook from a protected one by the names of the streams in it."""
    for part in (head, whole()):
        if "EncryptedPackage".encode("utf-16-le") in part:
            return PROTECTED
        if any(name.encode("utf-16-le") in part for name in ("Workbook\0", "Book\0")):
            return OLD_WORKBOOK
    return COMPOUND_FILE


def _text(head: bytes, declared: str) -> Content:
    """Tell a text by how it begins; `declared` counts where its letters are not those of ASCII."""
    encoding = wide_encoding(head) or (None if extends_ascii(declared) else declared)
    if encoding is None and CONTROLS.search(head.lstrip().partition(b"\n")[0]):
        return BINARY
    text = head.decode(encoding or likely_encoding(head), "replace").lstrip("\ufeff \t\r\n")
    if WEB_PAGE.match(text) or (text.startswith(("<?xml", "<!--")) and "<html" in text.lower()):
        return HTML
    if text.startswith("<?xml"):
        return XML
    return JSON if JSON_BEGINS.match(text[:LONGEST_BEGINNING]) else TEXT
