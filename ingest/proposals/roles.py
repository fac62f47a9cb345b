"""Which column of a file is what: its name says so, and its values must not speak against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from ingest.proposals.dictionary import headers, meaning, spellings
from ingest.proposals.times import are_times

TIMES = (
    "opened_at",
    "responded_at",
    "resolved_at",
    "closed_at",
    "updated_at",
    "exported_at",
    "log_time",
)
WORDS = ("kind", "priority", "environment", "status", "channel")
# Columns that alone say little: a list of tickets may have a `from` or a `to` as well.
OF_CHANGES = ("changed_field", "old_value", "new_value")
# A column with more different words than these is no column of words.
MOST_WORDS = 60
LONGEST_WORD = 80
# Where the dictionary knows none of them, this many at most are taken for words.
MOST_UNKNOWN_WORDS = 12


def roles_of(rows: pl.DataFrame, columns: Sequence[str]) -> dict[str, str]:
    """Map roles to columns; `rows` hold text, empty cells null.

    Of several columns that a role may be, the one whose name stands first in the dictionary and
    whose values do not speak against it.
    """
    found: dict[str, str] = {}
    for role, ranks in headers().items():
        for column in _candidates(columns, ranks):
            if column not in found.values() and _is_plausible(role, rows[column]):
                found[role] = column
                break
    if not {"changed_field", "new_value"} <= set(found):
        found = {role: column for role, column in found.items() if role not in OF_CHANGES}
    return found


def _candidates(columns: Sequence[str], ranks: Mapping[str, int]) -> list[str]:
    """The columns whose names a role may have, the surest first."""
    places: list[tuple[int, int, int, str]] = []
    for place, column in enumerate(columns):
        known = [(way, ranks[name]) for way, name in enumerate(spellings(column)) if name in ranks]
        if known:
            # A name as it is goes before one without what stands in its brackets.
            way, rank = known[0]
            places.append((min(way, 1), rank, place, column))
    return [column for *_, column in sorted(places)]


def _is_plausible(role: str, cells: pl.Series) -> bool:
    values = cells.drop_nulls()
    if role in TIMES:
        is_typed = isinstance(cells.dtype, pl.Date | pl.Datetime)
        return is_typed or are_times(_texts(values).unique(maintain_order=True))
    tests: dict[str, Callable[[pl.Series], bool]] = {
        "ticket_id": lambda texts: len(texts) * 2 > len(cells),
        "environment": lambda texts: _knows_one("environment", texts),
        "kind": lambda texts: _knows_one("kind", texts) or _are_few(texts),
        "priority": lambda texts: _knows_one("priority", texts) or _are_few(texts),
        "channel": lambda texts: _knows_one("channel", texts),
        "status": _are_words,
        "changed_field": _are_words,
        "units": lambda texts: bool(texts.str.contains(r"^\d+$").all()),
    }
    test = tests.get(role)
    return test is None or test(_texts(values))


def _texts(values: pl.Series) -> pl.Series:
    return values.cast(pl.String)


def _are_words(texts: pl.Series) -> bool:
    are_short = texts.str.len_chars() <= LONGEST_WORD
    return texts.n_unique() <= MOST_WORDS and bool(are_short.all())


def _are_few(texts: pl.Series) -> bool:
    return _are_words(texts) and texts.n_unique() <= MOST_UNKNOWN_WORDS


def _knows_one(role: str, texts: pl.Series) -> bool:
    """Whether the dictionary knows a word of the column, or there is none to know."""
    if not _are_words(texts):
        return False
    return texts.is_empty() or any(meaning(role, word) for word in texts.unique())
