"""What a form expects of a value, in words: a fault says what must stand there, and what does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from ingest.named import first_of, meant

Keys = tuple[int | str, ...]

NUMBERS = frozenset(
    {"int_parsing", "int_type", "int_from_float", "int_parsing_size", "greater_than_equal"}
)


def fault_message(fault: ErrorDetails, form: type[BaseModel]) -> str:
    """Say what must stand where a form found something else, with an example where it has one."""
    kind, there = fault["type"], fault["input"]
    if kind == "value_error":
        return fault["msg"].removeprefix("Value error, ")
    if kind == "extra_forbidden":
        return unknown_key(str(fault["loc"][-1]), _keys_at(form, fault["loc"][:-1]))
    if fault["loc"][-1] == "[key]":
        return unknown_key(str(there), _words(fault))
    if kind == "missing":
        return f"is missing{_such_as(_field_at(form, fault['loc']))}"
    near = meant(there, _words(fault)) if isinstance(there, str) else ""
    return f"{_expected(fault, form)}{_instead_of(there)}{near}"


def _expected(fault: ErrorDetails, form: type[BaseModel]) -> str:
    """Say what a value must be."""
    kind, field = fault["type"], _field_at(form, fault["loc"])
    if kind == "literal_error":
        other = f", or {field.examples[0]}" if field is not None and field.examples else ""
        return f"must be {fault['ctx']['expected']}{other}"
    if kind == "model_type":
        names = first_of(_keys_at(form, fault["loc"]))
        return f"must hold keys of its own (there are {names}){_such_as(field)}"
    if kind in NUMBERS:
        return _number(field)
    expected, example = EXPECTED.get(kind, ("cannot be this", ""))
    return f"{expected}{_such_as(field, example)}"


EXPECTED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "string_type": ("must be one text", ""),
        "bool_parsing": ("must be true or false", ""),
        "bool_type": ("must be true or false", ""),
        "dict_type": ("must hold keys of its own", "{a: b}"),
        "list_type": ("must be a list", "[a, b]"),
        "tuple_type": ("must be a list", "[a, b]"),
        "too_short": ("needs at least one", "[a]"),
    }
)


def keys_of(form: type[BaseModel]) -> list[str]:
    """Name the keys that a form takes from whoever writes it."""
    return [field.alias or name for name, field in form.model_fields.items() if not field.exclude]


def unknown_key(key: str, names: Sequence[str]) -> str:
    """Say that a key is not known, which are, and which one may be meant."""
    known = f" (there are {first_of(names)})" if names else ""
    return f"is not known here{known}{meant(key, names)}"


def _words(fault: ErrorDetails) -> list[str]:
    """The words that a fault names as those allowed."""
    return re.findall(r"'([^']*)'", str(fault.get("ctx", {}).get("expected", "")))


def _such_as(field: FieldInfo | None, example: str = "") -> str:
    """Give an example: the field's own, else one of its kind; empty where there is none."""
    own = field.examples[0] if field is not None and field.examples else example
    return f", such as {own}" if own else ""


def _number(field: FieldInfo | None) -> str:
    least = next(_least(field), None) if field is not None else None
    beyond = "" if least is None else f" of at least {least}"
    return f"must be a whole number{beyond}{_such_as(field, '3')}"


def _least(kind: Any) -> Iterator[int]:
    """Find the least number that a field, or one of the kinds it may be of, allows."""
    for limit in getattr(kind, "metadata", ()):
        if getattr(limit, "ge", None) is not None:
            yield limit.ge
    for part in get_args(kind.annotation if isinstance(kind, FieldInfo) else kind):
        yield from _least(part)


def _instead_of(value: object) -> str:
    """Say what stands there."""
    if isinstance(value, str):
        return f", not {value!r}" if value else "; it is empty"
    if isinstance(value, dict):
        return f", not keys of its own ({first_of(map(str, value), 3)})" if value else ", not {}"
    return "; the list is empty" if not value else ", not a list"


def _field_at(form: type[BaseModel], location: Keys) -> FieldInfo | None:
    """Find the field that a location leads to, or that holds the list it leads into."""
    keys = [part for part in location if isinstance(part, str) and not part.endswith("]")]
    if not keys:
        return None
    fields = (
        field
        for one in _forms_at(form, tuple(keys[:-1]))
        for name, field in one.model_fields.items()
        if keys[-1] in {name, field.alias}
    )
    return next(fields, None)


def _keys_at(form: type[BaseModel], location: Keys) -> list[str]:
    """Name the keys that the part of the file takes which a location leads to."""
    return [name for one in _forms_at(form, location) for name in keys_of(one)]


def _forms_at(form: type[BaseModel], location: Keys) -> list[type[BaseModel]]:
    """Find the form of the part of the file that a location leads to."""
    forms = [form]
    for part in location:
        fields = [
            field.annotation
            for one in forms
            for name, field in one.model_fields.items()
            if part in {name, field.alias}
        ]
        # Within a list or a set of named parts the form stays that of its members.
        forms = [inner for kind in fields for inner in _forms_in(kind)] if fields else forms
    return forms


def _forms_in(kind: Any) -> list[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    return [form for part in get_args(kind) for form in _forms_in(part)]
