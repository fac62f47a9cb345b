"""Which rows of raw are out of force, because another row of their key is in force, or none is.

What raw says of a key are its statements: the rows in raw, and the rows that came again with the
very same content (raw.repetitions). Those count whose delivery was not set aside. Of the
statements of one key, taken in the order (delivery, line), one without a version opens a
generation; one with a version belongs to the generation open before it. A version is the row's
`updated_at`, else when its source says that it was exported. In force is the statement that is
greatest by (generation, version, export, delivery, line), a missing version counting least; where
it takes its key back, no row is.

Two things take a statement out of the running. What a mapped row makes belongs to that row, so it
stands as long as the row is the record's current line (`ingest/lines.py`); what a log's rows lead
to stands as long as they lead to it (`ingest/log_store.py`). And a row whose parent is not in
force is not either. A parent that no current line makes any more stays in force as long as a row
that stands names it.

The rows out of force are kept as a table, so that staging needs one join. A delivery settles the
keys that it bears on, and no others; a row that comes into force or goes out of it marks its
ticket, and the keys that hang on it are settled in turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import duckdb

from ingest.contract import BY_NAME, ENTITIES, WITHDRAWN, Entity

SUPERSEDED = """
create table if not exists raw.superseded (
    entity varchar not null,
    delivery_id bigint not null,
    row_number bigint not null,
    row_hash ubigint not null
)
"""
# Those whose rows bear on a ticket alone, by its id.
OF_TICKETS = ("tickets", "ticket_events", "source_verdicts")
COUNTS = "not exists (select 1 from raw.set_aside where set_aside.delivery_id = {}.delivery_id)"


def key_column(entity: Entity, name: str, table: str = "") -> str:
    """Write a column as staging reads it: an empty cell means the column's default."""
    default = entity.column(name).default
    column = f'{table}."{name}"' if table else f'"{name}"'
    if default is None:
        return column
    literal = f"'{default}'" if isinstance(default, str) else default
    return f"coalesce({column}, {literal})"


def key_hash(entity: Entity, table: str = "") -> str:
    """Write the hash of a row's key; keys that share one are settled together."""
    return f"hash({', '.join(key_column(entity, name, table) for name in entity.key)})"


def updated_at(entity: Entity, table: str) -> str:
    """Write when a row says that it was changed; null for entities whose rows do not say it."""
    return f"{table}.updated_at" if entity.has_updated_at else "cast(null as timestamp)"


def in_force(entity: Entity, table: str = "") -> str:
    """Write the condition that a row of the entity's raw table (or of its alias) is in force."""
    row = table or entity.name
    return f"""not exists (
        select 1 from raw.superseded
        where superseded.entity = '{entity.name}'
            and superseded.delivery_id = {row}.delivery_id
            and superseded.row_number = {row}.row_number
            and superseded.row_hash = {row}.row_hash
    )"""


def join_repetitions(entity: Entity) -> str:
    """Write the join of rows that came again, `repetition`, to what they repeat, `content`."""
    return f"""
        inner join raw.repetitions as repetition
            on repetition.entity = '{entity.name}'
            and repetition.of_delivery_id = content.delivery_id
            and repetition.of_row_number = content.row_number
            and repetition.row_hash = content.row_hash
    """


def statements(entity: Entity, where: str) -> str:
    """Write, as a query, what deliveries that count say of some of an entity's keys.

    `where` is a condition on `content`, the row of raw that holds what is said. Gives the columns
    of the key and of the parents, version_at, exported_at, is_withdrawn, the statement's own
    delivery_id, row_number and row_hash, content_delivery_id and content_row_number, and `stands`.
    """
    return f"""
        {_said_by(entity, "content", "", where)}
        union all
        {_said_by(entity, "repetition", join_repetitions(entity), where)}
    """


