"""The rows of logs are kept as they came: a part is read together with what came before.

A log goes by its mapping's name. What the rows of a record lead to is worked out from all of them
that count, by the mapping that read the newest of them, and belongs to the row that says it; what
they do not lead to any more, because a row came in between or was taken back, is retracted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from pathlib import Path

import duckdb
import polars as pl

from ingest import load, refusals
from ingest.check import check
from ingest.contract import BY_NAME, Entity
from ingest.form import plain_name
from ingest.instants import Reading
from ingest.log_readings import ever_brought, reading_of
from ingest.logs import check_log_rows, derive, log_of
from ingest.mapping import SourceRule
from ingest.no_value import as_the_log_names_it
from ingest.shapes import filled
from ingest.spool import Spool, spooling
from ingest.store import single
from ingest.superseded import COUNTS, join_repetitions, key_hash, unsettle

# Records are worked out in portions of about this many log rows, so that memory stays bounded.
ROWS_A_PORTION = 500_000
# Before every event of the instant: what the ticket was opened with.
OPENING_SEQUENCE = "-1"

EMPTY_TICKETS = pl.DataFrame(schema={"ticket_id": pl.String, "opened_at": pl.Datetime("us")})
EMPTY_LOG = {"row_number": pl.Int64, "record_id": pl.String, "record": pl.String}
ORIGIN_TYPES = {
    "record_id": pl.String,
    "origin_delivery_id": pl.Int64,
    "origin_row_number": pl.Int64,
}
ORIGINS = tuple(ORIGIN_TYPES)
# A log's rows are kept whole: its records say nothing beyond the contract.
NO_EXTRA = pl.lit(None, dtype=pl.String)

HASHED_ROWS = """
create or replace temp table hashed_log_rows as
with
    -- Of rows that say the very same, the second is another row than the first.
    counted as (
        select
            record_id, record, row_number,
            row_number() over (partition by record order by row_number) as repetition
        from incoming_log
    )
select record_id, record, row_number,
    md5_number(concat_ws(chr(31), record, repetition)) as row_hash
from counted
"""

NEW_ROWS = f"""
create or replace temp table new_log_rows as
select * from hashed_log_rows
where not exists (
    select 1 from raw.log_rows as known
    where known.mapping = $mapping and known.row_hash = hashed_log_rows.row_hash
        and {COUNTS.format("known")}
)
"""

# `_read_by` is the newest delivery that brought a row of the record; null where this one does.
PORTION = f"""
with
    known as (
        select record_id, record, row_number, delivery_id from raw.log_rows
        where
            mapping = $mapping
            and hash(record_id) % $portions = $portion
            and record_id in (select record_id from records_in_question)
            and {COUNTS.format("log_rows")}
        -- A row that came back after another delivery had taken it over is there twice.
        qualify row_number() over (partition by row_hash order by delivery_id) = 1
    ),
    rows as (
        select record_id, record, row_number, cast(null as bigint) as _delivery_id, true as _is_new
        from new_log_rows
        where hash(record_id) % $portions = $portion
        union all
        select record_id, record, row_number, delivery_id, false from known
    )
select * exclude (record_id), case
    when not bool_or(_is_new) over (partition by record_id)
    then max(_delivery_id) over (partition by record_id)
