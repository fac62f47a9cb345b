"""What DuckDB builds, Spark builds too: every mart, every column, every row."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from pipeline.build import build as build_and_publish
from pipeline.engine import Engine, Place
from pipeline.errors import StoppedError
from pipeline.publish import CURRENT, publish
from pipeline.spark import marts_of_spark
from pipeline.workspace import Workspace
from tests.models.loader import run_dbt
from tests.proof.built import MODELS_ONLY, build
from tests.proof.portfolios import seeded_portfolio
from tests.spark.comparison import differences, tables

RANDOM_TICKETS = 100_000


def test_the_snapshot_of_spark_is_that_of_duckdb(demo_workspace: Workspace, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "workspace")
    shutil.copytree(demo_workspace.root, workspace.root)
    of_duckdb = served(workspace.published)

    built = build_and_publish(workspace, place=Place(Engine.spark))

    assert built.tests > 0
    with duckdb.connect() as connection:
        connection.execute(f"attach '{of_duckdb}' as of_duckdb (read_only)")
        connection.execute(f"attach '{served(workspace.published)}' as of_spark (read_only)")
        assert "sla_clocks" in tables(connection, "of_spark.main")
        assert (
            differences(connection, "of_duckdb.main", "of_spark.main", apart_from="snapshot") == []
        )


def test_random_tickets_are_judged_by_spark_as_by_duckdb(tmp_path: Path, artefacts: Path) -> None:
    portfolio = seeded_portfolio(1, RANDOM_TICKETS)
    warehouse = build(portfolio, tmp_path / "workspace", artefacts=artefacts)

    def run_on_spark() -> tuple[int, int]:
        words = ("build", "--target", "spark", *MODELS_ONLY)
        assert run_dbt(warehouse, *words, artefacts=tmp_path / "dbt") == []
        return 0, 0

    workspace, as_of = Workspace(warehouse.parent), portfolio.as_of.replace(tzinfo=None)
    with workspace.writing() as connection:
        publish(connection, tmp_path / "of_duckdb", as_of=as_of)
    with marts_of_spark(workspace, None, run_on_spark) as (connection, _):
        publish(connection, tmp_path / "of_spark", as_of=as_of)

    with duckdb.connect() as connection:
        for name in ("of_duckdb", "of_spark"):
            connection.execute(f"attach '{served(tmp_path / name)}' as {name} (read_only)")
        # Some are opened after the instant looked from.
        assert count(connection, "of_spark.main.tickets") > 0.9 * RANDOM_TICKETS
        assert (
            differences(connection, "of_duckdb.main", "of_spark.main", apart_from="snapshot") == []
        )


def test_a_lake_is_not_made_where_other_things_lie(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "workspace")
    mine = tmp_path / "mine" / "raw" / "letter.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("keep me")

    with (
        pytest.raises(StoppedError, match="holds other things"),
        marts_of_spark(workspace, str(tmp_path / "mine"), lambda: (0, 0)),
    ):
        pass

    assert mine.read_text() == "keep me"


def served(folder: Path) -> Path:
    """The file of the snapshot that is served from a folder."""
    return folder / (folder / CURRENT).read_text().strip()


def count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    ((rows,),) = connection.sql(f"select count(*) from {table}").fetchall()
    assert isinstance(rows, int)
    return rows
