"""Regular expressions of a mapping are tried when it is read; what is wrong is said in words."""

from __future__ import annotations

import polars as pl

# What the library says (a part of it), and what that means for whoever wrote the pattern; {it} is
# the character at which it stopped.
REASONS = (
    ("unclosed group", r"the bracket ( is never closed; for the character itself write \("),
    ("unopened group", r"the bracket ) closes nothing; for the character itself write \)"),
    ("unclosed character class", r"the bracket [ is never closed; for the character write \["),
    ("missing expression", r"{it} has nothing before it to repeat; for the character write \{it}"),
    (
        "look-around",
        "look-ahead and look-behind are not known; use a group around what to take, or several "
        "conditions",
    ),
    ("backreference", r"\1 for what a group held is not known; write out what comes again"),
    ("unrecognized escape", r"a backslash before {next} means nothing; for a backslash write \\"),
    ("incomplete escape", r"it ends in a lone backslash; for the character itself write \\"),
    ("repetition", r"a count is written {{2}} or {{2,5}}; for the character itself write \{{"),
    ("class range", "the range runs backwards; write it as [a-z]"),
    ("duplicate capture", "two groups have the same name; give each its own"),
    ("capture group", "a group with a name is written (?<date>...), the name of letters and _"),
    ("flag", "(? begins nothing that is known; a group without a name is (?:...)"),
    ("size limit", "it is too large; use smaller counts than {{1000}}"),
    ("nicode property", r"\p names no kind of character; \p{{L}} is a letter, \p{{N}} a digit"),
)
OTHERWISE = "it cannot be read from there on"


def check_pattern(pattern: str) -> str:
    """Return a regular expression that can be used; ValueError says what is wrong with it."""
    try:
        pl.Series([""]).str.contains(pattern)
    except pl.exceptions.ComputeError as error:
        shown = f"'{pattern}'" if pattern.isprintable() else repr(pattern)
        raise ValueError(
            f"{shown} is no regular expression that can be used: {_reason(str(error), pattern)}"
        ) from None
    return pattern


def groups_of(pattern: str) -> int:
    """Count the groups of a regular expression that can be used."""
    kind = pl.Series([""]).str.extract_groups(pattern).dtype
    return len(kind.fields) if isinstance(kind, pl.Struct) else 0


def _reason(error: str, pattern: str) -> str:
    """Say in one line what is wrong, and at which character."""
    said = error.rpartition("error: ")[2]
    words = next((ours for theirs, ours in REASONS if theirs in said), OTHERWISE)
    at = _place(error)
    it, following = (pattern[at : at + 1], pattern[at + 1 : at + 2]) if at is not None else ("", "")
    reason = words.format(it=it, next=following)
    return reason if at is None else f"at character {at + 1}: {reason}"


def _place(error: str) -> int | None:
    """Find the place that the library marks below the pattern; None where it marks none."""
    lines = error.splitlines()
    mark = next((line for line in lines if line.strip() and not line.strip(" ^")), None)
    # A pattern of one line stands indented by four blanks; of more, the place would be in a line.
    return mark.index("^") - 4 if mark is not None and "~~~~" not in error else None
