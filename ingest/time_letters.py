"""Forms of time as other programs write them (`DD.MM.YYYY`), for whoever is used to those."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from ingest.named import nearest
from ingest.time_words import DIRECTIVES, SAME_AS

HALF = re.compile(r"\b(?:(?i:AM/PM|AM|PM)|tt?|a)\b")
TOKEN = re.compile(r"'(?P<text>[^']*)'|(?P<half>%p)|(?P<run>(?P<letter>[A-Za-z])(?P=letter)*)|(.)")
# What a run of a letter is, whatever its length; for M, m, h and s the place decides.
LETTERS: Mapping[str, str] = MappingProxyType(
    {"d": "%d", "D": "%d", "j": "%d", "n": "%m", "H": "%H", "G": "%H", "g": "%I", "i": "%M"}
    | {"f": "%f", "Z": "%z", "z": "%z", "X": "%z", "T": "T", "s": "%S"}
)
RUNS: Mapping[str, str] = MappingProxyType(
    {"yy": "%y", "YY": "%y", "MMM": "%b", "MMMM": "%B", "mmm": "%b", "mmmm": "%B"}
    | {"ddd": "%a", "dddd": "%A", "DDD": "%a", "EEE": "%a", "EEEE": "%A", "SSS": "%f", "SS": "%S"}
)


def no_form(written: str, named: Iterable[str]) -> str:
    """Say of a text without any % which forms there are, and which one may be meant."""
    if written.lower().startswith("iso"):
        return f"{written!r} needs no form: ISO 8601 is read always; leave it out"
    names = list(named)
    near = as_pattern(written) or nearest(written, names, likeness=0.5)
    hint = f"; did you mean {near}?" if near else "."
    return (
        f"{written!r} is no form of time{hint} There are {', '.join(names)}, and patterns with % "
        "before each letter, written like %d.%m.%Y %H:%M"
    )


def as_pattern(written: str) -> str | None:
    """Write a form such as `DD.MM.YYYY HH:mm` as a pattern; None where it names no whole day."""
    if "JJ" in written:  # TT.MM.JJJJ, as spreadsheets show it in German
        written = written.replace("J", "Y").replace("T", "D")
    marked = HALF.sub("%p", written)
    parts: list[str] = []
    for token in TOKEN.finditer(marked):
        text = token[0] if token["text"] is None else token["text"]
        part = _letter(token["run"], parts, is_half="%p" in marked) if token["run"] else text
        if part is None:
            return None
        parts.append(part)
    letters = [part for part in parts if part.startswith("%")]
    names_a_day = all({*letters} & {*ways.split()} for ways in ("%Y %y", "%m %b %B", "%d"))
    return "".join(parts) if names_a_day and len({*letters}) == len(letters) else None


def by_place(written: str) -> str:
    """Write a pattern with the minute where the hour is right before it, the month elsewhere."""
    return re.sub(
        "(?P<hour>%-?[HI][^%]*%-?)[mM]|(?P<else>%-?)[mM]",
        lambda one: f"{one['hour']}M" if one["hour"] else f"{one['else']}m",
        written,
    )


def like_letter(letter: str) -> str:
    """Name the letter of a pattern that an unknown one is likely to stand for; else empty."""
    meant = "M" if letter == "i" else letter.swapcase()
    return f"; did you mean %{meant}?" if meant in {*DIRECTIVES, *SAME_AS} else ""


def _letter(run: str, before: list[str], *, is_half: bool) -> str | None:
    """Give what a run of one letter is, after what stands before it; None where it is nothing."""
    if run in RUNS:
        return RUNS[run]
    letter = run[0]
    if letter in "yY":
        return "%Y"
    if letter in "Mm":
        # Many write the same letter for both; after an hour it is the minute.
        return "%M" if {"%H", "%I"} & set(before) else "%m"
    if letter == "h":
        return "%I" if is_half else "%H"
    return LETTERS.get(letter)
