"""What a YAML parser stumbles over, where the text itself shows it better than the parser says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Where a value may begin: a comment, or a text in quotes, and what stands right behind it.
QUOTED = re.compile(
    r"""(?m)(?:^[ ]*|[:-][ ]+|[,\[{][ ]*)
    (?P<text>(?P<quote>["'])(?:(?!(?P=quote))[^\\]|\\.|(?<!")''(?!"))*?(?:(?P=quote)|\Z))(?P<after>.?)
    | (?:^|[ ])\#.*""",
    re.VERBOSE | re.DOTALL,
)
# What may stand behind a text in quotes.
BEHIND = frozenset(["", " ", "\n", "\r", "\t", ",", ":", "]", "}"])
UNSPACED = re.compile(r"""^\s*(?:- )?(?P<key>\w+):(?P<value>[^\s"'].*)$""")
KEY = re.compile(r"^(?P<blanks> *)(?P<dash>(?:- +)*)[^\s#]")


@dataclass(frozen=True)
class Stumble:
    """Where a text is no YAML: `line` and `column` from 0, and the line of what it belongs to."""

    lines: Sequence[str]
    line: int
    column: int
    begun: int | None
    problem: str

    @property
    def here(self) -> str:
        """The line, from where the parser could not go on."""
        return self.lines[self.line][self.column :] if self.line < len(self.lines) else ""


def seen(at: Stumble) -> str:
    """Say, with its line, what is wrong there; empty where the text does not show it."""
    tries = (_open_quote, _unspaced, _unaligned, _character, _unnamed, _colon, _closing)
    return next((said for one in tries if (said := one(at))), "")


def _open_quote(at: Stumble) -> str:
    if not any(part in at.problem for part in ("end of stream", "expected key", "expected ','")):
        return ""
    first = at.line if at.begun is None else at.begun
    text = "\n".join(at.lines[first:])
    for one in QUOTED.finditer(text):
        if one["text"] and (one["after"] not in BEHIND or not _is_closed(one["text"])):
            line = first + text.count("\n", 0, one.start("text"))
            if line <= at.line and "\n" in one["text"]:
                return f"line {line + 1}: the quote {one['quote']} is opened and not closed there"
    return ""


def _is_closed(text: str) -> bool:
    return len(text) > 1 and text[-1] == text[0]


def _unspaced(at: Stumble) -> str:
    if not any(part in at.problem for part in ("expected ':'", "values are not allowed")):
        return ""
    above = _above(at)
    for line in (at.line, above, at.begun):
        found = (
            UNSPACED.match(at.lines[line]) if line is not None and line < len(at.lines) else None
        )
        if found and line is not None:
            written = f"{found['key']}: {found['value']}"
            return f"line {line + 1}: a blank is missing after the colon; write {written}"
    return ""


def _unaligned(at: Stumble) -> str:
    """Compare where the line's key begins with where those above it do that it may belong to."""
    wanted = ("'-' indicator", "expected key", "values are not allowed")
    own = KEY.match(at.lines[at.line]) if at.line < len(at.lines) else None
    above = _above(at)
    if own is None or own["dash"] or above is None or not any(it in at.problem for it in wanted):
        return ""
    column = len(own["blanks"])
    columns = _columns(at.lines[: at.line])
    opens_part = at.lines[above].split(" #")[0].rstrip().endswith(":")
    if not column or not columns or column in columns or (opens_part and column > columns[-1]):
        return ""
    nearest = min(reversed(columns), key=lambda one: abs(one - column))
    blanks = "1 blank" if column == 1 else f"{column} blanks"
    return (
        f"line {at.line + 1}: the line is indented by {blanks}, but the keys beside it by {nearest}"
    )


def _columns(lines: Sequence[str]) -> list[int]:
    """Give where the keys begin that hold the place behind some lines, the outermost first."""
    columns: list[int] = []
    for line in lines:
        key = KEY.match(line)
        if key is not None:
            begins = len(key["blanks"]) + len(key["dash"])
            columns = [*(one for one in columns if one < len(key["blanks"])), begins]
    return columns


def _above(at: Stumble) -> int | None:
    """Find the last line above that is no comment and not blank."""
    return next((one for one in reversed(range(at.line)) if KEY.match(at.lines[one])), None)


def _character(at: Stumble) -> str:
    if "cannot start any token" not in at.problem or not at.here:
        return ""
    place = f"line {at.line + 1}, column {at.column + 1}"
    if at.here[0] == "\t":
        return f"{place}: a tab; indent by blanks"
    text = re.split(r"[,\]}]|\s#", at.here)[0].strip()
    return f'{place}: no text begins with {at.here[0]}; put it into quotes: "{text}"'


def _unnamed(at: Stumble) -> str:
    name = re.match(r"\*([\w-]+)", at.here)
    if "undefined alias" not in at.problem or name is None:
        return ""
    return (
        f"line {at.line + 1}, column {at.column + 1}: nothing above is named &{name[1]}; name the "
        f'part so, or put a text that begins with * into quotes: "{name[0]}"'
    )


def _colon(at: Stumble) -> str:
    is_within = "expected ','" in at.problem and at.begun in {None, at.line}
    if not is_within or not at.here.startswith(":"):
        return ""
    return (
        f"line {at.line + 1}, column {at.column + 1}: a text with a colon and a blank in it stands "
        'in quotes: "a: b"; between two keys stands a comma'
    )


def _closing(at: Stumble) -> str:
    if not at.here.startswith(("]", "}")):
        return ""
    return f"line {at.line + 1}, column {at.column + 1}: the bracket {at.here[0]} closes nothing"
