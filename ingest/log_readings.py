"""By which mapping the parts of a log were read: a log goes on under corrected versions of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import duckdb

from ingest.contract import ENTITIES, Entity
from ingest.errors import RefusedError
from ingest.mapping import Mapping, SourceRule
from ingest.mapping_file import parsed_mapping


def reading_of(
    connection: duckdb.DuckDBPyConnection, log: str, delivery_id: int, source: SourceRule | None
) -> SourceRule:
    """Give the rules by which a delivery read its rows of a log.

    In place of a mapping that an early release did not keep, those of `source`, else the newest
    that was kept. Raises RefusedError where there is none.
    """
    kept = connection.execute(
        """
        select delivery_id, mappings.mapping, mappings.text, file_name
        from raw.deliveries
        inner join raw.mappings on mappings.mapping = deliveries.mapping
        where delivery_id in (select delivery_id from raw.log_rows where mapping = $log)
        order by delivery_id = $delivery_id desc, delivery_id desc
        limit 1
        """,
        {"log": log, "delivery_id": delivery_id},
    ).fetchall()
    for kept_by, key, text, file_name in kept:
        reading = _kept_mapping(text, key).source_for(Path(file_name))
        if reading is not None and (kept_by == delivery_id or source is None):
            return reading
    if source is not None:
        return source
    raise RefusedError(
        f"Delivery {delivery_id}",
        f"the mapping that read its part of the log {log} was not kept.",
        way_out="Take its file in again by the mapping of today, then try again.",
    )


@cache
def _kept_mapping(text: str, key: str) -> Mapping:
    """Read a mapping as it was kept; the same object for the same text."""
    return parsed_mapping(text, name=f"{key} (as it was kept)")


def ever_brought(
    connection: duckdb.DuckDBPyConnection, log: str, source: SourceRule | None
) -> tuple[Entity, ...]:
    """The entities that parts of a log ever brought, counting or not, or bring now."""
    brought = connection.execute(
        """
        select distinct unnest(string_split(entity, ', ')) from raw.deliveries
        where delivery_id in (select delivery_id from raw.log_rows where mapping = $log)
        """,
        {"log": log},
    ).fetchall()
    named = {"ticket_events", *(name for (name,) in brought), *(source.records if source else ())}
    return tuple(entity for entity in ENTITIES if entity.name in named)
