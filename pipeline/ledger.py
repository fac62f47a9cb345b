"""The deliveries of a workspace, written down as they come: to be read without the warehouse."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

import duckdb

from ingest.mapping_file import FOLDER, present_versions
from ingest.store import create_raw
from pipeline.workspace import Workspace

LISTED = """
select deliveries.delivery_id, deliveries.file_name, deliveries.entity, deliveries.mapping,
    deliveries.received_at, deliveries.exported_at, deliveries.rows_read, deliveries.rows_loaded,
    deliveries.rows_quarantined, deliveries.rows_known, set_aside.set_aside_at,
    set_aside.replaced_by
from raw.deliveries
left join raw.set_aside on deliveries.delivery_id = set_aside.delivery_id
order by deliveries.delivery_id
"""
INSTANTS = ("received_at", "exported_at", "set_aside_at")


@dataclass(frozen=True)
class Entry:
    """A delivery: its file, how it was read, its counts, and whether it counts."""

    delivery_id: int
    file_name: str
    entity: str
    mapping: str | None
    received_at: datetime
    exported_at: datetime | None
    rows_read: int
    rows_loaded: int
    rows_quarantined: int
    rows_known: int
    set_aside_at: datetime | None
    replaced_by: int | None

    @property
    def mapping_name(self) -> str | None:
        """The mapping's name, whatever its version."""
        return self.mapping.split("@")[0] if self.mapping else None


def write_ledger(workspace: Workspace, connection: duckdb.DuckDBPyConnection) -> None:
    """Write the deliveries down; a reader sees all of this or all of the last."""
    entries = [Entry(*row) for row in connection.execute(LISTED).fetchall()]
    unfinished = workspace.ledger.with_suffix(".unfinished")
    unfinished.write_text(
        json.dumps([asdict(one) for one in entries], default=str), encoding="utf-8"
    )
    unfinished.replace(workspace.ledger)


def read_ledger(workspace: Workspace) -> list[Entry]:
    """Read the deliveries, oldest first, without the warehouse's lock.

    A workspace whose deliveries were never written down is looked into once. Raises
    WarehouseInUseError where that cannot be done, since another service-review is at work.
    """
    entries = _written(workspace)
    if entries is None:
        if not workspace.warehouse.is_file():
            return []
        with workspace.alone("status"), workspace.writing() as connection:
            create_raw(connection)
            write_ledger(workspace, connection)
        entries = _written(workspace)
    return entries or []


def _written(workspace: Workspace) -> list[Entry] | None:
    """What was written down; None where it is missing, or is not what this release writes."""
    if not workspace.ledger.is_file():
        return None
    try:
        found = json.loads(workspace.ledger.read_bytes())
        return [Entry(**{**one, **_instants(one)}) for one in found]
    except (ValueError, TypeError, KeyError):
        return None


def of_older_mappings(workspace: Workspace, entries: list[Entry]) -> list[Entry]:
    """Those that count and whose mapping has changed since they were read.

    It is another than the file of that name now, or than the last delivery was read by.
    """
    newest = {str(one.mapping_name): one.mapping for one in entries if one.mapping}
    newest |= present_versions((workspace.mappings, FOLDER), list(newest))
    return [
        one
        for one in entries
        if one.mapping != newest.get(str(one.mapping_name)) and one.set_aside_at is None
    ]


def _instants(entry: dict[str, str | None]) -> dict[str, datetime | None]:
    texts = {name: entry[name] for name in INSTANTS}
    return {name: datetime.fromisoformat(text) if text else None for name, text in texts.items()}
