"""Files become blocks of rows: CSV, JSON Lines, Parquet and Excel, each by its own kind's library.

Text stays text here; only Parquet, which carries types of its own, yields typed columns.
"""

from __future__ import annotations

import codecs
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal, cast
from zipfile import BadZipFile

import fastexcel
import polars as pl
import pyarrow as pa
import pyarrow.parquet

from ingest.csv_reader import ROW, Block, Broken, column_names, read_blocks, read_header
from ingest.dialect import Dialect
from ingest.errors import RefusedError

FileKind = Literal["csv", "json_lines", "parquet", "excel"]

ENDINGS: dict[str, FileKind] = {
    ".csv": "csv",
    ".csv.gz": "csv",
    ".jsonl": "json_lines",
    ".jsonl.gz": "json_lines",
    ".ndjson": "json_lines",
    ".parquet": "parquet",
    ".xlsx": "excel",
}
ROWS_A_BLOCK = 100_000


@dataclass(frozen=True)
class Source:
    """An opened file: its columns, where they are known beforehand, and its blocks."""

    columns: list[str]
    blocks: Iterator[Block]


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
def opened(path: Path, dialect: Dialect) -> Iterator[tuple[Source, BinaryIO]]:
    """Open a file for reading in blocks; also yields the raw stream, whose place is the progress.

    Raises RefusedError, naming the file and the way out, for one that cannot be read.
    """
    with ExitStack() as stack:
        try:
            raw = stack.enter_context(path.open("rb"))
            yield _source(path, raw, dialect), raw
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise RefusedError(
                path.name, f"the file is cut off or damaged ({error}).", way_out="Deliver it again."
            ) from None
        except UnicodeError as error:
            raise RefusedError(
                path.name,
                f"the file is not written in {dialect.encoding} ({error}).",
                way_out="Name its encoding in a mapping.",
            ) from None
        except (OSError, pa.ArrowException, fastexcel.FastExcelError, BadZipFile) as error:
            raise RefusedError(
                path.name, f"the file cannot be read as {kind_of(path)} ({error})."
            ) from None


def _source(path: Path, raw: BinaryIO, dialect: Dialect) -> Source:
    match kind_of(path):
        case "csv":
            stream = _utf8(_unpacked(path, raw), dialect.encoding)
            quoting = {
                "delimiter": dialect.delimiter or ",",
                "quote": dialect.quote,
                "name": path.name,
            }
            columns = read_header(stream, **quoting)
            return Source(columns, read_blocks(stream, columns, **quoting))
        case "json_lines":
            return _json_lines(_utf8(_unpacked(path, raw), dialect.encoding))
        case "parquet":
            return _parquet(raw)
        case "excel":
            return _excel(path, dialect.sheet)
        case None:
            raise RefusedError(
                path.name,
                "not a kind of file that is read.",
                way_out=f"Known endings: {', '.join(ENDINGS)}.",
            )


def _unpacked(path: Path, raw: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, gzip.open(raw)) if path.name.lower().endswith(".gz") else raw


def _utf8(stream: BinaryIO, encoding: str) -> BinaryIO:
    if codecs.lookup(encoding).name in {"utf-8", "utf-8-sig"}:
        return stream
    return cast(BinaryIO, io.BufferedReader(_Recoded(stream, encoding)))


class _Recoded(io.RawIOBase):
    """A stream in another encoding, read as UTF-8."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed: Buffer
        ended = False
        while not self._left and not ended:
            part = self._stream.read(1 << 20)
            ended = not part
            self._left = self._decoder.decode(part, final=ended).encode("utf-8")
        taken = self._left[: len(buffer)]
        self._left = self._left[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


def _json_lines(stream: BinaryIO) -> Source:
    blocks = _json_blocks(stream)
    first = next(blocks, Block(pl.DataFrame(schema={ROW: pl.Int64})))

    def chained() -> Iterator[Block]:
        yield first
        yield from blocks

    return Source(first.rows.columns[1:], chained())


def _json_blocks(stream: BinaryIO) -> Iterator[Block]:
    lines = enumerate(stream, start=1)
    while part := list(islice(lines, ROWS_A_BLOCK)):
        records: list[dict[str, str | None]] = []
        broken: list[Broken] = []
        for number, line in part:
            if not line.strip():
                continue
            record = _json_record(line, number)
            if isinstance(record, Broken):
                broken.append(record)
            else:
                records.append({ROW: str(number), **record})
        names = dict.fromkeys(name for record in records for name in record)
        schema = dict.fromkeys(names or [ROW], pl.String)
        rows = pl.DataFrame(records, schema=schema)
        yield Block(rows.with_columns(pl.col(ROW).cast(pl.Int64)), tuple(broken))


def _json_record(line: bytes, number: int) -> dict[str, str | None] | Broken:
    """Read one line as an object whose values are text; numbers keep their own spelling."""
    legible = line.decode("utf-8", "replace").strip()
    try:
        record = json.loads(
            line.decode("utf-8-sig"),
            parse_int=str,
            parse_float=str,
            object_pairs_hook=_without_repetition,
        )
    except (ValueError, RecursionError) as error:
        return Broken(number, f"is not JSON: {error}", legible)
    if not isinstance(record, dict):
        return Broken(number, "is not a JSON object", legible)
    names = column_names(list(record), name=f"line {number}")
    texts = [_as_text(value) for value in record.values()]
    if any(text is not None and _has_half_a_character(text) for text in texts):
        return Broken(number, "holds half a character", legible)
    return dict(zip(names, texts, strict=True))


def _without_repetition(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError("a name stands in it twice")
    return record


def _has_half_a_character(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value, ensure_ascii=False)


def _parquet(raw: BinaryIO) -> Source:
    file = pa.parquet.ParquetFile(raw)
    names = column_names(file.schema_arrow.names, name=Path(raw.name).name)

    def blocks() -> Iterator[Block]:
        begun = 1
        for batch in file.iter_batches(batch_size=ROWS_A_BLOCK):
            columns = [_plain_kind(column) for column in batch.columns]
            rows = pl.DataFrame(pa.table(columns, names=names)).with_columns(
                pl.selectors.categorical().cast(pl.String)
            )
            yield Block(rows.with_row_index(ROW, begun).cast({ROW: pl.Int64}))
            begun += len(rows)

    return Source(names, blocks())


def _plain_kind(column: pa.Array) -> pa.Array:
    """Give a column a kind that a contract's column can have; what has none becomes text."""
    kind = column.type
    if pa.types.is_timestamp(kind):
        return column.cast(pa.timestamp("us", tz="UTC" if kind.tz else None), safe=False)
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_duration(kind):
        texts = [
            None if value is None else json.dumps(value, ensure_ascii=False, default=str)
            for value in column.to_pylist()
        ]
        return pa.array(texts, pa.string())
    return column


def _excel(path: Path, sheet: str | None) -> Source:
    workbook = fastexcel.read_excel(path)
    wanted = sheet or stem_of(path)
    name = wanted if wanted in workbook.sheet_names else workbook.sheet_names[0]
    if sheet is not None and name != sheet:
        raise RefusedError(
            path.name, f"no sheet named {sheet}; it has {', '.join(workbook.sheet_names)}."
        )
    rows = workbook.load_sheet(name, dtypes="string").to_polars()
    rows.columns = column_names(rows.columns, name=path.name)
    # Row 1 of the sheet names the columns, as a spreadsheet shows it.
    return Source(
        list(rows.columns),
        iter([Block(rows.with_row_index(ROW, 2).cast({ROW: pl.Int64}))]),
    )
