"""Deliveries: files are taken in, each in one transaction, and every row is accounted for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from ingest import load, log_store
from ingest.check import check, no_refusals
from ingest.contract import BY_NAME
from ingest.plan import Plan, require_columns
from ingest.readers import Block, Broken, LeftOut, Source, opened
from ingest.remarks import remarks
from ingest.shapes import Candidates, as_canonical, as_records, without_empty_cells
from ingest.spool import Spool, spooling
from ingest.store import create_raw, single

# Told as (what is being done, bytes done, bytes in all).
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Delivery:
    """What came of one file: read = loaded + quarantined + known.

    `is_new` is false where the file changed nothing and so left no trace. `unknown_columns` are
    those that the contract does not know and that no delivery had before; they are kept. `remarks`
    are sentences on what the counts do not show, such as rows that the mapping leaves out.
    """

    delivery_id: int
    file_name: str
    entity: str
    rows_read: int
    rows_loaded: int
    rows_quarantined: int
    rows_known: int
    is_new: bool
    unknown_columns: tuple[str, ...] = ()
    complaints: tuple[tuple[int, int, str, str, str], ...] = ()
    remarks: tuple[str, ...] = ()


def take_in(
    connection: duckdb.DuckDBPyConnection,
    one: Plan,
    *,
    scratch: Path | None = None,
    progress: Progress = lambda *_: None,
) -> Delivery:
    """Take one file in, in one transaction; raises RefusedError where it is refused whole.

    `scratch` is a folder for what waits to be loaded [the machine's own for temporary files].
    """
    create_raw(connection)
    sha256 = _sha256(one.path)
    earlier = _same_file(connection, one, sha256)
    if earlier is not None and earlier.rows_quarantined == 0:
        return earlier
    load.prepare(connection)
    again = None if earlier is None else _quarantined_rows(connection, earlier.delivery_id)
    with spooling(scratch) as spool:
        read, unknown, said = _spool_rows(connection, one, spool, progress, only=again)
        connection.execute("begin transaction")
        try:
            delivery = _load(connection, one, spool, read=read, unknown=unknown)
            delivery = replace(delivery, remarks=said)
            is_new = earlier is None or delivery.rows_loaded > 0
            if is_new:
                _record(connection, one, delivery, sha256)
            connection.execute("commit" if is_new else "rollback")
        except BaseException:
            connection.execute("rollback")
            raise
    if is_new or earlier is None:
        return delivery
    return replace(delivery, delivery_id=earlier.delivery_id, is_new=False)


def _quarantined_rows(connection: duckdb.DuckDBPyConnection, delivery_id: int) -> pl.Series:
    """The rows of a delivery that were refused: all that its file may bring, coming again."""
    rows = connection.execute(
        "select row_number from raw.quarantine where delivery_id = $delivery_id",
        {"delivery_id": delivery_id},
    ).fetchall()
    return pl.Series("row_number", [number for (number,) in rows], dtype=pl.Int64)


def _spool_rows(
    connection: duckdb.DuckDBPyConnection,
    one: Plan,
    spool: Spool,
    progress: Progress,
    *,
    only: pl.Series | None,
) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Read and check the file; returns the rows read, the columns nobody knows, and remarks.

    With `only` no other rows than these are checked: the others are known.
    """
    size = max(one.path.stat().st_size, 1)
    read = 0
    left_out: list[LeftOut] = []
    with opened(one.path, one.dialect) as (source, raw):
        require_columns(one, source)
        unknown = _unknown_columns(connection, one, source)
        for block in source.blocks:
            read += len(block.rows) + len(block.broken)
            left_out += block.left_out
            _spool_block(connection, one, _part_of(block, only), spool)
            progress(f"reading {one.path.name}", min(raw.tell(), size), size)
    progress(f"comparing {one.path.name} with what is known", size, size)
    return read, unknown, remarks(read, left_out, source.unread)


def _load(
    connection: duckdb.DuckDBPyConnection,
    one: Plan,
    spool: Spool,
    *,
    read: int,
    unknown: tuple[str, ...],
) -> Delivery:
    """Load what was spooled, within the caller's transaction."""
    delivery_id = _next_id(connection)
    if one.is_log:
        log_store.derive_all(connection, one.log_source, spool, mapping_key=one.mapping_key)
    brought = [entity for entity in one.entities if entity.name in spool.written]
    for entity in brought:
        spool.show(connection, entity.name)
    load.refuse_orphans(connection, brought)
    for entity in brought:
        load.append(connection, entity, delivery_id)
    if one.is_log:
        loaded = log_store.append(connection, one.mapping_key, delivery_id)
    else:
        loaded = load.rows_loaded(connection, brought, delivery_id) if brought else 0
    quarantined = load.quarantine(connection, delivery_id)
    return Delivery(
        delivery_id,
        one.path.name,
        one.brings,
        read,
        loaded,
        quarantined,
        read - loaded - quarantined,
        is_new=True,
        unknown_columns=unknown,
        complaints=_complaints(connection, delivery_id),
    )


def _spool_block(
    connection: duckdb.DuckDBPyConnection, one: Plan, block: Block, spool: Spool
) -> None:
    load.refuse(connection, one.entity, _broken(block.broken))
    rows = without_empty_cells(block.rows, one.source)
    if one.is_log:
        refused = log_store.spool_rows(rows, one.log_source, spool)
        load.refuse(connection, one.entity, load.with_record(refused, rows))
        return
    candidates = _candidates(one, rows)
    load.refuse(connection, one.entity, load.with_record(candidates.refused, rows))
    for name, records in candidates.rows.items():
        entity = BY_NAME[name]
        checked = check(records, entity, one.reading)
        load.refuse(connection, name, load.with_record(checked.refused, rows))
        extra = records.select("row_number", "extra") if "extra" in records.columns else None
        spool.add(name, load.with_extra(checked.accepted, extra))


def _part_of(block: Block, only: pl.Series | None) -> Block:
    if only is None:
        return block
    wanted = set(only)
    return Block(
        block.rows.filter(pl.col("row_number").is_in(only.implode())),
        tuple(one for one in block.broken if one.row_number in wanted),
    )


def _candidates(one: Plan, rows: pl.DataFrame) -> Candidates:
    if one.source is None:
        return as_canonical(rows, BY_NAME[one.entity])
    absent = [name for name in one.source.source_columns if name not in rows.columns]
    rows = rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)
    return as_records(rows, one.source)