def _said_by(entity: Entity, saying: str, joined: str, where: str) -> str:
    keys = [f'{key_column(entity, name, "content")} as "{name}"' for name in entity.key]
    parents = [f'content."{name}"' for name in entity.parents if name not in entity.key]
    return f"""
        select
            {", ".join([*keys, *parents])},
            coalesce({updated_at(entity, "content")}, lines.exported_at) as version_at,
            lines.exported_at,
            coalesce(content.{WITHDRAWN.name}, false) as is_withdrawn,
            {saying}.delivery_id,
            {saying}.row_number,
            {saying}.row_hash,
            content.delivery_id as content_delivery_id,
            content.row_number as content_row_number,
            coalesce(lines.is_current, true) and retracted.row_hash is null as stands
        from raw.{entity.name} as content
        {joined}
        left join raw.lines as lines
            on {saying}.delivery_id = lines.delivery_id and {saying}.row_number = lines.row_number
        left join raw.retracted as retracted
            on retracted.entity = '{entity.name}'
            and {saying}.delivery_id = retracted.delivery_id
            and {saying}.row_number = retracted.row_number
            and {saying}.row_hash = retracted.row_hash
        where {COUNTS.format(saying)} and {where}
    """


def start_settling(connection: duckdb.DuckDBPyConnection) -> None:
    """Start with no key that is to be settled, and none in `gone`, which are out of force since."""
    for table in ("unsettled", "gone"):
        connection.execute(
            f"create or replace temp table {table} (entity varchar, key_hash ubigint)"
        )


def unsettle(
    connection: duckdb.DuckDBPyConnection,
    entity: Entity,
    rows: str,
    parameters: Mapping[str, object] | None = None,
) -> None:
    """Have the keys of some rows settled: `rows` is a query for their key_hash."""
    connection.execute(
        f"insert into unsettled select '{entity.name}', key_hash from ({rows}) as rows(key_hash)",
        parameters or {},
    )


def settle(connection: duckdb.DuckDBPyConnection, *, since: int | None = None) -> None:
    """Settle the keys that were noted, and those that hang on them: which row is in force of each.

    `since` is the delivery that is being loaded, whose rows were not in force before. Tickets whose
    rows change otherwise than by new rows are noted in raw.revised_tickets.
    """
    noted = _noted(connection)
    for entity in ENTITIES:
        if entity.name in noted:
            _settle_entity(connection, entity, since)
            noted = _noted(connection)


