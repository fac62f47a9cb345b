"""What options of the command take: text that is no such value is said with what is expected."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum

import typer

from pipeline.engine import Engine
from pipeline.output import Format


def number(
    read: Callable[[str], float], *, least: float, most: float, what: str
) -> Callable[[str], float]:
    """Give a parser of numbers from `least` to `most`; `what` is one of them, with an example.

    It raises BadParameter for any other text.
    """

    def value_of(text: str) -> float:
        try:
            value = read(text)
        except ValueError:
            value = math.nan
        # What is no number lies in no range.
        if not least <= value <= most:
            raise typer.BadParameter(f"{str(text)!r} is not {what}.")
        return value

    return value_of


def one_of(words: type[StrEnum]) -> Callable[[str], StrEnum]:
    """Give a parser of some words; it raises BadParameter, which lists them, for any other."""

    def word_of(text: str) -> StrEnum:
        if text not in set(words):
            known = ", ".join(words)
            raise typer.BadParameter(f"{str(text)!r} is not known here; choose one of {known}.")
        return words(text)

    return word_of


SHARE = number(
    float, least=0, most=1, what="a share from 0 to 1, such as 0.01 for one row in a hundred"
)
SECONDS = number(
    float, least=0.1, most=math.inf, what="a number of seconds from 0.1 on, such as 60"
)
PORT = number(
    int, least=1, most=65_535, what="a port, which is a whole number from 1 to 65535, such as 8501"
)
SEED = number(int, least=0, most=math.inf, what="a whole number from 0 on, such as 1")
DELIVERY = number(
    int,
    least=1,
    most=2**63 - 1,
    what="the number of a delivery, such as 12; `service-review status --deliveries` lists them",
)
ENGINE = one_of(Engine)
FORMAT = one_of(Format)
