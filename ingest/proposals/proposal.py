"""A mapping is proposed: files are looked at, what they leave open is asked, a text is written."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.contract import BY_NAME
from ingest.errors import RefusedError
from ingest.file_names import absent_path
from ingest.mapping import Mapping
from ingest.named import first_of
from ingest.open_places import OpenPlace, open_places
from ingest.proposals.adapted import adapted
from ingest.proposals.fits import Fit, fits_of, looks_of
from ingest.proposals.look import Look, look_at
from ingest.proposals.names import mapping_name
from ingest.proposals.questions import Answers, Question, answers, questions
from ingest.proposals.written import written
from ingest.readers import kind_of, stem_of

LOGS = "docs/mappings.md tells how a log is read; --as names a shipped mapping to start from."

# What a list of tickets needs; where no column is known to be it, its place stays open.
NEEDED = ("ticket_id", "priority", "opened_at")


@dataclass(frozen=True)
class Inspected:
    """Files that were looked at, and what they leave open.

    `shipped` is the mapping to start from, `fits` its sources that read them; `with_terms` are the
    customers whose agreements came already.
    """

    paths: tuple[Path, ...]
    looks: tuple[Look, ...]
    with_terms: frozenset[str]
    shipped: Mapping | None = None
    fits: tuple[Fit, ...] = ()

    @property
    def questions(self) -> list[Question]:
        """What has to be asked."""
        return questions(self.looks, with_terms=self.with_terms)

    @property
    def name(self) -> str:
        """How the mapping is called, if nobody says otherwise."""
        return self.shipped.name if self.shipped else mapping_name(self.paths)


@dataclass(frozen=True)
class Proposal:
    """A mapping's name and text, the places that are still open, and what is to be said of it."""

    name: str
    text: str
    open_places: tuple[OpenPlace, ...]
    said: tuple[str, ...]


def inspected(
    paths: Sequence[Path],
    *,
    shipped: Mapping | None = None,
    with_terms: frozenset[str] = frozenset(),
) -> Inspected:
    """Look at files; raises RefusedError where no mapping can be proposed of one."""
    for path in paths:
        _refuse_no_file(path)
    if shipped is not None:
        fits = fits_of(shipped, paths)
        return Inspected(tuple(paths), tuple(looks_of(fits)), with_terms, shipped, tuple(fits))
    for path in paths:
        _refuse_canonical(path)
    looks = look_at(paths)
    for look in looks:
        _refuse_logs(look)
    return Inspected(tuple(paths), tuple(looks), with_terms)


def proposed(seen: Inspected, given: AnyMapping[str, str], *, name: str | None = None) -> Proposal:
    """Write the mapping with what was answered, by the names of the questions.

    Raises RefusedError for an answer that cannot be one.
    """
    known = answers(seen.looks, given, with_terms=seen.with_terms)
    called = name or seen.name
    if seen.shipped is None:
        text, said = written(called, seen.looks, known), _said(seen.looks)
    else:
        text, said = adapted(seen.shipped, seen.fits, seen.looks, known)
    return Proposal(called, text, open_places(text, name=called), (*said, *_of_region(known)))


def fitting(shipped: Sequence[Mapping], seen: Inspected) -> Mapping | None:
    """Find a shipped mapping that has all columns of the files; of several none is surely it."""
    several = [one for one in shipped if all(_has_all(one, look) for look in seen.looks)]
    return several[0] if len(several) == 1 else None


def _has_all(shipped: Mapping, look: Look) -> bool:
    return any(
        set(source.required_columns) <= set(look.columns)
        for source in shipped.sources
        if "tickets" in source.records
    )


def _refuse_no_file(path: Path) -> None:
    if path.is_dir():
        inside = sorted(one.name for one in path.iterdir() if kind_of(one))
        raise RefusedError(
            str(path),
            "it is a folder, and a mapping is proposed of files.",
            way_out=f"Name those that it is to read; there are {first_of(inside)}."
            if inside
            else "No file that can be read lies in it.",
        )
    if not path.is_file():
        raise absent_path(path)


def _refuse_canonical(path: Path) -> None:
    if stem_of(path) in BY_NAME:
        raise RefusedError(
            path.name,
            f"is named after the entity {stem_of(path)} and needs no mapping: its columns are "
            "those of the data contract.",
            way_out="Take it in as it is, or give it another name if it is of another form.",
        )


def _refuse_logs(look: Look) -> None:
    if not look.is_log:
        return
    name = look.paths[0].name
    if "changed_field" in look.roles:
        raise RefusedError(
            name, "is a log: each row is a change of one field, not a ticket.", way_out=LOGS
        )
    raise RefusedError(
        name,
        f"looks like a log: many rows name a ticket ({look.roles['ticket_id']}) that an earlier "
        "row named.",
        way_out=LOGS,
    )


def _said(looks: Sequence[Look]) -> tuple[str, ...]:
    """What was taken for granted that a reader of the text might not notice."""
    unknown = (_unrecognised(look) for look in looks if not {*NEEDED} <= {*look.roles})
    return tuple(dict.fromkeys((*(one for look in looks for one in look.said), *unknown)))


def _unrecognised(look: Look) -> str:
    """Say which columns of files are not known by their names, where one that is needed is not."""
    files = ", ".join(path.name for path in look.paths)
    columns = first_of(f"'{name}'" for name in look.unused)
    if not look.roles:
        return (
            f"{files}: no column is recognised by its name; there are {columns}. Is it a list of "
            "tickets? If so, write in the open places which is which."
        )
    return (
        f"{files}: not recognised were {columns or 'no further columns'}; write in the open "
        "places which of them is meant."
    )


def _of_region(known: Answers) -> tuple[str, ...]:
    """Say which region's holidays hold where only the zone was named."""
    if not known.is_region_of_zone or not known.has_terms:
        return ()
    return (
        f"The holidays of {known.region} hold, as {known.zone} lies there; where others hold, "
        "correct support_region in the mapping.",
    )
