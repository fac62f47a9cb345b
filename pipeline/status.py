"""What is in a workspace, in a few lines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ingest.mapping_file import FOLDER, present_versions
from ingest.store import create_raw
from pipeline.errors import StoppedError
from pipeline.publish import snapshots
from pipeline.workspace import WarehouseInUseError, Workspace
from reports.snapshot import Snapshot, SnapshotError, current

DELIVERIES = """
select entity, count(*), max(received_at), cast(sum(rows_loaded) as bigint),
    cast(sum(rows_quarantined) as bigint)
from raw.deliveries
where delivery_id not in (select delivery_id from raw.set_aside)
group by entity order by max(received_at) desc, entity
"""


LISTED = """
select deliveries.delivery_id, deliveries.file_name, deliveries.entity, deliveries.mapping,
    deliveries.received_at, deliveries.exported_at, deliveries.rows_read, deliveries.rows_loaded,
    deliveries.rows_quarantined, deliveries.rows_known, set_aside.set_aside_at,
    set_aside.replaced_by
from raw.deliveries
left join raw.set_aside on deliveries.delivery_id = set_aside.delivery_id
order by deliveries.delivery_id
"""


def listed_deliveries(workspace: Workspace) -> list[dict[str, Any]]:
    """Every delivery, oldest first: its file, its counts, and whether it counts.

    `is_of_an_older_mapping` says that its mapping has changed since: it is another than the file of
    that name now, or than the one that the last delivery was read by. WarehouseInUseError where
    another service-review is at work.
    """
    if not workspace.warehouse.is_file():
        return []
    with workspace.writing() as connection:
        create_raw(connection)
        found = connection.execute(LISTED)
        names = [column[0] for column in found.description or ()]
        every = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    newest = {str(_name(one["mapping"])): one["mapping"] for one in every if one["mapping"]}
    newest |= present_versions((workspace.mappings, FOLDER), list(newest))
    return [
        {
            **one,
            "mapping": _name(one["mapping"]),
            "is_of_an_older_mapping": one["mapping"] != newest.get(str(_name(one["mapping"]))),
        }
        for one in every
    ]


def _name(mapping: str | None) -> str | None:
    return mapping.split("@")[0] if mapping else None


def delivery_lines(deliveries: list[dict[str, Any]]) -> list[str]:
    """Say each delivery in a line."""
    if not deliveries:
        return ["Nothing was taken in yet."]
    return [_delivery_line(one) for one in deliveries]


def _delivery_line(one: dict[str, Any]) -> str:
    said = (
        f"{one['delivery_id']:>4}  {one['file_name']}  {one['received_at']:%Y-%m-%d %H:%M} UTC  "
        f"{one['rows_loaded']:,} loaded, {one['rows_quarantined']:,} in quarantine, "
        f"{one['rows_known']:,} known"
    )
    if one["mapping"]:
        said += f"  by {one['mapping']}"
    if one["replaced_by"]:
        return f"{said}  replaced by delivery {one['replaced_by']}"
    if one["set_aside_at"]:
        return f"{said}  taken back on {one['set_aside_at']:%Y-%m-%d}"
    if one["is_of_an_older_mapping"]:
        return f"{said}  (an older version of it: deliver the file again to read it anew)"
    return said


def workspace_status(workspace: Workspace) -> dict[str, Any]:
    """Gather what was delivered, what waits, and what is published.

    `deliveries` is None while another service-review is at work on the warehouse.
    """
    if not workspace.root.is_dir():
        raise StoppedError(
            f"There is no workspace at {workspace.root}.",
            way_out="It is made by the first `service-review ingest PATH`.",
        )
    snapshot = current(workspace.published)
    deliveries = _deliveries(workspace)
    return {
        "workspace": str(workspace.root),
        "waiting_in_inbox": sorted(
            path.name for path in workspace.inbox.glob("*") if path.is_file()
        ),
        "deliveries": deliveries,
        "of_older_mappings": [
            {name: one[name] for name in ("delivery_id", "file_name", "mapping")}
            for one in ([] if deliveries is None else listed_deliveries(workspace))
            if one["is_of_an_older_mapping"] and not one["set_aside_at"]
        ],
        "snapshot": None
        if snapshot is None
        else {
            "name": snapshot.name,
            "as_of": snapshot.as_of.replace(tzinfo=None),
            "published_at": snapshot.published_at.replace(tzinfo=None),
            "other_readings": _other_readings(snapshot),
        },
        "snapshots_kept": len(snapshots(workspace.published)),
    }


def as_lines(found: dict[str, Any]) -> list[str]:
    """Say it in lines for people."""
    lines = [f"Workspace {found['workspace']}"]
    waiting = found["waiting_in_inbox"]
    lines.append(f"Inbox: {', '.join(waiting) if waiting else 'nothing waits'}")
    if found["deliveries"] is None:
        lines.append("Deliveries: cannot be looked at while an ingest or a build is at work")
    elif not found["deliveries"]:
        lines.append("Deliveries: none yet")
    for one in found["deliveries"] or ():
        lines.append(
            f"{one['entity']}: {one['deliveries']:,} deliveries, last received "
            f"{_at(one['last_received_at'])}; {one['rows_loaded']:,} rows loaded, "
            f"{one['rows_quarantined']:,} in quarantine"
        )
    for name in dict.fromkeys(one["mapping"] for one in found["of_older_mappings"]):
        own = [one for one in found["of_older_mappings"] if one["mapping"] == name]
        files = ", ".join(f"{one['delivery_id']} ({one['file_name']})" for one in own[:5])
        more = f" and {len(own) - 5} more" if len(own) > 5 else ""
        lines.append(
            f"Mapping {name} has changed since it read the deliveries {files}{more}: deliver these "
            "files again, and they are read anew"
        )
    snapshot = found["snapshot"]
    if snapshot is None:
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


def _other_readings(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The readings of the snapshot that are not the default; an old one does not say."""
    try:
        return snapshot.frame(
            "select name, value, default_value, rule_id from readings "
            "where not is_default order by name"
        ).to_dicts()
    except SnapshotError:
        return []


def _deliveries(workspace: Workspace) -> list[dict[str, Any]] | None:
    if not workspace.warehouse.is_file():
        return []
    try:
        with workspace.writing() as connection:
            create_raw(connection)
            rows = connection.execute(DELIVERIES).fetchall()
    except WarehouseInUseError:
        return None
    names = ("entity", "deliveries", "last_received_at", "rows_loaded", "rows_quarantined")
    return [dict(zip(names, row, strict=True)) for row in rows]


def _at(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"
