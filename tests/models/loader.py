"""A warehouse for the models: rows put into raw as deliveries, calendars written, dbt run."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import chdir, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from ingest.calendars import holidays_version, write_calendars
from ingest.contract import BY_NAME, Column
from ingest.store import create_raw
from ingest.superseded import note_all_superseded
from ingest.zones import tzdata_version
from pipeline.build import write_readings
from pipeline.parsed import options
from pipeline.policy import Policy

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT.parent / "shared" / "cases" / "sla"

DEFAULTS = Policy()

Row = Mapping[str, object]


BOTH = frozenset({"response", "restoration"})


def deliver(
    connection: duckdb.DuckDBPyConnection,
    entity_name: str,
    rows: Iterable[Row],
    *,
    histories: Collection[str] = BOTH,
    mapping: str | None = None,
    columns: Collection[str] | None = None,
) -> None:
    """Put rows of text, as a file would hold them, into raw as one delivery.

    `histories` are the metrics of which its source tells all (CLK-13), `mapping` how it was read,
    `columns` those of the contract that it brings [all].
    """
    entity = BY_NAME[entity_name]
    texts = pl.DataFrame(
        [
            {
                name: None if row.get(name) is None else str(row[name])
                for name in entity.column_names
            }
            for row in rows
        ],
        schema=dict.fromkeys(entity.column_names, pl.String),
    ).with_row_index("row_number", offset=2)
    ((delivery_id,),) = connection.sql("select count(*) + 1 from raw.deliveries").fetchall()
    connection.execute(
        "insert into raw.deliveries (delivery_id, file_name, sha256, entity, mapping, "
        "has_response_history, has_restoration_history, received_at, rows_read, rows_loaded, "
        "rows_quarantined, rows_known) values ($id, $name, $name, $name, $mapping, $response, "
        "$restoration, '2026-01-01', $rows, $rows, 0, 0)",
        {
            "id": delivery_id,
            "name": entity_name,
            "mapping": mapping,
            "response": "response" in histories,
            "restoration": "restoration" in histories,
            "rows": len(texts),
        },
    )
    brought = [*(entity.deliverable_names if columns is None else columns)]
    if entity_name == "ticket_events":
        brought += [f"field={field}" for field in texts["field"].unique(maintain_order=True)]
    connection.executemany(
        "insert into raw.delivered_columns values (?, ?, ?)",
        [(delivery_id, entity_name, name) for name in brought],
    )
    connection.register("delivered_rows", texts)
    names = ", ".join(entity.column_names)
    values = ", ".join(map(parsed, entity.columns))
    connection.execute(
        f"insert into raw.{entity_name} ({names}, delivery_id, row_number, row_hash) "
        f"select {values}, {delivery_id}, row_number, hash(delivered_rows) from delivered_rows"
    )
    note_all_superseded(connection, entity)
    connection.unregister("delivered_rows")


def parsed(column: Column) -> str:
    if column.kind == "instant":
        return f"cast(cast({column.name} as timestamptz) at time zone 'UTC' as timestamp)"
    return f"cast({column.name} as {column.sql_type})"


@contextmanager
def warehouse(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(path) as connection:
        connection.execute("set timezone = 'UTC'")
        create_raw(connection)
        yield connection


def prepare(
    connection: duckdb.DuckDBPyConnection, *, as_of: datetime, policy: Policy = DEFAULTS
) -> None:
    """What the pipeline writes before dbt runs."""
    connection.execute(
        "create or replace table raw.build as select cast($as_of as timestamp) as as_of, "
        "$zones as tzdata_version, $holidays as holidays_version, '0' as service_review_version, "
        "true as is_whole",
        {
            "as_of": as_of.astimezone(UTC).replace(tzinfo=None),
            "zones": tzdata_version(),
            "holidays": holidays_version(),
        },
    )
    write_readings(connection, policy)
    write_calendars(connection, as_of=as_of, hours=policy.hours)


def run_dbt(path: Path, *arguments: str, artefacts: Path) -> list[str]:
    """Run dbt over a warehouse and name what failed."""
    assert path.name == "warehouse.duckdb"
    project = options(artefacts, variables=DEFAULTS.variables)
    written = ["--log-path", str(artefacts)]
    # A log file would stay open after the run.
    quiet = ["--log-level-file", "none", "--quiet"]
    with chdir(path.parent):
        command, *rest = arguments
        result = dbtRunner().invoke([command, *project, *written, *quiet, *rest])
    close_connections()
    if result.exception:
        raise result.exception
    return [
        f"{node.node.name}: {node.message}"
        for node in result.result
        if node.status not in ("success", "pass")
    ]


def show_rules(path: Path, rules: Iterable[str], *, artefacts: Path) -> None:
    """Show what each rule finds as a view: a rule is part of the table that reads it."""
    names = list(rules)
    assert (
        run_dbt(path, "run", "--select", *(f"+{name}" for name in names), artefacts=artefacts) == []
    )
    assert run_dbt(path, "compile", "--select", *names, artefacts=artefacts) == []
    nodes = json.loads((artefacts / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    with duckdb.connect(path) as connection:
        for name in names:
            code = nodes[f"model.service_review.{name}"]["compiled_code"]
            connection.execute(f"create or replace view intermediate.{name} as {code}")


def close_connections() -> None:
    """Let go of the file: dbt keeps its connection for the next run in this process."""
    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
    DuckDBConnectionManager.close_all_connections()


def read_case(name: str) -> pl.DataFrame:
    return pl.read_csv(CASES / f"{name}.csv", infer_schema=False)


def latest_instant(connection: duckdb.DuckDBPyConnection) -> datetime:
    query = (
        "select max(instant) from (select opened_at as instant from raw.tickets "
        "union all select occurred_at from raw.ticket_events)"
    )
    ((latest,),) = connection.sql(query).fetchall()
    assert isinstance(latest, datetime)
    return latest.replace(tzinfo=UTC)
