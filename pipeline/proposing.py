"""A proposed mapping finds its place: where it is written, and what is not overwritten."""

from __future__ import annotations

from pathlib import Path

from ingest.mapping import Mapping
from ingest.mapping_file import ENDING, FOLDER, load_mapping, mappings_in
from ingest.proposals.proposal import Inspected, Proposal, fitting
from pipeline.errors import StoppedError
from pipeline.workspace import Workspace


def shipped_mapping(name: str) -> Mapping:
    """Load a mapping that comes along; RefusedError names those that there are."""
    return load_mapping(name, (FOLDER,))


def path_of(workspace: Workspace, seen: Inspected, out: Path | None) -> Path:
    """Choose the file of a proposed mapping; StoppedError where there is one already.

    A name that a shipped mapping has stays that one's, unless it was the start.
    """
    name = seen.name
    if seen.shipped is None and (FOLDER / f"{name}{ENDING}").is_file():
        name = f"{name}_desk"
    path = out or workspace.mappings / f"{name}{ENDING}"
    if path.exists():
        raise StoppedError(
            f"{path} already exists.",
            way_out="Name another file by --out, or move that one away.",
        )
    return path


def store(workspace: Workspace, proposal: Proposal, path: Path) -> None:
    """Write a proposed mapping; StoppedError where that cannot be done."""
    if path.parent == workspace.mappings:
        workspace.create()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as stream:
            stream.write(proposal.text)
    except OSError as error:
        raise StoppedError(
            f"{path} cannot be written to: {error}.", way_out="Name another file by --out."
        ) from None


def hint(seen: Inspected) -> tuple[str, ...]:
    """Say where a shipped mapping knows the files already."""
    if seen.shipped is not None:
        return ()
    shipped = [one for one in mappings_in(FOLDER) if isinstance(one, Mapping)]
    known = fitting(shipped, seen)
    if known is None:
        return ()
    return (
        f"These are the columns that the shipped mapping {known.name} reads: --as {known.name} "
        "starts from that one.",
    )
