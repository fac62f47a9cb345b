"""Which files to take in, in which order, and how each is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from ingest.contract import BY_NAME, ENTITIES, WITHDRAWN, Entity
from ingest.dialect import Dialect
from ingest.errors import RefusedError
from ingest.examples import HELPING_SHEETS, without_examples
from ingest.file_names import absent_path, unknown_name, unread_kind
from ingest.instants import Reading
from ingest.mapping import Mapping, SourceRule
from ingest.named import first_of
from ingest.number_identifiers import identifier_columns, without_number_identifiers
from ingest.readers import Source, kind_of, opened, stem_of
from ingest.readers.no_data import is_no_data
from ingest.required import Needed, refuse_absent, refuse_ambiguous
from ingest.rules import called_in_file
from ingest.shapes import main_entity
from ingest.unchanged import is_unfinished

PATTERNS_SHOWN = 3


@dataclass(frozen=True, eq=False)
class Plan:
    """One file to take in, and how: by a mapping, or as the entity it is named after.

    `sheet` is the one sheet of a workbook that this is about, where others are taken in beside it,
    `expected_rows` how many rows it must have, where somebody says so. `is_chosen_by_name` is
    whether nobody named the mapping, but the file's name fits its pattern.
    """

    path: Path
    mapping: Mapping | None
    source: SourceRule | None
    entity: str
    sheet: str | None = None
    expected_rows: int | None = None
    is_chosen_by_name: bool = False

    @property
    def name(self) -> str:
        """What it is called in messages and as a delivery: the file's name, and the sheet's."""
        return self.path.name if self.sheet is None else f"{self.path.name}, sheet {self.sheet}"

    @property
    def has_header(self) -> bool:
        """Whether a line of the file names its columns, as in text and in sheets."""
        return kind_of(self.path) in {"delimited", "excel"}

    @property
    def dialect(self) -> Dialect:
        """The form of the file."""
        return self.source.dialect if self.source else Dialect(sheet=self.sheet)

    @property
    def reading(self) -> Reading:
        """How its times are written."""
        return self.source.reading if self.source else Reading()

    @property
    def mapping_key(self) -> str:
        """The mapping's name and the mark of its content: a changed mapping reads anew."""
        return f"{self.mapping.name}@{self.mapping.fingerprint[:8]}" if self.mapping else ""

    @property
    def mapping_name(self) -> str:
        """The mapping's name, whatever its version; empty for a canonical file."""
        return self.mapping.name if self.mapping else ""

    @property
    def log_name(self) -> str:
        """What a log goes by: its mapping's name; of several in one, its shape and record too."""
        if self.mapping is None or not self.is_log:
            return ""
        logs = [one for one in self.mapping.sources if one.log is not None]
        return self.mapping_name if len(logs) == 1 else self.log_source.log_name(self.mapping_name)

    @property
    def columns_read(self) -> Collection[str]:
        """The columns of the file that something is made of."""
        return self.source.source_columns if self.source else BY_NAME[self.entity].deliverable_names

    def columns_brought(self, columns: Sequence[str]) -> dict[str, list[str]]:
        """Name the contract's columns that a file with these columns brings, by entity."""
        if self.source is None:
            known = BY_NAME[self.entity].deliverable_names
            return {self.entity: [name for name in columns if name in known]}
        brought = {
            name: list(dict.fromkeys(column for rule in rules for column in rule.columns))
            for name, rules in self.source.records.items()
        }
        if self.is_log:
            brought.setdefault("ticket_events", [])
        return brought

    def called(self, entity: Entity, column: str) -> str:
        """Name the place of the file that a column of an entity comes from, where it is one."""
        rules = self.source.records.get(entity.name, ()) if self.source else ()
        places = {called_in_file(rule, column) for rule in rules if column in rule.columns}
        return places.pop() if len(places) == 1 else column

    def says(self, entity: Entity, column: str) -> bool:
        """Whether the file can say a column of an entity: a mapping has to read it."""
        if self.source is None:
            return column in entity.column_names
        return any(column in rule.columns for rule in self.source.records.get(entity.name, ()))

    @property
    def exported_at(self) -> datetime | None:
        """When the source wrote the file, where its name says so."""
        return self.source.exported_at(self.path) if self.source else None

    @property
    def is_log(self) -> bool:
        """Whether the file is a log, whose rows only together say what a record is."""
        return self.source is not None and self.source.log is not None

    @property
    def log_source(self) -> SourceRule:
        """The rules of a log; ValueError for a file that is none."""
        if self.source is None or not self.is_log:
            raise ValueError(f"{self.path.name} is no log")
        return self.source

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The entities that the file can bring, parents first."""
        if self.source is None:
            return (BY_NAME[self.entity],)
        named = set(self.source.records) | ({"ticket_events"} if self.is_log else set())
        return tuple(entity for entity in ENTITIES if entity.name in named)

    @property
    def brings(self) -> str:
        """The names of those entities, as deliveries record them."""
        return ", ".join(entity.name for entity in self.entities)


def find_files(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """List the files to take in: those named, and those of a folder that can be read.

    Also returns what is passed over. What programs keep for themselves in a folder is not even
    that. Raises RefusedError for a path that is not there.
    """
    found: list[Path] = []
    passed_over: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = [one for one in sorted(path.iterdir()) if not is_no_data(one)]
            readable = [
                one for one in inside if one.is_file() and kind_of(one) and not is_unfinished(one)
            ]
            found += readable
            passed_over += [one for one in inside if one not in readable]
        elif path.is_file():
            # `exports/*` names what lies beside the files, too.
            (passed_over if is_no_data(path) else found).append(path)
        else:
            # A slip in the call: of the other files that it names nothing is taken in either.
            raise absent_path(path, then="Nothing was taken in.")
    return found, passed_over


def plan(path: Path, mapping: Mapping | None) -> Plan:
    """Decide how a file is read; raises RefusedError where nothing says how."""
    if kind_of(path) is None:
        raise unread_kind(path)
    if mapping is not None:
        source = mapping.source_for(path)
        if source is None:
            raise _not_taken(path, mapping)
        return Plan(path, mapping, source, main_entity(source))
    entity = stem_of(path)
    if entity not in BY_NAME:
        raise unknown_name(path)
    return Plan(path, None, None, entity)


def _not_taken(path: Path, mapping: Mapping) -> RefusedError:
    """Say that a mapping was named for a file that it does not take."""
    patterns = [pattern for one in mapping.sources for pattern in one.files]
    return RefusedError(
        path.name,
        f"mapping {mapping.name} takes only files named {first_of(patterns, PATTERNS_SHOWN)}.",
        way_out="By its name it is of the product's own form: leave --mapping out, or let `files` "
        "in the mapping take it."
        if stem_of(path) in BY_NAME
        else "Rename the file, or let `files` in the mapping take it.",
    )


def in_order(plans: Sequence[Plan]) -> list[Plan]:
    """Sort plans so that parents come before those that name them, and older exports before newer.

    Where nothing says when files were exported they go by their names.
    """
    places = {entity.name: place for place, entity in enumerate(ENTITIES)}
    return sorted(
        plans,
        key=lambda one: (
            places[one.entities[0].name],
            one.exported_at or datetime.min,
            one.path.name,
        ),
    )


@contextmanager
def opened_as_planned(one: Plan) -> Iterator[tuple[Source, BinaryIO]]:
    """Open a file the way its plan says; also yields the raw stream.

    Of a workbook, rows in which an identifier is a number with a fraction are broken lines. Of one
    in canonical form, example rows are left out, and the sheets that help to fill it are not said
    to be unread. Raises RefusedError where it cannot be read.
    """
    with opened(one.path, one.dialect, with_others=one.sheet is None) as (source, raw):
        if kind_of(one.path) != "excel":
            yield source, raw
            return
        sheets = [part.name for part in source.parts]
        columns = identifier_columns(one.entity, one.source)
        of_texts = (
            without_number_identifiers(block, columns, one.path, sheets) for block in source.blocks
        )
        if one.source is not None:
            yield replace(source, blocks=of_texts), raw
            return
        first_column = BY_NAME[one.entity].columns[0].name
        blocks = (without_examples(block, first_column) for block in of_texts)
        unread = tuple(sheet for sheet in source.unread if sheet.name not in HELPING_SHEETS)
        yield replace(source, blocks=blocks, unread=unread), raw


def check_name_and_header(one: Plan) -> None:
    """Look at a file's name and columns only; raises RefusedError where it cannot be taken in."""
    if one.source is not None:
        one.source.exported_at(one.path)
    with opened_as_planned(one) as (source, _):
        require_columns(one, source)


def require_columns(one: Plan, source: Source) -> None:
    """Refuse a file whole that lacks a column without which no row of it can be used."""
    if one.source is None:
        entity = BY_NAME[one.entity]
        # Rows that take their key back need no more than it.
        required = (
            [name for name in entity.key if name in entity.required]
            if WITHDRAWN.name in source.columns
            else entity.required
        )
        needed = Needed(required, one.dialect, entity=one.entity)
        refuse_absent(one.path, needed, source, sheet=one.sheet)
        return
    refuse_ambiguous(one.path, one.source, source)
    needed = Needed(
        one.source.required_columns,
        one.dialect,
        mapping=one.mapping_name,
        is_chosen_by_name=one.is_chosen_by_name,
    )
    refuse_absent(one.path, needed, source)
