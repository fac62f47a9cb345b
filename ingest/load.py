"""Checked rows enter raw: known rows are noted, the rest are appended.

`incoming_<entity>` are the spooled rows of the delivery, `refused` the rows that cannot be used.
Identifiers in the SQL come from the contract.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import duckdb

from ingest.contract import BY_NAME, WITHDRAWN, Entity
from ingest.refusals import USABLE
from ingest.store import single
from ingest.superseded import COUNTS, in_force, key_column, key_hash, unsettle, updated_at

# What is unknown in a row, without the unknown columns that only other rows fill.
EXTRA = "case when extra is not null then json_merge_patch('{}', extra) end"


def find_contested(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """List the incoming rows whose key is seen more than once, in the file or with what raw holds.

    Only these need a look at their versions, and those that take their key back; on a first
    delivery there are hardly any.
    """
    incoming = f"incoming_{entity.name} as incoming"
    connection.execute(
        f"""
        create or replace temp table contested_keys as
        select key_hash
        from (
            select {key_hash(entity)} as key_hash from {incoming}
            union all
            select distinct {key_hash(entity)} from raw.{entity.name}
            where {key_hash(entity)} in (select {key_hash(entity)} from {incoming})
        )
        group by key_hash
        having count(*) > 1
        union all
        select {key_hash(entity)} from {incoming} where {WITHDRAWN.name}
        """
    )
    connection.execute(
        f"""
        create or replace temp table contested as
        select place, row_number, {key_hash(entity)} as key_hash,
            {row_hash(entity)} as row_hash, {row_hash(entity, filled=True)} as content,
            {updated_at(entity, "incoming")} as version_at
        from {incoming} where {key_hash(entity)} in (select key_hash from contested_keys)
        """
    )


def append(connection: duckdb.DuckDBPyConnection, entity: Entity, delivery_id: int) -> None:
    """Append what is new of an entity's incoming rows, and note the keys that it bears on.

    A row is known where it says what the row of its key in force says already, or where a row with
    its very `updated_at` says it; so an older state that comes back is a new row.
    """
    _find_known(connection, entity, delivery_id)
    connection.execute(
        f"""
        insert into raw.{entity.name} by name
        select {_quoted(entity.column_names)}, {EXTRA} as extra, {delivery_id} as delivery_id,
            row_number, {row_hash(entity)} as row_hash
        from incoming_{entity.name} as incoming
        where {USABLE} and not exists (
            select 1 from known where known.place = incoming.place
        )
        """
    )
    connection.execute(
        f"""
        insert into raw.repetitions
        select '{entity.name}', {delivery_id}, row_number, row_hash, of_delivery_id, of_row_number
        from known
        """
    )
    unsettle(
        connection,
        entity,
        f"""
        select distinct key_hash from contested as incoming
        where {USABLE} and place not in (select place from known where not is_back)
        """,
    )
    note_absent_parents(connection, entity, f"incoming_{entity.name}")


def _find_known(connection: duckdb.DuckDBPyConnection, entity: Entity, delivery_id: int) -> None:
    """List the contested rows that say nothing new, each with the row that says the same.

    `is_back` marks those that say what is out of force: they may bring it back.
    """
    connection.execute(
        f"""
        create or replace temp table known as
        with
            usable as (select * from contested as incoming where {USABLE}),
            in_raw as (
                select {key_hash(entity)} as key_hash, row_hash, delivery_id, row_number,
                    {in_force(entity)} as is_in_force,
                    {updated_at(entity, entity.name)} is not null as is_dated
                from raw.{entity.name}
                where {key_hash(entity)} in (select key_hash from usable)
                    and {COUNTS.format(entity.name)}
            ),
            known_in_raw as (
                select usable.place, max_by(
                    {{
                        'delivery_id': in_raw.delivery_id,
                        'row_number': in_raw.row_number,
                        'is_back': not is_in_force
                    }},
                    (is_in_force, in_raw.delivery_id, in_raw.row_number)
                ) as content
                from usable
                inner join in_raw using (key_hash, row_hash)
                where is_in_force or is_dated
                group by usable.place
            ),
            firsts as (
                select key_hash, row_hash, min(place) as place, min(row_number) as row_number
                from usable group by key_hash, row_hash
            )
        select usable.place, usable.row_number, usable.row_hash,
            coalesce(known_in_raw.content.delivery_id, {delivery_id}) as of_delivery_id,
            coalesce(known_in_raw.content.row_number, firsts.row_number) as of_row_number,
            coalesce(known_in_raw.content.is_back, false) as is_back
        from usable
        inner join firsts using (key_hash, row_hash)
        left join known_in_raw on usable.place = known_in_raw.place
        where known_in_raw.place is not null or usable.place > firsts.place
        """
    )


def hash_rows(connection: duckdb.DuckDBPyConnection, entity: Entity, *, by: str) -> bool:
    """Hash all incoming rows of an entity; of one key that a line makes twice the last is kept.

    `by` is the column that tells apart the lines, or the records of a log. Returns whether no two
    of the rows share theirs.
    """
    counted = f"select count(*) = count(distinct {by}) from incoming_{entity.name}"
    is_told_apart = bool(single(connection, counted))
    last = f"""
        qualify row_number() over (
            partition by {by}, {", ".join(key_column(entity, name) for name in entity.key)}
            order by place desc
        ) = 1
    """
    connection.execute(
        f"""
        create or replace temp table hashed_{entity.name} as
        select *, {key_hash(entity)} as key_hash, {row_hash(entity)} as row_hash
        from incoming_{entity.name} as incoming
        where {USABLE}
        {"" if is_told_apart else last}
        """
    )
    return is_told_apart


def append_of_lines(
    connection: duckdb.DuckDBPyConnection, entity: Entity, rows: str, delivery_id: int
) -> None:
    """Append what mapped rows make of an entity, and note the keys that it bears on.

    `rows` is a query for hashed rows with their delivery_id. What a row that counts says already is
    a repetition of it.
    """
    connection.execute(
        f"""
        create or replace temp table made as
        with
            rows as ({rows}),
            in_raw as (
                select {key_hash(entity)} as key_hash, row_hash, max_by(
                    {{'delivery_id': delivery_id, 'row_number': row_number}},
                    ({in_force(entity)}, delivery_id, row_number)
                ) as content
                from raw.{entity.name}
                where row_hash in (select row_hash from rows) and {COUNTS.format(entity.name)}
                group by all
            ),
            firsts as (
                select key_hash, row_hash, arg_min(
                    {{'delivery_id': delivery_id, 'row_number': row_number}}, place
                ) as content, min(place) as place
                from rows group by key_hash, row_hash
            )
        select rows.*,
            coalesce(in_raw.content, firsts.content) as content,
            in_raw.row_hash is null and rows.place = firsts.place as is_new
        from rows
        inner join firsts using (key_hash, row_hash)
        left join in_raw using (key_hash, row_hash)
        """
    )
    unsettle(
        connection,
        entity,
        f"""
        select key_hash from made group by key_hash having count(*) > 1 or bool_or({WITHDRAWN.name})
        union
        select {key_hash(entity)} from raw.{entity.name}
        where {key_hash(entity)} in (select key_hash from made)
        """,
    )
    note_absent_parents(connection, entity, "made")
    connection.execute(
        f"""
        insert into raw.{entity.name} by name
        select {_quoted(entity.column_names)}, {EXTRA} as extra, delivery_id, row_number, row_hash
        from made where is_new order by place
        """
    )
    connection.execute(
        f"""
        insert into raw.repetitions
        select '{entity.name}', delivery_id, row_number, row_hash, content.delivery_id,
            content.row_number
        from made where not is_new
        """
    )


def note_absent_parents(connection: duckdb.DuckDBPyConnection, entity: Entity, rows: str) -> None:
    """Have those of some rows settled whose parent was brought once and is not in force now.

    `rows` is a relation with the entity's columns.
    """
    for column, parent in entity.parents.items():
        out_of_force = f"select exists (from raw.superseded where entity = '{parent}')"
        if single(connection, out_of_force):
            unsettle(
                connection,
                entity,
                f"""
                select {key_hash(entity)} from {rows}
                where "{column}" not in (
                    select "{BY_NAME[parent].key[0]}" from raw.{parent}
                    where {in_force(BY_NAME[parent])}
                )
                """,
            )


def rows_appended(connection: duckdb.DuckDBPyConnection, entity: Entity, delivery_id: int) -> int:
    """Count the rows of a canonical delivery that brought something new."""
    return int(
        single(
            connection,
            f"select count(*) from raw.{entity.name} where delivery_id = $delivery_id",
            {"delivery_id": delivery_id},
        )
    )


def row_hash(entity: Entity, *, filled: bool = False) -> str:
    """Write the hash of what a row says: half an MD5 over its values, compared within one key.

    `filled` takes an empty cell for the column's default: what a row means, however it is spelt,
    where raw keeps what it says. A later column counts, with its name, only where it has a value:
    so a row of before has the hash that it had before.
    """
    first = [column.name for column in entity.columns if not column.is_later]
    later = [column.name for column in entity.columns if column.is_later]
    said = partial(key_column, entity) if filled else '"{}"'.format
    values = [f"coalesce(cast({one} as varchar), chr(1))" for one in (*map(said, first), EXTRA)]
    values += [f"'{name}' || chr(29) || cast({said(name)} as varchar)" for name in later]
    return f"md5_number_lower(concat_ws(chr(31), {', '.join(values)}))"


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
