"""Files that are not what their names say, or that are damaged: refused in words of our own."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from ingest.errors import RefusedError
from ingest.readers.contents import (
    BINARY,
    COMPOUND,
    COMPOUND_FILE,
    GZIP,
    HEAD_BYTES,
    JSON,
    PARQUET,
    PROTECTED,
    TEXT,
    ZIP,
    Content,
    content_of,
    unpacked,
)
from ingest.readers.encodings import (
    correction,
    extends_ascii,
    is_utf8,
    is_wide,
    likely_encoding,
    wide_encoding,
)
from ingest.readers.endings import PACKED, FileKind, ending_of, kind_of, named_anew
from ingest.readers.no_data import refuse_no_data

# What an ending says, as a sentence names it.
EXPECTED = {
    ".csv": "CSV",
    ".tsv": "a table of text",
    ".txt": "text",
    ".json": "JSON",
    ".jsonl": "lines of JSON",
    ".ndjson": "lines of JSON",
    ".parquet": "Parquet",
    ".xlsx": "a workbook of Excel",
    ".xlsm": "a workbook of Excel",
    ".xlsb": "a binary workbook of Excel",
    ".xls": "an old workbook of Excel",
    ".ods": "a workbook of OpenDocument",
}
LONGEST_BEGINNING = 40
# An array, or an object that goes on in the next line.
DOCUMENT_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[|\{[ \t]*\r?\n)")
PARQUET_MARK = b"PAR1"
END_OF_ARCHIVE = b"PK\x05\x06"
# A comment of 64 KiB may follow the end of a ZIP archive.
TAIL_BYTES = 66 << 10
LARGEST_COMPOUND_FILE_BYTES = 64 << 20


def refuse_other_content(path: Path, encoding: str | None = None) -> None:
    """Raise RefusedError where a file's first bytes are of another kind than its name says.

    `encoding` is declared to be that of its text [nothing is declared, any will do].
    """
    refuse_no_data(path)
    kind = kind_of(path)
    if kind is None:
        return
    head = _head(path)
    if path.name.lower().endswith(PACKED) and head:
        if not head.startswith(GZIP):
            raise _not_packed(path, content_of(head, encoding=encoding or "utf-8") or TEXT)
        head = unpacked(head)
    content = content_of(head, encoding=encoding or "utf-8", whole=lambda: _whole(path))
    if content is None:
        if kind in {"parquet", "excel"}:
            raise _refusal(path, "the file is empty.", "Export it again.")
    elif kind == "json_lines" and DOCUMENT_BEGINS.match(head):
        raise _refusal(
            path,
            "its name says lines of JSON, but it is one JSON document.",
            f"Name it {named_anew(path, '.json')}.",
        )
    elif not _is_read_as(content, path, kind, head=head):
        raise _not_json(path, head) if kind == "json" and content is TEXT else _other(path, content)
    elif encoding is not None and kind not in {"parquet", "excel"}:
        _refuse_other_encoding(path, head, encoding)


def unreadable(path: Path, *, is_protected: bool = False) -> RefusedError:
    """Say why a file whose first bytes are of its kind cannot be read, as far as its bytes tell."""
    if is_protected:
        return _refusal(path, f"it is {PROTECTED.called}.", PROTECTED.way_out_of(path))
    head, tail = _head(path), _tail(path)
    is_archive_cut_off = head.startswith(ZIP) and END_OF_ARCHIVE not in tail
    if is_archive_cut_off or (head.startswith(PARQUET_MARK) and not tail.endswith(PARQUET_MARK)):
        return _refusal(path, "it is cut off: its end is missing.", "Export it again, whole.")
    way_out = "Export it again."
    if head.startswith(COMPOUND):
        why = "it is cut off or damaged, or a password protects it."
        return _refusal(path, why, COMPOUND_FILE.way_out_of(path))
    if kind_of(path) == "excel":
        way_out = f"Open it in Excel, save it as {named_anew(path, '.xlsx')} and deliver that."
    return _refusal(path, f"it is damaged: it cannot be read as {_expected(path)}.", way_out)


def _refusal(path: Path, why: str, way_out: str) -> RefusedError:
    return RefusedError(path.name, why, way_out=way_out)


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(HEAD_BYTES)


def _tail(path: Path) -> bytes:
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - TAIL_BYTES, 0))
        return stream.read()


def _whole(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(LARGEST_COMPOUND_FILE_BYTES)


def _expected(path: Path) -> str:
    return EXPECTED.get(ending_of(path).removesuffix(PACKED), "a table")


def _is_read_as(content: Content, path: Path, kind: FileKind, *, head: bytes) -> bool:
    """Whether a file's reader may have it: it is of the kind, or nothing says that it is not."""
    match kind:
        case "delimited":
            return content is TEXT
        case "json":
            return content is JSON or (content is TEXT and _beginning(head)[:1] in {"[", "{"})
        case "json_lines":
            return content is JSON or (content is TEXT and _may_be_lines_of_json(head))
        case "parquet":
            return content in {PARQUET, BINARY}
        case "excel":
            return content is BINARY or ending_of(path) in content.endings


def _may_be_lines_of_json(head: bytes) -> bool:
    """Whether one of the first lines begins as JSON does, or the first is too long to tell."""
    lines = head.splitlines()
    is_longer = len(head) >= HEAD_BYTES and len(lines) == 1
    return is_longer or any(line.lstrip()[:1] in {b"{", b"["} for line in lines)


def _other(path: Path, content: Content, expected: str = "") -> RefusedError:
    why = f"its name says {expected or _expected(path)}, but it is {content.called}."
    return _refusal(path, why, content.way_out_of(path))


def _not_packed(path: Path, content: Content) -> RefusedError:
    bare = replace(content, called=f"{content.called} that is not packed")
    expected = f"{_expected(path)} packed with gzip"
    return _other(path, bare if content in {TEXT, JSON} else content, expected)


def _not_json(path: Path, head: bytes) -> RefusedError:
    begins = _beginning(head).splitlines()[0][:LONGEST_BEGINNING]
    return _refusal(path, f"it begins with {begins!r}, and is not JSON.", TEXT.way_out_of(path))


def _beginning(head: bytes) -> str:
    return head.decode(likely_encoding(head), "replace").lstrip("\ufeff \t\r\n")


def _refuse_other_encoding(path: Path, head: bytes, declared: str) -> None:
    """Raise RefusedError where a text is written in UTF-16 and not declared so, or the reverse."""
    written = wide_encoding(head)
    if written is not None and extends_ascii(declared):
        raise _refusal(
            path,
            f"it is written in UTF-16, not in {'UTF-8' if is_utf8(declared) else declared}.",
            f"Say so in a mapping, format: {{encoding: {written}}}, or save the file in Excel as "
            "CSV UTF-8.",
        )
    if written is None and is_wide(declared) and 0 not in head:
        why = f"it is not written in {declared}, as format.encoding in the mapping says."
        raise _refusal(path, why, correction(head, declared))
