"""Text files as streams of UTF-8 bytes, whatever they are packed and written in."""

from __future__ import annotations

import codecs
import gzip
import io
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from ingest.errors import RefusedError
from ingest.readers.encodings import correction, is_utf8
from ingest.readers.endings import PACKED

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BYTE_ORDER_MARK = codecs.BOM_UTF8


def utf8(path: Path, raw: BinaryIO, encoding: str) -> BinaryIO:
    """Give a file's text as UTF-8: unpacked where it is packed, recoded where it is not UTF-8.

    Reading it raises RefusedError where the text is not written in that encoding.
    """
    is_packed = path.name.lower().endswith(PACKED)
    stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if is_packed else raw
    if is_utf8(encoding):
        return stream
    return cast(BinaryIO, io.BufferedReader(_Recoded(stream, encoding, path.name)))


class _Recoded(io.RawIOBase):
    """A stream in another encoding, read as UTF-8."""

    def __init__(self, stream: BinaryIO, encoding: str, file_name: str) -> None:
        self._stream = stream
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)("strict")
        self._left = b""
        self._file_name = file_name
        self._line = 1

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        ended = False
        while not self._left and not ended:
            part = self._stream.read(1 << 20)
            ended = not part
            self._left = self._recoded(part, is_last=ended)
        place = memoryview(buffer)
        taken = self._left[: len(place)]
        self._left = self._left[len(taken) :]
        place[: len(taken)] = taken
        return len(taken)

    def _recoded(self, part: bytes, *, is_last: bool) -> bytes:
        try:
            text = self._decoder.decode(part, final=is_last)
        except UnicodeError as error:
            line = self._line
            if isinstance(error, UnicodeDecodeError):
                before = error.object[: error.start]
                line += before.decode(error.encoding, "replace").count("\n")
            raise RefusedError(
                self._file_name,
                f"line {line:,} is not written in {self._encoding}, as format.encoding in the "
                "mapping says.",
                way_out=correction(part, self._encoding),
            ) from None
        self._line += text.count("\n")
        return text.encode("utf-8")
