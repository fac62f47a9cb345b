"""The rows of logs are kept as they came: a later part is compared with what came before."""

from __future__ import annotations

import duckdb
import polars as pl

from ingest import load
from ingest.check import check
from ingest.contract import BY_NAME
from ingest.logs import check_log_rows, derive, log_of
from ingest.mapping import SourceRule
from ingest.shapes import filled
from ingest.spool import Spool
from ingest.store import single

# Records are worked out in portions of about this many log rows, so that memory stays bounded.
ROWS_A_PORTION = 500_000
# Before every event of the instant: what the ticket was opened with.
OPENING_SEQUENCE = "-1"

EMPTY_TICKETS = pl.DataFrame(schema={"ticket_id": pl.String, "opened_at": pl.Datetime("us")})
EMPTY_LOG = {"row_number": pl.Int64, "record_id": pl.String, "record": pl.String}

NEW_ROWS = """
create or replace temp table new_log_rows as
with
    -- Of rows that say the very same, the second is another row than the first.
    told as (
        select
            record_id, record, row_number,
            row_number() over (partition by record order by row_number) as telling
        from incoming_log
    ),
    hashed as (
        select *, md5_number(concat_ws(chr(31), record, telling)) as row_hash
        from told
    )
select record_id, record, row_number, row_hash
from hashed
where not exists (
    select 1 from raw.log_rows as known
    where known.mapping = $mapping and known.row_hash = hashed.row_hash
)
"""

PORTION = """
select record, row_number, cast(null as bigint) as _delivery_id, true as _is_new
from new_log_rows
where hash(record_id) % $portions = $portion
union all
select record, row_number, delivery_id, false
from raw.log_rows
where
    mapping = $mapping
    and hash(record_id) % $portions = $portion
    and record_id in (select record_id from new_log_rows)
order by _delivery_id nulls last, row_number
"""


def spool_rows(rows: pl.DataFrame, source: SourceRule, spool: Spool) -> pl.DataFrame:
    """Put the usable rows of a log aside; returns the refusals of the others."""
    columns = sorted(name for name in rows.columns if name != "row_number")
    rows = filled(rows.cast({pl.selectors.by_name(columns): pl.String}), source)
    refused = check_log_rows(rows, source)
    usable = rows.join(refused.select("row_number"), on="row_number", how="anti")
    spool.add(
        "log",
        usable.select(
            "row_number",
            record_id=pl.col(log_of(source).record),
            record=pl.struct(columns).struct.json_encode(),
        ),
    )
    return refused


def derive_all(
    connection: duckdb.DuckDBPyConnection, source: SourceRule, spool: Spool, *, mapping_key: str
) -> None:
    """Spool the records and events that follow from the log's new rows and the rows before them."""
    if "log" not in spool.written:
        spool.add("log", pl.DataFrame(schema=EMPTY_LOG))
    spool.show(connection, "log")
    connection.execute(NEW_ROWS, {"mapping": mapping_key})
    portions = single(connection, "select count(*) from new_log_rows") // ROWS_A_PORTION + 1
    for portion in range(portions):
        rows = connection.sql(
            PORTION, params={"mapping": mapping_key, "portions": portions, "portion": portion}
        ).pl()
        if not rows.is_empty():
            _spool_derived(connection, source, _unpacked(rows, source), spool)


def append(connection: duckdb.DuckDBPyConnection, mapping_key: str, delivery_id: int) -> int:
    """Keep the new rows that were not refused; returns how many."""
    connection.execute(
        """
        insert into raw.log_rows
        select $mapping, record_id, record, $delivery_id, row_number, row_hash
        from new_log_rows
        where row_number not in (select row_number from refused)
        order by row_number
        """,
        {"mapping": mapping_key, "delivery_id": delivery_id},
    )
    return int(
        single(
            connection,
            "select count(*) from new_log_rows "
            "where row_number not in (select row_number from refused)",
        )
    )


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
        checked = check(made, BY_NAME[name], source.reading)
        load.refuse(connection, name, load.with_record(checked.refused, made))
        spool.add(name, load.with_extra(checked.accepted, None))


def _opening_events(
    connection: duckdb.DuckDBPyConnection, openings: pl.DataFrame, tickets: pl.DataFrame
) -> pl.DataFrame:
    """Date what a ticket was opened with at its opening, where the ticket is known."""
    if openings.is_empty():
        return openings.select("row_number", "ticket_id", "field", "value")
    connection.register("openings", openings.to_arrow())
    connection.register("told_tickets", tickets.select("ticket_id", "opened_at").to_arrow())
    dated: pl.DataFrame = connection.sql(
        """
        with
            known as (
                select ticket_id, opened_at, delivery_id, row_number from raw.tickets
                union all
                select ticket_id, opened_at, 9223372036854775807, 0 from told_tickets
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
    connection.unregister("told_tickets")
    return dated.with_columns(sequence=pl.lit(OPENING_SEQUENCE))