end as _read_by
from rows
order by _delivery_id nulls last, row_number
"""


def spool_rows(rows: pl.DataFrame, source: SourceRule, spool: Spool) -> pl.DataFrame:
    """Put the usable rows of a log aside; returns the refusals of the others."""
    columns = sorted(name for name in rows.columns if name != "row_number")
    if not columns:
        # No row of a block of JSON says anything: each is refused for want of its record.
        columns = [plain_name(log_of(source).record)]
        rows = rows.with_columns(pl.lit(None, dtype=pl.String).alias(columns[0]))
    rows = filled(rows.cast({pl.selectors.by_name(columns): pl.String}), source)
    refused = check_log_rows(rows, source)
    usable = rows.join(refused.select("row_number"), on="row_number", how="anti")
    spool.add(
        "log",
        usable.select(
            "row_number",
            record_id=pl.col(plain_name(log_of(source).record)),
            record=pl.struct(columns).struct.json_encode(),
        ),
    )
    return refused


def derive_all(
    connection: duckdb.DuckDBPyConnection,
    source: SourceRule | None,
    spool: Spool,
    *,
    mapping: str,
    turned: Sequence[int] = (),
) -> tuple[Entity, ...]:
    """Spool what follows from the log's new rows and the rows before them, and show it to SQL.

    The records that rows of the deliveries `turned` are about are worked out anew too. `source`
    reads the new rows; None where there are none. Returns the entities that the log ever brought,
    parents first. Raises RefusedError where no mapping was kept that reads an older row.
    """
    if "log" not in spool.written:
        spool.add("log", pl.DataFrame(schema=EMPTY_LOG))
    spool.show(connection, "log")
    connection.execute(HASHED_ROWS)
    connection.execute(NEW_ROWS, {"mapping": mapping})
    connection.execute(
        """
        create or replace temp table records_in_question as
        select record_id from new_log_rows
        union
        select record_id from raw.log_rows
        where mapping = $mapping and delivery_id in (select unnest($turned))
        """,
        {"mapping": mapping, "turned": list(turned)},
    )
    readings: dict[int | None, SourceRule] = {} if source is None else {None: source}
    portions = single(connection, "select count(*) from new_log_rows") // ROWS_A_PORTION + 1
    for portion in range(portions):
        rows = connection.sql(
            PORTION, params={"mapping": mapping, "portions": portions, "portion": portion}
        ).pl()
        for delivery_id in rows["_read_by"].unique():
            if delivery_id not in readings:
                readings[delivery_id] = reading_of(connection, mapping, delivery_id, source)
        for reading, part in _by_reading(rows, readings):
            _spool_derived(connection, reading, _unpacked(part, reading), spool)
    entities = ever_brought(connection, mapping, source)
    for entity in entities:
        if entity.name not in spool.written:
            spool.add(entity.name, _nothing_of(entity))
        spool.show(connection, entity.name)
    return entities


def _by_reading(
    rows: pl.DataFrame, readings: AnyMapping[int | None, SourceRule]
) -> Iterator[tuple[SourceRule, pl.DataFrame]]:
    """Part rows by the rules that read them, which several deliveries may share."""
    for reading in {id(one): one for one in readings.values()}.values():
        deliveries = [number for number, one in readings.items() if one is reading]
        part = rows.filter(pl.col("_read_by").is_in(deliveries, nulls_equal=True))
        if not part.is_empty():
            yield reading, part.drop("_read_by")


def keep_rows(connection: duckdb.DuckDBPyConnection, mapping: str, delivery_id: int) -> int:
    """Keep the new rows that were not refused, note the known ones; returns how many are new."""
    usable = "row_number not in (select row_number from refused)"
    connection.execute(
        f"""
        insert into raw.log_rows
        select $mapping, record_id, record, $delivery_id, row_number, row_hash
        from new_log_rows where {usable} order by row_number
        """,
        {"mapping": mapping, "delivery_id": delivery_id},
    )
    connection.execute(
        f"""
        insert into raw.repeated_log_rows
        select $mapping, row_hash, $delivery_id, row_number from hashed_log_rows
        where {usable} and row_number not in (select row_number from new_log_rows)
        """,
        {"mapping": mapping, "delivery_id": delivery_id},
    )
    return int(single(connection, f"select count(*) from new_log_rows where {usable}"))


def append_derived(
    connection: duckdb.DuckDBPyConnection, entity: Entity, mapping: str, delivery_id: int
) -> None:
    """Append what the records in question lead to now, and retract what they do not any more."""
    load.hash_rows(connection, entity, by="record_id")
    _find_led_to(connection, entity, mapping)
    _retract(connection, entity)
    load.append_of_lines(
        connection,
        entity,
        f"""
        select hashed.* exclude (row_number, origin_delivery_id, origin_row_number),
            coalesce(origin_delivery_id, {delivery_id}) as delivery_id,
            origin_row_number as row_number
        from hashed_{entity.name} as hashed
        where not exists (
            select 1 from led_to
            where led_to.record_id = hashed.record_id
                and led_to.key_hash = hashed.key_hash
                and led_to.row_hash = hashed.row_hash
        )
        """,
        delivery_id,
    )
    if entity.name in ("tickets", "ticket_events"):
        connection.execute(
            """
            insert into raw.revised_tickets
            select record_id from records_in_question
            """
        )


def _find_led_to(connection: duckdb.DuckDBPyConnection, entity: Entity, mapping: str) -> None:
    """List what the records in question led to before: the statements of their rows that count."""
    connection.execute(
        f"""
        create or replace temp table led_to as
        with
            rows as (
                select record_id, delivery_id, row_number from raw.log_rows
                where mapping = $mapping and {COUNTS.format("log_rows")}
                    and record_id in (select record_id from records_in_question)
            )
        select rows.record_id, {key_hash(entity, "content")} as key_hash, content.delivery_id,
            content.row_number, content.row_hash
        from raw.{entity.name} as content
        inner join rows using (delivery_id, row_number)
        union all
        select rows.record_id, {key_hash(entity, "content")}, repetition.delivery_id,
            repetition.row_number, repetition.row_hash
        from raw.{entity.name} as content
        {join_repetitions(entity)}
        inner join rows
            on rows.delivery_id = repetition.delivery_id
            and rows.row_number = repetition.row_number
        """,
        {"mapping": mapping},
    )


def _retract(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Retract what the records in question do not lead to any more; what they do again stands.

    Of several rows that lead to the same, the first says it: while its delivery was taken back, the
    next one did.
    """
    connection.execute(
        f"""
        create or replace temp table judged as
        select led_to.*, hashed.row_hash is not null and row_number() over (
            partition by led_to.record_id, led_to.key_hash, led_to.row_hash
            order by led_to.delivery_id, led_to.row_number
        ) = 1 as stands
        from led_to
        left join (
            select distinct record_id, key_hash, row_hash from hashed_{entity.name}
        ) as hashed using (record_id, key_hash, row_hash)
        """
    )
    same = """
        retracted.delivery_id = judged.delivery_id and retracted.row_number = judged.row_number
        and retracted.row_hash = judged.row_hash
    """
    connection.execute(
        f"""
        delete from raw.retracted
        where entity = '{entity.name}' and exists (select 1 from judged where {same})
        """
    )
    connection.execute(
        f"""
        insert into raw.retracted
        select '{entity.name}', delivery_id, row_number, row_hash from judged where not stands
        """
    )
    unsettle(connection, entity, "select distinct key_hash from judged")


