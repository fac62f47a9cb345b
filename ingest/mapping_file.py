"""Mapping files are found, read and checked; a fault is named with its key and its line."""

from __future__ import annotations

import hashlib
from pathlib import Path

import yaml
from pydantic import ValidationError

from ingest.errors import RefusedError
from ingest.mapping import Mapping

FOLDER = Path(__file__).parents[1] / "mappings"


def load_mapping(name_or_file: str) -> Mapping:
    """Load a mapping by its name in mappings/ or by a file's path.

    Raises RefusedError that names the key and the line of whatever is wrong.
    """
    path = FOLDER / f"{name_or_file}.yml"
    if not path.is_file():
        path = Path(name_or_file)
    if not path.is_file():
        known = ", ".join(sorted(one.stem for one in FOLDER.glob("*.yml")))
        raise RefusedError(
            name_or_file, "no such mapping, and no such file.", way_out=f"There are: {known}."
        )
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedError(path.name, f"cannot be read as UTF-8 text: {error}") from None
    try:
        tree = yaml.compose(text, Loader=yaml.BaseLoader)
        content = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # builds only text
    except yaml.YAMLError as error:
        raise RefusedError(path.name, f"is not YAML: {error}") from None
    twice = _key_given_twice(tree)
    if twice is not None:
        line, key = twice
        raise RefusedError(path.name, f"line {line}, {key}: this key was given before.")
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    try:
        return Mapping.model_validate({**content, "fingerprint": fingerprint}, strict=False)
    except (ValidationError, TypeError) as error:
        raise RefusedError(path.name, _faults(error, tree)) from None


def _key_given_twice(node: yaml.Node | None) -> tuple[int, str] | None:
    """Find a key that stands twice in one part of a mapping: YAML would keep the last alone."""
    children: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                return key.start_mark.line + 1, str(key.value)
            seen.add(key.value)
            children.append(value)
    elif isinstance(node, yaml.SequenceNode):
        children = node.value
    return next((found for child in children if (found := _key_given_twice(child))), None)


def _faults(error: ValidationError | TypeError, tree: yaml.Node | None) -> str:
    if isinstance(error, TypeError):
        return "holds no mapping; its top level must be keys such as name and sources."
    return "; ".join(
        f"line {_line(tree, fault['loc'])}, {_key(fault['loc'])}: "
        + fault["msg"].removeprefix("Value error, ")
        for fault in error.errors()
    )


def _key(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location if part != "columns") or "the whole"


def _line(node: yaml.Node | None, location: tuple[int | str, ...]) -> int:
    """Find the line of the deepest node on the way to a key."""
    line = 1
    for part in location:
        child = None
        if isinstance(node, yaml.MappingNode):
            child = next((pair for pair in node.value if pair[0].value == part), None)
            line, node = (child[0].start_mark.line + 1, child[1]) if child else (line, node)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line
