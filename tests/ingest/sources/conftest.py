"""Files of each product's own shape, taken in by the mapping that comes along for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import duckdb
import pytest

from ingest.contract import BY_NAME
from ingest.deliveries import take_in
from ingest.delivery_register import Delivery
from ingest.mapping_file import load_mapping
from ingest.plan import plan
from ingest.superseded import in_force
from ingest.unknown_words import UNLISTED

FILES = Path(__file__).parents[1] / "files"

Bring = Callable[..., list[Delivery]]
mapping_of = cache(load_mapping)


@pytest.fixture
def bring(warehouse: duckdb.DuckDBPyConnection) -> Bring:
    """Take files of a product in, by its mapping, in the order given."""

    def bring_files(product: str, *files: str | Path) -> list[Delivery]:
        mapping = mapping_of(product)
        paths = [FILES / product / one if isinstance(one, str) else one for one in files]
        return [take_in(warehouse, plan(path, mapping)) for path in paths]

    return bring_files


def told(warehouse: duckdb.DuckDBPyConnection, entity: str, *columns: str) -> list[str]:
    """The rows in force of an entity, each as its values parted by bars; nothing stands for null.

    So a row is one line of a test, and instants are seen to the second, in UTC.
    """
    cells = ", ".join(f"""coalesce(cast("{column}" as varchar), '')""" for column in columns)
    rows = warehouse.execute(
        f"select concat_ws(' | ', {cells}) from raw.{entity} "
        f"where {in_force(BY_NAME[entity])} and not coalesce(withdrawn, false) order by all"
    ).fetchall()
    return [row for (row,) in rows]


def tickets(warehouse: duckdb.DuckDBPyConnection, *more: str) -> list[str]:
    """What each ticket is: id, customer, kind, priority, opened."""
    return told(
        warehouse, "tickets", "ticket_id", "customer_id", "kind", "priority", "opened_at", *more
    )


def events(warehouse: duckdb.DuckDBPyConnection, *more: str) -> list[str]:
    """What happened: ticket, when, field, value."""
    return told(warehouse, "ticket_events", "ticket_id", "occurred_at", "field", "value", *more)


def unusable(one: Delivery) -> list[str]:
    """Why rows were refused: first row, column, value, reason; of a word not listed how it begins.

    Which words a mapping lists is said further on.
    """
    return [
        f"{row} | {column} | {value} | {UNLISTED if reason.startswith(UNLISTED) else reason}"
        for _, row, column, value, reason, _ in one.complaints
    ]