def derive_again(
    connection: duckdb.DuckDBPyConnection,
    *,
    mapping: str,
    turned: Sequence[int],
    scratch: Path | None = None,
) -> None:
    """Work out anew the records that deliveries taken back, or brought back, are about."""
    refusals.prepare(connection)
    restore_rows(connection, mapping)
    with spooling(scratch) as spool:
        entities = derive_all(connection, None, spool, mapping=mapping, turned=turned)
        refusals.refuse_orphans(connection, entities)
        for entity in entities:
            append_derived(connection, entity, mapping, delivery_id=0)


def restore_rows(connection: duckdb.DuckDBPyConnection, mapping: str) -> None:
    """Keep rows set aside that another delivery repeats as rows of that one."""
    connection.execute(
        f"""
        insert into raw.log_rows
        select $mapping, gone.record_id, gone.record,
            arg_min(again.delivery_id, (again.delivery_id, again.row_number)),
            arg_min(again.row_number, (again.delivery_id, again.row_number)), gone.row_hash
        from raw.log_rows as gone
        inner join raw.repeated_log_rows as again
            on again.mapping = gone.mapping and again.row_hash = gone.row_hash
        where gone.mapping = $mapping
            and not {COUNTS.format("gone")} and {COUNTS.format("again")}
            and not exists (
                select 1 from raw.log_rows as left_over
                where left_over.mapping = gone.mapping and left_over.row_hash = gone.row_hash
                    and {COUNTS.format("left_over")}
            )
        group by gone.record_id, gone.record, gone.row_hash
        """,
        {"mapping": mapping},
    )


