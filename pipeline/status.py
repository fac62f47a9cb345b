"""What is in a workspace, in a few lines."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from ingest.named import counted, first_of
from ingest.readers.no_data import is_no_data
from pipeline.errors import StoppedError
from pipeline.faults import where_deliveries_are
from pipeline.ledger import Entry, of_older_mappings, read_ledger
from pipeline.publish import snapshots
from pipeline.work import Work, work_of
from pipeline.workspace import WarehouseInUseError, Workspace
from reports.snapshot import Snapshot, SnapshotError, current

# Where a file of DuckDB says that it is one.
MAGIC = slice(8, 12)
# As `counted` takes it.
DELIVERIES = ("delivery", "deliveries")


def delivery_lines(workspace: Workspace) -> list[str]:
    """Say each delivery in a line."""
    entries = read_ledger(workspace)
    if not entries:
        return ["Nothing was taken in yet."]
    older = of_older_mappings(workspace, entries)
    return [_delivery_line(one, is_of_an_older_mapping=one in older) for one in entries]


def _delivery_line(one: Entry, *, is_of_an_older_mapping: bool) -> str:
    said = (
        f"{one.delivery_id:>4}  {one.file_name}  {one.received_at:%Y-%m-%d %H:%M} UTC  "
        f"{counted(one.rows_read, 'row')} read: {one.rows_loaded:,} loaded, "
        f"{one.rows_quarantined:,} in quarantine, {one.rows_known:,} known already"
    )
    if one.mapping:
        said += f"  by {one.mapping_name}"
    if one.replaced_by:
        return f"{said}  replaced by delivery {one.replaced_by}"
    if one.set_aside_at:
        return f"{said}  taken back on {one.set_aside_at:%Y-%m-%d}"
    if is_of_an_older_mapping:
        return f"{said}  (an older version of it: deliver the file again to read it anew)"
    return said


def workspace_status(workspace: Workspace) -> dict[str, Any]:
    """Gather what was delivered, what waits, what is published, and who is at work.

    Nobody is disturbed: the warehouse is not opened. `deliveries` is None in a workspace of an
    earlier release while another service-review is at work in it.
    """
    if not workspace.root.is_dir():
        raise StoppedError(
            f"There is no workspace at {workspace.root}.",
            way_out="It is made by the first `service-review ingest PATH`.",
        )
    try:
        snapshot, problem = current(workspace.published), None
    except SnapshotError as error:
        snapshot, problem = None, str(error)
    entries = _entries(workspace)
    work = work_of(workspace.work)
    return {
        "workspace": str(workspace.root),
        "at_work": None if work is None else asdict(work),
        "waiting_in_inbox": sorted(
            path.name
            for path in workspace.inbox.glob("*")
            if path.is_file() and not is_no_data(path)
        ),
        "deliveries": None if entries is None else _by_entity(entries),
        "of_older_mappings": [
            {
                "delivery_id": one.delivery_id,
                "file_name": one.file_name,
                "mapping": one.mapping_name,
            }
            for one in of_older_mappings(workspace, entries or [])
        ],
        "taken_back": [
            {"delivery_id": one.delivery_id, "file_name": one.file_name}
            for one in entries or []
            if one.set_aside_at and not one.replaced_by
        ],
        "snapshot": None
        if snapshot is None
        else {
            "name": snapshot.name,
            "as_of": snapshot.as_of.replace(tzinfo=None),
            "published_at": snapshot.published_at.replace(tzinfo=None),
            "other_readings": _other_readings(snapshot),
        },
        "snapshot_problem": problem,
        "warehouse_is_missing": bool(entries) and not workspace.warehouse.is_file(),
        "warehouse_is_damaged": _is_damaged(workspace.warehouse),
        "deliveries_are": where_deliveries_are(workspace),
        "snapshots_kept": len(snapshots(workspace.published)),
    }


def as_lines(found: dict[str, Any]) -> list[str]:
    """Say it in lines for people."""
    lines = [f"Workspace {found['workspace']}"]
    if found["at_work"] is not None:
        lines.append(f"At work: {Work(**found['at_work'])}")
    waiting = found["waiting_in_inbox"]
    lines.append(f"Inbox: {', '.join(waiting) if waiting else 'nothing waits'}")
    if found["deliveries"] is None:
        lines.append("Deliveries: cannot be looked at while an ingest or a build is at work")
    elif not found["deliveries"]:
        lines.append("Deliveries: none yet")
    for one in found["deliveries"] or ():
        lines.append(
            f"{one['entity']}: {counted(one['deliveries'], *DELIVERIES)}, last received "
            f"{_at(one['last_received_at'])}; {counted(one['rows_loaded'], 'row')} loaded, "
            f"{one['rows_quarantined']:,} in quarantine"
        )
    if found["taken_back"]:
        back = [f"no. {one['delivery_id']} {one['file_name']}" for one in found["taken_back"]]
        lines.append(f"{counted(len(back), *DELIVERIES)} taken back ({first_of(back, 5)})")
    for name in dict.fromkeys(one["mapping"] for one in found["of_older_mappings"]):
        own = [one for one in found["of_older_mappings"] if one["mapping"] == name]
        files = ", ".join(f"{one['delivery_id']} ({one['file_name']})" for one in own[:5])
        more = f" and {len(own) - 5} more" if len(own) > 5 else ""
        lines.append(
            f"Mapping {name} has changed since it read the deliveries {files}{more}: deliver these "
            "files again, and they are read anew"
        )
    again = f"take all deliveries in again, {found['deliveries_are']}"
    if found["warehouse_is_missing"]:
        lines.append(f"The warehouse is missing: put a copy back, or {again}")
    if found["warehouse_is_damaged"]:
        lines.append(
            "The warehouse is damaged (warehouse.duckdb is no database): put a copy back, or move "
            f"it away and {again}"
        )
    snapshot = found["snapshot"]
    if found["snapshot_problem"] is not None:
        lines.append(f"Published: {found['snapshot_problem']}")
    elif snapshot is None:
        lines.append("Published: nothing yet; run `service-review build`")
    else:
        lines.append(
            f"Published: {snapshot['name']}, as of {_at(snapshot['as_of'])}, "
            f"published {_at(snapshot['published_at'])}; {found['snapshots_kept']} kept"
        )
        lines += [
            f"Reading {one['name']}: {one['value']}, by default {one['default_value']} "
            f"({one['rule_id']})"
            for one in snapshot["other_readings"]
        ]
    return lines


def _is_damaged(warehouse: Path) -> bool:
    """Whether the warehouse's file does not begin as a database does; it is not opened as one.

    One that nothing was written into yet is sound.
    """
    try:
        with warehouse.open("rb") as stream:
            begins = stream.read(MAGIC.stop)
    except OSError:
        return False
    return begins != b"" and begins[MAGIC] != b"DUCK"


def _other_readings(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The readings of the snapshot that are not the default; an old one does not say."""
    try:
        return snapshot.frame(
            "select name, value, default_value, rule_id from readings "
            "where not is_default order by name"
        ).to_dicts()
    except SnapshotError:
        return []


def _entries(workspace: Workspace) -> list[Entry] | None:
    try:
        return read_ledger(workspace)
    except WarehouseInUseError:
        return None


def _by_entity(entries: list[Entry]) -> list[dict[str, Any]]:
    """Sum the deliveries that count up by what they bring, those received last first."""
    counting = [one for one in entries if one.set_aside_at is None]
    brought = {
        entity: [one for one in counting if one.entity == entity]
        for entity in {one.entity for one in counting}
    }
    summed = [
        {
            "entity": entity,
            "deliveries": len(several),
            "last_received_at": max(one.received_at for one in several),
            "rows_loaded": sum(one.rows_loaded for one in several),
            "rows_quarantined": sum(one.rows_quarantined for one in several),
        }
        for entity, several in brought.items()
    ]
    by_name = sorted(summed, key=lambda one: str(one["entity"]))
    return sorted(by_name, key=lambda one: one["last_received_at"], reverse=True)


def _at(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"
