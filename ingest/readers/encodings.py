"""In which encoding a text is written, as far as its bytes tell."""

from __future__ import annotations

import codecs

# In the order in which they are taken where letters do not tell them apart.
ENCODINGS = ("cp1252", "cp850", "mac_roman", "latin-1")
LETTERS = frozenset("äöüßÄÖÜáàâãçéèêëíìîïñóòôõúùûœæøåÁÀÂÇÉÈÊÍÎÑÓÔÚÛŒ")
SIGNS = frozenset("€§°–—„“”‘’…«»¿¡·µ\xa0")  # noqa: RUF001  # as people write them
LOOKED_AT_BYTES = 400


def is_utf8(encoding: str) -> bool:
    """Whether a name is one of UTF-8's."""
    return codecs.lookup(encoding).name in {"utf-8", "utf-8-sig"}


def extends_ascii(encoding: str) -> bool:
    """Whether the letters of ASCII are the bytes of ASCII; not so in UTF-16 and EBCDIC."""
    return "\n,{a".encode(encoding) == b"\n,{a"


def is_wide(encoding: str) -> bool:
    """Whether a name is one of UTF-16's or UTF-32's."""
    return codecs.lookup(encoding).name.startswith(("utf-16", "utf-32"))


def wide_encoding(text: bytes) -> str | None:
    """Name the kind of UTF-16 or UTF-32 in which a text is written; None where it is neither.

    It begins with a mark, or about every second of its bytes is zero.
    """
    if text.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = text[:LOOKED_AT_BYTES]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) <= len(start) // 4 or min(even, odd) > max(even, odd) // 4:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def likely_encoding(text: bytes) -> str:
    """Name the encoding in which a text, or its beginning, is written most likely."""
    wide = wide_encoding(text)
    if wide is not None:
        return wide
    try:
        # A letter may be cut in two where the part looked at ends.
        codecs.getincrementaldecoder("utf-8")("strict").decode(text)
    except UnicodeDecodeError:
        return max(ENCODINGS, key=lambda one: (_likelihood(text, one), -ENCODINGS.index(one)))
    return "utf-8"


def read_anew(text: str, read_in: str, written_in: str = "utf-8") -> str | None:
    """Read text anew that was read in another encoding; None where that gives nothing else."""
    try:
        anew = text.encode(read_in).decode(written_in)
    except UnicodeError:
        return None
    return None if anew == text else anew


def _likelihood(text: bytes, encoding: str) -> float:
    """Rate by its letters how likely a text is written so; letters of our languages count most."""
    foreign = bytes(byte for byte in text[: 1 << 20] if byte > 127)
    try:
        letters = foreign.decode(encoding)
    except UnicodeDecodeError:
        return -1.0
    points = dict.fromkeys(LETTERS, 1.0) | dict.fromkeys(SIGNS, 0.5)
    return sum(points.get(letter, -1.0) for letter in letters) / max(len(letters), 1)


def correction(text: bytes, declared: str) -> str:
    """Say what to do about a text, or a part of it, that is not written as a mapping declares."""
    likely = likely_encoding(text)
    if is_utf8(likely):
        return "It looks like UTF-8: leave format.encoding out."
    if codecs.lookup(likely) == codecs.lookup(declared):
        return "Is the file damaged there? Export it again."
    return f"It looks like {likely}: correct format.encoding."