def _noted(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute("select distinct entity from unsettled").fetchall()
    return {name for (name,) in rows}


def _settle_entity(
    connection: duckdb.DuckDBPyConnection, entity: Entity, since: int | None
) -> None:
    in_question = f"{key_hash(entity)} in ({_unsettled(entity)})"
    in_force_now = f"""
        select {key_hash(entity)} as key_hash, delivery_id, row_number, row_hash
        from raw.{entity.name} where {in_question} and {in_force(entity)}
    """
    before = "" if since is None else f"and delivery_id < {since}"
    connection.execute(f"create or replace temp table in_force_before as {in_force_now} {before}")
    _choose(connection, entity)
    _restore_content(connection, entity)
    connection.execute(
        f"""
        delete from raw.superseded
        where entity = '{entity.name}' and exists (
            select 1 from raw.{entity.name}
            where superseded.delivery_id = {entity.name}.delivery_id
                and superseded.row_number = {entity.name}.row_number
                and superseded.row_hash = {entity.name}.row_hash
                and {in_question}
        )
        """
    )
    connection.execute(
        f"""
        insert into raw.superseded
        select '{entity.name}', delivery_id, row_number, row_hash
        from raw.{entity.name}
        where {in_question} and not exists (
            select 1 from chosen
            where chosen.content_delivery_id = {entity.name}.delivery_id
                and chosen.content_row_number = {entity.name}.row_number
                and chosen.row_hash = {entity.name}.row_hash
        )
        """
    )
    connection.execute(f"create or replace temp table in_force_after as {in_force_now}")
    _note_what_follows(connection, entity)


def _unsettled(entity: Entity) -> str:
    return f"select key_hash from unsettled where entity = '{entity.name}'"


def _choose(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Choose the statement in force of each key in question; `chosen` has none where none is."""
    key = ", ".join(f'"{name}"' for name in entity.key)
    where = f"{key_hash(entity, 'content')} in ({_unsettled(entity)})"
    has_parents = " and ".join(
        f"""(is_withdrawn or "{column}" in (
            select "{BY_NAME[parent].key[0]}" from raw.{parent} where {in_force(BY_NAME[parent])}
        ))"""
        for column, parent in entity.parents.items()
    )
    connection.execute(
        f"""
        create or replace temp table chosen as
        with
            said as (
                select * from ({statements(entity, where)}) where {has_parents or "true"}
            ),
            generations as (
                select *, count(*) filter (where version_at is null and stands) over (
                    partition by {key} order by delivery_id, row_number
                    rows between unbounded preceding and current row
                ) as generation
                from said
            ),
            ranked as (
                select *, row_number() over (
                    partition by {key}
                    order by stands desc, generation desc, version_at desc nulls last,
                        exported_at desc nulls last, delivery_id desc, row_number desc
                ) as place
                from generations
            )
        select * from ranked where place = 1 and not is_withdrawn
        """
    )
    needed = [
        f'"{entity.key[0]}" in ({_named_by(child, column)})'
        for child in ENTITIES
        for column, parent in child.parents.items()
        if parent == entity.name
    ]
    if connection.execute("select exists (select 1 from chosen where not stands)").fetchall() == [
        (True,)
    ]:
        connection.execute(
            f"delete from chosen where not stands and not ({' or '.join(needed) or 'false'})"
        )


def _named_by(child: Entity, column: str) -> str:
    """Write which parents the rows of an entity that stand name."""
    said = statements(child, f'content."{column}" in (select "{column}" from chosen)')
    return f'select "{column}" from ({said}) where stands and not is_withdrawn'


def _restore_content(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Write what is in force anew where the delivery that first said it does not count any more."""
    connection.execute(
        """
        create or replace temp table restored as
        select * from chosen
        where content_delivery_id in (select delivery_id from raw.set_aside)
        """
    )
    if connection.execute("select exists (from restored)").fetchall() == [(False,)]:
        return
    connection.execute(
        f"""
        insert into raw.{entity.name} by name
        select content.* replace (
            restored.delivery_id as delivery_id, restored.row_number as row_number
        )
        from raw.{entity.name} as content
        inner join restored
            on content.delivery_id = restored.content_delivery_id
            and content.row_number = restored.content_row_number
            and content.row_hash = restored.row_hash
        """
    )
    connection.execute(
        f"""
        delete from raw.repetitions
        where entity = '{entity.name}' and exists (
            select 1 from restored
            where restored.delivery_id = repetitions.delivery_id
                and restored.row_number = repetitions.row_number
                and restored.row_hash = repetitions.row_hash
        )
        """
    )
    connection.execute(
        """
        update chosen set content_delivery_id = delivery_id, content_row_number = row_number
        where content_delivery_id in (select delivery_id from raw.set_aside)
        """
    )


def _note_what_follows(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Note the tickets whose rows changed, and the keys whose parents came or went."""
    changed = """
        select key_hash from (
            (from in_force_before except from in_force_after)
            union all (from in_force_after except from in_force_before)
        )
    """
    if entity.name in OF_TICKETS:
        connection.execute(
            f"""
            insert into raw.revised_tickets
            select distinct ticket_id from raw.{entity.name}
            where {key_hash(entity)} in ({changed})
            """
        )
    if entity.name == "catalogue":
        # A request's kind hangs on its item, and on whether its customer has any item (QUO-2).
        connection.execute(
            f"""
            insert into raw.revised_tickets
            select distinct tickets.ticket_id from raw.tickets
            inner join raw.catalogue
                on catalogue.customer_id is null or catalogue.customer_id = tickets.customer_id
            where {key_hash(entity, "catalogue")} in ({changed})
            """
        )
    went = """
        select key_hash from in_force_before
        where key_hash not in (select key_hash from in_force_after)
    """
    connection.execute(f"insert into gone select '{entity.name}', key_hash from ({went})")
    came_or_went = f"""
        {went}
        union all
        select key_hash from in_force_after
        where key_hash not in (select key_hash from in_force_before)
    """
    for child in _children(entity):
        for column, parent in child.parents.items():
            if parent == entity.name:
                unsettle(
                    connection,
                    child,
                    f"""
                    select distinct {key_hash(child)} from raw.{child.name}
                    where "{column}" in (
                        select "{entity.key[0]}" from raw.{entity.name}
                        where {key_hash(entity)} in ({came_or_went})
                    )
                    """,
                )


def _children(entity: Entity) -> Iterable[Entity]:
    return (child for child in ENTITIES if entity.name in child.parents.values())


def note_all_superseded(connection: duckdb.DuckDBPyConnection, entity: Entity) -> None:
    """Settle every key of an entity of which raw holds several rows."""
    start_settling(connection)
    unsettle(
        connection,
        entity,
        f"select {key_hash(entity)} from raw.{entity.name} group by all having count(*) > 1",
    )
    settle(connection)
