"""What is printed for people: no text from a file steers the terminal it is shown on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import IO, Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

# All control characters but the tab and the end of a line, and the marks that turn the order of
# letters around.
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Terminal(Console):
    """A console that shows control characters and does not send them: `␛[2J` instead of a clear."""

    def __init__(self, *, stderr: bool = False, file: IO[str] | None = None, **more: Any) -> None:
        super().__init__(stderr=stderr, file=file, **more)

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Give the pieces of text to be shown, those that came from files made harmless."""
        for piece in super().render(renderable, options):
            yield piece if piece.control else piece._replace(text=harmless(piece.text))


def harmless(text: str) -> str:
    """Give a text with each character that would steer a terminal replaced by its picture."""
    return STEERING.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code == 0x7F:
        return "␡"
    return chr(0x2400 + code) if code < 0x20 else "�"
