"""A copy of what a workspace knows, in a folder of the machine's own: nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb

from ingest.store import create_raw
from ingest.superseded import COUNTS
from pipeline.workspace import WarehouseInUseError, Workspace
from reports.passing_folder import PassingFolder

# What raw holds of the deliveries themselves; a build writes the rest of it anew.
OF_DELIVERIES = """
select table_name from duckdb_tables()
where database_name = current_database() and schema_name = 'raw'
"""

# Agreements that came in a file of their own, and were not taken back.
DELIVERED_TERMS = f"""
select distinct customer_id from raw.agreements
where {COUNTS.format("agreements")}
    and delivery_id in (select delivery_id from raw.deliveries where mapping is null)
"""


@contextmanager
def copied_aside(workspace: Workspace) -> Iterator[Workspace]:
    """Give a workspace that knows what this one knows; it is gone afterwards.

    What people write, mappings and readings, stays where it is, and is named there. The workspace
    itself is only read: it need not even be there. Raises WarehouseInUseError where another
    service-review is at work on it.
    """
    with PassingFolder() as folder:
        aside = Workspace(folder, mappings_at=workspace.mappings)
        aside.create()
        if workspace.warehouse.is_file():
            with workspace.undisturbed():
                _copy_deliveries(workspace, aside)
        yield aside


def known_terms(workspace: Workspace) -> frozenset[str]:
    """Name the customers whose agreements a workspace was delivered; reads only."""
    if not workspace.warehouse.is_file():
        return frozenset()
    with workspace.undisturbed(), duckdb.connect() as connection:
        _attach(connection, workspace)
        connection.execute("use known")
        try:
            found = connection.execute(DELIVERED_TERMS).fetchall()
        except duckdb.CatalogException:
            # Raw of an earlier release, which the next delivery brings to the form of this one.
            return frozenset()
        return frozenset(str(customer) for (customer,) in found)


def _copy_deliveries(workspace: Workspace, aside: Workspace) -> None:
    """Copy what was delivered, tables as they were made; those of an older release are brought on.

    What the models made of it stays behind.
    """
    names = _tables_of_deliveries()
    with aside.writing() as connection:
        _attach(connection, workspace)
        made = connection.execute(
            "select table_name, sql from duckdb_tables() "
            "where database_name = 'known' and schema_name = 'raw'"
        ).fetchall()
        connection.execute("create schema raw")
        for name, sql in made:
            if name in names:
                connection.execute(sql)
                connection.execute(f'insert into raw."{name}" select * from known.raw."{name}"')
        connection.execute("detach known")
        create_raw(connection)


def _tables_of_deliveries() -> frozenset[str]:
    with duckdb.connect() as connection:
        create_raw(connection)
        return frozenset(name for (name,) in connection.execute(OF_DELIVERIES).fetchall())


def _attach(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> None:
    try:
        connection.execute("attach $path as known (read_only)", {"path": str(workspace.warehouse)})
    except duckdb.IOException as error:
        if "lock" not in str(error).lower():
            raise
        raise WarehouseInUseError(
            f"{workspace.warehouse} is in use by another service-review.",
            way_out="Wait until that one has finished, then try again.",
        ) from None


def keep_tickets(connection: duckdb.DuckDBPyConnection, tickets: Sequence[str]) -> None:
    """Take every other ticket out of a copy, so that building the rest is quick."""
    for table in ("tickets", "ticket_events", "source_verdicts"):
        connection.execute(
            f"delete from raw.{table} where ticket_id not in (select unnest($tickets))",
            {"tickets": list(tickets)},
        )
