"""What desks call their columns and what they write in them, in four languages.

The names lie in `headers.yml`, the words in `words.yml`. They propose, and a person confirms: no
delivery is ever read by them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

import yaml

# Umlauts that a system could not write.
SPELT_OUT = {"ae": "a", "oe": "o", "ue": "u"}
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# What stands in brackets behind a name: a zone, a unit.
ASIDE = re.compile(r"\s*\([^)]*\)\s*$")
# Jira's own mark of a column that an installation added.
CUSTOM = re.compile(r"^custom field \((.*)\)$", re.IGNORECASE)
# Rows that are no tickets, by what stands in the place of the ticket's number.
TOTALS = frozenset(
    {"summe", "gesamt", "gesamtsumme", "total", "totals", "grand total", "sum", "somme", "suma",
     "anzahl", "ergebnis", "count", "total general", "insgesamt"}
)  # fmt: skip
# What people write where there is no value.
NOTHING = frozenset(
    {"-", "--", "---", "–", "n/a", "n.a.", "na", "#n/a", "#nv", "null", "none", "(empty)", "(leer)",  # noqa: RUF001
     "(blank)", "nil", "k.a.", "k. a.", "s/o", "n/d", "(vide)", "(vacío)"}
)  # fmt: skip


def plain(text: str) -> str:
    """Write a name as names are compared: lower case, no accents, words parted by one blank."""
    parted = CAMEL.sub(" ", text)
    bare = unicodedata.normalize("NFKD", parted).casefold()
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    words = "".join(letter if letter.isalnum() else " " for letter in letters).split()
    joined = " ".join(words)
    for spelt, letter in SPELT_OUT.items():
        joined = joined.replace(spelt, letter)
    return joined


def spellings(header: str) -> tuple[str, ...]:
    """Give the ways in which a column's name may stand in the dictionary, the surest first."""
    custom = CUSTOM.match(header.strip())
    ways = [header, ASIDE.sub("", header), *([custom[1]] if custom else [])]
    return tuple(dict.fromkeys(filter(None, map(plain, ways))))


@cache
def headers() -> Mapping[str, Mapping[str, int]]:
    """Map each role of a column to the names it may have, each with its rank: the lower first."""
    found: dict[str, Mapping[str, int]] = {}
    for role, by_language in _content("headers.yml").items():
        names = [plain(name) for several in by_language.values() for name in several]
        ranks = {name: rank for rank, name in reversed(list(enumerate(names)))}
        found[role] = MappingProxyType(ranks)
    return MappingProxyType(found)


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """Map each role of a column of words to what each word means in the contract."""
    found: dict[str, Mapping[str, str]] = {}
    for role, by_meaning in _content("words.yml").items():
        found[role] = MappingProxyType(
            {
                plain(word): meaning
                for meaning, by_language in by_meaning.items()
                for several in by_language.values()
                for word in several
            }
        )
    return MappingProxyType(found)


def meaning(role: str, word: str) -> str | None:
    """Say what a word of a column means in the contract; None where the dictionary has no idea."""
    return words()[role].get(plain(word))


@cache
def languages() -> Mapping[str, str]:
    """Map each name of a column that one language alone knows to that language."""
    known: dict[str, set[str]] = {}
    for by_language in _content("headers.yml").values():
        for language, several in by_language.items():
            for name in several:
                known.setdefault(plain(name), set()).add(language)
    return MappingProxyType(
        {name: next(iter(several)) for name, several in known.items() if len(several) == 1}
    )


def _content(name: str) -> dict[str, dict[str, dict[str, list[str]]]]:
    text = resources.files("ingest.proposals").joinpath(name).read_text(encoding="utf-8")
    content: dict[str, dict[str, dict[str, list[str]]]] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    return content
