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
                f"{OPTION} {word}: {count or 'nothing'} is no count of rows.",
                way_out=f"Write a whole number, such as {OPTION} 1200 or "
                f"{OPTION} tickets.csv=1200.",
            )
        if not name and len(names) == 1:
            (name,) = names
        if name not in names:
            which = f"{name} is none of the files" if name else "it does not say of which file"
            raise StoppedError(
                f"{OPTION} {word}: {which} ({', '.join(sorted(names))}).",
                way_out=f"Name the file: {OPTION} FILE={count}.",
            )
        expected[name] = int(count)
    return expected
