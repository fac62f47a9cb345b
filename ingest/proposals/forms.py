"""The form of a file is sniffed: its encoding, its delimiter, the row that names its columns."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.dialect import Dialect, RepeatsRule
from ingest.errors import RefusedError
from ingest.proposals.dictionary import headers, spellings
from ingest.readers import ENDINGS, kind_of, stem_of
from ingest.readers.encodings import is_utf8, is_wide, likely_encoding
from ingest.readers.endings import TABBED
from ingest.readers.heads import DECLARED_DELIMITER
from ingest.readers.streams import utf8
from ingest.readers.unlike_names import refuse_other_content
from ingest.readers.workbooks import open_workbook

# So much of a file is looked at for how its text is written.
LOOKED_AT_BYTES = 64 << 20
LARGEST_JSON_BYTES = 256 << 20
ROWS_LOOKED_AT = 40
LINES_LOOKED_AT = 200
DELIMITERS = (";", ",", "\t", "|")
DEEPEST_ENVELOPE = 4


@dataclass(frozen=True)
class FileForm:
    """How a file is written, and in sentences what of that was taken for granted."""

    dialect: Dialect
    said: tuple[str, ...] = ()


def form_of(path: Path) -> FileForm:
    """Sniff the form of a file; raises RefusedError where there is nothing to look at."""
    forms: dict[str, Callable[[Path], FileForm]] = {
        "delimited": _of_text_table,
        "excel": _of_workbook,
        "json": _of_json,
        "json_lines": lambda path: FileForm(Dialect(encoding=_encoding(_content(path))[0])),
        "parquet": lambda _: FileForm(Dialect()),
    }
    kind = kind_of(path)
    if kind is None:
        raise RefusedError(
            path.name,
            "files of this kind are not read.",
            way_out=f"Known endings: {', '.join(ENDINGS)}.",
        )
    refuse_other_content(path)
    return forms[kind](path)


def known_headers(cells: Sequence[str]) -> int:
    """Count the cells that the dictionary knows as names of columns."""
    names = {name for ranks in headers().values() for name in ranks}
    return sum(any(way in names for way in spellings(cell)) for cell in cells if cell)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as raw:
            return utf8(path, raw, "utf-8").read(LOOKED_AT_BYTES)
    except (OSError, EOFError) as error:
        raise RefusedError(path.name, f"the file cannot be read ({error}).") from None


def _encoding(content: bytes) -> tuple[str, str]:
    """Tell how a text is written; the second part says what speaks for it where it is no UTF-8."""
    likely = likely_encoding(content)
    if is_utf8(likely) or is_wide(likely):
        return likely, ""
    word = _word_with_letters(content.decode(likely, "replace"))
    return likely, f"is no UTF-8 and was taken for {likely}: is {word!r} written as it should be?"


def _word_with_letters(text: str) -> str:
    first = next((place for place, letter in enumerate(text) if not letter.isascii()), 0)
    begin = first
    while begin and text[begin - 1].isalpha():
        begin -= 1
    end = first
    while end < len(text) and (text[end].isalpha() or not text[end].isascii()):
        end += 1
    return text[begin : min(end, begin + 40)]


def _of_text_table(path: Path) -> FileForm:
    content = _content(path)
    if not content.strip():
        raise RefusedError(path.name, "the file is empty.", way_out="Export it again.")
    encoding, doubt = _encoding(content)
    text = content[: 1 << 20].decode(encoding, "replace").removeprefix("\ufeff")
    lines = text.splitlines(keepends=True)[:LINES_LOOKED_AT]
    declared = _declared(lines[0])
    delimiter = declared or _delimiter(lines)
    records = _records(lines, delimiter)
    natural = 2 if declared else 1
    number, cells = _header([(at, cells) for at, cells in records if at >= natural])
    default = "\t" if path.name.lower().endswith(TABBED) else ","
    dialect = Dialect(
        delimiter=None if declared or delimiter == default else delimiter,
        encoding=encoding,
        header=None if number == natural else number,
        repeats=_repeats(cells),
    )
    return FileForm(dialect, (f"{path.name} {doubt}",) if doubt else ())


def _declared(first: str) -> str | None:
    found = DECLARED_DELIMITER.match(first.encode())
    return found[1].decode() if found else None


def _delimiter(lines: Sequence[str]) -> str:
    """Choose what parts most lines into one number of cells, the larger number first."""

    def rate(delimiter: str) -> tuple[float, int]:
        counts = Counter(len(cells) for _, cells in _records(lines, delimiter) if any(cells))
        several = {cells: lines for cells, lines in counts.items() if cells > 1}
        if not several:
            return 0.0, 0
        cells, most = max(several.items(), key=lambda one: (one[1], one[0]))
        return most / sum(counts.values()), cells

    return max(DELIMITERS, key=rate)


def _records(lines: Sequence[str], delimiter: str) -> list[tuple[int, list[str]]]:
    """Part the first lines into cells, each record with the number of its first line."""
    reader = csv.reader(lines, delimiter=delimiter)
    records: list[tuple[int, list[str]]] = []
    while True:
        begun = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return records
        except csv.Error:
            # What is cut off in the middle of a quote ends the look at it.
            return records
        records.append((begun, [cell.strip() for cell in record]))


def _header(records: Sequence[tuple[int, list[str]]]) -> tuple[int, list[str]]:
    """Choose the row that names the columns: the one of the first with most known names.

    Without any known name it is the first row as wide as most are.
    """
    looked_at = [one for one in records[:ROWS_LOOKED_AT] if any(one[1])]
    if not looked_at:
        return 1, []
    best = max(looked_at, key=lambda one: (known_headers(one[1]), -one[0]))
    if known_headers(best[1]):
        return best
    width = Counter(len(cells) for _, cells in looked_at).most_common(1)[0][0]
    return next(one for one in looked_at if len(one[1]) == width)


def _repeats(cells: Sequence[str]) -> RepeatsRule | None:
    named = [cell for cell in cells if cell]
    return RepeatsRule() if len(set(named)) < len(named) else None


def _of_workbook(path: Path) -> FileForm:
    """Find the sheets that hold the list: those with the columns of the one known best."""
    workbook = open_workbook(path)
    heads: dict[str, tuple[int, list[str], int]] = {}
    for name in workbook.sheet_names:
        rows = workbook.sheet(name).frame.head(ROWS_LOOKED_AT).rows()
        cells = [[(cell or "").strip() for cell in row] for row in rows]
        records = [(number, row) for number, row in enumerate(cells, start=1) if any(row)]
        if records:
            number, columns = _header(records)
            heads[name] = number, columns, records[0][0]
    if not heads:
        raise RefusedError(path.name, "there is nothing in its sheets.", way_out="Export it again.")
    best = max(heads, key=lambda name: known_headers(heads[name][1]))
    number, columns, first = heads[best]
    alike = [name for name, head in heads.items() if head[:2] == (number, columns)]
    header = None if number == first else number
    dialect = Dialect(header=header, repeats=_repeats(columns), **_sheets(path, heads, alike))
    left = [name for name in heads if name not in alike]
    said = [f"{path.name}: its sheets {', '.join(alike)} have the same columns; all are read."]
    sheets = "sheet" if len(left) == 1 else "sheets"
    unread = [f"{path.name}: not read, because of other columns: its {sheets} {', '.join(left)}."]
    return FileForm(dialect, (*(said if len(alike) > 1 else []), *(unread if left else [])))


def _sheets(path: Path, heads: dict[str, Any], alike: Sequence[str]) -> dict[str, Any]:
    """Name the sheets to read, where they are not what is read without a word."""
    if len(alike) > 1:
        return {"sheets": ("all",) if len(alike) == len(heads) else tuple(alike)}
    default = stem_of(path) if stem_of(path) in heads else next(iter(heads))
    return {} if alike == [default] else {"sheet": alike[0]}


def _of_json(path: Path) -> FileForm:
    content = _content(path)
    if len(content) >= min(LARGEST_JSON_BYTES, LOOKED_AT_BYTES):
        raise RefusedError(
            path.name,
            "it is too large to look for its rows.",
            way_out="Propose the mapping from a part of it, or start from a shipped one by --as.",
        )
    try:
        tree = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as error:
        raise RefusedError(path.name, f"it is not JSON ({error}).") from None
    return FileForm(Dialect(rows=_rows_path(tree)))


def _rows_path(tree: Any) -> str | None:
    """Find the longest list of objects within an envelope; a list by itself needs no path."""
    if not isinstance(tree, dict):
        return None
    found: list[tuple[int, str, list[Any]]] = []

    def look(node: dict[str, Any], way: tuple[str, ...]) -> None:
        for key, child in node.items():
            if isinstance(child, list) and child and isinstance(child[0], dict):
                found.append((len(child), ".".join((*way, key)) + "[]", child))
            elif isinstance(child, dict) and len(way) < DEEPEST_ENVELOPE:
                look(child, (*way, key))

    look(tree, ())
    if not found:
        return None
    _, where, rows = max(found, key=lambda one: one[0])
    has_properties = all(isinstance(row.get("properties"), dict) for row in rows)
    return f"{where}.properties" if has_properties else where
