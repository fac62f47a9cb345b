"""Deliveries: files are taken in, each in one transaction, and every row is accounted for."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from ingest import load, log_store
from ingest.ahead import note_ahead
from ingest.check import check, no_refusals
from ingest.contract import BY_NAME, ENTITIES, Entity
from ingest.errors import RefusedError
from ingest.lines import (
    find_known_lines,
    gather_lines,
    keep_lines,
    rows_without_record,
    settle_lines,
)
from ingest.plan import Plan, opened_as_planned, require_columns
from ingest.readers import ROW, Block, Broken, LeftOut, Source
from ingest.remarks import counted_rows, remarks
from ingest.set_aside import turn
from ingest.shapes import Candidates, as_canonical, as_records, without_empty_cells
from ingest.spool import Spool, spooling
from ingest.store import create_raw, single
from ingest.superseded import COUNTS, settle, start_settling
from ingest.unchanged import Mark, mark_of, require_unchanged

# Told as (what is being done, bytes done, bytes in all).
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Delivery:
    """What came of one file: read = loaded + quarantined + known.

    `is_new` is false where the file changed nothing and so left no trace. `unknown_columns` are
    those that the contract does not know and that no delivery had before; they are kept. `replaces`
    are the deliveries that read the same file in another way, and do not count any more. `remarks`
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
    replaces: tuple[int, ...] = ()
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

    The same file read in another way before gives way to this reading. `scratch` is a folder for
    what waits to be loaded [the machine's own for temporary files].
    """
    create_raw(connection)
    mark = _mark(one)
    sha256 = mark.sha256
    earlier = _same_file(connection, one, sha256)
    if earlier is not None and earlier.rows_quarantined == 0:
        # Of a mapped file the rows of which nothing is made were not counted.
        if one.source is None:
            _require_rows(one, earlier.rows_read)
        return earlier
    replaced = _other_readings(connection, one, sha256)
    load.prepare(connection)
    again = None if earlier is None else _quarantined_rows(connection, earlier.delivery_id)
    with spooling(scratch) as spool:
        file = _spool_rows(connection, one, spool, progress, only=again)
        require_unchanged(one.path, mark)
        connection.execute("begin transaction")
        try:
            delivery = _load(connection, one, spool, file, replaced)
            is_new = earlier is None or delivery.rows_loaded > 0
            if is_new:
                _record(connection, one, delivery, file, sha256)
                _record_columns(connection, one, delivery, file, spool)
            connection.execute("commit" if is_new else "rollback")
        except BaseException:
            # Where the commit itself failed there is nothing to roll back.
            with suppress(duckdb.Error):
                connection.execute("rollback")
            raise
    if is_new or earlier is None:
        return delivery
    return replace(delivery, delivery_id=earlier.delivery_id, is_new=False)


def _mark(one: Plan) -> Mark:
    """Hash the file; RefusedError where it cannot be read."""
    try:
        return mark_of(one.path)
    except OSError as error:
        raise RefusedError(
            one.name,
            f"the file cannot be read ({error.strerror or error}).",
            way_out="Look at its permissions and at the disk that it lies on.",
        ) from None


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
) -> Read:
    """Read and check the file, and put its rows aside.

    With `only` no other rows than these are checked: the others are known.
    """
    size = max(one.path.stat().st_size, 1)
    read = 0
    left_out: list[LeftOut] = []
    doubts: list[str] = []
    exported_at = one.exported_at
    with_value: set[str] = set()
    with opened_as_planned(one) as (source, raw):
        require_columns(one, source)
        unknown = _unknown_columns(connection, one, source)
        for block in source.blocks:
            read += len(block.rows) + len(block.broken)
            left_out += block.left_out
            doubts += block.doubts
            with_value |= _with_value(block) if one.sheet is not None else set()
            exported_at = _later(exported_at, _exported_among(one, block))
            _spool_block(connection, one, _part_of(block, only), spool)
            progress(f"reading {one.name}", min(raw.tell(), size), size)
    _require_rows(one, read)
    progress(f"comparing {one.name} with what is known", size, size)
    missing = _columns_no_more(connection, one, source)
    said = remarks(read, left_out, source.unread, missing, doubts)
    columns = tuple(source.columns)
    filled = columns if one.sheet is None else tuple(it for it in columns if it in with_value)
    return Read(read, columns, unknown, said, exported_at, filled, is_part=only is not None)


def _require_rows(one: Plan, read: int) -> None:
    """Refuse a file that has fewer rows than it must have, or more."""
    if one.expected_rows not in {None, read}:
        raise RefusedError(
            one.name,
            f"it has {counted_rows(read)}, but {one.expected_rows:,} are expected. Nothing of it "
            "was loaded.",
            way_out="Was it cut off, or exported with another filter? Export it again, or correct "
            "the number that is expected.",
        )


def _with_value(block: Block) -> set[str]:
    """Name the columns of a block that have a value in a row at least."""
    has_value = block.rows.select((pl.all().fill_null("") != "").any())
    return {name for name, one in zip(has_value.columns, has_value.row(0), strict=True) if one}


def _exported_among(one: Plan, block: Block) -> datetime | None:
    """Tell when the file was exported from the rows of a block, where a column says it."""
    column = one.source.exported_column if one.source else None
    if one.source is None or column is None or column not in block.rows.columns:
        return None
    cells = without_empty_cells(block.rows.select(ROW, column), one.source)[column]
    return one.source.exported_among(cells, file_name=one.path.name)


def _later(first: datetime | None, second: datetime | None) -> datetime | None:
    return max((at for at in (first, second) if at is not None), default=None)


def _load(
    connection: duckdb.DuckDBPyConnection,
    one: Plan,
    spool: Spool,
    file: Read,
    replaced: Sequence[int],
) -> Delivery:
    """Load what was spooled, within the caller's transaction."""
    delivery_id = _next_id(connection)
    start_settling(connection)
    if replaced:
        turn(connection, out=replaced, replaced_by=delivery_id)
    if one.is_log:
        loaded = _load_log(connection, one, spool, delivery_id, replaced)
    elif one.source is not None:
        loaded = _load_lines(connection, one, spool, file, delivery_id)
        file = _without_unused(connection, file)
    else:
        loaded = _load_rows(connection, BY_NAME[one.entity], spool, delivery_id)
    settle(connection, since=delivery_id)
    quarantined = load.quarantine(connection, delivery_id)
    return Delivery(
        delivery_id,
        one.name,
        one.brings,
        file.rows,
        loaded,
        quarantined,
        file.rows - loaded - quarantined,
        is_new=True,
        replaces=tuple(replaced),
        unknown_columns=file.unknown,
        complaints=_complaints(connection, delivery_id),
        remarks=file.remarks,
    )


def _without_unused(connection: duckdb.DuckDBPyConnection, file: Read) -> Read:
    """Count the rows of which nothing is made among those left out, and say so."""
    unused = 0 if file.is_part else rows_without_record(connection, file.rows)
    if not unused:
        return file
    rows = "row" if unused == 1 else "rows"
    said = f"{unused:,} {rows} left out, because no condition of the mapping holds there."
    return replace(file, rows=file.rows - unused, remarks=(*file.remarks, said))


def _load_rows(
    connection: duckdb.DuckDBPyConnection, entity: Entity, spool: Spool, delivery_id: int
) -> int:
    """Load the rows of a canonical file; returns how many brought something new."""
    if entity.name not in spool.written:
        return 0
    spool.show(connection, entity.name)
    load.find_contested(connection, entity)
    load.refuse_contradictions(connection, entity)
    load.refuse_orphans(connection, [entity])
    load.append(connection, entity, delivery_id)
    return load.rows_appended(connection, entity, delivery_id)


def _load_lines(
    connection: duckdb.DuckDBPyConnection, one: Plan, spool: Spool, file: Read, delivery_id: int
) -> int:
    """Load what a mapping makes of each line; returns how many lines brought something new."""
    brought = [entity for entity in one.entities if entity.name in spool.written]
    about = BY_NAME[one.entity]
    if about not in brought:
        connection.execute("create or replace temp table incoming_lines (row_number bigint)")
        return 0
    is_told_apart = {}
    for entity in brought:
        spool.show(connection, entity.name)
        is_told_apart[entity.name] = load.hash_rows(connection, entity, by="row_number")
    rules = len(one.source.records[about.name]) if one.source else 1
    gather_lines(connection, is_told_apart, about, rules=rules, exported_at=file.exported_at)
    load.refuse_contradicting_lines(connection, about)
    load.refuse_orphans(connection, brought)
    connection.execute("delete from incoming_lines as incoming where not " + load.USABLE)
    find_known_lines(connection, about, delivery_id)
    for entity in brought:
        load.append_of_lines(
            connection,
            entity,
            f"""
            select hashed.*, {delivery_id} as delivery_id
            from hashed_{entity.name} as hashed
            inner join incoming_lines using (row_number)
            where incoming_lines.of_row_number is null
            """,
            delivery_id,
        )
    keep_lines(connection, about, delivery_id)
    settle_lines(connection, about, ENTITIES)
    new_lines = "select count(*) from incoming_lines where of_row_number is null"
    return int(single(connection, new_lines))


def _load_log(
    connection: duckdb.DuckDBPyConnection,
    one: Plan,
    spool: Spool,
    delivery_id: int,
    replaced: Sequence[int],
) -> int:
    """Load what the rows of a log lead to; returns how many of its rows are new."""
    log_store.restore_rows(connection, one.log_name)
    entities = log_store.derive_all(
        connection, one.log_source, spool, mapping=one.log_name, turned=replaced
    )
    load.refuse_orphans(connection, entities)
    for entity in entities:
        log_store.append_derived(connection, entity, one.log_name, delivery_id)
    return log_store.keep_rows(connection, one.log_name, delivery_id)


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
    return replace(
        block,
        rows=block.rows.filter(pl.col("row_number").is_in(only.implode())),
        broken=tuple(one for one in block.broken if one.row_number in wanted),
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


def _columns_no_more(
    connection: duckdb.DuckDBPyConnection, one: Plan, source: Source
) -> tuple[str, ...]:
    """Name the columns that the source's last file of this kind had and this one has not."""
    before = single(
        connection,
        f"""
        select arg_max(file_columns, delivery_id) from raw.deliveries
        where entity = $entity and split_part(coalesce(mapping, ''), '@', 1) = $mapping
            and {COUNTS.format("deliveries")}
        """,
        {"entity": one.brings, "mapping": one.mapping_name},
    )
    return tuple(name for name in json.loads(before or "[]") if name not in source.columns)


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
    connection: duckdb.DuckDBPyConnection, one: Plan, delivery: Delivery, file: Read, sha256: str
) -> None:
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


def _record_columns(
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


def _other_readings(connection: duckdb.DuckDBPyConnection, one: Plan, sha256: str) -> list[int]:
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


def _same_file(connection: duckdb.DuckDBPyConnection, one: Plan, sha256: str) -> Delivery | None:
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
    return Delivery(
        delivery_id, file_name, entity, read, 0, quarantined, read - quarantined, is_new=False
    )


def _next_id(connection: duckdb.DuckDBPyConnection) -> int:
    return int(single(connection, "select max(delivery_id) from raw.deliveries") or 0) + 1
