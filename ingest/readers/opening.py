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
from typing import BinaryIO
from zipfile import BadZipFile

import fastexcel
import pyarrow as pa

from ingest.dialect import Dialect
from ingest.errors import RefusedError
from ingest.readers.blocks import Block, Source, Unread
from ingest.readers.delimited import delimited
from ingest.readers.endings import ENDINGS, TABBED, kind_of, stem_of
from ingest.readers.excel import excel, sheet_names, sheets_with_rows
from ingest.readers.json_documents import json_documents
from ingest.readers.json_lines import json_lines
from ingest.readers.json_paths import rows_path
from ingest.readers.left_out import without_left_out
from ingest.readers.no_rows import without_headers_and_footers
from ingest.readers.parquet import parquet
from ingest.readers.streams import utf8
from ingest.readers.unlike_names import refuse_other_content, unreadable
from ingest.readers.workbooks import is_protected


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
        with _refusing_unreadable(path):
            refuse_other_content(path, dialect.encoding)
            raw = stack.enter_context(path.open("rb"))
            source = _source(path, raw, dialect, with_others=with_others)
        # What fails in the caller's hands, such as a full disk, is none of the file's.
        read = replace(source, blocks=_readable(source.blocks, path))
        yield _rows_of(read, path, dialect), raw


def _readable(blocks: Iterator[Block], path: Path) -> Iterator[Block]:
    with _refusing_unreadable(path):
        yield from blocks


def sheets_of(path: Path) -> tuple[str, ...]:
    """Name the sheets of a workbook; RefusedError where it cannot be read."""
    with _refusing_unreadable(path):
        refuse_other_content(path)
        return sheet_names(path)


def rows_of_sheets(path: Path, names: Sequence[str]) -> tuple[Unread, ...]:
    """Count the rows below the first of some sheets of a workbook; those without any are left out.

    Raises RefusedError where they cannot be read.
    """
    with _refusing_unreadable(path):
        return sheets_with_rows(path, names)


@contextmanager
def _refusing_unreadable(path: Path) -> Iterator[None]:
    """Turn what the libraries say of a file that they cannot read into a RefusedError."""
    try:
        yield
    except EOFError:
        raise RefusedError(
            path.name,
            "it is cut off: what is packed in it ends too early.",
            way_out="Export it again, whole.",
        ) from None
    except (zlib.error, gzip.BadGzipFile):
        raise RefusedError(
            path.name,
            "it is damaged: it cannot be unpacked to its end.",
            way_out="Pack it anew, or deliver it unpacked.",
        ) from None
    except pa.ArrowNotImplementedError:
        raise RefusedError(
            path.name,
            "it is Parquet of a kind that is not read.",
            way_out="Write it again without special packing or types, or as CSV.",
        ) from None
    except (OSError, pa.ArrowException, fastexcel.FastExcelError, BadZipFile) as error:
        raise _unreadable(path, error) from None
    except BaseException as error:
        # What a library in Rust had not foreseen: it stops with this, and is as good as new.
        if type(error).__name__ != "PanicException":
            raise
        raise unreadable(path) from None


def _unreadable(path: Path, error: Exception) -> RefusedError:
    if isinstance(error, OSError) and error.strerror:
        return RefusedError(
            path.name,
            f"the file cannot be read ({error.strerror}).",
            way_out="Look at its permissions and at the disk that it lies on.",
        )
    return unreadable(path, is_protected=is_protected(str(error)))


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


def _rows_of(source: Source, path: Path, dialect: Dialect) -> Source:
    joint = (dialect.delimiter or ",") if kind_of(path) == "delimited" else " "
    blocks = source.blocks
    if dialect.leave_out:
        blocks = (without_left_out(one, dialect.leave_out, joint=joint) for one in blocks)
    if kind_of(path) in {"delimited", "excel"}:
        blocks = (without_headers_and_footers(one, joint=joint) for one in blocks)
    return replace(source, blocks=blocks)
