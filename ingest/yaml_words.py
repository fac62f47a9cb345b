"""What a YAML parser stumbles over, in words for whoever wrote the file."""

from __future__ import annotations

import yaml

from ingest.yaml_stumbles import Stumble, seen

# A part of what the parser says, and what most likely stands there.
REASONS = (
    (
        "unknown escape",
        r"in double quotes a backslash has a meaning of its own; write a pattern in single "
        r"quotes: '\d+'",
    ),
    ("alphabetic or numeric", 'a text that begins with * or & stands in quotes: "*.csv"'),
    (
        "alias",
        "a * stands for a part that &name names above; a text that begins with * stands in quotes: "
        '"*.csv"',
    ),
    (
        "cannot start any token",
        "a tab, or a character with which no text may begin; indent by blanks, and put such a text "
        'into quotes: "%d.%m.%Y"',
    ),
    ("tab character", "a tab; indent by blanks"),
    (
        "values are not allowed",
        "a colon too many, or a line that is indented too far; put a text with a colon and a blank "
        'in it into quotes: "a: b"',
    ),
    ("expected ':'", "a key without its colon; write it as key: value"),
    ("end of stream", "a quote is opened and never closed"),
    ("'-' indicator", "each entry of a list begins with a dash, all of them in the same column"),
    ("expected ','", "a bracket [ or { is not closed, or a comma is missing before this"),
    (
        "expected key",
        "keys of one part begin in the same column; a text that holds quotes stands in quotes as a "
        "whole",
    ),
    ("control characters", "a character that is no text; save the file as UTF-8"),
    ("second occurrence", "two parts have the same &name; give each its own"),
    (
        "document",
        "keys of one part begin in the same column, and one file holds one document: without ---",
    ),
)
OTHERWISE = "look at the quotes, the brackets and the blanks at the beginning of the line"


def yaml_fault(error: yaml.YAMLError, text: str) -> str:
    """Say in one line where a text is no YAML, and what most likely stands there."""
    problem = getattr(error, "problem", None) or str(error)
    words = next((ours for theirs, ours in REASONS if theirs in problem), OTHERWISE)
    mark, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if mark is None:
        return f"is not YAML: {words}."
    first = None if begun is None else begun.line
    shown = seen(Stumble(text.splitlines(), mark.line, mark.column, first, problem))
    if shown:
        place, _, what = shown.partition(": ")
        return f"{place}: is not YAML: {what}."
    # What was not closed began further up.
    from_line = ""
    if begun is not None and begun.line < mark.line:
        from_line = f", in what begins in line {begun.line + 1}"
    return f"line {mark.line + 1}, column {mark.column + 1}{from_line}: is not YAML: {words}."