def _nothing_of(entity: Entity) -> pl.DataFrame:
    none = pl.DataFrame(schema={"row_number": pl.Int64, **ORIGIN_TYPES})
    checked = check(none.select("row_number"), entity, Reading())
    return _with_origins(checked.accepted.with_columns(extra=NO_EXTRA), none)


def _unpacked(rows: pl.DataFrame, source: SourceRule) -> pl.DataFrame:
    kind = pl.Struct(dict.fromkeys(source.source_columns, pl.String))
    return rows.with_columns(pl.col("record").str.json_decode(kind)).unnest("record")


def _spool_derived(
    connection: duckdb.DuckDBPyConnection, source: SourceRule, rows: pl.DataFrame, spool: Spool
) -> None:
    found = derive(rows, source)
    records = dict(found.records)
    tickets = EMPTY_TICKETS
    if "tickets" in records:
        tickets = check(records["tickets"], BY_NAME["tickets"], source.reading).accepted
    events = _opening_events(connection, found.openings, tickets)
    records["ticket_events"] = pl.concat([events, records["ticket_events"]], how="diagonal")
    for name, made in records.items():
        # A check keeps the number of each row, which a line of a log may give to several.
        numbered = made.with_columns(
            row_number=pl.int_range(pl.len(), dtype=pl.Int64), line=pl.col("row_number")
        )
        checked = check(numbered, BY_NAME[name], source.reading)
        faults = as_the_log_names_it(checked.refused, BY_NAME[name], source.records.get(name, ()))
        refused = refusals.by_row(faults, numbered.drop("line", *ORIGINS, strict=False))
        lines = numbered.select("row_number", "line", *ORIGINS)
        refusals.refuse(
            connection,
            name,
            refused.join(lines, on="row_number", how="left").with_columns(row_number="line"),
        )
        spool.add(name, _with_origins(checked.accepted.with_columns(extra=NO_EXTRA), lines))


def _with_origins(accepted: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Give checked rows the line that brought them about, and the row that says them."""
    return (
        accepted.join(lines, on="row_number", how="left", maintain_order="left")
        .with_columns(
            row_number=pl.col("line") if "line" in lines.columns else pl.col("row_number")
        )
        .drop("line", strict=False)
    )


def _opening_events(
    connection: duckdb.DuckDBPyConnection, openings: pl.DataFrame, tickets: pl.DataFrame
) -> pl.DataFrame:
    """Date what a ticket was opened with at its opening, where the ticket is known."""
    if openings.is_empty():
        return openings.select("row_number", *ORIGINS, "ticket_id", "field", "value")
    connection.register("openings", openings.to_arrow())
    connection.register("opened_tickets", tickets.select("ticket_id", "opened_at").to_arrow())
    dated: pl.DataFrame = connection.sql(
        f"""
        with
            known as (
                select ticket_id, opened_at, delivery_id, row_number from raw.tickets
                where {COUNTS.format("tickets")}
                union all
                select ticket_id, opened_at, 9223372036854775807, 0 from opened_tickets
            )
        select openings.*, strftime(
            last(known.opened_at order by known.delivery_id, known.row_number),
            '%Y-%m-%dT%H:%M:%S.%fZ'
        ) as occurred_at
        from openings
        inner join known on known.ticket_id = openings.ticket_id
        group by all
        """
    ).pl()
    connection.unregister("openings")
    connection.unregister("opened_tickets")
    return dated.with_columns(sequence=pl.lit(OPENING_SEQUENCE))
