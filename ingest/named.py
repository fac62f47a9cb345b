"""Names in messages: the first of many, and the one that was most likely meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

MOST = 12
# A part of a name is no hint at it where it is shorter.
SHORTEST = 3


def first_of(names: Iterable[str], most: int = MOST) -> str:
    """List names, of many the first: `a, b and 5 more`."""
    every = list(names)
    rest = len(every) - most
    shown = ", ".join(every[:most])
    return f"{shown} and {rest} more" if rest > 0 else shown


def nearest(word: str, names: Iterable[str], *, likeness: float = 0.6) -> str | None:
    """Find the name that a word comes closest to by its letters and digits, whatever their case.

    None where none is near. `likeness` is from 0, anything, to 1, the same.
    """
    by_letters = {letters(name): name for name in names}
    near = difflib.get_close_matches(letters(word), by_letters, n=1, cutoff=likeness)
    return by_letters[near[0]] if near else None


def likely(word: str, names: Iterable[str], *, likeness: float = 0.6) -> list[str]:
    """Find the names that a word may stand for; several where it does not tell which of them.

    That is the same name, or one with the same number; else those that begin with it, that
    contain it, or that come closest to it (as `nearest`).
    """
    by_letters = {letters(name): name for name in names}
    short = letters(word)
    if short in by_letters:
        return [by_letters[short]]
    number = re.findall(r"\d+", word)
    numbered = [name for name in by_letters.values() if re.findall(r"\d+", name) == number]
    if len(number) == len(numbered) == 1:
        return numbered
    if len(short) >= SHORTEST:
        begun = [name for one, name in by_letters.items() if one.startswith(short)]
        if found := begun or [name for one, name in by_letters.items() if short in one]:
            return found
    near = nearest(word, by_letters.values(), likeness=likeness)
    return [near] if near else []


def letters(word: str) -> str:
    """Give a word's letters and digits alone, in one case."""
    return re.sub(r"[\W_]+", "", word.casefold())


def meant(word: str, names: Iterable[str]) -> str:
    """Ask whether another name was meant, where one is near; else empty."""
    near = nearest(word, names)
    return f"; did you mean {near}?" if near else ""


def counted(count: int, noun: str, plural: str = "") -> str:
    """`1 ticket`, `2 tickets`; `plural` where it is made otherwise: `2 deliveries`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {plural or f'{noun}s'}"


def also(names: Iterable[str], what: str, most: int = 5) -> str:
    """Say for which others a sentence holds: ` The same holds for the agreements A2 and A3.`."""
    every = list(dict.fromkeys(names))
    if not every:
        return ""
    return (
        f" The same holds for the {what}{'' if len(every) == 1 else 's'} {first_of(every, most)}."
    )
