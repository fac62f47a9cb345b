"""Files with something wrong in them: bytes lost, doubled, changed, put in, cut off."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator

# What breaks the forms of files: quotes, brackets, ends of lines, halves of letters, other numbers.
WORDS = '" \' , ; [ ] { } : \\ \\" "" null [[ ]] }{ ,, "a": NaN 1e999 - r="XFD1048576" s="9"'
TOKENS = [
    *(word.encode() for word in WORDS.split(" ")),
    b"\n",
    b"\r",
    b"\r\n",
    b"\t",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    "ü\u202f\u2028".encode(),
    b"2026-02-30 25:61",
    b"9" * 40,
    b'"' * 7,
    b"sep=|\n",
]


def mutated(content: bytes, *, seed: int, times: int) -> Iterator[bytes]:
    """Give the content with one to four things wrong in it, `times` over; a seed gives the same."""
    chance = random.Random(seed)  # noqa: S311  # not for secrets
    for _ in range(times):
        broken = content
        for _ in range(chance.randint(1, 4)):
            broken = _once(broken, chance)
        yield broken


def _once(content: bytes, chance: random.Random) -> bytes:
    place = chance.randint(0, len(content))
    end = min(len(content), place + chance.choice((1, 1, 2, 8, 40, 400)))
    match chance.randint(0, 5):
        case 0:
            return content[:place] + content[end:]
        case 1:
            return content[:place] + content[place:end] * 2 + content[end:]
        case 2:
            return content[:place] + bytes([chance.randint(0, 255)]) + content[place + 1 :]
        case 3:
            return content[:place] + chance.choice(TOKENS) + content[place:]
        case 4:
            return content[:place]
        case _:
            other = chance.randint(0, len(content))
            return content[:place] + content[other : other + end - place] + content[end:]


def packed_anew(content: bytes, *, seed: int, times: int) -> Iterator[bytes]:
    """Break the parts of an archive, one after another, and pack it well."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = [name for name in parts if name.startswith("xl/")]
    for place in range(times):
        name = names[place % len(names)]
        (broken,) = mutated(parts[name], seed=seed + place, times=1)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for one, part in parts.items():
                archive.writestr(one, broken if one == name else part)
        yield stream.getvalue()
