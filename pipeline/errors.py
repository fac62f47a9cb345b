"""What the command says when it cannot go on."""

from __future__ import annotations


class StoppedError(Exception):
    """The work was stopped for a reason that a person can do something about."""

    def __init__(self, why: str, *, way_out: str = "") -> None:
        super().__init__(f"{why} {way_out}".strip())


class UsedWronglyError(StoppedError):
    """What the command was told cannot be meant: nothing was done."""
