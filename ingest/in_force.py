"""What the rows in force say, asked of raw itself."""

from __future__ import annotations

from datetime import datetime

import duckdb

from ingest.contract import Column, Entity
from ingest.store import single
from ingest.superseded import in_force


def latest_in_force(
    connection: duckdb.DuckDBPyConnection, entity: Entity, column: Column
) -> datetime | None:
    """The latest value of an instant column among the rows in force; None where there is none."""
    latest: datetime | None = single(
        connection,
        f"select max({column.name}) from raw.{entity.name} where {in_force(entity)}",
    )
    return latest
