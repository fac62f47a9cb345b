"""Mapping files are found, read and checked; a fault is named with its key and its line."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ingest.contract import BY_NAME
from ingest.errors import NoSuchMappingError, RefusedError
from ingest.mapping import Mapping
from ingest.named import nearest
from ingest.open_places import OpenPlacesError, refuse_open_places
from ingest.readers import kind_of, stem_of
from ingest.readers.contents import TEXT, content_of
from ingest.yaml_file import checked

# Those that come along.
FOLDER = Path(__file__).parents[1] / "mappings"
ENDING = ".yml"


@dataclass(frozen=True)
class Unfinished:
    """A mapping in which places are still open: it is refused once a file would be read by it."""

    name: str
    refusal: OpenPlacesError
    path: str = ""

    def source_for(self, path: Path) -> OpenPlacesError | None:
        """Return why it cannot read files of this name; None where it would not read them."""
        return self.refusal if self.refusal.takes(path) else None


@dataclass(frozen=True)
class Listed:
    """A mapping that can be named: where it lies, which files it takes, or why it takes none."""

    name: str
    folder: Path
    files: tuple[str, ...] = ()
    problem: str = ""


def listed(folders: Sequence[Path] = (FOLDER,)) -> tuple[Listed, ...]:
    """List the mappings by the names that `load_mapping` knows; the first folder's holds."""
    found: dict[str, Listed] = {}
    for folder in folders:
        for path in _files_in(folder):
            found.setdefault(path.stem, _listed(path))
    return tuple(found.values())


def _listed(path: Path) -> Listed:
    try:
        mapping = _read(path)
    except RefusedError as refusal:
        return Listed(path.stem, path.parent, problem=str(refusal))
    patterns = (pattern for source in mapping.sources for pattern in source.files)
    return Listed(path.stem, path.parent, tuple(dict.fromkeys(patterns)))


def load_mapping(name_or_file: str, folders: Sequence[Path] = (FOLDER,)) -> Mapping:
    """Load a mapping by its name in the first folder that has it, or by a file's path.

    Raises NoSuchMappingError where it is none, RefusedError that names the key and the line of
    whatever is wrong.
    """
    places = [*(folder / f"{name_or_file}{ENDING}" for folder in folders), Path(name_or_file)]
    found = next((path for path in places if path.is_file()), None)
    known = list(dict.fromkeys(path.stem for one in folders for path in _files_in(one)))
    if found is None:
        _refuse_other_name(name_or_file, folders)
        near = nearest(name_or_file.removesuffix(ENDING), known)
        raise NoSuchMappingError(
            name_or_file,
            "no mapping and no file has this name.",
            way_out=(f"Did you mean {near}? " if near else "") + f"Mappings: {', '.join(known)}.",
        )
    # A text may hold anything, a mapping too.
    if kind_of(found) is not None and found.suffix.lower() != ".txt":
        raise NoSuchMappingError(
            name_or_file,
            "--mapping names a mapping, a YAML file, and this is a file of data.",
            way_out="Name the mapping there, and the file before it: service-review ingest "
            f"{shlex.quote(name_or_file)} --mapping NAME. Mappings: {', '.join(known)}.",
        )
    return _read(found)


def _refuse_other_name(name: str, folders: Sequence[Path]) -> None:
    """Raise NoSuchMappingError where a mapping bears that name within, but its file another."""
    paths = (path for folder in folders for path in _files_in(folder))
    path = next((path for path in paths if _name_within(path) == name), None)
    if path is not None:
        raise NoSuchMappingError(
            name,
            f"no mapping's file has this name; the mapping named {name} is {path}.",
            way_out=f"Write --mapping {path.stem}, or name the file {name}{ENDING}.",
        )


def _name_within(path: Path) -> str:
    """Read which name a mapping bears; empty where it cannot be used."""
    with suppress(RefusedError):
        return _read(path).name
    return ""


def mappings_in(folder: Path) -> tuple[Mapping | Unfinished, ...]:
    """Load every mapping of a folder; none where there is no such folder. Raises RefusedError."""
    return tuple(_read_or_unfinished(path) for path in _files_in(folder))


def comes_along(mapping: Mapping) -> bool:
    """Whether a mapping is one of those that come along, which read an export of any kind."""
    return Path(mapping.path).parent == FOLDER


def mapping_for(
    path: Path, own: Sequence[Mapping | Unfinished], shipped: Sequence[Mapping | Unfinished]
) -> Mapping | None:
    """Find the mapping that takes files of this name: an installation's own, else one shipped.

    A canonical name (`tickets.csv`) is no matter of those shipped. None where no mapping takes it;
    RefusedError where several do, or where places of the one that does are still open.
    """
    fitting = [one for one in own if one.source_for(path)]
    if not fitting and stem_of(path) not in BY_NAME:
        fitting = [one for one in shipped if one.source_for(path)]
    if len(fitting) > 1:
        first = Path(fitting[0].path)
        raise RefusedError(
            path.name,
            "several mappings take files of this name: "
            f"{', '.join(f'{one.name} ({one.path})' for one in fitting)}.",
            way_out=f"Say which, such as --mapping {first.stem}, narrow `files` in one of them, or "
            "take one away.",
        )
    chosen = fitting[0] if fitting else None
    if isinstance(chosen, Unfinished):
        raise chosen.refusal
    return chosen


def present_versions(folders: Sequence[Path], names: Sequence[str | None]) -> dict[str, str]:
    """Give the mark of each of these mappings (`name@abcd1234`) whose file the folders hold."""
    found = {}
    for name in (one for one in names if one):
        paths = [path for folder in folders if (path := folder / f"{name}{ENDING}").is_file()]
        if paths:
            mark = hashlib.sha256(paths[0].read_text(encoding="utf-8").encode()).hexdigest()[:8]
            found[name] = f"{name}@{mark}"
    return found


def _files_in(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{ENDING}"))


def _read_or_unfinished(path: Path) -> Mapping | Unfinished:
    try:
        return _read(path)
    except OpenPlacesError as refusal:
        return Unfinished(path.stem, refusal, str(path))
    except RefusedError as refusal:
        # Which files it would take cannot be known: any of those at hand may be its own.
        raise RefusedError(
            path.name,
            refusal.why,
            way_out=f"{refusal.way_out} Correct it, or take it out of {path.parent}: until then "
            "no file is taken in without --mapping.".strip(),
        ) from None


def _read(path: Path) -> Mapping:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RefusedError(
            path.name, f"cannot be read ({error.strerror}).", way_out="See that you may read it."
        ) from None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        there = content_of(content)
        if there is not None and there is not TEXT:
            raise RefusedError(
                path.name,
                f"is {there.called}, not a mapping, which is a text of YAML.",
                way_out="Name the mapping behind --mapping, and a file of data before it.",
            ) from None
        line = content.count(b"\n", 0, error.start) + 1
        raise RefusedError(
            path.name,
            f"line {line}: holds a character that is not written in UTF-8.",
            way_out="Save the file as UTF-8.",
        ) from None
    return parsed_mapping(text, name=path.name, path=str(path))


def parsed_mapping(text: str, *, name: str, path: str = "") -> Mapping:
    """Read a mapping from its text; `name` is what it is called in messages, `path` its file.

    Raises OpenPlacesError where a question mark still stands for a value, RefusedError that names
    the key and the line of whatever else is wrong.
    """
    refuse_open_places(text, name=name)
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    also = {"fingerprint": fingerprint, "text": text, "path": path}
    return checked(text, Mapping, name=name, also=also)
