"""What ingest says when something cannot be taken in."""

from __future__ import annotations


class RefusedError(Exception):
    """Something was refused whole: a file, a mapping. Nothing of it was loaded.

    `what` names it, `why` says what is wrong with it, `way_out` what to do.
    """

    def __init__(self, what: str, why: str, *, way_out: str = "") -> None:
        super().__init__(f"{what}: {why}" + (f" {way_out}" if way_out else ""))
        self.what = what
        self.why = why
        self.way_out = way_out


class NoSuchMappingError(RefusedError):
    """What was named is no mapping."""


class NothingInItError(RefusedError):
    """There is nothing at all where rows were expected, not even a header."""


def first_line(error: BaseException) -> str:
    """Give what an error says first, without the statement that some libraries add."""
    return str(error).partition("\n")[0].rstrip(".")
