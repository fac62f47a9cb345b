"""The register of deliveries: what came of each file, and which had the same file before."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

import duckdb
import polars as pl

from ingest.ahead import note_ahead
from ingest.plan import Plan
from ingest.readers import Source
from ingest.spool import Spool
from ingest.store import single
from ingest.superseded import COUNTS

# So many further rows are named beside the first that was refused for a reason.
OTHERS_NAMED = 5


class Complaint(NamedTuple):
    """Why rows were refused: how many, the first of them, its column and value, and the reason.

    `others` are the next rows refused for the same reason, each with its value.
    """

    rows: int
    first_row: int
    column: str
    value: str
    reason: str
    others: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Delivery:
    """What came of one file: read = loaded + quarantined + known.

    `is_new` is false where the file changed nothing and so left no trace. `unknown_columns` are
    those that the contract does not know and that no delivery had before; they are kept. `replaces`
    are the deliveries that read the same file in another way, and do not count any more. `remarks`
    are sentences on what the counts do not show, such as rows that the mapping leaves out.
    `mapping` is the name of the mapping that read the file, empty for a canonical one.
    """

    delivery_id: int
    file_name: str
    entity: str
    rows_read: int
    rows_loaded: int
    rows_quarantined: int
    rows_known: int
    is_new: bool
    replaces: tuple[int, ...] = ()
    unknown_columns: tuple[str, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    remarks: tuple[str, ...] = ()
    mapping: str = ""


@dataclass(frozen=True)
class Read:
    """What was seen of a file: its rows, its columns, those nobody knows, what is to be said.

    `filled` are the columns that say something: of a sheet to be filled, with a header for every
    column of the contract, those with a value; of any other file all.
    `is_part` where only those of its rows are looked at that were refused before.
    """

    rows: int
    columns: tuple[str, ...]
    unknown: tuple[str, ...]
    remarks: tuple[str, ...]
    exported_at: datetime | None
    filled: tuple[str, ...]
    is_part: bool = False


def next_id(connection: duckdb.DuckDBPyConnection) -> int:
    """Give the number of the next delivery."""
    return int(single(connection, "select max(delivery_id) from raw.deliveries") or 0) + 1


def same_file(connection: duckdb.DuckDBPyConnection, one: Plan, sha256: str) -> Delivery | None:
    """Find the last delivery of the very same file, read the same way, that counts.

    The export of another month is not the same, even where nothing in it has changed.
    """
    found = connection.execute(
        f"""
        select delivery_id, file_name, entity, rows_read, rows_quarantined
        from raw.deliveries
        where sha256 = $sha256 and coalesce(mapping, '') = $mapping and entity = $entity
            and ($exported_at is null or exported_at = $exported_at)
            and {COUNTS.format("deliveries")}
        order by delivery_id desc
        """,
        {
            "sha256": sha256,
            "mapping": one.mapping_key,
            "entity": one.brings,
            "exported_at": one.exported_at,
        },
    ).fetchall()
    if not found:
        return None
    delivery_id, file_name, entity, read, quarantined = found[0]
    is_renamed = file_name != one.name
    return Delivery(
        delivery_id,
        one.name,
        entity,
        read,
        0,
        quarantined,
        read - quarantined,
        is_new=False,
        remarks=(f"it is the same as {file_name}, delivery {delivery_id}.",) if is_renamed else (),
    )


def other_readings(connection: duckdb.DuckDBPyConnection, one: Plan, sha256: str) -> list[int]:
    """Find the deliveries of the very same file, read another way, that this one replaces.

    A file of another name that was exported at another time is not the same, whatever it holds.
    """
    found = connection.execute(
        f"""
        select delivery_id, entity from raw.deliveries
        where sha256 = $sha256 and coalesce(mapping, '') <> $mapping
            and (file_name = $file_name or coalesce(exported_at = $exported_at, true))
            and {COUNTS.format("deliveries")}
        order by delivery_id
        """,
        {
            "sha256": sha256,
            "mapping": one.mapping_key,
            "file_name": one.name,
            "exported_at": one.exported_at,
        },
    ).fetchall()
    own = {entity.name for entity in one.entities}
    return [number for number, entities in found if own & set(entities.split(", "))]


def quarantined_rows(connection: duckdb.DuckDBPyConnection, delivery_id: int) -> pl.Series:
    """The rows of a delivery that were refused: all that its file may bring, coming again."""
    rows = connection.execute(
        "select row_number from raw.quarantine where delivery_id = $delivery_id",
        {"delivery_id": delivery_id},
    ).fetchall()
    return pl.Series("row_number", [number for (number,) in rows], dtype=pl.Int64)


def complaints_of(connection: duckdb.DuckDBPyConnection, delivery_id: int) -> tuple[Complaint, ...]:
    """Sum up why rows were refused, in the order of the first row of each reason."""
    found = connection.execute(
        """
        select count(*), coalesce(column_name, ''), reason, arg_min(
            {'row_number': row_number, 'value': coalesce(value, '')}, row_number, $named
        )
        from raw.quarantine where delivery_id = $delivery_id
        group by column_name, reason order by min(row_number)
        """,
        {"delivery_id": delivery_id, "named": 1 + OTHERS_NAMED},
    ).fetchall()
    return tuple(
        Complaint(
            rows,
            named[0]["row_number"],
            column,
            named[0]["value"],
            reason,
            tuple((one["row_number"], one["value"]) for one in named[1:]),
        )
        for rows, column, reason, named in found
    )


def register(
    connection: duckdb.DuckDBPyConnection, one: Plan, delivery: Delivery, file: Read, sha256: str
) -> None:
    """Write a delivery down, with the mapping that read it and what lies ahead of its receipt."""
    received_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    note_ahead(connection, one.entities, delivery_id=delivery.delivery_id, received_at=received_at)
    if one.mapping is not None:
        connection.execute(
            "insert or ignore into raw.mappings values ($mapping, $text)",
            {"mapping": one.mapping_key, "text": one.mapping.text},
        )
    connection.execute(
        """
        insert into raw.deliveries by name
        select
            $delivery_id as delivery_id,
            $file_name as file_name,
            $sha256 as sha256,
            $entity as entity,
            $mapping as mapping,
            $has_response_history as has_response_history,
            $has_restoration_history as has_restoration_history,
            $received_at as received_at,
            cast($exported_at as timestamp) as exported_at,
            $read as rows_read,
            $loaded as rows_loaded,
            $quarantined as rows_quarantined,
            $known as rows_known,
            $unknown as unknown_columns,
            $columns as file_columns
        """,
        {
            "delivery_id": delivery.delivery_id,
            "file_name": delivery.file_name,
            "sha256": sha256,
            "entity": delivery.entity,
            "mapping": one.mapping_key or None,
            "has_response_history": one.source is None or one.source.has_history("response"),
            "has_restoration_history": one.source is None or one.source.has_history("restoration"),
            "received_at": received_at,
            "exported_at": file.exported_at,
            "read": delivery.rows_read,
            "loaded": delivery.rows_loaded,
            "quarantined": delivery.rows_quarantined,
            "known": delivery.rows_known,
            "unknown": json.dumps(delivery.unknown_columns) if delivery.unknown_columns else None,
            "columns": json.dumps(file.columns),
        },
    )


def register_columns(
    connection: duckdb.DuckDBPyConnection, one: Plan, delivery: Delivery, file: Read, spool: Spool
) -> None:
    """Note which columns of each entity the file brought, and which fields of ticket events."""
    brought = [
        (delivery.delivery_id, entity, column)
        for entity, columns in one.columns_brought(file.filled).items()
        for column in columns
    ]
    if brought:
        connection.executemany("insert into raw.delivered_columns values (?, ?, ?)", brought)
    # A file of which no row became an event has none of this name: what SQL sees is the last one's.
    if "ticket_events" in spool.written:
        spool.show(connection, "ticket_events")
        connection.execute(
            """
            insert into raw.delivered_columns
            select distinct $delivery_id, 'ticket_events', 'field=' || field
            from incoming_ticket_events
            """,
            {"delivery_id": delivery.delivery_id},
        )


def unknown_columns(
    connection: duckdb.DuckDBPyConnection, one: Plan, source: Source
) -> tuple[str, ...]:
    """Name the columns that nothing is made of and that no delivery has brought before."""
    known = one.columns_read
    unknown = [name for name in source.columns if name not in known]
    rows = connection.execute(
        "select unknown_columns from raw.deliveries where entity = $entity",
        {"entity": one.brings},
    ).fetchall()
    reported = {name for (names,) in rows if names for name in json.loads(names)}
    return tuple(name for name in unknown if name not in reported)


def columns_no_more(
    connection: duckdb.DuckDBPyConnection, one: Plan, source: Source
) -> tuple[str, ...]:
    """Name the columns that are read, that the last file of this kind had, and this one has not."""
    before = single(
        connection,
        f"""
        select arg_max(file_columns, delivery_id) from raw.deliveries
        where entity = $entity and split_part(coalesce(mapping, ''), '@', 1) = $mapping
            and {COUNTS.format("deliveries")}
        """,
        {"entity": one.brings, "mapping": one.mapping_name},
    )
    had = [name for name in json.loads(before or "[]") if name in one.columns_read]
    return tuple(name for name in had if name not in source.columns)
