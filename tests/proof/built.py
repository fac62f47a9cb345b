"""A portfolio as the product takes it in and builds it: files, ingest, calendars, models."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipeline.build import prepare
from pipeline.intake import take_in_all
from pipeline.policy import Policy
from pipeline.workspace import Workspace
from tests.models.loader import run_dbt
from tests.proof.records import (
    DAYS,
    FIRST_LINE,
    METRICS,
    Delivery,
    Portfolio,
    Record,
    column_names,
)

DEFAULTS = Policy()
# The clocks, and what sums them up; the rest of the models is not judged here.
CLOCKS_ONLY = ("--select", "+sla_attainment", "--exclude-resource-type", "test",
               "--exclude-resource-type", "unit_test")  # fmt: skip
MODELS_AND_TESTS = ("--exclude-resource-type", "unit_test")
# How a source says of which metrics it tells all; its columns are the contract's.
HISTORIES = Path(__file__).with_name("histories.yml")


def take_in_portfolio(portfolio: Portfolio, workspace: Workspace) -> None:
    """Write each delivery as a file and take it in; every row must be usable."""
    take_in_deliveries(workspace, workspace.root / "deliveries", portfolio.deliveries)


def take_in_deliveries(workspace: Workspace, folder: Path, deliveries: Sequence[Delivery]) -> None:
    """The same of some deliveries, their files in a folder of their own."""
    for number, delivery in enumerate(deliveries):
        if not delivery.rows:
            continue
        name, mapping = delivered_as(delivery)
        path = folder / str(number) / name
        path.parent.mkdir(parents=True)
        pl.DataFrame(
            [texts(row) for row in delivery.rows],
            schema=dict.fromkeys(column_names(type(delivery.rows[0])), pl.String),
            orient="row",
        ).write_csv(path)
        taken = take_in_all(workspace, [path], mapping_name=mapping)
        assert not taken.refused, taken.refused
        assert not any(one.rows_quarantined for one in taken.deliveries), taken.deliveries
        (one,) = taken.deliveries
        if one.is_new:
            write_days(workspace, delivery, one.delivery_id)


def write_days(workspace: Workspace, delivery: Delivery, delivery_id: int) -> None:
    """Write into raw, beside the rows just taken in, which of their instants are days (CLK-15)."""
    name = DAYS.get(type(delivery.rows[0]))
    days = [
        (day.astimezone(UTC).replace(tzinfo=None), delivery_id, line)
        for line, row in enumerate(delivery.rows, FIRST_LINE)
        if name and (day := getattr(row, name)) is not None
    ]
    if not days:
        return
    with workspace.writing() as connection:
        connection.executemany(
            f"update raw.{delivery.entity} set {name} = ? where delivery_id = ? and row_number = ?",
            days,
        )


def delivered_as(delivery: Delivery) -> tuple[str, str | None]:
    """The name of the file that a delivery comes as, and the mapping it is read with, if any."""
    if delivery.histories == frozenset(METRICS):
        return f"{delivery.entity}.csv", None
    told = "_".join(sorted(delivery.histories)) or "none"
    return f"{delivery.entity}_{told}.csv", str(HISTORIES)


def texts(row: Record) -> list[str | None]:
    """The cells of a row."""
    return [cell(getattr(row, name)) for name in column_names(type(row))]


def cell(value: object) -> str | None:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def build(
    portfolio: Portfolio,
    folder: Path,
    *,
    artefacts: Path,
    with_tests: bool = False,
    policy: Policy = DEFAULTS,
) -> Path:
    """Take a portfolio in and run the models on it; returns the warehouse.

    Without tests, only the models of the clocks and of attainment. `artefacts` keeps what dbt has
    parsed from one build to the next.
    """
    workspace = Workspace(folder)
    workspace.create()
    take_in_portfolio(portfolio, workspace)
    with workspace.writing() as connection:
        prepare(connection, policy, as_of=portfolio.as_of.replace(tzinfo=None))
    chosen = MODELS_AND_TESTS if with_tests else CLOCKS_ONLY
    variables = ("--vars", json.dumps(policy.variables))
    failed = run_dbt(workspace.warehouse, "build", *chosen, *variables, artefacts=artefacts)
    assert failed == []
    return workspace.warehouse


# What else a row says serves the risks and the stretches, which have tests of their own.
NOT_JUDGED = ("first_rest_seconds", "restarted_at")


def built_clocks(warehouse: Path) -> Mapping[tuple[str, str], dict[str, Any]]:
    """Every row of sla_clocks by ticket and metric, with the columns that the judge finds."""
    with duckdb.connect(warehouse, read_only=True) as connection:
        relation = connection.sql(
            f"select * exclude ({', '.join(NOT_JUDGED)}) from marts.sla_clocks"
        )
        names = relation.columns
        rows = [dict(zip(names, row, strict=True)) for row in relation.fetchall()]
    return {(row["ticket_id"], row["metric"]): row for row in rows}
