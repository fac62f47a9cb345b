"""Files are opened by their ending, each kind read by its own library.

Text stays text here; only Parquet, which carries types of its own, yields typed columns.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Literal
from zipfile import BadZipFile

import fastexcel
import pyarrow as pa

from ingest.dialect import Dialect
from ingest.errors import RefusedError, first_line
from ingest.readers.blocks import Block, Source, Unread
from ingest.readers.delimited import delimited
from ingest.readers.excel import excel, sheet_names, sheets_with_rows
from ingest.readers.json_documents import json_documents
from ingest.readers.json_lines import json_lines
from ingest.readers.json_rows import rows_path
from ingest.readers.left_out import without_left_out
from ingest.readers.parquet import parquet
from ingest.readers.streams import utf8
from ingest.readers.workbooks import UNREADABLE

FileKind = Literal["delimited", "json_lines", "json", "parquet", "excel"]

TEXT_ENDINGS: dict[str, FileKind] = {
    ".csv": "delimited",
    ".tsv": "delimited",
    ".txt": "delimited",
    ".json": "json",
    ".jsonl": "json_lines",
    ".ndjson": "json_lines",
}
ENDINGS: dict[str, FileKind] = {
    **TEXT_ENDINGS,
    **{f"{ending}.gz": kind for ending, kind in TEXT_ENDINGS.items()},
    ".parquet": "parquet",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".xlsb": "excel",
    ".xls": "excel",
    ".ods": "excel",
}
TABBED = (".tsv", ".tsv.gz")
# What people call the kinds.
CALLED: dict[FileKind | None, str] = {
    "delimited": "text",
    "json": "JSON",
    "json_lines": "lines of JSON",
    "parquet": "Parquet",
    "excel": "a workbook",
}


def kind_of(path: Path) -> FileKind | None:
    """Tell a file's kind by its ending; None for a file that is none of ours."""
    name = path.name.lower()
    return next((kind for ending, kind in ENDINGS.items() if name.endswith(ending)), None)


def stem_of(path: Path) -> str:
    """Return the file's name without its ending; a canonical file is named after its entity."""
    name = path.name.lower()
    ending = max((ending for ending in ENDINGS if name.endswith(ending)), key=len, default="")
    return name.removesuffix(ending)


@contextmanager
def opened(
    path: Path, dialect: Dialect, *, with_others: bool = True
) -> Iterator[tuple[Source, BinaryIO]]:
    """Open a file for reading in blocks; also yields the raw stream, whose place is the progress.

    Rows that the dialect leaves out are taken out of the blocks, and counted there. The sheets of a
    workbook that are not read are looked at for rows, unless `with_others` is false. Raises
    RefusedError, naming the file and the way out, for one that cannot be read.
    """
    with ExitStack() as stack:
        with _refusing_unreadable(path, dialect):
            raw = stack.enter_context(path.open("rb"))
            source = _source(path, raw, dialect, with_others=with_others)
        # What fails in the caller's hands, such as a full disk, is none of the file's.
        read = replace(source, blocks=_readable(source.blocks, path, dialect))
        yield _without_left_out(read, path, dialect), raw


def _readable(blocks: Iterator[Block], path: Path, dialect: Dialect) -> Iterator[Block]:
    with _refusing_unreadable(path, dialect):
        yield from blocks


def sheets_of(path: Path) -> tuple[str, ...]:
    """Name the sheets of a workbook; RefusedError where it cannot be read."""
    with _refusing_unreadable(path, Dialect()):
        return sheet_names(path)


def rows_of_sheets(path: Path, names: Sequence[str]) -> tuple[Unread, ...]:
    """Count the rows below the first of some sheets of a workbook; those without any are left out.

    Raises RefusedError where they cannot be read.
    """
    with _refusing_unreadable(path, Dialect()):
        return sheets_with_rows(path, names)


@contextmanager
def _refusing_unreadable(path: Path, dialect: Dialect) -> Iterator[None]:
    """Turn what the libraries say of a file that they cannot read into a RefusedError."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise RefusedError(
            path.name, f"the file is cut off or damaged ({error}).", way_out="Deliver it again."
        ) from None
    except UnicodeError as error:
        raise RefusedError(
            path.name,
            f"the file is not written in {dialect.encoding} ({error}).",
            way_out="Name its encoding in a mapping: format: {encoding: cp1252}.",
        ) from None
    except (OSError, pa.ArrowException, fastexcel.FastExcelError, BadZipFile) as error:
        raise _unreadable(path, error) from None
    except BaseException as error:
        # What a library in Rust had not foreseen: it stops with this, and is as good as new.
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: BaseException) -> RefusedError:
    why = first_line(error)
    kind = CALLED.get(kind_of(path), "a table")
    return RefusedError(
        path.name,
        f"the file cannot be read as {kind} ({why}).",
        way_out=UNREADABLE,
    )


def _source(path: Path, raw: BinaryIO, dialect: Dialect, *, with_others: bool) -> Source:
    name = path.name
    match kind_of(path):
        case "delimited":
            default = "\t" if name.lower().endswith(TABBED) else ","
            stream = utf8(path, raw, dialect.encoding)
            return delimited(stream, dialect, default_delimiter=default, name=name)
        case "json_lines":
            stream = utf8(path, raw, dialect.encoding)
            return json_lines(stream, rows_path(dialect.rows), name=name)
        case "json":
            stream = utf8(path, raw, dialect.encoding)
            return json_documents(stream, rows_path(dialect.rows), name=name)
        case "parquet":
            return parquet(raw)
        case "excel":
            return excel(path, dialect, default_sheet=stem_of(path), with_others=with_others)
        case None:
            raise RefusedError(
                name,
                "files of this kind are not read.",
                way_out=f"Known endings: {', '.join(ENDINGS)}.",
            )


def _without_left_out(source: Source, path: Path, dialect: Dialect) -> Source:
    if not dialect.leave_out:
        return source
    joint = (dialect.delimiter or ",") if kind_of(path) == "delimited" else " "
    blocks = (without_left_out(one, dialect.leave_out, joint=joint) for one in source.blocks)
    return replace(source, blocks=blocks)
