"""Values written as YAML that people read: plain where that is safe, in quotes where it is not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# Letters, digits, and signs that mean nothing in YAML, in or out of brackets.
PLAIN = re.compile(r"^[^\W\d_][\w .()/+%§°ºª'-]*$")
# Words that another reader of YAML takes for something else than text.
NO_TEXT = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
ESCAPES = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\t": r"\t", "\r": r"\r"}


def scalar(text: str) -> str:
    """Write a text as one scalar, whatever it holds."""
    if PLAIN.match(text) and text == text.rstrip() and text.lower() not in NO_TEXT:
        return text
    return '"' + "".join(_escaped(letter) for letter in text) + '"'


def flow(values: Mapping[str, str]) -> str:
    """Write keys and their values, which are written already, on one line."""
    return "{" + ", ".join(f"{scalar(key)}: {value}" for key, value in values.items()) + "}"


def flow_list(values: Iterable[str]) -> str:
    """Write texts as a list on one line."""
    return "[" + ", ".join(map(scalar, values)) + "]"


def remark(text: str, *, indent: int = 0, width: int = 110) -> list[str]:
    """Write a comment; a text from a file stays within it, whatever it holds."""
    clean = "".join(letter if letter.isprintable() else " " for letter in text)
    lines: list[str] = []
    line = ""
    for word in clean.split():
        if line and indent + 2 + len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [f"{' ' * indent}# {one}" for one in [*lines, line] if one]


def aside(text: str) -> str:
    """Write a comment behind a value."""
    clean = "".join(letter if letter.isprintable() else " " for letter in text)
    return f"  # {clean}" if clean else ""


def _escaped(letter: str) -> str:
    if letter in ESCAPES:
        return ESCAPES[letter]
    if letter.isprintable():
        return letter
    code = ord(letter)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
