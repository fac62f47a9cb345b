"""YAML files that people write are read and checked; a fault is named with its key and its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ingest.errors import RefusedError

Form = TypeVar("Form", bound=BaseModel)


def checked(
    text: str, form: type[Form], *, name: str, also: Mapping[str, str] | None = None
) -> Form:
    """Read a file's text into its form; every scalar is text: `no` is a word, not a flag.

    `name` is what the file is called in messages; `also` holds what is known beside it. Raises
    RefusedError that names the key and the line of whatever is wrong.
    """
    try:
        tree = yaml.compose(text, Loader=yaml.BaseLoader)
        content = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # builds only text
    except yaml.YAMLError as error:
        raise RefusedError(name, f"is not YAML: {error}") from None
    content = {} if content is None else content
    if not isinstance(content, dict):
        keys = " and ".join(list(form.model_fields)[:2])
        raise RefusedError(name, f"its top level must be keys such as {keys}.")
    repeated = [f"line {line}, {key}: stands there twice" for key, line in _repeated(tree)]
    if repeated:
        raise RefusedError(name, "; ".join(repeated))
    try:
        return form.model_validate({**content, **(also or {})}, strict=False)
    except ValidationError as error:
        raise RefusedError(name, _faults(error, tree, form)) from None


def fault_message(fault: ErrorDetails, form: type[BaseModel]) -> str:
    """Say what pydantic found, and for a key that is not known, which are."""
    if fault["type"] == "extra_forbidden" and len(fault["loc"]) == 1:
        return f"{fault['msg']}; there are {', '.join(form.model_fields)}"
    return fault["msg"].removeprefix("Value error, ")


def _faults(error: ValidationError, tree: yaml.Node | None, form: type[BaseModel]) -> str:
    return "; ".join(
        f"line {_line(tree, fault['loc'])}, {_key(fault['loc'])}: {fault_message(fault, form)}"
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


def _repeated(node: yaml.Node | None) -> Iterator[tuple[str, int]]:
    """Find keys that stand twice in one place: of the two, only one could be meant."""
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _repeated(child)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, child in node.value:
            if key.value in seen:
                yield key.value, key.start_mark.line + 1
            seen.add(key.value)
            yield from _repeated(child)
