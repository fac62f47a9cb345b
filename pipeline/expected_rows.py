"""How many rows a file must have, given with the command: a file that was cut off has fewer."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence

from ingest.file_names import near_name
from pipeline.errors import UsedWronglyError

OPTION = "--expect-rows"


def expected_rows(words: Sequence[str], names: Collection[str]) -> dict[str, int]:
    """Read `ROWS`, where there is one file, or `FILE=ROWS`; returns the rows by the file's name.

    `names` are those of the files to take in, a sheet's with its file's. Raises UsedWronglyError
    for words that say no count, for a file that is none of these, and for one named before.
    """
    expected: dict[str, int] = {}
    for word in words:
        name, _, count = word.rpartition("=")
        if not count.isdecimal():
            raise UsedWronglyError(
                f"{OPTION} {word}: {count!r} is not a number of rows.",
                way_out=f"Write {OPTION} 1200 for the only file, {OPTION} tickets.csv=1200 for one "
                "of several.",
            )
        if not name and len(names) == 1:
            (name,) = names
        if name not in names:
            raise _no_such_file(word, name, count, names)
        if name in expected:
            raise UsedWronglyError(
                f"{OPTION} {word}: another {OPTION} says {expected[name]:,} rows for {name}.",
                way_out="Say it once for each file.",
            )
        expected[name] = int(count)
    return expected


def _no_such_file(word: str, name: str, count: str, names: Collection[str]) -> UsedWronglyError:
    near = near_name(name, names) if name else None
    which = f"no file to take in is called {name}" if name else "several files are to be taken in"
    meant = f"; did you mean {near}?" if near else "."
    right = shlex.quote(f"{near or 'FILE'}={count}")
    return UsedWronglyError(
        f"{OPTION} {word}: {which}{meant}",
        way_out=f"Write {OPTION} {right}; the files are: {'; '.join(sorted(names))}.",
    )
