"""Mapping files are found, read and checked; a fault is named with its key and its line."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingest.errors import RefusedError
from ingest.mapping import Mapping
from ingest.yaml_file import checked

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
    return parsed_mapping(text, name=path.name)


def parsed_mapping(text: str, *, name: str) -> Mapping:
    """Read a mapping from its text; `name` is what it is called in messages."""
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    return checked(text, Mapping, name=name, also={"fingerprint": fingerprint, "text": text})
