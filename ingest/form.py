"""What every part of a mapping has in common: a strict form, and columns that may be optional."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

MARK = "?"


def _not_empty(value: str) -> str:
    if not value:
        raise ValueError("is empty; the name of a column of the file belongs here")
    return value


ColumnName = Annotated[str, AfterValidator(_not_empty)]
ColumnNames = Annotated[tuple[ColumnName, ...], Field(min_length=1)]


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


def _parted(written: str) -> tuple[str, int]:
    base = written.rstrip(MARK)
    return base, len(written) - len(base)
