"""Text files as streams of UTF-8 bytes, whatever they are packed and written in."""

from __future__ import annotations

import codecs
import gzip
import io
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def utf8(path: Path, raw: BinaryIO, encoding: str) -> BinaryIO:
    """Give a file's text as UTF-8: unpacked where it is packed, recoded where it is not UTF-8."""
    is_packed = path.name.lower().endswith(".gz")
    stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if is_packed else raw
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

    def readinto(self, buffer: WriteableBuffer) -> int:
        ended = False
        while not self._left and not ended:
            part = self._stream.read(1 << 20)
            ended = not part
            self._left = self._decoder.decode(part, final=ended).encode("utf-8")
        place = memoryview(buffer)
        taken = self._left[: len(place)]
        self._left = self._left[len(taken) :]
        place[: len(taken)] = taken
        return len(taken)
