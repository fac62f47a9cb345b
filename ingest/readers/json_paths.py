"""The path to the rows of a JSON file, as a mapping writes it, and how far a file's elements go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from ingest.errors import RefusedError

NAMES_SHOWN = 5
ELEMENTS_LOOKED_AT = 100
Keys = tuple[str, ...]


@dataclass(frozen=True)
class RowsPath:
    """Where the rows of a JSON file are: `issues[].changelog.histories[].items[]`.

    `arrays` are the keys that lead to each array, from the elements of the one before; those of
    the first are empty where the file itself is the array. `rest` are keys after the last array:
    the object there is the row, and its columns go without them.
    """

    arrays: tuple[Keys, ...]
    rest: Keys

    @property
    def first(self) -> Keys | None:
        """The keys that lead to the first array; None where the path has none."""
        return self.arrays[0] if self.arrays else None


def rows_path(written: str | None) -> RowsPath:
    """Understand a path as a mapping writes it."""
    arrays: list[Keys] = []
    keys: list[str] = []
    for step in (written or "").split(".") if written else []:
        keys += [step.removesuffix("[]")] if step != "[]" else []
        if step.endswith("[]"):
            arrays.append(tuple(keys))
            keys = []
    return RowsPath(tuple(arrays), tuple(keys))


def written_path(arrays: Sequence[Keys], rest: Keys = ()) -> str:
    """Write a path as a mapping does."""
    steps = [f"{'.'.join(keys)}[]" for keys in arrays]
    return ".".join([*steps, *rest])


def values_at(members: Sequence[object], keys: Keys) -> list[Any]:
    """Follow keys into objects; None where they lead nowhere."""
    found: list[Any] = list(members)
    for key in keys:
        found = [one.get(key) if type(one) is dict else None for one in found]
    return found


def refuse_array_as_row(elements: Sequence[object], path: RowsPath, *, name: str) -> None:
    """Raise RefusedError where a path ends in what is an array in every element that has it."""
    kinds = set(map(type, values_at(elements, path.rest))) if path.rest else set()
    if kinds - {type(None)} == {list}:
        raise RefusedError(
            name,
            f"at {'.'.join(path.rest)} there is an array, of which format.rows makes no rows.",
            way_out=f"End the path with []: {written_path((*path.arrays, path.rest))}.",
        )


@dataclass(frozen=True)
class Reach:
    """How many of a path's arrays elements have.

    `beside` are the names that stand where the next array is looked for; None where nothing does,
    so that nobody can tell.
    """

    depth: int
    beside: Keys | None = None


def reach(elements: Sequence[object], arrays: Sequence[Keys]) -> Reach:
    """Tell how many of the arrays, each within the one before, one of the elements has."""
    members = elements
    for depth, keys in enumerate(arrays):
        inside = values_at(members, keys)
        lists = [one for one in inside if type(one) is list]
        if not lists:
            is_nothing = set(map(type, inside)) == {type(None)}
            return Reach(depth, _beside(members, keys) if is_nothing else None)
        members = list(chain.from_iterable(lists))
    return Reach(len(arrays))


def looked_at(before: Reach | None, elements: Sequence[object], arrays: Sequence[Keys]) -> Reach:
    """Add elements to how far those before them reach; where all arrays are known, for nothing."""
    if before is not None and before.depth == len(arrays):
        return before
    now = reach(elements, arrays)
    if before is None or now.depth > before.depth:
        return now
    return now if now.depth == before.depth and before.beside is None else before


def doubts_of_path(path: RowsPath, found: Reach | None) -> tuple[str, ...]:
    """Say that a lower array of a path stands in no element of a file."""
    if found is None or found.beside is None:
        return ()
    lower = path.arrays[1:]
    above = tuple(chain.from_iterable(lower[: found.depth]))
    where = ".".join((*above, *lower[found.depth]))
    beside = ", ".join(".".join((*above, name)) for name in found.beside)
    return (
        f"no element has an array at {where}, to which format.rows leads, so each came in as one "
        f"row without it; there are {beside}. Correct format.rows in the mapping.",
    )


def _beside(members: Sequence[object], keys: Keys) -> Keys | None:
    """Name what stands where a path ends in nothing; None where there are no objects at all."""
    objects = [one for one in members[:ELEMENTS_LOOKED_AT] if isinstance(one, dict)]
    way: Keys = ()
    for key in keys:
        inner = [one[key] for one in objects if isinstance(one.get(key), dict)]
        if not inner:
            break
        objects, way = inner, (*way, key)
    names = [*dict.fromkeys(chain.from_iterable(objects))][:NAMES_SHOWN]
    return tuple(".".join((*way, name)) for name in names) or None