def _broken(broken: Sequence[Broken]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "row_number": [one.row_number for one in broken],
            "column_name": [None] * len(broken),
            "value": [one.text for one in broken],
            "reason": [one.reason for one in broken],
            "record": [None] * len(broken),
        },
        schema={**no_refusals().schema, "record": pl.String},
    )


def _unknown_columns(
    connection: duckdb.DuckDBPyConnection, one: Plan, source: Source
) -> tuple[str, ...]:
    """Name the columns that nothing is made of and that no delivery has brought before."""
    known = one.source.source_columns if one.source else BY_NAME[one.entity].deliverable_names
    unknown = [name for name in source.columns if name not in known]
    rows = connection.execute(
        "select unknown_columns from raw.deliveries where entity = $entity",
        {"entity": one.brings},
    ).fetchall()
    reported = {name for (names,) in rows if names for name in json.loads(names)}
    return tuple(name for name in unknown if name not in reported)


def _complaints(
    connection: duckdb.DuckDBPyConnection, delivery_id: int
) -> tuple[tuple[int, int, str, str, str], ...]:
    """Sum up why rows were refused: (rows, first row, column, a value, reason), most first."""
    return tuple(
        connection.execute(
            """
            select count(*), min(row_number), coalesce(column_name, ''),
                coalesce(arg_min(value, row_number), ''), reason
            from raw.quarantine where delivery_id = $delivery_id
            group by column_name, reason order by count(*) desc, min(row_number)
            """,
            {"delivery_id": delivery_id},
        ).fetchall()
    )


def _record(
    connection: duckdb.DuckDBPyConnection, one: Plan, delivery: Delivery, sha256: str
) -> None:
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
            $read as rows_read,
            $loaded as rows_loaded,
            $quarantined as rows_quarantined,
            $known as rows_known,
            $unknown as unknown_columns
        """,
        {
            "delivery_id": delivery.delivery_id,
            "file_name": delivery.file_name,
            "sha256": sha256,
            "entity": delivery.entity,
            "mapping": one.mapping_key or None,
            "has_response_history": one.source is None or one.source.has_history("response"),
            "has_restoration_history": one.source is None or one.source.has_history("restoration"),
            "received_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
            "read": delivery.rows_read,
            "loaded": delivery.rows_loaded,
            "quarantined": delivery.rows_quarantined,
            "known": delivery.rows_known,
            "unknown": json.dumps(delivery.unknown_columns) if delivery.unknown_columns else None,
        },
    )


def _same_file(connection: duckdb.DuckDBPyConnection, one: Plan, sha256: str) -> Delivery | None:
    """Find the last delivery of the very same file, read the same way."""
    found = connection.execute(
        """
        select delivery_id, file_name, entity, rows_read, rows_quarantined
        from raw.deliveries
        where sha256 = $sha256 and coalesce(mapping, '') = $mapping and entity = $entity
        order by delivery_id desc
        """,
        {"sha256": sha256, "mapping": one.mapping_key, "entity": one.brings},
    ).fetchall()
    if not found:
        return None
    delivery_id, file_name, entity, read, quarantined = found[0]
    return Delivery(
        delivery_id, file_name, entity, read, 0, quarantined, read - quarantined, is_new=False
    )


def _next_id(connection: duckdb.DuckDBPyConnection) -> int:
    return int(single(connection, "select max(delivery_id) from raw.deliveries") or 0) + 1


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
