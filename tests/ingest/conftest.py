"""Deliveries written as files, and a warehouse to take them in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from ingest.deliveries import take_in
from ingest.delivery_register import Delivery
from ingest.mapping_file import load_mapping
from ingest.plan import plan

CUSTOMERS = "customer_id,name\nC1,Ada\nC2,Brook\n"
TICKETS = (
    "ticket_id,customer_id,kind,environment,priority,opened_at,updated_at\n"
    "T1,C1,incident,production,P2,2026-06-16T09:00:00Z,2026-06-16T09:00:00Z\n"
    "T2,C2,service_request,production,P3,2026-06-16T10:00:00Z,2026-06-16T10:00:00Z\n"
)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(str(tmp_path / "warehouse.duckdb"))
    yield connection
    connection.close()


Deliver = Callable[..., Delivery]


@pytest.fixture
def deliver(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> Deliver:
    """Write a text (or bytes) as a file of that name and take it in."""

    def deliver_file(name: str, content: str | bytes, *, mapping: str = "") -> Delivery:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        chosen = None
        if mapping:
            (tmp_path / "mapping.yml").write_text(mapping, encoding="utf-8")
            chosen = load_mapping(str(tmp_path / "mapping.yml"))
        return take_in(warehouse, plan(path, chosen))

    return deliver_file


@pytest.fixture
def known(deliver: Deliver) -> Deliver:
    """As `deliver`, with two customers and two tickets delivered before."""
    deliver("customers.csv", CUSTOMERS)
    deliver("tickets.csv", TICKETS)
    return deliver


def counts(one: Delivery) -> tuple[int, int, int, int]:
    """Rows read, loaded, quarantined, known."""
    return one.rows_read, one.rows_loaded, one.rows_quarantined, one.rows_known
