"""The lines of files that a mapping reads row by row: which holds of each record.

A line is about one record, that of the entity that its source is about (a ticket, as a rule), and
what it makes belongs to it: where a newer line of the record comes, all that the older one made and
the newer does not make goes out of force. Of the lines of one record that count, one without a
version opens a generation, and current is the greatest by (generation, version, export, delivery,
line), as with the statements of a key (`ingest/superseded.py`).

`incoming_lines` are the usable lines of the delivery that is being loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import duckdb

from ingest.contract import Entity
from ingest.superseded import COUNTS, join_repetitions, key_column, key_hash, unsettle, updated_at

# Parts of a compound name; no identifier holds it.
SEPARATOR = "chr(31)"


def record_id(entity: Entity, *, rules: int) -> str:
    """Write the id of the record that a line is about, from the row it makes of `entity`.

    Several events of one line are all about its ticket.
    """
    if entity.name == "ticket_events" and rules > 1:
        return "ticket_id"
    parts = (f"cast({key_column(entity, name)} as varchar)" for name in entity.key)
    return f"concat_ws({SEPARATOR}, {', '.join(parts)})"


def gather_lines(
    connection: duckdb.DuckDBPyConnection,
    brought: Mapping[str, bool],
    about: Entity,
    *,
    rules: int,
    exported_at: datetime | None,
) -> None:
    """Gather the delivery's lines: record, version, and a hash of all that each makes.

    `brought` says of each entity made whether no two of its rows share a line, `hashed_<entity>`
    hold place, row_number, key_hash and row_hash of its rows; `exported_at` is when the source
    wrote the file. A line that makes no record is its own.
    """
    made = " union all ".join(
        f"select row_number, '{name}' as entity, place, row_hash from hashed_{name}"
        for name in brought
    )
    own_id, own_version = record_id(about, rules=rules), updated_at(about, "incoming")
    incoming = f"from incoming_{about.name} as incoming"
    if [*brought.values()] == [True]:
        # Each line makes one row: nothing is to be gathered.
        line_hash = f"md5_number('{about.name} ' || row_hash)"
        hashed = f"select row_number, {line_hash} as line_hash from made"
        of_record = (
            f"select row_number, {own_id} as record_id, {own_version} as updated_at {incoming}"
        )
    else:
        hashed = """
            select row_number, md5_number(
                string_agg(entity || ' ' || row_hash, ',' order by entity, place)
            ) as line_hash
            from made group by row_number
        """
        of_record = f"""
            select row_number, min({own_id}) as record_id, max({own_version}) as updated_at
            {incoming} group by row_number
        """
    connection.execute(
        f"""
        create or replace temp table incoming_lines as
        with made as ({made}), hashed as ({hashed}), about as ({of_record})
        select
            hashed.row_number,
            coalesce(about.record_id, 'line ' || hashed.line_hash) as record_id,
            hashed.line_hash,
            coalesce(about.updated_at, $exported_at) as version_at,
            cast($exported_at as timestamp) as exported_at,
            cast(null as bigint) as of_delivery_id,
            cast(null as bigint) as of_row_number
        from hashed
        left join about on hashed.row_number = about.row_number
        where hashed.row_number not in (select row_number from refused)
        """,
        {"exported_at": exported_at},
    )


def find_known_lines(
    connection: duckdb.DuckDBPyConnection, about: Entity, delivery_id: int
) -> None:
    """Find the lines that say what the record's current line says, or its line of the same version.

    Each gets the line whose content it repeats; a line that stands twice in the file repeats the
    first.
    """
    connection.execute(
        f"""
        update incoming_lines
        set of_delivery_id = known.delivery_id, of_row_number = known.row_number
        from (
            select incoming.row_number as own_row_number,
                arg_max(coalesce(lines.of_delivery_id, lines.delivery_id), lines.delivery_id)
                    as delivery_id,
                arg_max(coalesce(lines.of_row_number, lines.row_number), lines.delivery_id)
                    as row_number
            from incoming_lines as incoming
            inner join raw.lines as lines
                on lines.entity = '{about.name}'
                and lines.record_id = incoming.record_id
                and lines.line_hash = incoming.line_hash
                and (lines.is_current or lines.version_at = incoming.version_at)
            where {COUNTS.format("lines")}
            group by incoming.row_number
        ) as known
        where known.own_row_number = incoming_lines.row_number
        """
    )
    connection.execute(
        f"""
        update incoming_lines set of_delivery_id = {delivery_id}, of_row_number = twice.first_row
        from (
            select record_id, line_hash, version_at, min(row_number) as first_row
            from incoming_lines where of_row_number is null
            group by record_id, line_hash, version_at having count(*) > 1
        ) as twice
        where incoming_lines.record_id = twice.record_id
            and incoming_lines.line_hash = twice.line_hash
            and incoming_lines.version_at is not distinct from twice.version_at
            and incoming_lines.row_number > twice.first_row
            and incoming_lines.of_row_number is null
        """
    )


def keep_lines(connection: duckdb.DuckDBPyConnection, about: Entity, delivery_id: int) -> None:
    """Keep the delivery's lines, and settle which line of their records is current."""
    connection.execute(
        f"""
        insert into raw.lines by name
        select '{about.name}' as entity, record_id, {delivery_id} as delivery_id, row_number,
            line_hash, version_at, exported_at, of_delivery_id, of_row_number, true as is_current
        from incoming_lines
        """
    )
    # Of a record's only line nothing is in question.
    connection.execute(
        f"""
        create or replace temp table records_in_question as
        select record_id from raw.lines
        where entity = '{about.name}'
            and record_id in (select record_id from incoming_lines)
        group by record_id having count(*) > 1
        """
    )


