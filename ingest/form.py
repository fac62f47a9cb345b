"""What every part of a mapping has in common: a strict form, and columns that may be optional."""

from __future__ import annotations

import re

import polars as pl
from pydantic import BaseModel, ConfigDict

MARK = "?"


class Strict(BaseModel):
    """A part of a mapping; a key it does not know is an error, not a wish."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class KeyFaultError(ValueError):
    """A fault of a key below the one that is checked; `path` leads there."""

    def __init__(self, message: str, *path: str | int) -> None:
        super().__init__(message)
        self.path = path


def one_or_several(value: object) -> object:
    """Let a list of one be written without its brackets."""
    return [value] if isinstance(value, str) else value


def plain_name(written: str) -> str:
    """Name the source column: `Labels?` may be missing, `Solved??` itself ends in a mark."""
    base, marks = _parted(written)
    return base + MARK * (marks // 2)


def is_optional(written: str) -> bool:
    """Whether a file without that column is taken as well."""
    return _parted(written)[1] % 2 == 1


def check_pattern(pattern: str) -> str:
    """Return a regular expression that can be used; ValueError says what is wrong with it."""
    try:
        pl.Series([""]).str.contains(pattern)
    except pl.exceptions.ComputeError as error:
        why = re.sub(r"\s+", " ", str(error).split("error:")[-1]).strip()
        raise ValueError(f"{pattern!r} is no regular expression: {why}") from None
    return pattern


def _parted(written: str) -> tuple[str, int]:
    base = written.rstrip(MARK)
    return base, len(written) - len(base)
