"""Deliveries: files are taken in, each in one transaction, and every row is accounted for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from ingest import load, log_store, refusals
from ingest.borne_out import changed_fields, not_borne_out
from ingest.check import no_refusals
from ingest.contract import BY_NAME, ENTITIES
from ingest.contradictions import refuse_contradicting_lines, refuse_contradictions
from ingest.delivery_register import (
    Delivery,
    Read,
    columns_no_more,
    complaints_of,
    next_id,
    other_readings,
    quarantined_rows,
    register,
    register_columns,
    same_file,
    unknown_columns,
)
from ingest.errors import RefusedError
from ingest.formula_errors import find_formula_errors, formula_error_words
from ingest.garbled import find_garbled, garbled_words, text_columns
from ingest.lines import (
    find_known_lines,
    gather_lines,
    keep_lines,
    rows_without_record,
    settle_lines,
)
from ingest.mapping.format_against_files import without_effect
from ingest.mapping_file import comes_along
from ingest.named import counted
from ingest.nested import say_objects
from ingest.odd_cells import OddCells
from ingest.plan import Plan, opened_as_planned, require_columns
from ingest.readers import ROW, Block, Broken, LeftOut, kind_of
from ingest.remarks import misspelt_columns, remarks
from ingest.set_aside import turn
from ingest.shapes import Candidates, as_canonical, as_records, without_empty_cells
from ingest.sheet_words import sheets_read
from ingest.spool import Spool, spooling
from ingest.store import create_raw, single
from ingest.superseded import settle, start_settling
from ingest.taken_back import taken_back
from ingest.unchanged import Mark, mark_of, require_unchanged

# Told as (what is being done, bytes done, bytes in all).
Progress = Callable[[str, int, int], None]


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
    earlier = same_file(connection, one, sha256)
    if earlier is not None and earlier.rows_quarantined == 0:
        # Of a mapped file the rows of which nothing is made were not counted.
        if one.source is None:
            _require_rows(one, earlier.rows_read)
        return earlier
    replaced = other_readings(connection, one, sha256)
    refusals.prepare(connection)
    again = None if earlier is None else quarantined_rows(connection, earlier.delivery_id)
    with spooling(scratch) as spool:
        file = _spool_rows(connection, one, spool, progress, only=again)
        require_unchanged(one.path, mark)
        connection.execute("begin transaction")
        try:
            delivery = _load(connection, one, spool, file, replaced)
            is_new = earlier is None or delivery.rows_loaded > 0
            if is_new:
                register(connection, one, delivery, file, sha256)
                register_columns(connection, one, delivery, file, spool)
            connection.execute("commit" if is_new else "rollback")
        except BaseException:
            # Where the commit itself failed there is nothing to roll back.
            with suppress(duckdb.Error):
                connection.execute("rollback")
            raise
    if is_new or earlier is None:
        return delivery
    remarks_of_both = (*earlier.remarks, *delivery.remarks)
    return replace(delivery, delivery_id=earlier.delivery_id, is_new=False, remarks=remarks_of_both)


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
    garbled: list[OddCells] = []
    errors: list[OddCells] = []
    fields: Counter[str] = Counter()
    with opened_as_planned(one) as (source, raw):
        require_columns(one, source)
        unknown = unknown_columns(connection, one, source)
        for block in source.blocks:
            read += len(block.rows) + len(block.broken)
            left_out += block.left_out
            doubts += block.doubts
            garbled += find_garbled(block.rows, text_columns(one))
            errors += find_formula_errors(one, block.rows)
            with_value |= _with_value(block) if one.sheet is not None else set()
            fields += changed_fields(block.rows, one.source)
            exported_at = _later(exported_at, _exported_among(one, block))
            _spool_block(connection, one, _part_of(block, only), spool)
            progress(f"reading {one.name}", min(raw.tell(), size), size)
    _require_rows(one, read)
    progress(f"comparing {one.name} with what is known", size, size)
    missing = columns_no_more(connection, one, source)
    doubts += garbled_words(garbled, one.dialect.encoding)
    doubts += formula_error_words(errors)
    doubts += misspelt_columns(one, unknown, source.columns)
    doubts += not_borne_out(one.path, one.source, fields)
    doubts += sheets_read(one, source)
    if one.mapping is not None and not comes_along(one.mapping):
        doubts += without_effect(one.dialect, one.path)
    said = remarks(one, read, left_out, missing, doubts)
    columns = tuple(source.columns)
    filled = columns if one.sheet is None else tuple(it for it in columns if it in with_value)
    return Read(read, columns, unknown, said, exported_at, filled, is_part=only is not None)


def _require_rows(one: Plan, read: int) -> None:
    """Refuse a file that has fewer rows than it must have, or more."""
    if one.expected_rows not in {None, read}:
        raise RefusedError(
            one.name,
            f"it has {counted(read, 'row')}, but {one.expected_rows:,} are expected. Nothing of it "
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
    delivery_id = next_id(connection)
    start_settling(connection)
    if replaced:
        turn(connection, out=replaced, replaced_by=delivery_id)
    if one.is_log:
        loaded = _load_log(connection, one, spool, delivery_id, replaced)
    elif one.source is not None:
        loaded = _load_lines(connection, one, spool, file, delivery_id)
        file = _without_unused(connection, file)
    else:
        loaded = _load_rows(connection, one, spool, delivery_id)
    settle(connection, since=delivery_id)
    went = "" if one.source else taken_back(connection, BY_NAME[one.entity], delivery_id)
    quarantined = refusals.quarantine(connection, delivery_id)
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
        complaints=complaints_of(connection, delivery_id),
        remarks=(*file.remarks, went) if went else file.remarks,
        mapping=one.mapping_name,
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
    connection: duckdb.DuckDBPyConnection, one: Plan, spool: Spool, delivery_id: int
) -> int:
    """Load the rows of a canonical file; returns how many brought something new."""
    entity = BY_NAME[one.entity]
    if entity.name not in spool.written:
        return 0
    spool.show(connection, entity.name)
    load.find_contested(connection, entity)
    refuse_contradictions(connection, one, entity)
    refusals.refuse_orphans(connection, [entity], called=one.called)
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
    refuse_contradicting_lines(connection, one, about)
    refusals.refuse_orphans(connection, brought, called=one.called)
    refusals.explain_left_out(connection, about)
    connection.execute("delete from incoming_lines as incoming where not " + refusals.USABLE)
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
    refusals.refuse_orphans(connection, entities, called=one.called)
    for entity in entities:
        log_store.append_derived(connection, entity, one.log_name, delivery_id)
    return log_store.keep_rows(connection, one.log_name, delivery_id)


def _spool_block(
    connection: duckdb.DuckDBPyConnection, one: Plan, block: Block, spool: Spool
) -> None:
    refusals.refuse(connection, one.entity, _broken(block.broken))
    rows = without_empty_cells(block.rows, one.source)
    if one.is_log:
        refused = log_store.spool_rows(rows, one.log_source, spool)
        _refuse(connection, one, one.entity, refused, rows)
        return
    candidates = _candidates(one, rows, block.rows)
    for name, faults in candidates.faults.items():
        _refuse(connection, one, name, faults, rows)
        refusals.note_named(connection, BY_NAME[name], candidates.faulty[name])
        spool.add(name, candidates.usable[name])


def _refuse(
    connection: duckdb.DuckDBPyConnection,
    one: Plan,
    entity: str,
    refused: pl.DataFrame,
    rows: pl.DataFrame,
) -> None:
    """Note rows of the file that cannot be used, each with all that it holds."""
    if kind_of(one.path) in {"json", "json_lines"}:
        refused = say_objects(refused, rows)
    refusals.refuse(connection, entity, refusals.by_row(refused, rows))


def _part_of(block: Block, only: pl.Series | None) -> Block:
    if only is None:
        return block
    wanted = set(only)
    return replace(
        block,
        rows=block.rows.filter(pl.col("row_number").is_in(only.implode())),
        broken=tuple(one for one in block.broken if one.row_number in wanted),
    )


def _candidates(one: Plan, rows: pl.DataFrame, written: pl.DataFrame) -> Candidates:
    if one.source is None:
        return as_canonical(rows, BY_NAME[one.entity])
    absent = [name for name in one.source.source_columns if name not in rows.columns]
    rows = rows.with_columns(pl.lit(None, dtype=pl.String).alias(name) for name in absent)
    return as_records(rows, one.source, written)


def _broken(broken: Sequence[Broken]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "row_number": [one.row_number for one in broken],
            "column_name": [None] * len(broken),
            "value": [one.text for one in broken],
            "reason": [one.reason for one in broken],
            "faulty_columns": [[]] * len(broken),
            "record": [None] * len(broken),
        },
        schema={
            **no_refusals().schema,
            "faulty_columns": pl.List(pl.String),
            "record": pl.String,
        },
    )
