"""Decoded JSON becomes rows: nested objects become columns named by their path, arrays open up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, repeat
from typing import Any

import polars as pl

from ingest.errors import RefusedError
from ingest.readers.blocks import ROW, Block, Broken, column_names, refuse_repeats
from ingest.readers.json_paths import Keys, values_at

# Objects with more names than these are no records, but tables keyed by something: kept as text.
MOST_NAMES = 2_000
DEEPEST = 40
NOTHING: dict[str, Any] = {}
EMPTY = (NOTHING,)


def as_block(elements: Sequence[object], numbers: Sequence[int], rest: Keys, *, name: str) -> Block:
    """Make a row of each element: of an object; what is none, or Broken already, is no row.

    `numbers` are those of the elements. Raises RefusedError where two columns have one name.
    """
    if set(map(type, elements)) <= {dict}:
        return Block(_frame(elements, numbers, rest, name))
    told = [_object(element, number) for element, number in zip(elements, numbers, strict=True)]
    places = [number for one, number in zip(told, numbers, strict=True) if isinstance(one, dict)]
    rows = _frame([one for one in told if isinstance(one, dict)], places, rest, name)
    return Block(rows, tuple(one for one in told if isinstance(one, Broken)))


def as_opened_block(
    elements: Sequence[object], first: int, arrays: Sequence[Keys], rest: Keys, *, name: str
) -> Block:
    """Make a row of each member of the arrays in elements; it carries what stands above it.

    Rows follow one another from the number `first` on. An element without members is one row whose
    lower columns are empty. Raises RefusedError where two columns have one name.
    """
    told: Sequence[object] = elements
    if set(map(type, elements)) - {dict} or not _are_openable(elements, arrays):
        told = [_openable(element, arrays) for element in elements]
    objects = [one for one in told if isinstance(one, dict)]
    owners, columns = list(range(len(objects))), _columns(objects, (), arrays[0], name)
    members: Sequence[object] = objects
    above: Keys = ()
    for depth, keys in enumerate(arrays):
        parents, members = _members(members, keys)
        columns = [column.gather(parents) for column in columns]
        owners = [owners[parent] for parent in parents]
        above = (*above, *keys)
        below = (*above, *arrays[depth + 1]) if depth + 1 < len(arrays) else ()
        columns += _columns(members, above, below, name)
    numbers, broken = _numbered(told, owners, first)
    rows = _put_together(columns, numbers, (*above, *rest) if rest else (), name)
    return Block(rows, broken)


def _object(element: object, number: int) -> dict[str, Any] | Broken:
    if isinstance(element, dict):
        return element
    if isinstance(element, Broken):
        return replace(element, row_number=number)
    return Broken(number, "is not a JSON object", _as_text(element) or "null")


def _openable(element: object, arrays: Sequence[Keys]) -> dict[str, Any] | Broken:
    """Give an element whose arrays are arrays where they are there, and else what is wrong."""
    one = _object(element, 0)
    if isinstance(one, Broken) or _are_openable([one], arrays):
        return one
    where = ".".join(key for keys in arrays for key in keys)
    return Broken(0, f"has no array on the way to {where}", json.dumps(element, ensure_ascii=False))


def _are_openable(elements: Sequence[object], arrays: Sequence[Keys]) -> bool:
    """Whether what is to be opened are arrays, or missing."""
    members: list[object] = list(elements)
    for keys in arrays:
        found = values_at(members, keys)
        if set(map(type, found)) - {list, type(None)}:
            return False
        members = list(chain.from_iterable(filter(None, found)))
    return True


def _members(elements: Sequence[object], keys: Keys) -> tuple[list[int], list[object]]:
    """List the members of each element's array, and whose they are; of an empty one nothing."""
    parents: list[int] = []
    members: list[object] = []
    for place, array in enumerate(values_at(elements, keys)):
        inside = array or EMPTY
        members += inside
        parents += [place] * len(inside)
    return parents, members


def _numbered(
    told: Sequence[object], owners: Sequence[int], first: int
) -> tuple[list[int], tuple[Broken, ...]]:
    """Number rows, and among them broken elements, as they follow each other.

    `owners` are the places of the rows' elements among those that are not broken.
    """
    if set(map(type, told)) <= {dict}:
        return list(range(first, first + len(owners))), ()
    places = [place for place, one in enumerate(told) if isinstance(one, dict)]
    numbers: list[int] = []
    broken: list[Broken] = []
    row = 0
    for place, one in enumerate(told):
        if isinstance(one, Broken):
            broken.append(replace(one, row_number=first + row + len(broken)))
        while row < len(owners) and places[owners[row]] == place:
            numbers.append(first + row + len(broken))
            row += 1
    return numbers, tuple(broken)


def _frame(objects: Sequence[Any], numbers: Sequence[int], rest: Keys, name: str) -> pl.DataFrame:
    return _put_together(_columns(objects, (), (), name), numbers, rest, name)


def _put_together(
    columns: Sequence[pl.Series], numbers: Sequence[int], spared: Keys, name: str
) -> pl.DataFrame:
    """Put columns side by side under names of their own, those below `spared` without it."""
    prefix = ".".join((*spared, ""))
    written = [column.name.removeprefix(prefix) if spared else column.name for column in columns]
    names = column_names(written)
    refuse_repeats(names, name=name, where="an element")
    row = pl.Series(ROW, numbers, dtype=pl.Int64)
    named = (column.alias(one) for column, one in zip(columns, names, strict=True))
    return pl.DataFrame([row, *named])


def _columns(objects: Sequence[Any], above: Keys, opened: Keys, name: str) -> list[pl.Series]:
    """Make columns of objects, all of text; the array at `opened` becomes rows instead."""
    if set(map(type, objects)) - {dict}:
        # Members that are no objects have a column by the name of their array.
        objects = [one if isinstance(one, dict) else {"": one} for one in objects]
    names = _names(objects)
    if len(names) > MOST_NAMES:
        raise RefusedError(name, f"its elements have more than {MOST_NAMES:,} different names.")
    columns: dict[str, pl.Series] = {}
    for path, values in _leaves(objects, names, above, opened):
        written = ".".join(part for part in path if part) if path[-1] == "" else ".".join(path)
        if written in columns:
            raise RefusedError(name, f"two of its fields are both called {written}.")
        columns[written] = values.alias(written)
    return list(columns.values())


def _leaves(
    objects: Sequence[dict[str, Any]], names: Iterable[str], above: Keys, opened: Keys
) -> Iterator[tuple[Keys, pl.Series]]:
    """Give, for each name on whatever level, what the objects say there."""
    for name in names:
        path = (*above, name)
        if path == opened:
            continue
        values = list(map(dict.get, objects, repeat(name)))
        kinds = set(map(type, values))
        if dict in kinds:
            nested = [value if type(value) is dict else NOTHING for value in values]
            inner = _names(nested)
            if len(path) < DEEPEST and len(inner) <= MOST_NAMES:
                yield from _leaves(nested, inner, path, opened)
                values = [None if type(value) is dict else value for value in values]
                kinds -= {dict}
                if kinds <= {type(None)}:
                    continue
        yield path, _texts(values, kinds)


def _names(objects: Iterable[dict[str, Any]]) -> dict[str, None]:
    return dict.fromkeys(chain.from_iterable(objects))


def _texts(values: list[Any], kinds: set[type]) -> pl.Series:
    """Spell values out; numbers keep their own spelling."""
    if kinds - {str, type(None)}:
        values = [_as_text(value) for value in values]
    return pl.Series(values, dtype=pl.String)


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
