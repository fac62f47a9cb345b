"""Taking deliveries in: which files, in which order, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa

from ingest.contract import BY_NAME
from ingest.deliveries import Progress, take_in
from ingest.delivery_register import Delivery
from ingest.doubts import doubts
from ingest.errors import RefusedError, first_line
from ingest.file_names import READ, is_packed, passed_over_words
from ingest.in_force import GivenWay, given_way
from ingest.mapping import Mapping
from ingest.mapping_file import FOLDER, load_mapping, mapping_for, mappings_in
from ingest.plan import Plan, check_name_and_header, find_files, in_order
from ingest.sheets import planned
from ingest.taken_back import taken_back_in_vain
from ingest.unchanged import is_still
from pipeline.errors import StoppedError
from pipeline.expected_rows import expected_rows
from pipeline.faults import has_stopped, is_broken, is_full, lacks_rights
from pipeline.ledger import write_ledger
from pipeline.work import followed
from pipeline.workspace import Workspace

# Texts that a folder holds for people, too; such a file that nothing takes is passed over.
NOTES = (".txt", ".json")


@dataclass(frozen=True)
class Taken:
    """What came of several files: deliveries, refusals, and what in a folder was no such file.

    `given_way` says which of the rows loaded are out of force by now, `doubts` what looks wrong in
    the data as a whole, `remarks` which sheets of workbooks brought nothing.
    """

    deliveries: tuple[Delivery, ...]
    refused: tuple[RefusedError, ...]
    passed_over: tuple[Path, ...]
    given_way: tuple[GivenWay, ...] = ()
    doubts: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def is_usable(self, *, refused_at_most: float | None = None) -> bool:
        """Whether no file was refused, none lost all its rows, nor more than a share of them."""
        return not self.refused and not any(
            is_refused(one, refused_at_most=refused_at_most) for one in self.deliveries
        )


def taken_content(taken: Taken) -> dict[str, Any]:
    """What came of files, for scripts."""
    return {
        "deliveries": [asdict(one) for one in taken.deliveries],
        "refused": [str(error) for error in taken.refused],
        "passed_over": [str(path) for path in taken.passed_over],
        "passed_over_reasons": passed_over_words(taken.passed_over),
        "given_way": [asdict(one) for one in taken.given_way],
        "doubts": list(taken.doubts),
        "remarks": list(taken.remarks),
    }


def is_refused(one: Delivery, *, refused_at_most: float | None = None) -> bool:
    """Whether every row of a file was refused, or more than the share that is allowed."""
    most = 1 if refused_at_most is None else refused_at_most
    share = one.rows_quarantined / max(one.rows_read, 1)
    return one.rows_quarantined > 0 and (share == 1 or share > most)


def take_in_all(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    mapping_name: str | None = None,
    expected: Sequence[str] = (),
    progress: Progress = lambda *_: None,
) -> Taken:
    """Take files in, parents before children; without paths, those that wait in the inbox.

    All names and headers are looked at first. A file that is refused holds back those whose rows
    name its rows, so that they need not be delivered again. Files from the inbox that were taken in
    are moved to its folder `taken`. `expected` says how many rows files must have, as words of the
    command (`pipeline/expected_rows.py`). Raises StoppedError where there is nothing to take in.
    """
    folders = (workspace.mappings, FOLDER)
    mapping = load_mapping(mapping_name, folders) if mapping_name else None
    workspace.create()
    files, passed_over = find_files(paths or [workspace.inbox])
    growing = [path for path in files if path not in paths and not is_still(path)]
    files = [path for path in files if path not in growing]
    if not files and not growing:
        workspace.sweep()
        raise _nothing_there(workspace, paths, passed_over)
    if mapping is None:
        own, shipped = map(mappings_in, folders)
        plans, refused, remarks = _planned(
            files, lambda path: mapping_for(path, own, shipped), is_chosen_by_name=True
        )
    else:
        plans, refused, remarks = _planned(files, lambda _: mapping)
    plans = _with_expected(plans, [*refused, *growing], expected)
    notes = [path for path in refused if _is_a_note(path) and path not in paths]
    passed_over += [path for path in notes if isinstance(path, Path)]
    refused = {path: error for path, error in refused.items() if path not in notes}
    if notes and not (plans or refused or growing or remarks):
        workspace.sweep()
        raise _nothing_there(workspace, paths, passed_over)
    deliveries: list[Delivery] = []
    with workspace.alone("ingest"), workspace.writing() as connection:
        follow = followed(workspace.work, progress)
        for one in plans:
            held = _held_back(one, refused)
            if held is not None:
                refused[one] = held
                continue
            try:
                deliveries.append(
                    take_in(connection, one, scratch=workspace.scratch, progress=follow)
                )
                write_ledger(workspace, connection)
            except RefusedError as error:
                refused[one] = error
                continue
            except (OSError, duckdb.Error, pl.exceptions.PolarsError, pa.ArrowException) as error:
                if is_full(error) or is_broken(error) or lacks_rights(error) or has_stopped(error):
                    # The workspace failed and not the file: the next would fail, too.
                    raise
                # One file that breaks in a way nobody foresaw takes none of the others with it.
                refused[one] = RefusedError(
                    one.name,
                    f"could not be taken in ({type(error).__name__}: {first_line(error)}).",
                    way_out="Nothing of it was loaded.",
                )
                continue
            is_through = _is_through(one, plans, refused)
            if one.path.resolve().parent == workspace.inbox and is_through:
                _set_aside(one.path, workspace.taken, deliveries[-1].delivery_id)
        new = [one.delivery_id for one in deliveries if one.is_new]
        gone = given_way(connection, new) if new else ()
        looks_wrong = (*taken_back_in_vain(connection, new), *doubts(connection)) if new else ()
    for path in growing:
        refused[path] = RefusedError(
            path.name,
            "the file is still being written.",
            way_out="It stays where it is; run this again in a moment.",
        )
    ours = {workspace.taken}
    return Taken(
        tuple(deliveries),
        tuple(refused.values()),
        tuple(path for path in passed_over if path not in ours),
        gone,
        looks_wrong,
        remarks,
    )


def _nothing_there(
    workspace: Workspace, paths: Sequence[Path], passed_over: Sequence[Path]
) -> StoppedError:
    """Say that no file is there, and what is there instead."""
    where = ", ".join(str(path) for path in paths) or f"the inbox ({workspace.inbox})"
    others = [path for path in passed_over if path != workspace.taken]
    instead = "".join(f" {said}" for said in passed_over_words(others))
    packed = " Unpack what is packed." if any(map(is_packed, passed_over)) else ""
    return StoppedError(
        f"There is no file to take in at {where}.{instead}",
        way_out=f"Files to take in end in {READ}. Their names say what they hold, such as "
        f"tickets.csv, or a mapping takes them.{packed}",
    )


def _planned(
    files: Sequence[Path],
    mapping_of: Callable[[Path], Mapping | None],
    *,
    is_chosen_by_name: bool = False,
) -> tuple[list[Plan], dict[Plan | Path, RefusedError], tuple[str, ...]]:
    """Plan each file by its mapping, look at its name and columns; nothing is loaded yet.

    Returns the plans in order, what is refused, and what is to be said of workbooks.
    """
    plans: list[Plan] = []
    refused: dict[Plan | Path, RefusedError] = {}
    remarks: list[str] = []
    for path in files:
        try:
            found = planned(path, mapping_of(path))
        except RefusedError as error:
            refused[path] = error
            continue
        remarks += found.remarks
        for plan in found.plans:
            one = replace(plan, is_chosen_by_name=is_chosen_by_name)
            try:
                check_name_and_header(one)
            except RefusedError as error:
                refused[one] = error
                continue
            plans.append(one)
    return in_order(plans), refused, tuple(remarks)


def _with_expected(
    plans: Sequence[Plan], others: Collection[Plan | Path], words: Sequence[str]
) -> list[Plan]:
    """Note with each plan how many rows its file must have; `others` do not come in now."""
    rows = expected_rows(words, {one.name for one in (*plans, *others)})
    return [replace(one, expected_rows=rows.get(one.name)) for one in plans]


def _is_through(one: Plan, plans: Sequence[Plan], refused: dict[Plan | Path, RefusedError]) -> bool:
    """Whether this was the last part of its file, and none of them was refused."""
    last = [other for other in plans if other.path == one.path][-1]
    is_refused_in_part = any(isinstance(it, Plan) and it.path == one.path for it in refused)
    return one is last and not is_refused_in_part


def _is_a_note(one: Plan | Path) -> bool:
    """Whether a file that is no delivery may well lie beside them: nobody takes files so named."""
    return isinstance(one, Path) and one.name.lower().endswith(NOTES)


def _held_back(one: Plan, refused: dict[Plan | Path, RefusedError]) -> RefusedError | None:
    """Say why a file waits: a file with the rows that its own rows name was refused."""
    missing = {
        entity.name
        for other in refused
        if isinstance(other, Plan)
        for entity in other.entities
        if entity.name not in {own.name for own in one.entities}
    }
    parents = _ancestors({entity.name for entity in one.entities})
    blocking = sorted(missing & parents)
    if not blocking:
        return None
    that = "file" if one.sheet is None else "sheet or file"
    return RefusedError(
        one.name,
        f"held back, because its rows name {' and '.join(blocking)}, and that {that} was refused.",
        way_out="Correct that one first, then deliver both.",
    )


def _ancestors(entities: set[str]) -> set[str]:
    parents = {parent for name in entities for parent in BY_NAME[name].parents.values()}
    return parents | _ancestors(parents) if parents else set()


def _set_aside(path: Path, folder: Path, delivery_id: int) -> None:
    folder.mkdir(exist_ok=True)
    path.replace(folder / f"{delivery_id:06d}-{path.name}")
