"""Checked rows enter raw: contradictions and orphans refused, known rows noted, the rest appended.

`incoming_<entity>` are the spooled rows of the delivery, `refused` the rows that cannot be used.
Identifiers in the SQL come from the contract.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

import duckdb
import polars as pl

from ingest.contract import BY_NAME, WITHDRAWN, Entity
from ingest.row_places import row_place_sql
from ingest.store import single
from ingest.superseded import COUNTS, in_force, key_column, key_hash, unsettle, updated_at

REFUSED_DDL = """
create or replace temp table refused (
    row_number bigint, entity varchar, column_name varchar, value varchar, reason varchar,
    record varchar
)
"""
# What is unknown in a row, without the unknown columns that only other rows fill.
EXTRA = "case when extra is not null then json_merge_patch('{}', extra) end"
USABLE = "not exists (select 1 from refused where refused.row_number = incoming.row_number)"


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Start with nothing refused."""
    connection.execute(REFUSED_DDL)


def with_extra(rows: pl.DataFrame, extra: pl.DataFrame | None) -> pl.DataFrame:
    """Add what a canonical file says beyond the contract (row_number, extra) to checked rows."""
    if extra is None:
        return rows.with_columns(extra=pl.lit(None, dtype=pl.String))
    return rows.join(extra, on="row_number", how="left", maintain_order="left")


def with_record(refused: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Add to refusals the whole row that each is about, as JSON, from the rows as delivered."""
    if refused.is_empty():
        return refused.with_columns(record=pl.lit(None, dtype=pl.String))
    cells = [pl.col(name).cast(pl.String) for name in rows.columns if name != "row_number"]
    wanted = rows.filter(pl.col("row_number").is_in(refused["row_number"].implode()))
    records = wanted.select("row_number", record=pl.struct(cells).struct.json_encode())
    return refused.join(records, on="row_number", how="left", maintain_order="left")


def refuse(connection: duckdb.DuckDBPyConnection, entity: str, refused: pl.DataFrame) -> None:
    """Note rows (row_number, column_name, value, reason, record) that cannot be used."""
    if refused.is_empty():
        return
    connection.register("refusals", refused.to_arrow())
    connection.execute(
        "insert into refused "
        "select row_number, $entity, column_name, value, reason, record from refusals",
        {"entity": entity},
    )
    connection.unregister("refusals")


def refuse_orphans(connection: duckdb.DuckDBPyConnection, incoming: Sequence[Entity]) -> None:
    """Refuse rows that name a parent which no delivery ever brought, and all that hangs on them."""
    while sum(_refuse_orphans_of(connection, entity, incoming) for entity in incoming):
        pass


def _refuse_orphans_of(
    connection: duckdb.DuckDBPyConnection, entity: Entity, incoming: Sequence[Entity]
) -> int:
    before = _count(connection, "refused")
    for column, parent in entity.parents.items():
        own_key = BY_NAME[parent].key[0]
        brought = (
            f"select {own_key} as parent from raw.{parent} as brought "
            f"where {COUNTS.format('brought')}"
        )
        if BY_NAME[parent] in incoming:
            brought += (
                f" union all select {own_key} from incoming_{parent} as incoming where {USABLE}"
            )
        connection.execute(
            f"""
            insert into refused
            select row_number, $entity, $column_name, {column}, $reason, {_as_json(entity)}
            from incoming_{entity.name} as incoming
            where {USABLE} and not coalesce({WITHDRAWN.name}, false) and not exists (
                select 1 from ({brought}) as parents where parents.parent = incoming.{column}
            )
            """,
            {
                "entity": entity.name,
                "column_name": column,
                "reason": f"no delivery ever brought {parent} with this {own_key}; "
                "deliver them first",
            },
        )
    return _count(connection, "refused") - before


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


def refuse_contradictions(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Refuse the rows of one key that say different things, none of them later by `updated_at`."""
    _refuse_contradicting(
        connection,
        entity,
        "select row_number, key_hash as record, version_at, content from contested",
    )


def refuse_contradicting_lines(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Refuse the lines of a mapped file about one record that make different things of it."""
    _refuse_contradicting(
        connection,
        entity,
        "select row_number, record_id as record, version_at, line_hash as content "
        "from incoming_lines",
    )


def _refuse_contradicting(connection: duckdb.DuckDBPyConnection, entity: Entity, rows: str) -> None:
    key = " and ".join(entity.key) if len(entity.key) < 3 else f"key ({', '.join(entity.key)})"
    newer = (
        "neither has a later updated_at" if entity.has_updated_at else "nothing says which is newer"
    )
    connection.execute(
        f"""
        insert into refused
        with
            told as ({rows}),
            contradicting as (
                select record, version_at, min(row_number) as first, max(row_number) as last
                from told group by record, version_at having min(content) <> max(content)
            ),
            lines as (
                select told.row_number,
                    case told.row_number when first then last else first end as other
                from told
                inner join contradicting
                    on told.record = contradicting.record
                    and told.version_at is not distinct from contradicting.version_at
            )
        select incoming.row_number, $entity, $column_name, incoming."{entity.key[0]}",
            'contradicts row ' || {row_place_sql("lines.other")} || ': the same {key}, other '
                || 'values, and {newer}; correct the source so that one of the two is left',
            {_as_json(entity)}
        from incoming_{entity.name} as incoming
        inner join lines on incoming.row_number = lines.row_number
        """,
        {"entity": entity.name, "column_name": entity.key[0]},
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
        where {USABLE} and place not in (select place from known)
        """,
    )
    note_absent_parents(connection, entity, f"incoming_{entity.name}")


def _find_known(connection: duckdb.DuckDBPyConnection, entity: Entity, delivery_id: int) -> None:
    """List the contested rows that say nothing new, each with the row that says the same."""
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
                    {{'delivery_id': in_raw.delivery_id, 'row_number': in_raw.row_number}},
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
            coalesce(known_in_raw.content.row_number, firsts.row_number) as of_row_number
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


def quarantine(connection: duckdb.DuckDBPyConnection, delivery_id: int) -> int:
    """Put the refused rows into quarantine, one entry a row; returns how many.

    A row number below 0 is none of this delivery's (`ingest/logs.py`).
    """
    connection.execute("delete from refused where row_number < 0")
    connection.execute(
        """
        insert into raw.quarantine
        select $delivery_id, row_number, arg_min(entity, rowid), arg_min(reason, rowid),
            arg_min_null(column_name, rowid), arg_min_null(value, rowid), arg_min(record, rowid)
        from refused group by row_number order by row_number
        """,
        {"delivery_id": delivery_id},
    )
    return _count(connection, "(select distinct row_number from refused)")


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


def _as_json(entity: Entity) -> str:
    members = ", ".join(f'"{name}" := incoming."{name}"' for name in entity.column_names)
    return f"to_json(struct_pack({members}))"


def _names(columns: Iterable[str]) -> list[str]:
    return [f'"{column}"' for column in columns]


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(_names(columns))


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(single(connection, f"select count(*) from {table}"))
