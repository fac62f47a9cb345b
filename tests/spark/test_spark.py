"""What DuckDB builds, Spark builds too: every mart, every column, every row."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from pipeline.build import build
from pipeline.engine import Engine, Place
from pipeline.errors import StoppedError
from pipeline.publish import CURRENT
from pipeline.spark import marts_of_spark
from pipeline.workspace import Workspace
from tests.proof.built import take_in_portfolio
from tests.proof.portfolios import seeded_portfolio
from tests.spark.comparison import differences, tables

# Beside the demonstration, which has a row in every mart: lives that no desk would write, of a
# hundred customers.
RANDOM_TICKETS = 500


def test_the_snapshot_of_spark_is_that_of_duckdb(demo_workspace: Workspace, tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "workspace")
    shutil.copytree(demo_workspace.root, workspace.root)
    take_in_portfolio(seeded_portfolio(1, RANDOM_TICKETS), workspace)
    build(workspace)
    of_duckdb = served(workspace.published)

    built = build(workspace, place=Place(Engine.spark))

    assert built.tests > 0
    with duckdb.connect() as connection:
        connection.execute(f"attach '{of_duckdb}' as of_duckdb (read_only)")
        connection.execute(f"attach '{served(workspace.published)}' as of_spark (read_only)")
        assert "sla_clocks" in tables(connection, "of_spark.main")
        # Most are the demonstration's, the rest those invented here.
        assert count(connection, "of_spark.main.tickets") > 10_000 + RANDOM_TICKETS
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