def settle_lines(
    connection: duckdb.DuckDBPyConnection, about: Entity, brought: Sequence[Entity]
) -> int:
    """Settle which line of the records in question is current; returns how many gave way.

    The keys of what the lines made that came or went are noted to be settled.
    """
    connection.execute(
        f"""
        create or replace temp table turned_lines as
        with
            lines as (
                select * from raw.lines
                where entity = '{about.name}'
                    and record_id in (select record_id from records_in_question)
            ),
            generations as (
                select *, count(*) filter (where version_at is null) over (
                    partition by record_id order by delivery_id, row_number
                    rows between unbounded preceding and current row
                ) as generation
                from lines where {COUNTS.format("lines")}
            ),
            ranked as (
                select *, row_number() over (
                    partition by record_id
                    order by generation desc, version_at desc nulls last,
                        exported_at desc nulls last, delivery_id desc, row_number desc
                ) as place
                from generations
            ),
            current as (
                select coalesce(of_delivery_id, delivery_id) as delivery_id,
                    coalesce(of_row_number, row_number) as row_number
                from ranked where place = 1
                union
                select delivery_id, row_number from ranked where place = 1
            )
        select lines.delivery_id, lines.row_number, current.row_number is not null as is_current
        from lines
        left join current
            on lines.delivery_id = current.delivery_id and lines.row_number = current.row_number
        where lines.is_current <> (current.row_number is not null)
        """
    )
    connection.execute(
        """
        update raw.lines set is_current = turned_lines.is_current
        from turned_lines
        where lines.delivery_id = turned_lines.delivery_id
            and lines.row_number = turned_lines.row_number
        """
    )
    for entity in brought:
        turned = """
            exists (
                select 1 from turned_lines
                where turned_lines.delivery_id = {0}.delivery_id
                    and turned_lines.row_number = {0}.row_number
            )
        """
        unsettle(
            connection,
            entity,
            f"""
            select {key_hash(entity)} from raw.{entity.name} where {turned.format(entity.name)}
            union
            select {key_hash(entity, "content")} from raw.{entity.name} as content
            {join_repetitions(entity)}
            where {turned.format("repetition")}
            """,
        )
    gave_way = "select count(*) from turned_lines where not is_current"
    return int(connection.execute(gave_way).fetchall()[0][0])


def rows_without_record(connection: duckdb.DuckDBPyConnection, rows_read: int) -> int:
    """Count the rows of which the mapping makes nothing: none of its conditions holds for them."""
    used = """
        select count(*) from (
            select row_number from incoming_lines union select row_number from refused
        )
    """
    return rows_read - int(connection.execute(used).fetchall()[0][0])


def take_over_lines(connection: duckdb.DuckDBPyConnection, entities: Sequence[Entity]) -> None:
    """Let lines that repeat a line of a delivery that was set aside say themselves what it said."""
    connection.execute(
        f"""
        create or replace temp table heirs as
        select of_delivery_id, of_row_number, arg_min(delivery_id, (delivery_id, row_number))
            as delivery_id, arg_min(row_number, (delivery_id, row_number)) as row_number
        from raw.lines
        where of_delivery_id in (select delivery_id from raw.set_aside)
            and {COUNTS.format("lines")}
        group by of_delivery_id, of_row_number
        """
    )
    for entity in entities:
        own = "heirs.of_delivery_id = {0}.delivery_id and heirs.of_row_number = {0}.row_number"
        connection.execute(
            f"""
            insert into raw.{entity.name} by name
            select content.* replace (
                heirs.delivery_id as delivery_id, heirs.row_number as row_number
            )
            from raw.{entity.name} as content
            inner join heirs on {own.format("content")}
            union all by name
            select content.* replace (
                heirs.delivery_id as delivery_id, heirs.row_number as row_number
            )
            from raw.{entity.name} as content
            {join_repetitions(entity)}
            inner join heirs on {own.format("repetition")}
            """
        )
    connection.execute(
        """
        update raw.lines set
            of_delivery_id = case
                when lines.delivery_id = heirs.delivery_id and lines.row_number = heirs.row_number
                then null else heirs.delivery_id
            end,
            of_row_number = case
                when lines.delivery_id = heirs.delivery_id and lines.row_number = heirs.row_number
                then null else heirs.row_number
            end
        from heirs
        where lines.of_delivery_id = heirs.of_delivery_id
            and lines.of_row_number = heirs.of_row_number
        """
    )
