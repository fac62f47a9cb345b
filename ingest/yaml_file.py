"""YAML files that people write are read and checked; a fault is named with its key and its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ingest.errors import RefusedError
from ingest.form_words import fault_message, keys_of, unknown_key
from ingest.yaml_places import Location, key_path, line_of
from ingest.yaml_words import yaml_fault

Form = TypeVar("Form", bound=BaseModel)

LONGEST = 1 << 18  # characters; a mapping of twenty sources has a twentieth of them
DEEPEST = 40
MOST_NODES = 100_000  # with every alias written out
MOST_FAULTS = 10  # in one message
# Keys that a form has within, and no file.
UNWRITTEN = frozenset({"its columns"})
# The parser in C is ten times as fast; it is not in every build of the library.
Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def checked(
    text: str, form: type[Form], *, name: str, also: Mapping[str, str] | None = None
) -> Form:
    """Read a file's text into its form; every scalar is text: `no` is a word, not a flag.

    `name` is what the file is called in messages; `also` holds what is known beside it. Raises
    RefusedError that names the key and the line of whatever is wrong.
    """
    tree, content = _parsed(text, name)
    content = {} if content is None else content
    if not isinstance(content, dict):
        needed = [key for key, field in form.model_fields.items() if field.is_required()]
        keys = " and ".join((needed or keys_of(form))[:2])
        kind = "a list" if isinstance(content, list) else "one text"
        raise RefusedError(
            name,
            f"its top level must be keys such as {keys}, and it is {kind}.",
            way_out="Is it a file of data? Name the one that says such keys.",
        )
    wrong = [f"line {line}, {key}: stands there twice" for key, line in _repeated(tree)]
    wrong += [
        f"line {line_of(tree, (key,))}, {key}: {unknown_key(key, keys_of(form))}"
        for key in (also or {})
        if key in content
    ]
    if wrong:
        raise RefusedError(name, "; ".join(wrong))
    try:
        return form.model_validate({**content, **(also or {})}, strict=False)
    except ValidationError as error:
        raise RefusedError(name, _faults(error, tree, form)) from None


def composed(text: str, *, name: str) -> yaml.Node | None:
    """Parse a text into the tree that says where each key stands. Raises RefusedError."""
    return _parsed(text, name)[0]


def _parsed(text: str, name: str) -> tuple[yaml.Node | None, Any]:
    """Parse YAML, every scalar as text; what is too large, deep or circular is refused."""
    if len(text) > LONGEST:
        raise RefusedError(name, f"is longer than {LONGEST:,} characters.")
    try:
        if _depth(text) > DEEPEST:
            raise RefusedError(name, f"is nested deeper than {DEEPEST} levels.")
        tree = yaml.compose(text, Loader=Loader)
        parts, levels = (0, 0) if tree is None else _size(tree, {})
        if parts > MOST_NODES or levels > DEEPEST:
            raise RefusedError(
                name, f"its aliases stand for more than {MOST_NODES:,} keys or {DEEPEST} levels."
            )
        return tree, yaml.load(text, Loader=Loader)  # noqa: S506  # builds only text
    except yaml.YAMLError as error:
        raise RefusedError(name, yaml_fault(error, text)) from None


def _depth(text: str) -> int:
    """Count the levels, event by event: building a deep tree would take the process with it."""
    depth = deepest = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            deepest = max(deepest, depth)
            if deepest > DEEPEST:
                break
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return deepest


def _size(node: yaml.Node, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """Count a node's parts and levels, aliases written out; one that holds itself has no end."""
    if id(node) in known:
        return known[id(node)]
    known[id(node)] = (MOST_NODES + 1, DEEPEST + 1)
    children: list[yaml.Node] = []
    if isinstance(node, yaml.SequenceNode):
        children = node.value
    elif isinstance(node, yaml.MappingNode):
        children = [part for pair in node.value for part in pair]
    sizes = [_size(child, known) for child in children]
    parts = 1 + sum(count for count, _ in sizes)
    known[id(node)] = size = (parts, 1 + max((levels for _, levels in sizes), default=0))
    return size


def _faults(error: ValidationError, tree: yaml.Node | None, form: type[BaseModel]) -> str:
    # Where a value may be of two forms, each complains; the first says enough.
    by_place: dict[Location, ErrorDetails] = {}
    for fault in error.errors():
        by_place.setdefault(_location(fault), fault)
    # What holds a fault is said to be wrong itself: a list to be empty, a part to be another form.
    deepest = [
        place
        for place in by_place
        if not any(other[: len(place)] == place and other != place for other in by_place)
    ]
    said = [
        f"line {line_of(tree, place)}, {key_path(tree, place)}: "
        f"{fault_message(by_place[place], form)}"
        for place in deepest[:MOST_FAULTS]
    ]
    rest = len(deepest) - len(said)
    return "; ".join([*said, f"and {rest} more faults"] if rest else said)


def _location(fault: ErrorDetails) -> Location:
    """Give the keys that lead to a fault; a check of a whole part may name one below it."""
    below = getattr(fault.get("ctx", {}).get("error"), "path", ())
    keys = (part for part in fault["loc"] if part not in UNWRITTEN and not str(part).endswith("]"))
    return (*keys, *below)


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
