"""How many rows a file must have, given with the command: a file that was cut off has fewer."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pipeline.errors import StoppedError

OPTION = "--expect-rows"


def expected_rows(words: Sequence[str], names: Collection[str]) -> dict[str, int]:
    """Read `ROWS`, where there is one file, or `FILE=ROWS`; returns the rows by the file's name.

    `names` are those of the files to take in, a sheet's with its file's. Raises StoppedError for
    words that say no count, and for a file that is none of these.
    """
    expected = {}
    for word in words:
        name, _, count = word.rpartition("=")
        if not count.isdecimal():
            raise StoppedError(
                f"{OPTION} {word}: {count!r} is not a whole number.",
                way_out=f"Write it as {OPTION} 1200, or as {OPTION} tickets.csv=1200.",
            )
        if not name and len(names) == 1:
            (name,) = names
        if name not in names:
            which = f"no file to take in is called {name}" if name else "which file is meant?"
            raise StoppedError(
                f"{OPTION} {word}: {which}",
                way_out=f"Write {OPTION} FILE={count}. There are: {'; '.join(sorted(names))}.",
            )
        expected[name] = int(count)
    return expected
