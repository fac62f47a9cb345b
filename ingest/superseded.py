"""Which rows of raw are out of force, because another row of their key is in force.

Of the rows of one key, taken in the order (delivery, line), a row without `updated_at` opens a
generation; a row with one belongs to the generation open before it. In force is the row that is
greatest by (generation, `updated_at`, delivery, line), a missing `updated_at` counting least.

A row that is out of force never comes back into force. Raw only grows, and each delivery has a
greater number than all before it; so a row's generation depends on rows that come before it
alone, and all four parts of its rank are settled for ever once it is in raw. The greatest of a set
that only grows is never a row that was less than another one before. Hence the rows out of force
are kept as a table that only grows too, and a delivery needs to look at its own rows and the one
row in force of each of their keys: that row is of the last generation open, so counting generations
from there ranks the new rows as counting from the first row of the key would.

A row is told by its delivery, its line and its hash. A line can bring several rows of an entity (a
mapping, a log), which have hashes of their own; of rows the very same that one line brings, one is
loaded. Of rows of one key from one line the last that was made of it is in force.
"""

from __future__ import annotations

import duckdb

from ingest.contract import Entity

SUPERSEDED = """
create table raw.superseded (
    entity varchar not null,
    delivery_id bigint not null,
    row_number bigint not null,
    row_hash ubigint not null
)
"""


def key_column(entity: Entity, name: str) -> str:
    """Write a part of the key as staging reads it: an empty cell means the column's default."""
    default = entity.column(name).default
    return f'"{name}"' if default is None else f'coalesce("{name}", {default})'


def version_at(entity: Entity) -> str:
    """Write when a row says that it was changed; null for entities whose rows do not say it."""
    return "updated_at" if entity.has_updated_at else "cast(null as timestamp)"


def note_superseded(connection: duckdb.DuckDBPyConnection, entity: Entity, rows: str) -> None:
    """Note all of some rows but the one in force of each key.

    `rows` is a relation with the key's columns, version_at, delivery_id, row_number, row_hash and
    place: of each key the row in force so far, where there is one, and the rows that came since.
    """
    key = ", ".join(f'"{name}"' for name in entity.key)
    connection.execute(
        f"""
        insert into raw.superseded
        with
            generations as (
                select *, count(*) filter (where version_at is null) over (
                    partition by {key} order by delivery_id, row_number, place, row_hash
                    rows between unbounded preceding and current row
                ) as generation
                from {rows}
            ),
            ranked as (
                select delivery_id, row_number, row_hash, row_number() over (
                    partition by {key}
                    order by generation desc, version_at desc nulls last, delivery_id desc,
                        row_number desc, place desc, row_hash desc
                ) as version
                from generations
            )
        select $entity, delivery_id, row_number, row_hash from ranked where version > 1
        """,
        {"entity": entity.name},
    )


def note_all_superseded(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Note what is out of force among all rows of an entity, as far as it is not noted yet."""
    key = ", ".join(key_column(entity, name) for name in entity.key)
    named_key = ", ".join(f'{key_column(entity, name)} as "{name}"' for name in entity.key)
    connection.execute(
        f"""
        create or replace temp table versions as
        select distinct {named_key}, {version_at(entity)} as version_at, delivery_id, row_number,
            row_hash, cast(null as bigint) as place
        from raw.{entity.name}
        where hash({key}) in (
            select hash({key}) from raw.{entity.name} group by all having count(*) > 1
        ) and {in_force(entity)}
        """
    )
    note_superseded(connection, entity, "versions")
    connection.execute("drop table versions")


def in_force(entity: Entity) -> str:
    """Write the condition that a row of the entity's raw table is in force."""
    return f"""not exists (
        select 1 from raw.superseded
        where superseded.entity = '{entity.name}'
            and superseded.delivery_id = {entity.name}.delivery_id
            and superseded.row_number = {entity.name}.row_number
            and superseded.row_hash = {entity.name}.row_hash
    )"""
