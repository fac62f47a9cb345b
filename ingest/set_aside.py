"""A delivery is taken back, or gives way to another reading of its file, as if it had never come.

Raw keeps its rows; they do not count. What stood aside for it comes back into force.
"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from ingest.contract import ENTITIES, Entity
from ingest.errors import RefusedError
from ingest.lines import settle_lines, take_over_lines
from ingest.log_store import derive_again
from ingest.store import create_raw, single
from ingest.superseded import join_repetitions, key_hash, settle, start_settling, unsettle


def withdraw(
    connection: duckdb.DuckDBPyConnection, delivery_id: int, *, scratch: Path | None = None
) -> list[int]:
    """Take a delivery back; returns the deliveries that it had replaced, which count again.

    Raises RefusedError for one that is not there or does not count.
    """
    create_raw(connection)
    _require(connection, delivery_id)
    _require_counting(connection, delivery_id)
    back = _ids(
        connection, "select delivery_id from raw.set_aside where replaced_by = $id", delivery_id
    )
    _in_one_transaction(connection, out=[delivery_id], back=back, scratch=scratch)
    return back


def bring_back(
    connection: duckdb.DuckDBPyConnection, delivery_id: int, *, scratch: Path | None = None
) -> None:
    """Let a delivery count again that was taken back; RefusedError where it was not, or cannot."""
    create_raw(connection)
    _require(connection, delivery_id)
    found = connection.execute(
        "select replaced_by from raw.set_aside where delivery_id = $id", {"id": delivery_id}
    ).fetchall()
    if not found:
        raise RefusedError(f"Delivery {delivery_id}", "it counts already; it was not taken back.")
    newer = _ids(
        connection,
        """
        select other.delivery_id from raw.deliveries as own
        inner join raw.deliveries as other
            on own.sha256 = other.sha256 and own.delivery_id <> other.delivery_id
            and list_has_any(
                string_split(own.entity, ', '), string_split(other.entity, ', ')
            )
        where own.delivery_id = $id
            and other.delivery_id not in (select delivery_id from raw.set_aside)
        """,
        delivery_id,
    )
    if newer:
        raise RefusedError(
            f"Delivery {delivery_id}",
            f"delivery {newer[0]} read the same file since and took its place.",
            way_out=f"Take that one back: `service-review withdraw {newer[0]}`.",
        )
    _in_one_transaction(connection, out=[], back=[delivery_id], scratch=scratch)


def _in_one_transaction(
    connection: duckdb.DuckDBPyConnection,
    *,
    out: Sequence[int],
    back: Sequence[int],
    scratch: Path | None,
) -> None:
    connection.execute("begin transaction")
    try:
        start_settling(connection)
        turn(connection, out=out, back=back)
        for log in _logs_of(connection, [*out, *back]):
            derive_again(connection, mapping=log, turned=[*out, *back], scratch=scratch)
        settle(connection)
        connection.execute("commit")
    except BaseException:
        connection.execute("rollback")
        raise


def turn(
    connection: duckdb.DuckDBPyConnection,
    *,
    out: Sequence[int],
    back: Sequence[int] = (),
    replaced_by: int | None = None,
) -> None:
    """Let deliveries count no more, others again, and note the keys that this bears on.

    Within the caller's transaction, who settles them, and derives logs anew.
    """
    connection.execute(
        "insert into raw.set_aside select unnest($out), $now, $replaced_by",
        {
            "out": list(out),
            "now": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
            "replaced_by": replaced_by,
        },
    )
    connection.execute(
        "delete from raw.set_aside where delivery_id in (select unnest($back))",
        {"back": list(back)},
    )
    turned = {"turned": [*out, *back]}
    take_over_lines(connection, ENTITIES)
    for entity in ENTITIES:
        _unsettle_all_of(connection, entity, turned)
        connection.execute(
            f"""
            create or replace temp table records_in_question as
            select distinct record_id from raw.lines
            where entity = '{entity.name}' and delivery_id in (select unnest($turned))
            """,
            turned,
        )
        if single(connection, "select exists (from records_in_question)"):
            settle_lines(connection, entity, ENTITIES)
    connection.execute(
        "insert into raw.whole_build_due values ('a delivery was taken back or read anew')"
    )


def _unsettle_all_of(
    connection: duckdb.DuckDBPyConnection, entity: Entity, turned: AnyMapping[str, object]
) -> None:
    unsettle(
        connection,
        entity,
        f"""
        select {key_hash(entity)} from raw.{entity.name}
        where delivery_id in (select unnest($turned))
        union
        select {key_hash(entity, "content")} from raw.{entity.name} as content
        {join_repetitions(entity)}
        where repetition.delivery_id in (select unnest($turned))
        """,
        turned,
    )


def _logs_of(connection: duckdb.DuckDBPyConnection, deliveries: Sequence[int]) -> list[str]:
    """Name the logs that deliveries are parts of."""
    found = connection.execute(
        "select distinct mapping from raw.log_rows "
        "where delivery_id in (select unnest($deliveries)) order by mapping",
        {"deliveries": list(deliveries)},
    ).fetchall()
    return [log for (log,) in found]


def _require(connection: duckdb.DuckDBPyConnection, delivery_id: int) -> None:
    there = single(
        connection,
        "select count(*) from raw.deliveries where delivery_id = $id",
        {"id": delivery_id},
    )
    if not there:
        last = single(connection, "select max(delivery_id) from raw.deliveries")
        known = f"They are numbered 1 to {last}; `service-review status --deliveries` lists them."
        raise RefusedError(
            f"Delivery {delivery_id}",
            "there is no such delivery.",
            way_out=known if last else "None was taken in yet.",
        )


def _require_counting(connection: duckdb.DuckDBPyConnection, delivery_id: int) -> None:
    found = connection.execute(
        "select set_aside_at, replaced_by from raw.set_aside where delivery_id = $id",
        {"id": delivery_id},
    ).fetchall()
    if found:
        ((since, replaced_by),) = found
        why = f"delivery {replaced_by} replaced it" if replaced_by else "it was taken back already"
        raise RefusedError(f"Delivery {delivery_id}", f"{why} ({since:%Y-%m-%d %H:%M} UTC).")


def _ids(connection: duckdb.DuckDBPyConnection, sql: str, delivery_id: int) -> list[int]:
    return [int(found) for (found,) in connection.execute(sql, {"id": delivery_id}).fetchall()]
